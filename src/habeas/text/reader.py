"""Reads a received file in a child process that may do nothing else."""

from collections.abc import Iterable
from itertools import chain
from threading import Event

from msgspec.structs import replace

from habeas.text import kinds, notes
from habeas.text.check import NonsenseError, parse_answer
from habeas.text.extract import Extract
from habeas.text.job import Job
from habeas.text.process import (
    LIMITS,
    Limits,
    NoAnswerError,
    TooLargeError,
    TooSlowError,
    ask_child,
)

_READABLE = kinds.DRAWN | {
    *(kinds.TEXT, kinds.HTML, kinds.MAIL, kinds.DOCX, kinds.ZIP),
}


def read_document(
    chunks: Iterable[bytes],
    name: str,
    media_type: str,
    limits: Limits = LIMITS,
    over: Event | None = None,
) -> Extract:
    """Return the text of a file, its provenance and its proposals.

    Never fails because a parser did: whatever the file does to its parser, the answer
    is an Extract, at worst with an empty text and a note that says so. `media_type` is
    what `sniff` told; where it is '', the first chunk and `name` are asked.

    What `chunks` itself raises passes through. Setting `over` ends the reading at once;
    what is returned then counts for nothing.
    """
    kind, chunks = _kind(chunks, name, media_type)
    if kind not in _READABLE:
        played = kind in kinds.PLAYED
        return _without_text(notes.RECORDING if played else notes.UNKNOWN_KIND)
    job = Job(kind, limits.memory, limits.cpu_seconds, limits.text_length)
    try:
        return _told(parse_answer(ask_child(job, chunks, limits, over)))
    except TooLargeError:
        return _without_text(notes.TOO_LARGE)
    except TooSlowError:
        return _without_text(notes.TOO_SLOW)
    except (NoAnswerError, NonsenseError):
        return _without_text(notes.UNREADABLE)


def _kind(
    chunks: Iterable[bytes], name: str, media_type: str
) -> tuple[str, Iterable[bytes]]:
    if media_type:
        return media_type, chunks
    waiting = iter(chunks)
    first = next(waiting, b"")
    return kinds.sniff(first[: kinds.HEAD], name), chain((first,), waiting)


def _told(extract: Extract) -> Extract:
    """Never leave a person without text and without a word about it."""
    if extract.text.strip() or extract.notes:
        return extract
    return replace(extract, notes=(notes.NO_TEXT,))


def _without_text(note: str) -> Extract:
    return Extract(text="", tool="none", tool_version="", notes=(note,))
