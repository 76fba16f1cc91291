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
GIF = "image/gif"
WEBP = "image/webp"
TIFF = "image/tiff"
BMP = "image/bmp"
WAV = "audio/wav"
MP3 = "audio/mpeg"
FLAC = "audio/flac"
OGG = "audio/ogg"
OGV = "video/ogg"
M4A = "audio/mp4"
MP4 = "video/mp4"
WEBM = "video/webm"
UNKNOWN = "application/octet-stream"

HEAD = 4096
"""How many first bytes `sniff` wants; fewer are fine."""

ZIP_SIGN = b"PK\x03\x04"
PICTURES = frozenset((JPEG, PNG, GIF, WEBP, TIFF, BMP))
"""What Pillow draws."""
DRAWN = PICTURES | {PDF}
"""What is shown page by page."""
PLAYED = frozenset((WAV, MP3, FLAC, OGG, OGV, M4A, MP4, WEBM))
"""What a browser may be given to play; it need not be able to."""
FILM = frozenset((OGV, MP4, WEBM))

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"fLaC", FLAC),
    (b"ID3\x02", MP3),
    (b"ID3\x03", MP3),
    (b"ID3\x04", MP3),
)
_WITHIN = (  # a container's name, and behind it what it holds
    (b"RIFF", 8, b"WEBP", WEBP),
    (b"RIFF", 8, b"WAVE", WAV),
    (b"BM", 6, b"\0\0\0\0", BMP),
    (b"OggS", 28, b"\x80theora", OGV),
    (b"OggS", 0, b"OggS", OGG),
    (b"\0\0\0", 4, b"ftypM4A", M4A),
    (b"\0\0\0", 4, b"ftyp", MP4),
)
_MATROSKA, _WEBM = b"\x1a\x45\xdf\xa3", b"webm"
_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
"""How MP3 begins without a label; Russian words may begin so as well."""
_STILL = (b"ftyphei", b"ftypmif", b"ftypavif")
"""Pictures in the container of MP4, which nothing here draws."""
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
    contained = _contained(head)
    if contained is not None:
        return contained
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(ZIP_SIGN):
        return DOCX if _wordy(head, name) else ZIP
    return _sniff_text(head, name.lower())


def _contained(head: bytes) -> str | None:
    if head.startswith(_MATROSKA):
        return WEBM if _WEBM in head[:64] else UNKNOWN
    if head[4:].startswith(_STILL):
        return UNKNOWN
    for start, at, name, kind in _WITHIN:
        if head.startswith(start) and head[at:].startswith(name):
            return kind
    return None


def _wordy(head: bytes, name: str) -> bool:
    return b"word/" in head or name.lower().endswith(".docx")


def _sniff_text(head: bytes, name: str) -> str:
    if not _reads_as_text(head, name):
        return MP3 if head.startswith(_FRAMES) else UNKNOWN
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
