"""The newest heads this machine wrote, kept outside the vault (docs/adr/0007).

A restored backup or a copied vault stands behind them: it may not continue its log, or
one log would have two histories. The files are sealed under a key of the vault and say
nothing to others but that a vault was opened here.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from habeas.crypto.failure import OpenError
from habeas.crypto.wrapping import unwrap, wrap

Head = tuple[int, bytes]
"""How many entries a log had, and the root over them."""

_CONTEXT = b"habeas.org/heads/v1\n"
_PAGE = 4096
_MAX = 64 << 20


@dataclass(frozen=True)
class Known:
    """A log's newest head; `before` is set until the growth to it was committed."""

    head: Head
    before: Head | None = None

    def explains(self, head: Head) -> bool:
        """Say whether a vault that was never put back can stand at this head.

        Killed before the commit, it stands at `before`, and nothing was acknowledged.
        """
        return head in (self.head, self.before)


class _Line(msgspec.Struct, frozen=True, array_like=True):
    log: str
    size: int
    root: str
    before: tuple[int, str] | None


class _Slot(msgspec.Struct, frozen=True, array_like=True):
    turn: int
    lines: list[_Line]


class KnownHeads:
    """The heads by log id, read anew for every question: another copy may write too.

    Two files are written in turn: one torn by a kill or a power cut leaves the other.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._paths, self._key = (path, path.with_suffix(".heads2")), key
        self._unkept: dict[bytes, Known] = {}
        self._opened: dict[Path, tuple[bytes, _Slot]] = {}

    def of(self, log: bytes) -> Known | None:
        """Return the newest head of a log that this machine remembers, or None."""
        try:
            with self._locked():
                return self._read()[1].get(log)
        except OSError:
            return self._unkept.get(log)

    def all(self) -> dict[bytes, Known]:
        """Return the newest head of every log that this machine remembers."""
        try:
            with self._locked():
                return self._read()[1]
        except OSError:
            return dict(self._unkept)

    def swap(self, log: bytes, before: Head, head: Head) -> bool:
        """Remember durably that a log is about to grow; say whether it may.

        It may if `before` is what is remembered, or nothing and the log is new. Where
        this machine keeps no such file (full, read-only), the heads last as long as the
        process: the next unlock begins a new log.
        """
        known = Known(head, before)
        old = before if before[0] else None
        try:
            with self._locked():
                turn, heads = self._read()
                if _head(heads.get(log)) != old:
                    return False
                self._write(turn + 1, {**heads, log: known}, durably=True)
        except OSError:
            self._forget()
            if _head(self._unkept.get(log)) not in (old, None):
                return False
            self._unkept[log] = known
        return True

    def settle(self, log: bytes, head: Head) -> None:
        """Note that the growth to `head` was committed, or taken back to it.

        Not synced: after a power cut the note may again name both heads, which says
        less but nothing wrong.
        """
        try:
            with self._locked():
                turn, heads = self._read()
                known = heads.get(log)
                if known is not None and known.explains(head):
                    self._write(turn + 1, {**heads, log: Known(head)}, durably=False)
        except OSError:
            self._forget()
        if log in self._unkept:
            self._unkept[log] = Known(head)

    def forget(self, logs: Collection[bytes]) -> None:
        """Remember no longer that these logs were ever written here.

        Both files are written, so that the older one does not name them either.
        """
        try:
            with self._locked():
                for _ in self._paths:
                    turn, heads = self._read()
                    left = {log: one for log, one in heads.items() if log not in logs}
                    self._write(turn + 1, left, durably=True)
        except OSError:
            self._forget()
        for log in logs:
            self._unkept.pop(log, None)

    def _forget(self) -> None:
        """Remove what could not be brought up to date: an old note would be wrong."""
        for path in self._paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        file = self._first()
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    def _first(self) -> int:
        """Open the first file, which is also the lock; make it and its folder once."""
        flags = os.O_RDWR | os.O_CREAT
        try:
            return os.open(self._paths[0], flags, 0o600)
        except FileNotFoundError:
            self._paths[0].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self._paths[0], flags, 0o600)

    def _read(self) -> tuple[int, dict[bytes, Known]]:
        """Return the newer whole file's turn and heads."""
        newest = max(map(self._slot, self._paths), key=lambda slot: slot.turn)
        found = {
            bytes.fromhex(line.log): Known(
                (line.size, bytes.fromhex(line.root)),
                line.before and (line.before[0], bytes.fromhex(line.before[1])),
            )
            for line in newest.lines
        }
        return newest.turn, {**found, **self._unkept}

    def _slot(self, path: Path) -> _Slot:
        try:
            sealed = path.read_bytes()[:_MAX]
            if path not in self._opened or self._opened[path][0] != sealed:
                plain = unwrap(self._key, sealed, _CONTEXT).rstrip(b" ")
                self._opened[path] = sealed, msgspec.json.decode(plain, type=_Slot)
            return self._opened[path][1]
        except (FileNotFoundError, OpenError, msgspec.MsgspecError):
            return _Slot(0, [])  # new, torn, or another vault's

    def _write(self, turn: int, heads: dict[bytes, Known], *, durably: bool) -> None:
        slot = _Slot(turn, [_line(*one) for one in sorted(heads.items())])
        plain = msgspec.json.encode(slot)
        padded = plain.ljust(-(-len(plain) // _PAGE) * _PAGE)
        sealed = wrap(self._key, padded, _CONTEXT)
        path = self._paths[(turn - 1) % 2]
        self._opened[path] = sealed, slot
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, sealed, 0)
            os.ftruncate(file, len(sealed))
            if durably:
                os.fdatasync(file)
        finally:
            os.close(file)


def _head(known: Known | None) -> Head | None:
    """Return what is remembered; nothing of a log whose beginning was taken back."""
    return known.head if known is not None and known.head[0] else None


def _line(log: bytes, known: Known) -> _Line:
    size, root = known.head
    before = known.before and (known.before[0], known.before[1].hex())
    return _Line(log.hex(), size, root.hex(), before)
