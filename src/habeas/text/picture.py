"""Shows hostile files as pictures: drawn by the child, pixels only."""

from collections.abc import Iterable

from habeas.errors import BadInputError
from habeas.text import kinds
from habeas.text.job import Job
from habeas.text.process import LIMITS, Limits, NoAnswerError, ask_child
from habeas.words import N_

WIDEST = 2400
_KINDS = frozenset((kinds.PDF, kinds.JPEG, kinds.PNG))
_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_HEADER_LENGTH = 24


def render_page(
    chunks: Iterable[bytes],
    media_type: str,
    page: int,
    width: int,
    limits: Limits = LIMITS,
) -> bytes:
    """Return a PNG of one page (from 0) of a PDF, or of a picture, without metadata.

    At most `width` pixels wide (itself at most WIDEST) and twice as high.

    Raises:
        BadInputError: there is no such page, or it cannot be drawn.
    """
    if media_type not in _KINDS or page < 0 or width < 1:
        raise _cannot()
    width = min(width, WIDEST)
    job = Job(media_type, limits.memory, limits.cpu_seconds, 0, page, width)
    try:
        drawn = ask_child(job, chunks, limits)
    except NoAnswerError:
        raise _cannot() from None
    if not _is_png(drawn, width):
        raise _cannot()
    return drawn


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


def _cannot() -> BadInputError:
    return BadInputError(
        N_("This page cannot be shown as a picture."),
        advice=N_("Open the original in another program, on a computer you can spare."),
    )
