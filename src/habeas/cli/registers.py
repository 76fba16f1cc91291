"""`register`: complaint data as a monitor's register, brought in and counted."""

import click

from habeas.actions.register_source import shipped
from habeas.actions.registers import (
    RegisterRun,
    begin_register,
    finish_register,
    keep_rows,
)
from habeas.case.facts.registers import REGISTER
from habeas.case.register_rows import told_fault
from habeas.cli.commands import (
    Command,
    Group,
    argument,
    command,
    group,
    json_option,
    reading,
)
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import correct_command, list_command, show_fields
from habeas.cli.register_preview import (
    looked_at,
    preview_command,
    source_of,
    source_options,
    tell_faults,
    write_faults,
)
from habeas.cli.register_reports import register_named, report_commands
from habeas.cli.say import Progress, Translate
from habeas.cli.values import Speller, short
from habeas.errors import NotFoundError
from habeas.views.records import RecordView
from habeas.views.registers import RegisterLine, count, register_view, registers
from habeas.words import N_

_LONG = ("mapping", "labels", "problems")
"""Told otherwise, or printed by other commands."""


def bring_in(door: Door, file: str, mapping: str, errors: str = "") -> None:
    """Bring in a register; what was begun and not finished goes on."""
    _ = door.voice.gettext
    source = source_of(file, mapping)
    if errors:
        write_faults(door, errors, looked_at(door, source).faults)
    with door.at_case() as at:
        run = begin_register(at.desk, at.case, source, fields_of(door, at, REGISTER))
        if run.ended:
            door.voice.note(_("This file is in the case already; nothing is added."))
        else:
            _work(door, at, run)
        _summary(door, at, register_view(at.desk.views, at.case, run.id))


def _work(door: Door, at: At, run: RegisterRun) -> None:
    _ = door.voice.gettext
    run.count()
    total = run.far.all_files
    words = _("Bringing in {rows} rows").format(rows=total)
    try:
        with Progress(door.voice, words, max(1, total)) as progress:
            while not run.ended:
                keep_rows(at.desk, run, run.group())
                progress(run.far.files)
    except KeyboardInterrupt:
        words = _("Stopped. What was brought in is safe; the same command goes on.")
        door.voice.note(words)
        raise
    finish_register(at.desk, run)


def show_register(door: Door, name: str) -> None:
    """Print what a register is and what became of its rows."""
    with door.at_case() as at:
        _summary(door, at, register_named(at, name, withdrawn=True))


def _summary(door: Door, at: At, view: RecordView) -> None:
    voice, _ = door.voice, door.voice.gettext
    kept = count(at.desk.views, at.case, view.id)
    finished = "rows" in view.fields
    if voice.json:
        data = {"id": view.id, "fields": view.fields, "finished": finished}
        voice.data({**data, "submissions": kept})
        return
    voice.line(f"{_(REGISTER.label)} {view.id}")
    fields = {n: v for n, v in view.fields.items() if n not in _LONG}
    show_fields(Speller(voice, at.desk.views), REGISTER, fields)
    problems = map(told_fault, view.fields.get("problems", ()))
    tell_faults(door, [one for one in problems if one])
    if not finished:
        told = voice.ngettext(
            "Not finished: {count} row kept so far. The same import goes on.",
            "Not finished: {count} rows kept so far. The same import goes on.",
            kept,
        )
        voice.line(told.format(count=kept))


def show_mapping(door: Door, name: str) -> None:
    """Print a mapping that comes with the program, or what they are called.

    Raises:
        NotFoundError: none is called so.
    """
    found = shipped()
    if name and name not in found:
        raise NotFoundError(
            N_("No mapping that comes with the program is called ‘{name}’."),
            advice=N_("`habeas register mapping` names them."),
            name=name[:40],
        )
    texts = {name: found[name]} if name else found
    if door.voice.json:
        door.voice.data(texts)
    else:
        door.voice.line(found[name] if name else "\n".join(found))


def commands(_: Translate) -> list[click.Command]:
    """Return `register`."""
    return [_group(_)]


def _group(_: Translate) -> Group:
    return group(
        _,
        "register",
        _("Registers of complaints: brought in row by row, counted, overdue or not."),
        [
            preview_command(_),
            _import(_),
            list_command(
                _,
                _("List the registers, the newest first."),
                (_("Register"), _("Submissions"), _("Finished"), _("Id")),
                lambda at: registers(at.desk.views, at.case),
                _row,
            ),
            command(
                _,
                "show",
                show_register,
                _("Show what became of the rows; of the newest without a name."),
                [_name(_), *reading(_)],
            ),
            *report_commands(_),
            command(
                _,
                "mapping",
                show_mapping,
                _("Print a mapping that comes with the program; without a name, list."),
                [
                    argument("name", _("MAPPING"), required=False, default=""),
                    json_option(_),
                ],
            ),
            correct_command(_, REGISTER),
        ],
    )


def _name(_: Translate) -> click.Argument:
    return argument("name", _("REGISTER"), required=False, default="")


def _import(_: Translate) -> Command:
    made = command(
        _,
        "import",
        bring_in,
        _(
            "Bring in a register, a group of rows at a time. Stopped, the same command"
            " goes on; done, it adds nothing."
        ),
        [*source_options(_), *_said(_), *reading(_)],
    )
    made.epilog = about_fields(_)
    return made


def _said(_: Translate) -> list[click.Parameter]:
    """Return the options of what a person says of it; the mapping names it, too."""
    made = field_options(_, REGISTER)
    named = next(one for one in made if isinstance(one, click.Option))
    usual = _("[default: as the mapping says]")
    named.help = f"{_(REGISTER.fields[0].ask.label)} {usual}"
    return made


def _row(speller: Speller, one: RegisterLine) -> tuple[object, ...]:
    _ = speller.voice.gettext
    finished = _("yes") if one.finished else _("no")
    return one.name, one.matters, finished, short(one.id)
