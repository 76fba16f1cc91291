"""The chain of custody of one exhibit: who held it, and what is wrong with the chain.

A disclosed gap is survivable, a discovered one is not: nothing is smoothed over. What
is found is a remark about the record, never about the people in it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from habeas.case.chain import Chain, Day, Link, Origin, Party, Remark, Timed, in_time
from habeas.case.dates import stretch
from habeas.case.facts.exhibits import Event, Signed
from habeas.case.rules.vouching import Stamp, backdated
from habeas.words import N_

LATE_DAYS: Final = 7
"""An event recorded later than so many days after it happened is remarked upon."""

_TRANSFERS: Final = frozenset({Event.HANDED, Event.SENT, Event.RETURNED})
_RECEIVED: Final = _TRANSFERS | {Event.RECEIVED}
_OPENINGS: Final = frozenset({Event.OPENED, Event.SAMPLED, Event.EXAMINED})
_ENDS: Final = frozenset({Event.DESTROYED, Event.LOST})
_TRAVELS: Final = frozenset({Event.MOVED, Event.SENT, Event.RETURNED})


def follow(
    origin: Origin,
    links: Iterable[Link],
    *,
    unread: int = 0,
    stamps: Sequence[Stamp] = (),
) -> Chain:
    """Follow an exhibit from hand to hand.

    `links` come as they were recorded, which decides only where the dates do not and
    the hands do not either. `unread` events cannot be read by this version. `stamps`
    are what others vouch for in the logs that the links stand in.
    """
    walk = _Walk(origin, stamps)
    waiting, undated = in_time(list(links))
    while waiting:
        walk.step(waiting.pop(walk.next_of(waiting)))
    for link in undated:
        walk.undated(link)
    if not walk.links and not unread:
        _nothing(walk, origin)
    if unread:
        what = N_(
            "Events that this version cannot read, so the chain is not whole: {n}."
        )
        walk.remark("", what, n=unread)
    return Chain(
        tuple(walk.links),
        tuple(walk.remarks),
        walk.holder,
        walk.place,
        walk.seal,
        walk.ended,
    )


def _nothing(walk: "_Walk", origin: Origin) -> None:
    """Say what is not known where no event is recorded."""
    if not origin.sealed:
        walk.remark("", N_("No record says who has held it since it was found."))
    elif origin.holder is None:
        what = N_(
            "Sealed here since it was brought in, and nobody is named who acquired it:"
            " nothing says through whose hands it came."
        )
        walk.remark("", what, grave=False)


class _Walk:
    """Goes along the chain; what it knows is what the links so far say."""

    def __init__(self, origin: Origin, stamps: Sequence[Stamp]) -> None:
        self._stamps = stamps
        self.holder, self.place = origin.holder, origin.place
        self.seal = origin.seal
        self.ended: Event | None = None
        self.links: list[Link] = []
        self.remarks: list[Remark] = []
        self._found = origin.found
        self._last: Timed | None = None

    def remark(
        self, link: str, what: str, *, grave: bool = True, **blanks: object
    ) -> None:
        self.remarks.append(Remark(link, what, blanks, grave))

    def next_of(self, waiting: Sequence[Timed]) -> int:
        """Return which comes next: of those that may, the first whose hands fit."""
        for at, one in enumerate(waiting):
            if one.start > waiting[0].end:
                break
            if self.holder is None or _from(one.link) in (None, self.holder):
                return at
        return 0

    def step(self, timed: Timed) -> None:
        link = timed.link
        self.links.append(link)
        self._end(link)
        self._time(link)
        self._clock(link)
        self._hands(timed)
        self._whereabouts(link)
        self._seals(link)
        self._receipt(link)
        self._last = timed

    def undated(self, link: Link) -> None:
        """Take in an event that has no place in time."""
        self.links.append(link)
        self._clock(link)
        if link.event in _RECEIVED | _ENDS:
            what = N_("Nobody said when, so who has it now is not sure.")
            self.remark(link.id, what)
            self._named(link)
            self.holder = None
        else:
            what = N_("Nobody said when, so its place in the chain is not sure.")
            self.remark(link.id, what, grave=False)
        self._receipt(link)

    def _end(self, link: Link) -> None:
        if self.ended is Event.LOST and link.event is Event.RECEIVED:
            what = N_("It was lost and has turned up: nothing says where it was.")
            self.remark(link.id, what)
            self.ended, self.holder, self.seal = None, None, ""
        elif self.ended is not None:
            what = N_("This is recorded after it was lost or destroyed.")
            self.remark(link.id, what)
        if link.event is Event.LOST:
            self.remark(link.id, N_("It was lost."))
        if link.event in _ENDS:
            self.ended = link.event

    def _time(self, link: Link) -> None:
        span = stretch(link.when)
        if span.last is not None and (link.recorded - span.last).days > LATE_DAYS:
            what = N_("Recorded or last changed {days} days after it happened.")
            days = (link.recorded - span.last).days
            self.remark(link.id, what, grave=False, days=days)
        if span.first is not None and span.first > link.recorded:
            what = N_("Its date lies after the day on which it was recorded, {day}.")
            self.remark(link.id, what, day=Day(link.recorded.isoformat()))
        if self._found:
            self._since_found(link, span.first, span.last)

    def _clock(self, link: Link) -> None:
        """Compare the author's clock with tokens that stood in the log before."""
        for one in link.told:
            stamp = backdated(self._stamps, one.log, one.index, one.at)
            if stamp is not None:
                what = N_(
                    "The record says that it was written on {day}. Before it in the log"
                    " stands a timestamp by {by} of {since}: it was dated back, or a"
                    " clock was wrong."
                )
                claimed, since = Day.of(one.at), Day.of(stamp.time)
                self.remark(link.id, what, day=claimed, by=stamp.by, since=since)
                return

    def _since_found(self, link: Link, first: date | None, last: date | None) -> None:
        found = stretch(self._found)
        if last is not None and found.first is not None and last < found.first:
            what = N_("This happened before it was found, {found}.")
            self.remark(link.id, what, found=Day(self._found))
        since = found.first or found.last
        kept = self.holder is not None and _from(link) == self.holder
        if self._last is not None or first is None or since is None or kept:
            return
        if (first - since).days > 1:
            what = N_(
                "Found on {found}, and the chain begins on {day}: nothing says who had"
                " it in between."
            )
            self.remark(link.id, what, found=Day(self._found), day=Day(link.when))

    def _hands(self, timed: Timed) -> None:
        link, last, hands = timed.link, self._last, _from(timed.link)
        if last is not None and _two_at_once(last, timed):
            what = N_("Two records give it to two people at the same time.")
            self.remark(link.id, what)
        elif hands and self.holder and hands != self.holder:
            self._jump(link, hands, self.holder)
        self._named(link)
        if link.event in _RECEIVED:
            self.holder = link.taker
        elif link.taker is not None and link.taker != link.giver:
            what = N_(
                "A receiver is named, and this is no hand-over: who has it now is not"
                " sure."
            )
            self.remark(link.id, what)
            self.holder = None
        elif link.giver is not None:
            self.holder = link.giver

    def _named(self, link: Link) -> None:
        if link.event in _TRANSFERS and link.giver is None:
            self.remark(link.id, N_("It is not said who handed it over."))
        if link.event in _RECEIVED and link.taker is None:
            self.remark(link.id, N_("It is not said who received it."))

    def _jump(self, link: Link, hands: Party, holder: Party) -> None:
        """Say that it is in other hands than those that the record left it in."""
        blanks: dict[str, object] = {"giver": hands.name, "holder": holder.name}
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
        blanks |= {"since": Day(self._last.link.when), "day": Day(link.when)}
        self.remarks.append(Remark(link.id, what, blanks))

    def _whereabouts(self, link: Link) -> None:
        if not link.place:
            return
        # Where it was found is no place that it was kept at.
        moved = link.event in _TRAVELS or self._last is None or not self.place
        if not moved and _folded(link.place) != _folded(self.place):
            what = N_(
                "It was last at ‘{before}’ and is now at ‘{place}’: no move between"
                " them is recorded."
            )
            self.remark(link.id, what, grave=False, before=self.place, place=link.place)
        self.place = link.place

    def _seals(self, link: Link) -> None:
        found, put, opened = link.seal_before, link.seal_after, link.event in _OPENINGS
        known = found or self.seal
        if found and self.seal and _folded(found) != _folded(self.seal):
            what = N_("The seal found here is {found}; the last one put on was {last}.")
            self.remark(link.id, what, found=found, last=self.seal)
        elif found and not self.seal and self._last is not None:
            what = N_("The seal {found} is found here, and no record put it on.")
            self.remark(link.id, what, found=found)
        elif opened and self.seal and not found:
            what = N_("It is not said which seal was found on it; {last} was put on.")
            self.remark(link.id, what, grave=False, last=self.seal)
        if opened and not put:
            what = N_("It was opened, and no new seal is recorded.")
            self.remark(link.id, what, grave=bool(known))
            known = ""
        elif put and known and not opened and _folded(put) != _folded(known):
            what = N_("The seal {put} is put on over {last}, and nobody opened it.")
            self.remark(link.id, what, put=put, last=known)
        self.seal = put or known

    def _receipt(self, link: Link) -> None:
        if link.changed:
            what = N_(
                "It was signed for, and changed afterwards: {fields}. What was signed"
                " is no longer what is recorded."
            )
            self.remark(link.id, what, fields=link.changed)
        if link.event not in _TRANSFERS or link.signed is Signed.SIGNED:
            return
        if link.signed is Signed.REFUSED:
            if not link.witnessed:
                what = N_("The receipt was refused, and no witness is named.")
                self.remark(link.id, what)
            return
        waits = link.signed is Signed.WAITING
        what = N_("It was released, and nobody has signed for it.")
        self.remark(link.id, what, grave=not waits)


def _from(link: Link) -> Party | None:
    """Return in whose hands it must have been; who takes it in unasked, had it."""
    if link.giver is None and link.event is Event.RECEIVED:
        return link.taker
    return link.giver


def _two_at_once(one: Timed, other: Timed) -> bool:
    """Say whether two transfers by one holder at one time name two receivers."""
    first, second = one.link, other.link
    both = first.event in _RECEIVED and second.event in _RECEIVED
    same = other.start <= one.end and first.giver == second.giver
    return both and same and first.taker != second.taker


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
