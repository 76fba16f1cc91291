"""The frame of an annex file as a PDF, set by Typst: all but the originals' pages."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final

import msgspec
import typst

from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.papers.annexes.forms import starts
from habeas.papers.annexes.model import Frame
from habeas.papers.annexes.setting import Setting, set_apart, set_here
from habeas.papers.engine.faces import STANDARD
from habeas.papers.engine.glyphs import MARK, letters_in, shapeless, with_marks
from habeas.papers.engine.typesetting import NotSetError, has_shapes
from habeas.words import N_

_LEFT_OUT: Final = N_(
    "Characters that no typeface here has: {n}. Each stands as {mark}; the original has"
    " them as they are."
)
_UNSET: Final = N_(
    "The annexes cannot be set as one PDF: a word or a line in one of them is too long,"
    " or no PDF may hold it."
)
_SHORTER: Final = N_(
    "Take out of your answers what points to the document with it, and give that"
    " document as the file it is. Nothing was written."
)
_BEFORE: Final = 2
"""Headings before the first annex: the index, how to check."""
_GUESS: Final = 9999
_ROUNDS: Final = 4
_PAGE: Final = 2000
"""Letters of a text on a page, about."""
_MANY: Final = 200
"""Annexes and pages from which on a frame is set in a process of its own."""


def set_frame(frame: Frame) -> tuple[bytes, list[int]]:
    """Return the frame, and on which page, from 0, each annex begins.

    It has an index, a page on how to check, and empty pages with their stamps. The same
    frame gives the same bytes: only the typefaces that come with Typst are used, and
    nothing is taken from the clock. Characters without a shape are marked, see `told`.

    Raises:
        BadInputError: Typst cannot set it, whatever is marked.
    """
    marked = told(frame)
    try:
        sheets = _sheets(marked)
        return _set(marked, sheets), sheets[:-1]
    except NotSetError as error:
        raise BadInputError(_UNSET, advice=_SHORTER) from error


def told(frame: Frame) -> Frame:
    """Return a frame with a mark for each character that cannot be drawn.

    The text in which one stands says so above it; of the rest the index does.
    """
    whole = msgspec.to_builtins(frame)
    missing = shapeless(whole, _draws)
    if not missing:
        return frame
    say = translations(frame.language).gettext
    marked = msgspec.convert(with_marks(whole, missing), Frame)
    leaves = [
        replace(one, notes=(*one.notes, *_left_out(say, set(before.text), missing)))
        for one, before in zip(marked.annexes, frame.annexes, strict=True)
    ]
    untold = [replace(one, text="") for one in frame.annexes]
    rest = letters_in(msgspec.to_builtins(replace(frame, annexes=tuple(untold))))
    about = " ".join([marked.about, *_left_out(say, rest, missing)])
    return replace(marked, annexes=tuple(leaves), about=about)


def _left_out(
    say: Callable[[str], str], letters: set[str], missing: Collection[str]
) -> Iterator[str]:
    """Yield how many of these letters are left out, if any is."""
    if number := len(letters & {*missing}):
        yield say(_LEFT_OUT).format(n=number, mark=MARK)


def _draws(words: str) -> bool:
    return has_shapes(words, STANDARD, typst.Fonts(include_system_fonts=False))


def _sheets(frame: Frame) -> list[int]:
    """Return on which page each annex will begin, and the number of all pages.

    It is set without the pages of originals, until the sheets that it names are those
    on which the annexes will stand: thousands of pages are set once only.
    """
    few = [replace(one, pages=-1) if one.pages else one for one in frame.annexes]
    sheets = [_GUESS] * (len(few) + 1)
    for _ in range(_ROUNDS):
        made = _set(replace(frame, annexes=tuple(few)), sheets)
        begins = starts(made)[_BEFORE:]
        set_here = (last - first for first, last in pairwise(begins))
        lengths = (one.pages or next(set_here) for one in frame.annexes)
        before, sheets = sheets, list(accumulate(lengths, initial=begins[0]))
        if sheets == before:
            break
    return sheets


def _set(frame: Frame, sheets: list[int]) -> bytes:
    leaves = (
        replace(one, first=first + 1, last=max(first + 1, following))
        for one, (first, following) in zip(frame.annexes, pairwise(sheets), strict=True)
    )
    told = replace(frame, annexes=tuple(leaves), sheets=sheets[-1])
    inputs = {"frame": msgspec.json.encode(told).decode()}
    size = sum(max(one.pages, 0) + 1 + len(one.text) // _PAGE for one in frame.annexes)
    return (set_apart if size > _MANY else set_here)(Setting("frame.typ", inputs))


def set_notice(language: str, words: str) -> bytes:
    """Return one page that says these words, for where a page cannot be printed."""
    return set_here(Setting("notice.typ", {"language": language, "words": words}))
