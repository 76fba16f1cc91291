"""Silence, risk and what is due, worked out from the records of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from habeas.actions import calendars
from habeas.actions.desk import Desk
from habeas.actions.record import correct, put, withdraw
from habeas.case.dues import Due, Sort
from habeas.case.facts.risks import Level
from habeas.case.retaliation import Order, Protected
from habeas.case.rules.today import Group, Placed
from habeas.case.silence import Alert
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.views.acts import acts
from habeas.views.cases import case_head
from habeas.views.dues import today as board_of_all
from habeas.views.risks import assessed_of, board, dues, risk_one
from habeas.views.signs import last_contact
from habeas.views.silence import alarms, plan_one, silences
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
def him(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "B.", "role": "complainant"})


@pytest.fixture
def counsel(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "Counsel", "role": "counsel"})


@dataclass
class At:
    """A desk with a case open, and two people in it."""

    desk: Desk
    case: str
    her: str
    him: str


@pytest.fixture
def at(desk: Desk, case: str, her: str, him: str) -> At:
    return At(desk, case, her, him)


@pytest.fixture
def plan(desk: Desk, case: str, her: str) -> str:
    fields = {"what": text("Weekly visit"), "person": her, "every": 7}
    return put(desk, case, "plan", {**fields, "since": when("2026-03-01")})


@pytest.fixture
def step(desk: Desk, case: str, plan: str) -> str:
    fields = {"plan": plan, "day": 2, "what": text("Ask in writing")}
    return put(desk, case, "escalation", fields)


@pytest.fixture
def met(desk: Desk, case: str, her: str) -> Make:
    def made(day: str, **more: Any) -> str:  # noqa: ANN401 - of a form
        fields = {"person": her, "form": "visit", "outcome": "held", **more}
        return put(desk, case, "contact", {**fields, "when": when(day)})

    return made


def place_all(desk: Desk, case: str) -> Mapping[Group, list[Placed]]:
    return board_of_all(desk.views, NOW, case)


def one(desk: Desk, case: str) -> tuple[Alert, int]:
    (found,) = silences(desk.views, case, NOW)
    return found.silence.alert, found.silence.day


def test_a_contact_on_the_wrong_person_is_corrected_and_a_false_one_withdrawn(
    at: At, plan: str, met: Make
) -> None:
    desk, case, her, him = at.desk, at.case, at.her, at.him
    assert plan
    assert one(desk, case) == (Alert.SILENT, 33)
    wrong = met("2026-04-08", person=him)
    assert one(desk, case) == (Alert.SILENT, 33)
    correct(desk, case, wrong, {"person": her}, reason="The other one.")
    assert one(desk, case) == (Alert.QUIET, 0)
    correct(desk, case, wrong, {"outcome": "refused"}, reason="At the gate only.")
    assert one(desk, case) == (Alert.SILENT, 33)
    correct(desk, case, wrong, {"outcome": "held"}, reason="A slip.")
    withdraw(desk, case, wrong, reason="It was another day.")
    assert one(desk, case) == (Alert.SILENT, 33)


def test_two_plans_and_a_person_without_one(at: At, plan: str, met: Make) -> None:
    desk, case, her, him = at.desk, at.case, at.her, at.him
    slow = {"what": text("Monthly call"), "person": her, "every": 30}
    put(desk, case, "plan", {**slow, "since": when("2026-03-20")})
    met("2026-03-25", privacy="heard")
    strict = {"what": text("Private"), "person": her, "every": 7}
    private = {**strict, "counting": "private", "since": when("2026-03-01")}
    put(desk, case, "plan", private)
    found = silences(desk.views, case, NOW)
    assert [(each.plan.what, each.silence.day) for each in found] == [
        *(("Private", 33), ("Weekly visit", 9), ("Monthly call", 0))
    ]
    assert len(alarms(desk.views, case, NOW)) == 2
    assert him not in {each.plan.person.id for each in found}
    withdraw(desk, case, plan, reason="Replaced.")
    assert len(silences(desk.views, case, NOW)) == 2


def test_a_letter_that_arrived_is_a_sign_of_the_day_it_was_written(
    desk: Desk, case: str, her: str, plan: str
) -> None:
    correct(desk, case, plan, {"counting": "any"}, reason="Letters too.")
    fields = {"what": text("To counsel"), "addressee": "advocate", "writer": her}
    letter = put(desk, case, "letter", fields)
    went = {"letter": letter, "step": "written", "when": when("2026-04-02")}
    put(desk, case, "letter_step", went)
    assert one(desk, case) == (Alert.SILENT, 33)  # known to be written, not received
    came = {"letter": letter, "step": "received", "when": when("2026-04-09")}
    put(desk, case, "letter_step", came)
    assert one(desk, case) == (Alert.SILENT, 1)
    withdraw(desk, case, letter, reason="Somebody else's hand.")
    assert one(desk, case) == (Alert.SILENT, 33)


def test_an_answer_is_refused_without_a_reason_and_lies_beside_the_plan(
    at: At, plan: str, step: str
) -> None:
    desk, case, her = at.desk, at.case, at.her
    bare = {"plan": plan, "answer": "dismissed"}
    for why in ({}, {"why": text("")}, {"why": text("  ")}):
        with pytest.raises(BadInputError):
            put(desk, case, "alarm", {**bare, **why})
    assert one(desk, case) == (Alert.SILENT, 33)
    put(desk, case, "alarm", {**bare, "why": text("In hospital, seen there.")})
    assert one(desk, case) == (Alert.EXPLAINED, 0)
    found = plan_one(desk.views, case, plan, NOW)
    assert str(found.it.silence.course.due) == "2026-04-17"
    assert [rung.id for rung in found.it.silence.course.rungs] == [step]
    other = {"what": text("Another"), "person": her}
    elsewhere = put(desk, case, "plan", other)
    with pytest.raises(RefusedError):
        correct(desk, case, step, {"plan": elsewhere}, reason="Elsewhere.")


def test_what_is_due_stands_in_the_list_of_what_has_its_time(
    desk: Desk, case: str, plan: str, step: str, her: str
) -> None:
    def found() -> list[tuple[Sort, str, str]]:
        return [(due.sort, due.record, due.at) for due in dues(desk.views, case)]

    silent = (Sort.SILENCE, plan, "2026-03-08")
    assert found() == [silent, (Sort.SILENCE, step, "2026-03-10")]
    assert dues(desk.views, case)[1] == Due(
        *(Sort.SILENCE, step, plan, "2026-03-10", "case", "Ask in writing", "en"),
        whom="A.",
    )
    told = {"plan": plan, "why": text("Quarantine.")}
    pause = {**told, "answer": "paused", "until": when("2026-04-15")}
    paused = put(desk, case, "alarm", pause)
    assert [at for _, _, at in found()] == ["2026-03-08", "2026-04-15"]
    (silence,) = place_all(desk, case)[Group.SILENT]
    assert (silence.paused, silence.days, silence.steps) == (True, -33, ())
    (watched,) = silences(desk.views, case, NOW)
    assert (watched.silence.alert, watched.silence.day) == (Alert.PAUSED, 33)
    assert watched.silence.due == ()
    withdraw(desk, case, paused, reason="No quarantine.")
    put(desk, case, "alarm", {**told, "answer": "done", "step": step})
    assert found() == [silent]
    correct(desk, case, plan, {"review": when("2026-08-11")}, reason="Agreed.")
    looked = {"person": her, "level": "high", "reasons": text("A threat.")}
    again = put(
        desk, case, "assessment", {**looked, "review": when("2026-04"), "level": "low"}
    )
    assert found() == [
        (Sort.REVIEW, plan, "2026-08-11"),
        silent,
        (Sort.REVIEW, again, "2026-04-01"),
    ]
    correct(desk, case, plan, {"ended": when("2026-04-09")}, reason="Released.")
    assert {due.ends for due in dues(desk.views, case)} == {"2026-04-09T23:59", ""}
    groups = place_all(desk, case)
    (late,) = [one for many in groups.values() for one in many]
    assert late.due.record == again


def test_a_plan_whose_end_was_told_before_ends_on_its_day(
    at: At, clock: FixedClock, plan: str, step: str
) -> None:
    desk, case = at.desk, at.case
    assert step
    correct(desk, case, plan, {"ended": when("2026-04-20")}, reason="Agreed.")
    (silent,) = place_all(desk, case)[Group.SILENT]
    assert silent.due.whom == "A."
    assert [one.due.record for one in silent.steps] == [step]
    clock.at = datetime(2026, 4, 21, 12, tzinfo=UTC)
    assert not any(board_of_all(desk.views, clock.at, case).values())
    assert calendars.plan(desk, "en").days == ()


def test_the_latest_assessment_counts_by_its_day(
    desk: Desk, case: str, her: str, him: str
) -> None:
    def assess(person: str, level: str, day: str) -> str:
        fields = {"person": person, "level": level, "reasons": text("So.")}
        dated = {"when": when(day)} if day else {}
        return put(desk, case, "assessment", {**fields, **dated})

    late = assess(her, "raised", "2026-04-02")
    assess(her, "acute", "2026-03-01")
    assess(him, "high", "2026-01-05")
    found = board(desk.views, case).assessed
    assert [(each.person.name, each.level) for each in found] == [
        *(("B.", Level.HIGH), ("A.", Level.RAISED))
    ]
    withdraw(desk, case, late, reason="Another case.")
    again = assessed_of(desk.views, case, her)
    assert again is not None
    assert again.level is Level.ACUTE
    undated = assess(her, "low", "")  # of the day on which it was recorded
    again = assessed_of(desk.views, case, her)
    assert again is not None
    assert again.id == undated


def test_the_last_contact_is_one_that_took_place_with_this_person(
    desk: Desk, case: str, her: str, him: str, met: Make
) -> None:
    assert last_contact(desk.views, case, her, NOW) == ""
    met("2026-03-05")
    met("2026-03-09", person=him)
    met("2026-03-20", outcome="refused")
    met("2026-03-21", form="parcel")
    met("2027-03-20")
    assert last_contact(desk.views, case, her, NOW) == "2026-03-05"
    assert last_contact(desk.views, case, "", NOW) == "2026-03-09"


@pytest.fixture
def threat(desk: Desk, case: str, her: str) -> Make:
    def made(day: str, *after: str, **more: Any) -> str:  # noqa: ANN401 - of a form
        fields = {"harm": "threat", "told_by": her, **more}
        tied = {"after": list(after)} if after else {}
        return put(desk, case, "risk", {**fields, **tied, "when": when(day)})

    return made


def test_a_threat_three_days_after_a_visit_and_one_dated_before_it(
    desk: Desk, case: str, threat: Make, met: Make, counsel: str
) -> None:
    visit = met("2026-01-23", by=counsel)
    made = threat("2026-01-26", visit)
    tied = risk_one(desk.views, case, made).it.before.tied
    assert [(tie.act.name, tie.between and tie.between.most) for tie in tied] == [
        ("Counsel", 3)
    ]
    early = threat("2026-01-22", visit)
    (tie,) = risk_one(desk.views, case, early).it.before.tied
    assert tie.between is not None
    assert (tie.between.order, tie.between.most) == (Order.BEFORE, -1)
    withdraw(desk, case, visit, reason="Another day.")
    assert risk_one(desk.views, case, made).it.before.tied == ()


def test_one_womans_visit_is_not_proposed_before_anothers_threat(
    at: At, threat: Make, met: Make
) -> None:
    met("2026-01-23")
    made = threat("2026-01-26", person=at.him)
    found = board(at.desk.views, at.case)
    assert found.several
    assert found.events[made].before.nearest == ()
    assert found.lines[1].since is None
    own = threat("2026-01-27", person=at.her)
    (tie,) = risk_one(at.desk.views, at.case, own).it.before.nearest
    assert (tie.act.whom, tie.between and tie.between.most) == ("A.", 4)


def test_which_contacts_and_statements_are_protected_acts(
    at: At, counsel: str, met: Make
) -> None:
    desk, case, her = at.desk, at.case, at.her
    npm = put(desk, case, "person", {"pseudonym": "M.", "role": "monitor"})
    also = {"pseudonym": "Also", "role": "counsel", "also": "monitor"}
    both = put(desk, case, "person", also)
    prison = put(desk, case, "person", {"pseudonym": "The prison", "role": "body"})
    kinds = {
        met("2026-01-01", by=counsel): Protected.CONTACT,
        met("2026-01-02", by=npm): Protected.MONITORS,
        met("2026-01-04", by=both): Protected.CONTACT,
    }
    met("2026-01-03", outcome="refused")
    told = {"stance": "alleged", "text": text("So."), "said": when("2026-01-09")}
    first, *_ = (
        put(desk, case, "claim", {**told, "speaker": speaker})
        for speaker in (her, her, prison)
    )
    kinds[first] = Protected.STATEMENT  # one day, one statement; the prison's is none
    protected = acts(desk.views, case).protected
    assert {act.id: act.kind for act in protected} == kinds
    assert {(act.whom, act.person) for act in protected} == {("A.", her)}
    assert {act.name: act.roles for act in protected if act.roles} == {
        "Also": ("counsel", "monitor (NPM)")
    }


def test_which_letters_and_steps_are_protected_acts(at: At) -> None:
    desk, case = at.desk, at.case
    prison = put(desk, case, "person", {"pseudonym": "The prison", "role": "body"})

    def letter(addressee: str, writer: str, *steps: tuple[str, str]) -> str:
        fields: dict[str, Any] = {"what": text("A letter"), "addressee": addressee}
        fields["writer"] = writer
        if addressee == "prosecutor":
            fields["complaint"] = True
        made = put(desk, case, "letter", fields)
        for word, day in steps:
            went = {"letter": made, "step": word, "when": when(day)}
            put(desk, case, "letter_step", went)
        return made

    went = (("written", "2026-01-04"), ("handed_in", "2026-01-05"))
    kinds = {
        letter("prosecutor", at.her, *went): Protected.COMPLAINT,
        letter("npm", at.her, *went): Protected.MONITORS,
        letter("ombudsman", at.her, *went): Protected.LETTER,  # nobody called it one
        letter("relative", at.her, *went): Protected.LETTER,
    }
    letter("advocate", prison, *went)
    letter("person", at.him, *went)
    letter("court", at.her)  # nothing is known to have happened to it
    court = {"title": text("An appeal"), "track": "court"}
    appeal = put(desk, case, "proceeding", court)
    filed = {"proceeding": appeal, "step": "filed"}
    kinds[put(desk, case, "proceeding_step", filed)] = Protected.FILED
    put(desk, case, "proceeding_step", {**filed, "step": "decision"})
    found = acts(desk.views, case).protected
    assert {act.id: act.kind for act in found} == kinds
    assert {act.when for act in found} == {"2026-01-05", ""}


def test_the_board_counts_and_says_where_no_order_was_shown(
    desk: Desk, case: str, threat: Make
) -> None:
    threat("2026-02-01", order="no. 7", stated=text("A fight"))
    threat("2026-02-03")
    late = threat("2026-02-02", harm="search")
    found = board(desk.views, case)
    assert dict(found.counts) == {"threat": 2, "search": 1}
    assert found.unordered == 2
    assert [line.one.when for line in found.lines] == [
        *("2026-02-01", "2026-02-02", "2026-02-03")
    ]
    withdraw(desk, case, late, reason="Of another person.")
    assert "search" not in board(desk.views, case).counts
    assert risk_one(desk.views, case, late).view.state.withdrawn


def test_the_law_of_the_case_decides_on_the_notes(
    desk: Desk, case: str, threat: Make
) -> None:
    made = threat("2026-02-01", harm="self_harm")
    assert risk_one(desk.views, case, made).it.notes == ()
    correct(desk, case, case_head(desk.views, case).record, {"law": "KZ"}, reason="So.")
    notes = risk_one(desk.views, case, made).it.notes
    assert notes[0].id == "kz.self_harm"


def test_what_is_no_plan_or_no_event_is_refused(
    desk: Desk, case: str, her: str
) -> None:
    with pytest.raises(NotFoundError):
        plan_one(desk.views, case, her, NOW)
    with pytest.raises(NotFoundError):
        risk_one(desk.views, case, her)


def test_no_correction_of_a_plan_or_an_answer_moves_the_days_on(
    at: At, clock: FixedClock
) -> None:
    desk, case, her = at.desk, at.case, at.her
    clock.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    fields = {"what": text("Weekly"), "person": her, "every": 14}
    plan = put(desk, case, "plan", fields)  # nobody said since when
    clock.at = datetime(2026, 3, 20, 12, tzinfo=UTC)
    told = {"plan": plan, "answer": "dismissed", "why": text("In hospital.")}
    reply = put(desk, case, "alarm", told)
    clock.at = NOW
    correct(desk, case, plan, {"every": 7}, reason="A slip.")
    correct(desk, case, reply, {"why": text("Seen there.")}, reason="By whom.")
    correct(desk, case, reply, {"until": when("2026-05")}, reason="More.")
    assert one(desk, case) == (Alert.SILENT, 14)
