"""`habeas hub witness`: who cosigns what a hub took in."""

from pathlib import Path

import click

from habeas.cli.commands import argument, command, group, json_option
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.errors import NotFoundError, RefusedError
from habeas.hub.folder import open_hub
from habeas.hub.store import Watcher
from habeas.hub.witnessing import MOST_WITNESSES, watcher
from habeas.words import N_


def add(door: Door, *, folder: str, url: str, vkeys: tuple[str, ...]) -> None:
    """Ask one witness more."""
    made = watcher(url, vkeys)
    with open_hub(Path(folder)) as hub:
        held = [one for one in hub.store.witnesses.all() if one.url != made.url]
        if len(held) >= MOST_WITNESSES:
            raise RefusedError(
                N_("A hub asks {most} witnesses at most."),
                advice=N_("Remove one with `habeas hub witness remove`."),
                most=MOST_WITNESSES,
            )
        hub.store.witnesses.put(made)
    told = door.voice.gettext("The hub shows its log to this witness from now on.")
    door.voice.line(told)


def remove(door: Door, *, folder: str, url: str) -> None:
    """Ask a witness no more."""
    with open_hub(Path(folder)) as hub:
        known = hub.store.witnesses.remove(url.rstrip("/"))
    if not known:
        raise NotFoundError(
            N_("This hub asks no such witness."),
            advice=N_("`habeas hub witness list` lists them."),
        )
    door.voice.line(door.voice.gettext("The hub asks this witness no more."))


def listed(door: Door, *, folder: str) -> None:
    """Tell how far each witness is."""
    with open_hub(Path(folder)) as hub:
        told = [_told(one) for one in hub.store.witnesses.all()]
    _ = door.voice.gettext
    head = (_("Witness"), _("Cosigned"), _("Failures"), _("Trouble"))
    door.voice.listing(told, head, dict.values, _("This hub has no witness yet."))


def witness_group(_: Translate, where: click.Parameter) -> click.Group:
    """Return `hub witness` with its commands."""
    url = argument("url", _("ADDRESS"))
    vkeys = click.Argument(["vkeys"], nargs=-1, required=True, metavar=_("KEY…"))
    made = [
        command(
            _,
            "add",
            add,
            _("Show the hub's own log to a witness, and keep what it cosigns."),
            [where, url, vkeys],
        ),
        command(
            _,
            "list",
            listed,
            _("Who is asked, and up to which size each cosigned."),
            [where, json_option(_)],
        ),
        command(_, "remove", remove, _("Ask a witness no more."), [where, url]),
    ]
    return group(_, "witness", _("Who cosigns what this hub took in."), made)


def _told(one: Watcher) -> dict[str, str | int]:
    return {
        "url": one.url,
        "size": one.size,
        "failures": one.failures,
        "trouble": one.trouble,
    }
