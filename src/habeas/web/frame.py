"""What stands around every page of a case: its name, its rooms, its log."""

from dataclasses import dataclass

from habeas.actions.check import head_of
from habeas.actions.danger import suspended_cases
from habeas.actions.desk import Desk
from habeas.actions.held import own_held
from habeas.errors import HabeasError
from habeas.views.cases import CaseHead, case_head
from habeas.views.db import unread


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a case page.

    `entries` counts what the signed heads cover; `root` is the first head's, in hex,
    and empty where a head's signatures do not hold. `unread` counts entries that no
    page can show, `held` those of this device that are held back; `out`: it is out of
    the case, and all that it records is.
    """

    head: CaseHead
    entries: int
    root: str
    unread: int = 0
    held: int = 0
    out: bool = False


def frame(desk: Desk, case: str) -> Frame:
    """Return the frame of a case; the signatures of its heads are checked each time.

    Raises:
        NotFoundError: it is not in this vault.
    """
    head = case_head(desk.views, case)
    try:
        heads = head_of(desk, case)
    except HabeasError:
        return Frame(head, 0, "")
    lost = len(unread(desk.views, case))
    return Frame(
        head,
        sum(size for _, size, _ in heads),
        heads[0][2],
        unread=lost,
        held=own_held(desk, case) if lost else 0,
        out=bool(suspended_cases(desk, [case])),
    )
