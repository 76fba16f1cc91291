"""Sealed parts of files as files in a folder: written once, whole or absent."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from habeas.crypto.nonce import random_bytes
from habeas.hub.refusals import HubRefusal

MAX_BLOB = 8 * 1024 * 1024
_AT_ONCE = 64 * 1024
_ABANDONED_SECONDS = 3600


class Incoming(Protocol):
    """A blob on its way in: fed piece by piece, then kept or dropped."""

    def write(self, piece: bytes) -> None:
        """Take the next bytes."""
        ...

    def keep(self) -> None:
        """Make it a blob under its name, durably."""
        ...

    def drop(self) -> None:
        """Leave nothing of it; after `keep` this does nothing."""
        ...


class Blobs(Protocol):
    """The bytes of blobs; whether they count, the store says."""

    def has(self, case: bytes, hash_: bytes) -> bool:
        """Say whether its bytes are there."""
        ...

    def receive(self, case: bytes, hash_: bytes) -> Incoming:
        """Begin to take one in."""
        ...

    def read(self, case: bytes, hash_: bytes) -> Iterator[bytes]:
        """Return its bytes piece by piece; it is opened when this returns.

        Raises:
            HubRefusal: `disk`: it isn't there.
        """
        ...

    def remove(self, case: bytes, hash_: bytes) -> None:
        """Take its bytes off the disk; twice is fine."""
        ...

    def sweep(self, now: float) -> None:
        """Remove what a process that was killed left half taken in (POSIX seconds)."""
        ...


class FolderBlobs:
    """One file for each, `<case>/<two digits>/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._coming = folder / "blobs", folder / "incoming"
        self._folder.mkdir(exist_ok=True)
        self._coming.mkdir(exist_ok=True)

    def receive(self, case: bytes, hash_: bytes) -> Incoming:
        """Begin to take one in."""
        beside = self._coming / random_bytes(16).hex()
        return _IncomingFile(beside, self._path(case, hash_))

    def has(self, case: bytes, hash_: bytes) -> bool:
        """Say whether its bytes are there."""
        return self._path(case, hash_).is_file()

    def read(self, case: bytes, hash_: bytes) -> Iterator[bytes]:
        """Return its bytes piece by piece; it is opened when this returns."""
        try:
            file = self._path(case, hash_).open("rb")
        except OSError as error:
            raise no_disk() from error

        def pieces() -> Iterator[bytes]:
            with file:
                while piece := file.read(_AT_ONCE):
                    yield piece

        return pieces()

    def remove(self, case: bytes, hash_: bytes) -> None:
        """Take its bytes off the disk; twice is fine."""
        path = self._path(case, hash_)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise no_disk() from error
        with suppress(OSError):  # no folder, nothing to make durable
            sync_folder(path.parent)

    def sweep(self, now: float) -> None:
        """Remove what a process that was killed left half taken in."""
        for path in self._coming.iterdir():
            with suppress(OSError):  # another process swept it
                if path.stat().st_mtime < now - _ABANDONED_SECONDS:
                    path.unlink()

    def _path(self, case: bytes, hash_: bytes) -> Path:
        name = hash_.hex()
        return self._folder / case.hex() / name[:2] / name


class _IncomingFile:
    def __init__(self, beside: Path, path: Path) -> None:
        self._beside, self._path = beside, path
        try:
            self._file = beside.open("xb")
        except OSError as error:
            raise no_disk() from error

    def write(self, piece: bytes) -> None:
        try:
            self._file.write(piece)
        except OSError as error:
            raise no_disk() from error

    def keep(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._beside.replace(self._path)
            for folder in self._path.parents[:3]:
                sync_folder(folder)
        except OSError as error:
            raise no_disk() from error

    def drop(self) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._beside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def no_disk() -> HubRefusal:
    """Return the refusal of whatever bytes are kept on, when it fails."""
    return HubRefusal(507, "disk", "The hub's disk is full or doesn't answer.")
