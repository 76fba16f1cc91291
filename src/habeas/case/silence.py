"""A rhythm of contact, what keeps it, what is done when it breaks, and how it stands.

All dates are EDTF, '' if nobody can read them. A day is the day as it was written, by
the clock of the place: an hour lost in spring makes no day shorter here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from habeas.case.chain import Remark
from habeas.case.dates import stretch
from habeas.case.facts.contacts import Form, Outcome, Privacy
from habeas.case.facts.plans import Answer, Counting

MOST_DAYS: Final = 3650
"""Ten years: no rhythm is slower, and no silence is counted further."""


@dataclass(frozen=True)
class Rhythm:
    """What a plan asks; `recorded` is the day on which it was recorded."""

    person: str
    recorded: date
    every: int | None = None
    counting: Counting | None = None
    since: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Sign:
    """A contact or an attempt; without a `form`, a letter of theirs that arrived.

    `recorded` is the day on which it was recorded or last changed.
    """

    id: str
    person: str
    recorded: date
    when: str = ""
    form: Form | None = None
    outcome: Outcome = Outcome.HELD
    privacy: Privacy | None = None


@dataclass(frozen=True)
class Rung:
    """A step of the plan, due on this day of a silence, of which 1 is the first."""

    id: str
    day: int


@dataclass(frozen=True)
class Reply:
    """What somebody did about an alarm; `reasoned` says whether a reason is given."""

    id: str
    answer: Answer
    recorded: date
    when: str = ""
    step: str = ""
    until: str = ""
    reasoned: bool = True


@dataclass(frozen=True)
class Watch:
    """A plan with all that bears on it, in any order."""

    rhythm: Rhythm
    signs: tuple[Sign, ...] = ()
    rungs: tuple[Rung, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class RungDue:
    """A step of the plan on its day; `reply` is the record that says it was done."""

    id: str
    day: int
    on: date
    reply: str = ""


@dataclass(frozen=True)
class Gap:
    """An earlier silence: when a contact was due, when one came, on which day of it."""

    due: date
    ended: date
    day: int


@dataclass(frozen=True)
class Course:
    """How a rhythm runs, whatever the time is now.

    The days run from `begun`: the day of the contact `by`, of the answer `by` that
    explained the last silence (`explained`), or of the agreement. A contact is due by
    the end of `due`; None where the plan asks for no rhythm. `held` is the day on which
    a pause ends.
    """

    begun: date
    by: str
    due: date | None
    explained: bool = False
    held: date | None = None
    rungs: tuple[RungDue, ...] = ()
    earlier: tuple[Gap, ...] = ()
    notes: tuple[Remark, ...] = ()


class Alert(StrEnum):
    """How it stands, the most pressing first."""

    SILENT = "silent"
    PAUSED = "paused"
    EXPLAINED = "explained"
    QUIET = "quiet"
    NONE = "none"
    ENDED = "ended"


@dataclass(frozen=True)
class Silence:
    """How it stands on a day: `day` of the silence (0: none), and the steps due."""

    alert: Alert
    course: Course
    day: int = 0
    due: tuple[RungDue, ...] = ()

    @property
    def alarms(self) -> bool:
        """Whether somebody is silent, paused or not."""
        return self.alert in {Alert.SILENT, Alert.PAUSED}


@dataclass(frozen=True)
class Dated:
    """Something that is dated, with the first day that its date may mean."""

    id: str
    day: date
    when: str

    @property
    def vague(self) -> bool:
        """Whether it may have been later than the day that is counted."""
        span = stretch(self.when)
        return span.last != self.day or span.approximate or span.uncertain


def plus(day: date, days: int) -> date:
    """Return a day so many days later, at most the last one that there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
