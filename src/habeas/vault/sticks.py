"""A file that leaves on a stick: whole under its name, or not there at all.

A stick is often FAT32, which holds no file of 4 GiB or more: what is longer is cut into
numbered parts. They are written under other names and renamed at the end, the first one
last: whoever finds it finds all of them.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader, RawIOBase
from pathlib import Path
from shutil import disk_usage
from typing import BinaryIO

from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.vault.disk import sync_folder
from habeas.words import N_

PART_SIZE = 4_000_000_000
"""Bytes of a part: less than the 4 GiB that FAT32 refuses."""
ENDING = ".age"
_BUFFER = 1 << 20


def fresh_name() -> str:
    """Return a name that says nothing."""
    return random_bytes(4).hex() + ENDING


def require_room(folder: Path, size: int) -> None:
    """Refuse to begin what can't be ended.

    Raises:
        StorageError: too little room, or the folder can't be read.
    """
    try:
        free = disk_usage(folder).free
    except OSError as error:
        raise _refused() from error
    if free < size:
        raise StorageError(
            N_("The file needs about {size} MB, and {free} MB are free there."),
            advice=N_(
                "Free some space, take another stick, or leave exhibits out. Nothing"
                " was written."
            ),
            size=-(-size // 10**6),
            free=free // 10**6,
        )


def write_parts(target: Path, pieces: Iterable[bytes], most: int) -> list[Path]:
    """Write a file in parts of `most` bytes; return them, durable, in their order.

    A single part has the name itself, several have `.001`, `.002` … behind it.

    Raises:
        BadInputError: there is such a file already.
        StorageError: the disk is full or refuses; nothing is left of it. And whatever
            `pieces` raises, with nothing left either.
    """
    if target.exists() or _numbered(target, 1).exists():
        raise BadInputError(
            N_("There is a file of this name already."),
            advice=N_("Choose another name. Nothing was written."),
        )
    beside: list[Path] = []
    try:
        _write_beside(target, pieces, most, beside)
        sync_folder(target.parent)
        return _named(target, beside)
    except OSError as error:
        raise _refused() from error
    finally:
        for path in beside:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _write_beside(
    target: Path, pieces: Iterable[bytes], most: int, beside: list[Path]
) -> None:
    left, file = 0, None
    with ExitStack() as open_files:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                if not left:
                    open_files.close()
                    file, left = open_files.enter_context(_part(target, beside)), most
                assert file is not None
                file.write(view[:left])
                view, left = view[left:], left - min(left, len(view))


@contextmanager
def _part(target: Path, beside: list[Path]) -> Iterator[BinaryIO]:
    path = target.with_name(f".{random_bytes(8).hex()}.part")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    beside.append(path)
    with os.fdopen(descriptor, "wb", buffering=_BUFFER) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _named(target: Path, beside: Sequence[Path]) -> list[Path]:
    names = [_numbered(target, n) for n in range(1, len(beside) + 1)]
    if len(beside) == 1:
        names = [target]
    for path, name in reversed(list(zip(beside, names, strict=True))):
        path.replace(name)
    sync_folder(target.parent)
    return names


def _numbered(target: Path, number: int) -> Path:
    return target.with_name(f"{target.name}.{number:03}")


@contextmanager
def open_parts(path: Path) -> Iterator[BinaryIO]:
    """Open a file that was carried here, with all its parts if it has several.

    `path` is the file, its first part, or its name without a number.

    Raises:
        NotFoundError: it is not there.
    """
    first = path if path.is_file() else _numbered(path, 1)
    if not first.is_file():
        raise NotFoundError(
            N_("There is no such file."),
            advice=N_("Is the stick plugged in? Look at the name once more."),
        )
    parts = [first]
    if first.suffix == ".001":
        name = first.with_suffix("")
        while (following := _numbered(name, len(parts) + 1)).is_file():
            parts.append(following)
    with _Parts([one.open for one in parts]) as raw:
        yield BufferedReader(raw, _BUFFER)


class _Parts(RawIOBase):
    """Reads files one behind the other."""

    def __init__(self, opens: Sequence[Callable[[str], object]]) -> None:
        self._opens = list(opens)
        self._file: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes.

        Raises:
            StorageError: the stick refuses.
        """
        try:
            while True:
                if self._file is None:
                    if not self._opens:
                        return 0
                    self._file = self._opens.pop(0)("rb")  # type: ignore[assignment]
                assert self._file is not None
                if count := self._file.readinto(buffer):  # type: ignore[attr-defined]
                    return int(count)
                self._file.close()
                self._file = None
        except OSError as error:
            raise StorageError(
                N_("The file can no longer be read."),
                advice=N_("Plug the stick in again and bring it in once more."),
            ) from error

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def _refused() -> StorageError:
    return StorageError(
        N_("The file could not be written: the stick is full or refuses."),
        advice=N_("Nothing is left of it. Try another stick, or leave exhibits out."),
    )
