"""The activity strip: accounts said, by month, drawn as stacked bars by standing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from habeas.views.spoken import Gettext, month_words
from habeas.views.timeline import Bar

WIDTH, HEIGHT, BASE = 760.0, 82.0, 64.0
_MOST_BARS = 72
_WIDEST = 34.0
_LABEL = 72.0
_YEAR = 4
_ORDER = ("documented", "alleged", "denied", "ruled", "confirmed", "unknown")


@dataclass(frozen=True, slots=True)
class Block:
    """One rectangle of the strip."""

    stance: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis."""

    x: float
    word: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing: what it counts, its range in words, its parts."""

    by_year: bool
    first: str
    last: str
    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]


def draw(bars: Sequence[Bar], language: str, gettext: Gettext) -> Strip | None:
    """Return the strip; by year where months would be too thin; None without dates."""
    if not bars:
        return None
    counted = {bar.month: bar.stances for bar in bars}
    slots = _months(bars[0].month, bars[-1].month)
    by_year = len(slots) > _MOST_BARS
    if by_year:
        counted = _years(counted)
        slots = [f"{y:04}" for y in range(int(slots[0][:4]), int(slots[-1][:4]) + 1)]
    step = min(WIDTH / len(slots), WIDTH / 12)
    top = max(sum(stances.values()) for stances in counted.values())
    blocks = [
        block
        for place, slot in enumerate(slots)
        for block in _stack(counted.get(slot, {}), place * step, step, top)
    ]
    return Strip(
        by_year,
        _word(slots[0], language, gettext),
        _word(slots[-1], language, gettext),
        tuple(blocks),
        tuple(_ticks(slots, step, language)),
    )


def _months(first: str, last: str) -> list[str]:
    begin, end = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(begin, end + 1)]


def _years(counted: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    years: dict[str, dict[str, int]] = {}
    for month, stances in counted.items():
        year = years.setdefault(month[:4], {})
        for stance, count in stances.items():
            year[stance] = year.get(stance, 0) + count
    return years


def _stack(stances: Mapping[str, int], x: float, step: float, top: int) -> list[Block]:
    blocks, y = [], BASE - 1
    width = min(step * 0.86, _WIDEST)
    for stance in _ORDER:
        count = stances.get(stance, 0)
        if not count:
            continue
        height = max(2.6, count / top * (BASE - 8))
        y -= height
        blocks.append(
            Block(
                stance,
                round(x, 1),
                round(y, 1),
                round(width, 1),
                round(height - 0.8, 1),
            )
        )
    return blocks


def _ticks(slots: Sequence[str], step: float, language: str) -> list[Tick]:
    """Label so many slots that no two labels touch, and none leaves the drawing."""
    every = max(1, round(_LABEL / step))
    return [
        Tick(round(place * step, 1), _tick(slot, language, first=not place))
        for place, slot in enumerate(slots)
        if place % every == 0 and (not place or place * step < WIDTH - _LABEL / 2)
    ]


def _tick(slot: str, language: str, *, first: bool) -> str:
    """Return a short month; with its year at the left end and in January."""
    if len(slot) == _YEAR:
        return slot
    when = date.fromisoformat(f"{slot}-01")
    skeleton = "yMMM" if first or when.month == 1 else "MMM"
    return format_skeleton(skeleton, when, locale=language)


def _word(slot: str, language: str, gettext: Gettext) -> str:
    return slot if len(slot) == _YEAR else month_words(slot, language, gettext)
