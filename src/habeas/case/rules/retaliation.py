"""Acts that the law protects and events of risk in one line of time, with the days.

The rule counts and proposes; it claims no cause, and an event that is dated before the
act it is tied to is said to be so. Complaints may not be turned against whoever made
them (PEC of Kazakhstan art 14(9), 49(1)).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from habeas.case.dates import stretch
from habeas.case.moments import Reach, reach
from habeas.case.retaliation import (
    Act,
    Before,
    Between,
    Event,
    Line,
    Order,
    Tie,
    is_of_another,
)

NEAREST: Final = 3
"""Acts that are proposed for one event."""


class Dated:
    """The acts that have a date, by the first moment that it may mean."""

    def __init__(self, acts: Iterable[Act]) -> None:
        found = [(at.start, one) for one in acts if (at := reach(one.when, None))]
        found.sort(key=lambda one: one[1].id, reverse=True)
        found.sort(key=lambda one: one[0])
        self.starts: Sequence[datetime] = [start for start, _ in found]
        self.acts: Sequence[Act] = [act for _, act in found]


def before(event: Event, acts: Dated) -> Before:
    """Return what an event is tied to, and the nearest other acts before it.

    An act that may lie before the event or after it is proposed as well; one that
    surely lies after it is not, nor one of another complainant than whom it happened
    to. Whatever a person tied is kept.
    """
    tied = tuple(Tie(one, between(one.when, event.when)) for one in event.after)
    known = frozenset[str]().union(*(one.covers | {one.id} for one in event.after))
    return Before(_in_order(tied), _nearest(event, acts, known))


def between(act: str, event: str) -> Between | None:
    """Return the days from one date to another, None if either says none.

    Clocks decide about the order within one day; they are taken as they stand, by the
    clock of the place.
    """
    first, second = stretch(act), stretch(event)
    begun, come = reach(act, None), reach(event, None)
    if begun is None or come is None:
        return None
    # What lasts begins on its first day; without one it began at some time before.
    act_last = first.last or first.first
    event_last = second.last or second.first
    least = (second.first - act_last).days if second.first and act_last else None
    most = (event_last - first.first).days if first.first and event_last else None
    return Between(_order(least, most, begun, come), least, most)


def sequence(acts: Iterable[Act], events: Iterable[Event]) -> tuple[Line, ...]:
    """Return acts and events by the first moment of each, those without a date last."""
    every: list[Act | Event] = [*acts, *events]
    dated = [(at.start, one) for one in every if (at := reach(one.when, None))]
    dated.sort(key=lambda one: (one[0], isinstance(one[1], Event), one[1].id))
    lines = [Line(one, None) for _, one in dated[:1]]
    for (_, last), (_, one) in pairwise(dated):
        apart = is_of_another(last, one)
        lines.append(Line(one, None if apart else between(last.when, one.when)))
    undated = sorted(
        (one for one in every if reach(one.when, None) is None),
        key=lambda one: (isinstance(one, Event), one.id),
    )
    return (*lines, *(Line(one, None) for one in undated))


def _order(least: int | None, most: int | None, act: Reach, event: Reach) -> Order:
    if most is not None and most < 0:
        return Order.BEFORE
    if least is not None and least > 0:
        return Order.AFTER
    if (least, most) != (0, 0):
        return Order.AFTER if least == 0 else Order.UNSURE
    if event.end < act.start:
        return Order.BEFORE
    return Order.AFTER if event.start > act.end else Order.SAME_DAY


def _nearest(event: Event, acts: Dated, known: frozenset[str]) -> tuple[Tie, ...]:
    come = reach(event.when, None)
    if come is None:
        return ()
    found: list[Tie] = []
    at = bisect_right(acts.starts, come.end)
    while at and len(found) < NEAREST:
        at -= 1
        act = acts.acts[at]
        if is_of_another(act, event) or known & (act.covers | {act.id}):
            continue
        days = between(act.when, event.when)
        if days is not None and days.order is not Order.BEFORE:
            found.append(Tie(act, days))
    return tuple(found)


def _in_order(ties: Sequence[Tie]) -> tuple[Tie, ...]:
    def first(tie: Tie) -> tuple[datetime, str]:
        at = reach(tie.act.when, None)
        return at.start if at else datetime.max, tie.act.id  # noqa: DTZ901 - as in case/moments.py

    return tuple(sorted(ties, key=first))
