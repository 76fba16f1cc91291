"""A second counter, day by day, that shares nothing with the first."""

from collections.abc import Callable
from datetime import date, timedelta

Works = Callable[[date], bool]
DAY = timedelta(days=1)


def calendar_days(start: date, amount: int, *, first: bool) -> date:
    """Cross off one day after another."""
    day, left = start, amount - (1 if first else 0)
    while left:
        day, left = day + DAY, left - 1
    return day


def working_days(start: date, amount: int, works: Works, *, first: bool) -> date:
    """Cross off only days that are worked."""
    day, left = start, amount
    if first and works(day):
        left -= 1
    while left:
        day += DAY
        if works(day):
            left -= 1
    return day


def months(start: date, amount: int, *, first: bool) -> date:
    """Walk until the month has changed often enough, then look for the date."""
    day, changes = start, 0
    while True:
        following = day + DAY
        if following.month != day.month:
            if changes == amount:
                return day  # the month ended before its date came
            changes += 1
        day = following
        if changes == amount and day.day == start.day:
            return day - DAY if first else day


def rolled(day: date, works: Works) -> date:
    """Walk on until a day is worked."""
    while not works(day):
        day += DAY
    return day
