"""What to do next between a copy and a hub: the order of work, and nothing twice.

Pure: what is here and what the hub says it has go in, steps come out. After a step,
or a fault, or a week, the same question is asked again; no plan is kept.

The order is that of what would be missed most if the next minute were the last one:
doors first (or nothing is let in), then what exists only here, keys before the
entries that need them and words before files; then the same from the hub.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from habeas.sync.answers import Change
from habeas.wire.notice import SIZE as NOTICE
from habeas.wire.pack import MAX_ENTRIES, room


@dataclass(frozen=True)
class There:
    """What a hub said it has of a case, up to a cursor. It may have lied.

    `notices` are those of the boxes that have the size of one (habeas.wire.notice).
    """

    access: int = 0
    logs: Mapping[bytes, int] = field(default_factory=dict)
    forked: frozenset[bytes] = frozenset()
    boxes: frozenset[bytes] = frozenset()
    notices: frozenset[bytes] = frozenset()
    blobs: Mapping[bytes, int] = field(default_factory=dict)
    gone_boxes: frozenset[bytes] = frozenset()
    gone_blobs: frozenset[bytes] = frozenset()
    gone_bodies: frozenset[tuple[bytes, int]] = frozenset()

    def after(self, changes: Iterable[Change]) -> "There":
        """Return it with these changes, oldest first."""
        growing = _Growing(self)
        for one in changes:
            growing.take(one)
        return growing.there()


class _Growing:
    """What a hub has, while its changes are taken in one by one."""

    def __init__(self, there: There) -> None:
        self._access = there.access
        self._logs, self._blobs = dict(there.logs), dict(there.blobs)
        self._bodies = set(there.gone_bodies)
        self._forked, self._boxes = set(there.forked), set(there.boxes)
        self._notices = set(there.notices)
        self._gone_boxes, self._gone_blobs = (
            set(there.gone_boxes),
            set(there.gone_blobs),
        )

    def take(self, one: Change) -> None:
        """Take one in; a kind that isn't known yet changes nothing."""
        if one.kind == "access":
            self._access = one.size
        elif one.kind == "body":
            log, _, index = one.id.partition(":")
            self._bodies.add((bytes.fromhex(log), int(index)))
        else:
            self._take_thing(one.kind, bytes.fromhex(one.id), one.size)

    def _take_thing(self, kind: str, id_: bytes, size: int) -> None:
        match kind:
            case "log":
                self._logs[id_] = size
            case "fork":
                self._forked.add(id_)
            case "keybox":
                self._boxes.add(id_)
                if size == NOTICE:
                    self._notices.add(id_)
            case "blob":
                self._blobs[id_] = size
            case "keybox-erased":
                self._boxes.discard(id_)
                self._gone_boxes.add(id_)
            case "blob-erased":
                self._blobs.pop(id_, None)
                self._gone_blobs.add(id_)
            case _:  # of a newer hub
                pass

    def there(self) -> There:
        """Return what it came to."""
        return There(
            self._access,
            self._logs,
            frozenset(self._forked),
            frozenset(self._boxes),
            frozenset(self._notices & self._boxes),
            self._blobs,
            frozenset(self._gone_boxes),
            frozenset(self._gone_blobs),
            frozenset(self._bodies),
        )


@dataclass(frozen=True)
class Here:
    """What this copy has of a case, and what its keys may do at the hub.

    `brought` are the logs that the list of the case there names: whoever it lets in may
    bring what their writers signed, and a hub takes no other. `wanted` are the files
    that the case names and that are not here; `forks`
    the logs of which the proof is here; `erased_…` what must be nowhere any more.
    A device outside the case `opens` nothing, and takes no keys but notices; it `reads`
    the logs if the hub lets it.
    """

    access: int = 0
    logs: Mapping[bytes, int] = field(default_factory=dict)
    brought: frozenset[bytes] = frozenset()
    forks: frozenset[bytes] = frozenset()
    boxes: frozenset[bytes] = frozenset()
    blobs: Mapping[bytes, int] = field(default_factory=dict)
    wanted: frozenset[bytes] = frozenset()
    erased_boxes: frozenset[bytes] = frozenset()
    erased_blobs: frozenset[bytes] = frozenset()
    erased_bodies: frozenset[tuple[bytes, int]] = frozenset()
    leads: bool = False
    reads: bool = True
    opens: bool = True


Verb = Literal[
    "fetch access",
    "send box",
    "send entries",
    "send blob",
    "erase box",
    "erase blob",
    "erase body",
    "fetch fork",
    "fetch box",
    "fetch entries",
    "fetch blob",
]


@dataclass(frozen=True)
class Step:
    """One thing to do. `id` is a log, a box or a blob; empty for an access list.

    For entries, `start` is the first and `stop` the one behind the last; for a body
    `start` is its index; for an access list `stop` is its version.
    """

    verb: Verb
    id: bytes = b""
    start: int = 0
    stop: int = 0


def steps(here: Here, there: There) -> list[Step]:
    """Return what is to be done, in order; empty when both have the same.

    A version of the access list that is not here is fetched first of all: it says
    whether this device may still do the rest. What the list is to say next is decided
    by whoever leads, once all of this is done. Entries of an own log that only the hub
    has are fetched like others': this copy is older than what its keys have signed, and
    never continues that log (ADR 7).
    """
    if there.access > here.access:
        return [Step("fetch access", stop=there.access)]
    found = [*_sent(here, there)]
    if here.leads:
        found += _to_erase(here, there)
    found += _fetched_boxes(here, there)
    if here.reads:
        found += _fetched(here, there)
    return found


def _sent(here: Here, there: There) -> Iterator[Step]:
    gone_boxes = there.boxes | there.gone_boxes | here.erased_boxes
    for box in sorted(here.boxes - gone_boxes):
        yield Step("send box", box)
    for log in sorted(here.brought & here.logs.keys() - there.forked - here.forks):
        held, ours = there.logs.get(log, 0), here.logs[log]
        if held < ours:
            yield Step("send entries", log, held, ours)
    gone_blobs = there.blobs.keys() | there.gone_blobs | here.erased_blobs
    missing = here.blobs.keys() - gone_blobs
    for blob in sorted(missing, key=lambda one: (here.blobs[one], one)):
        yield Step("send blob", blob)


def _to_erase(here: Here, there: There) -> Iterator[Step]:
    for box in sorted(here.erased_boxes - there.gone_boxes):
        yield Step("erase box", box)
    for blob in sorted(here.erased_blobs - there.gone_blobs):
        yield Step("erase blob", blob)
    for log, index in sorted(here.erased_bodies - there.gone_bodies):
        if index < there.logs.get(log, 0):
            yield Step("erase body", log, index)


def _fetched_boxes(here: Here, there: There) -> Iterator[Step]:
    """Keys for whoever opens the case; to everybody else, what they are told."""
    wanted = there.boxes if here.reads and here.opens else there.notices
    for box in sorted(wanted - here.boxes - here.erased_boxes):
        yield Step("fetch box", box)


def _fetched(here: Here, there: There) -> Iterator[Step]:
    for log in sorted(there.forked - here.forks):
        yield Step("fetch fork", log)
    for log in sorted(there.logs.keys() - here.forks):
        ours, held = here.logs.get(log, 0), there.logs[log]
        if ours < held:
            yield Step("fetch entries", log, ours, held)
    wanted = (here.wanted & there.blobs.keys()) - here.blobs.keys() - here.erased_blobs
    for blob in sorted(wanted, key=lambda one: (there.blobs[one], one)):
        yield Step("fetch blob", blob)


def stops(start: int, weights: Iterable[int], note_size: int) -> list[int]:
    """Return where packs end, each of which fits, that carry entries from `start` on.

    `weights` are `wire.pack.weight` of each entry; `note_size` is the most that a
    signed head takes. The writer signs a head for each stop.

    Raises:
        ValueError: one entry alone does not fit; no entry that Habeas wrote is such.
    """
    most = room(bytes(note_size))
    found: list[int] = []
    at, first, filled = start, start, 0
    for weight in weights:
        if weight > most:
            raise ValueError("an entry does not fit into a pack")
        if filled + weight > most or at - first == MAX_ENTRIES:
            found.append(at)
            first, filled = at, 0
        at, filled = at + 1, filled + weight
    return [*found, at] if at > first else found
