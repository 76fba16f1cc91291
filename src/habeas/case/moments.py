"""The moments that an EDTF date may mean: its first and its last.

Moments have no zone: all of one question are by the clock of one zone.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from habeas.case.dates import stretch

CLOCK = re.compile(
    r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)?"
)
"""A day with a time of day, and its zone if it names one. 24:00 is the whole day."""

_OPEN: Final = ("", "..")
_TO_THE_MINUTE: Final = 16


@dataclass(frozen=True)
class Reach:
    """The first and the last moment that a date may mean."""

    start: datetime
    end: datetime


def reach(text: str, zone: tzinfo | None) -> Reach | None:
    """Return the moments of a date, None if it says none.

    Clocks that name a zone are put into `zone`; without one they are taken as they
    stand.
    """
    span = stretch(text)
    first, last = span.first or span.last, span.last or span.first
    if first is None or last is None:
        return None
    begin, slash, end = text.partition("/")
    start = _moment(begin, zone) or datetime.combine(first, time.min)
    stop = _moment(end if slash else begin, zone) or datetime.combine(last, time.max)
    return Reach(start, max(start, stop))


def _moment(part: str, zone: tzinfo | None) -> datetime | None:
    found = CLOCK.match(part)
    if found is None:
        return None
    if zone is None or found[2] is None:
        return datetime.fromisoformat(found[1])
    try:
        return datetime.fromisoformat(found[0]).astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # on the first or the last day that a calendar has
        return datetime.fromisoformat(found[1])


def sides(edtf: str) -> tuple[str, str]:
    """Return the first and the last part of a date, the one that is known for both.

    Both are '' where neither is: no date, or one that is open on both sides.
    """
    begin, slash, end = edtf.partition("/")
    first = begin if begin not in _OPEN else end
    last = end if slash and end not in _OPEN else begin
    return first if first not in _OPEN else "", last if last not in _OPEN else ""


def first_clock(edtf: str) -> str:
    """Return when a date may first be over, as `Due.at` has it; '' if it says none."""
    return _over_at(sides(edtf)[0])


def last_clock(edtf: str) -> str:
    """Return when it is over at the latest; where nobody knows that, the first."""
    return _over_at(sides(edtf)[1])


def clock_of(moment: datetime) -> str:
    """Return a moment as `Due.at` has it: the day alone where the whole is in time."""
    if moment.time() == time.max:
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes")


def clock_in(clock: str, zone: tzinfo | None) -> str:
    """Return a moment of `Due.at` by the clock of `zone`; a day stays as it is."""
    at = reach(clock, zone) if CLOCK.fullmatch(clock) else None
    return clock_of(at.start) if at else clock


def _over_at(part: str) -> str:
    found = CLOCK.match(part)
    if found:
        return found[1][:_TO_THE_MINUTE] + (found[2] or "")
    at = reach(part, None)
    return clock_of(at.end) if at else ""


def later(moment: datetime, by: timedelta) -> datetime:
    """Return a moment so much later, at most the last one that there is."""
    try:
        return moment + by
    except OverflowError:
        return datetime.max  # noqa: DTZ901 - moments here have no zone
