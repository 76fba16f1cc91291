"""Text packed inside an original: members of a zip (docx, odt), streams of a PDF.

Only what is cheap to unpack and within bounds. A zip within a zip is unpacked too, a
few deep. Encrypted and malformed parts are passed over, and `Room.short` says so.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_PARTS: Final = 500
DEEPEST: Final = 3
"""Of zips within zips."""

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
_ENCRYPTED = re.compile(rb"/Encrypt\b")
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


@dataclass
class Room:
    """How much may still be unpacked; `short` once something was passed over."""

    size: int = MOST_BYTES
    parts: int = MOST_PARTS
    short: bool = False


def unpacked(data: bytes, room: Room) -> Iterator[bytes]:
    """Yield the packed texts of an original, as bytes to search; never raises."""
    if data.startswith(_ZIP):
        yield from _members(data, room, DEEPEST)
    elif is_packed(data):
        room.short = _ENCRYPTED.search(data) is not None
        yield from _streams(data, room)


def _members(data: bytes, room: Room, depth: int) -> Iterator[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        room.short = True
        return
    with archive:
        for member in archive.infolist():
            if room.parts == 0:
                room.short = True
                return
            room.parts -= 1
            content = _member(archive, member, room)
            yield member.filename.encode("utf-8", "replace") + b"\n"
            yield content
            if b"<" in content:
                yield _TAG.sub(b"", _BLOCK.sub(b"\n\n", content))
            yield from _within(content, room, depth)


def _within(content: bytes, room: Room, depth: int) -> Iterator[bytes]:
    """Yield what is packed in a part: another zip, or a PDF."""
    if not content.startswith(_ZIP):
        if is_packed(content[:START]):
            yield from _streams(content, room)
    elif depth > 1:
        yield from _members(content, room, depth - 1)
    else:
        room.short = True


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Room) -> bytes:
    try:
        with archive.open(member) as opened:
            content = opened.read(room.size) if room.size > 0 else b""
    except _BROKEN:
        room.short = True
        return b""
    room.short = room.short or len(content) < member.file_size
    room.size -= len(content)
    return content


def _streams(data: bytes, room: Room) -> Iterator[bytes]:
    yield _hex_strings(data)
    for found in _STREAM.finditer(data):
        if _is_image(data, found.start()):
            continue
        if room.size <= 0 or room.parts == 0:
            room.short = True
            return
        content = _inflated(data, found.end(), room.size)
        if content:
            room.size -= len(content)
            room.parts -= 1
            yield content
            yield _KERNED.sub(b"", content) + b"\n" + _hex_strings(content)


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
