"""What cannot wait: sent in a hurry."""

from habeas.actions.desk import Desk
from habeas.copying.exchange import Manner, exchange

_HURRY = Manner(seconds=8.0)


def send_now(desk: Desk, case: str) -> bool | None:
    """Send what is new to the hubs of a case; say if all have it, None without one.

    A hub that stalls is given up soon, and asked again at the next exchange.

    Raises:
        LockedError, StorageError: as `exchange`.
    """
    report = exchange(desk, case, _HURRY)
    return report.whole if report.hubs else None
