"""`consent`: what people agreed to, refused or took back."""

import click

from habeas.case.facts.consent import ANSWER_WORDS, CONSENT, USE_WORDS, Answer, Use
from habeas.cli.commands import group
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_command,
    views_of,
)
from habeas.cli.say import Translate
from habeas.cli.values import Speller, short
from habeas.views.records import RecordView


def commands(_: Translate) -> list[click.Command]:
    """Return `consent`."""
    head = (_("Person"), _("Use"), _("Recipient"), _("Answer"), _("When"), _("Id"))
    return [
        group(
            _,
            "consent",
            _("Consent: per use and recipient."),
            [
                add_command(_, CONSENT, _("Record an answer of a person to one use.")),
                list_command(
                    _,
                    _("List the answers, oldest first; a later one counts."),
                    head,
                    lambda at: views_of(at, "consent"),
                    _row,
                ),
                show_command(_, CONSENT, _("Show an answer with its history.")),
                correct_command(_, CONSENT),
            ],
        )
    ]


def _row(speller: Speller, view: RecordView) -> tuple[str, ...]:
    _, fields = speller.voice.gettext, view.fields
    given = (fields.get("given") or {}).get("edtf", "")
    return (
        speller.name(fields["person"]),
        _(USE_WORDS[Use(fields["use"])]),
        (fields.get("recipient") or {}).get("text", _("anybody")),
        _(ANSWER_WORDS[Answer(fields["answer"])]),
        speller.when(given),
        short(view.id),
    )
