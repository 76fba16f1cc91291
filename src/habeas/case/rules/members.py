"""What the records of members must hold before they are written."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from typing import Any

from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Role
from habeas.case.facts.registry import RECORDS
from habeas.case.standing import CUTS, GIVES
from habeas.crypto.boxes import PUBLIC_SIZE
from habeas.crypto.sign import ED25519_PUBLIC_SIZE, MLDSA44_PUBLIC_SIZE
from habeas.errors import BadInputError
from habeas.words import N_

READING = frozenset({Role.LEAD, Role.EDITOR, Role.READER})
"""Roles that read: all of these open the compartment 'case'."""


def check_role(fields: Mapping[str, Any]) -> None:
    """Refuse compartments that do not fit a role.

    Raises:
        BadInputError: names what is wrong.
    """
    named = fields.get("compartments") or ()
    role = fields.get("role")
    unknown = set(named) - COMPARTMENTS.keys()
    if (
        unknown
        or (role in READING) != ("case" in named)
        or (role not in READING and named)
    ):
        raise BadInputError(
            N_("These compartments do not fit this role."),
            advice=N_(
                "Who reads or writes opens ‘case’ and what else you name; who"
                " contributes or audits opens none."
            ),
            field="compartments",
        )
    if role == Role.LEAD and set(named) != COMPARTMENTS.keys():
        raise BadInputError(
            N_("Who leads opens every compartment."), field="compartments"
        )


def check_keys(fields: Mapping[str, Any]) -> None:
    """Refuse keys that are none.

    Raises:
        BadInputError: names the field.
    """
    _base64(fields, "box", PUBLIC_SIZE)
    _base64(fields, "mldsa44", MLDSA44_PUBLIC_SIZE)
    for name in ("log", "request"):
        _hex(fields.get(name), name, ED25519_PUBLIC_SIZE)
    for line in fields.get("older") or ():
        log, _space, mldsa44 = line.partition(" ")
        _hex(log, "older", ED25519_PUBLIC_SIZE)
        _base64({"older": mldsa44}, "older", MLDSA44_PUBLIC_SIZE)


def _check_acceptance(fields: Mapping[str, Any]) -> None:
    _hex(fields.get("log"), "log", ED25519_PUBLIC_SIZE)
    start, stop = fields.get("start", 0), fields.get("stop", 0)
    if not 0 <= start < stop:
        raise BadInputError(N_("These are no entries."), field="stop")


def _check_epoch(fields: Mapping[str, Any]) -> None:
    if fields.get("compartment") not in COMPARTMENTS:
        raise BadInputError(N_("There is no such compartment."), field="compartment")
    _base64(fields, "public", PUBLIC_SIZE)
    for one in fields.get("devices") or ():
        _hex(one, "devices", ED25519_PUBLIC_SIZE)


def _base64(fields: Mapping[str, Any], name: str, size: int) -> None:
    text = str(fields.get(name))
    try:
        found = b64decode(text, validate=True)
    except Error:
        found = b""
    if len(found) != size or b64encode(found).decode() != text:  # one key, one text
        raise _no_key(name)


def _hex(value: object, name: str, size: int) -> None:
    text = str(value)
    if len(text) != 2 * size or not set(text) <= set("0123456789abcdef"):
        raise _no_key(name)


def _no_key(name: str) -> BadInputError:
    return BadInputError(N_("This is not a key."), field=name)


MEMBERSHIP_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "member": check_role,
    "role": check_role,
    "device": check_keys,
    "acceptance": _check_acceptance,
    "epoch": _check_epoch,
}


def sound_act(kind: str, fields: Mapping[str, Any]) -> bool:
    """Say whether what came from others is an act that can be read.

    Another version may have written more fields; those that are known must fit.
    """
    if kind not in GIVES and kind not in CUTS:
        return False
    for spec in RECORDS[kind].fields:
        if spec.name in fields and not spec.fits(fields[spec.name]):
            return False
        if spec.required and spec.name not in fields:
            return False
    check = MEMBERSHIP_CHECKS.get(kind)
    try:
        if check is not None:
            check(fields)
    except BadInputError:
        return False
    return True
