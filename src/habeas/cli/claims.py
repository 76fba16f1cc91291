"""`claim`: who says what, marked in the text that says so."""

from typing import Any

import click

from habeas.actions.claims import mark_claim, mark_quote
from habeas.actions.record import put
from habeas.case.facts.claims import CLAIM
from habeas.cli.accounts import source, stance_words, who
from habeas.cli.commands import Command, command, group, reading
from habeas.cli.door import At, Door
from habeas.cli.options import about_fields, field_options, fields_of
from habeas.cli.records import (
    compartment_option,
    correct_command,
    list_command,
    show_command,
    tell_recorded,
)
from habeas.cli.say import Translate, cut
from habeas.errors import BadInputError
from habeas.views.accounts import Account, accounts
from habeas.views.records import records
from habeas.words import N_


def add_claim(
    door: Door, quote: str, start: int | None, end: int | None, compartment: str
) -> None:
    """Record a claim: on a passage of a document, or in your own words."""
    with door.at_case() as at:
        fields = fields_of(door, at, CLAIM)
        made = _marked(at, fields, quote, (start, end), compartment)
        tell_recorded(door, CLAIM, made)


def _marked(
    at: At,
    fields: dict[str, Any],
    quote: str,
    span: tuple[int | None, int | None],
    compartment: str,
) -> str:
    start, end = span
    if not quote and start is None and end is None:
        if "text" not in fields:
            raise BadInputError(
                N_("A claim needs a passage, or words of your own."),
                advice=N_("Give --document with --quote, or --text."),
            )
        return put(at.desk, at.case, "claim", fields, compartment)
    if "document" not in fields:
        raise BadInputError(
            N_("It is not said in which document this passage stands."),
            advice=N_("Give --document with the exhibit number."),
        )
    place = fields["document"]
    if quote:
        return mark_quote(at.desk, at.case, place, fields, quote)
    if start is None or end is None:
        raise BadInputError(
            N_("A passage needs both --start and --end."),
            advice=N_("Or give it by its words, with --quote."),
        )
    return mark_claim(at.desk, at.case, place, fields, start=start, end=end)


def _accounts(at: At) -> list[Account]:
    lines = records(at.desk.views, at.case, "claim")
    return accounts(at.desk.views, [line.id for line in lines])


def commands(_: Translate) -> list[click.Command]:
    """Return `claim`."""
    listed = list_command(
        _,
        _("List the claims as recorded."),
        (_("Standing"), _("Who says so"), _("Words"), _("Source")),
        _accounts,
        lambda speller, one: (
            stance_words(speller, one.stance),
            who(speller, one),
            cut(one.words, 60),
            source(speller, one),
        ),
    )
    return [
        group(
            _,
            "claim",
            _("Claims: who says what, and where it stands written."),
            [
                _add(_),
                listed,
                show_command(_, CLAIM, _("Show a claim with its history.")),
                correct_command(_, CLAIM),
            ],
        )
    ]


def _add(_: Translate) -> Command:
    number: dict[str, Any] = {"type": int, "metavar": _("NUMBER")}
    made = command(
        _,
        "add",
        add_claim,
        _("Mark a passage of a document as a claim, or record one in your words."),
        [
            click.Option(
                ["--quote"],
                default="",
                metavar=_("TEXT"),
                help=_("The passage, word for word; line ends need not match."),
            ),
            click.Option(
                ["--start"],
                help=_("Or its first character, counted from 0 …"),
                **number,
            ),
            click.Option(["--end"], help=_("… and the one after its last."), **number),
            *field_options(_, CLAIM),
            *compartment_option(_, CLAIM),
            *reading(_),
        ],
    )
    made.epilog = about_fields(_)
    return made
