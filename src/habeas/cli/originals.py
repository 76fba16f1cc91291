"""`document save-original`: the one command that writes plaintext outside the vault."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from habeas.actions.paper_originals import take_original
from habeas.cli.access import purpose_of
from habeas.cli.door import Door
from habeas.cli.say import Progress, one_line
from habeas.errors import BadInputError, StorageError
from habeas.views.documents import document
from habeas.words import N_

_STDOUT = "-"


def save_original(door: Door, name: str, target: str, purpose: str) -> None:
    """Write the original, byte for byte as it came; '-' is standard output."""
    with door.at_case() as at:
        one, language = at.find("document", name), door.voice.language
        view = document(at.desk.views, at.case, one).document
        why = purpose_of(door, purpose)
        pieces = take_original(at.desk, at.case, one, language, why)
        if target == _STDOUT:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return
        words = door.voice.gettext("Opening exhibit {number}")
        words = words.format(number=view.fields["number"])
        with Progress(door.voice, words, view.fields["file"]["size"]) as progress:
            write_new(Path(target), pieces, progress)
    say_saved(door, target)


def say_saved(door: Door, target: str) -> None:
    """Say that a file lies outside the vault now."""
    told = door.voice.gettext(
        "Saved as {name}. It lies there unprotected: delete it when you are done."
    )
    door.voice.note(told.format(name=one_line(target)))


def require_new(path: Path) -> None:
    """Refuse a place where a file is already, before anything is made for it.

    Raises:
        BadInputError: it is there.
    """
    if os.path.lexists(path):
        raise _there(path)


def write_new(path: Path, pieces: Iterator[bytes], progress: Progress) -> None:
    """Write a file that is not there yet, for its owner alone; whole or not at all.

    Raises:
        BadInputError: it is there. StorageError: it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise _there(path) from error
    except OSError as error:
        raise _unwritable(path) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
                progress(file.tell())
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise _unwritable(path) from error
        raise


def _there(path: Path) -> BadInputError:
    return BadInputError(
        N_("There is a file ‘{name}’ already."),
        advice=N_("Name a new one; nothing is written over."),
        name=path.name,
    )


def _unwritable(path: Path) -> StorageError:
    return StorageError(
        N_("The file ‘{name}’ cannot be written."),
        advice=N_(
            "Check the folder and the space on the disk. The vault is as it was."
        ),
        name=path.name,
    )
