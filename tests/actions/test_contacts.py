"""The contact log: read, corrected, counted; the table to swear to; a day of many."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from habeas.actions.contacts import Wanted, statement
from habeas.actions.desk import Desk
from habeas.actions.interviews import Day, LineError, record_day
from habeas.actions.record import correct, put, withdraw
from habeas.case.contacts import Kept
from habeas.case.dues import Sort
from habeas.case.moments import last_clock
from habeas.errors import BadInputError, RefusedError
from habeas.languages import LANGUAGES
from habeas.papers.statement import HEAD, as_text
from habeas.views.contacts import (
    agreed_contacts,
    contacts,
    dues,
    refusal_patterns,
)
from habeas.views.records import records
from tests.conftest import FixedClock
from tests.views.conftest import Write

Make = Callable[..., str]
OFFICER = {"pseudonym": "The prison", "role": "officer"}
VISIT = {"form": ["visit"], "when": ["2026-06-02"], "when.known": ["seen"]}


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


def when(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "seen"}


@pytest.fixture(autouse=True)
def today(clock: FixedClock) -> None:
    clock.at = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def person(desk: Desk, case: str) -> Make:
    """Return what records a person."""

    def made(pseudonym: str, role: str = "complainant") -> str:
        return put(desk, case, "person", {"pseudonym": pseudonym, "role": role})

    return made


@pytest.fixture
def contact(desk: Desk, case: str, her: str) -> Make:
    """Return what records a contact with her, or with somebody else."""

    def made(outcome: str = "held", day: str = "", **more: Any) -> str:  # noqa: ANN401 - of a form
        place = more.pop("place", "")
        dated = {"when": when(day)} if day else {}
        own = {"person": her, "form": "visit", "outcome": outcome, **dated, **more}
        return put(desk, case, "contact", own, place)

    return made


def test_the_newest_first_undated_ones_last(
    desk: Desk, case: str, contact: Make
) -> None:
    made = [
        contact(day=day)
        for day in ("2026-03-02", "", "2026-05", "2026-03-02T10:00", "XXXX")
    ]
    listed = [made.index(one.id) for one in contacts(desk.views, case)]
    assert listed == [2, 3, 0, 4, 1]


def test_one_on_the_wrong_person_counts_for_the_right_one_everywhere(
    desk: Desk, case: str, her: str, contact: Make, person: Make
) -> None:
    other = person("B.")
    wrong = contact("refused", "2026-06-02", person=other, next=when("2026-06-10"))
    contact("held", "2026-06-01")
    assert refusal_patterns(desk.views, case, her).refused == ()
    correct(desk, case, wrong, {"person": her}, reason="The wrong person.")
    assert refusal_patterns(desk.views, case, other).refused == ()
    (one,) = refusal_patterns(desk.views, case, her).refused
    assert one.contact is not None
    assert one.contact.least == 1
    (due,) = dues(desk.views, case)
    assert (due.sort, due.what, due.at) == (Sort.CONTACT, "A.", "2026-06-10")
    table = as_text(statement(desk, case, Wanted(person=her)))
    assert "A., visit: permission refused." in table
    with pytest.raises(BadInputError, match="No contact fits"):
        statement(desk, case, Wanted(person=other))


def test_what_is_withdrawn_counts_no_more(desk: Desk, case: str, contact: Make) -> None:
    one = contact("refused", "2026-06-02", next=when("2026-06-10"))
    withdraw(desk, case, one, reason="Twice.")
    assert list(contacts(desk.views, case)) == []
    assert refusal_patterns(desk.views, case).refused == ()
    assert dues(desk.views, case) == []


def test_an_agreed_contact_is_due_until_somebody_reached_the_person(
    desk: Desk, case: str, contact: Make
) -> None:
    first = contact(day="2026-06-01T10:00", next=when("2026-06-09T14:30"))
    (due,) = dues(desk.views, case)
    assert (due.record, due.at) == (first, "2026-06-09T14:30")
    contact(day="2026-06-12")
    assert dues(desk.views, case) == []
    assert [one.kept for one in agreed_contacts(desk.views, case)] == [Kept.LATER]


@pytest.mark.parametrize(
    ("edtf", "at"),
    [
        ("2026-06-09", "2026-06-09"),
        ("2026-06-09T14:30", "2026-06-09T14:30"),
        ("2026-06-09T14:30:20+05:00", "2026-06-09T14:30+05:00"),
        ("../..", ""),
        ("2026-06", "2026-06-30"),
        ("2026-06-09/2026-06-11", "2026-06-11"),
        ("XXXX", ""),
        ("", ""),
    ],
)
def test_a_due_is_at_the_last_day_that_a_date_may_mean(edtf: str, at: str) -> None:
    assert last_clock(edtf) == at


def test_a_complaint_a_filing_and_a_letter_home_before_a_refusal(
    desk: Desk, case: str, her: str, contact: Make
) -> None:
    def letter(addressee: str, day: str) -> str:
        made = {"what": text(f"To {addressee}"), "addressee": addressee, "writer": her}
        one = put(desk, case, "letter", made)
        step = {"letter": one, "step": "handed_in", "when": when(day)}
        return put(desk, case, "letter_step", step)

    contact("refused", "2026-06-15")
    letter("relative", "2026-06-14")
    complaint = letter("prosecutor", "2026-06-10")
    assert _before(desk, case) == (complaint, 5)
    trial = {"title": text("Complaint"), "track": "complaint", "person": her}
    track = put(desk, case, "proceeding", trial)
    steps = (("decision", "2026-06-13"), ("filed", "2026-06-12"))
    made = [
        put(
            desk,
            case,
            "proceeding_step",
            {"proceeding": track, "step": step, "when": when(day)},
        )
        for step, day in steps
    ]
    assert _before(desk, case) == (made[1], 3)


def _before(desk: Desk, case: str) -> tuple[str, int]:
    (one,) = refusal_patterns(desk.views, case).refused
    assert one.complaint is not None
    return one.complaint.earlier.id, one.complaint.most


def test_what_a_newer_version_wrote_otherwise_stops_nothing(
    desk: Desk, case: str, her: str, write: Write, contact: Make
) -> None:
    contact("refused", "2026-06-02")
    write("contact", {"person": her, "form": "hologram", "outcome": "held"})
    write("contact", {"person": 7, "form": "visit", "outcome": "held"})
    fields = {"person": "9" * 32, "form": "visit", "outcome": "refused"}
    stranger = write("contact", {**fields, "when": {"edtf": "2026-13-45"}})
    assert stranger in {one.id for one in contacts(desk.views, case)}
    assert len(contacts(desk.views, case)) == 2
    assert refusal_patterns(desk.views, case).weekdays.unknown == 1
    assert statement(desk, case, Wanted()).rows


@pytest.fixture
def told(contact: Make, person: Make) -> list[str]:
    """Record three contacts, one of them privileged; return their ids."""
    counsel, prison = person("Counsel 1", "counsel"), person("The prison", "body")
    return [
        contact(day="2026-05-11T10:00", lasted=40, by=counsel, asked=prison),
        contact(
            "refused",
            "2026-06-02T09:40",
            by=counsel,
            asked=prison,
            refused_by=prison,
            waited=55,
            where=text("The gate"),
            stated=text("Карантин", "ru"),
            law=text("Order 5"),
            written="spoken",
            present=[counsel],
            words=text("Others were let in."),
        ),
        contact(day="2026-06-10", place="counsel"),
    ]


def test_the_table_says_all_that_is_recorded_and_where_it_stands(
    desk: Desk, case: str, told: list[str]
) -> None:
    made = statement(desk, case, Wanted())
    assert [row.id for row in made.rows] == told[:2]
    assert all(len(row.cells) == len(HEAD) for row in made.rows)
    assert "compartment" not in as_text(made)
    assert made.apart == 1
    line = as_text(made).partition("No. 2\n")[2]
    for words in (
        "2 June 2026, 09:40 (seen by the person recording)",
        "Counsel 1 → The prison",
        "Minutes waited: 55",
        "A., visit: permission refused. Refused by: The prison",
        "Reason given, in their words: Карантин",
        "Law or order that they cited: Order 5",
        "In writing or not: spoken only",
        "Who was present: Counsel 1",
    ):
        assert words in line
    log, index = contacts(desk.views, case)[1].entry
    assert f"Source and entry: {log[:8]}·{index}" in line
    (own,) = made.rows[1].cells[6]
    assert (own.text, own.lang) == ("Карантин", "ru")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("refused", "permission refused. Refused by: The prison"),
        ("cut_short", "cut short. Cut short by: The prison"),
        ("not_held", "Who refused or cut it short, by the record: The prison"),
    ],
)
def test_one_verb_says_who_refused_and_who_cut_it_short(
    desk: Desk, case: str, contact: Make, outcome: str, words: str
) -> None:
    contact(outcome, refused_by=put(desk, case, "person", OFFICER))
    assert words in as_text(statement(desk, case, Wanted()))


def test_no_cell_of_the_table_is_empty(desk: Desk, case: str, contact: Make) -> None:
    contact("refused", "2026-06-01")
    contact("held", "2026-06-02")
    refused, held = statement(desk, case, Wanted()).rows
    said = [" ".join(one.text for one in cell) for cell in refused.cells]
    assert said[2:5] == said[6:10][:3] == ["not recorded"] * 3
    assert [held.cells[at][0].text for at in (6, 7, 8)] == ["–"] * 3


def test_the_table_cites_every_entry_of_a_corrected_contact(
    desk: Desk, case: str, contact: Make
) -> None:
    made = contact("refused", "2026-06-01", stated=text("Quarantine"))
    correct(desk, case, made, {"stated": text("Not today")}, reason="Misheard.")
    (line,) = contacts(desk.views, case)
    (log, first), ((other, second),) = line.entry, line.corrections
    assert second > first
    told = f"{log[:8]}·{first}, corrected {other[:8]}·{second}"
    assert f"Source and entry: {told}" in as_text(statement(desk, case, Wanted()))


def test_the_paper_says_nothing_of_what_is_privileged(
    desk: Desk, case: str, contact: Make, write: Write
) -> None:
    paper = write("document", {"number": 7, "name": "a.pdf", "file": "0" * 64}, place=4)
    one = write("person", {"pseudonym": "Doctor 9", "role": "other"}, place=3)
    contact("refused", "2026-06-01", document=paper, present=[one])
    contact("held", "2026-06-02", place="counsel")
    contact("held", place="medical")
    made = statement(desk, case, Wanted(since="2026-05"))
    told = as_text(made)
    assert "Doctor 9" not in told
    assert "Ex." not in told
    assert "not in the table" not in told
    assert "Who was present: somebody who is not named here" in told
    assert made.apart == 1
    whole = as_text(statement(desk, case, Wanted(since="2026-05", apart=True)))
    assert "Doctor 9" in whole
    assert "1 contact without a date is not in the table." in whole


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Wanted(since="2026-06"), [1]),
        (Wanted(until="2026-05-31"), [0]),
        (Wanted(since="2026-05-11", until="2026-06-02"), [0, 1]),
        (Wanted(since="2026-05", apart=True), [0, 1, 2]),
    ],
)
def test_the_table_of_a_period(
    desk: Desk, case: str, told: list[str], wanted: Wanted, shown: list[int]
) -> None:
    her = contacts(desk.views, case)[0].meeting.person.id
    undated = {"person": her, "form": "visit", "outcome": "refused"}
    put(desk, case, "contact", undated)
    made = statement(desk, case, wanted)
    assert [told.index(row.id) for row in made.rows] == shown
    assert "1 contact without a date is not in the table." in made.about


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_in_three_languages(
    desk: Desk, case: str, told: list[str], language: str
) -> None:
    made = statement(desk, case, Wanted(language=language, apart=True))
    english = statement(desk, case, Wanted(apart=True))
    assert len(made.rows) == len(told)
    assert (made.title != english.title) is (language != "en")
    if language != "en":
        assert not set(made.head) & set(english.head)
        assert not set(made.signatures) & set(english.signatures)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "wanted",
    [Wanted(language="xx"), Wanted(since="yesterday"), Wanted(until="2026-13-01")],
)
def test_a_table_that_cannot_be_made(desk: Desk, case: str, wanted: Wanted) -> None:
    with pytest.raises(BadInputError):
        statement(desk, case, wanted)


@pytest.mark.usefixtures("told")
def test_no_protected_name_stands_in_the_table(
    desk: Desk, case: str, her: str, contact: Make
) -> None:
    names = [{"text": "Zarina Omarova", "kind": "full"}]
    put(desk, case, "identity", {"person": her, "names": names})
    assert statement(desk, case, Wanted()).rows
    slip = contact("refused", "2026-06-15", stated=text("Omarova is ill"))
    with pytest.raises(RefusedError, match="in the table") as refused:
        statement(desk, case, Wanted())
    assert "Omarova" not in str(refused.value)
    assert statement(desk, case, Wanted(until="2026-06-14")).rows
    correct(desk, case, slip, {"stated": text("She is ill")}, reason="A name.")
    assert statement(desk, case, Wanted()).rows


def test_forty_interviews_of_one_day_at_once(desk: Desk, case: str, her: str) -> None:
    lines = [f"Person {number} | held | 9:{number:02} | 15" for number in range(39)]
    day = Day({**VISIT, "where": ["Block B"]}, "en", role="witness")
    made = record_day(desk, case, day, [*lines, "", "A. | refused | | | Gone."])
    assert len(made) == 40
    found = {one.id: one for one in contacts(desk.views, case)}
    assert [found[one].meeting.person.name for one in made][-2:] == ["Person 38", "A."]
    assert found[made[-1]].meeting.person.id == her
    assert found[made[7]].meeting.when == "2026-06-02T09:07"
    assert found[made[7]].fields["where"] == text("Block B")
    assert found[made[7]].fields["when"]["known"] == "seen"
    assert found[made[-1]].fields["words"] == text("Gone.")
    assert len(records(desk.views, case, "person")) == 40


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("| held", "It names no person"),
        ("Nobody known", "Nothing in this case is called ‘Nobody known’"),
        ("A. | nearly", "‘nearly’ is no outcome"),
        ("A. | held | noon", "‘noon’ is no time of day"),
        ("A. | held | 25:00", "‘25:00’ is no time of day"),
        ("A. | held | 10:00 | long", "must be a whole number"),
    ],
)
@pytest.mark.usefixtures("her")
def test_a_line_that_cannot_be_used_is_named_and_nothing_is_recorded(
    desk: Desk, case: str, line: str, words: str
) -> None:
    lines = ["A. | held | 10:00", line]
    with pytest.raises(LineError) as refused:
        record_day(desk, case, Day(VISIT, "en"), lines)
    what, advice = refused.value.say(str)
    assert what.startswith("Line 2: ")
    assert words in what
    assert what.endswith("Nothing was recorded.")
    assert advice
    assert list(contacts(desk.views, case)) == []


@pytest.mark.parametrize("day", ["", "2026-06", "2026-06-02/2026-06-03", "2026-06-02~"])
@pytest.mark.usefixtures("her")
def test_a_time_of_day_needs_a_day(desk: Desk, case: str, day: str) -> None:
    shared = Day({"form": ["visit"], "when": [day]}, "en")
    with pytest.raises(BadInputError, match="needs a day"):
        record_day(desk, case, shared, ["A. | held | 10:00"])
    assert record_day(desk, case, shared, ["A."])


@pytest.mark.usefixtures("her")
def test_a_day_without_lines_or_with_a_shared_fault(desk: Desk, case: str) -> None:
    with pytest.raises(BadInputError, match="no line"):
        record_day(desk, case, Day(VISIT, "en"), ["", "  "])
    with pytest.raises(BadInputError):
        record_day(desk, case, Day({"when": ["2026-06-02"]}, "en"), ["A."])
    with pytest.raises(BadInputError):
        record_day(desk, case, Day(VISIT, "en", role="king"), ["King"])
    assert list(contacts(desk.views, case)) == []
