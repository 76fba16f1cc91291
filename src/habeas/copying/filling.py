"""Contents that are lacking here are asked for at each hub, until they come."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from habeas.actions.desk import Desk
from habeas.actions.merging import merge
from habeas.copying.line import Line
from habeas.copying.standing import Standing
from habeas.errors import HabeasError
from habeas.sync.answers import LogKeys
from habeas.sync.asking import chance
from habeas.sync.refusals import SyncError, UnreachableError
from habeas.vault.lacking import doubtful, fill, keep_asked, lacking
from habeas.wire.pack import Packed
from habeas.words import N_

_IDLE: Final = 4
"""Packs of a log that may bring nothing, in one exchange: a hub may lie for ever."""


async def fill_in(line: Line, stand: Standing) -> None:
    """Ask a hub for the contents that nothing explains to lack; tell what stays so.

    Once also for what an erasure names and was never here: it may be an act.

    Raises:
        UnreachableError: the line broke; what came stays.
    """
    lacks = await line.at(partial(_lacking, line=line))
    doubts = await line.at(partial(_doubtful, line=line))
    came = 0
    for log in sorted((lacks.keys() | doubts.keys()) & stand.keys.keys()):
        every = {*lacks.get(log, ()), *doubts.get(log, ())}
        wanted = sorted(at for at in every if at < stand.there.logs.get(log, 0))
        filling = _Filling(line, stand.keys[log])
        try:
            await filling.ask(wanted)
        except UnreachableError:
            raise
        except SyncError as error:
            line.done.fail(error)
        came += filling.came
        told = filling.asked & {*doubts.get(log, ())}
        await line.at(partial(_keep_asked, line=line, log=log, numbers=told))
    if came:
        line.done.came.entries += came
        await line.at(lambda desk: merge(desk, line.case, []))
        lacks = await line.at(partial(_lacking, line=line))
    if lacks:
        line.done.fail(_bare(line.place.hub.name, sum(map(len, lacks.values()))))


class _Filling:
    """The contents of one log, asked for pack by pack: what came, of what was asked."""

    def __init__(self, line: Line, keys: LogKeys) -> None:
        self._line, self._keys = line, keys
        self.came, self.asked, self._idle = 0, set[int](), 0

    async def ask(self, wanted: Sequence[int]) -> None:
        """Ask for these, in rising order, from any of them on and then from the first.

        So no few that never come keep the others waiting.
        """
        begin = int(chance() * len(wanted))
        for some in (wanted[begin:], wanted[:begin]):
            left = list(some)
            while left and self._idle < _IDLE:
                left = await self._ask_from(left)

    async def _ask_from(self, wanted: list[int]) -> list[int]:
        line, start = self._line, wanted[0]
        pack, _size = await line.hub.entries(line.caller, self._keys, start)
        held = tuple(pack.entries)
        kept = await line.at(
            partial(_fill, line=line, log=pack.log, start=start, came=held)
        )
        self.came, self._idle = self.came + kept, 0 if kept else self._idle + 1
        end = start + max(1, len(held))
        self.asked.update(at for at in wanted if at < end)
        return [at for at in wanted if at >= end]


def _fill(
    desk: Desk, line: Line, log: bytes, start: int, came: tuple[Packed, ...]
) -> int:
    return fill(desk.vault, line.id, log, start, came)


def _lacking(desk: Desk, line: Line) -> dict[bytes, list[int]]:
    return lacking(desk.vault, line.id)


def _doubtful(desk: Desk, line: Line) -> dict[bytes, list[int]]:
    return doubtful(desk.vault, line.id, line.key)


def _keep_asked(desk: Desk, line: Line, log: bytes, numbers: set[int]) -> None:
    if numbers:
        with desk.vault.transaction() as db:
            keep_asked(db, line.id, line.key, log, numbers)


def _bare(hub: str, count: int) -> HabeasError:
    return HabeasError(
        N_(
            "Entries came without their contents, no erasure names them, and {hub} does"
            " not give them: {count}."
        ),
        advice=N_(
            "They are known by their hashes, and are asked for again: here, at other"
            " hubs, and from whoever brings a stick. Exchange with another copy."
        ),
        hub=hub,
        count=count,
    )
