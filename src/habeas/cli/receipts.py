"""`custody receipt`, `countersign` and `accept`: a text that both vaults sign."""

from pathlib import Path

import click

from habeas.actions import receipts
from habeas.cli.commands import argument, command, reading
from habeas.cli.door import Door
from habeas.cli.originals import say_saved, write_new
from habeas.cli.say import Progress, Translate
from habeas.cli.values import short
from habeas.errors import BadInputError
from habeas.log.receipt import LONGEST, Signed, fingerprint, read_receipt
from habeas.words import N_

_STDOUT = "-"


def issue(door: Door, name: str, target: str) -> None:
    """Write the receipt of a hand-over, signed by this side."""
    with door.at_case() as at:
        note = receipts.issue(at.desk, at.case, at.find("custody", name))
    _write(door, note, target)


def countersign(door: Door, file: str, target: str) -> None:
    """Sign somebody's receipt, record what was received, write the receipt."""
    data = _small(Path(file))
    with door.at_case() as at:
        taken = receipts.take(at.desk, at.case, data, door.voice.gettext)
    _tell(door, read_receipt(taken.note))
    door.voice.note(
        door.voice.gettext(
            "Signed. Ask the giver to read out their key, and read out yours: if they"
            " differ, withdraw what was recorded."
        )
    )
    _write(door, taken.note, target)


def accept(door: Door, file: str) -> None:
    """Take in a receipt that the receiver signed."""
    data = _small(Path(file))
    with door.at_case() as at:
        event = receipts.accept(at.desk, at.case, data)
    signed = read_receipt(data)
    if door.voice.json:
        keys = [fingerprint(one) for one in signed.receivers]
        door.voice.data({"event": event, "receivers": keys})
        return
    _tell(door, signed)
    told = door.voice.gettext(
        "Kept. The custody event {id} is signed for. Ask the receiver to read out their"
        " key: it must be the one above."
    )
    door.voice.line(told.format(id=short(event)))


def _tell(door: Door, signed: Signed) -> None:
    """Say what a receipt says and who signed it."""
    voice, _ = door.voice, door.voice.gettext
    if voice.json:
        return
    for name, words in signed.receipt.told.items():
        voice.note(f"{name}: {words}")
    voice.note(f"{_('Key of the giver')}: {fingerprint(signed.receipt.log)}")
    for one in signed.receivers:
        voice.note(f"{_('Key of the receiver')}: {fingerprint(one)}")


def _write(door: Door, note: bytes, target: str) -> None:
    if target == _STDOUT:
        door.voice.raw(note.decode())
        return
    with Progress(door.voice, "", len(note)) as progress:
        write_new(Path(target), iter([note]), progress)
    say_saved(door, target)


def _small(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise BadInputError(
            N_("The file ‘{name}’ cannot be read."),
            advice=N_("Check its name and that it is a file. Nothing was recorded."),
            name=path.name,
        ) from error
    return data


def commands(_: Translate) -> list[click.Command]:
    """Return the commands about receipts, for the group `custody`."""
    to = argument("target", _("FILE"))
    return [
        command(
            _,
            "receipt",
            issue,
            _("Write the receipt of a hand-over, for the receiver to sign."),
            [argument("name", _("EVENT")), to],
        ),
        command(
            _,
            "countersign",
            countersign,
            _("Sign a receipt that somebody gave you with what they handed over."),
            [argument("file", _("RECEIPT")), to],
        ),
        command(
            _,
            "accept",
            accept,
            _("Take in a receipt of this case that the receiver signed."),
            [argument("file", _("RECEIPT")), *reading(_)],
        ),
    ]
