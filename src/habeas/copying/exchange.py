"""A copy of a case and its hubs exchange what either lacks, until both have the same.

After any fault the same is asked again, and what was done stays done: no plan is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from habeas.actions.desk import Desk
from habeas.actions.life import heard_all, show_life
from habeas.clock import Clock
from habeas.copying.desks import AtDesk, directly
from habeas.copying.line import Line
from habeas.copying.places import Place, places, way_to
from habeas.copying.report import HubReport, Report, kept_faults
from habeas.copying.standing import mark
from habeas.copying.talk import Talk, callers
from habeas.errors import HabeasError, LockedError, StorageError
from habeas.sync.address import Way
from habeas.sync.asking import Caller, Patience
from habeas.sync.hub import Hub
from habeas.sync.network import open_network
from habeas.vault.hubs import holder, keep_fault


@dataclass(frozen=True)
class Manner:
    """How patiently hubs are asked; `seconds` is how long a step may stall."""

    seconds: float = 30.0
    patience: Patience | None = None


USUAL = Manner()


def exchange(desk: Desk, case: str, manner: Manner = USUAL) -> Report:
    """Exchange a case with all its hubs, at a desk that nobody else uses meanwhile.

    What goes wrong with a hub stands in the report, and the others are asked all the
    same.

    Raises:
        LockedError: the vault was locked; what was done before stays.
        StorageError: the disk refused; what was done before stays.
    """
    return asyncio.run(exchanging(directly(desk), case, manner))


async def exchanging(at: AtDesk, case: str, manner: Manner = USUAL) -> Report:
    """Exchange a case with all its hubs; what one brought goes to the others.

    Raises:
        LockedError, StorageError: as `exchange`.
    """
    report = Report(case)
    await at(partial(show_life, case=case))
    found = await at(lambda desk: places(desk, case))
    report.hubs = [HubReport(place.hub) for place in found]
    for place, done in zip(found, report.hubs, strict=True):
        await _with(at, case, place, done, manner)
    for place, done in zip(found[:-1], report.hubs, strict=False):
        if not done.faults and await at(partial(_lacks, case=case, place=place)):
            await _with(at, case, place, done, manner)
    if any(not done.faults for done in report.hubs):
        await at(partial(heard_all, case=case))
    return report


def _lacks(desk: Desk, case: str, place: Place) -> bool:
    """Say whether a hub may lack what came from another one meanwhile."""
    known = holder(desk.vault, bytes.fromhex(case), place.hub.key)
    return known.mark != mark(desk, case)


async def _with(
    at: AtDesk, case: str, place: Place, done: HubReport, manner: Manner
) -> None:
    """Exchange with one hub; what goes wrong there is noted, here and in the vault."""
    try:
        await at_hub(at, case, place, lambda talk: talk.run(done), manner)
    except (LockedError, StorageError):
        raise
    except HabeasError as error:
        done.fail(error)
    if done.faults:
        told, key, id_ = kept_faults(done.faults), place.hub.key, bytes.fromhex(case)
        await at(lambda desk: keep_fault(desk.vault, id_, key, told))


async def at_hub(
    at: AtDesk,
    case: str,
    place: Place,
    act: Callable[[Talk], Awaitable[None]],
    manner: Manner = USUAL,
) -> None:
    """Do something with a hub of a case, over a way of its own.

    Raises:
        SyncError: the hub could not be reached, refused, or answered untruth.
        LockedError: the vault was locked.
    """
    way, who, clock = await at(lambda desk: _begin(desk, case, place))
    async with open_network(way, manner.seconds) as network:
        hub = Hub(network, place.known, clock, manner.patience)
        line = Line(at, case, place, hub, who, HubReport(place.hub))
        await act(Talk(line))


def _begin(desk: Desk, case: str, place: Place) -> tuple[Way, list[Caller], Clock]:
    return way_to(desk, case, place.hub), callers(desk, case), desk.clock
