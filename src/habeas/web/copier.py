"""Exchanges cases with their hubs while the vault is open; a lock ends it at once."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from habeas.actions.desk import Desk
from habeas.copying.desks import AtDesk
from habeas.copying.exchange import USUAL, Manner
from habeas.copying.watching import Watch
from habeas.errors import LockedError
from habeas.serving import place_of
from habeas.web.keeper import DeskKeeper
from habeas.words import N_

log = logging.getLogger("habeas.web")
_AFTER_A_FAULT = 60.0
"""Seconds until what met a fault of the program is begun anew."""
T = TypeVar("T")


def at_desk(keeper: DeskKeeper, begun: Desk, *, used: bool = False) -> AtDesk:
    """Return the way to an open desk, in short pieces between those of the pages.

    What nobody asked for is not `used`: it keeps no vault awake.
    """
    ended = LockedError(
        N_("The vault was locked meanwhile."),
        advice=N_("What was exchanged by then is kept. Unlock it, and ask again."),
    )

    async def work_there(work: Callable[[Desk], T], /) -> T:
        return await keeper.run_at(begun, work, ended, used=used)

    return work_there


class Copier:
    """Watches the hubs of every case of the open vault."""

    def __init__(self, keeper: DeskKeeper, manner: Manner = USUAL) -> None:
        self._keeper, self._manner = keeper, manner
        self._watch: Watch | None = None
        self._none = asyncio.Lock()

    def busy(self, case: str) -> asyncio.Lock:
        """Return what whoever exchanges a case holds meanwhile."""
        return self._watch.busy(case) if self._watch else self._none

    async def run(self, every: float = 1.0) -> None:
        """Watch whenever a vault is open, for ever."""
        while True:
            pause = every
            if self._keeper.is_open:
                try:
                    await self._while_open()
                except LockedError:
                    pass
                except Exception as error:  # noqa: BLE001 - it is tried again
                    log.warning("%s at %s", type(error).__name__, place_of(error))
                    pause = max(every, _AFTER_A_FAULT)
            await asyncio.sleep(pause)

    async def _while_open(self) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def locked() -> None:
            loop.call_soon_threadsafe(ended.set)

        with self._keeper.told_of_lock(locked):  # before it is begun: none is missed
            begun = await self._keeper.run(lambda desk: desk, used=False)
            at = at_desk(self._keeper, begun)
            watch = Watch(at, lambda _report: None, self._manner)

            def saved() -> None:
                loop.call_soon_threadsafe(watch.wake)

            begun.vault.at_growth.append(saved)
            self._watch = watch
            task = asyncio.create_task(watch.run())
            over = asyncio.create_task(ended.wait())
            try:
                await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    task.result()
            finally:
                self._watch = None
                begun.vault.at_growth.remove(saved)
                over.cancel()
                task.cancel()
                await asyncio.gather(task, over, return_exceptions=True)
