"""A letter as the rules read it, its steps, and where it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from habeas.case.chain import Party, Remark
from habeas.case.facts.letters import Addressee, LetterStep
from habeas.case.moments import Reach


@dataclass(frozen=True)
class Treatment:
    """What the law of the case says of letters to such an addressee.

    `controlled` is None where nothing was read; `hours` is how soon it must go on once
    it was handed in; `filed`: handing it to the administration counts as filing it.
    Unless `confirmed`, nobody has read the law itself for this addressee.
    """

    controlled: bool | None = None
    hours: int | None = None
    filed: bool = False
    confirmed: bool = True


@dataclass(frozen=True)
class Paper:
    """A letter. `known_by` says whether it is told how it is known to be written."""

    id: str
    addressee: Addressee
    complaint: bool = False
    known_by: bool = False
    treatment: Treatment = Treatment()


@dataclass(frozen=True)
class Stage:
    """One step; `recorded` is the day on which it was recorded or last changed.

    `proof` says whether a mark of receipt or a photograph of it is there. `reply` is
    True where another letter of the case is the answer: `id` is that letter's.
    """

    id: str
    step: LetterStep
    recorded: date
    when: str = ""
    who: Party | None = None
    to: Party | None = None
    proof: bool = False
    reply: bool = False


@dataclass(frozen=True)
class Timed:
    """A step with the moments that its date may mean, None if nobody knows."""

    stage: Stage
    at: Reach | None


@dataclass(frozen=True)
class Finding(Remark):
    """A sentence about a step ('' for the letter): what fits, or does not fit, what.

    A `grave` one is a contradiction or something that the law does not allow; one that
    `confirms` speaks for a step; the rest are notes.
    """

    confirms: bool = False


class Place(StrEnum):
    """Where a letter is, the furthest first; `never` is known and never received."""

    ANSWERED = "answered"
    RECEIVED = "received"
    NEVER = "never"
    RETURNED = "returned"
    SENT = "sent"
    CARRIED = "carried"
    HANDED_IN = "handed_in"
    NOT_TAKEN = "not_taken"
    WRITTEN = "written"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Life:
    """Where a letter is, since when, and what its steps say against each other.

    `stages` in the order in which they happened, undated ones last. `since` is when it
    came where it is; `onward` is when it must have gone on, by the law, at the earliest
    and at the latest that the dates allow, None where nothing is due.
    """

    place: Place
    since: Reach | None
    stages: tuple[Stage, ...]
    findings: tuple[Finding, ...]
    onward: Reach | None

    def overdue(self, now: datetime) -> bool:
        """Say whether it surely should have gone on by now, by this record."""
        return self.onward is not None and self.onward.end < now.replace(tzinfo=None)


def days_since(since: Reach, now: datetime) -> tuple[int, int]:
    """Return the days that passed since then: at least, at most; never below none."""
    today = now.date()
    least = (today - since.end.date()) // timedelta(days=1)
    most = (today - since.start.date()) // timedelta(days=1)
    return max(least, 0), max(most, 0)
