"""How long things can be found or are kept, row by row, each with its source.

The numbers lie in windows.toml, dated, and say of themselves whether they are
confirmed. A garment has no window at all, and a file that gives it one is refused.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from habeas.languages import LANGUAGES

ENDLESS = frozenset({"garment"})
"""Kinds that may never get a number: washed or old, they are worth examining."""


class Status(StrEnum):
    """Whether the text of the source itself was read and says so."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: `hours` None where no source gives a number; `after` by language."""

    kind: str
    source: str
    read: date
    status: Status
    after: dict[str, str]
    hours: int | None = None
    longest: int | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    revision: date
    window: tuple[Window, ...]


@dataclass(frozen=True)
class Windows:
    """The rows of a file by kind, and the day on which they were last gone through."""

    revision: date
    rows: Mapping[str, Window]


@cache
def windows() -> Windows:
    """Return the rows that this version ships."""
    text = (files("habeas.law") / "windows.toml").read_text("utf-8")
    return read_windows(tomllib.loads(text))


def read_windows(data: Mapping[str, Any]) -> Windows:
    """Check a parsed file, strictly: nothing unknown, nothing missing, nothing twice.

    Raises:
        ValueError: says which row is wrong.
    """
    try:
        found = msgspec.convert(data, _File)
    except msgspec.ValidationError as error:
        raise ValueError(f"windows: {error}") from error
    rows: dict[str, Window] = {}
    for row in found.window:
        fault = _fault(row) or ("stands twice" if row.kind in rows else "")
        if fault:
            raise ValueError(f"windows: {row.kind}: {fault}")
        rows[row.kind] = row
    return Windows(found.revision, rows)


def _fault(row: Window) -> str:
    """Return what is wrong with a row, '' if nothing is."""
    if not row.source.strip():
        return "has no source"
    if set(row.after) != set(LANGUAGES) or not all(map(str.strip, row.after.values())):
        return "does not say in every language what may be found afterwards"
    return _unfit(row)


def _unfit(row: Window) -> str:
    """Return what is wrong with the numbers of a row."""
    if row.hours is None:
        return "has a longest time and no usual one" if row.longest is not None else ""
    if row.kind in ENDLESS:
        return "may not have an end"
    fit = 0 < row.hours <= (row.longest or row.hours)
    return "" if fit else "has times that do not fit"
