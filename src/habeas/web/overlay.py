"""Annotations as an SVG over a picture; the picture itself is never touched."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.case.facts.annotations import WHOLE
from habeas.errors import BadInputError
from habeas.views.annotations import Remark
from habeas.web.forms import Form
from habeas.words import N_

CLICKED = 640
"""How wide a picture stands that is clicked on without script, in CSS pixels."""
_LONG = 6
_POINT, _HEAD, _LETTER = 0.012, 0.025, 0.028
"""Of the width: the ring of a point, the head of an arrow, the height of a number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawing: its number, an SVG path, and where the number stands."""

    number: int
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is drawn over a picture of this size; `letter` is the height of a number."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    letter: float


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG of ours; 0 and 0 of none."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def overlay(remarks: Sequence[Remark], size: tuple[int, int]) -> Overlay | None:
    """Return the drawing of the remarks on one page, None if there is none."""
    width, height = size
    if not remarks or not width:
        return None
    marks = [_mark(number, one, size) for number, one in enumerate(remarks, 1)]
    return Overlay(width, height, tuple(marks), round(width * _LETTER, 1))


def _mark(number: int, one: Remark, size: tuple[int, int]) -> Mark:
    width, height = size
    x, x2 = (round(place * width / WHOLE, 1) for place in (one.x, one.x2))
    y, y2 = (round(place * height / WHOLE, 1) for place in (one.y, one.y2))
    if one.shape == "frame":
        path = f"M{x} {y}H{x2}V{y2}H{x}z"
        return Mark(number, path, min(x, x2), min(y, y2))
    if one.shape == "arrow":
        return Mark(number, _arrow((x, y), (x2, y2), width * _HEAD), x, y)
    r = round(width * _POINT, 1)
    ring = f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    return Mark(number, ring, x + r, y - r)


def _arrow(tail: tuple[float, float], head: tuple[float, float], size: float) -> str:
    (x, y), (x2, y2) = tail, head
    length = ((x2 - x) ** 2 + (y2 - y) ** 2) ** 0.5 or 1.0
    dx, dy = (x2 - x) / length * size, (y2 - y) / length * size
    one = f"M{x2} {y2}L{x2 - dx - dy / 2:.1f} {y2 - dy + dx / 2:.1f}"
    other = f"M{x2} {y2}L{x2 - dx + dy / 2:.1f} {y2 - dy - dx / 2:.1f}"
    return f"M{x} {y}L{x2} {y2}{one}{other}"


def place_of(form: Form) -> tuple[int, int]:
    """Return where a picture was clicked, in parts of 10,000 across and down.

    The browser counts from the corner of the picture, which stands CLICKED wide; the
    form says how high.

    Raises:
        BadInputError: nothing was clicked.
    """
    values = [form.get(name) for name in ("at.x", "at.y", "high")]
    if not all(one.isascii() and one.isdigit() and len(one) < _LONG for one in values):
        raise BadInputError(
            N_("No place of the picture was pointed at."),
            advice=N_("Click on the picture, or give the place by numbers."),
        )
    across, down, high = map(int, values)
    return (
        min(across * WHOLE // CLICKED, WHOLE),
        min(down * WHOLE // max(high, 1), WHOLE),
    )
