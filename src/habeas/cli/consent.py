"""`consent`: what people agreed to, refused or took back."""

import click

from habeas.actions.erasure import ground
from habeas.case.facts.consent import ANSWER_WORDS, CONSENT, USE_WORDS, Answer, Use
from habeas.cli.commands import group
from habeas.cli.door import At, Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_command,
    views_of,
)
from habeas.cli.say import Translate
from habeas.cli.values import Speller, short
from habeas.views.records import RecordView, record


def commands(_: Translate) -> list[click.Command]:
    """Return `consent`."""
    head = (_("Person"), _("Use"), _("Recipient"), _("Answer"), _("When"), _("Id"))
    return [
        group(
            _,
            "consent",
            _("Consent: per use and recipient."),
            [
                add_command(
                    _,
                    CONSENT,
                    _("Record an answer of a person to one use."),
                    after=_next_step,
                ),
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


def _next_step(door: Door, at: At, made: str) -> None:
    """Say what follows where the person wants to be kept in the case no more."""
    fields = record(at.desk.views, at.case, made).fields
    person = fields["person"]
    if fields["use"] == Use.RECORD and ground(at.desk, at.case, person):
        words = door.voice.gettext(
            "Nothing is erased by that alone. `habeas erase show {person}` says what it"
            " would take."
        )
        door.voice.line(words.format(person=short(person)))


def _row(speller: Speller, view: RecordView) -> tuple[str, ...]:
    _, fields = speller.voice.gettext, view.fields
    given = (fields.get("given") or {}).get("edtf", "")
    return (
        speller.name(fields["person"]) if "person" in fields else "",
        _(USE_WORDS[Use(fields["use"])]) if "use" in fields else "",
        (fields.get("recipient") or {}).get("text", _("anybody")),
        _(ANSWER_WORDS[Answer(fields["answer"])]) if "answer" in fields else "",
        speller.when(given),
        short(view.id),
    )
