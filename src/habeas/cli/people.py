"""`person` and `identity`: pseudonyms in the open, names in their own compartment."""

import click

from habeas.case.facts.people import IDENTITY, PERSON, ROLE_WORDS, Role
from habeas.cli import photos
from habeas.cli.accounts import show_account
from habeas.cli.commands import Command, Group, argument, command, group, reading
from habeas.cli.door import Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_view,
    views_of,
)
from habeas.cli.say import Translate
from habeas.cli.values import Speller, short
from habeas.views.people import identities, people, said_by
from habeas.views.records import record


def show_person(door: Door, name: str) -> None:
    """Show a person, then everything this person said, in order."""
    with door.at_case() as at:
        found = record(at.desk.views, at.case, at.find("person", name, withdrawn=True))
        said = said_by(at.desk.views, at.case, found.id)
        if door.voice.json:
            door.voice.data({"person": found, "said": said})
            return
        show_view(door, at, found)
        _ = door.voice.gettext
        door.voice.line(_("Said, in order") if said else _("Nothing said is recorded."))
        speller = Speller(door.voice, at.desk.views)
        for account in said:
            show_account(speller, account)


def show_identity(door: Door, name: str) -> None:
    """Show the identity of a person, called by the pseudonym."""
    with door.at_case() as at:
        person = at.find("person", name)
        found = identities(at.desk.views, at.case, person)
        if door.voice.json:
            door.voice.data(found)
        elif not found:
            door.voice.line(
                door.voice.gettext("No identity is recorded for this person.")
            )
        else:
            for view in found:
                show_view(door, at, view)


def commands(_: Translate) -> list[click.Command]:
    """Return `person` and `identity`."""
    return [_person(_), _identity(_)]


def _person(_: Translate) -> Group:
    show: Command = command(
        _,
        "show",
        show_person,
        _("Show a person and everything this person said, in order."),
        [argument("name", _("PERSON")), *reading(_)],
    )
    listed = list_command(
        _,
        _("List the people of the case."),
        (_("Pseudonym"), _("Role"), _("Said"), _("Id")),
        lambda at: people(at.desk.views, at.case),
        lambda speller, one: (
            one.pseudonym,
            speller.voice.gettext(ROLE_WORDS[Role(one.role)]),
            one.said,
            short(one.id),
        ),
    )
    return group(
        _,
        "person",
        _("People, under pseudonyms."),
        [
            add_command(_, PERSON, _("Record a person under a pseudonym.")),
            listed,
            show,
            correct_command(_, PERSON),
        ],
    )


def _identity(_: Translate) -> Group:
    show = command(
        _,
        "show",
        show_identity,
        _("Show who a person is."),
        [argument("name", _("PERSON")), *reading(_)],
    )
    listed = list_command(
        _,
        _("List whose identity is recorded; names are not shown."),
        (_("Person"), _("Id")),
        lambda at: views_of(at, "identity"),
        lambda speller, one: (speller.name(one.subject), short(one.id)),
    )
    return group(
        _,
        "identity",
        _("Who people are: kept apart, under a key of its own."),
        [
            add_command(_, IDENTITY, _("Record who a person is.")),
            listed,
            show,
            correct_command(_, IDENTITY),
            *photos.commands(_),
        ],
    )
