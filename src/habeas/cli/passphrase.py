"""The passphrase: from a prompt without echo or a file descriptor, nowhere else."""

import getpass
import os
import warnings

from habeas.cli.say import Voice
from habeas.errors import BadInputError
from habeas.words import N_

_LONGEST = 4096


def read_passphrase(voice: Voice, descriptor: int | None, *, new: bool = False) -> str:
    """Return the passphrase; a new one is asked for twice at the prompt.

    Raises:
        BadInputError: there is nobody to ask, or the two do not match.
    """
    if descriptor is not None:
        return from_descriptor(descriptor)
    _ = voice.gettext
    first = ask_hidden(_("New passphrase: ") if new else _("Passphrase: "))
    if new and ask_hidden(_("The same once more: ")) != first:
        raise BadInputError(
            N_("The two passphrases are not the same."),
            advice=N_("Begin again. Nothing was made."),
        )
    return first


def ask_hidden(prompt: str) -> str:
    """Ask at the terminal for what nobody may see there.

    Raises:
        BadInputError: there is no terminal.
    """
    try:
        with warnings.catch_warnings():
            # getpass would go on and echo what is typed.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except (getpass.GetPassWarning, EOFError) as error:
        raise BadInputError(
            N_("There is no terminal on which to ask for the passphrase."),
            advice=N_(
                "Run the command in a terminal, or hand the passphrase over with"
                " --passphrase-fd."
            ),
        ) from error


def from_descriptor(descriptor: int) -> str:
    """Return the next line of a file descriptor, and read not one byte further."""
    line = b""
    try:
        while len(line) <= _LONGEST:
            byte = os.read(descriptor, 1)
            if byte in (b"", b"\n"):
                return line.removesuffix(b"\r").decode()
            line += byte
    except (OSError, UnicodeDecodeError, OverflowError):
        pass
    raise BadInputError(
        N_("No passphrase can be read from file descriptor {number}."),
        advice=N_("It must be open for reading and give one line of UTF-8."),
        number=descriptor,
    )
