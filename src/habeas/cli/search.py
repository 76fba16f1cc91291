"""`search`: find words anywhere in a case; identities are not searched."""

import click

from habeas.cli.commands import argument, command, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.cli.values import kind_words, short
from habeas.views.search import search

_FOUND = str.maketrans({"\x02": "[", "\x03": "]"})


def show_hits(door: Door, words: tuple[str, ...]) -> None:
    """List the records that have all the words, best first."""
    _ = door.voice.gettext
    with door.at_case() as at:
        door.voice.listing(
            search(at.desk.views, at.case, " ".join(words)),
            (_("Kind"), _("Found"), _("Id")),
            lambda hit: (
                kind_words(door.voice, hit.type),
                hit.piece.translate(_FOUND),
                short(hit.id),
            ),
            _(
                "No record in this case has these words."
                " The text of documents is not searched."
            ),
        )


def commands(_: Translate) -> list[click.Command]:
    """Return `search`."""
    return [
        command(
            _,
            "search",
            show_hits,
            _("Find words in the records of a case; identities are not searched."),
            [argument("words", _("WORDS…"), nargs=-1, required=True), *reading(_)],
        )
    ]
