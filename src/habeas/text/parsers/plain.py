"""Plain text in whatever encoding."""

from habeas.text import notes
from habeas.text.clean import clean
from habeas.text.encodings import Decoded, decode
from habeas.text.extract import Extract

TOOL, VERSION = "habeas-plain", "1"


def read(data: bytes) -> Extract:
    """Return the text of bytes that are nothing but text."""
    decoded = decode(data)
    return Extract(
        text=clean(decoded.text),
        tool=TOOL,
        tool_version=VERSION,
        notes=encoding_notes(decoded),
        metadata=(("encoding", decoded.encoding),),
    )


def encoding_notes(decoded: Decoded) -> tuple[str, ...]:
    """Return what a person must hear about how the letters were read."""
    told = (
        (decoded.guessed, notes.GUESSED_ENCODING),
        (decoded.broken, notes.BROKEN_LETTERS),
    )
    return tuple(note for holds, note in told if holds)
