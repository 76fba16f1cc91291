"""How an exchange gets at the vault: in short pieces, so that nobody waits for it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from habeas.actions.desk import Desk

T = TypeVar("T")


class AtDesk(Protocol):
    """Does a piece of work at an open desk, wherever the desk's thread is.

    Raises:
        LockedError: the vault was locked meanwhile.
    """

    async def __call__(self, work: Callable[[Desk], T], /) -> T:
        """Return what the work gave."""
        ...


def directly(desk: Desk) -> AtDesk:
    """Return the way to a desk that nobody else uses."""

    async def work_here(work: Callable[[Desk], T], /) -> T:
        return work(desk)

    return work_here
