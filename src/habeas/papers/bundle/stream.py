"""A file of a bundle as a stream that can be read twice and must be the same twice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from habeas.crypto.digest import new_sha256


@dataclass(frozen=True)
class Stream:
    """One file to be written: `read` yields its bytes, the same at each call.

    `label` is how a leak in it is reported, where `path` could itself hold a name.
    """

    path: str
    read: Callable[[], Iterator[bytes]]
    label: str = ""

    @property
    def place(self) -> str:
        """How this file is named to people."""
        return self.label or self.path


@dataclass(frozen=True)
class Measure:
    """The size and SHA-256 (hex) of a stream."""

    size: int
    sha256: str


class Meter:
    """Passes a stream on and measures it."""

    def __init__(self) -> None:
        self._digest = new_sha256()
        self._size = 0

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield `chunks` unchanged."""
        for chunk in chunks:
            self._digest.update(chunk)
            self._size += len(chunk)
            yield chunk

    def measure(self) -> Measure:
        """Return what went through so far."""
        return Measure(self._size, self._digest.hexdigest())


def of_bytes(path: str, data: bytes) -> Stream:
    """Return a stream of bytes in memory."""
    return Stream(path, lambda: iter((data,)))
