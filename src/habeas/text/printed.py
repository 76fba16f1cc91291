"""The pages of a hostile file, ready to be printed among others; made by the child."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Event

from habeas.text import kinds
from habeas.text.job import MOST_PRINTED, Job
from habeas.text.process import LIMITS, Limits, NoAnswerError, ask_child

LARGEST = 96 << 20
"""Bytes of a file that is printed at all, and of what is made of it."""
PATIENT = replace(
    LIMITS, seconds=160.0, cpu_seconds=120, input_bytes=LARGEST, output_bytes=LARGEST
)


_SIZE = 8


@dataclass(frozen=True)
class Printed:
    """The pages of a file: their words, and a PDF of them as forms X1 to Xn."""

    words: str
    data: bytes


def printed_pages(
    chunks: Iterable[bytes],
    media_type: str,
    pages: int,
    limits: Limits = PATIENT,
    over: Event | None = None,
) -> Printed | None:
    """Return the pages of a file, None if they cannot be made.

    The child that made it is not trusted: read it as a stranger's. `pages` is how many
    there are. What `chunks` raises passes through; setting `over` ends it at once.
    """
    if media_type not in kinds.DRAWN or not 0 < pages <= MOST_PRINTED:
        return None
    job = Job(media_type, limits.memory, limits.cpu_seconds, 0, printed=pages)
    try:
        answer = ask_child(job, chunks, limits, over)
    except NoAnswerError:
        return None
    end = _SIZE + int.from_bytes(answer[:_SIZE])
    return Printed(answer[_SIZE:end].decode("utf-8", "replace"), answer[end:])
