"""Sealed files that come part by part from another copy: kept once they are whole.

A file that is being fetched lies under the name that it will have, with another ending;
its length says how many parts are there. Nothing of it counts before its hash is the
one that the case names.
"""

import os
from contextlib import suppress
from pathlib import Path

from habeas.crypto.digest import Hasher, new_sha256
from habeas.errors import DamagedError, StorageError
from habeas.vault.disk import sync_folder
from habeas.vault.exhibits import COMING, ExhibitStore
from habeas.wire.parts import PART
from habeas.words import N_


def sealed_names(store: ExhibitStore) -> set[str]:
    """Return the ciphertext hashes of the files that are here."""
    with suppress(OSError):
        return {one.stem for one in store.folder.glob("??/*.age")}
    return set()


def sealed_size(store: ExhibitStore, stored: str) -> int:
    """Return the bytes of a sealed file, 0 if it is not here."""
    try:
        return store.path(stored).stat().st_size
    except OSError:
        return 0


def part_of(store: ExhibitStore, stored: str, number: int) -> bytes:
    """Return a part of a sealed file; empty behind its end.

    Raises:
        StorageError: it is not here, or the disk refuses.
    """
    try:
        with store.path(stored).open("rb") as file:
            file.seek(number * PART)
            return file.read(PART)
    except OSError as error:
        raise StorageError(
            N_("A sealed file could not be read on this disk.")
        ) from error


def keep_whole(store: ExhibitStore, stored: str, data: bytes) -> None:
    """Keep a sealed file that came in one part; its hash was seen to be `stored`.

    Raises:
        StorageError: the disk is full or refuses; nothing is kept.
    """
    path = _coming(store, stored)
    _write(path, data, at=0)
    _place(store, path, stored)


class Arrival:
    """One file on its way in. What is there from the time before is read once."""

    def __init__(self, store: ExhibitStore, stored: str) -> None:
        self._store, self._stored = store, stored
        self._path = _coming(store, stored)
        self._hash: Hasher = new_sha256()
        self._size = 0
        try:
            self._whole = self._path.stat().st_size // PART
        except OSError:
            self._whole = 0

    @property
    def parts(self) -> int:
        """Return how many parts are here already: the next one to fetch."""
        return self._whole

    def reread(self) -> bool:
        """Take in one more part of what was there; say whether there is another.

        Raises:
            StorageError: the disk refuses.
        """
        if self._size >= self._whole * PART:
            return False
        try:
            with self._path.open("rb") as file:
                file.seek(self._size)
                piece = file.read(PART)
        except OSError as error:
            raise _refused() from error
        self._hash.update(piece)
        self._size += PART
        return True

    def take(self, part: bytes) -> None:
        """Keep the next part, durably.

        Raises:
            StorageError: the disk is full or refuses, or the file is coming in by
                another way at the same time; the parts before stay.
        """
        size = self._path.stat().st_size if self._path.exists() else 0
        if not self._size <= size < self._size + PART:
            raise _by_another_way()  # less or more than was written here
        _write(self._path, part, at=self._size)
        self._hash.update(part)
        self._size += len(part)
        self._whole += 1

    def finish(self) -> None:
        """Give the file its name.

        Raises:
            DamagedError: it is not the file that was asked for; nothing is kept.
            StorageError: the disk refuses.
        """
        if self._hash.digest().hex() != self._stored:
            with suppress(OSError):
                self._path.unlink()
            raise DamagedError(
                N_("A file came that is not the one that the case names."),
                advice=N_("Nothing of it was kept. It is fetched again."),
            )
        _place(self._store, self._path, self._stored)


def _coming(store: ExhibitStore, stored: str) -> Path:
    return store.path(stored).with_suffix(COMING)


def _write(path: Path, data: bytes, *, at: int) -> None:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(at)
            file.truncate()
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _refused() from error


def _place(store: ExhibitStore, path: Path, stored: str) -> None:
    try:
        store.place(path, stored)
        sync_folder(store.folder)
    except OSError as error:
        raise _refused() from error


def _by_another_way() -> StorageError:
    return StorageError(
        N_("This file is coming in by another way at this moment."),
        advice=N_("What came stays. Once it is whole it is here for both."),
    )


def _refused() -> StorageError:
    return StorageError(
        N_("The file could not be kept: the disk is full or refuses."),
        advice=N_("Free some space; what came so far stays, and the rest is fetched."),
    )
