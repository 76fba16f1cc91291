"""The pages of a hostile file, ready to be printed among others; made by the child."""

from collections.abc import Iterable
from dataclasses import replace
from threading import Event

from habeas.text import kinds
from habeas.text.job import MOST_PRINTED, Job
from habeas.text.process import LIMITS, Limits, NoAnswerError, ask_child

LARGEST = 96 << 20
"""Bytes of a file that is printed at all, and of what is made of it."""
PATIENT = replace(
    LIMITS, seconds=160.0, cpu_seconds=120, input_bytes=LARGEST, output_bytes=LARGEST
)


def printed_pages(
    chunks: Iterable[bytes],
    media_type: str,
    pages: int,
    limits: Limits = PATIENT,
    over: Event | None = None,
) -> bytes | None:
    """Return a PDF that holds each page as a form X1, X2, …; None if it cannot be made.

    The child that made it is not trusted: read it as a stranger's. `pages` is how many
    there are. What `chunks` raises passes through; setting `over` ends it at once.
    """
    if media_type not in kinds.DRAWN or not 0 < pages <= MOST_PRINTED:
        return None
    job = Job(media_type, limits.memory, limits.cpu_seconds, 0, printed=pages)
    try:
        return ask_child(job, chunks, limits, over)
    except NoAnswerError:
        return None
