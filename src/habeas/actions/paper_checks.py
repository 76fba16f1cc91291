"""What stands between a paper and its leaving: whom it is for, and what is checked."""

from habeas.actions.desk import Desk
from habeas.actions.record import correct
from habeas.views.papers import paper
from habeas.words import N_


def address(desk: Desk, case: str, one: str, recipient: str) -> bool:
    """Record who receives a paper, or with '' that it is open; say if it changed.

    Consents are judged for them from then on.

    Raises:
        NotFoundError: there is no such paper.
    """
    found, wanted = paper(desk.views, case, one), recipient.strip()
    if found.recipient == wanted:
        return False
    words = {"lang": str(found.view.fields["language"]), "text": wanted}
    said, gone = ({"recipient": words}, ()) if wanted else ({}, ("recipient",))
    correct(desk, case, one, said, reason=N_("who receives it"), drop=gone)
    return True
