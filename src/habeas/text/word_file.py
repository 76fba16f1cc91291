"""A Word document paragraph by paragraph, read in a child process (ADR 6).

For a paper that comes back: which paragraphs and cells it has, which footnotes stand
where, and what a reader of the file would see beside them.
"""

from collections.abc import Iterable
from threading import Event

import msgspec

from habeas.text import kinds
from habeas.text.clean import LONGEST_LABEL
from habeas.text.job import Job
from habeas.text.process import LIMITS, Limits, NoAnswerError, ask_child

MOST_LINES = 20_000
MOST_NAMES = 20
"""Authors of a file that are named."""


class WordLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paragraph, or one cell; `notes` are (after how many letters, which note)."""

    text: str
    cell: bool = False
    notes: tuple[tuple[int, int], ...] = ()


class WordFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a Word document, with tracked changes taken as accepted.

    `notes` are its footnotes and endnotes, number 1 first. `inserted` and `deleted`
    count tracked changes, `comments` the comments. `aside` is what the reader of the
    file can see that stands in none of the lines: deleted words, comments, page heads.
    """

    lines: tuple[WordLine, ...]
    notes: tuple[str, ...] = ()
    inserted: int = 0
    deleted: int = 0
    comments: int = 0
    macros: bool = False
    authors: tuple[str, ...] = ()
    aside: str = ""


def read_word(
    chunks: Iterable[bytes], limits: Limits = LIMITS, over: Event | None = None
) -> WordFile | None:
    """Return the paragraphs of a .docx file, or None if it cannot be read as one.

    Whatever the file does to its parser, nothing else comes of it. What `chunks` itself
    raises passes through. Setting `over` ends the reading at once.
    """
    job = Job(
        kinds.DOCX, limits.memory, limits.cpu_seconds, limits.text_length, lines=True
    )
    try:
        answer = ask_child(job, chunks, limits, over)
        found = msgspec.json.decode(answer, type=WordFile)
    except (NoAnswerError, msgspec.DecodeError, ValueError, RecursionError):
        return None
    return found if _keeps_its_rules(found) else None


def _keeps_its_rules(found: WordFile) -> bool:
    """Check what the child answered: it has read a hostile file and is not trusted."""
    texts = (*(one.text for one in found.lines), *found.notes, *found.authors)
    counts = (found.inserted, found.deleted, found.comments)
    return (
        len(found.lines) + len(found.notes) <= MOST_LINES
        and len(found.authors) <= MOST_NAMES
        and all(text.isprintable() for text in texts)
        and all(len(one) <= LONGEST_LABEL for one in found.authors)
        and all(count >= 0 for count in counts)
        and all(_fits(one, len(found.notes)) for one in found.lines)
    )


def _fits(line: WordLine, notes: int) -> bool:
    size = len(line.text)
    return all(0 <= at <= size and 0 < which <= notes for at, which in line.notes)
