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


@dataclass(frozen=True, slots=True)  # a large case has very many of them
class Act:
    """Something that was done or said; `when` is EDTF, '' if nobody can read it.

    `type` is the kind of its record; `covers` are the records that speak of it, its own
    among them. `word` is a message id that says what it was, `name` what its record is
    called, in `lang`. `person` is the complainant whose act it is or whom it concerns,
    '' if it is nobody's alone, and `whom` what they are called. `roles` are message ids
    of what the visitor is reported as, where that is more than one thing.
    """

    id: str
    kind: Protected
    when: str = ""
    covers: frozenset[str] = frozenset()
    word: str = ""
    name: str = ""
    lang: str = ""
    type: str = ""
    person: str = ""
    whom: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened to somebody; `after` is what a person tied it to.

    `person` is the complainant to whom it is said to have happened, '' if that is
    not said, or somebody else.
    """

    id: str
    when: str = ""
    after: tuple[Act, ...] = ()
    person: str = ""


def is_of_another(one: Act | Event, other: Act | Event) -> bool:
    """Say whether the two are surely about different complainants."""
    return bool(one.person and other.person and one.person != other.person)


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
    """One line of the sequence, and the days since the line before it.

    None where that is about another person: nothing is counted across people.
    """

    one: Act | Event
    since: Between | None
