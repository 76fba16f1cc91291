"""Options of the record commands, made from the schema, and read as a form is read."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from habeas.case.facts.registry import RECORDS
from habeas.case.forms import changes, fill_form, read_form
from habeas.case.schema import FieldSpec, Kind, RecordType
from habeas.case.values import KNOWN_WORDS
from habeas.cli.commands import option
from habeas.cli.door import At, Door
from habeas.cli.say import Translate
from habeas.errors import BadInputError
from habeas.views.records import RecordView
from habeas.words import N_

_FROM_STDIN = "-"
_TEXTS = frozenset({Kind.TEXT, Kind.PROSE})
_MANY = frozenset({Kind.REFS, Kind.NAMES, Kind.LINES})
_TYPED = frozenset({Kind.LINE, Kind.CODE, Kind.LANG, *_TEXTS, *_MANY}) - {Kind.REFS}
_ASKED = frozenset(
    {*_TYPED, Kind.REFS, Kind.REF, Kind.CHOICE, Kind.WHEN, Kind.NUMBER, Kind.FLAG}
)


def field_options(_: Translate, kind: RecordType) -> list[click.Parameter]:
    """Return an option for every field of a record type that a person fills in.

    A text has a second, hidden option for its language (--title-lang), a date two
    (--said-known, --said-note); `about_fields` tells people so.
    """
    made: list[click.Parameter] = []
    for spec in kind.fields:
        if spec.ask.form and spec.ask.kind in _ASKED:
            made.append(_field_option(_, spec))
            made.extend(_beside(spec))
    return made


def clear_option(_: Translate) -> click.Option:
    """Return `--clear`, which empties a field in a correction."""
    return click.Option(
        ["--clear"],
        multiple=True,
        metavar=_("FIELD"),
        help=_("Empty this field. [may be repeated]"),
    )


def about_fields(_: Translate) -> str:
    """Return what holds for the options of every record, for the end of a help."""
    return _(
        "A text may also be given its language (--title-lang kk), a date how it is"
        " known (--dated-known {known}) and a note (--dated-note). A date is EDTF:"
        " 2021-12-07, 2021-12, 2021-06~ (about), 2021-06-26/2021-06-28. ‘-’ instead of"
        " a text or a name reads it from standard input, so that it is in no shell"
        " history."
    ).format(known="|".join(str(word) for word in KNOWN_WORDS))


def fields_of(door: Door, at: At, kind: RecordType) -> dict[str, Any]:
    """Return the record fields that were given on the command line.

    Raises:
        HabeasError: a value cannot be read, or a name stands for no record.
    """
    return read_form(kind, resolved(at, kind, door.form), door.voice.language)


def changes_of(
    door: Door, at: At, view: RecordView, clear: Sequence[str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return (changed fields, emptied fields): only what was named is touched.

    Raises:
        HabeasError: a value cannot be read, or a field to clear is not there.
    """
    kind = RECORDS[view.type]
    names = {name.replace("-", "_") for name in clear}
    for name in names:
        if name not in view.fields:
            raise BadInputError(
                N_("There is nothing in ‘{field}’ to clear."), field=name[:40]
            )
    given = resolved(at, kind, door.form)
    form = {**fill_form(kind, view.fields), **given}
    form = {n: v for n, v in form.items() if n.partition(".")[0] not in names}
    touched = names | {name.partition(".")[0] for name in given}
    changed, emptied = changes(
        kind, view.fields, read_form(kind, form, door.voice.language)
    )
    return (
        {name: value for name, value in changed.items() if name in touched},
        tuple(name for name in emptied if name in touched),
    )


def _field_option(_: Translate, spec: FieldSpec) -> click.Option:
    ask = spec.ask
    words = _(ask.label) + (f". {_(ask.help)}" if ask.help else "")
    name = f"--{spec.name.replace('_', '-')}"
    if ask.kind is Kind.FLAG:
        both = f"{name}/--no{name[1:]}"
        return _kept(spec.name, both, words, is_flag=True, default=None)
    if spec.required:
        words += " " + _("[required]")
    if ask.kind in _MANY:
        words += " " + _("[may be repeated]")
    return _kept(
        spec.name,
        name,
        words,
        metavar=_metavar(_, spec),
        multiple=ask.kind in _MANY,
    )


def _metavar(_: Translate, spec: FieldSpec) -> str:
    kind = spec.ask.kind
    if kind is Kind.CHOICE:
        return "|".join(str(word) for word in spec.ask.words)
    if kind in (Kind.REF, Kind.REFS):
        named = [RECORDS[one].label for one in spec.ask.aims if one != "*"]
        return "|".join(_(one) for one in named or [N_("Record")]).upper()
    return {
        Kind.WHEN: "EDTF",
        Kind.NUMBER: _("NUMBER"),
        Kind.NAMES: _("NAME[|KIND|LANG]"),
        Kind.LANG: _("LANG"),
    }.get(kind, _("TEXT"))


def _beside(spec: FieldSpec) -> list[click.Option]:
    name = spec.name.replace("_", "-")
    if spec.ask.kind in _TEXTS:
        return [_kept(f"{spec.name}.lang", f"--{name}-lang", "", hidden=True)]
    if spec.ask.kind is Kind.WHEN:
        return [
            _kept(f"{spec.name}.{part}", f"--{name}-{part}", "", hidden=True)
            for part in ("known", "note")
        ]
    return []


def _kept(form_name: str, name: str, words: str, **settings: Any) -> click.Option:  # noqa: ANN401
    def keep(door: Door, value: object) -> None:
        if isinstance(value, bool):
            value = "yes" if value else "no"
        values = value if isinstance(value, tuple) else (value,)
        door.form[form_name] = [str(one) for one in values]

    return option(name, words, keep, **settings)


def resolved(
    at: At, kind: RecordType, given: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Return a form in which names are ids, and what stands for standard input is read.

    Raises:
        HabeasError: a name stands for no record, or for several.
    """
    form = dict(given)
    for spec in kind.fields:
        if spec.name not in form:
            continue
        if spec.ask.kind in (Kind.REF, Kind.REFS):
            form[spec.name] = [
                at.find(spec.ask.to, name) if name.strip() else ""
                for name in form[spec.name]
            ]
        elif spec.ask.kind in _TYPED and form[spec.name] == [_FROM_STDIN]:
            form[spec.name] = [sys.stdin.read()]
    return form
