"""What a text carries: the parts of an e-mail message, and data in base64.

Read by the standard library, from bytes in memory; nothing is run or fetched.
"""

import base64
import binascii
import email
import email.header
import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

_MAIL = re.compile(rb"\A\s*(?:From [^\r\n]*\r?\n)?[!-9;-~]{2,60}:")
_OF_MAIL = re.compile(
    rb"(?im)^(?:content-type|content-transfer-encoding|mime-version|message-id|received"
    rb"|from|to|subject|date|return-path):"
)
_HEADERS: Final = 64 * 1024
_MBOX = re.compile(rb"(?m)^From [^\r\n]*\r?\n")
_LETTERS: Final = rb"[A-Za-z0-9+/_-]"
_DATA = re.compile(
    rb"(?P<named>;base64,\s*)?(?P<text>(?(named)"
    + _LETTERS
    + rb"+|"
    + _LETTERS
    + rb"{40,})"
    rb"(?:[ \t]*\r?\n[ \t]*" + _LETTERS + rb"+)*)"
)
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_SPACE: Final = b" \t\r\n"
_LARGE: Final = 2000
_KNOWN: Final = (
    *(
        b"PK\x03\x04",
        b"%PDF-",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
        b"7z\xbc\xaf",
        b"Rar!",
    ),
    *(
        b"\xd0\xcf\x11\xe0",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\x00",
        b"MM\x00*",
    ),
    *(b"RIFF", b"{\\rtf", b"OggS", b"ID3"),
)
_OTHERWISE = re.compile(
    rb"(?im)^begin [0-7]{3} |^=ybegin |-----BEGIN PGP MESSAGE"
    rb"|data:(?:application|image/(?!svg)|audio|video|font)[^,;\s\"'<>]{1,100}"
    rb"(?:;(?!base64)[^,;\s\"'<>]{1,100})*,"
)
_OBJECT = re.compile(rb"\\(?:pict|objdata)\b")
_CODING = re.compile(rb"(?im)^content-transfer-encoding:")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def is_mail(data: bytes) -> bool:
    """Say whether bytes begin as an e-mail message does, or a box of them."""
    return bool(_MAIL.match(data) and _OF_MAIL.search(data[:_HEADERS]))


def is_text(data: bytes) -> bool:
    """Say whether bytes are UTF-8, UTF-16 with its mark, or free of controls."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError:
        return not _CONTROLS.search(data)
    return wide or b"\x00" not in data


def has_more(data: bytes) -> bool:
    """Say whether a text carries what neither `mail_parts` nor `base64_data` reads."""
    if data.startswith(b"{\\rtf") and _OBJECT.search(data):
        return True
    return bool(_OTHERWISE.search(data) or (not is_mail(data) and _CODING.search(data)))


def mail_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers and the content of each part, decoded.

    Raises:
        ValueError: a part cannot be read.
    """
    for one in _MBOX.split(data):
        if not one.strip():
            continue
        try:
            message = email.message_from_bytes(one.lstrip())
            for part in message.walk():
                content = _content(part)
                yield _headers(part), content
                yield _around(part) + _as_said(part, content), b""
        except _BROKEN as error:
            raise ValueError("a part cannot be read") from error


def _headers(part: Message) -> bytes:
    names = [part.get_filename() or "", *(str(value) for value in part.values())]
    return "\n".join(map(_decoded, names)).encode("utf-8", "replace") + b"\n"


def _decoded(value: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (*_BROKEN, email.errors.MessageError):
        return value


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _as_said(part: Message, content: bytes) -> bytes:
    """Return a text as its own charset reads it (UTF-7, say), in UTF-8."""
    charset = part.get_content_charset()
    if charset is None or part.get_content_maintype() != "text":
        return b""
    return b"\n" + content.decode(charset, "replace").encode("utf-8", "replace")


def _around(part: Message) -> bytes:
    texts = (part.preamble, part.epilogue)
    return "\n".join(filter(None, texts)).encode("utf-8", "replace")


def base64_data(data: bytes) -> Iterator[bytes]:
    """Yield what stands in base64: in data: URIs all, else what is known or large."""
    for found in _DATA.finditer(data):
        text = found["text"].translate(_URL_SAFE, _SPACE)
        if not found["named"] and len(text) < _LARGE and not _is_known(text):
            continue
        whole = text[: len(text) // 4 * 4 + (len(text) % 4 > 1) * 4]
        try:
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))
        except binascii.Error:
            yield b"\x00"


def _is_known(text: bytes) -> bool:
    return base64.b64decode(text[:16]).startswith(_KNOWN)
