"""`note`: the working notes of a case."""

import click

from habeas.case.facts.notes import NOTE
from habeas.cli.commands import group
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_command,
    views_of,
)
from habeas.cli.say import Translate, cut
from habeas.cli.values import short


def commands(_: Translate) -> list[click.Command]:
    """Return `note`."""
    listed = list_command(
        _,
        _("List the notes."),
        (_("Written"), _("Note"), _("Id")),
        lambda at: views_of(at, "note"),
        lambda _speller, one: (
            one.state.history[0].at,
            cut(one.title),
            short(one.id),
        ),
    )
    return [
        group(
            _,
            "note",
            _("Working notes."),
            [
                add_command(_, NOTE, _("Write a note.")),
                listed,
                show_command(_, NOTE, _("Show a note with its history.")),
                correct_command(_, NOTE),
            ],
        )
    ]
