"""Take in a file that was carried here, as one takes in what a stranger hands over.

docs/spec/carry.md. Entries stand by the signatures of their writers, sealed files by
their hashes; what was checked before a file breaks off stays.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from habeas.actions.carried import Came, FromMember, Opened, open_file, writer_of
from habeas.actions.cosigned_heads import keep_heads
from habeas.actions.desk import Desk
from habeas.actions.joining import arrive
from habeas.actions.merging import held
from habeas.case.membership import Authority
from habeas.errors import DamagedError, RefusedError, StorageError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.arriving import Arrival, sealed_names
from habeas.vault.foreign import ForkError
from habeas.vault.inventories import keep_inventory
from habeas.views.carried import named
from habeas.views.db import unread
from habeas.wire.carry import Item
from habeas.wire.inventory import Inventory
from habeas.wire.notice import boxed_case
from habeas.wire.pack import Pack
from habeas.wire.parts import PART
from habeas.words import N_

_BATCH = 16 * 1024 * 1024
"""Bytes of packs and boxes that are held before they are taken in."""
_WAITING = 64 * 1024 * 1024
"""Bytes of packs that wait for somebody to be let in by a later one."""
_HEADS = 2000
"""Heads without entries that are looked at for cosignatures: each costs time."""
_SPARE = 64 * 1024 * 1024
"""Bytes that stay free on the disk of the vault."""


@dataclass(frozen=True)
class Taking:
    """A file that is being taken in: go through `steps`, then `came` says what came.

    A step yields the bytes that are behind, and raises StorageError if the disk
    refuses; what was taken in before stays.
    """

    came: Came
    steps: Iterator[int]


def begin(
    desk: Desk, source: BinaryIO, *, passphrase: str = "", case: str = ""
) -> Taking:
    """Open a file and be ready to take it in, in small steps.

    `case` is the case that it must be of, if one is meant.

    Raises:
        As `open_file`: nothing was taken in.
    """
    id_, items = open_file(desk, source, passphrase, case)
    bringing = _Bringing(desk, id_)
    return Taking(bringing.came, bringing.steps(items))


def bring(
    desk: Desk,
    source: BinaryIO,
    *,
    passphrase: str = "",
    case: str = "",
    tell: Callable[[int], object] = lambda _done: None,
) -> Came:
    """Take in a file; say what came. Twice is once. `tell` is told bytes.

    Raises:
        StorageError: the disk is full or refuses; what was taken in before stays.
        And as `open_file`: nothing was taken in.
    """
    taking = begin(desk, source, passphrase=passphrase, case=case)
    for done in taking.steps:
        tell(done)
    return taking.came


class _Bringing(Opened):
    """Takes in what comes, a batch at a time."""

    def __init__(self, desk: Desk, case: bytes) -> None:
        super().__init__(desk, case)
        self._packs: list[tuple[Pack, int]] = []
        self._boxes: list[bytes] = []
        self._size = 0
        self._refused: dict[bytes, RefusedError] = {}
        self._keys: Mapping[bytes, bytes] = {}
        self._heads: list[Pack] = []
        self._wanted: set[str] | None = None

    def take_pack(self, pack: Pack, size: int) -> None:
        if self.came.audited and not pack.entries and len(self._heads) < _HEADS:
            self._heads.append(pack)
        self._packs.append((pack, size))
        self._grow(size)

    def take_writers(self, keys: Mapping[bytes, bytes]) -> None:
        self._keys = keys

    def take_box(self, made: bytes) -> None:
        boxed_case(made)  # refused at its place in the file
        self._boxes.append(made)
        self._grow(len(made))

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Take in what is held; packs of strangers wait for who lets them in."""
        if not self._packs and not self._boxes:
            return
        packs = [pack for pack, _size in self._packs]
        done = arrive(self.desk, self.came.case, packs, self._boxes, self._keys)
        self.came.boxes += done.boxes
        self._refused |= done.refused
        waiting = [one for one in self._packs if one[0].log in done.strangers]
        self._packs, self._boxes, self._size = _last(waiting), [], 0

    def take_blob(self, item: Item) -> Iterator[int]:
        if self._wanted is None:
            self._flush()
            self._wanted = self._lacking()
        if item.id not in self._wanted:
            self.came.unwanted += 1
            yield item.size
            return
        _require_room(self.desk, item.size)
        arrival = Arrival(self.desk.vault.exhibits, item.id)
        yield from _received(arrival, item.pieces)
        try:
            arrival.finish()
        except DamagedError:
            self.came.wrong += 1
        else:
            self._wanted.discard(item.id)
            self.came.files += 1

    def _lacking(self) -> set[str]:
        here = sealed_names(self.desk.vault.exhibits)
        files = named(self.desk.views, self.came.case)
        return {one.stored for one in files} - here

    def end(self) -> None:
        self._flush()
        self._flush()  # what waited for somebody who came last
        keep_heads(self.desk, self.came.case, self._heads)

    def keep(self, said: Inventory, data: bytes) -> None:
        keep_inventory(self.desk.vault, said, data)

    def tell_all(self) -> None:
        super().tell_all()
        authority = authority_in(self.desk.vault, self.case)
        after = held(self.desk, self.came.case)
        self._tell_members(authority, after)
        known = {pack.log for pack, _size in self._packs}
        self.came.strangers = len(known - after.keys())
        for log, error in self._refused.items():
            place = (
                self.came.forks if isinstance(error, ForkError) else self.came.refused
            )
            place.append(writer_of(authority, log))
        for log, stop in self.stops.items():
            if log in after and after[log] < stop and log not in self._refused:
                self.came.gaps.append(writer_of(authority, log))

    def _tell_members(self, authority: Authority, after: dict[bytes, int]) -> None:
        first = {log.hex(): self.before.get(log, 0) for log in after}
        closed, kept_back = self._closed(first), self._kept_back(first)
        by: dict[str, FromMember] = {}
        for log, size in sorted(after.items()):
            new = size - first[log.hex()]
            if new <= 0 or self._own(log):
                continue
            name = writer_of(authority, log)
            one = by.get(name, FromMember(name, 0, 0, 0))
            by[name] = FromMember(
                name,
                one.entries + new,
                one.held + kept_back.get(log.hex(), 0),
                one.closed + closed.get(log.hex(), 0),
            )
        self.came.members = [by[name] for name in sorted(by)]
        self.came.entries = sum(one.entries for one in self.came.members)

    def _own(self, log: bytes) -> bool:
        """Say whether this device wrote it: what it signed just now did not come."""
        logs = read.logs(self.desk.vault, self.case)
        return log not in self.stops and any(x.own and x.id == log for x in logs)

    def _closed(self, first: dict[str, int]) -> dict[str, int]:
        vault = self.desk.vault
        found: dict[str, int] = {}
        if self.came.audited:
            return found  # all are, and nothing else was meant
        for log, start in first.items():
            entries = read.entries(vault, bytes.fromhex(log), start)
            found[log] = sum(one.unit == b"" for one in entries)
        return found

    def _kept_back(self, first: dict[str, int]) -> dict[str, int]:
        """Count the new entries that are listed and do not count."""
        found: dict[str, int] = {}
        for log, position, _why in unread(self.desk.views, self.came.case):
            if position >= first.get(log, 0):
                stored = read.entry(self.desk.vault, bytes.fromhex(log), position)
                found[log] = found.get(log, 0) + bool(stored.unit)
        return found


def _last(waiting: list[tuple[Pack, int]]) -> list[tuple[Pack, int]]:
    """Return what may go on waiting: a file full of strangers fills no memory."""
    left, kept = _WAITING, []
    for pack, size in waiting:
        left -= size
        if left < 0:
            break
        kept.append((pack, size))
    return kept


def _require_room(desk: Desk, size: int) -> None:
    if shutil.disk_usage(desk.vault.folder).free < size + _SPARE:
        raise StorageError(
            N_("The disk of the vault has too little room for what came."),
            advice=N_(
                "Free some space and bring the file in again. What came before it is"
                " kept."
            ),
        )


def _received(arrival: Arrival, pieces: Iterable[bytes]) -> Iterator[int]:
    """Keep the bytes of a sealed file, but those that are here from an earlier try.

    Raises:
        StorageError: the disk refuses.
    """
    while arrival.reread():
        pass
    here = arrival.parts * PART
    for part in _parts(pieces):
        if here >= len(part):
            here -= len(part)
        else:
            arrival.take(part)
        yield len(part)


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in parts of 8 MiB, the last one shorter."""
    held_back = bytearray()
    for piece in pieces:
        held_back += piece
        while len(held_back) >= PART:
            yield bytes(held_back[:PART])
            del held_back[:PART]
    if held_back:
        yield bytes(held_back)
