"""A page is shown as pixels drawn anew: bounded, and without what the file hid."""

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image

from habeas.errors import BadInputError
from habeas.text import kinds, process
from habeas.text.picture import render_page


def _picture(kind: str, size: tuple[int, int], mode: str = "RGB") -> bytes:
    exif = Image.Exif()
    exif[315] = "A. Secret"
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, exif=exif, comment=b"A. Secret")
    return out.getvalue()


def _pdf(width: int, height: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _size(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return picture.size


DRAWN = {
    "a PDF page": (_pdf(200, 100), kinds.PDF, (400, 200)),
    "a mile of a PDF page": (_pdf(10, 14000), kinds.PDF, None),
    "a large picture": (_picture("JPEG", (1200, 600)), kinds.JPEG, (400, 200)),
    "a small picture": (_picture("PNG", (30, 20)), kinds.PNG, (30, 20)),
    "a clear picture": (_picture("PNG", (30, 20), "RGBA"), kinds.PNG, (30, 20)),
    "a tall picture": (_picture("PNG", (10, 4000)), kinds.PNG, (2, 800)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_within_bounds(name: str) -> None:
    data, kind, size = DRAWN[name]
    drawn = render_page([data], kind, 0, 400)
    across, down = _size(drawn)
    assert across <= 400
    assert down <= 800
    if size:
        assert (across, down) == size
    assert b"Secret" in data or kind == kinds.PDF
    assert b"Secret" not in drawn
    assert {drawn[at : at + 4] for at in _chunks(drawn)} == {b"IHDR", b"IDAT", b"IEND"}


def _chunks(png: bytes) -> list[int]:
    found, at = [], 8
    while at < len(png):
        found.append(at + 4)
        at += 12 + int.from_bytes(png[at : at + 4])
    return found


REFUSED = {
    "no such page": (_pdf(10, 10), kinds.PDF, 1),
    "a page before the first": (_pdf(10, 10), kinds.PDF, -1),
    "no pdf": (b"%PDF-", kinds.PDF, 0),
    "a text": (b"x", kinds.TEXT, 0),
    "a picture of another kind": (_picture("GIF", (9, 9), "P"), kinds.PNG, 0),
    "a picture bomb": (_picture("PNG", (12_000, 12_000), "1"), kinds.PNG, 0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_a_sentence(name: str) -> None:
    data, kind, page = REFUSED[name]
    with pytest.raises(BadInputError):
        render_page([data], kind, page, 400)


LIES = {
    "a script": "b'<script>'",
    "nothing": "b''",
    "a larger picture": (
        "b'\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR\\0\\xff\\0\\0\\0\\0\\0\\1'"
    ),
    "a header cut short": "b'\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR'",
}


@pytest.mark.parametrize("name", LIES)
def test_what_the_child_drew_is_checked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({LIES[name]})"
    )
    monkeypatch.setattr(process, "_COMMAND", ("-I", "-c", script))
    with pytest.raises(BadInputError):
        render_page([b"%PDF-"], kinds.PDF, 0, 400)
