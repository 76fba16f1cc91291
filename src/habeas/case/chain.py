"""The links of a chain of custody, and their order in time."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from habeas.case.dates import stretch
from habeas.case.facts.exhibits import Event, Signed

_CLOCK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)?")


class Day(str):
    """An EDTF date among the blanks of a remark: a door says it in words."""

    __slots__ = ()


@dataclass(frozen=True)
class Party:
    """Somebody who held it: the id of the person, and the pseudonym."""

    id: str
    name: str


@dataclass(frozen=True)
class Link:
    """One event of the chain; `recorded` is the day, by the author's clock, on which
    it was recorded or last changed. `when` is EDTF, '' if nobody can read it.
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
        blanks = {
            name: day(value) if isinstance(value, Day) else value
            for name, value in self.blanks.items()
        }
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
    clocks = [_CLOCK.match(link.when) for link in links]
    zoned = all(one is None or one[2] for one in clocks)  # else clocks as they stand
    dated = [_timed(link, zoned=zoned) for link in links]
    known = sorted((one for one in dated if one), key=lambda one: one.start)
    return known, [link for link, one in zip(links, dated, strict=True) if not one]


def _timed(link: Link, *, zoned: bool) -> Timed | None:
    span = stretch(link.when)
    first, last = span.first or span.last, span.last or span.first
    if first is None or last is None:
        return None
    clock = _CLOCK.match(link.when)
    start, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
    if clock:
        moment = datetime.fromisoformat(clock[0] if zoned else clock[1])
        start = moment.astimezone(UTC).replace(tzinfo=None) if zoned else moment
        end = end if "/" in link.when else start
    return Timed(link, start, max(start, end))
