"""Exchange whenever something is new: here at once, at a hub by its long poll."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from habeas.actions.desk import Desk
from habeas.copying.desks import AtDesk
from habeas.copying.exchange import USUAL, Manner, at_hub, exchanging
from habeas.copying.places import Place, places
from habeas.copying.report import Report
from habeas.copying.standing import mark
from habeas.copying.talk import Talk
from habeas.errors import LockedError, StorageError
from habeas.serving import place_of
from habeas.sync.asking import chance
from habeas.sync.hub import LONGEST_WAIT
from habeas.sync.refusals import SyncError
from habeas.vault import read
from habeas.vault.hubs import holder

log = logging.getLogger("habeas.copying")
Told = Callable[[Report], object]
_AT_ONCE = 32
"""Long polls of this device at a time; more cases than that take turns."""
_SHORTEST, _LONGEST = 5.0, 300.0
"""Seconds until a hub that failed is asked again: longer each time, and by chance."""


@dataclass
class Watch:
    """Watches cases until it is cancelled; `wake` says that something was saved.

    `busy` lets one exchange of a case run at a time, whoever asked for it.
    """

    at: AtDesk
    told: Told
    manner: Manner = USUAL
    every: float = 5.0
    """Seconds until a case or a hub that is new here is noticed."""
    _slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_AT_ONCE)
    )
    _saved: dict[str, asyncio.Event] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    def wake(self) -> None:
        """Look at every case: something was saved in one of them."""
        for event in self._saved.values():
            event.set()

    def busy(self, case: str) -> asyncio.Lock:
        """Return what whoever exchanges a case holds meanwhile."""
        return self._locks.setdefault(case, asyncio.Lock())

    async def run(self, only: str = "") -> None:
        """Exchange every case that has a hub, or `only` one, now and ever again.

        Raises:
            LockedError: the vault was locked.
        """
        tasks: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                for case in await self.at(partial(_with_hubs, only=only)):
                    if case not in tasks:
                        self._saved[case] = asyncio.Event()
                        tasks[case] = asyncio.create_task(self._one(case))
                if not tasks:
                    await asyncio.sleep(self.every)
                    continue
                done, _ = await asyncio.wait(
                    tasks.values(),
                    timeout=self.every,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for task in done:
                    task.result()  # raises why it ended
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _one(self, case: str) -> None:
        """Exchange a case for ever; a poll goes on while something is sent."""
        failed, polls = 0, dict[bytes, asyncio.Task[None]]()
        try:
            while True:
                async with self.busy(case):
                    report = await self._exchanged(case)
                failed = 0 if report and report.whole else failed + 1
                self._saved[case].clear()
                wants = await self.at(partial(_wants, case=case))
                if failed or not wants:  # else something was saved meanwhile
                    await self._until_news(case, failed, polls)
        finally:
            for task in polls.values():
                task.cancel()
            await asyncio.gather(*polls.values(), return_exceptions=True)

    async def _exchanged(self, case: str) -> Report | None:
        try:
            report = await exchanging(self.at, case, self.manner)
            self.told(report)
        except LockedError:
            raise
        except StorageError:
            return None  # told where it matters; tried again later
        except Exception as error:  # noqa: BLE001 - a fault in one case stops no other
            _log_fault(error)
            return None
        return report

    async def _until_news(
        self, case: str, failed: int, polls: dict[bytes, asyncio.Task[None]]
    ) -> None:
        """Return when something was saved here, or is new at a hub of the case."""
        for place in await self.at(lambda desk: places(desk, case)):
            if place.hub.key not in polls and not failed:
                poll = self._listen(case, place)
                polls[place.hub.key] = asyncio.create_task(poll)
        waits = [asyncio.create_task(self._until_saved(case))]
        if failed:
            waits.append(asyncio.create_task(asyncio.sleep(_pause(failed))))
        try:
            done, _ = await asyncio.wait(
                [*waits, *polls.values()], return_when=asyncio.FIRST_COMPLETED
            )
            for key in [key for key, task in polls.items() if task in done]:
                polls.pop(key).result()
            for task in done & set(waits):
                task.result()
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _until_saved(self, case: str) -> None:
        while True:
            await self._saved[case].wait()
            self._saved[case].clear()
            if await self.at(partial(_wants, case=case)):
                return

    async def _listen(self, case: str, place: Place) -> None:
        async def wait(talk: Talk) -> None:
            new = False
            while not new:
                async with self._slots:
                    new = await talk.news(LONGEST_WAIT)

        try:
            await at_hub(self.at, case, place, wait, self.manner)
        except LockedError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            if not isinstance(error, SyncError):
                _log_fault(error)
            await asyncio.sleep(_pause(1))


def _log_fault(error: Exception) -> None:
    """Say where in the program it was, and no word of a case."""
    log.error("%s at %s", type(error).__name__, place_of(error))


def _pause(failed: int) -> float:
    limit = min(_LONGEST, _SHORTEST * 2.0 ** min(failed, 10))
    return limit * (1 + chance()) / 2


def _with_hubs(desk: Desk, only: str) -> list[str]:
    cases = [only] if only else [one.hex() for one in read.cases(desk.vault)]
    return [case for case in cases if places(desk, case)]


def _wants(desk: Desk, case: str) -> bool:
    """Say whether more is here than when this copy and some hub had the same."""
    now, id_ = mark(desk, case), bytes.fromhex(case)
    return any(
        holder(desk.vault, id_, place.hub.key).mark != now
        for place in places(desk, case)
    )
