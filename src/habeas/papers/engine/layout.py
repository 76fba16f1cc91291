"""A paper as plain data for whatever sets it: words, and footnotes with their sources.

Words that rest on a claim or a document get a footnote of their own; a paragraph or a
line of a table whose words come from other records gets one at its end.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from unicodedata import bidirectional

from habeas.case.facts.claims import STANCE_WORDS, Stance
from habeas.languages import translations
from habeas.papers.engine.dress import BARE, Dress
from habeas.papers.engine.model import (
    Block,
    Heading,
    Items,
    Kind,
    NewPage,
    Paper,
    Paragraph,
    Run,
    Runs,
    Source,
    Table,
)
from habeas.words import N_

TURNS: Final[dict[int, None]] = dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Characters that turn round what stands after them, ours too: they're left out."""
_RIGHT: Final = frozenset({"R", "AL", "AN"})
_CLOSING: Final = re.compile(r"[”»’)\].,;:!?]+")
_OF_ANNEX = N_("Annex {annex} (Ex. {exhibit})")
_OF_PAGE = N_("Annex {annex} (Ex. {exhibit}), p. {page}")
_TITLED = N_("{title} (Ex. {number})")
_RECORDED = N_("Record of the case")
_ENTRY = N_("{place}; {stance}; entry {entry}")
_BARE = N_("{place}; entry {entry}")


@dataclass(frozen=True)
class Piece:
    """Some words of a line; `note` is the number of its footnote from 1, 0 for none."""

    text: str
    lang: str = ""
    strong: bool = False
    emphasis: bool = False
    gap: bool = False
    note: int = 0


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """One block: `kind` is heading, text, quote, items, table or page.

    `lines` are its paragraph, or the head and then the rows of a table, cell by cell;
    `inner` the parts of each item.
    """

    kind: str
    level: int = 0
    lines: tuple[tuple[Line, ...], ...] = ()
    inner: tuple[tuple["Part", ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole paper: every word that will be read, in its place."""

    language: str
    made: str
    title: str
    drafts: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    annexes: tuple[tuple[str, str], ...]
    annexes_title: str
    page: str
    dress: Dress = BARE


def lay_out(paper: Paper) -> Sheet:
    """Return a paper as plain data."""
    layer = _Layer(paper)
    parts = tuple(layer.part(one) for one in paper.blocks)
    _ = translations(paper.language).gettext
    number = _(N_("Annex {n}"))
    return Sheet(
        language=paper.language,
        made=paper.made,
        title=paper.title.translate(TURNS),
        drafts=tuple(one.translate(TURNS) for one in paper.notes),
        parts=parts,
        notes=tuple(layer.notes),
        annexes=tuple(
            (
                number.format(n=one.number),
                _(_TITLED).format(title=apart(one.title), number=one.exhibit),
            )
            for one in paper.annexes
        ),
        annexes_title=_(N_("Annexes")),
        page=_(N_("Page")),
        dress=paper.dress,
    )


@dataclass
class _Layer:
    paper: Paper
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._: Callable[[str], str] = translations(self.paper.language).gettext
        self._annexes = {one.exhibit: one.number for one in self.paper.annexes}

    def part(self, block: Block) -> Part:
        match block:
            case Heading(level=level, runs=runs):
                return Part("heading", level, ((self._line(runs, noted=False),),))
            case Paragraph(runs=runs, quoted=quoted):
                kind = "quote" if quoted else "text"
                return Part(kind, 0, ((self._line(runs),),))
            case Items(items=items, start=start):
                inner = tuple(tuple(self.part(one) for one in item) for item in items)
                return Part("items", start or 0, inner=inner)
            case Table(head=head, rows=rows):
                titles = tuple(self._line(cell, noted=False) for cell in head)
                lines = (self._row(row) for row in rows)
                return Part("table", len(head), (titles, *lines))
            case NewPage():
                return Part("page")

    def _row(self, cells: Sequence[Runs]) -> tuple[Line, ...]:
        """Lay out a line of a table: its sources stand in one note at its end."""
        found = [self._line(cell, noted=False) for cell in cells]
        sources = _sources(run for cell in cells for run in cell)
        if sources and found:
            found[-1] = (*found[-1], Piece("", note=self._note(sources)))
        return tuple(found)

    def _line(self, runs: Runs, *, noted: bool = True) -> Line:
        found: list[Piece] = []
        grave = [_grave(run) if noted else [] for run in runs]
        for number, run in enumerate(runs):
            later = next(filter(None, grave[number + 1 :]), None)
            ends = grave[number] and later != grave[number]
            note = self._note(grave[number]) if ends else 0
            found += _after_note(found, _piece(run, note))
        if noted and not any(grave) and (sources := _sources(runs)):
            found.append(Piece("", note=self._note(sources)))
        return tuple(found)

    def _note(self, sources: Sequence[Source]) -> int:
        self.notes.append("; ".join(map(self._said, sources)))
        return len(self.notes)

    def _said(self, one: Source) -> str:
        _ = self._
        place = _(_RECORDED)
        if one.exhibit in self._annexes:
            annex = self._annexes[one.exhibit or 0]
            pattern = _(_OF_PAGE) if one.page else _(_OF_ANNEX)
            place = pattern.format(annex=annex, exhibit=one.exhibit, page=one.page)
        entry = f"{one.entry[0][:8]}·{one.entry[1]}"
        if not one.stance:
            return _(_BARE).format(place=place, entry=entry)
        stance = _(STANCE_WORDS[Stance(one.stance)]).lower()
        return _(_ENTRY).format(place=place, stance=stance, entry=entry)


def _grave(run: Run) -> list[Source]:
    """Return those sources of words that a reader will look up."""
    return [one for one in run.sources if one.stance or one.exhibit]


def _after_note(before: list[Piece], piece: Piece) -> list[Piece]:
    """Let a footnote stand behind what closes a quotation or a sentence."""
    closing = _CLOSING.match(piece.text)
    if not before or not before[-1].note or closing is None or piece.note:
        return [piece]
    noted = before[-1]
    before[-1] = replace(noted, note=0)
    rest = replace(piece, text=piece.text[closing.end() :])
    return [replace(piece, text=closing[0], note=noted.note), rest]


def _piece(run: Run, note: int) -> Piece:
    is_gap = run.kind is Kind.GAP
    said = apart(run.text)
    text = f"[{said}]" if is_gap else said
    return Piece(text, run.lang, run.strong, run.emphasis, is_gap, note)


def apart(words: str) -> str:
    """Return words that reorder nothing but themselves, wherever they stand (UAX 9).

    Those that run from right to left stand between FSI and PDI, which no reader sees.
    """
    said = words.translate(TURNS)
    right = any(bidirectional(one) in _RIGHT for one in said)
    return f"\u2068{said}\u2069" if right else said


def _sources(runs: Iterable[Run]) -> list[Source]:
    """Return what words rest on, each entry once."""
    found: dict[tuple[str, int], Source] = {}
    for run in runs:
        for one in run.sources:
            found.setdefault(one.entry, one)
    return list(found.values())


def words_in(sheet: Sheet) -> Iterator[str]:
    """Yield every word that will be read, line by line."""
    yield from (sheet.title, *sheet.dress.words, *sheet.drafts)
    for part in sheet.parts:
        yield from _lines_in(part)
    yield from sheet.notes
    for number, title in sheet.annexes:
        yield f"{number} {title}"


def _lines_in(part: Part) -> Iterator[str]:
    for cells in part.lines:
        yield from ("".join(one.text for one in line) for line in cells)
    for item in part.inner:
        for one in item:
            yield from _lines_in(one)
