"""Deadlines of a case: proposed from its steps, decided by a person, moved and met."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from habeas.actions import deadlines as acts
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import correct, put, put_all, withdraw
from habeas.case.deadlines import Progress, Reopened, Settled, Why
from habeas.case.dues import Due, Sort
from habeas.case.rules.today import Group
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.languages import LANGUAGES, translations
from habeas.views.cases import case_law
from habeas.views.deadline_dues import dues
from habeas.views.deadlines import Deadline, deadline, deadlines, key_of, pack_of
from habeas.views.due_words import due_title
from habeas.views.dues import today as today_of
from habeas.views.explained import explained
from habeas.views.happenings import NEWEST
from habeas.views.proceedings import proceedings
from habeas.views.records import records
from habeas.views.roles import role_of, roles
from tests.conftest import FixedClock

NOW = datetime.fromisoformat("2021-12-15T12:00:00+05:00")
Make = Callable[..., str]


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def when(edtf: str) -> dict[str, str]:
    return {"edtf": edtf, "known": "document"}


@pytest.fixture(autouse=True)
def today(clock: FixedClock) -> None:
    clock.at = NOW


@pytest.fixture
def court(desk: Desk, case: str) -> str:
    """Return a proceeding of a court in Kazakhstan."""
    fields = {"title": text("Trial"), "track": "court", "law": "KZ"}
    return put(desk, case, "proceeding", fields)


@pytest.fixture
def step(desk: Desk, case: str, court: str) -> Make:
    """Return what records a step of it."""

    def made(kind: str, day: str = "", **more: Any) -> str:  # noqa: ANN401 - of a form
        fields = {"proceeding": court, "step": kind, **more}
        if day:
            fields["when"] = when(day)
        return put(desk, case, "proceeding_step", fields)

    return made


def ruled(step: Make, day: str = "2021-12-07") -> str:
    return step("decision", day, ruling="ruling")


def seen(desk: Desk, case: str, found: Deadline) -> str:
    """Confirm the day as whoever saw it does."""
    proposal = found.told.proposal
    shown = {"shown": [proposal.due if proposal else ""]}
    return acts.confirm(desk, case, found.id, shown, "en")


@pytest.fixture
def of(desk: Desk, case: str) -> Callable[..., Deadline]:
    """Return what finds the deadline of a rule, from a step."""

    def found(rule: str = "kz.appeal.ruling", start: str = "") -> Deadline:
        now = desk.clock.now()
        (one,) = [
            it
            for it in deadlines(desk.views, case, now)
            if it.told.rule == rule and start in ("", it.told.start)
        ]
        return one

    return found


Of = Callable[..., Deadline]


@pytest.mark.parametrize(
    ("day", "due"), [("2021-12-07", "2021-12-22"), ("2021-12-10", "2021-12-27")]
)
def test_an_appeal_has_fifteen_days(step: Make, of: Of, day: str, due: str) -> None:
    start = ruled(step, day)
    found = of()
    assert found.standing.due == due
    assert found.standing.settled is Settled.PROPOSED
    assert found.told.start == start
    assert found.id == key_of(start, "kz.appeal.ruling")
    assert found.told.called("ru") == "Жалоба на постановление"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_explains_itself_in_each_language(
    step: Make, of: Of, language: str
) -> None:
    ruled(step)
    found = of()
    assert found.told.worked is not None
    assert found.told.matter is not None
    pack = pack_of(found.told.matter)
    assert pack is not None
    gettext = translations(language).gettext
    how = explained(found.told.worked, pack, language, gettext, str)
    assert how.due == how.safe == "2021-12-22"
    assert any("2021-12-22" in one.words for one in how.steps)
    assert any("422(2)" in one.article for one in how.steps)
    assert how.confirmed
    assert how.restoration
    assert not how.unavailable


def test_confirmed_it_stands_and_has_not_moved(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    ruled(step)
    name = of().id
    shown = {"shown": ["2021-12-22"]}
    assert acts.confirm(desk, case, name, shown, "en") == name
    found = of()
    assert found.standing.settled is Settled.CONFIRMED
    assert found.standing.moved is None
    (decided,) = found.told.decisions
    assert decided.fields["due"] == {"edtf": "2021-12-22", "known": "inferred"}
    assert decided.fields["computed"] == "2021-12-22"
    rules, calendar = decided.fields["basis"]
    assert re.fullmatch(r"rules KZ [0-9a-f]{16} \d{4}-\d\d-\d\d", rules)
    assert calendar.startswith("calendar holidays")
    assert decided.fields["what"] == {"lang": "en", "text": "Appeal of a ruling"}


def test_a_corrected_step_moves_a_confirmed_day(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    start = ruled(step)
    seen(desk, case, of())
    correct(desk, case, start, {"when": when("2021-12-10")}, reason="read again")
    found = of()
    assert found.standing.due == "2021-12-22"
    assert found.standing.moved is not None
    assert found.standing.moved.now == "2021-12-27"
    assert found.standing.moved.why == (Why.STEPS,)
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert (due.at, due.until) == ("2021-12-22", "2021-12-27")  # the earlier counts
    seen(desk, case, found)
    again = of()
    assert again.standing.due == "2021-12-27"
    assert again.standing.moved is None
    assert len(again.told.decisions) == 2


def test_the_earlier_of_both_days_is_due(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    start = ruled(step, "2021-12-10")
    seen(desk, case, of())
    correct(desk, case, start, {"when": when("2021-12-07")}, reason="read again")
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert due.at == "2021-12-22"
    assert not due.proposed


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("rules KZ 0000000000000000 2021-01-01", Why.RULES),
        ("calendar holidays 0.1 KZ 0000000000000000", Why.CALENDAR),
    ],
)
def test_a_newer_rule_or_a_holiday_by_decree_moves_it(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk, case: str, court: str, step: Make, of: Of, line: str, why: Why
) -> None:
    start = ruled(step)
    proposal = of().told.proposal
    assert proposal is not None
    fields = {
        "what": text("Appeal"),
        "decision": "confirmed",
        "whose": "own",
        "due": when("2021-12-21"),
        "proceeding": court,
        "start": start,
        "rule": "kz.appeal.ruling",
        "computed": "2021-12-21",
        "basis": [line if line[:5] == it[:5] else it for it in proposal.basis],
    }
    put(desk, case, "deadline", fields)
    moved = of().standing.moved
    assert moved is not None
    assert (moved.was, moved.now, moved.why) == ("2021-12-21", "2021-12-22", (why,))


def test_a_withdrawn_start_leaves_the_decision_and_says_so(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    start = ruled(step)
    name = seen(desk, case, of())
    withdraw(desk, case, start, reason="of another case")
    found = deadline(desk.views, case, name, NOW)
    assert found.standing.due == "2021-12-22"
    assert found.standing.moved is not None
    assert found.standing.moved.now == ""
    assert found.computed is None


def test_another_day_counts_and_why(desk: Desk, case: str, step: Make, of: Of) -> None:
    ruled(step)
    name = of().id
    form = {"due": ["20.12.2021"], "why": ["The office closes on the 20th."]}
    acts.override(desk, case, name, form, "en")
    found = of().standing
    assert (found.settled, found.due) == (Settled.OVERRIDDEN, "2021-12-20")
    acts.set_aside(desk, case, name, {"why": ["Not a ruling at all."]}, "en")
    assert of().standing.progress is Progress.ASIDE
    assert not [it for it in dues(desk.views, case) if it.term == "kz.appeal.ruling"]


@pytest.mark.parametrize(
    ("act", "form", "error"),
    [
        (acts.override, {"due": ["2021-12-20"]}, BadInputError),
        (acts.override, {"why": ["Because"]}, BadInputError),
        (acts.override, {"due": ["soon"], "why": ["Because"]}, BadInputError),
        (acts.set_aside, {}, BadInputError),
        (acts.set_aside, {"why": [" "]}, BadInputError),
        (acts.done, {}, RefusedError),
        (acts.done, {"done_by": ["0" * 32], "shown": ["2021-12-22"]}, BadInputError),
        (acts.done, {"done": ["yesterday"], "shown": ["2021-12-22"]}, BadInputError),
        (acts.confirm, {"shown": ["2021-12-21"]}, RefusedError),
        (acts.confirm, {}, RefusedError),
        (acts.done, {"done": ["2021-12-14"]}, RefusedError),
        (acts.override, {"shown": ["2021-12-21"], "due": ["2021-12-20"]}, RefusedError),
    ],
)
def test_what_cannot_be_decided_records_nothing(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk,
    case: str,
    step: Make,
    of: Of,
    act: Callable[..., str],
    form: dict[str, list[str]],
    error: type[HabeasError],
) -> None:
    ruled(step)
    with pytest.raises(error):
        act(desk, case, of().id, form, "en")
    assert of().standing.settled is Settled.PROPOSED


def test_nobody_decides_about_what_is_not_there(desk: Desk, case: str) -> None:
    with pytest.raises(NotFoundError):
        acts.confirm(desk, case, "0" * 32, {}, "en")


@pytest.mark.parametrize(
    ("day", "progress"),
    [("2021-12-22", Progress.DONE), ("2021-12-23", Progress.DONE_LATE)],
)
def test_done_confirms_the_day_that_was_shown(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk,
    case: str,
    clock: FixedClock,
    step: Make,
    of: Of,
    day: str,
    progress: Progress,
) -> None:
    ruled(step)
    clock.at = NOW + timedelta(days=9)
    acts.done(desk, case, of().id, {"done": [day], "shown": ["2021-12-22"]}, "en")
    found = of()
    assert (found.standing.settled, found.standing.progress) == (
        Settled.CONFIRMED,
        progress,
    )
    assert len(found.told.decisions) == 1


def test_what_was_confirmed_is_done_by_a_step(
    desk: Desk, case: str, clock: FixedClock, step: Make, of: Of
) -> None:
    clock.at = NOW + timedelta(days=9)
    ruled(step)
    name = seen(desk, case, of())
    handed = step("handed_in", "2021-12-21")
    acts.done(desk, case, name, {"done_by": [handed]}, "ru")
    found = of()
    assert found.standing.progress is Progress.DONE
    assert found.standing.done == "2021-12-21"
    history = found.told.decisions[-1].state.history
    assert history[-1].reason == "Записано как сделанное."
    acts.override(
        desk, case, name, {"due": ["2021-12-20"], "why": ["As the order says"]}, "en"
    )
    assert of().standing.progress is Progress.DONE_LATE  # what was done stays done


@pytest.mark.parametrize(
    ("day", "progress"),
    [
        ("2021-12-22", Progress.MET),
        ("2021-12-23", Progress.PAST),
        ("2021-12", Progress.PAST),
        ("2022-11-29", Progress.PAST),
    ],
)
def test_only_a_step_in_time_takes_it_off_the_first_page(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk,
    case: str,
    clock: FixedClock,
    step: Make,
    of: Of,
    day: str,
    progress: Progress,
) -> None:
    clock.at = NOW + timedelta(days=9)
    step("filed", day, about=ruled(step))
    found = of()
    assert found.standing.progress is progress
    listed = {one.term for one in dues(desk.views, case)}
    assert ("kz.appeal.ruling" in listed) == (progress is not Progress.MET)


def test_done_by_a_step_that_was_withdrawn_is_open_again(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    ruled(step)
    filed = step("filed", "2021-12-14")
    form = {"done_by": [filed], "shown": ["2021-12-22"]}
    acts.done(desk, case, of().id, form, "en")
    assert of().standing.progress is Progress.DONE
    withdraw(desk, case, filed, reason="of another case")
    found = of().standing
    assert (found.progress, found.reopened) == (
        Progress.RUNNING,
        Reopened.WITHDRAWN,
    )
    assert "kz.appeal.ruling" in {one.term for one in dues(desk.views, case)}


def test_done_on_a_day_to_come_is_refused_and_counts_for_nothing(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    ruled(step)
    with pytest.raises(RefusedError):
        acts.done(desk, case, of().id, {"done": ["2031-01-01"]}, "en")
    filed = step("filed", "2021-12-16")
    with pytest.raises(RefusedError):
        acts.done(desk, case, of().id, {"done_by": [filed]}, "en")
    acts.confirm(desk, case, of().id, {"shown": ["2021-12-22"]}, "en")
    record = of().told.record
    correct(desk, case, record, {"done": when("2031-01-01")}, reason="a slip")
    assert of().standing.reopened is Reopened.AHEAD
    assert "kz.appeal.ruling" in {one.term for one in dues(desk.views, case)}


def test_what_was_set_aside_comes_back_when_its_day_moves(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    start = ruled(step, "2021-06-20")
    acts.set_aside(desk, case, of().id, {"why": ["Long over."]}, "en")
    assert of().standing.progress is Progress.ASIDE
    correct(desk, case, start, {"when": when("2021-12-10")}, reason="the month")
    found = of().standing
    assert found.moved is not None
    assert (found.progress, found.due) == (Progress.RUNNING, "2021-12-27")
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert due.at == "2021-12-27"
    acts.set_aside(desk, case, of().id, {"why": ["Not hers."]}, "en")
    assert of().standing.progress is Progress.ASIDE


def test_of_several_starts_the_earliest_end_counts_down(
    desk: Desk, case: str, court: str, step: Make, of: Of
) -> None:
    correct(desk, case, court, {"in_custody": True}, reason="she is held")
    verdict = step("decision", "2021-12-07", ruling="verdict")
    served = step("served", "2021-12-13", about=verdict)
    found = of("kz.appeal.verdict", served)
    assert (found.standing.due, found.standing.safe) == ("2021-12-28", "2021-12-22")
    assert found.standing.days == 7
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.verdict"]
    assert (due.at, due.until) == ("2021-12-22", "2021-12-28")


def test_what_was_learned_before_the_refusal_counts_down_too(
    desk: Desk, case: str
) -> None:
    fields = {"title": text("Complaint"), "track": "complaint", "law": "KZ"}
    home = put(desk, case, "proceeding", fields)
    for kind, day in (("learned", "2021-12-05"), ("refused", "2021-12-14")):
        told = {"proceeding": home, "step": kind, "when": when(day)}
        put(desk, case, "proceeding_step", told)
    found = {it.told.rule: it.standing for it in deadlines(desk.views, case, NOW)}
    one = found["kz.complaint.judge"]
    assert one.safe < one.due
    assert one.days == 5


def test_an_older_ruling_makes_no_safe_day_of_a_newer_one(step: Make, of: Of) -> None:
    ruled(step)
    second = ruled(step, "2021-12-10")
    assert of(start=second).standing.safe == ""


def test_a_step_about_the_same_decision_seems_to_meet_it(
    desk: Desk, case: str, clock: FixedClock, step: Make, of: Of
) -> None:
    clock.at = NOW + timedelta(days=9)
    start = ruled(step)
    filed = step("handed_in", "2021-12-20", about=start, number="no. 7")
    step("filed", "2021-12-21")
    found = of()
    assert found.standing.progress is Progress.MET
    assert found.told.meeting.sure is not None
    assert found.told.meeting.sure.id == filed
    assert found.told.meeting.kept is not None
    assert "49(1)" in found.told.meeting.kept.cite("en")
    assert not [it for it in dues(desk.views, case) if it.term == "kz.appeal.ruling"]


def test_a_step_about_nothing_is_offered_and_meets_nothing(step: Make, of: Of) -> None:
    step("filed", "2021-12-01")  # before it
    ruled(step)
    later = step("filed", "2021-12-21")
    found = of()
    assert found.standing.progress is Progress.RUNNING
    assert [one.id for one in found.told.meeting.maybe] == [later]


def test_an_appeal_recorded_in_its_own_proceeding_meets_it(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk, case: str, clock: FixedClock, court: str, step: Make, of: Of
) -> None:
    clock.at = NOW + timedelta(days=9)
    start = ruled(step)
    fields = {"title": text("Appeal"), "track": "court", "law": "KZ", "parent": court}
    appeal = put(desk, case, "proceeding", fields)
    told = {"proceeding": appeal, "step": "filed", "when": when("2021-12-20")}
    put(desk, case, "proceeding_step", {**told, "about": start})
    assert of().standing.progress is Progress.MET
    first, second = proceedings(desk.views, case)
    assert (first.depth, second.depth) == (0, 1)
    assert second.matter.parent == first.matter.id


def test_a_vague_day_gives_the_earliest_end_as_the_safe_one(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    ruled(step, "2021-12-07/2021-12-10")
    found = of()
    assert found.standing.due == "2021-12-22/2021-12-27"
    assert found.told.worked is not None
    assert found.told.worked.vague
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert (due.at, due.until) == ("2021-12-22", "2021-12-27")
    assert due_title(due, "ru") == "Жалоба на постановление"
    seen(desk, case, found)
    again = of()
    assert again.standing.due == "2021-12-22"
    assert again.standing.moved is None


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2021-12-07/..", "2021-12-22/.."),
        ("2021-12-07~", "2021-12-22~"),
        ("2021-12-07?", "2021-12-22?"),
        ("2021-12-07~/2021-12-10", "2021-12-22~/2021-12-27~"),
        ("2021-12", "2021-12-20/2022-01-17"),
    ],
)
def test_how_vague_a_day_is_is_kept(step: Make, of: Of, day: str, due: str) -> None:
    ruled(step, day)
    assert of().standing.due == due


@pytest.mark.parametrize("day", ["", "XXXX", "../2021-12-07", "0900-01-01"])
def test_nothing_is_counted_from_a_day_that_nobody_knows(
    desk: Desk, case: str, step: Make, day: str
) -> None:
    ruled(step, day)
    assert deadlines(desk.views, case, NOW) == []


def test_a_second_ruling_leaves_the_term_of_the_first(step: Make, of: Of) -> None:
    first, second = ruled(step), ruled(step, "2021-12-10")
    assert of(start=first).standing.due == "2021-12-22"
    assert of(start=second).standing.due == "2021-12-27"


def test_what_is_about_one_ruling_does_not_extend_the_other(step: Make, of: Of) -> None:
    first = step("decision", "2021-12-07", ruling="verdict")
    step("decision", "2021-12-08", ruling="verdict")
    step("served", "2021-12-09", about=first)
    found = of("kz.appeal.verdict", first)
    assert found.computed is not None
    days = [it.happening.day.day for it in found.computed.alternatives if it.happening]
    assert days == [7, 9]


def test_in_custody_it_runs_from_the_service_of_the_copy(
    desk: Desk, case: str, court: str, step: Make, of: Of
) -> None:
    correct(desk, case, court, {"in_custody": True}, reason="she is held")
    ruling = step("decision", "2021-12-07", ruling="verdict")
    served = step("served", "2021-12-10", about=ruling)
    found = of("kz.appeal.verdict")
    assert (found.told.start, found.standing.due) == (served, "2021-12-27")


def test_in_custody_without_service_there_is_a_safe_day(
    desk: Desk, case: str, court: str, step: Make, of: Of
) -> None:
    correct(desk, case, court, {"in_custody": True}, reason="as the ruling says")
    verdict = step("decision", "2021-12-07", ruling="verdict")
    found = of("kz.appeal.verdict")
    assert (found.told.start, found.standing.due) == (verdict, "2021-12-22")
    assert found.computed is not None
    assert found.computed.safe
    served = step("served", "2021-12-13", about=verdict)
    found = of("kz.appeal.verdict")
    assert (found.told.start, found.standing.due) == (served, "2021-12-28")


def test_the_copy_of_a_ruling_starts_no_appeal_of_a_verdict(
    desk: Desk, case: str, court: str, step: Make
) -> None:
    correct(desk, case, court, {"in_custody": True}, reason="she is held")
    ruled(step)
    step("served", "2021-12-10")
    rules = {it.told.rule for it in deadlines(desk.views, case, NOW)}
    assert "kz.appeal.ruling" in rules
    assert "kz.appeal.verdict" not in rules


def test_the_copy_of_a_verdict_is_that_of_the_only_decision(
    desk: Desk, case: str, court: str, step: Make, of: Of
) -> None:
    correct(desk, case, court, {"in_custody": True}, reason="she is held")
    step("decision", "2021-12-07", ruling="verdict")
    served = step("served", "2021-12-10")
    assert of("kz.appeal.verdict").told.start == served


def test_what_was_filed_and_where_it_is_choose_the_term(desk: Desk, case: str) -> None:
    now = desk.clock.now()
    for number, (track, level, kind, filing, rules) in enumerate(
        (
            ("investigation", "", "filed", "motion", {"kz.motion"}),
            ("complaint", "", "filed", "", {"kz.complaint.judge"}),
            ("complaint", "judge", "received", "", {"kz.complaint.judge.decide"}),
        )
    ):
        fields = {"title": text("X"), "track": track, "law": "KZ", "level": level}
        made = put(desk, case, "proceeding", {k: v for k, v in fields.items() if v})
        told = {"proceeding": made, "step": kind, "when": when("2021-12-01")}
        put(
            desk, case, "proceeding_step", told | ({"filing": filing} if filing else {})
        )
        found = deadlines(desk.views, case, now)
        mine = {
            it.told.rule for it in found if it.told.matter and it.told.matter.id == made
        }
        assert mine == rules, number


@pytest.fixture
def medical(desk: Desk, case: str, court: str) -> None:
    """Make it a proceeding about a compulsory medical measure."""
    correct(desk, case, court, {"track": "medical"}, reason="as the ruling says")


@pytest.mark.usefixtures("medical")
def test_an_appeal_by_somebody_to_whom_the_law_gives_none(step: Make, of: Of) -> None:
    step("hearing", "2021-12-07T10:00", presence="excluded")
    ruled(step)
    found = of("kz.cmm.appeal")
    assert found.computed is not None
    words = [one.say("en", str) for one in found.computed.warnings]
    assert any("gives no appeal to the person herself" in one for one in words)


@pytest.mark.usefixtures("medical")
@pytest.mark.parametrize("presence", ["present", "video"])
def test_whoever_took_part_once_took_part(step: Make, of: Of, presence: str) -> None:
    step("hearing", "2021-12-06T10:00", presence="excluded")
    step("hearing", "2021-12-07T10:00", presence=presence)
    ruled(step)
    found = of("kz.cmm.appeal")
    assert found.told.worked is not None
    assert "person_absent" not in found.told.worked.facts
    assert "hearing_held" in found.told.worked.facts


def test_hours_are_counted_by_the_clock_of_whoever_recorded(
    desk: Desk, case: str
) -> None:
    fields = {"title": text("Arrest"), "track": "detention", "law": "KZ"}
    held = put(desk, case, "proceeding", {**fields, "minor": True})
    told = {"proceeding": held, "step": "detained", "when": when("2021-12-14T10:30")}
    put(desk, case, "proceeding_step", told)
    due = {it.told.rule: it.standing.due for it in deadlines(desk.views, case, NOW)}
    assert due["kz.detention.max"] == "2021-12-15T10:30+05:00"
    (one,) = [it for it in dues(desk.views, case) if it.term == "kz.detention.max"]
    assert (one.sort, one.at) == (Sort.REPLY, "2021-12-15T10:30+05:00")


def test_the_law_is_that_of_the_proceeding_else_of_the_case_else_none(
    desk: Desk, case: str
) -> None:
    assert case_law(desk.views, case) == ""
    told = {"title": text("Complaint"), "track": "complaint"}
    one = put(desk, case, "proceeding", told)
    sent = {"proceeding": one, "step": "received", "when": when("2021-12-07")}
    put(desk, case, "proceeding_step", sent)
    (found,) = proceedings(desk.views, case)
    assert found.matter.law == ""
    assert pack_of(found.matter) is None
    assert deadlines(desk.views, case, NOW) == []
    (head,) = _of_type(desk, case, "case")
    correct(desk, case, head, {"law": "KZ"}, reason="said")
    assert {it.told.rule for it in deadlines(desk.views, case, NOW)} >= {
        "kz.complaint.prosecutor"
    }
    body = put(desk, case, "proceeding", {"title": text("Committee"), "track": "un"})
    laws = {it.matter.id: it.matter.law for it in proceedings(desk.views, case)}
    assert laws[body] == "UN"


def _of_type(desk: Desk, case: str, kind: str) -> list[str]:
    return [one.id for one in records(desk.views, case, kind)]


def test_a_letter_of_a_proceeding_is_a_step_of_it(
    desk: Desk, case: str, court: str
) -> None:
    fields = {"title": text("Complaint"), "track": "complaint", "law": "KZ"}
    home = put(desk, case, "proceeding", fields)
    letter = {"what": text("Complaint"), "addressee": "prosecutor", "proceeding": home}
    sent = put(desk, case, "letter", letter)
    told = {"letter": sent, "step": "handed_in", "when": when("2021-12-07")}
    handed = put(desk, case, "letter_step", told)
    put(desk, case, "letter_step", {"letter": sent, "step": "written"})
    found = {it.told.rule: it for it in deadlines(desk.views, case, NOW)}
    assert found["kz.prison.letter"].told.start == handed
    came = {"letter": sent, "step": "received", "when": when("2021-12-08")}
    put(desk, case, "letter_step", came)
    found = {it.told.rule: it for it in deadlines(desk.views, case, NOW)}
    assert found["kz.prison.letter"].standing.progress is Progress.MET
    assert {it.matter.id for it in proceedings(desk.views, case)} == {court, home}


def test_added_by_hand_it_is_changed_where_it_stands(desk: Desk, case: str) -> None:
    fields = {"what": text("Ask for the file"), "decision": "added", "whose": "own"}
    made = put(desk, case, "deadline", {**fields, "due": when("2021-12-20")})
    found = deadline(desk.views, case, made, NOW)
    assert (found.id, found.standing.settled) == (made, Settled.ADDED)
    with pytest.raises(RefusedError):
        acts.confirm(desk, case, made, {}, "en")
    acts.override(desk, case, made, {"due": ["2021-12-21"], "why": ["Asked"]}, "en")
    found = deadline(desk.views, case, made, NOW)
    assert (found.standing.due, len(found.told.decisions)) == ("2021-12-21", 1)
    acts.done(desk, case, made, {"done": ["2021-12-14"]}, "en")
    assert deadline(desk.views, case, made, NOW).standing.progress is Progress.DONE
    acts.set_aside(desk, case, made, {"why": ["Not needed"]}, "en")
    assert deadline(desk.views, case, made, NOW).standing.progress is Progress.ASIDE


def test_dues_of_hearings_and_of_answers(
    desk: Desk, case: str, court: str, step: Make
) -> None:
    hearing = step("hearing", "2021-12-20T10:00")
    step("hearing", "2021-12-07T10:00", presence="present")
    asked = step("filed", "2021-12-10", answer_by=when("2021-12-17"))
    found = {one.record: one for one in dues(desk.views, case)}
    assert found[hearing] == Due(
        sort=Sort.HEARING,
        record=hearing,
        page=f"proceedings/{court}#{hearing}",
        at="2021-12-20T10:00",
        compartment="case",
        what="Trial",
        lang="en",
    )
    assert (found[asked].sort, found[asked].at) == (Sort.REPLY, "2021-12-17")
    step("reply", "2021-12-14", about=asked)
    assert asked not in {
        one.record for one in dues(desk.views, case) if one.sort is Sort.REPLY
    }


def test_what_is_open_on_both_sides_is_no_day(
    desk: Desk, case: str, step: Make
) -> None:
    fields = {"what": text("Ask"), "decision": "added", "whose": "own"}
    put(desk, case, "deadline", {**fields, "due": when("../..")})
    step("filed", "2021-12-10", answer_by=when("../.."))
    step("hearing", "../..")
    assert all(one.term for one in dues(desk.views, case))
    assert Progress.ENDLESS in {
        it.standing.progress for it in deadlines(desk.views, case, NOW)
    }


@pytest.mark.parametrize(
    ("due", "overdue"),
    [
        ("2021-12-15T14:00+09:00", True),  # 10:00 here
        ("2021-12-15T20:00Z", False),  # 01:00 of tomorrow
        ("2021-12-15T13:00", False),
    ],
)
def test_today_and_the_page_read_a_zone_alike(
    desk: Desk, case: str, due: str, *, overdue: bool
) -> None:
    fields = {"what": text("Ask"), "decision": "added", "whose": "own"}
    put(desk, case, "deadline", {**fields, "due": when(due)})
    (page,) = deadlines(desk.views, case, NOW)
    (placed,) = [one for group in today_of(desk.views, NOW).values() for one in group]
    assert (page.standing.progress is Progress.PAST) == overdue
    assert (placed.group is Group.OVERDUE) == overdue
    assert placed.days == page.standing.days


def test_a_whole_day_ends_later_than_an_hour_of_it(
    desk: Desk, case: str, step: Make, of: Of
) -> None:
    start = ruled(step)
    form = {"due": ["2021-12-27T10:00"], "why": ["As the order says"]}
    acts.override(desk, case, of().id, form, "en")
    correct(desk, case, start, {"when": when("2021-12-10")}, reason="read again")
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert (due.at, due.until) == ("2021-12-27T10:00", "2021-12-27")


@pytest.mark.parametrize(
    ("day", "at", "until"),
    [
        ("2021-12-07", "2021-12-22", ""),
        ("2021-12-07/..", "2021-12-22", ""),
        ("2021-12-07~", "2021-12-22", ""),
    ],
)
def test_a_due_says_from_when_and_until_when_it_may_be_over(  # noqa: PLR0913, PLR0917 - fixtures
    desk: Desk, case: str, step: Make, day: str, at: str, until: str
) -> None:
    ruled(step, day)
    (due,) = [one for one in dues(desk.views, case) if one.term == "kz.appeal.ruling"]
    assert (due.at, due.until, due.proposed) == (at, until, True)


def test_a_rule_that_nobody_knows_is_called_a_deadline() -> None:
    due = Due(Sort.DEADLINE, "", "", "2021-12-22", "case", term="kz.nothing")
    assert due_title(due, "en") == "deadline"


def test_two_roles_that_nobody_may_hold_at_once(desk: Desk, case: str) -> None:
    both = {"pseudonym": "B.", "role": "counsel", "also": "monitor"}
    person = put(desk, case, "person", both)
    assert roles(desk.views, case) == ()  # nobody said whose law it is
    (head,) = _of_type(desk, case, "case")
    correct(desk, case, head, {"law": "KZ"}, reason="said")
    found = role_of(desk.views, case, person)
    assert found is not None
    assert found.clash is not None
    assert "41(1)(4)" in found.clash.article["en"]
    assert [role.what["en"] for role in found.rights] == [
        *("Advocate", "Participant of the NPM")
    ]
    assert "106(6)" in found.rights[0].entry[0].article["en"]
    other = put(desk, case, "person", {"pseudonym": "C.", "role": "counsel"})
    alone = role_of(desk.views, case, other)
    assert alone is not None
    assert alone.clash is None


def test_a_ring_of_proceedings_is_still_listed(
    desk: Desk, case: str, court: str
) -> None:
    fields = {"title": text("Appeal"), "track": "court", "parent": court}
    appeal = put(desk, case, "proceeding", fields)
    with pytest.raises(BadInputError):
        correct(desk, case, court, {"parent": appeal}, reason="a slip")
    assert len(proceedings(desk.views, case)) == 2


def test_each_of_many_rulings_has_a_term(desk: Desk, case: str, step: Make) -> None:
    made = {ruled(step, f"2021-11-{day + 1:02}") for day in range(20)}
    found = deadlines(desk.views, case, NOW)
    assert {it.told.start for it in found if it.told.rule == "kz.appeal.ruling"} == made


def test_of_very_many_steps_of_a_kind_the_newest_have_terms_and_say_so(
    desk: Desk, case: str, court: str
) -> None:
    """What one more costs is bounded; 600 took ten seconds."""
    days = [f"2021-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(NEWEST + 5)]
    new = [
        New(
            "proceeding_step",
            {
                "proceeding": court,
                "step": "decision",
                "ruling": "ruling",
                "when": when(day),
            },
        )
        for day in days
    ]
    put_all(desk, case, new)
    found = [
        one.told
        for one in deadlines(desk.views, case, NOW)
        if one.told.rule == "kz.appeal.ruling"
    ]
    assert {one.start for one in found} == {one.id for one in new[-NEWEST:]}
    for one in found:
        assert one.worked is not None
        said = [it.say("en", str) for it in one.worked.early.warnings]
        assert any(f"only the newest {NEWEST} are worked out" in it for it in said)
