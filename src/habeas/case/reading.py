"""Read a record that another version, or another program, wrote.

What does not fit the schema of this version stays in the log and is shown as it is; no
page has to expect it, for it is not among the fields that pages read.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from habeas.case.facts.registry import RECORDS
from habeas.case.schema import RecordType

LARGEST_FILE = 64 * 1024**3
"""Bytes of a sealed file when opened (docs/spec/carry.md)."""
_STORED = re.compile(r"[0-9a-f]{64}")


def sound_fields(kind_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that fit this version's schema, as they stand.

    A type that this version does not know has no such fields.
    """
    kind = RECORDS.get(kind_name)
    if kind is None:
        return {}
    try:
        msgspec.convert(fields, kind.struct)
    except (ValueError, RecursionError):
        return _fitting(kind, fields)
    return dict(fields)


def strange_fields(kind_name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that `sound_fields` leaves out: kept, and shown as such."""
    sound = sound_fields(kind_name, fields)
    return {name: value for name, value in fields.items() if name not in sound}


def names_file(stored: object, size: object = 0, identity: object = "") -> bool:
    """Say whether this can be the name, the size and the key of a sealed file.

    No record of others is believed to name one as it should.
    """
    return (
        isinstance(stored, str)
        and _STORED.fullmatch(stored) is not None
        and isinstance(size, int)
        and 0 <= size <= LARGEST_FILE
        and isinstance(identity, str)
    )


def _fitting(kind: RecordType, fields: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in kind.fields:
        if spec.name in fields and spec.fits(fields[spec.name]):
            found[spec.name] = fields[spec.name]
    return found
