"""Checks what the child answered: it has read a hostile file and is not trusted."""

import re
from collections.abc import Callable
from typing import TypeVar

import msgspec

from habeas.text import notes
from habeas.text.boilerplate import REASONS
from habeas.text.clean import LONGEST_LABEL, language_tag
from habeas.text.dates import EDTF, PLACES
from habeas.text.extract import DateProposal, Extract, Span
from habeas.words import N_

KEYS = frozenset(
    {
        N_("author"),
        N_("attachment"),
        N_("camera"),
        N_("embedded"),
        N_("encoding"),
        N_("from"),
        N_("message number"),
        N_("page address"),
        N_("pages"),
        N_("picture size"),
        N_("place inside"),
        N_("publisher"),
        N_("software"),
        N_("taken"),
        N_("to"),
    }
)
"""What metadata may be about, as message ids."""

MOST_ITEMS = 10_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_FORBIDDEN_LABEL = re.compile("[\x00-\x1f\ud800-\udfff]")
_Item = TypeVar("_Item")


class NonsenseError(Exception):
    """The child's answer is not an Extract that keeps its own rules."""


def parse_answer(answer: bytes) -> Extract:
    """Return the extract in the child's answer.

    Raises:
        NonsenseError: it is not JSON of that shape, or breaks a rule of the spec.
    """
    try:
        extract = msgspec.json.decode(answer, type=Extract)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise NonsenseError(str(error)) from None
    for rule, holds in _rules(extract):
        if not holds:
            raise NonsenseError(rule)
    return extract


def _rules(extract: Extract) -> list[tuple[str, bool]]:
    labels = [extract.title, extract.tool, extract.tool_version]
    labels += [part for pair in extract.metadata for part in pair]
    labels += [date.quote for date in extract.dates]
    size = len(extract.text)
    return [
        ("text", not _FORBIDDEN.search(extract.text)),
        ("labels", all(_is_label(label) for label in labels)),
        ("language", language_tag(extract.language) == extract.language),
        ("pages", _are_pages(extract.pages, size)),
        ("boilerplate", _few(extract.boilerplate, lambda span: _fits(span, size))),
        ("dates", _few(extract.dates, _is_proposal)),
        ("notes", all(note in notes.KNOWN for note in extract.notes)),
        ("metadata", _few(extract.metadata, lambda pair: pair[0] in KEYS)),
    ]


def _few(items: tuple[_Item, ...], holds: Callable[[_Item], bool]) -> bool:
    return len(items) <= MOST_ITEMS and all(holds(item) for item in items)


def _is_label(label: str) -> bool:
    return len(label) <= LONGEST_LABEL and not _FORBIDDEN_LABEL.search(label)


def _are_pages(pages: tuple[int, ...], size: int) -> bool:
    in_order = list(pages) == sorted(pages)
    few = len(pages) <= MOST_ITEMS
    return few and pages[:1] == (0,) and pages[-1] <= size and in_order


def _fits(span: Span, size: int) -> bool:
    return 0 <= span.start < span.end <= size and span.why in REASONS


def _is_proposal(date: DateProposal) -> bool:
    return EDTF.fullmatch(date.edtf) is not None and date.where in PLACES
