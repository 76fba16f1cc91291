"""`paper`: whom a paper is for, and what keeps it in."""

import click

from habeas.actions.paper_checks import address
from habeas.cli.commands import argument, case_option, command
from habeas.cli.door import Door
from habeas.cli.say import Translate


def addressed(door: Door, name: str, recipient: str) -> None:
    """Say who receives a paper."""
    with door.at_case() as at:
        changed = address(at.desk, at.case, at.find("paper", name), recipient)
    _ = door.voice.gettext
    door.voice.line(_("Recorded.") if changed else _("It was so before."))


def checking(_: Translate) -> list[click.Command]:
    """Return what `paper` offers before a paper leaves."""
    name, at_case = argument("name", _("PAPER")), case_option(_)
    to = _("Say who receives a paper, as a consent names them.")
    recipient = argument("recipient", _("RECIPIENT"))
    return [command(_, "to", addressed, to, [name, recipient, at_case])]
