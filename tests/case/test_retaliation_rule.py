"""The days between an act and an event, as far as the dates say, and never a cause."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.retaliation import Act, Before, Between, Event, Order, Protected
from habeas.case.rules.retaliation import NEAREST, Dated, between, sequence
from habeas.case.rules.retaliation import before as before_dated


def before(event: Event, acts: list[Act]) -> Before:
    return before_dated(event, Dated(acts))


def act(when: str, name: str = "", **more: Any) -> Act:  # noqa: ANN401 - of an Act
    return Act(name or when, Protected.COMPLAINT, when, **more)


BETWEEN: dict[str, tuple[str, str, Between | None]] = {
    "three days after": (
        *("2026-01-23", "2026-01-26"),
        Between(Order.AFTER, 3, 3),
    ),
    "three days before": (
        *("2026-01-26", "2026-01-23"),
        Between(Order.BEFORE, -3, -3),
    ),
    "the same day": (
        *("2026-01-26", "2026-01-26"),
        Between(Order.SAME_DAY, 0, 0),
    ),
    "an hour later the same day": (
        *("2026-01-26T10:00", "2026-01-26T11:00"),
        Between(Order.AFTER, 0, 0),
    ),
    "an hour before the same day": (
        *("2026-01-26T10:00", "2026-01-26T09:00"),
        Between(Order.BEFORE, 0, 0),
    ),
    "the same minute": (
        *("2026-01-26T10:00", "2026-01-26T10:00"),
        Between(Order.SAME_DAY, 0, 0),
    ),
    "one with a clock": (
        *("2026-01-26T10:00", "2026-01-26"),
        Between(Order.SAME_DAY, 0, 0),
    ),
    "a vague event": (
        *("2026-01-14", "2026-02~"),
        Between(Order.AFTER, 18, 45),
    ),
    "a vague act": ("2026-01", "2026-02-10", Between(Order.AFTER, 10, 40)),
    "both vague, one month": (
        *("2026-02", "2026-02"),
        Between(Order.UNSURE, -27, 27),
    ),
    "perhaps before": (
        *("2026-02-10", "2026-02"),
        Between(Order.UNSURE, -9, 18),
    ),
    "from that day on": (
        *("2026-02-10", "2026-02-10/2026-02-12"),
        Between(Order.AFTER, 0, 2),
    ),
    "since the day": (
        *("2026-05-14", "2026-05-14/.."),
        Between(Order.SAME_DAY, 0, 0),
    ),
    "at some time until a day": (
        *("2026-05-10", "../2026-05-14"),
        Between(Order.UNSURE, None, 4),
    ),
    "until a day before it": (
        *("2026-05-10", "../2026-05-04"),
        Between(Order.BEFORE, None, -6),
    ),
    "after what was over": (
        *("../2026-05-04", "2026-05-10"),
        Between(Order.AFTER, 6, None),
    ),
    "an act without a date": ("", "2026-05-10", None),
    "an event without a date": ("2026-05-10", "XXXX", None),
    "over a lost hour": (
        *("2026-03-28T23:30", "2026-03-29T00:30"),
        Between(Order.AFTER, 1, 1),
    ),
    "over a leap day": ("2024-02-28", "2024-03-01", Between(Order.AFTER, 2, 2)),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_the_days_between(name: str) -> None:
    first, second, found = BETWEEN[name]
    assert between(first, second) == found


def test_what_a_person_tied_stands_apart_from_what_the_dates_propose() -> None:
    visit = act("2026-01-23", "visit")
    event = Event("threat", "2026-01-26", (visit,))
    acts = [
        act("2025-11-20", "one"),
        act("2025-12-02", "two"),
        act("2026-01-14", "three"),
        visit,
        act("2026-01-25", "near"),
        act("2026-01-27", "next day"),
        act("", "undated"),
    ]
    found = before(event, acts)
    assert [(one.act.id, one.between) for one in found.tied] == [
        ("visit", Between(Order.AFTER, 3, 3))
    ]
    assert [one.act.id for one in found.nearest] == ["near", "three", "two"]
    assert len(found.nearest) == NEAREST


def test_a_tie_that_is_dated_after_the_event_is_kept_and_told() -> None:
    late = act("2026-02-01", "late")
    undated = act("", "undated")
    found = before(Event("it", "2026-01-26", (undated, late)), [late])
    assert [one.act.id for one in found.tied] == ["late", "undated"]
    assert found.tied[0].between == Between(Order.BEFORE, -6, -6)
    assert found.tied[1].between is None
    assert found.nearest == ()


def test_a_letter_is_not_proposed_where_a_step_of_it_is_tied() -> None:
    letter = act("2026-01-20", "letter", covers=frozenset({"letter", "step"}))
    step = act("2026-01-19", "step")
    assert before(Event("it", "2026-01-26", (step,)), [letter]).nearest == ()
    assert before(Event("it", "2026-01-26"), [letter]).nearest[0].act == letter


def test_nothing_is_proposed_for_what_has_no_date() -> None:
    assert before(Event("it"), [act("2026-01-20")]).nearest == ()


def test_an_act_that_may_lie_before_is_proposed_and_one_that_cannot_is_not() -> None:
    acts = [act("2026-02", "month"), act("2026-02-03", "after it")]
    found = before(Event("it", "2026-02-02"), acts)
    assert [(one.act.id, one.between) for one in found.nearest] == [
        ("month", Between(Order.UNSURE, -26, 1))
    ]


def test_one_line_of_time_with_the_days_since_the_line_before() -> None:
    lines = sequence(
        [act("2026-01-23"), act("", "undated act"), act("2026-01-14")],
        [Event("threat", "2026-01-26"), Event("no date"), Event("day", "2026-01-23")],
    )
    assert [line.one.id for line in lines] == [
        *("2026-01-14", "2026-01-23", "day", "threat", "undated act", "no date")
    ]
    assert [line.since.most if line.since else None for line in lines] == [
        *(None, 9, 0, 3, None, None)
    ]


def test_nothing_is_proposed_or_counted_across_two_women() -> None:
    hers = act("2026-01-20", "hers", person="anna")
    others = act("2026-01-24", "others", person="bella")
    nobodys = act("2026-01-22", "nobodys")
    acts = [hers, others, nobodys]
    threat = Event("threat", "2026-01-26", person="anna")
    found = before(threat, acts)
    assert [one.act.id for one in found.nearest] == ["nobodys", "hers"]
    unsaid = before(Event("it", "2026-01-26"), acts)
    assert [one.act.id for one in unsaid.nearest] == ["others", "nobodys", "hers"]
    told = before(Event("it", "2026-01-26", (others,), "anna"), acts)
    assert [one.act.id for one in told.tied] == ["others"]
    lines = sequence(acts, [threat])
    assert [line.since.most if line.since else None for line in lines] == [
        *(None, 2, 2, None)
    ]


def test_a_day_of_the_calendars_edge_stops_nothing() -> None:
    found = between("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00")
    assert found == Between(Order.AFTER, 3652058, 3652058)


DAYS = st.integers(0, 90).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@given(DAYS, DAYS, DAYS, DAYS)
def test_the_range_holds_every_day_that_the_dates_may_mean(
    one: date, other: date, third: date, fourth: date
) -> None:
    begin, end = sorted((one, other)), sorted((third, fourth))
    found = between(f"{begin[0]}/{begin[1]}", f"{end[0]}/{end[1]}")
    assert found is not None
    every = [(second - first).days for first in begin for second in end]
    assert (found.least, found.most) == (min(every), max(every))
    if found.order is Order.AFTER:
        assert min(every) >= 0
    if found.order is Order.BEFORE:
        assert max(every) < 0


@given(st.lists(DAYS, unique=True), DAYS, st.randoms())
def test_the_order_of_the_acts_says_nothing(
    days: list[date],
    day: date,
    chance: Any,  # noqa: ANN401 - hypothesis' own Random
) -> None:
    acts = [act(str(one)) for one in days]
    event = Event("it", str(day))
    found, lines = before(event, acts), sequence(acts, [event])
    chance.shuffle(acts)
    assert before(event, acts) == found
    assert sequence(acts, [event]) == lines
    assert all(one.act.when <= str(day) for one in found.nearest)
