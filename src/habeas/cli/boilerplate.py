"""`boilerplate`: what in a text is not its own words; marks can be undone."""

import click

from habeas.actions.documents import DocumentText, mark_boilerplate, read_text
from habeas.cli.commands import argument, command, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate, cut
from habeas.errors import BadInputError
from habeas.text.passage import find_loosely
from habeas.words import N_


def boilerplate(
    door: Door, name: str, mark: tuple[int, int] | None, quote: str, *, undo: bool
) -> None:
    """Mark a stretch or undo a mark, then list what is marked."""
    with door.at_case() as at:
        wanted = at.find("document", name)
        found = read_text(at.desk, at.case, wanted)
        span = _stretch(found, quote) if quote else mark
        if span is not None:
            mark_boilerplate(at.desk, at.case, wanted, *span, marked=not undo)
            found = read_text(at.desk, at.case, wanted)
        _show(door, found)


def _stretch(found: DocumentText, quote: str) -> tuple[int, int]:
    spans = find_loosely(found.text, quote)
    if len(spans) != 1:
        raise BadInputError(
            N_("These words are to stand in the text once. Found: {count}."),
            advice=N_("Give words that stand there once, or --mark with two numbers."),
            count=len(spans),
        )
    return spans[0].start, spans[0].end


def _show(door: Door, found: DocumentText) -> None:
    _ = door.voice.gettext
    marked = found.extract.fields.get("boilerplate", []) if found.extract else []
    door.voice.listing(
        [{**span, "text": found.text[span["start"] : span["end"]]} for span in marked],
        (_("From"), _("To"), _("Why"), _("Text")),
        lambda one: (one["start"], one["end"], _(one["why"]), cut(one["text"], 48)),
        _("Nothing in this text is marked."),
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `boilerplate`."""
    return [
        command(
            _,
            "boilerplate",
            boilerplate,
            _("Mark what in a text is not part of it, or undo it; nothing is lost."),
            [
                argument("name", _("DOCUMENT")),
                click.Option(
                    ["--mark"],
                    type=int,
                    nargs=2,
                    metavar=_("FROM TO"),
                    help=_("The stretch, in characters from 0; TO is not in it."),
                ),
                click.Option(
                    ["--quote"],
                    default="",
                    metavar=_("TEXT"),
                    help=_("The stretch, by its words."),
                ),
                click.Option(
                    ["--undo"], is_flag=True, help=_("Undo the marks that it touches.")
                ),
                *reading(_),
            ],
        )
    ]
