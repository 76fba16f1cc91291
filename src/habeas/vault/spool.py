"""A sealed file that comes through a form: it waits beside the exhibits, still sealed.

It can be read only once it is here to its end; nothing of it is opened on the disk. The
next unlock removes what a crash left.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from habeas.crypto.nonce import random_bytes
from habeas.errors import StorageError
from habeas.vault.exhibits import ExhibitStore
from habeas.words import N_


class Spool:
    """Takes bytes, gives them back from the beginning, and is gone after `drop`."""

    def __init__(self, store: ExhibitStore) -> None:
        """Begin a file.

        Raises:
            StorageError: the disk refuses.
        """
        self._path = _folder(store) / random_bytes(16).hex()
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._file: BinaryIO = os.fdopen(file, "w+b")
        except OSError as error:
            raise _full() from error

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            StorageError: the disk is full.
        """
        try:
            self._file.write(data)
        except OSError as error:
            raise _full() from error

    def reader(self) -> BinaryIO:
        """Return it from the beginning.

        Raises:
            StorageError: the disk is full.
        """
        try:
            self._file.seek(0)
        except OSError as error:
            raise _full() from error
        return self._file

    def drop(self) -> None:
        """Remove it; twice is fine."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _folder(store: ExhibitStore) -> Path:
    return store.folder / "incoming"


def _full() -> StorageError:
    return StorageError(
        N_("The disk of the vault has too little room for what came."),
        advice=N_("Free some space and bring the file in again."),
    )
