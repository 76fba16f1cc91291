"""Text packed inside an original, unpacked to be searched.

Members of a zip (docx, odt), streams of a PDF, parts of an e-mail message, gzip, and
data in base64 (data: URIs of a page).

Only what is cheap to unpack and within bounds. One within the other is unpacked too, a
few deep. What is encrypted, malformed, or of a kind that no search reads (pictures) is
passed over, and `Room.short` says so.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from habeas.papers.leaks.carried import (
    base64_data,
    has_more,
    is_mail,
    is_text,
    mail_parts,
)

MOST_PARTS: Final = 500
DEEPEST: Final = 3
"""Of zips, mails, gzips within each other."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""So much is unpacked of one original, and no larger original is unpacked."""

START: Final = 1024
"""The first bytes by which an original is known; a PDF may begin within them."""

_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"
_GZIP: Final = b"\x1f\x8b"
_BLOCK = re.compile(
    rb"</(?:w:p|w:tc|text:p|text:h|a:p|p|div|li|td|th|h[1-6])>|<(?:w:br|w:tab|br)\b[^<>]*>"
)
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


@dataclass
class Room:
    """How much may still be unpacked; `short` once something was passed over."""

    size: int = MOST_BYTES
    parts: int = MOST_PARTS
    short: bool = False


def unpacked(data: bytes, room: Room) -> Iterator[bytes]:
    """Yield the packed texts of an original, as bytes to search; never raises."""
    yield from _within(data, room, DEEPEST)


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
            yield from _bare(content)
            yield from _within(content, room, depth - 1)


def _within(content: bytes, room: Room, depth: int) -> Iterator[bytes]:
    """Yield what is packed in a part, by its kind; say so if nothing can read it."""
    if not content:
        return
    deep = {_ZIP: _members, _GZIP: _gunzipped}
    opened = next((deep[one] for one in deep if content.startswith(one)), None)
    if opened is None and is_mail(content):
        opened = _mailed
    if opened is not None and depth < 1:
        room.short = True
    elif opened is not None:
        yield from opened(content, room, depth)
    elif _PDF in content[:START]:
        # No search of bytes reads all of a PDF; at the top its kind says so.
        inside = depth < DEEPEST or _ENCRYPTED.search(content) is not None
        room.short = room.short or inside
        yield from _streams(content, room)
    elif is_text(content):
        yield from _told_in_base64(content, room, depth)
    else:
        room.short = True


def _taken(content: bytes, room: Room, depth: int) -> Iterator[bytes]:
    """Yield a part that was unpacked, and what is packed in it, if there is room."""
    if room.parts <= 0 or len(content) > room.size:
        room.short = True
        return
    room.parts -= 1
    room.size -= len(content)
    yield content
    yield from _bare(content)
    yield from _within(content, room, depth)


def _bare(content: bytes) -> Iterator[bytes]:
    """Yield a text without its tags: they can part a name."""
    if b"<" in content:
        yield _TAG.sub(b"", _BLOCK.sub(b"\n\n", content))


def _mailed(data: bytes, room: Room, depth: int) -> Iterator[bytes]:
    room.short = room.short or has_more(data)
    try:
        for around, content in mail_parts(data):
            yield around
            yield from _taken(content, room, depth - 1) if content else ()
            if room.parts <= 0:
                room.short = True
                return
    except ValueError:
        room.short = True


def _told_in_base64(data: bytes, room: Room, depth: int) -> Iterator[bytes]:
    room.short = room.short or has_more(data)
    for content in base64_data(data):
        if depth < 1 or room.parts <= 0:
            room.short = True
            return
        yield from _taken(content, room, depth - 1)


def _gunzipped(data: bytes, room: Room, depth: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    try:
        content = inflater.decompress(data, max(room.size, 1))
    except zlib.error:
        room.short = True
        return
    if not inflater.eof or inflater.unused_data:
        room.short = True
    yield from _taken(content, room, depth - 1)


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
