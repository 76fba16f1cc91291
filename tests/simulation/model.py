"""Copies of one case in memory: the true rules of who may do what and of the fold.

Bytes, seals, signatures and disks are left out: a root is a running hash, a key is the
set of devices that have it, and nobody forges what another signed. What is judged and
folded goes through `habeas.case` as in a vault.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from habeas.actions.merging import newest_epoch
from habeas.actions.settling import has_forgotten, is_stale
from habeas.case.codec import Act as Does
from habeas.case.codec import Body
from habeas.case.facts.members import Role
from habeas.case.fold import fold
from habeas.case.membership import Act, Authority, Standing, Written, authority
from habeas.case.standing import GIVES, RANK, TAKING
from habeas.case.written import AHEAD

EMPTY = "0" * 16
DAY = datetime(2021, 12, 7, 9, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry of a log, in its writer's words; `before` and `root` chain the log."""

    log: str
    index: int
    body: Body
    seen: Mapping[str, tuple[int, str]]
    key: str
    before: str
    root: str = ""
    previous: str = ""  # a log's first entry: the log that it goes on from

    def sealed(self) -> "Entry":
        """Return it with the root that a log has with it."""
        words = repr((self.before, self.index, self.body, sorted(self.seen.items())))
        return replace(self, root=sha256(words.encode()).hexdigest()[:16])


@dataclass
class Keys:
    """Which devices have which epoch's key.

    `answers` are kept for copies that hold and open the same, for speed: what is
    checked is worked out anew on each copy.
    """

    of: dict[str, set[str]] = field(default_factory=dict)
    answers: dict[object, Authority] = field(default_factory=dict)


@dataclass
class Copy:
    """A case on one device. `noted` is what its machine remembers of its own logs."""

    device: str
    log: str
    founder: str
    keys: Keys
    logs: dict[str, list[Entry]] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    noted: dict[str, str] = field(default_factory=dict)
    acknowledged: list[Entry] = field(default_factory=list)
    clock: datetime = DAY
    ring: set[str] = field(default_factory=set)
    """The keys of which the box came."""
    _known: tuple[object, Authority] | None = None

    def held(self) -> dict[str, int]:
        """Return how many entries of each log are here."""
        return {log: len(found) for log, found in self.logs.items()}

    def root(self, log: str, size: int) -> str:
        """Return the root of a log at a size that is held."""
        return self.logs[log][size - 1].root if size else EMPTY

    def opens(self, entry: Entry) -> bool:
        """Say whether this device has the key to an entry."""
        return entry.key in self.ring

    def opened(self) -> list[Entry]:
        """Return the entries that this device reads."""
        return [one for log in self.logs.values() for one in log if self.opens(one)]

    def past(self, entry: Entry) -> dict[str, int]:
        """Return what the writer had, if it fits what is here (vault/seen.py)."""
        found = {log: self._true(log, *line) for log, line in entry.seen.items()}
        return {**found, entry.log: entry.index}

    def _true(self, log: str, size: int, root: str) -> int:
        here = len(self.logs.get(log, ()))
        if log in self.forked:
            return min(size, here)
        return size if size <= here and self.root(log, size) == root else 0

    def written(self, entry: Entry) -> Written:
        """Return an entry as it is judged."""
        body, held = entry.body, sum(self.held().values())
        ref, past = (entry.log, entry.index), self.past(entry)
        return Written(ref, body.lamport, past, body.type, body.act.value, held)

    def authority(self) -> Authority:
        """Return who may do what, by what is open here (vault/acts.py)."""
        opened = self.opened()
        mark = (len(opened), tuple(self.held().items()), len(self.forked))
        if self._known is None or self._known[0] != mark:
            self._known = mark, self._answer(opened)
        return self._known[1]

    def _answer(self, opened: Sequence[Entry]) -> Authority:
        heads = sorted((log, found[-1].root) for log, found in self.logs.items())
        refs = sorted((one.log, one.index) for one in opened)
        place = tuple(heads), tuple(refs), tuple(sorted(self.forked))
        if place not in self.keys.answers:
            self.keys.answers[place] = self._work_out(opened)
        return self.keys.answers[place]

    def check_anew(self) -> None:
        """Work out who may do what from what is here, in the order in which it came."""
        opened = self.opened()
        mark = (len(opened), tuple(self.held().items()), len(self.forked))
        self._known = mark, self._work_out(opened)

    def _work_out(self, opened: Sequence[Entry]) -> Authority:
        acts, begun, continued = [], {}, {}
        for entry in opened:
            if entry.body.type == "log" and entry.index == 0:
                begun[entry.log] = self.past(entry)
                if entry.previous:
                    continued[entry.log] = entry.previous
            elif entry.body.type in {*GIVES, *TAKING} and entry.body.act is Does.PUT:
                acts.append(self._act(entry))
        return authority(self.founder, acts, continued, begun)

    def _act(self, entry: Entry) -> Act:
        one, body = self.written(entry), entry.body
        claimed = {log: size for log, (size, _root) in entry.seen.items()}
        return Act(
            *(one.ref, one.lamport, one.past, one.kind, one.act, one.held),
            id=body.id,
            fields=body.fields,
            claimed={**claimed, entry.log: entry.index},
            at=body.at,
        )

    def counts(self, entry: Entry) -> bool:
        """Say whether an entry counts here."""
        judged = self.authority().judge(self.written(entry))
        return judged.standing is Standing.COUNTS

    def verdicts(self) -> list[tuple[str, int, str]]:
        """Return what becomes of each entry that is open here."""
        found = self.authority()
        return sorted(
            (one.log, one.index, found.judge(self.written(one)).standing.value)
            for one in self.opened()
        )

    def view(self, entries: Iterable[Entry] | None = None) -> bytes:
        """Return what pages would show: every record's state, byte for byte."""
        chosen = self.opened() if entries is None else entries
        counted = [one for one in chosen if self.counts(one)]
        counted.sort(key=lambda one: (one.body.lamport, one.log, one.index))
        states: dict[str, Any] = {}
        waiting, moved = counted, True
        while waiting and moved:
            late = []
            for one in waiting:
                ref, id_ = (one.log, one.index), one.body.id
                state = fold(states.get(id_), one.body, ref)
                if state is None:
                    late.append(one)
                else:
                    states[id_] = state
            waiting, moved = late, len(late) < len(waiting)
        return msgspec.json.encode([states[id_] for id_ in sorted(states)])

    def left(self) -> int:
        """Return the rank that this device has now."""
        past = {**self.held(), self.log: len(self.logs.get(self.log, ()))}
        one = Written((self.log, past[self.log]), 1, past, "note")
        right = self.authority().right_of(one)
        return right.left if right else 0

    def reads(self) -> bool:
        """Say whether this device may read the case now."""
        readers = self.authority().readers("case")
        return self.device in {one.id for one in readers}

    def key(self) -> str:
        """Return the epoch that is written in."""
        acts = sorted(
            self.authority().of("epoch"),
            key=lambda act: (-act.fields["number"], act.order),
        )
        mine = [act.fields["public"] for act in acts]
        return next((one for one in mine if one in self.ring), "first")

    def stale(self) -> bool:
        """Say whether somebody who is out may have the newest key."""
        found = self.authority()
        newest = newest_epoch(found, "case")
        inside = {one.id for one in found.readers("case")}
        key = newest.fields["public"] if newest else ""
        closed = key not in self.ring
        if newest is None or closed or has_forgotten(found, newest, self.log):
            return True
        return is_stale(found, newest, inside)

    def lamport(self) -> int:
        """Return the highest counter that can be, of what is open here."""
        most = sum(self.held().values()) + AHEAD
        found = (one.body.lamport for one in self.opened())
        return max((one for one in found if one <= most), default=0)

    def knows(self) -> set[str]:
        """Return the logs that are taken in: of the case's beginning and announced."""
        named = {self.founder, *self.logs}
        for one in self.opened():
            if one.body.type == "device" and one.body.act is Does.PUT:
                named.add(one.body.fields["log"])
        return named

    def take(self, entries: Sequence[Entry]) -> bool:
        """Take in entries of one log that follow one another; say if any was new."""
        first = entries[0]
        log, here = first.log, self.logs.get(first.log, [])
        known = log in self.knows() or (
            first.index == 0 and self.opens(first) and first.previous in self.knows()
        )
        if not known or log in self.forked or first.index > len(here):
            return False
        if self._splits(entries, here):
            return False
        fresh = list(entries[len(here) - first.index :])
        if fresh and fresh[0].before != self.root(log, len(here)):
            self.doubted.add(log)  # asked for from the start from now on
            return False
        if fresh:
            self.logs.setdefault(log, []).extend(fresh)
        return bool(fresh)

    def _splits(self, entries: Sequence[Entry], here: Sequence[Entry]) -> bool:
        for one in entries:
            if one.index < len(here) and here[one.index].root != one.root:
                self.forked.add(one.log)
                return True
        return False

    def compare(self, other: "Copy") -> None:
        """Look at the newest heads of another copy (merging.heads_of)."""
        for log in self.logs.keys() & other.logs.keys():
            size = len(other.logs[log])
            held = size <= len(self.logs[log])
            if held and self.root(log, size) != other.root(log, size):
                self.forked.add(log)

    def receive(self, comes: Callable[[], bool]) -> bool:
        """Take in the boxes that are for this device, as they come; say if any did."""
        boxes = [key for key, given in self.keys.of.items() if self.device in given]
        new = {key for key in boxes if key not in self.ring and comes()}
        self.ring |= new
        return bool(new)

    def lacks(self, other: "Copy") -> list[list[Entry]]:
        """Return what another copy has and this one lacks, a list for each log."""
        found = []
        for log, entries in other.logs.items():
            start = 0 if log in self.doubted else len(self.logs.get(log, ()))
            if entries[start:]:
                found.append(entries[start:])
        return found

    def able(self) -> bool:
        """Say whether this device renews keys: a lead or an editor who reads."""
        return self.left() >= RANK[Role.EDITOR] and self.reads()
