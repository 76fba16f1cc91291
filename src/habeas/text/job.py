"""What a child process is asked to do: one JSON line before the bytes of the file."""

from typing import Final

import msgspec

MOST_COPIED: Final = 400
"""Pages of a document that a working copy is made of."""


class Job(msgspec.Struct, frozen=True):
    """One reading, or one drawing when `width` is not 0; bytes, seconds, pixels.

    A drawing may be a `blur`. A `copy` draws all of the file anew, at its own size.
    `codes` asks for the QR codes that are seen in a picture, `lines` for the paragraphs
    of a Word document with its footnotes and what was tracked in it.
    """

    media_type: str
    memory: int
    cpu_seconds: int
    text_length: int
    page: int = 0
    width: int = 0
    blur: bool = False
    copy: bool = False
    codes: bool = False
    lines: bool = False
