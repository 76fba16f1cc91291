r"""The ways bytes can be read as text: encodings, escapes, transfer codings.

Each lens is cheap to skip: it looks first whether the bytes can be of its kind at all.
A strict lens leaves out what a short name stands in by chance: keys and hashes, and
readable scraps of a picture.
"""

import base64
import codecs
import html
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

from habeas.papers.leaks.fold import (
    continued,
    has_unseen,
    is_wrapped,
    parted,
    unwrapped,
    without_controls,
)

Lens = Callable[[bytes], str]
Read = TypeVar("Read", bytes, str)

PROSE: Final = 16
"""So many readable bytes together are words, in a file that is not text."""

_BETWEEN: Final = rb"[\x09-\x0d\x20-\x2f\x5f\xa0\xad]{1,3}"
_CYRILLIC: Final = {
    "cp1251": rb"[\xa3\xa8\xaa\xaf\xb2-\xb4\xb8\xba\xbc-\xff]",
    "koi8-r": rb"[\xa3\xb3\xc0-\xff]",
    "cp866": rb"[\x80-\xaf\xe0-\xf7]",
    "iso8859-5": rb"[\xa1-\xac\xae-\xef\xf1-\xfc\xfe\xff]",
    "mac-cyrillic": rb"[\x80-\x9f\xa7\xb4\xb7-\xbb\xc0\xcf\xd8-\xdb\xdd-\xfe]",
    "kz1048": rb"[\x8d\x8e\x9d\x9e\xa1-\xa3\xa5\xa8\xaa\xaf\xb2-\xb4\xb8\xba\xbc-\xff]",
}
_RUNS: Final = {
    name: re.compile(
        rb"(?:" + one + rb"+" + _BETWEEN + rb")*" + one + rb"{3,}"
        rb"(?:" + _BETWEEN + one + rb"+)*"
    )
    for name, one in _CYRILLIC.items()
}
_UTF8_RUN = re.compile(
    rb"(?:[\x09-\x0d\x20-\x7e]|[\xc2-\xd5][\x80-\xbf]|\xe2\x80[\x80-\xbf]){5,}"
)
_UTF16LE = re.compile(rb"(?:[\x00-\xff][\x00\x04]){4}")
_UTF16BE = re.compile(rb"(?:[\x00\x04][\x00-\xff]){4}")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_QUOTED = re.compile(rb"=([0-9A-F]{2})|=[ \t]*\r?\n")
_PERCENT_ROW = re.compile(rb"(?:%[0-9A-Fa-f]{2}){4}")
_QUOTED_ROW = re.compile(rb"(?:=[0-9A-F]{2}){4}")
_RTF_BYTE = re.compile(rb"\\'([0-9a-fA-F]{2})")
_BASE64 = re.compile(
    rb"[A-Za-z0-9+/_-]{11,}={0,2}(?:\r?\n[ \t]?[A-Za-z0-9+/]{2,}={0,2})*"
)
_KEYS = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
_CONTROL_BYTES: Final = bytes((*range(9), *range(14, 32), 127))
_FEW: Final = 20
"""A text of old encoding has at most one control character in so many bytes."""

_CUT = re.compile(rb"\A[\x80-\xbf]{1,3}")
_Utf8 = codecs.getincrementaldecoder("utf-8")
_ESCAPE = re.compile(
    r"\\u\{?0?0?([0-9a-fA-F]{4})\}?|\\x([0-9a-fA-F]{2})|\\u(\d{3,5})\??|\\([nrtbf\"/])"
)
_BREAK = re.compile(r"(?<=[^\W\d_])[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
AROUND: Final = 80
"""So many characters on either side of a line's end are read with a broken word."""
_NOT_BASE64 = re.compile(rb"[\s=]+")
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")


class Reading(NamedTuple):
    """A way to read bytes; each lens takes any part of the bytes it was offered for."""

    name: str
    lens: Lens
    strict: Lens
    mended: bool = False


def read_as(data: bytes) -> Iterator[Reading]:
    """Yield every way in which `data` can be read."""
    for found in (*_whole(data), *_unseen(data)):
        reading = found._replace(lens=_once(found.lens))
        yield reading
        if b"\n" in data:
            yield _turned(reading, "broken lines", mend_breaks)
        if is_wrapped(reading.lens(data)):
            yield _turned(reading, "hyphens", unwrapped)
            yield _turned(reading, "hyphens", continued)


def _whole(data: bytes) -> Iterator[Reading]:
    """Yield every way in which the lines of `data` can be read as they stand."""
    text = _is_utf8(data)
    scraps = runs(_UTF8_RUN, "utf-8", PROSE)
    plain = utf8 if text else runs(_UTF8_RUN, "utf-8")
    strict = _after(_without_keys, utf8) if text else scraps
    yield Reading("UTF-8", plain, strict)
    if b"&" in data or b"\\" in data:
        yield Reading("escapes", _escaped(plain), _escaped(strict))
    yield from _wide(data)
    if not text:
        yield from _eight_bit()
    for coding, turn in _codings(data, text=text):
        undo = _once(turn)
        strict = _after(undo, _after(_without_keys, scraps))
        yield Reading(coding, _after(undo, utf8), strict)
        for one in _inside(undo(data)):
            lens, strict = _after(undo, one.lens), _after(undo, one.strict)
            yield Reading(f"{coding}, {one.name}", lens, strict)


def _unseen(data: bytes) -> Iterator[Reading]:
    """Yield readings in which controls join words, and invisible characters part them.

    In the plain reading it is the other way about; a name must not hide by either.
    """
    if _is_utf8(data):
        plain = [Reading("UTF-8", utf8, _after(_without_keys, utf8))]
    else:
        plain = []
        if 0 < len(data) - len(_bare(data)) <= len(data) // _FEW:
            for one in (*_eight_bit(), _scraps()):
                lens, strict = _after(_bare, one.lens), _after(_bare, one.strict)
                yield Reading(f"{one.name}, controls", lens, strict, mended=True)
    for one in (*plain, *_wide(data)):
        if has_unseen(one.lens(data)):
            yield _turned(one, "invisible", without_controls)
            yield _turned(one, "invisible", parted)


def _turned(reading: Reading, how: str, turn: Callable[[str], str]) -> Reading:
    """Read a text once more, with a change that joins or parts its words."""
    return Reading(
        f"{reading.name}, {how}",
        lambda data: turn(reading.lens(data)),
        lambda data: turn(reading.strict(data)),
        mended=True,
    )


def _scraps() -> Reading:
    return Reading("UTF-8", runs(_UTF8_RUN, "utf-8"), runs(_UTF8_RUN, "utf-8", PROSE))


def _bare(data: bytes) -> bytes:
    return data.translate(None, _CONTROL_BYTES)


def _inside(decoded: bytes) -> Iterator[Reading]:
    """Yield how bytes can be read, other than as UTF-8, once a coding is undone."""
    if not _is_utf8(decoded):
        yield from _eight_bit()
    if _UTF16LE.search(decoded):
        yield _utf16("LE", "utf-16-le", 0)


def _eight_bit() -> Iterator[Reading]:
    for name, pattern in _RUNS.items():
        yield Reading(name, runs(pattern, name), runs(pattern, name, PROSE))


def _wide(data: bytes) -> Iterator[Reading]:
    """Yield UTF-16 at both alignments: its Latin has NUL bytes, its Cyrillic 0x04."""
    if b"\x00" not in data and b"\x04" not in data:
        return
    if _UTF16LE.search(data):
        yield from (_utf16("LE", "utf-16-le", skip) for skip in (0, 1))
    if _UTF16BE.search(data):
        yield from (_utf16("BE", "utf-16-be", skip) for skip in (0, 1))


def _utf16(order: str, encoding: str, skip: int) -> Reading:
    def lens(data: bytes) -> str:
        return data[skip:].decode(encoding, "replace")

    return Reading(f"UTF-16{order}", lens, lens)


def _codings(
    data: bytes, *, text: bool
) -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    """Yield the transfer codings; outside text, only where escapes stand in a row."""
    if (_PERCENT if text else _PERCENT_ROW).search(data):
        yield "percent", _unhex(_PERCENT)
    if (_QUOTED if text else _QUOTED_ROW).search(data):
        yield "quoted-printable", _unhex(_QUOTED)
    if _RTF_BYTE.search(data):
        yield "RTF", _unhex(_RTF_BYTE)
    if _BASE64.search(data):
        yield "base64", from_base64


def utf8(data: bytes) -> str:
    """Read UTF-8; a letter cut at either end is left out, not shown as a separator."""
    return _from_a_letter(data).decode("utf-8", "replace")


def _from_a_letter(data: bytes) -> bytes:
    """Leave out the rest of a letter that was cut before `data`."""
    return _CUT.sub(b"", data, count=1)


def runs(pattern: re.Pattern[bytes], encoding: str, least: int = 0) -> Lens:
    """Read only stretches of `least` bytes that can be words, one space between."""

    def read(data: bytes) -> str:
        pieces: list[bytes] = []
        end = 0
        for run in pattern.finditer(data):
            if run.end() - run.start() >= least:
                pieces.append(b" " + run[0] if run.start() > end else run[0])
                end = run.end()
        tail = b" " if end < len(data) else b""
        return (b"".join(pieces) + tail).decode(encoding, "replace")

    return read


def mend_breaks(text: str) -> str:
    """Return each word that may be broken by a line's end, whole, with its neighbours.

    A word goes on in small letters, or was in capitals all along. Each is on a line of
    its own: two broken words in a row do not run together.
    """
    mended: list[str] = []
    for gap in _BREAK.finditer(text):
        start, end = gap.span()
        if text[end].islower() or text[start - 1].isupper():
            before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
            after = text[end : end + AROUND].partition("\n")[0]
            mended.append(f"{before}{after}\n")
    return "".join(mended)


def unescape(text: str) -> str:
    r"""Undo HTML entities and the backslash escapes of JSON, JavaScript and RTF."""
    return html.unescape(_ESCAPE.sub(_unescape, text))


def from_base64(data: bytes) -> bytes:
    """Decode each stretch that can be base64, at every alignment if it was cut."""
    decoded: list[bytes] = []
    for run in _BASE64.finditer(data):
        text = _NOT_BASE64.sub(b"", run[0]).translate(_URL_SAFE)
        for skip in range(4 if run.start() == 0 else 1):
            whole = text[skip : skip + (len(text) - skip) // 4 * 4]
            rest = text[skip + len(whole) :]
            padded = rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
            decoded.append(base64.b64decode(whole + padded) + b"\n")
    return b"\n" + b"".join(decoded)


def _escaped(lens: Lens) -> Lens:
    return lambda data: unescape(lens(data))


def _without_keys(data: bytes) -> bytes:
    return _KEYS.sub(b" ", data)


def _after(undo: Callable[[bytes], bytes], lens: Lens) -> Lens:
    return lambda data: lens(undo(data))


def _once(turn: Callable[[bytes], Read]) -> Callable[[bytes], Read]:
    """Remember the last answer: many readings of the same bytes begin alike."""
    last: list[tuple[bytes, Read]] = []

    def ask(data: bytes) -> Read:
        if not last or last[0][0] is not data:
            last[:] = [(data, turn(data))]
        return last[0][1]

    return ask


def _unhex(pattern: re.Pattern[bytes]) -> Callable[[bytes], bytes]:
    return lambda data: pattern.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"", data
    )


def _unescape(found: re.Match[str]) -> str:
    code, byte, decimal, _ = found.groups()
    if code or byte:
        return chr(int(code or byte, 16))
    return chr(int(decimal) % 0x10000) if decimal else " "


def _is_utf8(data: bytes) -> bool:
    """Say whether `data` is UTF-8 apart from a letter cut at either end."""
    try:
        _Utf8().decode(_from_a_letter(data))
    except UnicodeDecodeError:
        return False
    return True
