"""Days, months and hours: what is counted, without any law. Pure arithmetic."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Final

from habeas.law.calendars import ONE, Calendar
from habeas.law.terms import Length, Unit

_HOURS_A_DAY: Final = 24
_MONTHS_A_YEAR: Final = 12
_DAYS_A_WEEK: Final = 7


def day_of(moment: date) -> date:
    """Return the local day of a moment, in the zone that it came with."""
    return moment.date() if isinstance(moment, datetime) else moment


def add_months(day: date, count: int) -> date:
    """Return the same date `count` months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + count, _MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(start: date, length: Length, calendar: Calendar, *, first: bool) -> date:
    """Return the last day of a term in days, weeks, months or years.

    `first`: the day of the start is day 1. A term of months then ends on the day before
    the same date; where that month has no such date, on its last day.
    """
    if length.unit is Unit.WORKING_DAYS:
        return _working_days(start, length.amount, calendar, first=first)
    months = months_in(length)
    if months is None:
        size = _DAYS_A_WEEK if length.unit is Unit.WEEKS else 1
        return start + timedelta(days=length.amount * size - (1 if first else 0))
    end = add_months(start, months)
    return end - ONE if first and end.day == start.day else end


def months_in(length: Length) -> int | None:
    """Return how many months a length is, None if it is not counted in months."""
    if length.unit is Unit.MONTHS:
        return length.amount
    return length.amount * _MONTHS_A_YEAR if length.unit is Unit.YEARS else None


def _working_days(start: date, amount: int, calendar: Calendar, *, first: bool) -> date:
    day = start - ONE if first else start
    for _ in range(amount):
        day = calendar.next_working(day + ONE)
    return day


def after_hours(start: date, hours: int, *, first: bool) -> date:
    """Return when so many hours after a start are over: in absolute time, in its zone.

    Unless `first`, the hour in which it starts does not count, so that it runs from the
    next full hour. If only the day of the start is known, the last day on which the
    hours can end is returned.
    """
    if not isinstance(start, datetime):
        return start + timedelta(days=ceil(hours / _HOURS_A_DAY))
    if not first:
        start = _next_full_hour(start)
    end = start.astimezone(UTC) + timedelta(hours=hours)
    return end.astimezone(start.tzinfo)


def _next_full_hour(moment: datetime) -> datetime:
    """Return the end of the hour, by the local clock, in absolute time."""
    into = timedelta(
        minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )
    end = moment.astimezone(UTC) + timedelta(hours=1) - into
    return end.astimezone(moment.tzinfo)
