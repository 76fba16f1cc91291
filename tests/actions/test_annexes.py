"""The annexes of a paper as one file: stamped, searched, the originals as they were."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from PIL import Image

from habeas.actions.annexes import annexed, beside
from habeas.actions.desk import Desk
from habeas.actions.papers import Beginning, answer, begin
from habeas.actions.record import correct, put
from habeas.errors import DamagedError, LockedError, RefusedError
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.access import openings
from habeas.views.records import record

Add = Callable[..., str]
WHY = "She is held and cannot be asked."


def pdf(*pages: str, flipped: bool = False) -> bytes:
    """Return a PDF with one page for each text."""
    turned = str(flipped).lower()
    before = f'#set page(paper: "a4", flipped: {turned})\n#set text(lang: "kk")\n'
    source = before + "\n#pagebreak()\n".join(pages)
    made = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def turned(data: bytes, degrees: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document[0].set_rotation(degrees)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def photo() -> bytes:
    """Return a picture that is white above and black below once it is turned."""
    picture = Image.new("RGB", (80, 60), "white")
    picture.paste("black", (40, 0, 80, 60))
    exif = Image.Exif()
    exif[274] = 6  # the camera was turned: its left side is up
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def paper_with(desk: Desk, case: str, count: int, language: str = "en") -> str:
    """Begin a paper whose text points to the exhibits 1 to `count`."""
    one = begin(desk, case, Beginning("allegation-letter", language))
    points = "\n\n".join(f"See [ex {number}]." for number in range(1, count + 1))
    answer(desk, case, one, {"rights": points})
    return one


def made(desk: Desk, case: str, one: str) -> bytes:
    return b"".join(annexed(desk, case, one, WHY).pieces())


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def bookmarks(data: bytes) -> list[tuple[str, int]]:
    document = pypdfium2.PdfDocument(data)
    found = document.get_toc()
    return [
        (one.get_title(), one.get_dest().get_index()) for one in found if not one.level
    ]


LOCKED = Path(__file__).parent.parent / "text" / "files" / "locked.pdf"


def test_every_kind_of_annex_has_its_place_and_its_stamp(
    desk: Desk, case: str, her: str, add: Add
) -> None:
    lying = pdf("A lying page: Қайғы", "Its second page", flipped=True)
    originals = {
        "letter.pdf": lying,
        "turned.pdf": turned(pdf("A turned page"), 90),
        "photo.jpg": photo(),
        "story.txt": "Ол түнде келді: қайғы.\n\nThe guard denied it.\n".encode(),
        "voice.mp3": b"ID3\x03" + bytes(900),
        "broken.pdf": b"%PDF-1.7\nno objects at all",
    }
    ids = [add(data, name) for name, data in originals.items()]
    one = paper_with(desk, case, len(ids))
    data = made(desk, case, one)
    assert data == made(desk, case, one)
    pages = texts(data)
    open("/tmp/w/annexes/test.pdf","wb").write(data)
    for number, (name, held) in enumerate(originals.items(), 1):
        digest = hashlib.sha256(held).hexdigest()
        assert digest in "".join(pages[0].split()), name
        assert record(desk.views, case, ids[number - 1]).fields["file"]["sha256"] == digest
    assert [page for _title, page in bookmarks(data)] == [0, 1, 2, 4, 5, 6, 7, 8]
    print(pages)
    assert 0
