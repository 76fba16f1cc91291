"""Contents that are lacking here are asked for at each hub, until they come."""

from functools import partial
from typing import Final

from habeas.actions.desk import Desk
from habeas.actions.merging import merge
from habeas.copying.line import Line
from habeas.copying.standing import Standing
from habeas.errors import HabeasError
from habeas.sync.answers import LogKeys
from habeas.sync.refusals import SyncError, UnreachableError
from habeas.vault.lacking import fill, lacking
from habeas.wire.pack import Packed
from habeas.words import N_

_IDLE: Final = 4
"""Packs of a log that may bring nothing, in one exchange: a hub may lie for ever."""


async def fill_in(line: Line, stand: Standing) -> None:
    """Ask a hub for the contents that nothing explains to lack; tell what stays so.

    Raises:
        UnreachableError: the line broke; what came stays.
    """
    lacks = await line.at(partial(_lacking, line=line))
    came = 0
    for log in sorted(lacks.keys() & stand.keys.keys()):
        wanted = [at for at in lacks[log] if at < stand.there.logs.get(log, 0)]
        try:
            came += await _filled(line, stand.keys[log], wanted)
        except UnreachableError:
            raise
        except SyncError as error:
            line.done.fail(error)
    if came:
        line.done.came.entries += came
        await line.at(lambda desk: merge(desk, line.case, []))
        lacks = await line.at(partial(_lacking, line=line))
    if lacks:
        line.done.fail(_bare(line.place.hub.name, sum(map(len, lacks.values()))))


async def _filled(line: Line, keys: LogKeys, wanted: list[int]) -> int:
    """Fill the contents of one log, pack by pack; return how many came."""
    came, idle = 0, 0
    while wanted and idle < _IDLE:
        start = wanted[0]
        pack, _size = await line.hub.entries(line.caller, keys, start)
        held = tuple(pack.entries)
        kept = await line.at(
            partial(_fill, line=line, log=pack.log, start=start, came=held)
        )
        came, idle = came + kept, 0 if kept else idle + 1
        wanted = [at for at in wanted if at >= start + max(1, len(held))]
    return came


def _fill(
    desk: Desk, line: Line, log: bytes, start: int, came: tuple[Packed, ...]
) -> int:
    return fill(desk.vault, line.id, log, start, came)


def _lacking(desk: Desk, line: Line) -> dict[bytes, list[int]]:
    return lacking(desk.vault, line.id)


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
