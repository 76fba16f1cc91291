"""Every date is the one that an independent counter finds, walking day by day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.law.calendars import Calendar, Holidays
from habeas.law.counting import compute
from habeas.law.days import after_hours, last_day
from habeas.law.happenings import Happening
from habeas.law.packs import Pack, packs
from habeas.law.terms import Length, Unit
from tests.law import slow
from tests.law.conftest import DECISION, pack_of, row

DAYS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
AMOUNTS = st.integers(1, 200)
FIRST = st.booleans()
KZ = Calendar(Holidays(country="KZ"))


@given(DAYS, AMOUNTS, FIRST)
def test_calendar_days(start: date, amount: int, first: bool) -> None:  # noqa: FBT001
    length = Length(amount=amount, unit=Unit.DAYS)
    found = last_day(start, length, KZ, first=first)
    assert found == slow.calendar_days(start, amount, first=first)


@given(DAYS, st.integers(1, 30), FIRST)
def test_weeks(start: date, amount: int, first: bool) -> None:  # noqa: FBT001
    length = Length(amount=amount, unit=Unit.WEEKS)
    found = last_day(start, length, KZ, first=first)
    assert found == slow.calendar_days(start, amount * 7, first=first)


@given(DAYS, st.integers(1, 60), FIRST)
def test_working_days(start: date, amount: int, first: bool) -> None:  # noqa: FBT001
    length = Length(amount=amount, unit=Unit.WORKING_DAYS)
    found = last_day(start, length, KZ, first=first)
    assert found == slow.working_days(start, amount, KZ.working, first=first)


@given(DAYS, st.integers(1, 40), FIRST)
def test_months(start: date, amount: int, first: bool) -> None:  # noqa: FBT001
    length = Length(amount=amount, unit=Unit.MONTHS)
    found = last_day(start, length, KZ, first=first)
    assert found == slow.months(start, amount, first=first)


@given(DAYS, st.integers(1, 6), FIRST)
def test_years(start: date, amount: int, first: bool) -> None:  # noqa: FBT001
    length = Length(amount=amount, unit=Unit.YEARS)
    found = last_day(start, length, KZ, first=first)
    assert found == slow.months(start, amount * 12, first=first)


@given(DAYS)
def test_roll_over(day: date) -> None:
    assert KZ.next_working(day) == slow.rolled(day, KZ.working)


@pytest.fixture(scope="module")
def kz() -> Pack:
    return packs()["KZ"]


@given(start=DAYS)
def test_a_term_of_days_that_rolls(kz: Pack, start: date) -> None:
    done = compute(kz, "kz.appeal.ruling", [Happening("decision", start, "ruling")])
    last = slow.calendar_days(start, 15, first=False)
    assert done.due == slow.rolled(last, KZ.working)


@given(start=DAYS)
def test_a_term_of_months_that_rolls(kz: Pack, start: date) -> None:
    done = compute(kz, "kz.appeal.decide", [Happening("received", start)])
    assert done.due == slow.rolled(slow.months(start, 1, first=False), KZ.working)


@given(start=DAYS)
def test_a_medical_stay_counts_its_first_day_and_never_rolls(
    kz: Pack, start: date
) -> None:
    done = compute(kz, "kz.exam.inpatient", [Happening("admitted", start)])
    assert done.due == slow.calendar_days(start, 30, first=True)


@given(start=DAYS, pauses=st.lists(st.integers(1, 20), max_size=8))
def test_days_between_suspended_and_resumed_do_not_count(
    start: date, pauses: list[int]
) -> None:
    rest = (
        f'amount = 10\nunit = "days"\ncounting = "custody"\npauses = true\n{DECISION}'
    )
    pack = pack_of(row(rest))
    happenings, off = [Happening("decision", start)], set()
    day = start
    for number, size in enumerate(pauses):
        day += timedelta(days=size)
        event = "resumed" if number % 2 else "suspended"
        happenings.append(Happening(event, day))
        if number % 2:
            off |= {day - timedelta(days=one) for one in range(1, size + 1)}
    if len(pauses) % 2:
        happenings.append(Happening("resumed", day + timedelta(days=3)))
        off |= {day + timedelta(days=one) for one in range(3)}
    counted, day = 1, start
    while counted < 10:
        day += timedelta(days=1)
        counted += day not in off
    assert compute(pack, "xx.one", happenings).due == day


ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Almaty", "UTC"])


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - given one
    ZONES,
    st.integers(1, 200),
)
def test_hours_are_absolute(naive: datetime, zone: str, hours: int) -> None:
    start = naive.replace(tzinfo=ZoneInfo(zone))
    end = after_hours(start, hours, first=True)
    assert isinstance(end, datetime)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)
    assert end.tzinfo is start.tzinfo


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - given one
    ZONES,
)
def test_the_hour_of_the_start_is_left_out(naive: datetime, zone: str) -> None:
    start = naive.replace(tzinfo=ZoneInfo(zone))
    runs = after_hours(start, 0, first=False)
    assert isinstance(runs, datetime)
    waited = runs.astimezone(UTC) - start.astimezone(UTC)
    assert timedelta(0) < waited <= timedelta(hours=1)
    assert (runs.minute, runs.second, runs.microsecond) == (0, 0, 0)
