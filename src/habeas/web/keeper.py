"""Keeps the opened vault: one thread uses it, an idle clock shuts it.

Everything that touches the vault runs in one thread of its own, one piece after the
other: SQLCipher connections belong to a thread, and a case has one writer. The page
server's own thread never waits for Argon2 or a disk.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Protocol, TypeVar

from habeas.actions.desk import Desk
from habeas.crypto.shares import Share
from habeas.errors import LockedError
from habeas.web.refusals import OpenAlreadyError
from habeas.words import N_, Tell, silent

log = logging.getLogger("habeas.web")
IDLE_SECONDS = 15 * 60
T = TypeVar("T")


class Entrance(Protocol):
    """How this run of the program reaches its vault; chosen in habeas.app."""

    @property
    def demo(self) -> bool:
        """Whether the vault holds invented data."""
        ...

    @property
    def place(self) -> str:
        """Where the vault stands or will stand, as a person may read and change it."""
        ...

    @property
    def can_show(self) -> bool:
        """Whether an invented case can be shown in a vault that is thrown away."""
        ...

    def at(self, place: str) -> "Entrance":
        """Return the entrance to another place."""
        ...

    def exists(self) -> bool:
        """Say whether a vault stands there."""
        ...

    def show(self) -> Desk:
        """Make a vault of invented data that is removed when it is locked."""
        ...

    def create(self, passphrase: str) -> Desk:
        """Make a new vault and open it."""
        ...

    def unlock(self, passphrase: str, tell: Tell = silent) -> Desk:
        """Open the vault, or raise WrongPassphraseError."""
        ...

    def check_code(self, code: str) -> None:
        """Raise what is wrong with this code, before a passphrase is asked for."""
        ...

    def recover(self, code: str, passphrase: str) -> Desk:
        """Open the vault with its recovery sheet; `passphrase` opens it from now on."""
        ...

    def check_shares(self, shares: Sequence[Share]) -> None:
        """Raise what is wrong with these shares, before a passphrase is asked for."""
        ...

    def recover_by_shares(self, shares: Sequence[Share], passphrase: str) -> Desk:
        """Open the vault with its shares; `passphrase` alone opens it from now on."""
        ...


def boot_seconds() -> float:
    """Return seconds that go on while the machine sleeps, so that a shut lid counts."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class DeskKeeper:
    """Holds the desk while it is open; every use counts against the idle clock."""

    def __init__(
        self,
        entrance: Entrance,
        *,
        idle_seconds: float = IDLE_SECONDS,
        seconds: Callable[[], float] = boot_seconds,
        desk: Desk | None = None,
    ) -> None:
        self.entrance = entrance
        self.idle_seconds = idle_seconds
        self._seconds = seconds
        self._desk = desk
        self._used = seconds()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._at_lock: list[Callable[[], object]] = []

    @property
    def demo(self) -> bool:
        """Say whether this vault holds invented data and is thrown away."""
        return self.entrance.demo or (self._desk is not None and self._desk.vault.demo)

    @property
    def is_open(self) -> bool:
        """Say whether the vault is unlocked now."""
        return self._desk is not None

    def touch(self) -> None:
        """Count this moment as use."""
        self._used = self._seconds()

    def seconds_left(self) -> float:
        """Return seconds until the vault locks itself; 0 when it should be locked."""
        return max(0.0, self._used + self.idle_seconds - self._seconds())

    async def exists(self) -> bool:
        """Say whether there is a vault to unlock."""
        return await self._do(self.entrance.exists)

    async def check_code(self, code: str) -> None:
        """Raise what is wrong with the code of a sheet; nothing is opened.

        Raises:
            OpenAlreadyError: a vault is open.
        """
        await self._check(lambda: self.entrance.check_code(code))

    async def check_shares(self, shares: Sequence[Share]) -> None:
        """Raise what is wrong with shares on paper; nothing is opened.

        Raises:
            OpenAlreadyError: a vault is open.
        """
        await self._check(lambda: self.entrance.check_shares(shares))

    async def _check(self, look: Callable[[], None]) -> None:
        def check() -> None:
            self._expire()
            if self._desk is not None:
                raise OpenAlreadyError
            look()

        await self._do(check)

    async def enter(self, passphrase: str, *, new: bool, tell: Tell = silent) -> None:
        """Unlock or create the vault; attempts wait for each other.

        `tell` is told how far an unlock is that has to catch up.

        Raises:
            WrongPassphraseError: as the vault says; each try costs an Argon2.
        """
        there = self.entrance
        await self.open(
            lambda: there.create(passphrase) if new else there.unlock(passphrase, tell)
        )

    async def open(self, open_desk: Callable[[], Desk]) -> None:
        """Open a desk; attempts wait for each other, and one that is idle is shut.

        Raises:
            OpenAlreadyError: a desk is open; nothing was done.
        """

        def decide() -> None:
            self._expire()
            if self._desk is not None:
                raise OpenAlreadyError
            self._desk = open_desk()
            self.touch()

        await self._do(decide)

    async def move(self, place: str, passphrase: str) -> None:
        """Make a vault at another place, and keep to that place if it was made.

        Raises:
            OpenAlreadyError: a vault is open; nothing was made.
        """
        there = self.entrance.at(place)
        await self.open(lambda: there.create(passphrase))
        self.entrance = there

    async def run(self, work: Callable[[Desk], T], *, used: bool = True) -> T:
        """Do a piece of work at the desk, in its thread; what nobody did is not `used`.

        Raises:
            LockedError: the vault is locked, or has been idle too long.
        """

        def at_desk() -> T:
            self._expire()
            if self._desk is None:
                raise LockedError(
                    N_("The vault is locked."),
                    advice=N_("Unlock it with your passphrase and repeat the step."),
                )
            if used:
                self.touch()
            return work(self._desk)

        return await self._do(at_desk)

    async def run_at(
        self,
        begun: Desk,
        work: Callable[[Desk], T],
        ended: LockedError,
        *,
        used: bool = True,
    ) -> T:
        """Go on with what was begun at a desk; at another one it was begun for nothing.

        Raises:
            LockedError: the vault is locked; it is `ended` if it was opened again.
        """

        def at_same(desk: Desk) -> T:
            if desk is not begun:
                raise ended
            return work(desk)

        return await self.run(at_same, used=used)

    async def aside(self, work: Callable[[], T], stop: Callable[[], object]) -> T:
        """Do slow work that needs no database beside the vault's thread.

        A lock calls `stop`, which must make it end soon.
        """
        self.at_lock(stop)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._readers, work)
        finally:
            self._at_lock.remove(stop)

    def at_lock(self, call: Callable[[], object]) -> None:
        """Have something called whenever the vault is shut."""
        self._at_lock.append(call)

    @contextmanager
    def told_of_lock(self, call: Callable[[], object]) -> Iterator[None]:
        """Have something called if the vault is shut meanwhile."""
        self.at_lock(call)
        try:
            yield
        finally:
            self._at_lock.remove(call)

    async def lock(self) -> None:
        """Shut the vault after the work in hand."""
        await self._do(self._shut)

    async def expire(self) -> None:
        """Shut the vault if it has been idle too long."""
        if self.is_open and not self.seconds_left():
            await self._do(self._expire)

    async def watch(self, every: float = 2.0) -> None:
        """Lock when nobody has used the vault for `idle_seconds`; runs for ever."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.expire()
            except Exception as error:  # noqa: BLE001 - shut all the same; goes on
                log.error("%s at a lock", type(error).__name__)  # noqa: TRY400 - no words of a case

    async def stop(self) -> None:
        """Lock and end the thread."""
        try:
            await self.lock()
        finally:
            self._readers.shutdown(wait=True)
            self._thread.shutdown(wait=True)

    def _expire(self) -> None:
        if not self.seconds_left():
            self._shut()

    def _shut(self) -> None:
        """Shut the desk, and do all else that is due, whatever of it fails."""
        desk, self._desk = self._desk, None
        if desk is None:
            return
        with ExitStack() as due:  # the last is done first
            due.callback(desk.close)
            for call in reversed(tuple(self._at_lock)):
                due.callback(call)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
