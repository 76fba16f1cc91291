"""Something that is being lost, what was done about it, and how that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from habeas.case.chain import Party, Remark
from habeas.case.facts.decay import Matter, Step
from habeas.case.moments import Reach, reach

MOST_DAYS: Final = 36_525
"""A hundred years: whatever is kept longer is not being lost."""


@dataclass(frozen=True)
class Limit:
    """How long it is kept or can be found; `general`: usual, not known of this one."""

    least: timedelta
    most: timedelta
    general: bool = False


@dataclass(frozen=True)
class Thing:
    """What is being lost. Dates are EDTF, '' if nobody can read them.

    `shown` are the names of what shows that it exists; `usual` is what sources say of
    this kind of thing.
    """

    matter: Matter
    when: str = ""
    ends: str = ""
    days: int | None = None
    shown: tuple[str, ...] = ()
    usual: Limit | None = None


@dataclass(frozen=True)
class Deed:
    """One step; `recorded` is the day on which it was recorded or last changed.

    `proof` says whether a copy or a mark of receipt is there, `exhibit` whether what
    was secured is named.
    """

    id: str
    step: Step
    recorded: date
    when: str = ""
    who: Party | None = None
    to: Party | None = None
    lost: str = ""
    days: int | None = None
    proof: bool = False
    exhibit: bool = False


@dataclass(frozen=True)
class Timed:
    """A step with the moments that its date may mean, None if nobody knows."""

    deed: Deed
    at: Reach | None


@dataclass(frozen=True)
class Span:
    """When it will be lost: at the earliest, at the latest. `general` as in Limit."""

    earliest: datetime
    latest: datetime
    general: bool = False


@dataclass(frozen=True)
class Finding(Remark):
    """A sentence about a step ('' for the whole): what fits, or does not fit, what.

    A `grave` one contradicts an answer or our own record; one that `confirms` supports
    a request or an answer; the rest are notes.
    """

    confirms: bool = False


class State(StrEnum):
    """How it stands, in the order of urgency."""

    ANY_DAY = "any_day"
    RUNNING = "running"
    OPEN = "open"
    PAST = "past"
    SAID_LOST = "said_lost"
    NEVER = "never"
    FOUND_LOST = "found_lost"
    SECURED = "secured"


@dataclass(frozen=True)
class Standing:
    """How it stands now; `deeds` in the order in which they were done.

    `gone` is how much of the time to `span.earliest` has passed, in hundredths; None
    without a span or a beginning. `next` is the next step (a message id).
    """

    state: State
    span: Span | None
    gone: int | None
    deeds: tuple[Deed, ...]
    findings: tuple[Finding, ...]
    asked: Deed | None
    next: str


def in_time(deeds: Sequence[Deed], zone: tzinfo | None) -> list[Timed]:
    """Return the steps by their first moment, those without a date last."""
    timed = [(reach(deed.when, zone), deed) for deed in deeds]
    known = [(at, deed) for at, deed in timed if at is not None]
    known.sort(key=lambda one: one[0].start)
    return [
        *(Timed(deed, at) for at, deed in known),
        *(Timed(deed, None) for at, deed in timed if at is None),
    ]
