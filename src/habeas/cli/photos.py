"""`identity photo` and `identity save-photo`."""

from collections.abc import Iterator
from pathlib import Path

import click

from habeas.actions.identities import photo_of, set_photo
from habeas.actions.sealed import look
from habeas.case.facts.access import Look
from habeas.cli.commands import argument, command, reading, reason_option
from habeas.cli.door import At, Door
from habeas.cli.originals import say_saved, write_new
from habeas.cli.say import Progress, Translate
from habeas.errors import BadInputError, NotFoundError
from habeas.views.people import identities
from habeas.words import N_

_CHUNK = 1 << 20


def put_photo(door: Door, name: str, file: str, reason: str) -> None:
    """Seal a photo and put it to the identity of a person."""
    with door.at_case() as at:
        identity = _identity_of(at, name)
        set_photo(at.desk, at.case, identity, _pieces(Path(file)), reason)
        if door.voice.json:
            door.voice.data({"id": identity, "type": "identity"})
        else:
            door.voice.line(door.voice.gettext("The photo is sealed."))


def save_photo(door: Door, name: str, file: str) -> None:
    """Write the photo of a person outside the vault."""
    with door.at_case() as at:
        photo = photo_of(at.desk, at.case, _identity_of(at, name))
        pieces = look(at.desk, photo, Look.SAVED)
        with Progress(door.voice, door.voice.gettext("Opening the photo")) as shown:
            write_new(Path(file), pieces, shown)
    say_saved(door, file)


def _identity_of(at: At, name: str) -> str:
    found = identities(at.desk.views, at.case, at.find("person", name))
    if not found:
        raise NotFoundError(
            N_("No identity is recorded for this person."),
            advice=N_("Record it first, with `habeas identity add`."),
        )
    return found[-1].id


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
    except OSError as error:
        raise BadInputError(
            N_("The file ‘{name}’ cannot be read."),
            advice=N_("Check its name and that it is a file. Nothing was recorded."),
            name=path.name,
        ) from error


def commands(_: Translate) -> list[click.Command]:
    """Return the commands of `identity` that speak of its photo."""
    person, file = _("PERSON"), _("FILE")
    return [
        command(
            _,
            "photo",
            put_photo,
            _("Seal a photo of a person; an earlier one stays in the history."),
            [
                argument("name", person),
                argument("file", file),
                reason_option(_),
                *reading(_),
            ],
        ),
        command(
            _,
            "save-photo",
            save_photo,
            _("Save the photo of a person outside the vault."),
            [argument("name", person), argument("file", file), *reading(_)],
        ),
    ]
