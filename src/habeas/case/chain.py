"""The links of a chain of custody, and their order in time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from habeas.case.facts.exhibits import Event, Signed
from habeas.case.moments import CLOCK, reach


class Day(str):
    """An EDTF date among the blanks of a remark: a door says it in words."""

    __slots__ = ()

    @classmethod
    def of(cls, moment: datetime) -> "Day":
        """Return a moment, in UTC, to the minute: clocks are compared."""
        return cls(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"))


class Words(tuple[str, ...]):
    """Message ids among the blanks of a remark: each is said in the language."""

    __slots__ = ()


@dataclass(frozen=True)
class Party:
    """Somebody who held it: the id of the person, and the pseudonym."""

    id: str
    name: str


@dataclass(frozen=True)
class Told:
    """An entry that told of an event: where it stands, when it claims to be from."""

    log: str
    index: int
    at: datetime


@dataclass(frozen=True)
class Link:
    """One event of the chain; `recorded` is the day, by the author's clock, on which
    it was recorded or last changed. `when` is EDTF, '' if nobody can read it. `told`
    are the entries that say so, oldest first.
    """  # noqa: D205 - one sentence

    id: str
    event: Event
    recorded: date
    giver: Party | None = None
    taker: Party | None = None
    when: str = ""
    place: str = ""
    seal_before: str = ""
    seal_after: str = ""
    signed: Signed | None = None
    witnessed: bool = False
    changed: Words = field(default_factory=Words)
    """What was corrected after somebody had signed for it."""
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Origin:
    """How the exhibit came into being for this case.

    A `sealed` one is a file whose bytes cannot have changed since it was brought in.
    """

    holder: Party | None = None
    found: str = ""
    place: str = ""
    seal: str = ""
    sealed: bool = False


@dataclass(frozen=True)
class Remark:
    """A sentence about the link with this id ('' for the whole chain), with blanks.

    A `grave` one is a break: the record does not say how the exhibit came from one
    place, hand or seal to the next.
    """

    link: str
    what: str
    blanks: Mapping[str, object] = field(default_factory=dict)
    grave: bool = True

    def say(self, translate: Callable[[str], str], day: Callable[[str], str]) -> str:
        """Return the sentence in a language; `day` says an EDTF date in words."""
        blanks: dict[str, object] = {}
        for name, value in self.blanks.items():
            if isinstance(value, Day):
                blanks[name] = day(value)
            elif isinstance(value, Words):
                blanks[name] = ", ".join(translate(one) for one in value)
            else:
                blanks[name] = value
        return translate(self.what).format(**blanks)


@dataclass(frozen=True)
class Chain:
    """The links in the order in which they happened, undated ones last, and how it
    stands after the last of them; `ended` is set once it was destroyed or lost.
    """  # noqa: D205 - one sentence

    links: tuple[Link, ...]
    remarks: tuple[Remark, ...]
    holder: Party | None
    place: str
    seal: str
    ended: Event | None


@dataclass(frozen=True)
class Timed:
    """A link with the first and the last moment that its date may mean."""

    link: Link
    start: datetime
    end: datetime


def in_time(links: Sequence[Link]) -> tuple[list[Timed], list[Link]]:
    """Return the dated links by their first moment, and those without a date."""
    clocks = [CLOCK.match(link.when) for link in links]
    zoned = all(one is None or one[2] for one in clocks)  # else clocks as they stand
    dated = [_timed(link, zoned=zoned) for link in links]
    known = sorted((one for one in dated if one), key=lambda one: one.start)
    return known, [link for link, one in zip(links, dated, strict=True) if not one]


def _timed(link: Link, *, zoned: bool) -> Timed | None:
    at = reach(link.when, UTC if zoned else None)
    return Timed(link, at.start, at.end) if at else None
