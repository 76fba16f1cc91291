"""Entries of one log on their way in, more than memory should hold: not proven yet.

They wait beside the exhibits under a key that this process alone has, and are gone
after `drop`. The next unlock removes what a crash left.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import overload

import msgspec

from habeas.crypto.aead import NONCE_SIZE, lock, unlock
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.errors import StorageError
from habeas.vault.exhibits import ExhibitStore
from habeas.vault.spool import Spool
from habeas.wire.pack import Packed
from habeas.words import N_

_KEY_SIZE = 32
_ENTRIES = msgspec.msgpack.Decoder(list[Packed])
"""Reads what this process itself has written: no form that anybody else has to know."""


class Coming(Sequence[Packed]):
    """Takes entries, and gives them back in order, as often as they are asked for."""

    def __init__(self, store: ExhibitStore) -> None:
        """Begin with none.

        Raises:
            StorageError: the disk refuses.
        """
        self._key = random_bytes(_KEY_SIZE)
        self._spool = Spool(store)
        self._pieces: list[tuple[int, int]] = []
        self._end = self._count = 0

    def add(self, entries: Sequence[Packed]) -> None:
        """Take the next entries; they are in memory together.

        Raises:
            StorageError: the disk is full.
        """
        plain = msgspec.msgpack.encode(entries)
        piece = lock(self._key, random_bytes(NONCE_SIZE), plain, self._place())
        self._spool.write(piece)
        self._pieces.append((self._end, len(piece)))
        self._end += len(piece)
        self._count += len(entries)

    def drop(self) -> None:
        """Forget them; twice is fine."""
        self._spool.drop()

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def __iter__(self) -> Iterator[Packed]:
        """Yield them in order, a piece in memory at a time.

        Raises:
            StorageError: the disk refuses, or gives back something else.
        """
        for number, (start, size) in enumerate(self._pieces):
            try:
                file = self._spool.reader()
                file.seek(start)
                piece = unlock(self._key, file.read(size), self._place(number))
            except (OSError, ValueError, OpenError) as error:
                raise StorageError(
                    N_("What came could not be read back on this disk.")
                ) from error
            yield from _ENTRIES.decode(piece)

    @overload
    def __getitem__(self, at: int) -> Packed: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Packed, ...]: ...
    def __getitem__(self, at: int | slice) -> Packed | tuple[Packed, ...]:
        """Return some of them; reads all that come before."""
        if isinstance(at, slice):
            return tuple(self)[at]
        for one in islice(self, at, None):
            return one
        raise IndexError(at)

    def _place(self, number: int | None = None) -> bytes:
        return str(len(self._pieces) if number is None else number).encode()
