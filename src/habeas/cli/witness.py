"""`habeas witness`: a server that cosigns the heads of hubs' logs."""

from pathlib import Path

import click

from habeas.cli.commands import command, group, json_option
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.witness.cosigning import held_head
from habeas.witness.folder import begin_again, create_witness, open_witness


def init(door: Door, *, folder: str, name: str) -> None:
    """Make a witness."""
    create_witness(Path(folder), name)
    _ = door.voice.gettext
    door.voice.line(_("The witness {name} is made.").format(name=name))


def serve(door: Door, *, folder: str, listen: str) -> None:
    """Serve until interrupted."""
    from habeas.witness.app import serve as run  # noqa: PLC0415 - slow, and for this alone

    _ = door.voice.gettext

    def announce(address: str) -> None:
        door.voice.line(_("The witness answers at {address}").format(address=address))
        door.voice.out.flush()

    run(Path(folder), listen, announce)


def keys(door: Door, *, folder: str) -> None:
    """Print the verifier keys."""
    for one in open_witness(Path(folder)).vkeys():
        door.voice.raw(one + "\n")


def logs(door: Door, *, folder: str) -> None:
    """Tell the size up to which each log was cosigned."""
    witness = open_witness(Path(folder))
    told = []
    for origin in dict.fromkeys(one.key.name for one in witness.logs()):
        with witness.head(origin) as head:
            held = held_head(head)
        told.append({"log": origin, "size": held.size if held else 0})
    _ = door.voice.gettext
    head_line = (_("Log"), _("Size"))
    door.voice.listing(told, head_line, dict.values, _("No log is named here yet."))


def restored(door: Door, *, folder: str) -> None:
    """Give a witness new keys, after a backup was brought back."""
    begin_again(Path(folder))
    door.voice.line(door.voice.gettext("The witness has new keys."))


def commands(_: Translate) -> list[click.Command]:
    """Return `witness` with its commands."""
    where, name, listen = _options(_)
    made = [
        command(_, "init", init, _("Make a witness in a new folder."), [where, name]),
        command(
            _, "serve", serve, _("Serve the witness until stopped."), [where, listen]
        ),
        command(
            _,
            "keys",
            keys,
            _("Print its verifier keys, for hubs and policies."),
            [where],
        ),
        command(
            _,
            "logs",
            logs,
            _("Up to which size each log was cosigned."),
            [where, json_option(_)],
        ),
        command(
            _,
            "restored",
            restored,
            _("After a backup was brought back: new keys."),
            [where],
        ),
    ]
    words = _("A server that cosigns what hubs have taken in, and keeps no copy.")
    return [group(_, "witness", words, made)]


def _options(_: Translate) -> tuple[click.Option, click.Option, click.Option]:
    """Return folder, name and address."""
    where = click.Option(
        ["--folder"],
        required=True,
        metavar=_("FOLDER"),
        help=_("Folder of the witness."),
    )
    name = click.Option(
        ["--name"],
        required=True,
        metavar=_("NAME"),
        help=_("Its name in its signatures: witness.example.org/w1. It never changes."),
    )
    listen = click.Option(
        ["--listen"],
        default="127.0.0.1:8481",
        metavar=_("HOST:PORT"),
        help=_("Where to listen, behind a proxy for TLS. [default: 127.0.0.1:8481]"),
    )
    return where, name, listen
