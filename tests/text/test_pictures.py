"""A page is shown as pixels drawn anew: bounded, and without what the file hid."""

import io
from threading import Event

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image

from habeas.errors import BadInputError
from habeas.text import kinds, process
from habeas.text.parsers import anew
from habeas.text.picture import draw_anew, render_page
from habeas.text.process import Limits


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


def _scan(*sizes: tuple[int, int]) -> bytes:
    pages = [Image.new("RGB", size, "red") for size in sizes]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def test_a_scan_is_drawn_page_by_page() -> None:
    scan = _scan((30, 20), (50, 60))
    assert _size(render_page([scan], kinds.TIFF, 0, 400)) == (30, 20)
    assert _size(render_page([scan], kinds.TIFF, 1, 400)) == (50, 60)
    with pytest.raises(BadInputError):
        render_page([scan], kinds.TIFF, 2, 400)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP"])
def test_other_pictures_are_drawn(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, kind)
    media_type = f"image/{kind.lower()}"
    assert kinds.sniff(out.getvalue(), "") == media_type
    assert _size(render_page([out.getvalue()], media_type, 0, 400)) == (30, 20)


def test_a_blur_holds_patches_and_no_letter() -> None:
    """Stripes one pixel wide, as fine as print: nothing of them is left."""
    sharp = Image.new("L", (240, 480))
    sharp.putdata([255 * (x % 2) for _ in range(480) for x in range(240)])
    out = io.BytesIO()
    sharp.save(out, "PNG")
    clear = render_page([out.getvalue()], kinds.PNG, 0, 400)
    blurred = render_page([out.getvalue()], kinds.PNG, 0, 400, blur=True)
    assert _size(clear) == _size(blurred) == (240, 480)
    assert _span(clear) == (0, 255)
    low, high = _span(blurred)
    assert high - low < 8


def _span(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        pixels = picture.convert("L").tobytes()
    return min(pixels), max(pixels)


def test_a_thin_picture_is_blurred_as_well() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 1), "red").save(out, "PNG")
    assert render_page([out.getvalue()], kinds.PNG, 0, 400, blur=True)


@pytest.mark.parametrize("across", [2, 8, 12, 40])
def test_a_small_picture_is_blurred_as_well(across: int) -> None:
    sharp = Image.new("L", (across, across))
    sharp.putdata([255 * (x % 2) for _ in range(across) for x in range(across)])
    out = io.BytesIO()
    sharp.save(out, "PNG")
    low, high = _span(render_page([out.getvalue()], kinds.PNG, 0, 400, blur=True))
    assert high - low < 8


def test_what_is_too_large_or_too_slow_is_said() -> None:
    with pytest.raises(BadInputError, match="too large to be drawn"):
        render_page([bytes(99)], kinds.PDF, 0, 40, Limits(input_bytes=9))
    with pytest.raises(BadInputError, match="took too long"):
        render_page([bytes(99)], kinds.PDF, 0, 40, Limits(seconds=0.0))


def test_a_drawing_is_ended_from_without() -> None:
    over = Event()
    over.set()
    with pytest.raises(BadInputError):
        render_page([_pdf(10, 10)], kinds.PDF, 0, 40, over=over)


COPIED = {
    "a photograph": (_picture("JPEG", (60, 40)), kinds.JPEG, kinds.JPEG),
    "a picture": (_picture("PNG", (60, 40)), kinds.PNG, kinds.PNG),
    "a scan": (_scan((60, 40)), kinds.TIFF, kinds.PNG),
}


@pytest.mark.parametrize("name", COPIED)
def test_a_copy_holds_what_is_seen_and_nothing_else(name: str) -> None:
    data, kind, expected = COPIED[name]
    made, copy = draw_anew([data], kind)
    assert made == expected
    assert b"Secret" not in copy
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (60, 40)
        assert not picture.getexif()
        assert not {"comment", "exif", "xmp", "icc_profile"} & set(picture.info)


def test_a_copy_of_a_document_is_pictures_of_its_pages() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    document.new_page(100, 200)
    out = io.BytesIO()
    document.save(out)
    kind, copy = draw_anew([out.getvalue()], kinds.PDF)
    found = pypdfium2.PdfDocument(copy)
    assert kind == kinds.PDF
    assert [page.get_size() for page in found] == [(200.0, 100.0), (100.0, 200.0)]
    facts = found.get_metadata_dict()
    assert {one for one in facts.values() if one} == {"PDFium"}
    assert b"Date" not in copy


def test_a_document_of_too_many_pages_is_not_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(anew, "MOST_COPIED", 0)
    with pytest.raises(ValueError, match="pages"):
        anew.anew(_pdf(10, 10), kinds.PDF)


def test_what_is_not_drawn_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInputError):
        draw_anew([b"x"], kinds.TEXT)
    script = "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'<html>')"
    monkeypatch.setattr(process, "_COMMAND", ("-I", "-c", script))
    with pytest.raises(BadInputError):
        draw_anew([b"%PDF-"], kinds.PDF)


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
