"""`custody report`: the chains of the exhibits as PDF, DOCX or CASE/UCO."""

from pathlib import Path

import click

from habeas.actions.custody_report import Form, custody_report
from habeas.cli.commands import argument, case_option, command
from habeas.cli.door import Door
from habeas.cli.originals import say_saved, write_new
from habeas.cli.say import Progress, Translate
from habeas.errors import BadInputError
from habeas.words import N_


def write(door: Door, target: str, names: tuple[str, ...]) -> None:
    """Write the report of these exhibits, or of all; the file's ending says as what."""
    ending = Path(target).suffix.removeprefix(".").lower()
    if ending not in list(Form):
        raise BadInputError(
            N_("A custody report is written as .pdf, .docx or .jsonld (CASE/UCO)."),
            advice=N_("Give the file one of these endings. Nothing was written."),
        )
    with door.at_case() as at:
        found = [at.find("exhibit|document", one, withdrawn=True) for one in names]
        made = custody_report(
            at.desk, at.case, Form(ending), door.voice.language, found
        )
    with Progress(door.voice, "", len(made)) as progress:
        write_new(Path(target), iter([made]), progress)
    say_saved(door, target)


def report_command(_: Translate) -> click.Command:
    """Return the command, for the group `custody`."""
    return command(
        _,
        "report",
        write,
        _("Write the chains of custody down: FILE.pdf, FILE.docx or FILE.jsonld."),
        [
            argument("target", _("FILE")),
            argument("names", _("EXHIBIT…"), nargs=-1),
            case_option(_),
        ],
    )
