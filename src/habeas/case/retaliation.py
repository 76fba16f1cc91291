"""What a person did that the law protects, what happened to them, and the days between.

Nothing here speaks of a cause: one thing came so many days after another.
"""

from dataclasses import dataclass
from enum import StrEnum

from habeas.words import N_


class Protected(StrEnum):
    """What kind of act an event may come after."""

    COMPLAINT = "complaint"
    LETTER = "letter"
    CONTACT = "contact"
    MONITORS = "monitors"
    STATEMENT = "statement"
    FILED = "filed"
    OTHER = "other"


PROTECTED_WORDS = {
    Protected.COMPLAINT: N_("complaint"),
    Protected.LETTER: N_("letter handed in"),
    Protected.CONTACT: N_("visit or call"),
    Protected.MONITORS: N_("contact with monitors (NPM)"),
    Protected.STATEMENT: N_("statement"),
    Protected.FILED: N_("step taken before a body"),
    Protected.OTHER: N_("something else"),
}


@dataclass(frozen=True)
class Act:
    """Something that was done or said; `when` is EDTF, '' if nobody can read it.

    `type` is the kind of its record; `covers` are the records that speak of it, its own
    among them. `word` is a message id that says what it was, `name` what its record is
    called, in `lang`.
    """

    id: str
    kind: Protected
    when: str = ""
    covers: frozenset[str] = frozenset()
    word: str = ""
    name: str = ""
    lang: str = ""
    type: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened to somebody; `after` is what a person tied it to."""

    id: str
    when: str = ""
    after: tuple[Act, ...] = ()


class Order(StrEnum):
    """Which came first, as far as the dates say."""

    AFTER = "after"
    SAME_DAY = "same_day"
    BEFORE = "before"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Between:
    """The days from an act to an event: the least and the most that the dates may mean.

    Negative days lie before the act. None where a date is open on that side.
    """

    order: Order
    least: int | None
    most: int | None


@dataclass(frozen=True)
class Tie:
    """An act, and the days from it to an event; None if one of them has no date."""

    act: Act
    between: Between | None


@dataclass(frozen=True)
class Before:
    """What an event came after: as a person says, and as the dates propose."""

    tied: tuple[Tie, ...]
    nearest: tuple[Tie, ...]


@dataclass(frozen=True)
class Line:
    """One line of the sequence, and the days since the line before it."""

    one: Act | Event
    since: Between | None
