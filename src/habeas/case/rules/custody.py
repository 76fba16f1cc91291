"""The chain of custody of one exhibit: who held it, and what is wrong with the chain.

A disclosed gap is survivable, a discovered one is not: nothing is smoothed over. What
is found is a remark about the record, never about the people in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from habeas.case.dates import sort_key, stretch
from habeas.case.facts.exhibits import Event, Signed
from habeas.words import N_

LATE_DAYS: Final = 7
"""An event recorded later than so many days after it happened is remarked upon."""

_TRANSFERS: Final = frozenset({Event.HANDED, Event.SENT, Event.RETURNED})
_OPENINGS: Final = frozenset({Event.OPENED, Event.SAMPLED, Event.EXAMINED})
_ENDS: Final = frozenset({Event.DESTROYED, Event.LOST})
_TRAVELS: Final = frozenset({Event.MOVED, Event.SENT, Event.RETURNED})


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
    """One event of the chain; `recorded` is the day of the author's clock."""

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
    """How the exhibit came into being for this case."""

    holder: Party | None = None
    found: str = ""
    place: str = ""
    seal: str = ""


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


def follow(origin: Origin, links: Iterable[Link]) -> Chain:
    """Follow an exhibit from hand to hand; `links` come as they were recorded."""
    ordered = sorted(links, key=lambda link: sort_key(link.when))
    walk = _Walk(origin)
    for link in ordered:
        walk.step(link)
    if not ordered:
        walk.remark("", N_("No record says who has held it since it was found."))
    return Chain(
        tuple(ordered),
        tuple(walk.remarks),
        walk.holder,
        walk.place,
        walk.seal,
        walk.ended,
    )


class _Walk:
    """Goes along the chain; what it knows is what the links so far say."""

    def __init__(self, origin: Origin) -> None:
        self.holder, self.place = origin.holder, origin.place
        self.seal = origin.seal
        self.ended: Event | None = None
        self.remarks: list[Remark] = []
        self._found = origin.found
        self._last: Link | None = None

    def remark(
        self, link: str, what: str, *, grave: bool = True, **blanks: object
    ) -> None:
        self.remarks.append(Remark(link, what, blanks, grave))

    def step(self, link: Link) -> None:
        if self.ended is not None:
            self.remark(link.id, N_("This is recorded after it was lost or destroyed."))
        self._time(link)
        if link.when:
            self._hands(link)
            self._whereabouts(link)
        self._seals(link)
        self._receipt(link)
        if link.event in _ENDS:
            self.ended = link.event
        if link.when:
            self._last = link

    def _time(self, link: Link) -> None:
        span = stretch(link.when)
        if span.first is None or span.last is None:
            self.remark(
                link.id,
                N_("Nobody said when, so its place in the chain is not sure."),
                grave=False,
            )
            return
        late = (link.recorded - span.last).days
        if late > LATE_DAYS:
            what = N_("Recorded {days} days after it happened.")
            self.remark(link.id, what, grave=False, days=late)
        if span.first > link.recorded:
            what = N_("Its date lies after the day on which it was recorded, {day}.")
            self.remark(link.id, what, day=Day(link.recorded.isoformat()))
        if self._last is None and self._found:
            self._beginning(link, span.first)

    def _beginning(self, link: Link, first: date) -> None:
        found = stretch(self._found).last
        kept = link.giver is not None and link.giver == self.holder
        if found is not None and (first - found).days > 1 and not kept:
            what = N_(
                "Found on {found}, and the chain begins on {day}: nothing says who had"
                " it in between."
            )
            self.remark(link.id, what, found=Day(self._found), day=Day(link.when))

    def _hands(self, link: Link) -> None:
        last, giver = self._last, link.giver
        if last is not None and _two_at_once(last, link):
            what = N_("Two records give it to two people at the same time.")
            self.remark(link.id, what)
        elif giver and self.holder and giver != self.holder:
            self._jump(link, giver, self.holder)
        if link.event in _TRANSFERS and giver is None:
            what = N_("It is not said who handed it over.")
            self.remark(link.id, what, grave=False)
        if link.event in {*_TRANSFERS, Event.RECEIVED}:
            if link.taker is None:
                self.remark(link.id, N_("It is not said who received it."))
            self.holder = link.taker
        elif giver is not None:
            self.holder = giver

    def _jump(self, link: Link, giver: Party, holder: Party) -> None:
        """Say that it is in other hands than those that the record left it in."""
        blanks: dict[str, object] = {"giver": giver.name, "holder": holder.name}
        if self._last is None:
            what = N_(
                "{giver} has it here, and it was found by {holder}: nothing says how it"
                " came from one to the other."
            )
            self.remarks.append(Remark(link.id, what, blanks))
            return
        what = N_(
            "{giver} has it on {day}, and the record of {since} leaves it with"
            " {holder}: nothing says how it came from one to the other."
        )
        blanks |= {"since": Day(self._last.when), "day": Day(link.when)}
        self.remarks.append(Remark(link.id, what, blanks))

    def _whereabouts(self, link: Link) -> None:
        if not link.place:
            return
        # Where it was found is no place that it was kept at.
        moved = link.event in _TRAVELS or self._last is None or not self.place
        if not moved and _plain(link.place) != _plain(self.place):
            what = N_(
                "It was last at ‘{before}’ and is now at ‘{place}’: no move between"
                " them is recorded."
            )
            self.remark(link.id, what, grave=False, before=self.place, place=link.place)
        self.place = link.place

    def _seals(self, link: Link) -> None:
        found, put = link.seal_before, link.seal_after
        if found and self.seal and _plain(found) != _plain(self.seal):
            what = N_("The seal found here is {found}; the last one put on was {last}.")
            self.remark(link.id, what, found=found, last=self.seal)
        elif found and not self.seal and self._last is not None:
            what = N_("The seal {found} is found here, and no record put it on.")
            self.remark(link.id, what, found=found)
        if link.event in _OPENINGS and (self.seal or found) and not put:
            self.remark(link.id, N_("It was opened, and no new seal is recorded."))
            self.seal = ""
        elif put:
            self.seal = put
        elif found:
            self.seal = found

    def _receipt(self, link: Link) -> None:
        if link.event not in _TRANSFERS or link.signed is Signed.SIGNED:
            return
        if link.signed is Signed.REFUSED:
            if not link.witnessed:
                what = N_("The receipt was refused, and no witness is named.")
                self.remark(link.id, what)
            return
        self.remark(link.id, N_("It was released, and nobody has signed for it."))


def _two_at_once(one: Link, other: Link) -> bool:
    """Say whether two transfers by one holder at one time name two receivers."""
    both = one.event in _TRANSFERS and other.event in _TRANSFERS
    same = one.when == other.when and one.giver == other.giver
    return both and same and one.taker != other.taker


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
