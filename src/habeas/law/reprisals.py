"""What the law says beside an event of risk, as dated data with its sources.

A note stands beside a record and judges nothing: it names the article to look up.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from habeas.languages import LANGUAGES
from habeas.law.windows import Status


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: beside which events, under whose law ('' any), and what it says.

    `harms` empty means every event; `says` has every language; `read` is the revision
    of the text that was read.
    """

    id: str
    law: str
    harms: tuple[str, ...]
    article: str
    read: date
    status: Status
    says: Mapping[str, str]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    revision: date
    note: tuple[Note, ...]


@dataclass(frozen=True)
class Reprisals:
    """The notes, and the day on which they were last gone through."""

    revision: date
    notes: tuple[Note, ...]


@cache
def reprisals() -> Reprisals:
    """Return the notes that come with this version."""
    text = (files("habeas.law") / "reprisals.toml").read_text("utf-8")
    return read_reprisals(tomllib.loads(text))


def read_reprisals(data: Mapping[str, Any]) -> Reprisals:
    """Check a parsed file of notes, strictly.

    Raises:
        ValueError: says which note is wrong.
    """
    try:
        made = msgspec.convert(data, _File)
    except msgspec.ValidationError as error:
        raise ValueError(f"reprisals: {error}") from error
    for one in made.note:
        if not one.article.strip():
            raise ValueError(f"reprisals: {one.id}: has no article")
        if set(one.says) != set(LANGUAGES) or not all(
            map(str.strip, one.says.values())
        ):
            raise ValueError(f"reprisals: {one.id}: does not speak every language")
    if len({one.id for one in made.note}) != len(made.note):
        raise ValueError("reprisals: two notes have one id")
    return Reprisals(made.revision, made.note)


def notes_on(harm: str, law: str) -> tuple[Note, ...]:
    """Return what stands beside such an event under this law, the nearest first."""
    found = [
        one
        for one in reprisals().notes
        if one.law in {"", law} and (not one.harms or harm in one.harms)
    ]
    return tuple(sorted(found, key=lambda one: not one.harms))
