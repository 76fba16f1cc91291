"""Whose data a record is: it is sealed under that person's key, and erased with it."""

from collections.abc import Callable, Mapping
from typing import Any

from habeas.case.rules.records import BESIDE

OWN = {"claim": "speaker", "document": "author", "letter": "writer"}
"""The field that says whose a record is, by its type; of others it is `person`."""

HANGS = {
    **BESIDE,
    "extract": "document",
    "document": "parent",
    "deadline": "proceeding",
    "note": "about",
}
"""The field of what a record hangs on, if it says of itself whose it is not."""

_DEEPEST = 32

Found = Callable[[str], tuple[str, Mapping[str, Any]] | None]
"""Gives the type and the fields of a record by its id."""


def own_field(kind: str) -> str:
    """Return the field of a type that says whose its records are."""
    return OWN.get(kind, "person")


def subject_of(kind: str, record: str, fields: Mapping[str, Any], find: Found) -> str:
    """Return the person whose data a record is, by the person's id; '' for nobody.

    A person's record is its own. What hangs on another record, as an account of how an
    exhibit changed hands, is of whoever that one is of.
    """
    for _ in range(_DEEPEST):
        if kind == "person":
            return record
        if isinstance(whose := fields.get(own_field(kind)), str) and whose:
            return whose
        above = fields.get(HANGS.get(kind, ""))
        found = find(above) if isinstance(above, str) and above else None
        if found is None:
            return ""
        record, (kind, fields) = str(above), found
    return ""
