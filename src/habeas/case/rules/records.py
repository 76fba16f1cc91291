"""A record must fit its schema before it is written: types, dates, references, sizes."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

import msgspec

from habeas.case.dates import stretch
from habeas.case.facts.registry import RECORDS
from habeas.case.schema import FieldSpec, Kind, Record, RecordType
from habeas.errors import BadInputError
from habeas.words import N_

Lookup = Callable[[str], str | None]
"""Says of which type the record with this id is; None if there is none."""

_ID = re.compile(r"[0-9a-f]{32}\Z")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def record_named(name: str) -> RecordType:
    """Return the schema of a record type.

    Raises:
        BadInputError: this version does not know it.
    """
    if name not in RECORDS:
        raise BadInputError(
            N_("There is no kind of record called ‘{name}’."), name=name
        )
    return RECORDS[name]


def check_record(kind: RecordType, fields: Mapping[str, Any], lookup: Lookup) -> Record:
    """Return the typed record, or refuse with the field that is wrong.

    Raises:
        BadInputError: names the field (its label) and what is wrong with it.
    """
    for spec in kind.fields:
        if spec.required and fields.get(spec.name) in (None, "", (), [], {}):
            raise BadInputError(
                N_("‘{field}’ is missing."),
                advice=N_("Fill it in and try again. Nothing was recorded."),
                field=spec.ask.label,
            )
        if spec.name in fields:
            _check_field(spec, fields[spec.name], lookup)
    try:
        return msgspec.convert(dict(fields), kind.struct)
    except msgspec.ValidationError as error:
        raise BadInputError(
            N_("This does not fit a record of the kind ‘{kind}’: {problem}"),
            kind=kind.name,
            problem=_problem(error),
        ) from error


def _problem(error: msgspec.ValidationError) -> str:
    """Keep the place and the rule of a message; msgspec never quotes the value."""
    return str(error)


def _check_field(spec: FieldSpec, value: object, lookup: Lookup) -> None:
    match spec.ask.kind:
        case Kind.WHEN if isinstance(value, dict):
            stretch(str(value.get("edtf", "")))
        case Kind.REF:
            _check_ref(spec, value, lookup)
        case Kind.REFS if isinstance(value, list | tuple):
            for one in value:
                _check_ref(spec, one, lookup)
        case Kind.CHOICE if value and value not in spec.ask.words:
            raise BadInputError(
                N_("‘{value}’ is not one of the choices for ‘{field}’."),
                advice=N_("Choose one of: {choices}."),
                value=str(value)[:80],
                field=spec.ask.label,
                choices=", ".join(str(word) for word in spec.ask.words),
            )
        case Kind.TEXT | Kind.PROSE if isinstance(value, dict):
            _check_text(spec, cast("Mapping[str, object]", value))
        case _:
            return


def _check_ref(spec: FieldSpec, value: object, lookup: Lookup) -> None:
    if value == "" and not spec.required:
        return
    found = lookup(value) if isinstance(value, str) and _ID.match(value) else None
    if found is None or spec.ask.to not in ("*", found):
        raise BadInputError(
            N_("‘{field}’ points to a record that is not in this case."),
            advice=N_("Choose it from the list, or record it first."),
            field=spec.ask.label,
        )


def _check_text(spec: FieldSpec, value: Mapping[str, object]) -> None:
    if not str(value.get("text", "")).strip() or not _LANG.match(
        str(value.get("lang", ""))
    ):
        raise BadInputError(
            N_("‘{field}’ needs both its words and their language."),
            field=spec.ask.label,
        )
