"""What somebody decides about a deadline says its day, and why where it must."""

from collections.abc import Mapping
from typing import Any

from habeas.case.facts.deadlines import Decision
from habeas.errors import BadInputError
from habeas.words import N_


def check_deadline(fields: Mapping[str, Any]) -> None:
    """Refuse a decision without a day, or one that departs from a rule unexplained.

    Raises:
        BadInputError: as it says.
    """
    decision = fields.get("decision")
    if decision != Decision.SET_ASIDE and not fields.get("due"):
        raise BadInputError(
            N_("It is not said on which day it is due."),
            advice=N_("Fill in the day, or say that no such term runs here."),
            field="due",
        )
    departs = decision in (Decision.OVERRIDDEN, Decision.SET_ASIDE)
    if departs and not fields.get("why"):
        raise BadInputError(
            N_("It is not said why the computed day does not count."),
            advice=N_("Give the reason: whoever relies on it will ask."),
            field="why",
        )
