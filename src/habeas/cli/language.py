"""The language of the answers: as asked, else the system's, else English."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import click

from habeas.cli.commands import command, json_option
from habeas.cli.door import Door
from habeas.cli.say import Translate
from habeas.languages import LANGUAGES

_OPTION = "--lang"


def language_of(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of this run; helps are written before options are parsed."""
    asked = ""
    for word, after in pairwise([*words, ""]):
        if word == _OPTION:
            asked = after
        elif word.startswith(f"{_OPTION}="):
            asked = word.partition("=")[2]
    return next(
        (code for code in (asked, *_of_system(environment)) if code in LANGUAGES),
        "en",
    )


def _of_system(environment: Mapping[str, str]) -> list[str]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return [value.partition(".")[0].partition("_")[0].lower()]
    return []


def show_languages(door: Door) -> None:
    """List the languages that the program speaks."""
    _ = door.voice.gettext
    door.voice.listing(
        [{"code": code, "name": name} for code, name in LANGUAGES.items()],
        (_("Code"), _("Name")),
        lambda one: one.values(),
        "",
    )


def commands(_: Translate) -> list[click.Command]:
    """Return `languages`."""
    words = _("List the languages that Habeas speaks.")
    return [command(_, "languages", show_languages, words, [json_option(_)])]
