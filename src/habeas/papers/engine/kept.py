"""A paper as it was taken out, in plain lines: what stays when the case goes on.

Each block of the paper is one line of `words`, each cell of a table one, each footnote
one. `marks` say of lines, counted from 0, what they are and what they rest on
(docs/adr/0034):

    3 cell
    4 note 35 1
    4 rests 0 35 RECORD LOG INDEX CHANGES STANCE

Line 4 has footnote 1 behind its 35th letter; its first 35 letters rest on that entry of
a record that had CHANGES entries by then; STANCE is '-' for what is no statement.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Final

from habeas.papers.engine.layout import Line, Part, Sheet
from habeas.papers.engine.model import (
    Block,
    Heading,
    Items,
    Paper,
    Paragraph,
    Run,
    Runs,
    Table,
)

MOST_LINES: Final = 20_000
"""Lines that are compared; nobody files a longer paper."""
_REST: Final = re.compile(
    r"(\d{1,8}) rests (\d{1,8}) (\d{1,8}) ([0-9a-f]{32}) ([0-9a-f]{64}) (\d{1,15})"
    r" (\d{1,9}) ([a-z]+|-)"
)
_NOTE: Final = re.compile(r"(\d{1,8}) note (\d{1,8}) (\d{1,6})")
_KIND: Final = re.compile(r"(\d{1,8}) ([a-z]+)")
_SPACE: Final = re.compile(r"\s+")


class Kind(StrEnum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    CELL = "cell"
    DRAFT = "draft"
    ANNEX = "annex"
    NOTE = "note"


@dataclass(frozen=True)
class Rest:
    """Words of a line and the record that they rest on, as it was then."""

    start: int
    end: int
    record: str
    entry: tuple[str, int]
    changes: int
    stance: str = ""


@dataclass(frozen=True)
class KeptLine:
    """One line; `notes` are its footnotes: (after how many letters, number from 1)."""

    kind: Kind
    text: str
    notes: tuple[tuple[int, int], ...] = ()
    rests: tuple[Rest, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A paper in plain lines; its footnotes are those of kind `note`, in order."""

    lines: tuple[KeptLine, ...]

    @property
    def body(self) -> tuple[KeptLine, ...]:
        """What is read as the paper itself, without the footnotes."""
        return tuple(one for one in self.lines if one.kind is not Kind.NOTE)

    @property
    def notes(self) -> tuple[str, ...]:
        """The words of the footnotes, number 1 first."""
        return tuple(one.text for one in self.lines if one.kind is Kind.NOTE)

    @property
    def rests(self) -> Iterator[Rest]:
        """Yield what its words rest on, in the order of reading."""
        for line in self.lines:
            yield from line.rests


def keep(paper: Paper, sheet: Sheet, changes: Mapping[str, int]) -> Kept:
    """Return a paper in plain lines.

    Args:
        paper: what was made.
        sheet: the same, as it is set.
        changes: how many entries each record has that it rests on.
    """
    found = [KeptLine(Kind.DRAFT, plain(one)) for one in sheet.drafts]
    for block, part in zip(paper.blocks, sheet.parts, strict=True):
        found += _lines(block, part, changes)
    if sheet.annexes:
        found.append(KeptLine(Kind.HEADING, plain(sheet.annexes_title)))
    for number, title in sheet.annexes:
        found += [KeptLine(Kind.ANNEX, plain(one)) for one in (number, title)]
    found += [KeptLine(Kind.NOTE, plain(one)) for one in sheet.notes]
    return Kept(tuple(one for one in found if one.text or one.notes))


def _lines(block: Block, part: Part, changes: Mapping[str, int]) -> Iterator[KeptLine]:
    match block:
        case Heading(runs=runs):
            yield _line(Kind.HEADING, runs, part.lines[0][0], changes)
        case Paragraph(runs=runs, quoted=quoted):
            kind = Kind.QUOTE if quoted else Kind.TEXT
            yield _line(kind, runs, part.lines[0][0], changes)
        case Items(items=items):
            pairs = zip(chain(*items), chain(*part.inner), strict=True)
            for one, its in pairs:
                yield from _lines(one, its, changes)
        case Table(head=head, rows=rows):
            cells = zip(chain(head, *rows), chain(*part.lines), strict=True)
            yield from (_line(Kind.CELL, *one, changes) for one in cells)
        case _:
            pass  # a new page has no words


def _line(kind: Kind, runs: Runs, line: Line, changes: Mapping[str, int]) -> KeptLine:
    rests: list[Rest] = []
    words, at = _Words(), _Words()
    for run in runs:
        start = words.length
        words.add(run.text if run.kind != "gap" else f"[{run.text}]")
        rests += _rests(run, start, words.length, changes)
    notes = []
    for piece in line:
        at.add(piece.text)
        if piece.note:
            notes.append((at.length, piece.note))
    return KeptLine(kind, words.text, tuple(notes), tuple(rests))


def _rests(
    run: Run, start: int, end: int, changes: Mapping[str, int]
) -> Iterator[Rest]:
    for one in run.sources:
        count = changes.get(one.record, 0)
        yield Rest(start, end, one.record, one.entry, count, one.stance)


@dataclass
class _Words:
    """Words put together as a reader sees them: white space is one space."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        words = _readable(_SPACE.sub(" ", text))
        if words.startswith(" ") and (not self.parts or self.parts[-1].endswith(" ")):
            words = words[1:]
        if words:
            self.parts.append(words)
            self.length += len(words)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def plain(text: str) -> str:
    """Return words on one line, without control characters."""
    return _readable(_SPACE.sub(" ", text)).strip()


def _readable(text: str) -> str:
    """Return words without control characters, soft hyphens and marks of direction."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def words_of(kept: Kept) -> str:
    """Return the lines as the record of the copy has them."""
    return "\n".join(one.text or " " for one in kept.lines)


def marks_of(kept: Kept) -> list[str]:
    """Return the marks of the lines as the record of the copy has them."""
    found: list[str] = []
    for number, line in enumerate(kept.lines):
        if line.kind is not Kind.TEXT:
            found.append(f"{number} {line.kind}")
        found += [f"{number} note {at} {which}" for at, which in line.notes]
        found += [
            f"{number} rests {one.start} {one.end} {one.record} {one.entry[0]}"
            f" {one.entry[1]} {one.changes} {one.stance or '-'}"
            for one in line.rests
        ]
    return found


def read(words: str, marks: Sequence[str]) -> Kept:
    """Return what a record of a copy holds; marks that nobody can read are left out.

    They may have been written by another copy of the case, and by another version.
    """
    lines = words.split("\n")[:MOST_LINES]
    kinds = dict(_kinds(marks))
    rests: dict[int, list[Rest]] = {}
    notes: dict[int, list[tuple[int, int]]] = {}
    for mark in marks:
        if hit := _REST.fullmatch(mark):
            rest = Rest(
                *(int(hit[2]), int(hit[3]), hit[4]),
                *((hit[5], int(hit[6])), int(hit[7]), hit[8].replace("-", "")),
            )
            rests.setdefault(int(hit[1]), []).append(rest)
        elif hit := _NOTE.fullmatch(mark):
            notes.setdefault(int(hit[1]), []).append((int(hit[2]), int(hit[3])))
    return Kept(
        tuple(
            KeptLine(
                kinds.get(number, Kind.TEXT),
                text.strip(),
                tuple(notes.get(number, ())),
                tuple(rests.get(number, ())),
            )
            for number, text in enumerate(lines)
        )
    )


def _kinds(marks: Iterable[str]) -> Iterator[tuple[int, Kind]]:
    for mark in marks:
        hit = _KIND.fullmatch(mark)
        if hit and hit[2] in set(Kind):
            yield int(hit[1]), Kind(hit[2])
