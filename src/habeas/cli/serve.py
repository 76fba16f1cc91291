"""`serve` and `demo`: the pages, in a browser on this machine."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from habeas.actions.desk import Desk
from habeas.cli.commands import command
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.errors import BadInputError
from habeas.words import N_


def serve(door: Door, *, browser: bool = True, port: int = 0) -> None:
    """Serve the pages of the vault until stopped; the page asks for the passphrase."""
    with _stopped_in_order():  # an invented case that is open is removed then
        _run(door, door.folder, None, browser=browser, port=port)


def serve_demo(door: Door, *, browser: bool, port: int, keep: str | None) -> None:
    """Serve an invented case in a vault that is thrown away, or kept where asked."""
    from habeas.demo.build import build  # noqa: PLC0415 - slow, and for this alone

    passphrase = door.passphrase(new=True) if keep else None
    _ = door.voice.gettext
    door.voice.note(_("Making an invented case; a few seconds …"))
    with _stopped_in_order(), _folder(keep) as folder:
        desk = build(folder, passphrase)
        try:
            _run(door, folder, desk, browser=browser, port=port)
        finally:
            desk.close()


def _run(
    door: Door, folder: Path, demo: Desk | None, *, browser: bool, port: int
) -> None:
    from habeas.web.serve import serve as run  # noqa: PLC0415 - slow; few commands need it

    def announce(link: str) -> None:
        _announce(door, link)

    try:
        run(
            folder,
            demo=demo,
            open_browser=browser,
            port=port,
            announce=announce,
            shown=_shown,
        )
    except (SystemExit, OverflowError) as error:  # uvicorn leaves so: the port is taken
        raise BadInputError(
            N_("Port {port} of this machine cannot be used."),
            advice=N_("Leave --port out, and a free one is taken."),
            port=port,
        ) from error


def _shown() -> Desk:
    """Make the invented case for somebody who has no vault yet."""
    from habeas.demo.throwaway import build_throwaway  # noqa: PLC0415 - as above

    return build_throwaway()


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Let a signal to end come as Ctrl-C does, so that the folder is removed."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def end(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)  # which a running server takes in order

    acts = {signal.SIGTERM: interrupt, signal.SIGHUP: end}
    before = {number: signal.signal(number, act) for number, act in acts.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep:
        yield Path(keep)
        return
    with tempfile.TemporaryDirectory(prefix="habeas-demo-") as name:
        yield Path(name) / "vault"


def _announce(door: Door, link: str) -> None:
    _ = door.voice.gettext
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
