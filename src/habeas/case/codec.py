"""Entry bodies <-> canonical bytes (docs/spec/body.md).

Canonical JSON: RFC 8785 restricted to lower-case ASCII keys, strings, booleans,
integers below 2^53, lists and objects. `_salt` sorts first: every body starts with it.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

import msgspec

from habeas.errors import BadInputError, NewerVersionError
from habeas.words import N_

Fields = dict[str, Any]

MAX_BODY = 4 * 1024 * 1024
_VERSION = 1
SAFE_INTEGER = 2**53
_KEY = re.compile(r"[a-z_][a-z0-9_]*\Z")
_HEX16 = re.compile(r"[0-9a-f]{32}\Z")
_HEX32 = re.compile(r"[0-9a-f]{64}\Z")
_AT = re.compile(  # RFC 3339, to the second, with a numeric offset
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z"
)
_DEEPEST = 16
_LISTS = (list, tuple)
_SHORT = 64


class Act(StrEnum):
    """What an entry does with its record. Nothing is ever overwritten."""

    PUT = "put"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class _Wire(
    msgspec.Struct,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"salt": "_salt"},
):
    """The body as it stands in bytes; the order of fields here means nothing."""

    salt: str
    v: int
    act: Act
    type: str
    id: str
    by: str
    at: str
    lamport: int
    fields: Fields = {}
    over: list[tuple[str, int]] = []
    drop: list[str] = []
    reason: str = ""


_WIRE = msgspec.json.Decoder(_Wire)


class Body(msgspec.Struct, frozen=True):
    """What one entry says; made fast, for a log has very many of them.

    `over` names the entries (log id, index) that a correction or a withdrawal answers;
    `drop` the fields that a correction empties; `at` is the device's claim.
    """

    salt: bytes
    act: Act
    type: str
    id: str
    by: str
    at: datetime
    lamport: int
    fields: Fields
    over: tuple[tuple[str, int], ...] = ()
    drop: tuple[str, ...] = ()
    reason: str = ""


def canonical(value: object) -> bytes:
    """Return the one canonical form.

    Raises:
        BadInputError: a float, a null, a key, an integer, a half of a surrogate pair or
            a depth that the form has no place for.
    """
    _check(value, _DEEPEST)
    try:
        return msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError as error:
        raise _cannot_be_stored() from error


def _check(value: object, depth: int) -> None:
    """Refuse what the form has no place for; exact types come first: faster."""
    kind = type(value)
    if kind is str or kind is bool:
        return
    if kind is dict and depth:
        _check_names(cast("dict[object, object]", value))
        inner: Iterable[object] = cast("dict[object, object]", value).values()
    elif kind in _LISTS and depth:
        inner = cast("Iterable[object]", value)
    elif _is_held(value):
        return
    else:
        raise _cannot_be_stored()
    for one in inner:
        if type(one) is not str:
            _check(one, depth - 1)


def _check_names(found: dict[object, object]) -> None:
    for key in found:
        if not (isinstance(key, str) and _is_name(key)):
            raise BadInputError(N_("A field has a name that cannot be stored."))


def _is_name(key: str) -> bool:
    return _is_short_name(key) if len(key) <= _SHORT else bool(_KEY.match(key))


@lru_cache(maxsize=1024)  # there are few, and they come in every entry
def _is_short_name(key: str) -> bool:
    return bool(_KEY.match(key))


def _is_held(value: object) -> bool:
    """Say whether a value alone can be stored: a text, a number that is exact."""
    number = isinstance(value, int) and abs(value) < SAFE_INTEGER
    return isinstance(value, str) or number


def _cannot_be_stored() -> BadInputError:
    return BadInputError(N_("A value has a form that cannot be stored."))


def encode_body(body: Body) -> bytes:
    """Return the exact bytes that the envelope commits to.

    Raises:
        BadInputError: it is larger than MAX_BODY or has a value that cannot be stored.
    """
    wire = {
        "_salt": body.salt.hex(),
        "v": _VERSION,
        "act": body.act.value,
        "type": body.type,
        "id": body.id,
        "by": body.by,
        "at": _stamp(body.at),
        "lamport": body.lamport,
    }
    optional: Fields = {
        "fields": body.fields,
        "over": [list(one) for one in body.over],
        "drop": sorted(body.drop),
        "reason": body.reason,
    }
    wire.update({name: value for name, value in optional.items() if value})
    data = canonical(wire)
    if len(data) > MAX_BODY:
        raise BadInputError(
            N_("This text is too long for one record."),
            advice=N_("Bring it in as a document instead. Nothing was recorded."),
        )
    return data


def _stamp(at: datetime) -> str:
    """Return RFC 3339 to the second; a zone of odd seconds (before 1924) is UTC."""
    offset = at.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="seconds")


def decode_body(data: bytes) -> Body:
    """Parse a body; only the canonical form is accepted.

    Raises:
        BadInputError: not a body, or not in canonical form.
        NewerVersionError: written by a newer version.
    """
    if len(data) > MAX_BODY:
        raise BadInputError(N_("An entry is larger than any entry can be."))
    try:
        raw = msgspec.json.decode(data)
        _refuse_newer(raw)
        wire = msgspec.convert(raw, _Wire)
        at = datetime.fromisoformat(wire.at)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _not_in_the_form() from error
    if canonical(raw) != data or not _well_formed(wire):
        raise _not_in_the_form()
    return _body(wire, at)


def decode_again(data: bytes) -> Body:
    """Parse a body that was accepted when it was written or came: the same, faster.

    Raises:
        As `decode_body`: what a newer version wrote here was accepted by that one.
    """
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        wire = _WIRE.decode(data)
        if wire.v == _VERSION:
            return _body(wire, datetime.fromisoformat(wire.at))
    return decode_body(data)


def _body(wire: _Wire, at: datetime) -> Body:
    return Body(
        salt=bytes.fromhex(wire.salt),
        act=wire.act,
        type=wire.type,
        id=wire.id,
        by=wire.by,
        at=at,
        lamport=wire.lamport,
        fields=wire.fields,
        over=tuple(wire.over),
        drop=tuple(wire.drop),
        reason=wire.reason,
    )


def _refuse_newer(raw: object) -> None:
    version = raw.get("v") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise NewerVersionError(N_("An entry was written by a newer Habeas."))


def _not_in_the_form() -> BadInputError:
    return BadInputError(N_("An entry cannot be read: it is not in the one form."))


def _well_formed(wire: _Wire) -> bool:
    return (
        wire.v == _VERSION
        and bool(_HEX32.match(wire.salt))
        and bool(_HEX16.match(wire.id))
        and bool(_HEX32.match(wire.by))
        and bool(_KEY.match(wire.type))
        and wire.lamport >= 0
        and bool(_AT.match(wire.at))
        and all(_HEX32.match(log) and index >= 0 for log, index in wire.over)
        and all(_KEY.match(name) for name in wire.drop)
    )
