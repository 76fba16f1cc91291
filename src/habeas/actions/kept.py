"""What a case holds that this version cannot show as it was meant."""

from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.views.db import unread
from habeas.views.records import RecordLine, strange


@dataclass(frozen=True)
class Kept:
    """What this version cannot show in full; all of it stays in the log as it is.

    `unread` are (log, index, why: a message id) of entries; `strange` the records that
    a newer version wrote in part.
    """

    unread: tuple[tuple[str, int, str], ...]
    strange: tuple[RecordLine, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.unread) + len(self.strange)


def kept(desk: Desk, case: str) -> Kept:
    """Return the entries and records that no page shows as they were meant."""
    return Kept(tuple(unread(desk.views, case)), tuple(strange(desk.views, case)))
