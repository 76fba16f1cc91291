"""A contact as the rules read it, and what the refusals have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from habeas.case.chain import Party
from habeas.case.dates import stretch
from habeas.case.facts.contacts import Form, Outcome, Written
from habeas.case.moments import CLOCK, Reach, later, reach

HAPPENED: Final = frozenset({Outcome.HELD, Outcome.CUT_SHORT})
"""The person was seen, heard or reached."""


@dataclass(frozen=True)
class Meeting:
    """One contact or one attempt. Dates are EDTF, '' if nobody can read them.

    `recorded` is the day on which its date or outcome was recorded or last changed.
    """

    id: str
    person: Party
    form: Form
    outcome: Outcome
    when: str = ""
    refused_by: Party | None = None
    stated: str = ""
    law: str = ""
    written: Written | None = None
    waited: int | None = None
    next: str = ""
    recorded: date | None = None

    @property
    def at(self) -> Reach | None:
        """The first and last moment that its date may mean, by the clock it names."""
        return reach(self.when, None)

    @property
    def day(self) -> date | None:
        """The day on which it was, None if the date is wider or in doubt."""
        return exact_day(self.when)

    @property
    def hour(self) -> int | None:
        """The hour of the day in which it began, None if nobody said."""
        clock = CLOCK.match(self.when)
        return datetime.fromisoformat(clock[1]).hour if clock and self.day else None


def exact_day(edtf: str) -> date | None:
    """Return the day that a date means, None if it may be another."""
    span = stretch(edtf)
    sure = not span.approximate and not span.uncertain
    return span.first if sure and span.first == span.last else None


class Trace(StrEnum):
    """What kind of step a refusal may have come after."""

    LETTER = "letter"
    FILING = "filing"
    CONTACT = "contact"


@dataclass(frozen=True)
class Earlier:
    """A complaint, a filing or a contact that a refusal may have come after.

    `page` is the record on whose page it stands, `what` what it is called there, `of`
    whose it is: the person met, the writer, whom the proceeding concerns; '' unsaid.
    """

    id: str
    page: str
    trace: Trace
    what: str
    lang: str
    when: str
    of: str = ""


@dataclass(frozen=True)
class After:
    """What a refusal came after, and the days between: at least, at most.

    `surely` is False where the dates do not say which of the two was first.
    """

    earlier: Earlier
    least: int
    most: int
    surely: bool


@dataclass(frozen=True)
class Count:
    """How many refusals have something in common; `of` all attempts, where counted.

    `key` is an id, a number or a word; `words` what somebody said, in their own words.
    """

    key: str
    n: int
    of: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Table:
    """Refusals counted by one thing; `unknown`: it is not recorded of so many."""

    rows: tuple[Count, ...]
    unknown: int


@dataclass(frozen=True)
class Waiting:
    """How many minutes were waited, where somebody wrote it down."""

    known: int
    unknown: int
    least: int
    middle: int
    most: int


@dataclass(frozen=True)
class Refused:
    """A refusal with the complaint or filing, and the contact, that it came after."""

    meeting: Meeting
    complaint: After | None
    contact: After | None


@dataclass(frozen=True)
class Patterns:
    """What the refusals have in common: counts, no judgement."""

    outcomes: Table
    forms: Table
    weekdays: Table
    hours: Table
    refusers: Table
    reasons: Table
    laws: Table
    written: Table
    waiting: Waiting | None
    refused: tuple[Refused, ...]


class Kept(StrEnum):
    """What became of an agreed contact, whatever the time is now."""

    OPEN = "open"
    HELD = "held"
    TRIED = "tried"
    MOVED = "moved"
    LATER = "later"
    PERHAPS = "perhaps"


@dataclass(frozen=True)
class Agreed:
    """A contact that was agreed for `when`, by the contact `meeting`.

    `by` is the contact that kept it, moved it, was tried on its day or came later.
    """

    meeting: Meeting
    when: str
    kept: Kept
    by: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to come, or passed and nobody was reached since."""
        return self.kept in (Kept.OPEN, Kept.PERHAPS)

    def passed(self, now: datetime) -> bool:
        """Say whether its last day is over and nothing says that it took place."""
        at = reach(self.when, now.tzinfo)
        if not self.waits or at is None:
            return False
        return at.end.date() < now.date()


@dataclass(frozen=True)
class Cell:
    """A day of the calendar with what was on it, as recorded."""

    day: date
    meetings: tuple[Meeting, ...] = ()

    @property
    def outcomes(self) -> frozenset[Outcome]:
        """What came of the contacts of this day."""
        return frozenset(one.outcome for one in self.meetings)


@dataclass(frozen=True)
class Calendar:
    """Weeks of seven days from Monday, the oldest first.

    `outside` were on other days, `vague` have no exact day.
    """

    weeks: tuple[tuple[Cell, ...], ...]
    outside: int
    vague: int

    @property
    def first(self) -> date:
        """The first day that is drawn."""
        return self.weeks[0][0].day

    @property
    def last(self) -> date:
        """The last day that is drawn."""
        return self.weeks[-1][-1].day

    def counted(self) -> dict[Outcome, int]:
        """Return how many of the contacts that are drawn came to what."""
        drawn = [one for week in self.weeks for cell in week for one in cell.meetings]
        return {
            outcome: sum(one.outcome is outcome for one in drawn) for outcome in Outcome
        }


def calendar(meetings: Sequence[Meeting], until: date, weeks: int) -> Calendar:
    """Lay contacts out over so many weeks, the last of them the week of `until`."""
    monday = later_day(until, -until.weekday() - 7 * (weeks - 1))
    by_day: dict[date, list[Meeting]] = {}
    for one in meetings:
        if one.day is not None:
            by_day.setdefault(one.day, []).append(one)
    days = [later_day(monday, number) for number in range(7 * weeks)]
    cells = [Cell(day, tuple(by_day.get(day, ()))) for day in days]
    drawn = sum(len(one.meetings) for one in cells)
    exact = sum(map(len, by_day.values()))
    return Calendar(
        weeks=tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)),
        outside=exact - drawn,
        vague=len(meetings) - exact,
    )


def later_day(day: date, days: int) -> date:
    """Return a day so much later or earlier, at the ends of the calendar the last."""
    if days < 0 and day.toordinal() <= -days:
        return date.min
    return later(datetime.combine(day, datetime.min.time()), timedelta(days)).date()


def in_reach(edtf: str, since: str, until: str) -> bool:
    """Say whether a date may lie in a period; '' leaves an end of it open."""
    at, first, last = (reach(one, None) for one in (edtf, since, until))
    return (
        at is not None
        and (first is None or at.end >= first.start)
        and (last is None or at.start <= last.end)
    )
