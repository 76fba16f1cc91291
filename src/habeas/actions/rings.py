"""Records that point to one another never make a ring."""

from collections.abc import Mapping
from typing import Any

from habeas.actions.desk import Desk
from habeas.errors import BadInputError
from habeas.views.records import known, record
from habeas.words import N_

_UPWARD = {
    "parent": (
        N_("It cannot be taken from something that was taken from it."),
        N_("Choose what it came from. Nothing was changed."),
    ),
    "replies": (
        N_("Two letters cannot each be the answer to the other."),
        N_("Choose which of them came first. Nothing was changed."),
    ),
    "about": (
        N_("Two records cannot each be about the other."),
        N_("Choose which of them came first. Nothing was changed."),
    ),
}
"""Fields that point to what was there before: what is said if they make a ring."""


def require_no_ring(
    desk: Desk, case: str, part: str, changed: Mapping[str, Any]
) -> None:
    """Refuse that a record points to itself, or comes of what came of it.

    Raises:
        BadInputError: it would.
    """
    if any(
        part == one or (isinstance(one, list) and part in one)
        for one in changed.values()
    ):
        raise BadInputError(N_("A record cannot point to itself."))
    for name in _UPWARD.keys() & changed.keys():
        if part in _above(desk, case, changed[name], name):
            words, advice = _UPWARD[name]
            raise BadInputError(words, advice=advice, field=name)


def _above(desk: Desk, case: str, start: object, field: str) -> set[str]:
    """Return what a field leads to, step by step, itself among it; a ring ends it."""
    seen: set[str] = set()
    at = start
    while isinstance(at, str) and at not in seen and known(desk.views, case, at):
        seen.add(at)
        at = record(desk.views, case, at).fields.get(field)
    return seen
