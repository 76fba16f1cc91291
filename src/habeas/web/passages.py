"""A document's text cut into paragraphs and marked pieces, ready to be shown."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from habeas.actions.documents import DocumentText
from habeas.text.passage import paragraphs


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters with the claims that rest on all of it; `opens` begin here."""

    text: str
    claims: tuple[str, ...]
    stance: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; offsets are code points of the whole text."""

    number: int
    start: int
    end: int
    pieces: tuple[Piece, ...]
    why: str
    """Why it is not part of the text (a message id), '' if it is."""


def shown(found: DocumentText) -> list[Paragraph]:
    """Return the paragraphs of a text with its claims and boilerplate."""
    stances = {claim.id: claim.stance for claim in found.view.claims}
    boiler = found.extract.fields.get("boilerplate", []) if found.extract else []
    return [
        Paragraph(
            number,
            span.start,
            span.end,
            tuple(_pieces(found, span.start, span.end, stances)),
            _why(boiler, span.start, span.end),
        )
        for number, span in enumerate(paragraphs(found.text), 1)
    ]


def _why(boiler: Sequence[Mapping[str, object]], start: int, end: int) -> str:
    for span in boiler:
        if int(str(span["start"])) < end and start < int(str(span["end"])):
            return str(span["why"])
    return ""


def _pieces(
    found: DocumentText, start: int, end: int, stances: Mapping[str, str]
) -> Iterator[Piece]:
    own = [span for span in found.view.spans if span[0] < end and start < span[1]]
    edges = {start, end}
    for begin, stop, _ in own:
        edges |= {max(begin, start), min(stop, end)}
    cuts = sorted(edges)
    for begin, stop in itertools.pairwise(cuts):
        over = tuple(c for a, b, c in own if a <= begin and stop <= b)
        opens = tuple(c for a, _, c in own if max(a, start) == begin and c in over)
        stance = stances.get(over[0], "unknown") if over else ""
        yield Piece(found.text[begin:stop], over, stance, opens)
