"""What one field of a record must hold: form, dates, references, hashes.

`FieldSpec.fits` has looked at the types before a rule here looks at the values.
"""

import re
from collections.abc import Callable
from typing import Any

from habeas.case.codec import SAFE_INTEGER
from habeas.case.dates import stretch
from habeas.case.schema import FieldSpec, Kind
from habeas.errors import BadInputError, Word
from habeas.words import N_

Lookup = Callable[[str], str | None]
"""Says of which type the record with this id is; None if there is none."""

LONGEST_LINE = 500
"""Code points of a field of one line, and of a note beside a date."""

LONGEST_CODE = 4096
"""Of a code: a public key is the longest."""

_ID = re.compile(r"[0-9a-f]{32}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MEDIA = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # categories Cc and Cs
_IDENTITY = "AGE-SECRET-KEY-1"
_ALLOWED = str.maketrans("", "", "\t\n")


def check_field(spec: FieldSpec, value: Any, lookup: Lookup) -> None:  # noqa: ANN401 - JSON
    """Refuse a value that this field cannot hold.

    Raises:
        BadInputError: names the field (its label) and what is wrong with it.
    """
    if spec.ask.kind is Kind.CHOICE:
        _choice(spec, value)
    if not spec.fits(value):
        raise does_not_fit(spec)
    if value in (None, "") and not spec.required:
        return
    rule = _RULES.get(spec.ask.kind)
    if rule is not None:
        rule(spec, value, lookup)


def does_not_fit(spec: FieldSpec) -> BadInputError:
    """Say that a field holds something it has no place for."""
    return BadInputError(
        N_("What was entered for ‘{field}’ cannot be recorded as it is."),
        advice=N_("Correct it and try again. Nothing was recorded."),
        field=Word(spec.ask.label),
    )


def _choice(spec: FieldSpec, value: object) -> None:
    empty = value in (None, "") and not spec.required
    if not empty and not (isinstance(value, str) and value in spec.ask.words):
        raise BadInputError(
            N_("‘{value}’ is not one of the choices for ‘{field}’."),
            advice=N_("Choose one of: {choices}."),
            value=str(value)[:80],
            field=Word(spec.ask.label),
            choices=", ".join(str(word) for word in spec.ask.words),
        )


def _line(spec: FieldSpec, value: str, _: Lookup) -> None:
    """Refuse what is no line; one that the program writes may hold a public key."""
    most = LONGEST_LINE if spec.ask.form else LONGEST_CODE
    if len(value) > most or not value.strip() or _has_controls(value):
        raise BadInputError(
            N_("‘{field}’ must be one line of at most {most} letters."),
            field=Word(spec.ask.label),
            most=most,
        )


def _has_controls(text: str) -> bool:
    """Say whether there are control characters or halves of surrogate pairs."""
    return _CONTROLS.search(text) is not None


def _code(spec: FieldSpec, value: object, _: Lookup) -> None:
    if isinstance(value, str) and (len(value) > LONGEST_CODE or _has_controls(value)):
        raise does_not_fit(spec)
    if isinstance(value, list | tuple) and not _ascending(list(value)):
        raise does_not_fit(spec)


def _ascending(numbers: list[int]) -> bool:
    """Say whether these are starts of pages: from 0 upwards; a page may be empty."""
    return numbers[:1] == [0] and numbers == sorted(numbers)


def _lines(spec: FieldSpec, value: list[str], lookup: Lookup) -> None:
    for one in value:
        _line(spec, one, lookup)


def _text(spec: FieldSpec, value: dict[str, str], _: Lookup) -> None:
    if not value["text"].strip() or not _LANG.match(value["lang"]):
        raise BadInputError(
            N_("‘{field}’ needs both its words and their language."),
            advice=N_("Give the language as a code: en, ru, kk."),
            field=Word(spec.ask.label),
        )
    if _has_controls(value["text"].translate(_ALLOWED)):
        raise does_not_fit(spec)


def _lang(spec: FieldSpec, value: str, _: Lookup) -> None:
    if not _LANG.match(value):
        raise BadInputError(
            N_("‘{field}’ must be the code of a language: en, ru, kk."),
            field=Word(spec.ask.label),
        )


def _when(spec: FieldSpec, value: dict[str, str], lookup: Lookup) -> None:
    if not value["edtf"]:
        raise does_not_fit(spec)
    try:
        stretch(value["edtf"])
    except BadInputError as error:
        error.params["field"] = spec.name  # its sentence names the date alone
        raise
    if value.get("note"):
        _line(spec, value["note"], lookup)


def _ref(spec: FieldSpec, value: str, lookup: Lookup) -> None:
    found = lookup(value) if _ID.match(value) else None
    if found is None or not {"*", found} & set(spec.ask.aims):
        raise BadInputError(
            N_("‘{field}’ points to a record that is not in this case."),
            advice=N_("Choose it from the list, or record it first."),
            field=Word(spec.ask.label),
        )


def _refs(spec: FieldSpec, value: list[str], lookup: Lookup) -> None:
    for one in value:
        _ref(spec, one, lookup)


def _names(spec: FieldSpec, value: list[dict[str, str]], lookup: Lookup) -> None:
    for one in value:
        _line(spec, one["text"], lookup)
        _lang(spec, one.get("lang", "und"), lookup)


def _number(spec: FieldSpec, value: int, _: Lookup) -> None:
    asked = spec.name == "number" and spec.ask.form  # else 0: the program gave none yet
    if not 0 <= value < SAFE_INTEGER or (value == 0 and asked):
        raise does_not_fit(spec)


def _passage(_spec: FieldSpec, value: dict[str, Any], lookup: Lookup) -> None:
    good = (
        lookup(value["document"]) == "document"
        and lookup(value["extract"]) == "extract"
        and bool(_SHA256.match(value["version"]))
        and 0 <= value["start"] < value["end"]
        and value["end"] - value["start"] == len(value["quote"])
    )
    if not good:
        raise BadInputError(
            N_("The passage is not a stretch of a text in this case."),
            advice=N_("Select it again on the document's page. Nothing was recorded."),
        )


def _spans(spec: FieldSpec, value: list[dict[str, Any]], _: Lookup) -> None:
    end = 0
    for one in value:
        if not end <= one["start"] < one["end"]:
            raise does_not_fit(spec)
        end = one["end"]


def _sealed(spec: FieldSpec, value: dict[str, Any], _: Lookup) -> None:
    good = (
        bool(_SHA256.match(value["sha256"]))
        and bool(_SHA256.match(value["stored"]))
        and value["size"] >= 0
        and bool(_MEDIA.match(value["media_type"]))
        and value["identity"].startswith(_IDENTITY)
    )
    if not good:
        raise does_not_fit(spec)


_RULES: dict[Kind, Callable[[FieldSpec, Any, Lookup], None]] = {
    Kind.LINE: _line,
    Kind.CODE: _code,
    Kind.LINES: _lines,
    Kind.TEXT: _text,
    Kind.PROSE: _text,
    Kind.LANG: _lang,
    Kind.WHEN: _when,
    Kind.REF: _ref,
    Kind.REFS: _refs,
    Kind.NAMES: _names,
    Kind.NUMBER: _number,
    Kind.PASSAGE: _passage,
    Kind.SPANS: _spans,
    Kind.SEALED: _sealed,
}
