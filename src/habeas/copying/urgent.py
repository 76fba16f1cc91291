"""What cannot wait: sent in a hurry."""

from habeas.actions.desk import Desk
from habeas.copying.exchange import Manner, exchange
from habeas.copying.reach import Reach, reach
from habeas.copying.whereabouts import whereabouts
from habeas.vault import read
from habeas.vault.own_logs import own_log

_HURRY = Manner(seconds=8.0)


def send_now(desk: Desk, case: str) -> bool | None:
    """Send what is new to the hubs of a case; say if one has it, None without one.

    A hub that stalls is given up soon, and asked again at the next exchange.

    Raises:
        LockedError, StorageError: as `exchange`.
    """
    report = exchange(desk, case, _HURRY)
    return newest_reached(desk, case).hubs > 0 if report.hubs else None


def newest_reached(desk: Desk, case: str) -> Reach:
    """Return who is known to hold what this device wrote last in a case.

    Raises:
        NotFoundError: it wrote nothing there.
    """
    with desk.vault.guard:
        log = own_log(desk.vault.db, bytes.fromhex(case)).id
        size = read.frontier(desk.vault.db, log).size
        return reach(whereabouts(desk, case), log.hex(), size - 1)
