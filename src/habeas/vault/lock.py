"""One process holds a vault at a time; the lock file says which."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from habeas.errors import HabeasError, LockedError, StorageError
from habeas.words import N_


class FolderLock:
    """An advisory lock on `<vault>/lock`, released with the process however it ends."""

    NAME = "lock"

    def __init__(self, folder: Path) -> None:
        self._path = folder / self.NAME
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LockedError: another process holds it (its number is named).
            StorageError: the folder cannot be written, or the drive knows no locks.
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
            _require_same(descriptor, self._path)
        except OSError as error:
            refusal = _refusal(error, descriptor)
            os.close(descriptor)
            raise refusal from error
        with suppress(OSError):  # a full disk: who holds it is a courtesy only
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._file = descriptor

    def release(self) -> None:
        """Give the lock up; twice is fine."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _require_same(descriptor: int, path: Path) -> None:
    """Refuse a lock on a file that a refused beginning removed meanwhile."""
    try:
        same = os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        same = False
    if not same:
        raise BlockingIOError


def _refusal(error: OSError, descriptor: int) -> HabeasError:
    if not isinstance(error, BlockingIOError):
        return StorageError(
            N_("This drive cannot say which program uses the vault."),
            advice=N_("Keep the vault on a drive of this computer, not on a network."),
        )
    holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    return LockedError(
        N_("This vault is open in another Habeas (process {holder})."),
        advice=N_("Close it there, or lock it there, and try again."),
        holder=holder if holder.isdecimal() else "?",
    )
