"""What kind of file this is: told by its first bytes, and only then by its name."""

import re

TEXT = "text/plain"
HTML = "text/html"
PDF = "application/pdf"
MAIL = "message/rfc822"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
JPEG = "image/jpeg"
PNG = "image/png"
UNKNOWN = "application/octet-stream"

HEAD = 4096
"""How many first bytes `sniff` wants; fewer are fine."""

ZIP_SIGN = b"PK\x03\x04"
_SIGNS = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    rb"^(from|to|subject|date|received|return-path|message-id|mime-version|x-[\w-]+"
    rb"|content-type|delivered-to|reply-to|cc|dkim-signature):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_HEADER = re.compile(rb"(From .*\r?\n)?[A-Za-z][A-Za-z-]*:[ \t]")
_CONTROLS = bytes(set(range(32)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
_TEXT_NAMES = (".txt", ".text", ".md", ".csv", ".log")


def sniff(head: bytes, name: str) -> str:
    """Return the media type; `head` is the first HEAD bytes, `name` the file's name."""
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(ZIP_SIGN):
        return DOCX if _wordy(head, name) else ZIP
    return _sniff_text(head, name.lower())


def _wordy(head: bytes, name: str) -> bool:
    return b"word/" in head or name.lower().endswith(".docx")


def _sniff_text(head: bytes, name: str) -> str:
    if not _reads_as_text(head, name):
        return UNKNOWN
    if _HTML.match(_plain_head(head)) or name.endswith((".html", ".htm", ".xhtml")):
        return HTML
    if name.endswith(".eml") or _looks_like_mail(head):
        return MAIL
    return TEXT


def _looks_like_mail(head: bytes) -> bool:
    # Two known headers: a text that merely begins 'Date: …' is not a message.
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    known = {hit.group(1).lower() for hit in _HEADER.finditer(block)}
    return _FIRST_HEADER.match(head) is not None and len(known) > 1


def _plain_head(head: bytes) -> bytes:
    """Return the head with byte-order mark gone and UTF-16 thinned to ASCII."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _reads_as_text(head: bytes, name: str) -> bool:
    if head.startswith(_BOMS):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    # A text with stray NULs is still a text to the person who named it .txt.
    allowed = 0.1 if name.endswith(_TEXT_NAMES) else 0.01
    return controls <= len(head) * allowed
