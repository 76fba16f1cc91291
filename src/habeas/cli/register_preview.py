"""`register preview`: what an import would do, and every row that it would refuse."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from habeas.actions.register_source import (
    Preview,
    Source,
    preview,
    read_source,
    shipped,
)
from habeas.actions.register_tables import faults_csv, faults_json
from habeas.case.facts.registers import MATTER
from habeas.case.register_mapping import Labels
from habeas.case.register_rows import NEXT_WORDS, PROBLEM_WORDS, Fault
from habeas.cli.commands import Command, argument, command, json_option
from habeas.cli.door import Door
from habeas.cli.say import Progress, Translate
from habeas.errors import BadInputError
from habeas.words import N_

_SHOWN = 20
"""Problems that a terminal shows; a file of them has all."""


def look(door: Door, file: str, mapping: str, errors: str = "") -> None:
    """Print what an import would do; opens no vault."""
    source = source_of(file, mapping)
    found = looked_at(door, source)
    write_faults(door, errors, found.faults)
    if not door.voice.json:
        _tell(door, source, found)
        return
    counts = {
        name: getattr(found, name)
        for name in ("rows", "kept", "refused", "levels", "statuses", "without_term")
    }
    more = {"unknown_terms": found.unknown, "absent_tables": found.absent}
    door.voice.data({**counts, **more, "first": found.first, "faults": found.faults})


def source_of(file: str, mapping: str) -> Source:
    """Read the file and the mapping that were named on the command line.

    Raises:
        BadInputError: one of them is not there or cannot be used.
    """
    named = mapping if mapping in shipped() else str(Path.cwd() / mapping)
    return read_source(Path.cwd() / file, named)


def looked_at(door: Door, source: Source) -> Preview:
    """Read every row; says how far it is."""
    with Progress(door.voice, door.voice.gettext("Rows looked at")) as progress:
        return preview(source, progress.tell)


def write_faults(door: Door, errors: str, faults: Sequence[Fault]) -> None:
    """Write every problem to a new file: JSON if it is called so, else CSV.

    Raises:
        BadInputError: the file is there already, or cannot be written.
    """
    if not errors:
        return
    path = Path.cwd() / errors
    made = faults_json if path.suffix.casefold() == ".json" else faults_csv
    text = made(faults, door.voice.gettext)
    try:
        with path.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
    except OSError as error:
        raise BadInputError(
            N_("The file of problems cannot be written, or is there already."),
            advice=N_("Name a new file. Nothing was recorded."),
        ) from error


def _tell(door: Door, source: Source, found: Preview) -> None:
    voice, _ = door.voice, door.voice.gettext
    labels = Labels(source.labels)
    told = _("Rows: {rows}. Would be kept: {kept}. Would be refused: {refused}.")
    voice.line(told.format(rows=found.rows, kept=found.kept, refused=found.refused))
    for field, title, counts in (
        ("level", _("Level"), found.levels),
        ("status", _("Status"), found.statuses),
    ):
        rows = [(one, labels.label(field, one), n) for one, n in counts.items()]
        if any(counts):
            voice.table((title, _("Stands for"), _("Rows")), rows)
    if found.absent:
        told = _("Not beside the file, so codes keep only their code: {files}")
        voice.line(told.format(files=", ".join(found.absent)))
    if found.unknown:
        told = _("No rule pack of this version has these terms: {terms}")
        voice.line(told.format(terms=", ".join(found.unknown)))
    _tell_first(door, source, found)
    tell_faults(door, found.faults)


def _tell_first(door: Door, source: Source, found: Preview) -> None:
    voice = door.voice
    if not found.first:
        return
    specs = [one for one in MATTER.fields if one.name in set(source.mapping.columns)]
    voice.line(voice.gettext("The first rows, as they would be read:"))
    voice.table(
        [voice.gettext(spec.ask.label) for spec in specs],
        [[_plain(row.fields.get(spec.name)) for spec in specs] for row in found.first],
    )


def _plain(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return str(value["edtf"])
    return " ".join(value) if isinstance(value, list) else str(value or "–")


def tell_faults(door: Door, faults: Sequence[Fault]) -> None:
    """Print the first problems, each with its next step."""
    voice, _ = door.voice, door.voice.gettext
    if not faults:
        return
    voice.line(_("Rows that are refused:"))
    rows = [
        (
            one.line,
            one.column or "–",
            _(PROBLEM_WORDS[one.problem]),
            _(NEXT_WORDS[one.problem]),
        )
        for one in faults[:_SHOWN]
    ]
    voice.table((_("Line"), _("Column"), _("What is wrong"), _("Next step")), rows)
    if len(faults) > _SHOWN:
        told = _("{count} more; --errors FILE writes all of them.")
        voice.line(told.format(count=len(faults) - _SHOWN))


def source_options(_: Translate) -> list[click.Parameter]:
    """Return what names a file, its mapping, and where problems are written."""
    names = ", ".join(shipped())
    words = _("How it is read: {names}, or the path of a TOML file.")
    return [
        argument("file", _("FILE")),
        click.Option(
            ["--mapping"],
            required=True,
            metavar=_("MAPPING"),
            help=words.format(names=names),
        ),
        click.Option(
            ["--errors"],
            default="",
            metavar=_("FILE"),
            help=_("Write every problem to this new file: CSV, or JSON by its name."),
        ),
    ]


def preview_command(_: Translate) -> Command:
    """Return `register preview`."""
    words = _("Show what an import would do, row by row what is wrong; opens no vault.")
    return command(_, "preview", look, words, [*source_options(_), json_option(_)])
