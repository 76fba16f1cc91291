"""A computed day against what was decided: how it stands, and what has moved."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.deadlines import (
    PROGRESS_WORDS,
    SETTLED_WORDS,
    WHY_WORDS,
    Decided,
    Progress,
    Proposal,
    Reopened,
    Settled,
    Why,
)
from habeas.case.facts.deadlines import Decision, Whose
from habeas.case.rules.deadlines import moved, standing

ALMATY = timezone(timedelta(hours=5))
NOW = datetime(2021, 12, 20, 12, tzinfo=ALMATY)
LATER = NOW + timedelta(days=15)
BASIS = ("rules KZ 00112233 2026-11-30", "calendar holidays 0.109 KZ 1")
DUE = Proposal("2021-12-22", BASIS)
CONFIRMED = Decided(Decision.CONFIRMED, "2021-12-22", "2021-12-22", BASIS)
DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("due", "now", "progress", "days"),
    [
        ("2021-12-22", "2021-12-20T12:00", Progress.RUNNING, 2),
        ("2021-12-22", "2021-12-22T23:59", Progress.RUNNING, 0),
        ("2021-12-22", "2021-12-23T00:00", Progress.PAST, -1),
        ("2021-12-22T10:00+05:00", "2021-12-22T09:59", Progress.RUNNING, 0),
        ("2021-12-22T10:00+05:00", "2021-12-22T10:01", Progress.PAST, 0),
        ("2021-12-22T10:00+06:00", "2021-12-22T09:30", Progress.PAST, 0),  # in its zone
        ("2021-12-22/2021-12-27", "2021-12-22T12:00", Progress.RUNNING, 0),
        ("2021-12-22/2021-12-27", "2021-12-23T12:00", Progress.DOUBTFUL, -1),
        ("2021-12-22/2021-12-27", "2021-12-28T12:00", Progress.PAST, -6),
        ("2021-12-22/..", "2031-12-28T12:00", Progress.DOUBTFUL, -3658),
        ("", "2021-12-20T12:00", Progress.ENDLESS, None),
    ],
)
def test_a_day_runs_until_it_ends(
    due: str, now: str, progress: Progress, days: int | None
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ALMATY)
    found = standing(Proposal(due), None, Whose.OWN, moment)
    assert (found.settled, found.progress) == (Settled.PROPOSED, progress)
    assert found.days == days
    assert found.runs == (progress is not Progress.ENDLESS)


@pytest.mark.parametrize(
    ("done", "progress"),
    [
        ("2021-12-22", Progress.DONE),
        ("2021-12-22T23:59", Progress.DONE),
        ("2021-12-23", Progress.DONE_LATE),
        ("2021-12", Progress.DONE_UNSURE),
        ("2021-12-20~", Progress.DONE),
        ("", Progress.DONE_UNSURE),
    ],
)
def test_it_was_done_in_time_only_where_both_days_say_so(
    done: str, progress: Progress
) -> None:
    decided = replace(CONFIRMED, done=done, finished=True)
    assert standing(DUE, decided, Whose.OWN, LATER).progress is progress


def test_a_day_may_be_in_time_for_the_late_end_alone() -> None:
    decided = Decided(
        Decision.OVERRIDDEN, "2021-12-20/2021-12-24", done="2021-12-22", finished=True
    )
    assert standing(None, decided, Whose.OWN, LATER).progress is Progress.DONE_UNSURE


@pytest.mark.parametrize(
    ("decided", "settled", "due", "progress"),
    [
        (CONFIRMED, Settled.CONFIRMED, "2021-12-22", Progress.RUNNING),
        (
            replace(CONFIRMED, decision=Decision.OVERRIDDEN, due="2021-12-19"),
            Settled.OVERRIDDEN,
            "2021-12-19",
            Progress.PAST,
        ),
        (
            replace(CONFIRMED, decision=Decision.SET_ASIDE, due=""),
            Settled.SET_ASIDE,
            "",
            Progress.ASIDE,
        ),
        (
            Decided(Decision.ADDED, "2021-12-25"),
            Settled.ADDED,
            "2021-12-25",
            Progress.RUNNING,
        ),
    ],
)
def test_what_was_decided_counts_before_what_is_computed(
    decided: Decided, settled: Settled, due: str, progress: Progress
) -> None:
    found = standing(DUE, decided, Whose.OWN, NOW)
    assert (found.settled, found.due, found.progress) == (settled, due, progress)


def test_what_a_step_seems_to_meet_is_a_question_and_not_done() -> None:
    found = standing(replace(DUE, met="2021-12-20"), None, Whose.OWN, NOW)
    assert found.progress is Progress.MET
    assert not found.runs
    assert not found.done
    assert not found.missed


@pytest.mark.parametrize(
    ("step", "now", "progress"),
    [
        ("2021-12-22", "2021-12-29", Progress.MET),
        ("2021-12-23", "2021-12-29", Progress.PAST),  # after its day
        ("2021-12", "2021-12-29", Progress.PAST),  # some day of the month
        ("2021-12-21", "2021-12-20", Progress.RUNNING),  # still to come
        ("2021-12-21T18:00", "2021-12-21", Progress.RUNNING),
    ],
)
def test_only_a_step_that_surely_came_in_time_seems_to_meet_it(
    step: str, now: str, progress: Progress
) -> None:
    moment = datetime.fromisoformat(f"{now}T12:00").replace(tzinfo=ALMATY)
    found = standing(replace(DUE, met=step), None, Whose.OWN, moment)
    assert found.progress is progress
    assert found.missed == (progress is not Progress.MET)


def test_the_day_that_a_person_set_is_the_one_to_meet() -> None:
    late = replace(DUE, met="2021-12-20")
    decided = replace(CONFIRMED, decision=Decision.OVERRIDDEN, due="2021-12-19")
    assert standing(late, decided, Whose.OWN, NOW).progress is Progress.PAST


def test_a_step_recorded_before_its_day_is_a_plan() -> None:
    plan = replace(DUE, met="2021-12-20", planned=True)
    assert standing(plan, None, Whose.OWN, NOW).progress is Progress.RUNNING


def test_it_counts_down_to_the_safe_day_until_somebody_decides() -> None:
    two = replace(DUE, due="2021-12-29", safe="2021-12-22")
    found = standing(two, None, Whose.OWN, NOW)
    assert (found.due, found.safe, found.days) == ("2021-12-29", "2021-12-22", 2)
    between = standing(two, None, Whose.OWN, NOW + timedelta(days=5))
    assert between.progress is Progress.DOUBTFUL
    met = standing(
        replace(two, met="2021-12-24"), None, Whose.OWN, NOW + timedelta(days=5)
    )
    assert met.progress is Progress.DOUBTFUL
    decided = replace(CONFIRMED, due="2021-12-29", computed="2021-12-29")
    found = standing(two, decided, Whose.OWN, NOW)
    assert (found.safe, found.days) == ("", 9)


def test_done_on_a_day_to_come_is_not_done_yet() -> None:
    decided = replace(CONFIRMED, done="2031-01-01", finished=True)
    found = standing(DUE, decided, Whose.OWN, NOW)
    assert (found.progress, found.reopened) == (Progress.RUNNING, Reopened.AHEAD)
    assert not found.done


@pytest.mark.parametrize(
    ("proposal", "back"),
    [
        (DUE, False),
        (Proposal("", BASIS), False),
        (None, False),
        (Proposal("2021-12-27", BASIS), True),
        (Proposal("2021-12-22", ("rules KZ ffeeddcc 2027-01-01", BASIS[1])), True),
    ],
)
def test_what_was_set_aside_comes_back_once_it_rests_on_something_else(
    proposal: Proposal | None, *, back: bool
) -> None:
    aside = replace(CONFIRMED, decision=Decision.SET_ASIDE, due="")
    found = standing(proposal, aside, Whose.OWN, NOW)
    assert (found.moved is not None) == back
    assert found.settled is Settled.SET_ASIDE
    assert found.progress is (Progress.RUNNING if back else Progress.ASIDE)


def test_a_suspended_term_has_no_day() -> None:
    found = standing(Proposal("", stopped=True), None, Whose.OWN, NOW)
    assert found.progress is Progress.STOPPED


NEWER = ("rules KZ ffeeddcc 2027-01-01", BASIS[1])
HOLIDAY = (BASIS[0], "calendar holidays 0.109 KZ 2")


@pytest.mark.parametrize(
    ("due", "basis", "why"),
    [
        ("2021-12-23", HOLIDAY, (Why.CALENDAR,)),  # a day off, moved by decree
        ("2021-12-23", NEWER, (Why.RULES,)),
        ("2021-12-23", (NEWER[0], HOLIDAY[1]), (Why.RULES, Why.CALENDAR)),
        ("2021-12-24", BASIS, (Why.STEPS,)),  # the service is recorded a day later
        ("", BASIS, (Why.STEPS,)),
    ],
)
@pytest.mark.parametrize("decision", [Decision.CONFIRMED, Decision.OVERRIDDEN])
def test_a_day_that_moved_is_shown_with_both_days(
    decision: Decision, due: str, basis: tuple[str, ...], why: tuple[Why, ...]
) -> None:
    decided = replace(CONFIRMED, decision=decision)
    found = standing(Proposal(due, basis), decided, Whose.OWN, NOW)
    assert found.due == "2021-12-22"  # what was decided stands
    assert found.moved is not None
    assert (found.moved.was, found.moved.now) == ("2021-12-22", due)
    assert found.moved.why == why


def test_what_is_not_proposed_any_more_has_moved() -> None:
    found = moved(None, CONFIRMED)
    assert found is not None
    assert (found.now, found.why) == ("", (Why.STEPS,))


@pytest.mark.parametrize(
    "decided",
    [
        None,
        Decided(Decision.ADDED, "2021-12-25"),
    ],
)
def test_what_nobody_relies_on_does_not_move(decided: Decided | None) -> None:
    assert moved(Proposal("2021-12-30", NEWER), decided) is None


@given(DAYS, st.one_of(st.none(), DAYS), st.text(max_size=5), st.text(max_size=5))
def test_confirmed_and_computed_again_it_has_not_moved(
    first: date, last: date | None, rules: str, later_rules: str
) -> None:
    due = first.isoformat()
    if last is not None:
        low, high = sorted((first, last))
        due = f"{low}/{high}" if low != high else due
    decided = Decided(
        Decision.CONFIRMED, due.partition("/")[0], due, (f"rules {rules}",)
    )
    assert moved(Proposal(due, (f"rules {rules}",)), decided) is None
    assert moved(Proposal(due, (f"rules {later_rules}",)), decided) is None


@given(DAYS, DAYS)
def test_each_day_is_running_or_over_and_never_both(due: date, today: date) -> None:
    moment = datetime(today.year, today.month, today.day, 12, tzinfo=ALMATY)
    found = standing(Proposal(due.isoformat()), None, Whose.OWN, moment)
    assert found.days == (due - today).days
    assert (found.progress is Progress.PAST) == (due < today)


def test_every_state_has_words() -> None:
    assert set(SETTLED_WORDS) == set(Settled)
    assert set(PROGRESS_WORDS) == set(Progress)
    assert set(WHY_WORDS) == set(Why)
