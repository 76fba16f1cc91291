"""Take what was handed in from outside into the order of the case."""

from habeas.actions.desk import Desk
from habeas.actions.record import correct
from habeas.errors import RefusedError
from habeas.views.documents import next_number
from habeas.views.records import record
from habeas.words import N_


def give_number(desk: Desk, case: str, document: str) -> int:
    """Give a file that was handed in the next exhibit number; return it.

    Raises:
        NotFoundError: there is no such record.
        RefusedError: it has a number.
        StorageError: the disk refused; nothing was recorded.
    """
    with desk.vault.guard:
        if record(desk.views, case, document).fields.get("number") != 0:
            raise RefusedError(N_("It has a number already."))
        number = next_number(desk.views, case)
        reason = N_("Taken in from somebody who contributes")
        correct(desk, case, document, {"number": number}, reason=reason)
    return number
