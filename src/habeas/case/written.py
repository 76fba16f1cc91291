"""Entries as they are judged, and the order that follows from what writers had seen."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from habeas.case.fold import Ref

AHEAD = 2**20
"""How far a counter or an epoch may be above the number of entries that are held."""


@dataclass(frozen=True, eq=False)
class Written:
    """An entry as it is judged: where it stands, what its writer had seen, its kind.

    `past` gives for each log how many of its entries the writer had, its own index for
    its own log: only what fits what is held, for a claim costs nothing. `act` is put,
    correct or withdraw; `held` is how many entries of the case are here.
    """

    ref: Ref
    lamport: int
    past: Mapping[str, int]
    kind: str
    act: str = "put"
    held: int = 0


@dataclass(frozen=True, eq=False)
class Act(Written):
    """An entry that says who may do what: of a type in `members.MEMBERSHIP`.

    `claimed` is `past` as its writer says it: whoever takes away may say so, and takes
    less. `depth` is one more than that of any act in its past; `at` when it was written
    as its device claims, on which no order rests.
    """

    id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    claimed: Mapping[str, int] = field(default_factory=dict)
    depth: int = 0
    at: datetime | None = None

    @property
    def order(self) -> tuple[int, Ref]:
        """Return its place in the line that every copy walks."""
        return self.depth, self.ref

    @property
    def place(self) -> str:
        """Return where it stands and its id, as the act of an epoch names it.

        A log with two histories has two acts in one place.
        """
        log, index = self.ref
        return f"{log} {index} {self.id}"


def has(past: Mapping[str, int], ref: Ref) -> bool:
    """Say whether a writer with this past had an entry."""
    return past.get(ref[0], 0) > ref[1]


def possible(one: Written) -> bool:
    """Say whether a counter can be: nobody jumps to the end of the numbers.

    An honest counter is at most the number of entries that there are. Some may be on
    their way yet, so a liar gains `AHEAD` at most, once.
    """
    number = one.fields.get("number", 1) if isinstance(one, Act) else 1
    return 0 < one.lamport <= one.held + AHEAD and 0 < number <= one.held + AHEAD


def in_line(acts: Iterable[Act], begun: Mapping[str, Mapping[str, int]]) -> list[Act]:
    """Return the acts, each once, in an order in which nobody precedes what they saw.

    What a writer had seen they have seen in all that they write later. `begun` is the
    past of the first entry of each log. A counter plays no part: it can be chosen.
    """
    logs: dict[str, list[Act]] = defaultdict(list)
    for act in {act.ref: act for act in acts}.values():
        logs[act.ref[0]].append(act)
    for log, found in logs.items():
        found.sort(key=lambda act: act.ref)
        logs[log] = _remembering(found, begun.get(log, {}))
    return sorted(_Deep(logs).all(), key=lambda act: act.order)


def _remembering(acts: list[Act], first: Mapping[str, int]) -> list[Act]:
    past, claimed, found = first, first, []
    for act in acts:
        past = _both(past, act.past)
        claimed = _both(claimed, act.claimed or act.past)
        found.append(replace(act, past=past, claimed=claimed))
    return found


def _both(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    grown = {log: size for log, size in other.items() if size > one.get(log, 0)}
    return {**one, **grown} if grown else one


class _Deep:
    """Gives acts their depth, log by log as far as what they rest on has one."""

    def __init__(self, logs: Mapping[str, list[Act]]) -> None:
        self._left = {log: acts for log, acts in logs.items() if acts}
        self._places = {log: [a.ref[1] for a in acts] for log, acts in logs.items()}
        self._depths: dict[str, list[int]] = {log: [] for log in logs}  # only grow
        self._done: list[Act] = []

    def all(self) -> list[Act]:
        while self._left:
            moved = sum(self._go_on(log) for log in sorted(self._left))
            if not moved:  # a ring: no roots make one, but forged numbers alone could
                self._take(min(self._left))
        return self._done

    def _go_on(self, log: str) -> int:
        moved = 0
        while log in self._left and self._ready(log):
            self._take(log)
            moved += 1
        return moved

    def _next(self, log: str) -> Act:
        return self._left[log][len(self._depths[log])]

    def _ready(self, log: str) -> bool:
        past = self._next(log).past
        return all(
            len(self._depths[other]) >= self._within(other, size)
            for other, size in past.items()
            if other in self._places and other != log
        )

    def _within(self, log: str, size: int) -> int:
        return bisect_left(self._places[log], size)

    def _take(self, log: str) -> None:
        act, own = self._next(log), self._depths[log]
        below = own[-1] if own else 0
        for other, size in act.past.items():
            known = self._depths.get(other, ())
            upto = min(self._within(other, size), len(known)) if known else 0
            if upto:
                below = max(below, known[upto - 1])
        own.append(below + 1)
        self._done.append(replace(act, depth=below + 1))
        if len(own) == len(self._left[log]):
            del self._left[log]
