"""Bytes that are on the disk when the call returns."""

import ctypes
import os
import platform
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from habeas.errors import StorageError
from habeas.words import N_

_TELLS_ERRORS = (5, 8)
"""The first Linux whose syncfs says that a file could not be written."""


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file as a whole: written beside, fsynced, renamed, folder fsynced.

    Raises:
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
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise StorageError(
            N_("The vault could not be written on this disk.")
        ) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_files(paths: Sequence[Path]) -> None:
    """Make written files and their names durable, two folders up.

    At once where the system can do that and tell: syncfs writes names as well.

    Raises:
        OSError: one of them is not on the disk.
    """
    if len(paths) > 1 and _can_sync_at_once():
        _sync_file_system(paths[0])
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    above = {path.parent for path in paths}
    for folder in sorted(above | {folder.parent for folder in above}):
        sync_folder(folder)


def begin_writing(descriptor: int, start: int) -> None:
    """Ask the system to begin to write what was given to a file; promises nothing."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, start, 0, os.POSIX_FADV_DONTNEED)


def _can_sync_at_once() -> bool:
    found = re.match(r"([0-9]+)\.([0-9]+)", platform.release())
    known = (int(found[1]), int(found[2])) if found else (0, 0)
    return platform.system() == "Linux" and known >= _TELLS_ERRORS


def _sync_file_system(path: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if libc.syncfs(descriptor):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(descriptor)
