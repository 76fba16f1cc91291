"""Passages: exact stretches of one version of a text, found, kept and checked again.

Pure. Offsets count Unicode code points: docs/spec/text.md, section 'Passage'.
"""

import itertools
import re

import msgspec

from habeas.text.extract import Span, version_of

_LINE_HYPHEN = "(?:[-\u2010\u00ad]\n)?"
CONTEXT = 32
"""How many code points of prefix and suffix a passage keeps."""

_SENTENCE_END = re.compile(
    r"(?<=[.!?…])[\"'»”’)]*\s+(?=[\"'«“‘(—–-]*\s*[^\W_a-zа-яёәғқңөұүһі])"
)
_SAME = (
    ('"', '"“”„«»'),
    ("'", "'’‘ʼ`"),
    ("-", "-‐‑–—"),
)


class Passage(msgspec.Struct, frozen=True):
    """A quoted stretch: `text[start:end] == quote` in the text named by text_version.

    `prefix` and `suffix` are up to CONTEXT code points on either side: with them a
    person can find the place again in another version of the text.
    """

    text_version: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


def passage_at(text: str, start: int, end: int) -> Passage:
    """Return the passage text[start:end].

    Raises:
        ValueError: the offsets are not a non-empty stretch of this text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage from {start} to {end}")
    return Passage(
        text_version=version_of(text),
        start=start,
        end=end,
        quote=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def check_passage(text: str, passage: Passage) -> bool:
    """Tell whether the passage stands in this text, exactly where it says."""
    start, end = passage.start, passage.end
    if not 0 <= start < end <= len(text):
        return False
    return (
        passage.text_version == version_of(text)
        and text[start:end] == passage.quote
        and text[:start].endswith(passage.prefix)
        and text[end:].startswith(passage.suffix)
    )


def find_quote(text: str, quote: str) -> list[Span]:
    """Return every exact occurrence, in order, overlapping ones included."""
    found: list[Span] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def find_loosely(text: str, quote: str) -> list[Span]:
    """Return the exact spans of a quote typed with other spaces, quotes or dashes.

    Letters must match; any run of white space matches any other, and a word may be
    broken by a hyphen at a line end, so that a passage copied from a page is found.
    """
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(_word(word) for word in words))
    return [Span(hit.start(), hit.end()) for hit in pattern.finditer(text)]


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs: runs of lines between blank lines, without outer space."""
    return [_trimmed(hit.group(), hit.start()) for hit in _PARAGRAPH.finditer(text)]


def sentences(text: str, within: Span) -> list[Span]:
    """Return the sentences of one paragraph, for choosing a passage with check boxes.

    A rule of thumb (end mark, space, no small letter next); cutting too rarely is
    harmless, because a person may choose several neighbours.
    """
    piece = text[within.start : within.end]
    edges = [0, *(hit.end() for hit in _SENTENCE_END.finditer(piece)), len(piece)]
    found = [
        _trimmed(piece[a:b], within.start + a) for a, b in itertools.pairwise(edges)
    ]
    return [span for span in found if span.start < span.end]


_PARAGRAPH = re.compile(r"[^\s][^\n]*(?:\n[^\S\n]*[^\s][^\n]*)*")


def _word(word: str) -> str:
    return _LINE_HYPHEN.join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    for _, kin in _SAME:
        if letter in kin:
            return f"[{re.escape(kin)}]"
    return re.escape(letter)


def _trimmed(piece: str, offset: int) -> Span:
    return Span(offset + len(piece) - len(piece.lstrip()), offset + len(piece.rstrip()))
