"""`incident` and `versions`: events, and what is said of each."""

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from habeas.case.facts.incidents import INCIDENT
from habeas.cli.accounts import source, stance_words, who
from habeas.cli.commands import Group, argument, command, group, reading
from habeas.cli.door import Door
from habeas.cli.records import (
    add_command,
    correct_command,
    list_command,
    show_command,
    views_of,
)
from habeas.cli.say import Translate, one_line, plain
from habeas.cli.values import Speller, short
from habeas.views.incidents import Versions, versions
from habeas.words import N_

_NARROWEST = 32
_DIFFER_WORDS = {
    "stance": N_("standing"),
    "about": N_("when it happened"),
    "basis": N_("how they know"),
}


def show_versions(door: Door, name: str) -> None:
    """Show all accounts of an incident side by side."""
    with door.at_case() as at:
        found = versions(at.desk.views, at.case, at.find("incident", name))
        if door.voice.json:
            door.voice.data(found)
        else:
            _show(Speller(door.voice, at.desk.views), found)


def _show(speller: Speller, found: Versions) -> None:
    voice, _ = speller.voice, speller.voice.gettext
    when = f" – {speller.when(found.incident.when)}" if found.incident.when else ""
    voice.line(f"{found.incident.title}{when}")
    if not found.columns:
        voice.line(_("Nobody has said anything about it yet."))
        return
    if found.differ:
        names = ", ".join(_(_DIFFER_WORDS[one]) for one in sorted(found.differ))
        voice.line(_("The accounts differ in: {names}.").format(names=names))
    console = Console(file=voice.out, highlight=False, markup=False, emoji=False)
    across = max(1, console.width // _NARROWEST)
    for first in range(0, len(found.columns), across):
        table = Table(show_header=True, show_lines=True, expand=True)
        columns = found.columns[first : first + across]
        for one in columns:
            table.add_column(Text(one_line(stance_words(speller, one.stance))), ratio=1)
        table.add_row(*(Text(plain(who(speller, one))) for one in columns))
        table.add_row(*(Text(one_line(one.words)) for one in columns))
        table.add_row(*(Text(plain(source(speller, one))) for one in columns))
        console.print(table)


def commands(_: Translate) -> list[click.Command]:
    """Return `incident` and `versions`."""
    return [
        _incident(_),
        command(
            _,
            "versions",
            show_versions,
            _("Show all accounts of one incident side by side."),
            [argument("name", _("INCIDENT")), *reading(_)],
        ),
    ]


def _incident(_: Translate) -> Group:
    listed = list_command(
        _,
        _("List the incidents."),
        (_("What it is about"), _("When"), _("Id")),
        lambda at: views_of(at, "incident"),
        lambda speller, one: (
            one.title,
            speller.when((one.fields.get("when") or {}).get("edtf", "")),
            short(one.id),
        ),
    )
    return group(
        _,
        "incident",
        _("Incidents that accounts speak of."),
        [
            add_command(_, INCIDENT, _("Record an incident, in neutral words.")),
            listed,
            show_command(_, INCIDENT, _("Show an incident with its history.")),
            correct_command(_, INCIDENT),
        ],
    )
