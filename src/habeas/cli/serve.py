"""`serve` and `demo`: the pages, in a browser on this machine."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from habeas.cli.commands import command
from habeas.cli.door import Door
from habeas.cli.say import Translate


def serve(door: Door, *, browser: bool = True, port: int = 0) -> None:
    """Serve the pages of the vault until stopped; the page asks for the passphrase."""
    from habeas.web.serve import serve as run  # noqa: PLC0415 - slow; most commands need no web

    run(
        door.folder,
        demo=None,
        open_browser=browser,
        port=port,
        announce=lambda link: _announce(door, link),
    )


def serve_demo(door: Door, *, browser: bool, port: int, keep: str | None) -> None:
    """Serve an invented case in a vault that is thrown away, or kept where asked."""
    from habeas.demo.build import build  # noqa: PLC0415 - as above
    from habeas.web.serve import serve as run  # noqa: PLC0415 - as above

    passphrase = door.passphrase(new=True) if keep else None
    _ = door.voice.translate
    door.voice.note(_("Making an invented case; a few seconds …"))
    with _folder(keep) as folder:
        desk = build(folder, passphrase)
        try:
            run(
                folder,
                demo=desk,
                open_browser=browser,
                port=port,
                announce=lambda link: _announce(door, link),
            )
        finally:
            desk.close()


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep:
        yield Path(keep)
        return
    with tempfile.TemporaryDirectory(prefix="habeas-demo-") as name:
        yield Path(name) / "vault"


def _announce(door: Door, link: str) -> None:
    _ = door.voice.translate
    door.voice.line(_("Habeas is at {link}").format(link=link))
    door.voice.line(_("The link opens once. Stop with Ctrl-C."))
    door.voice.out.flush()


def commands(_: Translate) -> list[click.Command]:
    """Return `serve` and `demo`."""
    page = [
        click.Option(
            ["--browser/--no-browser"],
            default=True,
            help=_("Open the page in the browser. [default: yes]"),
        ),
        click.Option(
            ["--port"],
            type=int,
            default=0,
            metavar=_("NUMBER"),
            help=_("Port on 127.0.0.1. [default: a free one]"),
        ),
    ]
    kept = click.Option(
        ["--keep"],
        metavar=_("FOLDER"),
        help=_("Keep the vault in this new folder; asks for a passphrase."),
    )
    return [
        command(_, "serve", serve, _("Open the pages; so does `habeas` alone."), page),
        command(
            _,
            "demo",
            serve_demo,
            _("Open the pages on an invented case in a throwaway vault."),
            [*page, kept],
        ),
    ]
