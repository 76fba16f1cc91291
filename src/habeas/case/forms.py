"""Form fields <-> record fields: the page's form and the command line's options.

A field of a form is `name`; text adds `name.lang`, a date `name.known` and `name.note`;
names are lines of `text | kind | language`, the last two optional.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.case.values import Name, NameKind
from habeas.errors import BadInputError, Word
from habeas.words import N_

Form = Mapping[str, Sequence[str]]

_LONGEST_NUMBER = 9
# 24.07.2026 has one reading, 07/24/2026 has two.
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SPACED = re.compile(r"(\d{4}-\d\d-\d\d) +(\d\d:\d\d)")  # as people write a time


def read_form(kind: RecordType, form: Form, language: str) -> dict[str, Any]:
    """Return the record fields that a filled-in form stands for, without empty ones.

    `language` is the language of texts whose own language was not given.

    Raises:
        BadInputError: a number or a name line that cannot be read.
    """
    fields: dict[str, Any] = {}
    for spec in kind.fields:
        reader = _READERS.get(spec.ask.kind)
        if reader is None or not spec.ask.form or spec.name not in form:
            continue
        value = reader(spec, form, language)
        if value not in ("", None, [], False):
            fields[spec.name] = value
    return fields


def fill_form(kind: RecordType, fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what a form shows for a record: the inverse of `read_form`."""
    form: dict[str, list[str]] = {}
    for spec in kind.fields:
        if spec.ask.form and spec.name in fields:
            form.update(_shown(spec, fields[spec.name]))
    return form


def changes(
    kind: RecordType, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return (changed fields, emptied fields) between a record and its edited form."""
    asked = {spec.name for spec in kind.fields if spec.ask.form}
    changed = {
        name: value
        for name, value in new.items()
        if name in asked and old.get(name) != value
    }
    emptied = tuple(sorted(n for n in old if n in asked and n not in new))
    return changed, emptied


def _one(form: Form, name: str) -> str:
    values = form.get(name, ())
    return values[0].strip() if values else ""


def _line(spec: FieldSpec, form: Form, _language: str) -> object:
    return _one(form, spec.name)


def _text(spec: FieldSpec, form: Form, language: str) -> object:
    text = _one(form, spec.name).replace("\r\n", "\n")
    lang = _one(form, f"{spec.name}.lang") or language
    return {"lang": lang, "text": text} if text else None


def _when(spec: FieldSpec, form: Form, _language: str) -> object:
    iso = _DOTTED.sub(
        lambda hit: f"{hit[3]}-{hit[2]:0>2}-{hit[1]:0>2}", _one(form, spec.name)
    )
    edtf = _SPACED.sub(r"\1T\2", iso)
    if not edtf:
        return None
    when = {"edtf": edtf, "known": _one(form, f"{spec.name}.known") or "unknown"}
    note = _one(form, f"{spec.name}.note")
    return {**when, "note": note} if note else when


def _number(spec: FieldSpec, form: Form, _language: str) -> object:
    text = _one(form, spec.name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise BadInputError(
            N_("‘{field}’ must be a whole number."), field=Word(spec.ask.label)
        )
    return int(text)


def _flag(spec: FieldSpec, form: Form, _language: str) -> object:
    return _one(form, spec.name) in ("on", "yes", "true", "1")


def _refs(spec: FieldSpec, form: Form, _language: str) -> object:
    return [one.strip() for one in form.get(spec.name, ()) if one.strip()]


def _lines(spec: FieldSpec, form: Form, _language: str) -> object:
    values = "\n".join(form.get(spec.name, ())).splitlines()
    return [one.strip() for one in values if one.strip()]


def _names(spec: FieldSpec, form: Form, language: str) -> object:
    names = []
    for line in _split_lines(form, spec.name):
        text, kind, lang = (*(part.strip() for part in line.split("|")), "", "")[:3]
        if kind and kind not in list(NameKind):
            raise BadInputError(
                N_("‘{kind}’ is not a kind of name."),
                advice=N_("Use one of: {choices}."),
                kind=kind,
                choices=", ".join(NameKind),
            )
        names.append(
            {"text": text, "kind": kind or "full", "lang": lang or language or "und"}
        )
    return names


def _split_lines(form: Form, name: str) -> list[str]:
    return [one for one in "\n".join(form.get(name, ())).splitlines() if one.strip()]


_READERS: dict[Kind, Callable[[FieldSpec, Form, str], object]] = {
    Kind.LINE: _line,
    Kind.CODE: _line,
    Kind.LANG: _line,
    Kind.CHOICE: _line,
    Kind.REF: _line,
    Kind.REFS: _refs,
    Kind.TEXT: _text,
    Kind.PROSE: _text,
    Kind.WHEN: _when,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.LINES: _lines,
    Kind.NAMES: _names,
}


def _shown(  # noqa: PLR0911 - one return a kind
    spec: FieldSpec,
    value: Any,  # noqa: ANN401 - a JSON value
) -> dict[str, list[str]]:
    name = spec.name
    match spec.ask.kind:
        case Kind.TEXT | Kind.PROSE:
            return {name: [value["text"]], f"{name}.lang": [value["lang"]]}
        case Kind.WHEN:
            return {
                name: [value["edtf"]],
                f"{name}.known": [value.get("known", "unknown")],
                f"{name}.note": [value.get("note", "")],
            }
        case Kind.NAMES:
            whole = [msgspec.convert(one, Name) for one in value]
            lines = [f"{n.text} | {n.kind.value} | {n.lang}" for n in whole]
            return {name: ["\n".join(lines)]}
        case Kind.LINES:
            return {name: ["\n".join(value)]}
        case Kind.REFS:
            return {name: list(value)}
        case Kind.FLAG:
            return {name: ["on"] if value else []}
        case _:
            return {name: [str(value)]}
