"""Nothing leaves without a consent that covers it, and no name that nobody chose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from habeas.actions import record
from habeas.actions.bundles import export
from habeas.actions.choosing import Chosen, everything
from habeas.actions.consents import permissions
from habeas.actions.desk import Desk
from habeas.case.facts.consent import Use
from habeas.case.rules.consent import Verdict
from habeas.errors import RefusedError
from habeas.papers.leaks.errors import LeakFoundError
from habeas.views.records import record as view

NAME = "Zarina Omarova"
COURT = "The district court"
Answer = dict[str, Any]


@pytest.fixture
def person(desk: Desk, case: str) -> str:
    fields = {"pseudonym": "A.", "role": "complainant"}
    return record.put(desk, case, "person", fields)


@pytest.fixture
def identity(desk: Desk, case: str, person: str) -> str:
    names = [{"text": NAME, "kind": "full"}]
    return record.put(desk, case, "identity", {"person": person, "names": names})


@pytest.fixture
def claim(desk: Desk, case: str, person: str) -> str:
    words = {"lang": "en", "text": "I wrote two letters."}
    fields = {"speaker": person, "stance": "alleged", "text": words}
    return record.put(desk, case, "claim", fields)


@pytest.fixture
def answer(desk: Desk, case: str, person: str) -> Callable[[Answer], str]:
    """Return a function that records what the person said to being asked."""

    def say(fields: Answer) -> str:
        whole = {"person": person, "use": "court", "answer": "given", **fields}
        return record.put(desk, case, "consent", whole)

    return say


def named(recipient: str) -> Answer:
    return {"recipient": {"lang": "en", "text": recipient}}


def chosen(desk: Desk, case: str, *names: str) -> Chosen:
    return Chosen(Use.COURT, COURT, everything(desk, case), frozenset(names))


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


REFUSED = {
    "nobody was asked": [],
    "asked for another use": [{"use": "publish"}],
    "given for another recipient": [named("A newspaper")],
    "refused": [{"answer": "refused"}],
    "given, then withdrawn": [{}, {"answer": "withdrawn"}],
    "given, then withdrawn for this recipient": [
        {},
        {"answer": "withdrawn", **named("the  DISTRICT court")},
    ],
    "given, then refused for all": [named(COURT), {"answer": "refused"}],
}
GIVEN = {
    "given": [{}],
    "given for this recipient": [named(COURT)],
    "refused, then given": [{"answer": "refused"}, {}],
    "refused for another recipient": [
        {},
        {"answer": "refused", **named("A newspaper")},
    ],
}


@pytest.mark.usefixtures("claim", "identity")
@pytest.mark.parametrize("answers", REFUSED.values(), ids=REFUSED)
def test_without_consent_nothing_is_written(
    desk: Desk,
    case: str,
    answer: Callable[[Answer], str],
    answers: list[Answer],
    tmp_path: Path,
) -> None:
    for one in answers:
        answer(one)
    with pytest.raises(RefusedError, match="no consent of A"):
        export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


@pytest.mark.usefixtures("claim", "identity")
@pytest.mark.parametrize("answers", GIVEN.values(), ids=GIVEN)
def test_with_consent_it_is_written_without_the_name(
    desk: Desk,
    case: str,
    answer: Callable[[Answer], str],
    answers: list[Answer],
    tmp_path: Path,
) -> None:
    for one in answers:
        answer(one)
    export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")
    written = everything_in(tmp_path / "bundle")
    assert b"I wrote two letters." in written
    assert NAME.encode() not in written


@pytest.mark.usefixtures("claim")
def test_nobody_recorded_means_nobody_agreed(
    desk: Desk, case: str, person: str, tmp_path: Path
) -> None:
    record.correct(desk, case, person, {"role": "witness"}, reason="mistyped")
    with pytest.raises(RefusedError, match="Nobody is recorded as the complainant"):
        export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")


@pytest.mark.usefixtures("claim")
def test_a_name_needs_a_consent_to_the_name(
    desk: Desk,
    case: str,
    identity: str,
    answer: Callable[[Answer], str],
    tmp_path: Path,
) -> None:
    answer({})
    wanted = chosen(desk, case, identity)
    with pytest.raises(RefusedError, match="did not agree that the name is used"):
        export(desk, case, wanted, "en", tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()

    answer({"with_name": True})
    export(desk, case, wanted, "en", tmp_path / "bundle")
    assert NAME.encode() in everything_in(tmp_path / "bundle")


@pytest.mark.usefixtures("claim", "identity")
def test_a_name_that_slipped_into_a_note_stops_the_export(
    desk: Desk,
    case: str,
    answer: Callable[[Answer], str],
    tmp_path: Path,
) -> None:
    answer({"with_name": True})
    words = {"lang": "en", "text": "Mrs. OMAROVA was told on Monday."}
    note = record.put(desk, case, "note", {"text": words})
    wanted = Chosen(Use.COURT, COURT, everything(desk, case) | {note})
    with pytest.raises(LeakFoundError):
        export(desk, case, wanted, "en", tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


@pytest.mark.usefixtures("claim")
def test_a_name_written_wrongly_is_searched_for_until_it_is_withdrawn(
    desk: Desk,
    case: str,
    identity: str,
    answer: Callable[[Answer], str],
    tmp_path: Path,
) -> None:
    answer({})
    wrong = {"names": [{"text": "Plain Letters", "kind": "full"}]}
    record.correct(desk, case, identity, wrong, reason="mistyped")
    right = {"names": [{"text": NAME, "kind": "full"}]}
    record.correct(desk, case, identity, right, reason="corrected")
    with pytest.raises(LeakFoundError) as caught:
        export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")
    assert "withdraw that identity and record it anew" in caught.value.advice
    record.withdraw(desk, case, identity, reason="mistyped")
    export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")
    assert b"I wrote two letters." in everything_in(tmp_path / "bundle")


@pytest.mark.usefixtures("claim", "identity")
def test_what_another_program_left_incomplete_decides_nothing(
    desk: Desk,
    case: str,
    answer: Callable[[Answer], str],
    write: Callable[..., str],
    tmp_path: Path,
) -> None:
    given = answer({})
    person = view(desk.views, case, given).fields["person"]
    whole = {"person": person, "use": "court", "answer": "withdrawn"}
    words = {"lang": "en", "text": "Somebody saw it."}
    fields = {"speaker": write("person", {}), "stance": "alleged", "text": words}
    record.put(desk, case, "claim", fields)
    for name in whole:
        write("consent", {one: whole[one] for one in whole if one != name})
    export(desk, case, chosen(desk, case), "en", tmp_path / "bundle")
    assert b"I wrote two letters." in everything_in(tmp_path / "bundle")
    write("consent", whole)
    with pytest.raises(RefusedError, match="no consent of A"):
        export(desk, case, chosen(desk, case), "en", tmp_path / "again")


@pytest.mark.usefixtures("claim", "person")
def test_an_identity_that_says_not_whose_it_is_is_nobodys_to_choose(
    desk: Desk, case: str, write: Callable[..., str], tmp_path: Path
) -> None:
    nobodys = write("identity", {"names": [{"text": NAME, "kind": "full"}]})
    with pytest.raises(RefusedError, match="whose it is"):
        export(desk, case, chosen(desk, case, nobodys), "en", tmp_path / "bundle")
    assert list(tmp_path.glob("bundle*")) == []


def test_a_consent_whose_limit_cannot_be_read_covers_nobody(
    desk: Desk, case: str, answer: Callable[[Answer], str], write: Callable[..., str]
) -> None:
    given = answer({"answer": "refused"})
    person = view(desk.views, case, given).fields["person"]
    whole = {"person": person, "use": "court", "answer": "given"}
    write("consent", {**whole, "recipient": "City court"})
    (one,) = permissions(desk, case, Use.COURT, "A newspaper")
    assert one.verdict is Verdict.REFUSED
    write("consent", whole)
    (one,) = permissions(desk, case, Use.COURT, "A newspaper")
    assert one.verdict is Verdict.GIVEN
