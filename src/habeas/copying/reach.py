"""What has reached whom: which copies are known to hold an entry, and since when.

Pure. A hub is believed for what it cosigned, a member's device for what its own signed
entries say that it had seen. Both may hold more by now, and a hub may have lost it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from habeas.words import N_


class Kind(Enum):
    """What keeps a copy."""

    HUB = "hub"
    DEVICE = "device"


@dataclass(frozen=True)
class Holding:
    """What one place is known to hold: how many entries of each log, as of when.

    `as_of` is None while nothing was heard of it.
    """

    kind: Kind
    name: str
    has: Mapping[str, int] = field(default_factory=dict)
    as_of: datetime | None = None

    def holds(self, log: str, index: int) -> bool:
        """Say whether it is known to hold an entry."""
        return self.has.get(log, 0) > index

    def lacks(self, here: Mapping[str, int]) -> int:
        """Return how many of the entries here it is not known to hold."""
        return sum(max(0, size - self.has.get(log, 0)) for log, size in here.items())


@dataclass(frozen=True)
class Reach:
    """Who is known to hold an entry: so many of the hubs, and these devices."""

    hubs: int
    of: int
    devices: tuple[Holding, ...]

    @property
    def only_here(self) -> bool:
        """Say whether no other copy is known to hold it."""
        return not self.hubs and not self.devices


@dataclass(frozen=True)
class Words:
    """A sentence with its values; what a page or the command line says."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def reach(holdings: Iterable[Holding], log: str, index: int) -> Reach:
    """Return who is known to hold an entry."""
    every = list(holdings)
    hubs = [one for one in every if one.kind is Kind.HUB]
    devices = [one for one in every if one.kind is Kind.DEVICE]
    return Reach(
        sum(one.holds(log, index) for one in hubs),
        len(hubs),
        tuple(one for one in devices if one.holds(log, index)),
    )


def words(found: Reach) -> list[Words]:
    """Return where an entry is, besides here; `day` is left for a door to write."""
    if found.only_here:
        return [Words(N_("only here"))]
    told = []
    if found.of == 1 and found.hubs:
        told.append(Words(N_("with the hub")))
    elif found.hubs:
        values = {"count": found.hubs, "of": found.of}
        told.append(Words(N_("with {count} of {of} hubs"), values))
    return told + [
        Words(N_("on {name} as of {day}"), {"name": one.name, "day": one.as_of})
        for one in found.devices
    ]


def only_here(holdings: Sequence[Holding], here: Mapping[str, int]) -> int:
    """Return how many entries no other copy is known to hold."""
    return sum(
        max(0, size - max((one.has.get(log, 0) for one in holdings), default=0))
        for log, size in here.items()
    )
