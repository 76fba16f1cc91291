"""What happened, as the engine takes it, and what it answers."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from habeas.errors import Word
from habeas.law.calendars import Calendar
from habeas.law.days import day_of
from habeas.law.events import ACTS, CIRCUMSTANCES, EVENTS
from habeas.law.packs import Pack
from habeas.law.said import Said
from habeas.law.terms import InTime, Start, Term, Words
from habeas.law.windows import Status

YEARS: Final = range(1900, 2201)
"""What can be counted; outside it no calendar says anything."""

Step = Said

_BEFORE_ANY: Final = datetime.min.replace(tzinfo=UTC)


class Happening(msgspec.Struct, frozen=True, gc=False):
    """An event with its day, or its moment in the zone of the place; `id` is yours.

    Raises:
        ValueError: an unknown word, a moment without a zone, a year out of range.
    """

    event: str
    at: date
    act: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if self.event not in EVENTS:
            raise ValueError(f"unknown event {self.event!r}")
        if self.act and self.act not in ACTS:
            raise ValueError(f"unknown act {self.act!r}")
        if isinstance(self.at, datetime) and self.at.utcoffset() is None:
            raise ValueError("a moment without a time zone")
        if self.at.year not in YEARS:
            raise ValueError(f"year {self.at.year}")

    @property
    def day(self) -> date:
        """Return the local day."""
        return day_of(self.at)


def order(moment: date) -> tuple[date, datetime]:
    """Return a key by which days and moments sort: a day before its moments."""
    if isinstance(moment, datetime):
        return moment.date(), moment.astimezone(UTC)
    return moment, _BEFORE_ANY


class Matter(msgspec.Struct, frozen=True, gc=False):
    """All that a term is worked out from; `happenings` are in order of time.

    `kinds` are the events among them: most questions are answered by that alone.
    `ends` keeps what other terms start with and when they end, once worked out.
    """

    pack: Pack
    happenings: tuple[Happening, ...]
    circumstances: frozenset[str]
    calendar: Calendar
    where: str = ""
    kinds: frozenset[str] = frozenset()
    ends: dict[str, tuple[Happening, date] | None] = {}

    def of(self, *events: str) -> tuple[Happening, ...]:
        """Return the happenings of these kinds, the earliest first."""
        if self.kinds.isdisjoint(events):
            return ()
        return tuple([one for one in self.happenings if one.event in events])


class Alternative(msgspec.Struct, frozen=True, gc=False):
    """One start of the rule: what it would give, and why it was taken or not."""

    start: Start
    happening: Happening | None
    due: date | None
    taken: bool
    why: Said


class Computed(msgspec.Struct, frozen=True, gc=False):
    """A term worked out, with each step of the way.

    `due` is a moment, or a day that ends at 24:00 by the local clock; None if it has
    not started, was stopped, or has no end. `begins` is where the count starts, which
    with a delay is later than `start`. `status` is unconfirmed if any part of it is.
    `calendar`, `revision` and `digest` say by what it was worked out. `safe`: the
    start that applies is not recorded; `start` is another, which the circumstances
    hinder, `due` the day to keep until then, unconfirmed, and no alternative is taken.
    """

    term: Term
    start: Happening | None
    begins: date | None
    due: date | None
    soft: bool
    steps: tuple[Step, ...]
    alternatives: tuple[Alternative, ...]
    warnings: tuple[Said, ...]
    status: Status
    calendar: str
    revision: date
    digest: str
    stopped: date | None = None
    unavailable: Said | None = None
    restored: Happening | None = None
    restoration: tuple[Words, ...] = ()
    in_time: tuple[InTime, ...] = ()
    safe: bool = False

    @property
    def started(self) -> bool:
        """Return whether anything that starts it has happened."""
        return self.start is not None


def facts(words: Iterable[str]) -> tuple[Word, ...]:
    """Return circumstances as they are said."""
    given = frozenset(words)
    return tuple(Word(CIRCUMSTANCES[one]) for one in CIRCUMSTANCES if one in given)
