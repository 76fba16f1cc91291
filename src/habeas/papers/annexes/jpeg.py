"""A JPEG without what a camera or a program wrote beside its picture (ITU-T T.81, B.1).

Nothing is decoded: whole segments are left out, and the picture stays as it was.
"""

from typing import Final

_SEGMENT: Final = 0xFF
_PICTURE: Final = 0xDA
"""Start of scan: from here on it is the picture."""
_END: Final = 0xD9
_COMMENT: Final = 0xFE
_OWN: Final = range(0xE0, 0xF0)
"""Segments that programs use as they like: Exif, XMP, thumbnails, maker's notes."""
_KEPT: Final = {0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Two of them say which colours the numbers mean."""
_BARE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
"""Markers without a length."""


def bare_jpeg(data: bytes) -> bytes:
    """Return the picture without its own segments, comments, and what follows its end.

    What is no JPEG comes back as it is.
    """
    kept: list[bytes] = []
    at = 0
    while at + 4 <= len(data) and data[at] == _SEGMENT:
        mark = data[at + 1]
        if mark == _SEGMENT:  # padding
            at += 1
            continue
        if mark == _PICTURE:
            return b"".join((*kept, _scans(data, at)))
        bare = mark in _BARE
        end = at + 2 if bare else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if bare or _is_seen(mark, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
    return data


def _is_seen(mark: int, content: bytes) -> bool:
    if mark in _KEPT:
        return content.startswith(_KEPT[mark])
    return mark not in _OWN and mark != _COMMENT


def _scans(data: bytes, at: int) -> bytes:
    """Return the picture up to its end; a progressive one has tables in between."""
    kept = []
    while at < len(data):
        mark = data[at + 1 : at + 2]
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        head = at + 2 + size
        if mark[:1] == bytes((_END,)):
            kept.append(data[at : at + 2])
            break
        after = _marker(data, head)
        if _is_seen(mark[0] if mark else 0, data[at + 4 : head]):
            kept.append(data[at:after])
        at = after
    return b"".join(kept)


def _marker(data: bytes, at: int) -> int:
    """Return where the next segment begins: FF before anything but 0 or a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in (0x00, _SEGMENT, *range(0xD0, 0xD8)):
            return at
        at += 1
    return len(data)
