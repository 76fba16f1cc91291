"""Bytes that are on the disk when the call returns."""

import os
from contextlib import suppress
from pathlib import Path

from habeas.errors import StorageError
from habeas.words import N_

_ZEROS = 1 << 20


class UnconfirmedError(StorageError):
    """The new file stands in place of the old, but its name may not be on the disk."""

    default_advice = N_(
        "It counts from now on, but a power cut may undo it. Copy the vault to another"
        " drive: this one may be failing."
    )


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file as a whole: written beside, fsynced, renamed, folder fsynced.

    Raises:
        UnconfirmedError: the file is replaced; only a power cut could undo it.
        StorageError: the disk is full or refuses; the old file is as it was.
    """
    beside = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise StorageError(
            N_("The vault could not be written on this disk.")
        ) from error
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnconfirmedError(
            N_("The change is made, but this disk did not confirm it.")
        ) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_writing(descriptor: int, start: int) -> None:
    """Ask the system to begin to write what was given to a file; promises nothing."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, start, 0, os.POSIX_FADV_DONTNEED)


def overwrite(path: Path) -> None:
    """Write zeros over a file, in place and durably; one that is not there is fine.

    A disk that writes elsewhere instead (flash, a snapshot) keeps the old blocks.

    Raises:
        OSError: the disk refuses.
    """
    if not path.exists():
        return
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _ZEROS)))
        os.fsync(file.fileno())
