"""What no typeface at hand has a shape for is marked, and the reader is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final
from unicodedata import category

import msgspec

from habeas.languages import translations
from habeas.papers.engine.layout import Sheet
from habeas.words import N_

MARK: Final = "▯"
"""Stands for a character without a shape."""
_JOINER: Final = "\ufeff"
"""It and what is for private use: no PDF/A may hold them, shape or none."""
_PLAIN: Final = frozenset(map(chr, range(0x20, 0x7F)))
_LEFT_OUT: Final = N_(
    "Characters that no typeface of this computer has: {n}. Each stands as {mark}; the"
    " Word file has them as they are."
)


def drawable(sheet: Sheet, draws: Callable[[str], bool]) -> Sheet:
    """Return a paper with a mark for each character that cannot be drawn.

    A line above it says how many different ones those are; no other word changes.

    Args:
        sheet: the paper.
        draws: whether each of these characters has a shape.
    """
    plain = msgspec.to_builtins(sheet)
    missing = shapeless(plain, draws)
    if not missing:
        return sheet
    marked = with_marks(plain, missing)
    said = translations(sheet.language).gettext(_LEFT_OUT)
    note = said.format(n=len(missing), mark=MARK)
    found = msgspec.convert(marked, Sheet)
    return replace(found, drafts=(*found.drafts, note))


def shapeless(value: Any, draws: Callable[[str], bool]) -> tuple[str, ...]:  # noqa: ANN401 - plain data
    """Return the characters in plain data that cannot be drawn, each once."""
    letters = letters_in(value)
    never = {one for one in letters if one == _JOINER or category(one) == "Co"}
    return (*sorted(never), *_missing(sorted(letters - _PLAIN - never), draws))


def letters_in(value: Any) -> set[str]:  # noqa: ANN401 - plain data
    """Return every character that stands in plain data."""
    return {letter for words in _strings(value) for letter in words}


def with_marks(value: Any, missing: Sequence[str]) -> Any:  # noqa: ANN401 - plain data
    """Return plain data with a mark for each of these characters."""
    return _marked(value, str.maketrans(dict.fromkeys(missing, MARK)))


def _missing(letters: Sequence[str], draws: Callable[[str], bool]) -> Iterator[str]:
    """Halve until each that has no shape stands alone: most papers lack few."""
    if not letters or draws("\n".join(letters)):  # apart, so that none joins another
        return
    if len(letters) == 1:
        yield letters[0]
        return
    middle = len(letters) // 2
    yield from _missing(letters[:middle], draws)
    yield from _missing(letters[middle:], draws)


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _marked(value: Any, table: dict[int, str]) -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _marked(one, table) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(one, table) for one in value]
    return value
