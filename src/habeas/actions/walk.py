"""Goes through a folder by descriptors, so that no name leads elsewhere.

Links are not followed, pipes and devices not opened, nothing is changed. Every name
that is met is told of, also one that cannot be looked into: nothing is passed over.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from habeas.case.batch import Outcome

DEEPEST = 100
"""Folders inside one another: each takes a descriptor while it is gone through."""
_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_UNTOUCHED = getattr(os, "O_NOATIME", 0)  # leaves the time of the last reading as it is


@dataclass(frozen=True)
class Here:
    """A folder that is being gone through: its descriptor, its path from the root.

    `names` are the plain files in it.
    """

    handle: int
    path: bytes
    names: frozenset[bytes]


@dataclass(frozen=True)
class Entered:
    """A folder begins."""

    here: Here


@dataclass(frozen=True)
class Left:
    """A folder is done, and all in it."""

    here: Here


@dataclass(frozen=True)
class Met:
    """A name in a folder: a plain file, or why it is none (`outcome`)."""

    here: Here
    name: bytes
    outcome: Outcome | None = None

    @property
    def path(self) -> bytes:
        """Its path from the root of the walk."""
        return _joined(self.here.path, self.name)


Step = Entered | Left | Met


@dataclass
class _Folder:
    here: Here
    folders: set[bytes]
    others: dict[bytes, Outcome]
    left: list[bytes]


def walk(root: Path, shunned: Path) -> Generator[Step, None, None]:
    """Yield every step through a folder, names in the order of their bytes.

    `shunned`, the vault, is not looked into. Close the iterator to end early.

    Raises:
        OSError: the root itself cannot be read.
    """
    avoid = _identity(shunned.stat())
    stack = [_opened(os.open(root, _READING | os.O_DIRECTORY), b"")]
    try:
        yield Entered(stack[0].here)
        while stack:
            folder = stack[-1]
            if not folder.left:
                yield Left(folder.here)
                os.close(stack.pop().here.handle)
                continue
            name = folder.left.pop()
            if name not in folder.folders:
                yield Met(folder.here, name, folder.others.get(name))
                continue
            inner = _inner(folder.here, name, avoid, len(stack))
            if isinstance(inner, Outcome):
                yield Met(folder.here, name, inner)
            else:
                stack.append(inner)
                yield Entered(inner.here)
    finally:
        for folder in stack:
            os.close(folder.here.handle)


def _inner(
    here: Here, name: bytes, avoid: tuple[int, int], depth: int
) -> "_Folder | Outcome":
    if depth >= DEEPEST:
        return Outcome.DEEP
    try:
        handle = os.open(name, _READING | os.O_DIRECTORY, dir_fd=here.handle)
        if _identity(os.fstat(handle)) == avoid:
            os.close(handle)
            return Outcome.VAULT
        return _opened(handle, _joined(here.path, name))
    except FileNotFoundError:
        return Outcome.GONE
    except OSError:
        return Outcome.UNREADABLE


def _opened(handle: int, path: bytes) -> _Folder:
    try:
        with os.scandir(handle) as found:
            entries = {os.fsencode(one.name): one for one in found}
            folders = {
                name
                for name, one in entries.items()
                if one.is_dir(follow_symlinks=False)
            }
            others = {
                name: Outcome.LINK if one.is_symlink() else Outcome.SPECIAL
                for name, one in entries.items()
                if name not in folders and not one.is_file(follow_symlinks=False)
            }
    except OSError:
        os.close(handle)
        raise
    here = Here(handle, path, frozenset(entries.keys() - folders - others.keys()))
    return _Folder(here, folders, others, sorted(entries, reverse=True))


def open_met(here: Here, name: bytes) -> int:
    """Open a plain file for reading; return its descriptor.

    Raises:
        OSError: it is gone, not to be read, or no plain file any more.
    """
    try:
        handle = os.open(name, _READING | _UNTOUCHED, dir_fd=here.handle)
    except PermissionError:  # the system keeps that from all but the owner
        handle = os.open(name, _READING, dir_fd=here.handle)
    if not S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError
    return handle


def size_of(root: Path, shunned: Path) -> Iterator[tuple[int, int]]:
    """Yield (files, bytes) counted so far, file by file."""
    files = total = 0
    with closing(walk(root, shunned)) as steps:
        for step in steps:
            if isinstance(step, Met) and step.outcome is None:
                with suppress(OSError):
                    found = os.stat(
                        step.name, dir_fd=step.here.handle, follow_symlinks=False
                    )
                    total += found.st_size
                files += 1
                yield files, total


def _joined(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder else name


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
