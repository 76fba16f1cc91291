"""The command line's entry: `habeas` and its commands, and how each of them ends.

Exit codes: 0 done; 1 `verify` found something that does not hold; 2 refused, with a
sentence and a next step; 70 a fault of the program; 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from habeas.app import default_vault
from habeas.cli import refusals
from habeas.cli.commands import Group
from habeas.cli.door import Door
from habeas.cli.language import language_of
from habeas.cli.say import Voice
from habeas.cli.tree import build
from habeas.errors import HabeasError
from habeas.languages import translations

REFUSED, FAULT, INTERRUPTED = 2, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter the terminal lacks stops nothing
            stream.reconfigure(errors="backslashreplace")
    language = language_of(words, os.environ)
    voice = Voice(language, translations(language).gettext)
    folder = os.environ.get("HABEAS_VAULT")
    door = Door(voice, Path(folder) if folder else default_vault())
    return _ended(build(voice.gettext), words, door)


def _ended(group: Group, words: list[str], door: Door) -> int:
    try:
        code = _run(group, words, door)
        door.voice.out.flush()
    except BrokenPipeError:
        _hush()
        code = 0
    except (KeyboardInterrupt, click.Abort):
        door.voice.note(door.voice.gettext("habeas: stopped."))
        code = INTERRUPTED
    except HabeasError as error:
        door.voice.error(error)
        code = REFUSED
    except click.UsageError as error:
        door.voice.error(refusals.from_click(error))
        code = REFUSED
    except Exception as error:  # noqa: BLE001 - the last door: a sentence, no secrets
        _tell_fault(error, door.voice)
        code = FAULT
    return code


def _run(group: Group, words: list[str], door: Door) -> int:
    try:
        with group.make_context("habeas", words, obj=door) as context:
            result = group.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else 0


def _tell_fault(error: Exception, voice: Voice) -> None:
    """Say where the fault is, never its message: that may quote a name or a text."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    voice.error(refusals.FaultError(place))
    if os.environ.get("HABEAS_DEBUG") == "1":
        for line in traceback.format_tb(error.__traceback__):
            voice.note(line.rstrip())


def _hush() -> None:
    """Let nothing more be written to a pipe that nobody reads."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
