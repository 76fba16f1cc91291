"""The activity strip: accounts by the month of their card, stacked by standing.

Accounts without a month have a bar of their own at the right, apart from the months.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from habeas.languages import locale_named
from habeas.views.spoken import Gettext, month_words
from habeas.views.timeline import Bar

WIDTH, HEIGHT, BASE = 760.0, 82.0, 64.0
_MOST_BARS = 72
_WIDEST = 34.0
_LABEL, _PHONE_LABEL = 84.0, 210.0
"""Room for a label: on a wide page, and on a phone, where the letters are larger."""
_ASIDE = 64.0
"""Room for what has no date, with the gap before it."""
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
    """A label under the axis; a `minor` one is left out where there is little room."""

    x: float
    word: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing: what it counts, its range in words, its parts.

    `width` is the length of the axis; `undated` counts what stands beside it.
    """

    by_year: bool
    first: str
    last: str
    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]
    width: float = WIDTH
    undated: int = 0

    @property
    def shapes(self) -> list[tuple[str, str]]:
        """Each standing with all its blocks as one SVG path: few elements draw fast."""
        drawn: dict[str, str] = {}
        for one in self.blocks:
            block = f"M{one.x} {one.y}h{one.width}v{one.height}h-{one.width}z"
            drawn[one.stance] = drawn.get(one.stance, "") + block
        return list(drawn.items())


def undated(counts: Mapping[str, int], bars: Sequence[Bar]) -> dict[str, int]:
    """Return how many accounts of each standing have no date: all but those in bars."""
    left = dict(counts)
    for bar in bars:
        for stance, count in bar.stances.items():
            left[stance] = left.get(stance, 0) - count
    return {stance: count for stance, count in left.items() if count > 0}


def draw(
    bars: Sequence[Bar],
    without: Mapping[str, int],
    language: str,
    gettext: Gettext,
) -> Strip | None:
    """Return the strip; by year where months would be too thin; None if all is empty.

    `without` are the accounts that have no date, by standing.
    """
    counted, slots = _slots(bars)
    without = _apart(bars, slots, without)
    if not slots and not without:
        return None
    width = WIDTH - _ASIDE if without else WIDTH
    step = min(width / max(len(slots), 12), WIDTH / 12)
    top = max(sum(stances.values()) for stances in (*counted.values(), without))
    blocks = [
        block
        for place, slot in enumerate(slots)
        for block in _stack(counted.get(slot, {}), place * step, step, top)
    ]
    blocks += _stack(without, WIDTH - _WIDEST, _WIDEST / 0.86, top)
    return Strip(
        by_year=bool(slots) and len(slots[0]) == _YEAR,
        first=_word(slots[0], language, gettext) if slots else "",
        last=_word(slots[-1], language, gettext) if slots else "",
        blocks=tuple(blocks),
        ticks=tuple(_ticks(slots, step, width, language)),
        width=width - 8 if without else width,
        undated=sum(without.values()),
    )


def _slots(
    bars: Sequence[Bar],
) -> tuple[Mapping[str, Mapping[str, int]], list[str]]:
    """Return what is counted, and every month or year from the first to the last."""
    counted: Mapping[str, Mapping[str, int]] = {bar.month: bar.stances for bar in bars}
    if not bars:
        return counted, []
    told = [bar.month for bar in bars if len(bar.month) > _YEAR]
    slots = _months(told[0], told[-1]) if told else []
    if told and len(slots) <= _MOST_BARS:
        return counted, slots
    first, last = int(bars[0].month[:4]), int(bars[-1].month[:4])
    return _years(counted), [f"{year:04}" for year in range(first, last + 1)]


def _apart(
    bars: Sequence[Bar], slots: Sequence[str], without: Mapping[str, int]
) -> Mapping[str, int]:
    """Return what has no place on the axis: no date, or a year where months stand."""
    if not slots or len(slots[0]) == _YEAR:
        return without
    apart = Counter(without)
    for bar in bars:
        if len(bar.month) == _YEAR:
            apart.update(bar.stances)
    return apart


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


def _ticks(
    slots: Sequence[str], step: float, width: float, language: str
) -> list[Tick]:
    """Label so many slots that no two labels touch, and none leaves the axis."""
    ticks: list[Tick] = []
    free, phone_free = 0.0, 0.0
    for place in range(0, len(slots), max(1, math.ceil(_LABEL / step))):
        x = place * step
        if x < free or (place and x + _LABEL > width):
            continue
        minor = x < phone_free or bool(place and x + _PHONE_LABEL > width)
        word = _tick(slots[place], language, first=not place)
        ticks.append(Tick(round(x, 1), word, minor))
        free, phone_free = x + _LABEL, phone_free if minor else x + _PHONE_LABEL
    return ticks


def _tick(slot: str, language: str, *, first: bool) -> str:
    """Return a short month; with its year at the left end and in January."""
    if len(slot) == _YEAR:
        return slot
    when = date.fromisoformat(f"{slot}-01")
    skeleton = "yMMM" if first or when.month == 1 else "MMM"
    return format_skeleton(skeleton, when, locale=locale_named(language))


def _word(slot: str, language: str, gettext: Gettext) -> str:
    return slot if len(slot) == _YEAR else month_words(slot, language, gettext)
