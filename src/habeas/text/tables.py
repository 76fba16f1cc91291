"""Tables of text in: the rows of a CSV file, whatever else it holds.

A row that cannot be read is told of, and costs no other row: not even a quotation mark
that is never closed swallows the rows after it. Cells are text and nothing else: what
looks like a formula, a number or a date stays as it is written.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 64 << 20
"""Of a file that is read whole."""
LONGEST_ROW = 1 << 16
"""Letters of a row."""
MOST_LINES = 100
"""Lines that one row may run over, for there may be line ends in a quoted cell."""
ENCODINGS = (
    *("utf-8", "utf-16", "windows-1251", "windows-1252"),
    *("iso-8859-1", "koi8-r", "cp866"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOST = "\N{REPLACEMENT CHARACTER}"


class Flaw(StrEnum):
    """Why a row cannot be read."""

    FEW = "few"
    MANY = "many"
    LONG = "long"
    NUL = "nul"
    ENCODING = "encoding"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the heading: its number and its line in the file, both from 1."""

    number: int
    line: int
    cells: tuple[str, ...]
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The heading of a file, stripped of blanks, and its rows, read as they are asked.

    A file without a line has an empty heading.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]


def read_table(data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> Table:
    """Read a file; a byte order mark says more of its encoding than `encoding` does.

    Blank lines are passed over and not numbered.
    """
    text = _decoded(data, encoding).replace("\r\n", "\n").replace("\r", "\n")
    pieces = _pieces(text.split("\n"), delimiter)
    first = next(pieces, None)
    header = tuple(cell.strip() for cell in first.cells) if first else ()
    return Table(header, _rows(pieces, len(header)))


def _decoded(data: bytes, encoding: str) -> str:
    marked = (name for mark, name in _MARKS if data.startswith(mark))
    return data.decode(next(marked, encoding), "replace")


def _rows(pieces: Iterator[Row], width: int) -> Iterator[Row]:
    for number, piece in enumerate(pieces, 1):
        flaw = piece.flaw
        if flaw is None and len(piece.cells) != width:
            flaw = Flaw.FEW if len(piece.cells) < width else Flaw.MANY
        yield Row(number, piece.line, piece.cells, flaw)


def _pieces(lines: list[str], delimiter: str) -> Iterator[Row]:
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end(lines, at)
        piece = _piece("\n".join(lines[at : end + 1]), at + 1, delimiter)
        if piece.flaw is Flaw.QUOTE and end > at:
            end, piece = at, Row(0, at + 1, (), Flaw.QUOTE)  # it costs this line alone
        yield piece
        at = end + 1


def _end(lines: list[str], at: int) -> int:
    """Return the last line of a row: where as many quotation marks close as open."""
    odd, end = lines[at].count('"') % 2, at
    while odd and end + 1 < len(lines) and end - at < MOST_LINES:
        end += 1
        odd ^= lines[end].count('"') % 2
    return at if odd else end


def _piece(text: str, line: int, delimiter: str) -> Row:
    if len(text) > LONGEST_ROW:
        return Row(0, line, (), Flaw.LONG)
    for sign, flaw in (("\0", Flaw.NUL), (_LOST, Flaw.ENCODING)):
        if sign in text:
            return Row(0, line, (), flaw)
    try:
        (cells,) = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return Row(0, line, (), Flaw.QUOTE)
    return Row(0, line, tuple(cells))
