"""Imports of folders and registers that are going on: one at a time, beside the pages.

The files are read and sealed in a thread of their own; a group that is sealed is
recorded at the desk, between two pages. A running import counts as use of the vault. A
lock ends it after the file in hand; it goes on when somebody says so.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeVar

from habeas.actions.batch_run import Far
from habeas.actions.batches import Batch, finish, keep
from habeas.actions.desk import Desk
from habeas.actions.reading import Reading
from habeas.actions.registers import RegisterRun, finish_register, keep_rows
from habeas.errors import HabeasError, LockedError, RefusedError
from habeas.views.batches import without_text
from habeas.web.keeper import DeskKeeper
from habeas.web.refusals import BrokenError
from habeas.words import N_

log = logging.getLogger("habeas.web")
AWAKE = 5.0
"""Seconds after which a long file counts as use once more."""
T = TypeVar("T")


@dataclass
class Going:
    """An import, or the reading of its texts, that is going on or has just ended."""

    batch: str
    far: Far
    over: Event
    reads: bool = False
    problem: HabeasError | None = None
    ended: bool = False


@dataclass
class Imports:
    """What is going on, and what the last one met."""

    keeper: DeskKeeper
    last: Going | None = None
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whoever begins something holds it."""
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def of(self, batch: str) -> Going | None:
        """Return what is going on with an import, or how it ended."""
        return self.last if self.last and self.last.batch == batch else None

    def require_free(self) -> None:
        """Refuse a second one.

        Raises:
            RefusedError: one is going on.
        """
        if self.last is not None and not self.last.ended:
            raise RefusedError(
                N_("An import is going on already."),
                advice=N_("Wait until it is done, or pause it, then begin this one."),
            )

    def bring_in(self, desk: Desk, batch: Batch) -> None:
        """Work an import off from now on; not in the vault's thread."""
        going = Going(batch.id, batch.run.far, batch.run.over)
        self._start(going, _Work(self.keeper, desk, going).bring_in(batch))

    def take_rows(self, desk: Desk, run: RegisterRun) -> None:
        """Work a register's file off from now on; not in the vault's thread."""
        going = Going(run.id, run.far, run.over)
        self._start(going, _Work(self.keeper, desk, going).take_rows(run))

    def read(self, desk: Desk, case: str, batch: str) -> None:
        """Read the texts of an import from now on; not in the vault's thread."""
        going = Going(batch, Far(), Event(), reads=True)
        self._start(going, _Work(self.keeper, desk, going).read(case))

    def pause(self, batch: str) -> None:
        """Stop after the file in hand; what is sealed is still recorded."""
        going = self.of(batch)
        if going is not None:
            going.over.set()

    def _start(self, going: Going, work: Coroutine[Any, Any, None]) -> None:
        self.last = going
        task = asyncio.create_task(_guarded(going, work))
        self._tasks.add(task)  # asyncio itself keeps no task alive
        task.add_done_callback(self._tasks.discard)


async def _guarded(going: Going, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except HabeasError as error:
        going.problem = error
    except Exception as error:  # noqa: BLE001 - told on the page; its words may quote a case
        log.error("%s in an import", type(error).__name__)  # noqa: TRY400 - as above
        going.problem = BrokenError()
    finally:
        going.ended = True


@dataclass(frozen=True)
class _Work:
    """The steps of one run, at the desk it was begun at and beside it."""

    keeper: DeskKeeper
    desk: Desk
    going: Going

    async def bring_in(self, batch: Batch) -> None:
        """Count, then seal and record group by group, then seal the list."""
        run = batch.run
        try:
            await self._aside(run.count)
            while not run.ended and not run.over.is_set():
                group = await self._aside(run.group)
                await self._at_desk(lambda desk, got=group: keep(desk, batch, got))  # type: ignore[misc]
            if run.ended:
                await self._at_desk(lambda desk: finish(desk, batch))
        finally:
            run.close()

    async def take_rows(self, run: RegisterRun) -> None:
        """Count, then read and record group by group, then the counts."""
        await self._aside(run.count)
        while not run.ended and not run.over.is_set():
            group = await self._aside(run.group)
            await self._at_desk(lambda desk, got=group: keep_rows(desk, run, got))  # type: ignore[misc]
        if run.ended:
            await self._at_desk(lambda desk: finish_register(desk, run))

    async def read(self, case: str) -> None:
        """Read the texts that nobody read yet, one after the other."""
        far, batch = self.going.far, self.going.batch
        waiting = await self._at_desk(
            lambda desk: without_text(desk.views, case, batch)
        )
        far.all_files, far.counted = len(waiting), True
        for one in waiting:
            if self.going.over.is_set():
                return
            reading = await self._at_desk(lambda desk, it=one: Reading(desk, case, it))  # type: ignore[misc]
            found = await self._aside(reading.read, reading.over.set)
            await self._at_desk(lambda desk, a=reading, b=found: a.record(desk, b))  # type: ignore[misc]
            far.files += 1

    async def _aside(
        self, work: Callable[[], T], stop: Callable[[], object] = lambda: None
    ) -> T:
        """Do slow work beside the vault's thread; meanwhile the vault is in use.

        A lock ends it, and `stop` what it waits for.
        """

        def end() -> None:
            self.going.over.set()
            stop()

        return await self._awake(self.keeper.aside(work, end))

    async def _awake(self, work: Awaitable[T]) -> T:
        task = asyncio.ensure_future(work)
        while not task.done():
            self.keeper.touch()
            await asyncio.wait({task}, timeout=AWAKE)
        return await task

    async def _at_desk(self, work: Callable[[Desk], T]) -> T:
        ended = LockedError(
            N_("The vault was locked meanwhile."),
            advice=N_("What was recorded is safe. Continue when you like."),
        )
        return await self.keeper.run_at(self.desk, work, ended)
