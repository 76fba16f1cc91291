"""`access`: who opened a file, how, when and what for."""

import click

from habeas.case.facts.access import LOOK_WORDS, Look
from habeas.cli.commands import argument, command, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.vault.case_keys import device_in
from habeas.views.access import AccessLine, openings


def purpose_option(_: Translate) -> click.Option:
    """Return `--purpose`: it stands in the record of the opening."""
    return click.Option(
        ["--purpose"],
        metavar=_("TEXT"),
        default="",
        help=_("What for; it stands in the record of who opened the file."),
    )


def purpose_of(door: Door, words: str) -> dict[str, str] | None:
    """Return what was given as the purpose, in the language of the answers."""
    words = words.strip()
    return {"lang": door.voice.language, "text": words} if words else None


def show_access(door: Door, name: str) -> None:
    """List every recorded opening of a file."""
    with door.at_case() as at:
        which = at.find("document|identity", name, withdrawn=True)
        found = openings(at.desk.views, at.case, which)
        own = device_in(at.desk.vault, bytes.fromhex(at.case)).hex()
        _ = door.voice.gettext

        def row(one: AccessLine) -> tuple[str, ...]:
            how = _(LOOK_WORDS[Look(one.act)]) if one.act else "?"
            who = _("this vault") if one.by == own else one.by[:16]
            return one.at, how, one.purpose, who

        head = (_("When"), _("How"), _("What for"), _("By whom"))
        door.voice.listing(found, head, row, _("Nobody opened it yet"))


def commands(_: Translate) -> list[click.Command]:
    """Return `access`."""
    return [
        command(
            _,
            "access",
            show_access,
            _("List who opened a file, how and when; nobody can switch that off."),
            [argument("name", _("DOCUMENT")), *reading(_)],
        )
    ]
