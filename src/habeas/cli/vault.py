"""`init`, `head`, `rebuild`, and what `verify` is called: the vault itself."""

import click

from habeas.actions.check import head_of
from habeas.app import create
from habeas.cli.commands import case_option, command, json_option, reading
from habeas.cli.door import Door
from habeas.cli.recovery import choose_passphrase, offer_sheet, weak_option
from habeas.cli.say import Progress, Translate
from habeas.cli.verify import verify
from habeas.errors import BadInputError
from habeas.vault.vault import is_vault
from habeas.views.db import rebuild
from habeas.words import N_


def init(door: Door, *, weak: bool) -> None:
    """Make a vault."""
    if is_vault(door.folder):
        raise BadInputError(
            N_("There is a vault in this folder already."),
            advice=N_("Open it, or name another folder with --vault."),
        )
    passphrase = choose_passphrase(door, weak=weak)
    create(door.folder, passphrase).close()
    _ = door.voice.gettext
    door.voice.line(_("The vault is made: {folder}").format(folder=door.folder))
    door.voice.line(
        _(
            "Whoever has the passphrase can open it, and nobody without it: no reset"
            " exists. Write it down and keep it away from this machine."
        )
    )
    offer_sheet(door, passphrase)


def show_heads(door: Door) -> None:
    """Show the newest signed head of each log of a case."""
    _ = door.voice.gettext
    with door.at_case() as at:
        heads = head_of(at.desk, at.case)
        door.voice.listing(
            [{"log": log, "size": size, "root": root} for log, size, root in heads],
            (_("Log"), _("Entries"), _("Root")),
            lambda one: tuple(one.values()),
            "",
        )


def rebuild_views(door: Door) -> None:
    """Fold all lists and the search anew from the log."""
    _ = door.voice.gettext
    with door.desk() as desk:
        door.voice.note(_("Folding the log anew …"))
        with Progress(door.voice, "") as progress:
            desk.views.tell = progress.tell
            rebuild(desk.vault, desk.views)
    door.voice.line(_("Lists and search are made anew."))


def commands(_: Translate) -> list[click.Command]:
    """Return the commands that speak of the vault."""
    return [
        command(
            _,
            "init",
            init,
            _("Make a vault; asks for a new passphrase."),
            [weak_option(_)],
        ),
        command(
            _,
            "verify",
            verify,
            _("Check that nothing in the vault was changed or lost."),
            [case_option(_), json_option(_)],
        ),
        command(
            _,
            "head",
            show_heads,
            _("Show the signed head of a case, to compare or keep elsewhere."),
            reading(_),
        ),
        command(
            _,
            "rebuild",
            rebuild_views,
            _("Make the lists and the search anew from the log."),
        ),
    ]
