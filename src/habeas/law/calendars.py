"""Working days: weekends, public holidays, and corrections as data of a pack.

The holidays are those of the library `holidays`; a pack adds what it lacks, with source
and day read. The version names both, so that a later change can be noticed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import msgspec

from habeas.words import N_

ONE: Final = timedelta(days=1)
LONGEST_WAIT: Final = 60
"""No country rests longer in a row; a file that says so is wrong."""

LONGEST_REST: Final = 30
"""Days off in a row that corrections may make: with holidays less than the wait."""

_ANY_YEAR: Final = 2021

WEEKEND: Final = N_("a day of the weekend")
HOLIDAY: Final = N_("a public holiday or a day off in its place")


class Corrected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that the library has otherwise: off where it works, or the other way."""

    day: date
    source: str
    read: date


class Moved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day off that a decree moves: `day` is worked, `to` is off."""

    day: date
    to: date
    source: str
    read: date


class Holidays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """holidays.toml: a country of the library, '' for none, and the corrections.

    `weekend` has days of the week, 1 for Monday. `added` are days off, `removed` are
    holidays that are worked, `working` are days of a weekend that are worked.
    """

    country: str = ""
    subdivision: str = ""
    weekend: frozenset[int] = frozenset({6, 7})
    added: tuple[Corrected, ...] = ()
    removed: tuple[Corrected, ...] = ()
    working: tuple[Corrected, ...] = ()
    moved: tuple[Moved, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the corrections."""
        rows: tuple[Corrected | Moved, ...]
        rows = (*self.added, *self.removed, *self.working, *self.moved)
        yield from (f"{row.day}: has no source" for row in rows if not row.source)
        off, worked = self.off_and_worked()
        yield from (f"{day}: is called both off and worked" for day in off & worked)
        yield from _long_rests(off, self.weekend)
        if not self.weekend < frozenset(range(1, 8)):
            yield "weekend: has days of the week from 1 to 7, not all of them"

    def off_and_worked(self) -> tuple[frozenset[date], frozenset[date]]:
        """Return the days that the corrections call off, and those they call worked."""
        off = [row.day for row in self.added] + [row.to for row in self.moved]
        rows: tuple[Corrected | Moved, ...]
        rows = (*self.removed, *self.working, *self.moved)
        return frozenset(off), frozenset(row.day for row in rows)


def _long_rests(off: frozenset[date], weekend: frozenset[int]) -> Iterator[str]:
    """Yield each row of days off, weekends among them, that is too long to be one."""
    for day in sorted(off):
        row = 0
        while row <= LONGEST_REST and day < date.max:
            if day not in off and day.isoweekday() not in weekend:
                break
            day, row = day + ONE, row + 1  # noqa: PLW2901 - it walks on from there
        if row > LONGEST_REST:
            yield f"{day}: more than {LONGEST_REST} days off in a row"
            return


class Calendar:
    """Says which days are worked. Holidays are asked for once for each year."""

    def __init__(self, data: Holidays) -> None:
        self._data = data
        self._off, self._worked = data.off_and_worked()
        self._weekend = frozenset(one - 1 for one in data.weekend)
        self._closed: dict[int, frozenset[date]] = {}
        self.version = _version(data)

    def working(self, day: date) -> bool:
        """Return whether a day is worked."""
        closed = self._closed.get(day.year)
        if closed is None:
            closed = self._closed[day.year] = frozenset(self._closed_in(day.year))
        return day not in closed

    def why_closed(self, day: date) -> str:
        """Return, as a message id, why a day is not worked; '' if it is."""
        if self.working(day):
            return ""
        holiday = day in self._off or day in _year(*self._place(), day.year)[0]
        return HOLIDAY if holiday else WEEKEND

    def next_working(self, day: date) -> date:
        """Return the day itself if it is worked, else the first one after it that is.

        Raises:
            ValueError: nothing is worked for longer than any country rests.
        """
        for count in range(LONGEST_WAIT):
            found = day + count * ONE
            if self.working(found):
                return found
        raise ValueError(f"no working day within {LONGEST_WAIT} days of {day}")

    def _place(self) -> tuple[str, str]:
        return self._data.country, self._data.subdivision

    def _closed_in(self, year: int) -> Iterator[date]:
        holidays, worked = _year(*self._place(), year)
        open_days = (worked | self._worked) - self._off
        day = date(year, 1, 1)
        while day.year == year:
            shut = day.weekday() in self._weekend or day in holidays or day in self._off
            if shut and day not in open_days:
                yield day
            if day == date.max:
                return
            day += ONE


def _version(data: Holidays) -> str:
    digest = sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
    place = " ".join(one for one in (data.country, data.subdivision) if one) or "-"
    return f"holidays {version('holidays')} {place} {digest[:16]}"


@cache
def _year(
    country: str, subdivision: str, year: int
) -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays of a year, and the days of its weekends that are worked."""
    if not country:
        return frozenset(), frozenset()
    import holidays  # noqa: PLC0415 - it takes a quarter of a second: not at each start

    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    worked: frozenset[date] = frozenset(getattr(found, "weekend_workdays", ()))
    return frozenset(found), frozenset(day for day in worked if day.year == year)


def known_country(data: Holidays) -> bool:
    """Return whether the library has the country; to ask it is slow the first time."""
    try:
        _year(data.country, data.subdivision, _ANY_YEAR)
    except NotImplementedError:
        return False
    return True
