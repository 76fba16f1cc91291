"""The calendar of contacts: weeks as columns, weekdays as rows, drawn by the server."""

from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names

from habeas.actions.desk import Desk
from habeas.case.contacts import HAPPENED, Calendar, Cell, calendar
from habeas.case.letters import days_since
from habeas.languages import locale_named
from habeas.views.contacts import contacts
from habeas.views.spoken import span_words
from habeas.web.dates import locale_of

WEEKS = 12
"""Weeks that are drawn: the last one is that of the newest contact."""


@dataclass(frozen=True, slots=True)
class Weekday:
    """A row: its name, short and in full, and a day of each week, None if to come."""

    short: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """What contacts/strip.html draws, with the counts that stand in words below it.

    `last` is the date of the last contact that took place, `since` the days since.
    """

    rows: tuple[Weekday, ...]
    calendar: Calendar
    counts: dict[str, int]
    last: str
    since: str

    @property
    def mondays(self) -> list[str]:
        """The first day of every week that is drawn."""
        return [week[0].day.isoformat() for week in self.calendar.weeks]


def strip_of(desk: Desk, case: str, language: str, person: str = "") -> Strip | None:
    """Return the calendar of a case, or of one person in it; None if nothing has a day.

    It ends with the week of the newest contact, so that it is never empty; how long ago
    that is stands below it.
    """
    now = desk.clock.now()
    lines = [
        one
        for one in contacts(desk.views, case)
        if person in ("", one.meeting.person.id)
    ]
    days = [day for one in lines if (day := one.meeting.day) and day <= now.date()]
    if not days:
        return None
    found = calendar([one.meeting for one in lines], max(days), WEEKS)
    reached = next((one for one in lines if one.meeting.outcome in HAPPENED), None)
    at = reached.meeting.at if reached else None
    return Strip(
        rows=_rows(found, now.date(), language),
        calendar=found,
        counts={str(outcome): n for outcome, n in found.counted().items()},
        last=reached.meeting.when if reached and at else "",
        since=span_words(*days_since(at, now), language) if at else "",
    )


def _rows(found: Calendar, today: date, language: str) -> tuple[Weekday, ...]:
    place = locale_named(locale_of(language))
    short = get_day_names("abbreviated", "stand-alone", place)
    full = get_day_names("wide", "stand-alone", place)
    return tuple(
        Weekday(
            short[number],
            full[number],
            tuple(
                week[number] if week[number].day <= today else None
                for week in found.weeks
            ),
        )
        for number in range(7)
    )
