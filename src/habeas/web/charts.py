"""Charts as geometry: a template draws them as SVG, with a table beside each.

Everything is computed here and nothing in the page: no script, no inline style. What a
chart shows is in its table as well, so its words may be cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720
_NAMES = 250
"""Room for the names of bars, on their left."""
_NUMBERS = 70
_ROW = 26
_BAR = 16
_LETTERS = 28
"""Of a name, at most; the table has all of them."""
_HIGH = 180
_FOOT = 44
_LEFT = 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it is drawn, its name cut to size, and what it counts."""

    x: float
    y: float
    width: float
    height: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a histogram, with what it says."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of so many units; `upright` bars stand, others lie."""

    height: float
    bars: tuple[Bar, ...]
    upright: bool = False
    marks: tuple[Mark, ...] = ()
    width: int = WIDTH
    names: int = _NAMES
    base: int = _HIGH


def lying(rows: Sequence[tuple[str, int]]) -> Chart:
    """Return bars that lie below each other, from a common zero."""
    greatest = max((count for _, count in rows), default=0) or 1
    room = WIDTH - _NAMES - _NUMBERS
    bars = tuple(
        Bar(
            _NAMES,
            place * _ROW + (_ROW - _BAR) / 2,
            _drawn(count, greatest, room),
            _BAR,
            _cut(name),
            count,
        )
        for place, (name, count) in enumerate(rows)
    )
    return Chart(max(1, len(rows)) * _ROW, bars)


def standing(
    rows: Sequence[tuple[str, int]], marks: Sequence[tuple[float, str]] = ()
) -> Chart:
    """Return bars that stand side by side; a mark stands so many bars from the left."""
    greatest = max((count for _, count in rows), default=0) or 1
    step = (WIDTH - _LEFT) / max(1, len(rows))
    bars = []
    for place, (name, count) in enumerate(rows):
        high = _drawn(count, greatest, _HIGH - 24)
        x = round(_LEFT + place * step + 1, 1)
        bars.append(Bar(x, _HIGH - high, round(step - 2, 1), high, name, count))
    at = tuple(
        Mark(round(min(_LEFT + place * step, WIDTH - 1), 1), words)
        for place, words in marks
    )
    return Chart(_HIGH + _FOOT, tuple(bars), upright=True, marks=at)


def _drawn(count: int, greatest: int, room: float) -> float:
    """Return the length of a bar; what is not nothing can be seen."""
    return round(max(1.0, count * room / greatest), 1) if count else 0.0


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"
