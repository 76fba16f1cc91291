"""`paper annexes`: the annexes of a paper as one file, and a bundle beside it."""

from pathlib import Path

import click

from habeas.actions.annexes import annexed, beside
from habeas.actions.paper_leaving import Despite
from habeas.cli.commands import argument, case_option, command
from habeas.cli.door import Door
from habeas.cli.originals import require_new, say_saved, write_new
from habeas.cli.paper_checks import tell_aside
from habeas.cli.say import Progress, Translate
from habeas.errors import BadInputError
from habeas.words import N_


def annex_file(  # noqa: PLR0913 - which paper, where to, for whom
    door: Door, *, name: str, target: str, bundle: str, recipient: str, despite: str
) -> None:
    """Write the annexes as one PDF, and the bundle that they are checked by."""
    if Path(target).suffix.lower() != ".pdf":
        raise BadInputError(
            N_("Annexes are written as .pdf."),
            advice=N_("Give the file this ending. Nothing was written."),
        )
    for path in filter(None, (target, bundle)):
        require_new(Path(path))  # before a bundle is recorded as handed out
    voice = door.voice
    with door.at_case() as at:
        one = at.find("paper", name)
        said = Despite(despite, language=voice.language)
        with Progress(voice, "") as progress:
            made = annexed(at.desk, at.case, one, said, progress.tell)
        tell_aside(voice, made.gate)
        if bundle:
            with Progress(voice, "") as progress:
                beside(
                    at.desk,
                    at.case,
                    one,
                    recipient=recipient,
                    target=Path(bundle),
                    despite=said,
                    tell=progress.tell,
                )
        made.gate.again(at.desk)
        with Progress(voice, voice.gettext("Bytes written")) as written:
            write_new(Path(target), made.pieces(), written)
    for path in filter(None, (target, bundle)):
        say_saved(door, path)


def annex_commands(_: Translate) -> list[click.Command]:
    """Return `annexes`."""
    words = _("Write the annexes of a paper as one stamped PDF: FILE.pdf.")
    options = (
        (
            "--bundle",
            "bundle",
            _("[FILE.zip|FOLDER]"),
            _("Write a verification bundle of what the paper names as well."),
        ),
        (
            "--to",
            "recipient",
            _("RECIPIENT"),
            _("Who gets the bundle, as the consent names them."),
        ),
        (
            "--despite",
            "despite",
            _("TEXT"),
            _("Why it leaves without a recorded consent; kept with the paper."),
        ),
    )
    given = [
        click.Option([flag, name], metavar=metavar, default="", help=help_)
        for flag, name, metavar, help_ in options
    ]
    name, target = argument("name", _("PAPER")), argument("target", _("FILE"))
    params = [name, target, *given, case_option(_)]
    return [command(_, "annexes", annex_file, words, params)]
