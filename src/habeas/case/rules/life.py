"""What an agreement on signs of life must say."""

from collections.abc import Mapping
from typing import Any

from habeas.errors import BadInputError
from habeas.words import N_

SHORTEST, LONGEST = 2, 24 * 60
"""Hours between two signs: shorter ones would be noise, longer ones help nobody."""
SHORTEST_GRACE = 1


def check_watch(fields: Mapping[str, Any]) -> None:
    """Refuse an interval that cannot be kept; 0 hours end what was agreed.

    Raises:
        BadInputError: names the field.
    """
    hours, grace = fields.get("hours", 0), fields.get("grace", 0)
    if hours == 0:
        return
    if not SHORTEST <= hours <= LONGEST:
        raise BadInputError(
            N_("A sign of life can be agreed on every {least} to {most} hours."),
            advice=N_("A day with half a day more suits most. Nothing was recorded."),
            field="hours",
            least=str(SHORTEST),
            most=str(LONGEST),
        )
    if not SHORTEST_GRACE <= grace <= LONGEST:
        raise BadInputError(
            N_("Say how many hours more it is waited for: at least one."),
            advice=N_("Lines fail and batteries run down. Nothing was recorded."),
            field="grace",
        )
