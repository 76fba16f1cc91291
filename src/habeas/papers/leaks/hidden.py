"""Text packed inside an original: members of a zip (docx, odt), streams of a PDF.

Only what is cheap to unpack and within bounds. Containers within containers, encrypted
ones and malformed parts are passed over: such exhibits are on the list at which a
person must look anyway.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

MOST_PARTS: Final = 500
MOST_BYTES: Final = 64 * 1024 * 1024
"""So much is unpacked of one original, and no larger original is unpacked."""

START: Final = 1024
"""The first bytes by which an original is known; a PDF may begin within them."""

_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"
_BLOCK = re.compile(rb"</(?:w:p|w:tc|text:p|text:h|a:p)>|<(?:w:br|w:tab)\b[^<>]*>")
_TAG = re.compile(rb"<[^<>]*>")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_DICTIONARY: Final = 1024
_HEX = re.compile(rb"<\s*[Ff][Ee]\s*[Ff][Ff]([0-9A-Fa-f\s]{4,})>")
_KERNED = re.compile(rb"\)\s*-?[\d.]*\s*\(")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(RuntimeError, NotImplementedError, LookupError, OverflowError),
)


def is_packed(start: bytes) -> bool:
    """Say by its first bytes whether an original can hold packed text."""
    return start.startswith(_ZIP) or _PDF in start[:START]


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the packed texts of an original, as bytes to search; never raises."""
    if len(data) > MOST_BYTES:
        return
    if data.startswith(_ZIP):
        yield from _members(data)
    elif is_packed(data):
        yield from _streams(data)


def _members(data: bytes) -> Iterator[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        return
    room = MOST_BYTES
    with archive:
        for member in archive.infolist()[:MOST_PARTS]:
            content = _member(archive, member, room)
            room -= len(content)
            yield member.filename.encode("utf-8", "replace") + b"\n"
            yield content
            if b"<" in content:
                yield _TAG.sub(b"", _BLOCK.sub(b"\n", content))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    try:
        with archive.open(member) as opened:
            return opened.read(room) if room > 0 else b""
    except _BROKEN:
        return b""


def _streams(data: bytes) -> Iterator[bytes]:
    yield _hex_strings(data)
    room = MOST_BYTES
    parts = 0
    for found in _STREAM.finditer(data):
        if _is_image(data, found.start()):
            continue
        content = _inflated(data, found.end(), room)
        if not content:
            continue
        room -= len(content)
        parts += 1
        yield content
        yield _KERNED.sub(b"", content) + b"\n" + _hex_strings(content)
        if room <= 0 or parts >= MOST_PARTS:
            return


def _is_image(data: bytes, at: int) -> bool:
    """Pixels are not words, and inflating them would use up the room for words."""
    start = max(data.rfind(b" obj", max(0, at - _DICTIONARY), at), at - _DICTIONARY, 0)
    return _IMAGE.search(data, start, at) is not None


def _inflated(data: bytes, start: int, room: int) -> bytes:
    """Inflate piece by piece: what comes before a fault in a stream is still read."""
    end = data.find(b"endstream", start)
    inflater = zlib.decompressobj()
    pieces: list[bytes] = []
    view = data[start : end if end >= 0 else len(data)]
    try:
        for at in range(0, len(view), 4096):
            piece = inflater.decompress(view[at : at + 4096], max(room, 1))
            pieces.append(piece)
            room -= len(piece)
            if room <= 0 or inflater.eof:
                break
    except zlib.error:
        pass
    return b"".join(pieces)


def _hex_strings(data: bytes) -> bytes:
    """Return the UTF-16 texts that a PDF writes as hexadecimal digits, in UTF-8."""
    texts = []
    for found in _HEX.finditer(data):
        digits = b"".join(found[1].split())
        pairs = bytes.fromhex(digits[: len(digits) // 4 * 4].decode())
        texts.append(pairs.decode("utf-16-be", "replace"))
    return "\n".join(texts).encode("utf-8", "replace")
