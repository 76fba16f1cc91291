"""Letters as recorded: where each is, what the law of the case says, what is due."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import correct, put, withdraw
from habeas.case.dues import SORT_WORDS, Sort
from habeas.case.facts.letters import Addressee
from habeas.case.facts.proceedings import Law
from habeas.case.letters import Place
from habeas.case.rules.today import Group
from habeas.errors import BadInputError, NotFoundError
from habeas.views.cases import case_head
from habeas.views.due_words import due_title
from habeas.views.dues import today
from habeas.views.letter_law import rule_of
from habeas.views.letters import LetterLine, dues, letter_one, letters
from tests.conftest import FixedClock
from tests.views.conftest import Write

Make = Callable[..., str]


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def when(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "stated"}


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> None:
    clock.at = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def letter(desk: Desk, case: str, her: str) -> Make:
    """Return what records a letter of hers."""

    def made(addressee: str = "prosecutor", **more: Any) -> str:  # noqa: ANN401 - of a form
        fields = {"what": text("Complaint"), "addressee": addressee, "writer": her}
        return put(desk, case, "letter", {**fields, **more})

    return made


@pytest.fixture
def step(desk: Desk, case: str) -> Make:
    """Return what records a step of a letter."""

    def made(letter: str, what: str, day: str = "", **more: Any) -> str:  # noqa: ANN401 - of a form
        dated = {"when": when(day)} if day else {}
        own = {"letter": letter, "step": what, **dated, **more}
        return put(desk, case, "letter_step", own)

    return made


@pytest.fixture
def in_law(desk: Desk, case: str) -> Callable[[str], None]:
    """Return what sets the law of the case."""

    def made(code: str) -> None:
        head = case_head(desk.views, case).record
        correct(desk, case, head, {"law": code}, reason="It was not said.")

    return made


def one(desk: Desk, case: str, which: str) -> LetterLine:
    return next(it for it in letters(desk.views, case) if it.id == which)


def test_what_the_law_says_is_joined_by_the_addressee(
    desk: Desk, case: str, letter: Make, step: Make, in_law: Callable[[str], None]
) -> None:
    made = letter()
    step(made, "handed_in", "2026-03-02T10:00", mark="214")
    step(made, "opened", "2026-03-02")
    assert one(desk, case, made).rule is None
    assert (one(desk, case, made).against, dues(desk.views, case)) == (0, [])
    in_law("KZ")
    found = one(desk, case, made)
    assert found.rule is not None
    assert (found.rule.controlled, found.rule.hours) == (False, 24)
    assert "14(3)" in found.rule.article["ru"]
    assert "49(1)" in found.rule.filed["kk"]
    assert found.against == 1
    (due,) = dues(desk.views, case)
    assert (due.sort, due.record, due.page) == (Sort.SENDING, made, made)
    assert (due.at, due.what, due.proposed) == ("2026-03-03T10:00", "Complaint", False)


def test_one_that_was_handed_in_on_a_day_is_due_the_whole_of_the_next(
    desk: Desk, case: str, letter: Make, step: Make, in_law: Callable[[str], None]
) -> None:
    in_law("KZ")
    made = letter()
    step(made, "handed_in", "2026-03-02")
    assert [due.at for due in dues(desk.views, case)] == ["2026-03-03"]
    never = step(made, "not_received", "2026-05")
    assert [due.at for due in dues(desk.views, case)] == ["2026-03-03"]
    (waiting,) = today(desk.views, desk.clock.now(), case)[Group.WAITING]
    assert due_title(waiting.due, "en") == "Complaint"
    assert SORT_WORDS[waiting.due.sort] == "must be sent on by the administration"
    assert never in {stage.id for stage in one(desk, case, made).life.stages}
    step(made, "sent", "2026-06")
    other = letter()
    step(other, "handed_in", "2026-03-02")
    step(other, "sent", "2026-03-09")
    assert dues(desk.views, case) == []


def test_a_letter_to_the_person_is_treated_by_who_writes(
    desk: Desk, case: str, letter: Make, in_law: Callable[[str], None]
) -> None:
    in_law("KZ")
    counsel = put(desk, case, "person", {"pseudonym": "C.", "role": "counsel"})
    by_counsel = one(desk, case, letter("person", writer=counsel)).rule
    assert by_counsel is not None
    assert (by_counsel.controlled, by_counsel.hours) == (False, None)
    assert by_counsel.filed == {}
    assert one(desk, case, letter("person")).rule is None


@pytest.mark.parametrize("law", [*Law, ""])
@pytest.mark.parametrize("addressee", list(Addressee))
def test_every_rule_has_its_source_and_says_it_in_three_languages(
    law: str, addressee: Addressee
) -> None:
    rule = rule_of(str(law), addressee, "counsel")
    if not law:
        assert rule is None
    elif rule is not None:
        assert rule.source
        for words in (rule.article, rule.note, rule.filed):
            assert set(words) in (set(), {"en", "ru", "kk"})
        assert rule.treatment.hours == rule.hours


def test_a_letter_that_answers_it_is_its_answer(
    desk: Desk, case: str, letter: Make, step: Make
) -> None:
    made = letter()
    answer = letter("person", what=text("The answer"), replies=made)
    assert one(desk, case, made).life.place is Place.ANSWERED
    assert one(desk, case, made).life.since is None
    step(answer, "received", "2026-04-01")
    found = letter_one(desk.views, case, made)
    (stage,) = found.line.life.stages
    assert (stage.id, stage.when, stage.reply) == (answer, "2026-04-01", True)
    assert found.steps == {}
    withdraw(desk, case, answer, reason="To another letter.")
    assert one(desk, case, made).life.place is Place.UNKNOWN


def test_two_letters_are_not_each_the_answer_to_the_other(
    desk: Desk, case: str, letter: Make
) -> None:
    first = letter()
    second = letter("person", replies=first)
    third = letter("prosecutor", replies=second)
    for ring in (second, third):
        with pytest.raises(BadInputError, match="each be the answer"):
            correct(desk, case, first, {"replies": ring}, reason="A slip.")
    assert one(desk, case, first).life.place is Place.ANSWERED


def test_two_steps_are_not_each_about_the_other(desk: Desk, case: str) -> None:
    trial = put(desk, case, "proceeding", {"title": text("Trial"), "track": "court"})
    ruled = {"proceeding": trial, "step": "decision", "ruling": "ruling"}
    first = put(desk, case, "proceeding_step", ruled)
    served = {"proceeding": trial, "step": "served", "about": first}
    second = put(desk, case, "proceeding_step", served)
    with pytest.raises(BadInputError, match="each be about the other"):
        correct(desk, case, first, {"about": second}, reason="A slip.")


def test_a_ring_of_answers_that_two_devices_made_answers_nothing(
    desk: Desk, case: str, letter: Make, write: Write
) -> None:
    ids = ["1" * 32, "2" * 32, "3" * 32]
    for at, own in enumerate(ids):
        told = {"what": text("Letter"), "addressee": "court", "replies": ids[at - 1]}
        write("letter", told, id=own)
    assert {one(desk, case, it).life.place for it in ids} == {Place.UNKNOWN}
    answer = letter("person", replies=ids[0])
    assert one(desk, case, ids[0]).life.place is Place.ANSWERED
    with pytest.raises(BadInputError, match="point to itself"):
        correct(desk, case, answer, {"replies": answer}, reason="A slip.")
    correct(desk, case, answer, {"replies": ids[1]}, reason="Of the ring.")


def test_the_questions_to_the_views_do_not_grow_with_the_letters(
    desk: Desk, case: str, letter: Make, step: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    plain = desk.views.db.all

    def count(words: str, *blanks: Any) -> Any:  # noqa: ANN401 - of a database
        asked.append(words)
        return plain(words, *blanks)

    monkeypatch.setattr(desk.views.db, "all", count)
    numbers = []
    for _ in range(2):
        for _ in range(4):
            step(letter(), "handed_in", "2026-03-02")
        asked.clear()
        letters(desk.views, case)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] < 20


def test_both_sides_stay_and_what_is_withdrawn_is_named_apart(
    desk: Desk, case: str, letter: Make, step: Make
) -> None:
    made = letter(known_by=text("She told counsel."))
    assert one(desk, case, made).life.place is Place.WRITTEN
    sent = step(made, "sent", "2026-03-05")
    never = step(made, "not_received", "2026-05")
    found = letter_one(desk.views, case, made)
    assert set(found.steps) == {sent, never}
    assert [(it.link, it.grave) for it in found.line.life.findings] == [(never, True)]
    withdraw(desk, case, never, reason="It came.")
    found = letter_one(desk.views, case, made)
    assert [it.id for it in found.withdrawn] == [never]
    assert found.line.life.place is Place.SENT


def test_what_a_newer_version_wrote_otherwise_stops_nothing(
    desk: Desk, case: str, write: Write, letter: Make
) -> None:
    made = letter()
    write("letter_step", {"letter": made, "step": "teleported"})
    write("note", {"letter": made, "replies": made, "step": "sent"})
    write("letter", {"what": text("Odd"), "addressee": "the moon"})
    found = letter_one(desk.views, case, made)
    assert (found.unread, found.line.life.stages) == (1, ())
    assert [it.id for it in letters(desk.views, case)] == [made]


def test_another_record_is_no_letter(desk: Desk, case: str, her: str) -> None:
    with pytest.raises(NotFoundError):
        letter_one(desk.views, case, her)
