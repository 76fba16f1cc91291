"""Shows hostile files as pictures: drawn by the child, pixels only."""

from collections.abc import Iterable
from dataclasses import replace
from threading import Event

from habeas.errors import BadInputError
from habeas.text import kinds
from habeas.text.job import MOST_COPIED, Job
from habeas.text.process import (
    LIMITS,
    Limits,
    NoAnswerError,
    TooLargeError,
    TooSlowError,
    ask_child,
)
from habeas.words import N_

WIDEST = 2400
PATIENT = replace(LIMITS, seconds=160.0, cpu_seconds=120)
"""What a working copy of a whole document may use."""
_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_HEADER_LENGTH = 24


def render_page(  # noqa: PLR0913 - which page, how large, how clear, how long
    chunks: Iterable[bytes],
    media_type: str,
    page: int,
    width: int,
    limits: Limits = LIMITS,
    *,
    blur: bool = False,
    over: Event | None = None,
) -> bytes:
    """Return a PNG of one page (from 0) of a PDF, or of a picture, without metadata.

    At most `width` pixels wide (itself at most WIDEST) and twice as high. Setting
    `over` ends the drawing at once. What `chunks` raises passes through.

    Raises:
        BadInputError: there is no such page, or it cannot be drawn.
    """
    if media_type not in kinds.DRAWN or page < 0 or width < 1:
        raise _cannot()
    width = min(width, WIDEST)
    job = Job(media_type, limits.memory, limits.cpu_seconds, 0, page, width, blur)
    drawn = _ask(job, chunks, limits, over)
    if not _is_png(drawn, width):
        raise _cannot()
    return drawn


def draw_anew(
    chunks: Iterable[bytes],
    media_type: str,
    limits: Limits = PATIENT,
    over: Event | None = None,
) -> tuple[str, bytes]:
    """Return (media type, bytes) of a copy that holds what is seen, and nothing else.

    Raises:
        BadInputError: it cannot be drawn, or has too many pages.
    """
    if media_type not in kinds.DRAWN:
        raise _no_copy()
    job = Job(media_type, limits.memory, limits.cpu_seconds, 0, copy=True)
    made = _ask(job, chunks, limits, over)
    kind = kinds.sniff(made[: kinds.HEAD], "")
    if kind not in (kinds.PNG, kinds.JPEG, kinds.PDF):
        raise _no_copy()
    return kind, made


def _ask(
    job: Job, chunks: Iterable[bytes], limits: Limits, over: Event | None
) -> bytes:
    try:
        return ask_child(job, chunks, limits, over)
    except TooLargeError:
        raise BadInputError(
            N_("This file is too large to be drawn here."),
            advice=_ADVICE,
        ) from None
    except TooSlowError:
        raise BadInputError(
            N_("Drawing this took too long and was stopped."), advice=_ADVICE
        ) from None
    except NoAnswerError:
        raise (_no_copy() if job.copy else _cannot()) from None


def _is_png(drawn: bytes, width: int) -> bool:
    """Tell whether the child answered a PNG of the asked size; browsers judge the rest.

    The child has seen the file and is not trusted; a broken PNG that only a browser
    can see through remains possible, and is said in docs/spec/text.md.
    """
    if not drawn.startswith(_HEADER) or len(drawn) < _HEADER_LENGTH:
        return False
    across = int.from_bytes(drawn[16:20])
    down = int.from_bytes(drawn[20:24])
    return 0 < across <= width and 0 < down <= 2 * width


_ADVICE = N_("Open the original in another program, on a computer you can spare.")


def _cannot() -> BadInputError:
    return BadInputError(N_("This page cannot be shown as a picture."), advice=_ADVICE)


def _no_copy() -> BadInputError:
    return BadInputError(
        N_("A working copy of this file cannot be made."),
        advice=N_(
            "Copies are made of pictures, and of PDF files of up to {most} pages. It"
            " may be damaged, or locked with a password."
        ),
        most=MOST_COPIED,
    )
