"""What came from a hub and is not taken in yet; on the disk where it is much."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from habeas.copying.desks import AtDesk
from habeas.vault.coming import Coming
from habeas.wire.pack import Pack, Packed, weight

_MOST: Final = 4 * 1024 * 1024
"""Bytes of entries that are gathered, in memory, before they are taken in together."""


@dataclass
class Taken:
    """Packs and boxes that came."""

    packs: list[Pack] = field(default_factory=list)
    boxes: list[bytes] = field(default_factory=list)
    _size: int = 0

    @property
    def full(self) -> bool:
        """Say whether it is time to take it in."""
        return self._size > _MOST

    def take(self, pack: Pack, size: int) -> None:
        """Take a pack whose entries have this size."""
        self.packs.append(pack)
        self._size += size

    def give(self) -> tuple[list[Pack], list[bytes]]:
        """Return all of it, and forget it: it is being taken in."""
        packs, boxes = self.packs, self.boxes
        self.packs, self.boxes, self._size = [], [], 0
        return packs, boxes


class Parts:
    """Entries under one head, which count together or not at all: maybe very many."""

    def __init__(self, at: AtDesk) -> None:
        self._at = at
        self._held: list[Sequence[Packed]] = []
        self._coming: Coming | None = None
        self.size = 0

    async def add(self, entries: Sequence[Packed]) -> None:
        """Take the next of them; on the disk once they are too many for memory.

        Raises:
            StorageError: the disk refuses.
        """
        self._held.append(entries)
        self.size += sum(
            weight(len(one.envelope), len(one.sealed or b"")) for one in entries
        )
        if self.size > _MOST:
            held, self._held = self._held, []
            self._coming = await self._at(
                lambda desk: self._coming or Coming(desk.vault.exhibits)
            )
            for part in held:
                self._coming.add(part)

    def entries(self) -> Sequence[Packed]:
        """Return all of them."""
        return self._coming or tuple(one for part in self._held for one in part)

    def drop(self) -> None:
        """Forget them."""
        if self._coming is not None:
            self._coming.drop()


def drop(packs: Sequence[Pack]) -> None:
    """Forget what of these waits on the disk."""
    for pack in packs:
        if isinstance(pack.entries, Coming):
            pack.entries.drop()
