"""Watches the file system while something runs: what is written, and what it says.

Two ways at once, because each misses something. inotify tells every file made, written,
renamed or removed below the watched folders; a look into /proc/<pid>/fd finds files
that never had a name. Both are searched for marks that only the plaintext has.
"""

import contextlib
import ctypes
import os
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MARK = b"\x00plain%08x\xff"
BLOCK = 4096
_CREATED, _MODIFIED, _CLOSED, _MOVED, _IS_FOLDER = 0x100, 0x2, 0x8, 0x80, 0x40000000
_HEAD = struct.Struct("iIII")
_OVERLAP = 64


def marked(size: int, seed: int) -> Iterator[bytes]:
    """Yield pieces of bytes that don't compress, with a mark in every 4 KiB."""
    mark, filling = mark_of(seed), os.urandom(1 << 20)
    for place in range(0, size, 1 << 20):
        piece = bytearray(filling)
        piece[:8] = place.to_bytes(8)
        for start in range(16, len(piece), BLOCK):
            piece[start : start + len(mark)] = mark
        yield bytes(piece[: min(len(piece), size - place)])


def mark_of(seed: int) -> bytes:
    """Return the bytes that stand in every block."""
    return MARK % seed


class Watch(threading.Thread):
    """Looks until it is stopped. `stray` holds what must not be, in words."""

    def __init__(
        self,
        marks: Iterable[bytes],
        folders: Iterable[Path],
        *,
        flat: Iterable[Path] = (),
        processes: Callable[[], Iterable[int]] = tuple,
    ) -> None:
        super().__init__(daemon=True)
        self.marks = tuple(marks)
        self.written: set[Path] = set()
        self.unseen: set[Path] = set()
        self.stray: set[str] = set()
        self._processes = processes
        self._over = threading.Event()
        self._places: dict[int, Path] = {}
        self._read: dict[Path, int] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = self._libc.inotify_init1(os.O_NONBLOCK)
        for folder in folders:
            self._add(folder, deep=True)
        for folder in flat:
            self._add(folder, deep=False)

    def run(self) -> None:
        """Look again and again."""
        while not self._over.wait(0.02):
            self._look()
        self._look()

    def stop(self) -> None:
        """Look once more and stop."""
        self._over.set()
        self.join()
        os.close(self._inotify)

    def _add(self, folder: Path, *, deep: bool) -> None:
        events = _CREATED | _MODIFIED | _CLOSED | _MOVED
        number = self._libc.inotify_add_watch(
            self._inotify, os.fsencode(folder), events
        )
        if number < 0:
            return
        self._places[number] = folder
        with contextlib.suppress(OSError):
            for one in folder.iterdir() if deep else ():
                if one.is_dir() and not one.is_symlink():
                    self._add(one, deep=True)
                elif one not in self.written:
                    self._touched(one)

    def _look(self) -> None:
        touched = set()
        while events := self._events():
            for number, mask, name in events:
                path = self._places[number] / name
                if mask & _IS_FOLDER:
                    self._add(path, deep=True)
                elif name:
                    touched.add(path)
        for path in touched:
            self._touched(path)
        for process in self._processes():
            self._open_files(process)

    def _events(self) -> list[tuple[int, int, str]]:
        try:
            data = os.read(self._inotify, 1 << 16)
        except BlockingIOError:
            return []
        found, at = [], 0
        while at < len(data):
            number, mask, _, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            name = os.fsdecode(data[at : at + length].rstrip(b"\0"))
            found.append((number, mask, name))
            at += length
        return [one for one in found if one[0] in self._places]

    def _touched(self, path: Path) -> None:
        self.written.add(path)
        if any(mark in os.fsencode(path) for mark in self.marks):
            self.stray.add(f"the name {path}")
        try:
            size = path.stat().st_size
            start = max(0, min(self._read.get(path, 0), size) - _OVERLAP)
            with path.open("rb") as file:
                file.seek(start)
                self._search(file.read(), str(path))
            self._read[path] = size
        except OSError:
            self.unseen.add(path)

    def _open_files(self, process: int) -> None:
        """Search the files of a process that have no name (any more)."""
        with contextlib.suppress(OSError):
            for one in list(Path(f"/proc/{process}/fd").iterdir()):
                self._open_file(one)

    def _open_file(self, one: Path) -> None:
        with contextlib.suppress(OSError):  # closed in the meantime
            target = str(one.readlink())
            if target.endswith(" (deleted)") or target.startswith("/memfd:"):
                with one.open("rb") as file:
                    self._search(file.read(), target)

    def _search(self, data: bytes, where: str) -> None:
        if any(mark in data for mark in self.marks):
            self.stray.add(where)


def tree(process: int) -> list[int]:
    """Return a process and all that it started."""
    found = [process]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def memory(process: int, what: str = "VmRSS") -> int:
    """Return bytes of memory: VmRSS, what it has, or VmHWM, the most since `level`."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == what:
            return int(rest.split()[0]) << 10
    raise ValueError(what)


def level(process: int) -> int:
    """Forget the most memory it ever had; return what it has now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return memory(process)
