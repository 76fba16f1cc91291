"""`meet`: two devices at one table hand each other what they lack."""

import asyncio
import sys
from io import StringIO

import click
import segno

from habeas.actions.carried import Came
from habeas.cli.carry import tell_came
from habeas.cli.commands import command, group, json_option, reading
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.copying.desks import directly
from habeas.copying.hosting import MINUTES, host
from habeas.copying.table import visit
from habeas.serving import own_address
from habeas.wire.table import read_code


def meet_host(door: Door, *, address: str) -> None:
    """Listen for one visitor, and show them the code."""
    with door.at_case() as at:
        listening = address or own_address()

        def show(code: str) -> None:
            _show(door, code)

        came = asyncio.run(host(directly(at.desk), at.case, listening, show))
    _tell(door, came)


def _show(door: Door, code: str) -> None:
    voice, _ = door.voice, door.voice.gettext
    if voice.err.isatty():
        drawn = StringIO()
        segno.make(code, error="l", micro=False).terminal(drawn, compact=True)
        voice.err.write(drawn.getvalue())
    voice.note(code)
    voice.note(
        _(
            "Let the other device take this code: photographed, or copied. It counts"
            " once, for {minutes} minutes."
        ).format(minutes=MINUTES)
    )
    voice.err.flush()


def meet_join(door: Door) -> None:
    """Visit a host whose code is typed."""
    _ = door.voice.gettext
    door.voice.err.write(_("Code: "))
    door.voice.err.flush()
    # not an argument: other users of the machine see those
    place = read_code(sys.stdin.readline())
    with door.desk() as desk:
        came = asyncio.run(visit(directly(desk), place))
    _tell(door, came)


def _tell(door: Door, came: Came) -> None:
    tell_came(door, came, keep=True)


def commands(_: Translate) -> list[click.Command]:
    """Return `meet` with its commands."""
    address = click.Option(
        ["--address"],
        default="",
        metavar=_("IP"),
        help=_("Where to listen. [default: the address in the local network]"),
    )
    made = [
        command(
            _,
            "host",
            meet_host,
            _("Wait for the other device, and show the code that it takes."),
            [address, *reading(_)],
        ),
        command(
            _,
            "join",
            meet_join,
            _("Take the code of the other device, from standard input."),
            [json_option(_)],
        ),
    ]
    words = _("Two devices in one local network hand each other what they lack.")
    return [group(_, "meet", words, made)]
