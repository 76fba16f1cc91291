"""Keeps the calendar file up to date and notifies, while the vault is open."""

import asyncio
import logging
from asyncio import to_thread
from collections.abc import Callable
from pathlib import Path

from habeas.actions import calendars, notifying
from habeas.actions.desk import Desk
from habeas.errors import HabeasError, LockedError
from habeas.web.keeper import DeskKeeper

log = logging.getLogger("habeas.web")
Look = tuple[str, tuple[str, calendars.Plan] | None]


class Reminder:
    """Looks now and then; what is slow is done beside the thread of the vault."""

    def __init__(
        self, keeper: DeskKeeper, notify: Callable[[str], bool] = notifying.notify
    ) -> None:
        self._keeper = keeper
        self._notify = notify
        self._written: tuple[str, bytes] | None = None  # no key outlives a lock
        self._refused = False

    async def look(self) -> None:
        """Write the calendar file if it says something else now; notify if it is time.

        A locked vault is left alone, and looking keeps none awake.
        """
        if not self._keeper.is_open:
            return
        try:
            words, kept = await self._keeper.run(_look, used=False)
            mark = (kept[0], kept[1].mark()) if kept else None
            if kept and mark != self._written:
                await to_thread(_write, *kept)
            self._written = mark
            if words:
                shown = await to_thread(self._notify, words)
                await self._keeper.run(
                    lambda desk: notifying.note(desk, shown=shown), used=False
                )
        except LockedError:
            return

    async def watch(self, every: float = 20.0) -> None:
        """Look for ever; a disk that refuses is tried again."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.look()
                self._refused = False
            except HabeasError as error:
                if not self._refused:  # once, not every time
                    log.warning("%s at the calendar file", type(error).__name__)
                self._refused = True


def _look(desk: Desk) -> Look:
    return notifying.words_due(desk), calendars.kept_plan(desk)


def _write(place: str, plan: calendars.Plan) -> None:
    calendars.write(Path(place), plan.content(), plan.vault)
