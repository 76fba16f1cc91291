"""What the records of guardians must hold before they are written."""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from habeas.case.recovering import FEWEST
from habeas.case.rules.members import check_keys
from habeas.errors import BadInputError
from habeas.words import N_

HOURS = 72
"""In which anybody may say no, unless another number is chosen."""
_LEAST, _MOST = 24, 24 * 60
_SIGNATURE = 64


def check_guardianship(fields: Mapping[str, Any]) -> None:
    """Refuse a choice of guardians who could do nothing, or anything at once.

    Raises:
        BadInputError: names what is wrong.
    """
    guardians, need = fields.get("guardians") or (), fields.get("need", 0)
    if len(set(guardians)) != len(guardians) or not FEWEST <= need <= len(guardians):
        raise BadInputError(
            N_("These numbers of guardians do not fit."),
            advice=N_(
                "At least two must agree, and no more than there are. Name each once."
            ),
            field="need",
        )
    if not _LEAST <= fields.get("hours", 0) <= _MOST:
        raise BadInputError(
            N_("The time in which anybody may say no is too short or too long."),
            advice=N_("Choose 24 hours to 60 days; 72 hours are usual."),
            field="hours",
        )


def _check_signature(fields: Mapping[str, Any]) -> None:
    try:
        found = b64decode(str(fields.get("signature", "")), validate=True)
    except Error:
        found = b"?"
    if len(found) not in (0, _SIGNATURE):
        raise BadInputError(N_("This is not a signature."), field="signature")


def _check_recovery(fields: Mapping[str, Any]) -> None:
    check_keys(fields)
    _check_signature(fields)


def _check_rehearsal(fields: Mapping[str, Any]) -> None:
    _check_signature(fields)
    try:
        date.fromisoformat(str(fields.get("day")))
    except ValueError as error:
        raise BadInputError(N_("This is not a day."), field="day") from error


GUARDIAN_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "guardianship": check_guardianship,
    "recovery": _check_recovery,
    "approval": _check_signature,
    "rehearsal": _check_rehearsal,
}
