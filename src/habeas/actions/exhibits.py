"""Physical exhibits: recorded under the next number of the case."""

from collections.abc import Mapping, Sequence
from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put_all
from habeas.views.documents import next_number


def add_exhibit(
    desk: Desk,
    case: str,
    fields: Mapping[str, Any],
    compartment: str = "",
    *,
    first: Sequence[New] = (),
) -> str:
    """Record a physical exhibit and `first` what it points to; return its id.

    Documents and things share one row of numbers, and none is given twice.

    Raises:
        BadInputError: a field is missing or wrong; nothing was recorded.
        StorageError: the disk refused; nothing was recorded.
    """
    with desk.vault.guard:
        numbered = {**fields, "number": next_number(desk.views, case)}
        return put_all(desk, case, [*first, New("exhibit", numbered, compartment)])[-1]
