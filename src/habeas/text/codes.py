"""Reads the QR codes in a photo or a camera's picture: the child looks for them."""

from dataclasses import replace
from threading import Event

import msgspec

from habeas.errors import BadInputError
from habeas.text import kinds
from habeas.text.job import Job
from habeas.text.process import LIMITS, Limits, NoAnswerError, ask_child
from habeas.words import N_

LONGEST = 7089
"""Letters that a QR code holds at most, all of them digits."""
MOST = 100
"""Codes in one picture; a sheet of labels fits."""
QUICK = replace(LIMITS, seconds=15.0, cpu_seconds=10, output_bytes=8 << 20)
"""What looking for codes may use."""


def read_codes(
    data: bytes, limits: Limits = QUICK, over: Event | None = None
) -> tuple[str, ...]:
    """Return the texts of the QR codes in a picture, each once; () if none is seen.

    They are a stranger's words. Setting `over` ends the reading at once.

    Raises:
        BadInputError: it is no picture, or cannot be read.
    """
    kind = kinds.sniff(data[: kinds.HEAD], "")
    if kind not in kinds.PICTURES:
        raise _cannot()
    job = Job(kind, limits.memory, limits.cpu_seconds, 0, codes=True)
    try:
        seen = msgspec.json.decode(
            ask_child(job, [data], limits, over), type=tuple[str, ...]
        )
    except (NoAnswerError, msgspec.DecodeError, ValueError):
        raise _cannot() from None
    if len(seen) > MOST or any(len(one) > LONGEST for one in seen):
        raise _cannot()
    return tuple(dict.fromkeys(seen))


def _cannot() -> BadInputError:
    return BadInputError(
        N_("This cannot be read as a picture."),
        advice=N_("Take it once more, as a JPEG or PNG picture."),
    )
