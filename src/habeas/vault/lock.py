"""One process holds a vault at a time; the lock file says which."""

import fcntl
import os
from pathlib import Path

from habeas.errors import LockedError, StorageError
from habeas.words import N_


class FolderLock:
    """An advisory lock on `<vault>/lock`, released with the process however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LockedError: another process holds it (its number is named).
            StorageError: the folder cannot be written.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(
                N_("This vault cannot be opened for writing."),
                advice=N_("Check that the drive is plugged in and not read-only."),
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise LockedError(
                N_("This vault is open in another Habeas (process {holder})."),
                advice=N_("Close it there, or lock it there, and try again."),
                holder=holder or "?",
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
        self._file = descriptor

    def release(self) -> None:
        """Give the lock up; twice is fine."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
