"""A case in one file, to be carried by hand: what stands under its seal.

docs/spec/carry.md. The bytes are those that travel to a hub (packs, boxes, sealed
files), one behind the other, so that both sides read and write them as a stream; then
zeros, so that the length tells little. Nothing of it is believed for having come.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from habeas.wire.boxes import MAX_BOX
from habeas.wire.inventory import MAX_INVENTORY
from habeas.wire.pack import MAX_PACK
from habeas.wire.padding import padded
from habeas.wire.refusal import WireError
from habeas.wire.writers import MAX_WRITERS
from habeas.words import N_

MAX_BLOB = 64 * 1024**3
"""Bytes of one sealed file."""
LEAST = 256 * 1024
"""A smaller file is padded to this, so that a short one tells nothing."""

_ZEROS = 64 * 1024
_LINE = 128
_HEAD = re.compile(rb"habeas\.org/carry/v1\ncase ([0-9a-f]{32})\n")
_HEAD_SIZE = len("habeas.org/carry/v1\ncase \n") + 32
_ITEM = re.compile(
    rb"(?:(inventory|writers|box|pack)|blob ([0-9a-f]{64})) (0|[1-9][0-9]{0,11})\n"
)
_END = b"end\n"
_MOST = {
    "inventory": MAX_INVENTORY,
    "writers": MAX_WRITERS,
    "box": MAX_BOX,
    "pack": MAX_PACK,
}
_ORDER = ("inventory", "writers", "box", "pack", "blob")


class CutShortError(WireError):
    """The file ends before its end was met: a part is missing, or a copy broke off."""

    default_advice = N_(
        "Copy it once more from where it was made, with all its parts. What came"
        " before was checked by itself and stays."
    )


@dataclass(frozen=True)
class Item:
    """One thing in a file: its kind, and its bytes as they come.

    `id` is the hash that a blob is said to have. The bytes must be read before the next
    item is.
    """

    kind: str
    size: int
    pieces: Iterator[bytes]
    id: str = ""

    def whole(self) -> bytes:
        """Return all bytes of an item that is small by its kind."""
        return b"".join(self.pieces)


class Writing:
    """Counts what is written, for the padding; hands out the bytes to be sealed."""

    def __init__(self) -> None:
        self._size = 0

    def head(self, case: bytes) -> bytes:
        """Return what a file begins with."""
        return self._counted(f"habeas.org/carry/v1\ncase {case.hex()}\n".encode())

    def item(self, kind: str, data: bytes) -> bytes:
        """Return a thing that is small by its kind as it stands in the file."""
        return self._counted(f"{kind} {len(data)}\n".encode() + data)

    def blob(self, id_: str, size: int) -> bytes:
        """Return what stands in front of a sealed file; its `size` bytes follow."""
        line = f"blob {id_} {size}\n".encode()
        self._size += size
        return self._counted(line)

    def end(self) -> Iterator[bytes]:
        """Yield the end and the zeros behind it."""
        yield self._counted(_END)
        left = padded(max(self._size, LEAST)) - self._size
        while left > 0:
            yield bytes(min(left, _ZEROS))
            left -= _ZEROS

    def _counted(self, data: bytes) -> bytes:
        self._size += len(data)
        return data


class Reading:
    """Reads a file from the pieces that its seal gives, holding one item at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""
        self._at = self._taken = 0

    def case(self) -> bytes:
        """Read the head and return the case that it names.

        Raises:
            WireError: it is something else. CutShortError: it ends too early.
        """
        match = _HEAD.fullmatch(self._take(_HEAD_SIZE))
        if not match:
            raise _no_carry()
        return bytes.fromhex(match[1].decode())

    def items(self) -> Iterator[Item]:
        """Yield what follows the head, in the order of the form, to its end.

        Raises:
            WireError: another form than the one. CutShortError: it ends too early.
        """
        rank = 0
        while (line := self._line()) != _END:
            match = _ITEM.fullmatch(line)
            if not match:
                raise _no_carry()
            kind = match[1].decode() if match[1] else "blob"
            size = int(match[3])
            if size > _MOST.get(kind, MAX_BLOB) or _ORDER.index(kind) < rank:
                raise _no_carry()
            rank = _ORDER.index(kind)
            after = self._taken + size
            yield Item(kind, size, self._some(size), (match[2] or b"").decode())
            while self._taken < after:  # whoever asked for it did not want it
                self._more(after - self._taken)
        self._zeros()

    def _some(self, size: int) -> Iterator[bytes]:
        while size > 0:
            piece = self._more(size)
            size -= len(piece)
            yield piece

    def _more(self, most: int) -> bytes:
        self._fill()
        piece = self._held[self._at : self._at + most]
        self._at += len(piece)
        self._taken += len(piece)
        return piece

    def _fill(self) -> None:
        while self._at >= len(self._held):
            self._at, self._held = 0, next(self._pieces, b"")
            if not self._held:
                raise CutShortError(N_("This file ends before its end."))

    def _take(self, size: int) -> bytes:
        return b"".join(self._some(size))

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            self._fill()
            stop = self._held.find(b"\n", self._at, self._at + _LINE) + 1
            line += self._more((stop or len(self._held)) - self._at)
            if len(line) > _LINE:
                raise _no_carry()
        return line

    def _zeros(self) -> None:
        expected = padded(max(self._taken, LEAST)) - self._taken
        found = 0
        for piece in chain([self._held[self._at :]], self._pieces):
            if piece.strip(b"\0"):
                raise _no_carry()
            found += len(piece)
        if found != expected:
            raise _no_carry()


def _no_carry() -> WireError:
    return WireError(N_("This is not a case to be carried, as Habeas writes it."))
