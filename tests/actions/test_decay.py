"""What is being lost: recorded, judged by the clock, listed by urgency; the letter."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from habeas.actions.choosing import Chosen, everything, with_needs
from habeas.actions.decay import LONGEST, preservation_letter
from habeas.actions.desk import Desk
from habeas.actions.protected import unsearched
from habeas.actions.record import correct, put, withdraw
from habeas.case.decay import State
from habeas.case.facts.consent import Use
from habeas.case.facts.decay import BODY, Matter
from habeas.case.reading import sound_fields
from habeas.errors import BadInputError, NewerVersionError, NotFoundError, RefusedError
from habeas.languages import LANGUAGES
from habeas.papers.letter import Typed, as_text
from habeas.views.decay import losing, losing_one
from habeas.views.records import record
from tests.conftest import FixedClock

Make = Callable[..., str]
NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def when(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "stated"}


@pytest.fixture(autouse=True)
def today(clock: FixedClock) -> None:
    clock.at = NOW


@pytest.fixture
def thing(desk: Desk, case: str) -> Make:
    """Return what records something that is being lost."""

    def made(what: str = "Corridor footage", kind: str = "footage", **more: Any) -> str:  # noqa: ANN401 - of a form
        place = more.pop("place", "")
        fields = {"what": text(what), "kind": kind, **more}
        return put(desk, case, "perishable", fields, place)

    return made


@pytest.fixture
def film(thing: Make, prison: str) -> str:
    return thing(
        where=text("Block B, camera 4"),
        when=when("2026-03-01"),
        days=30,
        days_source=text("Its reply of 2 March"),
        holder=prison,
    )


@pytest.fixture
def prison(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "The prison", "role": "body"})


@pytest.fixture
def step(desk: Desk, case: str, film: str) -> Make:
    """Return what records a step about the footage."""

    def made(what: str, day: str = "", **more: Any) -> str:  # noqa: ANN401 - of a form
        dated = {"when": when(day)} if day else {}
        own = {"perishable": film, "step": what, **dated, **more}
        return put(desk, case, "preservation", own)

    return made


def test_what_is_lost_first_stands_first(desk: Desk, case: str, thing: Make) -> None:
    names = {
        thing("secured", when=when("2026-04-09"), days=1): 6,
        thing("past", when=when("2026-01-01"), days=3): 4,
        thing("open", kind="logbook"): 3,
        thing("later", when=when("2026-04-01"), days=90): 2,
        thing("soon", when=when("2026-04-01"), days=10): 1,
        thing("any day", when=when("2026-04-01"), ends=when("2026-04")): 0,
    }
    secured = next(iter(names))
    put(desk, case, "preservation", {"perishable": secured, "step": "secured"})
    found = losing(desk.views, case, NOW)
    assert [one.what for one in found] == [
        *("any day", "soon", "later", "open", "past", "secured")
    ]
    assert [one.settled for one in found] == [False] * 5 + [True]


def test_the_usual_window_serves_where_nobody_knows_better(
    desk: Desk, case: str, thing: Make
) -> None:
    swab = thing("A swab", kind="skin", when=when("2026-04-08T12:00Z"), place="medical")
    shirt = thing("A shirt", kind="garment", when=when("2020"))
    one = losing_one(desk.views, case, swab, NOW).losing
    assert one.standing.state is State.ANY_DAY
    assert one.standing.span is not None
    assert one.standing.span.general
    assert one.standing.span.latest - one.standing.span.earliest == timedelta(days=5)
    assert one.window.source.startswith("UK SARC")
    kept = losing_one(desk.views, case, shirt, NOW).losing
    assert (kept.standing.state, kept.standing.span) == (State.OPEN, None)


def test_the_steps_are_judged_and_withdrawn_ones_are_not(
    desk: Desk, case: str, film: str, step: Make, prison: str
) -> None:
    asked = step("asked", "2026-03-02", to=prison, mark="17")
    lost = step("said_lost", "2026-04-03", who=prison)
    found = losing_one(desk.views, case, film, NOW)
    assert found.losing.holder is not None
    assert found.losing.holder.name == "The prison"
    assert found.losing.standing.state is State.SAID_LOST
    assert [one.link for one in found.losing.standing.findings if one.grave] == [lost]
    assert set(found.steps) == {asked, lost}
    withdraw(desk, case, lost, reason="Another camera.")
    found = losing_one(desk.views, case, film, NOW)
    assert found.losing.standing.state is State.PAST
    assert [one.id for one in found.withdrawn] == [lost]


def test_what_shows_it_and_who_could_keep_it_are_named(
    desk: Desk, case: str, thing: Make, prison: str, add: Callable[..., str]
) -> None:
    register = add()
    made = thing(able=[prison], shown=[register])
    put(desk, case, "preservation", {"perishable": made, "step": "never"})
    found = losing_one(desk.views, case, made, NOW).losing
    assert [one.name for one in found.able] == ["The prison"]
    told = [one.blanks for one in found.standing.findings if one.grave]
    assert told == [{"what": record(desk.views, case, register).title}]


def test_a_step_lies_where_the_thing_lies(desk: Desk, case: str, thing: Make) -> None:
    swab = thing("A swab", kind="skin", place="medical")
    asked = put(desk, case, "preservation", {"perishable": swab, "step": "asked"})
    assert record(desk.views, case, asked).compartment == "medical"
    with pytest.raises(BadInputError, match="compartment ‘medical’"):
        put(
            desk,
            case,
            "preservation",
            {"perishable": swab, "step": "asked"},
            "case",
        )
    assert not {swab, asked} & everything(desk, case)
    with pytest.raises(BadInputError, match="not in this case"):
        put(desk, case, "preservation", {"perishable": "f" * 32, "step": "asked"})
    with pytest.raises(RefusedError, match="other things rest on it"):
        correct(desk, case, asked, {"perishable": "f" * 32}, reason="A slip.")


def test_a_bundle_takes_what_they_cannot_be_read_without(
    desk: Desk, case: str, film: str, step: Make, prison: str
) -> None:
    asked = step("asked", "2026-03-02", to=prison)
    assert {film, asked} <= everything(desk, case)
    chosen = Chosen(Use.COURT, "A court", frozenset({asked}))
    assert {film, asked, prison} <= {one.id for one in with_needs(desk, case, chosen)}
    withdraw(desk, case, film, reason="She takes her consent back.")
    assert not {film, asked} & everything(desk, case)


def test_what_is_no_such_thing_is_refused(desk: Desk, case: str, prison: str) -> None:
    with pytest.raises(NotFoundError, match="not something that is being lost"):
        losing_one(desk.views, case, prison, NOW)


def test_what_a_newer_version_wrote_is_told_of(
    desk: Desk, case: str, film: str, step: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    step("asked", "2026-03-02")
    lacking = ["step"]

    def known(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        sound = sound_fields(kind, fields)
        return {name: value for name, value in sound.items() if name not in lacking}

    monkeypatch.setattr("habeas.views.records.sound_fields", known)
    found = losing_one(desk.views, case, film, NOW)
    assert (found.unread, found.steps) == (1, {})
    lacking.append("kind")
    with pytest.raises(NewerVersionError, match="newer Habeas"):
        losing_one(desk.views, case, film, NOW)
    assert losing(desk.views, case, NOW) == []


def written(desk: Desk, case: str, one: str, into: str = "en", **typed: Any) -> str:  # noqa: ANN401 - of Typed
    return as_text(preservation_letter(desk, case, one, Typed(**typed), into))


def test_the_letter_says_what_where_by_when_and_why(
    desk: Desk, case: str, film: str, step: Make
) -> None:
    step("asked", "2026-03-02", mark="17")
    step("refused", "2026-03-09")
    step("silence", "2026-03-19")
    step("secured", "2026-03-20")
    letter = written(
        desk,
        case,
        film,
        to="The head of the prison",
        sender="Counsel 1",
        number="41",
        answer_to="12 Demo Street",
        annexes=("Power of attorney",),
    )
    for words in (
        "The head of the prison",
        "№ 41",
        "Corridor footage.",
        "Place: Block B, camera 4.",
        "Time: 1 March 2026.",
        "since 31 March 2026. We ask all the same: a copy may be left.",
        "We know this from: Its reply of 2 March.",
        "asked for on 2 March 2026 (17); refused on 9 March 2026; unanswered on",
        "1. Take the recording out of overwriting",
        "Confirm in writing",
        "answer to: 12 Demo Street.",
        "1. Power of attorney",
        "Counsel 1",
        "Signature: ____",
        "Received: name and position",
    ):
        assert words in letter
    assert "secured" not in letter


def test_the_letter_says_how_sure_the_time_is(
    desk: Desk, case: str, thing: Make, film: str, step: Make
) -> None:
    usual = written(desk, case, thing(when=when("2026-04-01")))
    assert "That is a usual time, not your own rule" in usual
    unknown = written(desk, case, thing("A register", kind="logbook"))
    assert "We do not know how long it is kept" in unknown
    assert "Place:" not in unknown
    named = written(desk, case, thing(ends=when("2026-05-02"), days_source=text("x")))
    assert "It may be lost from 2 May 2026 on." in named
    assert "We know this" not in named
    step("refused", "2026-03-09", days=45)
    assert "Its reply of 2 March" in written(desk, case, film)
    step("refused", "2026-03-11", days=15)
    letter = written(desk, case, film)
    assert "since 16 March 2026. We ask" in letter
    assert "We know this from: the answer of 11 March" in letter
    assert "read back" not in letter
    step("said_lost", "2026-03-20")
    assert "2. Write nothing on the medium" in written(desk, case, film)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("matter", list(Matter))
def test_there_is_a_letter_for_everything_in_every_language(
    desk: Desk, case: str, thing: Make, matter: Matter, language: str
) -> None:
    letter = preservation_letter(
        desk, case, thing("Ж.", kind=matter.value), Typed(), language
    )
    assert letter.language == language
    about_people = {*BODY, Matter.INJURY, Matter.WITNESS}
    assert len(letter.asks) == (5 if matter in about_people else 6)
    if language == "en":
        told = as_text(letter)
        assert ("examination without delay" in told) == (
            matter in about_people - {Matter.WITNESS}
        )
        assert ("heard before any move" in told) == (matter is Matter.WITNESS)
        assert ("destruction" in told) == (matter not in about_people)
    latin = re.findall("[A-Za-z]{2,}", as_text(letter))
    assert (latin == []) == (language != "en")


def test_no_protected_name_stands_in_it_but_the_one_that_was_typed_for_it(
    desk: Desk, case: str, her: str, film: str
) -> None:
    name = {"text": "Zarina Omarova", "kind": "full", "lang": "en"}
    born = {"edtf": "1990-03-04", "known": "document"}
    put(desk, case, "identity", {"person": her, "names": [name], "born": born})
    letter = written(desk, case, film, person="Zarina Omarova")
    assert letter.count("Zarina Omarova") == 1
    assert "Zarina" not in written(desk, case, film)
    for typed in (
        {"to": "On Zarina Omarova"},
        {"sender": "For Zarina Omarova"},
        {"annexes": ("Letter of Зарина Омарова",)},
        {"answer_to": "Omarova, Demo Street"},
        {"number": "Omarova-1"},
    ):
        with pytest.raises(RefusedError, match=r"of A\. stands in the letter"):
            written(desk, case, film, **typed)
    for fields in (
        {"what": text("Bruises of Zarina Omarova")},
        {"where": text("The cell of Omarova")},
        {"days_source": text("Omarova"), "days": 3, "when": when("2026-04-01")},
    ):
        leaking = put(
            desk, case, "perishable", {"what": text("X"), "kind": "injury", **fields}
        )
        with pytest.raises(RefusedError, match=r"of A\. stands in the letter"):
            written(desk, case, leaking)


def test_a_letter_in_no_language_or_without_an_end_is_refused(
    desk: Desk, case: str, film: str
) -> None:
    with pytest.raises(BadInputError, match="language ‘tlh’"):
        written(desk, case, film, into="tlh")
    with pytest.raises(BadInputError, match=f"more than {LONGEST} letters"):
        written(desk, case, film, to="x" * (LONGEST + 1))


def test_the_list_is_kept_and_the_clock_is_not(
    desk: Desk, case: str, film: str, clock: FixedClock
) -> None:
    assert film
    first = losing(desk.views, case, datetime(2026, 3, 2, tzinfo=UTC))
    later = losing(desk.views, case, clock.now().replace(year=2027))
    assert first[0].standing.state is State.RUNNING
    assert later[0].standing.state is State.PAST


def test_values_too_vague_to_be_searched_for_are_told_of(
    desk: Desk, case: str, her: str, film: str
) -> None:
    assert film
    assert not unsearched(desk, case)
    name = {"text": "Ян", "kind": "alias", "lang": "ru"}
    put(desk, case, "identity", {"person": her, "names": [name]})
    assert unsearched(desk, case)
