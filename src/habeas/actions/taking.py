"""Seals one file of a folder while it is read, and notices if it changes meanwhile."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

from habeas.actions.walk import Here, open_met
from habeas.case.batch import Outcome
from habeas.errors import LockedError
from habeas.text.kinds import HEAD, ZIP_SIGN
from habeas.vault.exhibits import ExhibitStore, Held, Intake
from habeas.words import N_

_CHUNK = 1 << 20
_TAIL = 1 << 20
_TRIES = 2


class StoppedError(Exception):
    """Somebody asked to stop; nothing of the file in hand is kept."""


class _ChangedError(Exception):
    """It is not what it was when the reading began."""


@dataclass(frozen=True)
class Taken:
    """A sealed file with what its source said of it.

    `head` is its beginning; `tail` the end of an archive, where its directory is.
    """

    held: Held
    modified: float
    head: bytes = field(repr=False)
    tail: bytes = field(repr=False)


@dataclass(frozen=True)
class Reader:
    """Where files go, who is told of each piece, and who may stop it."""

    store: ExhibitStore
    tell: Callable[[int], object]
    over: Event

    def take(
        self, here: Here, name: bytes, others: Sequence[str] = ()
    ) -> Taken | Outcome:
        """Seal a file, not durably yet; or say why not. One that changes is read twice.

        Raises:
            StoppedError: `over` was set.
            StorageError: the vault's disk is full. LockedError: it was locked.
        """
        for _ in range(_TRIES):
            try:
                return self._once(here, name, others)
            except _ChangedError:
                continue
            except FileNotFoundError:
                return Outcome.GONE
            except OSError:
                return Outcome.UNREADABLE
        return Outcome.CHANGING

    def _once(self, here: Here, name: bytes, others: Sequence[str]) -> Taken | Outcome:
        handle = open_met(here, name)
        try:
            before = os.fstat(handle)
            intake = self.store.receive(others)
            try:
                head, tail = self._copy(handle, intake, before.st_size)
                at = os.stat(name, dir_fd=here.handle, follow_symlinks=False)
                _require_same(before, os.fstat(handle), at)
                if not head:
                    intake.abort()
                    return Outcome.EMPTY
                tail = tail if head.startswith(ZIP_SIGN) else b""
                return Taken(intake.hold(), before.st_mtime, head, tail)
            except BaseException:
                intake.abort()
                raise
        finally:
            os.close(handle)

    def _copy(self, handle: int, intake: Intake, size: int) -> tuple[bytes, bytes]:
        """Seal all that is there; a file that grows is not followed for ever."""
        head, tail, read = b"", b"", 0
        while piece := _piece(handle):
            if self.over.is_set():
                raise StoppedError
            read += len(piece)
            if read > size:
                raise _ChangedError
            if len(head) < HEAD:
                head += piece[: HEAD - len(head)]
            tail = (tail + piece)[-_TAIL:] if len(piece) < _TAIL else piece
            intake.write(piece)
            self.tell(len(piece))
        return head, tail


def _piece(handle: int) -> bytes:
    return os.read(handle, _CHUNK)


def _require_same(before: os.stat_result, *after: os.stat_result) -> None:
    """Refuse what was read if the file, or what its name leads to, is another now."""
    if any(_state(one) != _state(before) for one in after):
        raise _ChangedError


def _state(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def require_open(store: ExhibitStore) -> None:
    """Refuse to go on at a desk that was locked.

    Raises:
        LockedError: it was.
    """
    if store.closed:
        raise LockedError(
            N_("The vault was locked."),
            advice=N_("Unlock it and continue: what was recorded is there."),
        )
