"""Where a due stands today: named cases, the hour that spring takes, and properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.dues import SORT_WORDS, Due, Sort
from habeas.case.rules.today import (
    GROUP_WORDS,
    PRESSING,
    Group,
    board,
    day_of,
    holds,
    in_order,
    place,
)

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=ZoneInfo("Asia/Almaty"))
BERLIN = ZoneInfo("Europe/Berlin")


def due(
    sort: str = "deadline", at: str = "", until: str = "", *, proposed: bool = False
) -> Due:
    one = Due(Sort(sort), "r", "r", at, "case", what="x", until=until)
    return replace(one, proposed=proposed)


CASES = {
    "the whole day is still in time": (due(at="2026-03-12"), "today", 0),
    "the day after it is past": (due(at="2026-03-11"), "overdue", -1),
    "a clock of this morning is past": (due(at="2026-03-12T10:00"), "overdue", 0),
    "a clock of this evening is not": (due(at="2026-03-12T18:30"), "today", 0),
    "the very minute is not past yet": (due(at="2026-03-12T15:00"), "today", 0),
    "tomorrow is soon": (due(at="2026-03-13T00:00"), "soon", 1),
    "the seventh day is soon": (due(at="2026-03-19"), "soon", 7),
    "the eighth is later": (due(at="2026-03-20"), "later", 8),
    "far and not confirmed": (due(at="2026-03-20", proposed=True), "unknown", 8),
    "near and not confirmed": (due(at="2026-03-13", proposed=True), "soon", 1),
    "past and not confirmed": (due(at="2026-03-01", proposed=True), "overdue", -11),
    "no day": (due(), "unknown", None),
    "no day that a calendar has": (due(at="2026-02-30"), "unknown", None),
    "words for a day": (due(at="soon"), "unknown", None),
    "a vague one is not past in its middle": (
        due("hearing", "2026-03-01", "2026-03-31"),
        *("today", 0),
    ),
    "a vague one is past after its end": (
        due("hearing", "2026-02-01", "2026-02-28"),
        *("overdue", -12),
    ),
    "a vague one that begins today": (
        due("hearing", "2026-03-12", "2026-03-31"),
        *("today", 0),
    ),
    "silence that is not yet too long": (due("silence", "2026-03-14"), "soon", 2),
    "silence longer than agreed": (due("silence", "2026-03-11"), "silent", -1),
    "a contact is due by the end of today": (due("silence", "2026-03-12"), "today", 0),
    "a silence from this evening on": (due("silence", "2026-03-12T18:00"), "today", 0),
    "a vague silence counts from its beginning": (
        due("silence", "2026-03-10", "2026-03-20"),
        *("silent", -2),
    ),
    "a silence of which today is the first day": (
        due("silence", "2026-03-11"),
        *("silent", -1),
    ),
    "an alarm without a day": (due("silence"), "silent", None),
    "an answer that others owe": (due("reply", "2026-03-14"), "waiting", 2),
    "an answer that did not come": (due("reply", "2026-03-01"), "waiting", -11),
    "an answer without a term": (due("reply"), "waiting", None),
    "lost tonight": (due("decay", "2026-03-12T23:00"), "today", 0),
    "lost next week": (due("decay", "2026-03-20"), "losing", 8),
    "lost in two months": (due("decay", "2026-05-11"), "losing", 60),
    "lost in years": (due("decay", "2030-01-01"), "later", 1391),
    "lost any day": (due("decay", "2026-03-01", "2026-03-31"), "losing", 0),
    "past its time": (due("decay", "2026-01-01", "2026-02-01"), "losing", -39),
    "nobody knows how long": (due("decay"), "losing", None),
    "a review that is due": (due("review", "2026-03-12"), "today", 0),
    "a contact that was agreed": (due("contact", "2026-03-15T10:00"), "soon", 3),
}


@pytest.mark.parametrize("name", CASES)
def test_where_it_stands(name: str) -> None:
    one, group, days = CASES[name]
    placed = place("c", one, NOW)
    assert (placed.group.value, placed.days) == (group, days)


ENDS = {
    "": True,
    "2026-03-11": False,
    "2026-03-11T23:59": False,
    "2026-03-12": True,
    "2026-03-12T14:59": False,
    "2026-03-12T15:00": True,
    "2026-04-01": True,
    "soon": True,
}


@pytest.mark.parametrize("ends", ENDS)
def test_what_does_not_hold_any_more_stands_nowhere(ends: str) -> None:
    one = replace(due("silence", "2026-02-01"), ends=ends)
    groups = board(in_order([("c", one)]), NOW)
    assert any(groups.values()) is holds(one, NOW) is ENDS[ends]


def test_a_paused_silence_stays_with_the_silent() -> None:
    held = replace(due("silence", "2026-03-01"), held="2026-03-13")
    placed = place("c", held, NOW)
    assert (placed.group, placed.days, placed.paused) == (Group.SILENT, -11, True)
    assert not place("c", replace(held, held="2026-03-12"), NOW).paused


def test_the_steps_of_a_plan_stand_beneath_its_silence() -> None:
    lead = due("silence", "2026-03-09")
    steps = [replace(lead, record=f"s{n}", at=f"2026-03-1{n}") for n in (0, 2, 3)]
    groups = board(in_order([("c", one) for one in (*steps, lead)]), NOW)
    (silent,) = groups[Group.SILENT]
    assert [one.due.record for one in silent.steps] == ["s0", "s2"]
    assert groups[Group.TODAY] == []
    assert [one.due.record for one in groups[Group.SOON]] == ["s3"]
    other = board(in_order([("c", steps[0]), ("other", lead)]), NOW)
    assert [one.due.record for one in other[Group.SILENT]] == ["r", "s0"]


def test_how_many_days_are_soon_is_asked_for() -> None:
    assert place("c", due(at="2026-03-20"), NOW, 8).group is Group.SOON
    assert place("c", due(at="2026-03-13"), NOW, 0).group is Group.LATER


def test_the_last_day_of_a_vague_one_is_told() -> None:
    assert place("c", due(at="2026-03-01", until="2026-03-14"), NOW).most == 2
    assert place("c", due(at="2026-03-12", until="2026-03-14"), NOW).most == 2
    assert place("c", due(at="2026-03-13", until="2026-03-14"), NOW).most is None


def test_an_hour_that_spring_takes_moves_nothing_to_another_day() -> None:
    lost = due("hearing", "2026-03-29T02:30")  # there is no such minute in Berlin
    before = datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN)
    after = (before.astimezone(UTC) + timedelta(minutes=1)).astimezone(BERLIN)
    assert after.hour == 3
    assert place("c", lost, before).group is Group.TODAY
    assert place("c", lost, after).group is Group.OVERDUE
    assert place("c", lost, after).days == 0
    the_day_before = before - timedelta(days=1)
    assert place("c", lost, the_day_before).days == 1


def test_an_hour_that_autumn_repeats_stays_on_its_day() -> None:
    twice = due("hearing", "2026-10-25T02:30")
    for fold in (0, 1):
        now = datetime(2026, 10, 25, 2, 45, fold=fold, tzinfo=BERLIN)
        assert (place("c", twice, now).group, place("c", twice, now).days) == (
            Group.OVERDUE,
            0,
        )


def test_what_is_first_in_time_stands_first_and_no_day_last() -> None:
    dues = [
        ("b", due()),
        ("a", due("decay", "2026-01-01", "2026-01-02")),
        ("a", due("decay")),
        ("b", due("decay", "2026-04-01")),
        ("b", due("decay", "2026-03-01", "2026-05-01")),
        ("a", due("hearing", "2026-03-14")),
        ("a", due("deadline", "2026-03-14")),
        ("b", due("deadline", "2026-03-13T08:00")),
    ]
    found = board(in_order(dues), NOW)
    assert [one.due.at for one in found[Group.LOSING]] == [
        *("2026-03-01", "2026-04-01", "", "2026-01-01"),
    ]
    assert [(one.case, one.due.sort.value) for one in found[Group.SOON]] == [
        *(("b", "deadline"), ("a", "deadline"), ("a", "hearing")),
    ]


MOMENTS = st.one_of(st.dates().map(date.isoformat), st.text(max_size=20), st.just(""))


@given(
    sort=st.sampled_from(list(Sort)),
    at=MOMENTS,
    until=MOMENTS,
    now=st.datetimes().map(lambda one: one.replace(tzinfo=UTC)),
    proposed=st.booleans(),
)
def test_every_due_stands_somewhere_and_once(
    *, sort: Sort, at: str, until: str, now: datetime, proposed: bool
) -> None:
    one = due(sort.value, at, until, proposed=proposed)
    groups = board(in_order([("c", one)]), now)
    assert sum(len(many) for many in groups.values()) == 1
    placed = place("c", one, now)
    assert not placed.past or (placed.days is not None and placed.days <= 0)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_nothing_that_presses_becomes_less_pressing_by_itself(
    day: date, later: int
) -> None:
    one = due(at=day.isoformat())
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    assert place("c", one, now).group is Group.TODAY
    assert place("c", one, now + timedelta(days=later)).group in PRESSING


def test_a_day_is_read_from_a_day_and_a_clock() -> None:
    assert day_of("2026-03-12T18:30") == day_of("2026-03-12") == date(2026, 3, 12)
    assert day_of("") is day_of("2026-13-01") is None


def test_every_group_and_every_sort_has_words() -> None:
    assert set(GROUP_WORDS) == set(Group)
    assert set(SORT_WORDS) == set(Sort)
