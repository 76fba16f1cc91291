"""`paper name`: whether a paper says who the complainant is."""

import click

from habeas.actions.paper_names import name_it
from habeas.cli.commands import argument, case_option, command
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.papers.engine.identity import LACK_WORDS, Naming
from habeas.words import N_

_ON, _OFF = "on", "off"
_PRINTED = N_("This paper prints the complainant’s name.")


def named(door: Door, name: str, choice: str) -> None:
    """Choose ‘with the name’ for a paper, or go back to the pseudonym."""
    with door.at_case() as at:
        one = at.find("paper", name)
        found = name_it(at.desk, at.case, one, on=choice == _ON)
    tell_naming(door, found)


def tell_naming(door: Door, found: Naming) -> None:
    """Say that the name is printed, or why the pseudonym stands, each in a line."""
    _ = door.voice.gettext
    if found.printed:
        door.voice.line(_(_PRINTED), indent=2)
    for one in found.lacking:
        why = _("The pseudonym stands: {why}").format(why=_(LACK_WORDS[one]))
        door.voice.line(why, indent=2)


def naming_commands(_: Translate) -> list[click.Command]:
    """Return what `paper` offers for the complainant's name."""
    words = _("Print who the complainant is, if the addressee may know; or don’t.")
    choice = click.Argument(
        ["choice"], metavar=f"{_ON}|{_OFF}", type=click.Choice([_ON, _OFF])
    )
    name = argument("name", _("PAPER"))
    return [command(_, "name", named, words, [name, choice, case_option(_)])]
