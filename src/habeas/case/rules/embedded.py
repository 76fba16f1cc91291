"""What a file says of itself, held against what its record says of it.

Neither is the truth: a clock may be wrong, a place may be forged. A difference that
nobody mentioned is what the other side brings up.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any

from habeas.case.dates import stretch
from habeas.errors import BadInputError
from habeas.words import N_

_DEGREES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)")
_EARTH = 6371.0
NEAR = 1.0
"""Kilometres within which two places count as one: a phone indoors is no better."""


class Differs(StrEnum):
    """What the file and its record tell differently."""

    DATE = "date"
    PLACE = "place"
    UNCOMPARED = "uncompared"


_WORDS = {
    Differs.DATE: N_("The record dates it {record}; the file says: taken {file}."),
    Differs.PLACE: N_(
        "The record says it was made at ‘{record}’; the file says {file}, which is"
        " {apart} km away."
    ),
    Differs.UNCOMPARED: N_(
        "The file says that it was made at {file}. The record says ‘{record}’: compare"
        " the two on a map."
    ),
}


@dataclass(frozen=True)
class Difference:
    """One difference: what the record says, what the file says, kilometres apart."""

    kind: Differs
    record: str
    file: str
    apart: int = 0

    def say(self, translate: Callable[[str], str]) -> str:
        """Return the sentence about it in a language."""
        blanks = {"record": self.record, "file": self.file, "apart": self.apart}
        return translate(_WORDS[self.kind]).format(**blanks)


def told(lines: Iterable[str], key: str) -> str:
    """Return what the file says under a key of its metadata, or ''."""
    start = f"{key}: "
    return next((one[len(start) :] for one in lines if one.startswith(start)), "")


def differences(
    fields: Mapping[str, Any], metadata: Iterable[str]
) -> tuple[Difference, ...]:
    """Return where a document's record and its file's own metadata differ.

    `metadata` are the `key: value` lines of its extract. A place in words cannot be
    compared with degrees here: it is told as uncompared, for a person to look at.
    """
    lines = tuple(metadata)
    found = (
        _date(fields.get("dated"), told(lines, "taken")),
        _place(fields.get("where"), told(lines, "place inside")),
    )
    return tuple(one for one in found if one is not None)


def _date(claimed: Mapping[str, str] | None, taken: str) -> Difference | None:
    if not claimed or not taken:
        return None
    try:
        said, shot = stretch(claimed["edtf"]), stretch(taken[:10])
    except BadInputError:  # a camera may write a day that no month has
        return None
    first, last = said.first or date.min, said.last or date.max
    if shot.first is None or first <= shot.first <= last:
        return None
    return Difference(Differs.DATE, claimed["edtf"], taken)


def _place(claimed: Mapping[str, str] | None, inside: str) -> Difference | None:
    here = _degrees(inside)
    if claimed is None or here is None:
        return None
    there = _degrees(claimed["text"])
    if there is None:
        return Difference(Differs.UNCOMPARED, claimed["text"], inside)
    apart = _kilometres(there, here)
    if apart <= NEAR:
        return None
    return Difference(Differs.PLACE, claimed["text"], inside, round(apart))


def _degrees(text: str) -> tuple[float, float] | None:
    found = _DEGREES.search(text)
    return (float(found[1]), float(found[2])) if found else None


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the way over the ground: the haversine formula on a sphere."""
    (north, east), (north2, east2) = (tuple(map(radians, at)) for at in (one, other))
    half = sin((north2 - north) / 2) ** 2
    half += cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))
