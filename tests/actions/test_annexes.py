"""The annexes of a paper as one file: stamped, searched, the originals as they were."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from PIL import Image

from habeas.actions import annex_leaves, annexes
from habeas.actions.annex_leaves import Search, leaves_of
from habeas.actions.annexes import Annexes, annexed, beside
from habeas.actions.choosing import Chosen
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.paper_checks import address
from habeas.actions.paper_leaving import Gate
from habeas.actions.papers import Beginning, answer, begin
from habeas.actions.record import correct, put, withdraw
from habeas.errors import BadInputError, DamagedError, LockedError, RefusedError
from habeas.papers.annexes.model import Frame
from habeas.papers.annexes.words import frame_words
from habeas.papers.engine.identity import NOT_NAMED
from habeas.papers.engine.model import Annex, Paper
from habeas.papers.leaks.errors import NameStandsError
from habeas.text.printed import Printed
from habeas.views.access import openings
from habeas.views.records import linked, record
from habeas.words import silent

Add = Callable[..., str]
WHY = "She is held and cannot be asked."
GATE = Gate("", "", "en", NOT_NAMED)
KAZAKH = "Ол түнде келді: қайғы, әңгіме, үміт.\n\nThe guard denied it.\n"


def pdf(*pages: str, flipped: bool = False) -> bytes:
    """Return a PDF with one page for each text."""
    turned = str(flipped).lower()
    before = f'#set page(paper: "a4", flipped: {turned})\n'
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


def locked(data: bytes) -> bytes:
    """Return a PDF that asks for a password."""
    told = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}>"
        f" /U <{'42' * 32}> >> /Root "
    )
    return data.replace(b"/Root ", told.encode())


def marked(words: str) -> bytes:
    """Return a PDF whose words stand in a mark that is drawn over an empty page."""
    drawn = f"BT /F 12 Tf 5 5 Td ({words}) Tj ET"
    font = "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return f"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R] >> endobj
4 0 obj << /Type /Annot /Subtype /FreeText /F 4 /Rect [20 20 220 60]
 /AP << /N 5 0 R >> >> endobj
5 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 200 40] /Length {len(drawn)}
 /Resources << /Font {font} >> >>
stream
{drawn}
endstream
endobj
trailer << /Root 1 0 R >>
""".encode()


def photo() -> bytes:
    """Return a picture that is white above and black below once it is turned."""
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste("black", (400, 0, 800, 600))
    exif = Image.Exif()
    exif[274] = 6  # the camera was turned: its left side is up
    exif[271] = "Camera of somebody"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def paper_with(desk: Desk, case: str, *numbers: int) -> str:
    """Begin a paper whose text points to these exhibits."""
    one = begin(desk, case, Beginning("allegation-letter", "en"))
    points = (f"See [ex {number}]." for number in numbers)
    answer(desk, case, one, {"rights": "\n\n".join(points) or "Nothing."})
    return one


def made(desk: Desk, case: str, one: str) -> bytes:
    return b"".join(annexed(desk, case, one, WHY).pieces())


def texts(data: bytes) -> list[str]:
    """Return the words of each page, in one line."""
    document = pypdfium2.PdfDocument(data)
    found = (page.get_textpage().get_text_range() for page in document)
    return [" ".join(one.split()) for one in found]


def bookmarks(data: bytes) -> dict[str, int]:
    found = pypdfium2.PdfDocument(data).get_toc()
    return {
        one.get_title(): one.get_dest().get_index() for one in found if not one.level
    }


def protect(desk: Desk, case: str, person: str, name: str) -> None:
    put(desk, case, "identity", {"person": person, "names": [{"text": name}]})


def agree(desk: Desk, case: str, person: str) -> None:
    fields = {"person": person, "use": "international", "answer": "given"}
    put(desk, case, "consent", fields)


def test_every_kind_of_annex_has_its_place_and_its_stamp(
    desk: Desk, case: str, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = {
        "lying.pdf": pdf("A lying page: Қайғы", "Its second page", flipped=True),
        "turned.pdf": turned(pdf("A turned page"), 90),
        "photo.jpg": photo(),
        "story.txt": KAZAKH.encode(),
        "voice.mp3": b"ID3\x03" + bytes(900),
        "broken.pdf": b"%PDF-1.7\nno objects at all",
        "locked.pdf": locked(pdf("Nobody reads this")),
        "empty.txt": b" \n ",
    }
    ids = [add(data, name) for name, data in originals.items()]
    one = paper_with(desk, case, *range(1, len(ids) + 1))
    data = made(desk, case, one)
    assert b"Camera of" not in data
    monkeypatch.setattr(annexes, "_PIECE", 100)
    assert data == made(desk, case, one)
    pages = texts(data)
    index = pages[0].replace(" ", "")
    for id_, (name, held) in zip(ids, originals.items(), strict=True):
        digest = hashlib.sha256(held).hexdigest()
        assert digest in index, name
        assert record(desk.views, case, id_).fields["file"]["sha256"] == digest
    _agree_with_bookmarks(data, pages)
    _are_shaped(data)
    assert "A lying page: Қайғы" in pages[2]
    assert "қайғы, әңгіме, үміт" in pages[6]
    for page, said in {
        7: "This is not printed here. The original is given beside on a carrier.",
        8: "it may be damaged or made to do harm",
        9: "This file is locked with a password.",
        10: "Nothing of it can be read as text.",
    }.items():
        assert said in pages[page]
    assert not any("Nobody reads this" in page for page in pages)


def _agree_with_bookmarks(data: bytes, pages: list[str]) -> None:
    marks = bookmarks(data)
    assert list(marks.values()) == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert list(marks)[2:4] == ["Annex 1: lying.pdf", "Annex 2: turned.pdf"]
    own = [(1, 1, 2), (1, 2, 2), *((number, 1, 1) for number in range(2, 9))]
    for sheet, (annex, page, of) in enumerate(own, 3):
        stamp = f"Annex {annex}, p. {page} of {of} sheet {sheet} of 11"
        assert stamp in pages[sheet - 1]


def _are_shaped(data: bytes) -> None:
    """Check that a page lies as it is read, and a picture as its camera was held."""
    document = pypdfium2.PdfDocument(data)
    lying = [page.get_width() > page.get_height() for page in document]
    assert lying == [False, False, True, True, True] + [False] * 6
    seen = document[5].render(scale=0.5).to_pil().convert("L")
    across, down = seen.size
    assert seen.getpixel((across // 2, int(down * 0.70))) == 0
    assert seen.getpixel((across // 2, int(down * 0.40))) == 255
    assert document.get_metadata_dict()["Title"].startswith("Annexes: ")


def test_a_paper_without_documents_has_an_index_that_says_so(
    desk: Desk, case: str
) -> None:
    pages = texts(made(desk, case, paper_with(desk, case)))
    assert len(pages) == 2
    assert "it has no annexes" in pages[0]


def test_the_gate_of_the_paper_is_the_gate_of_its_annexes(
    desk: Desk, case: str, add: Add
) -> None:
    document = add()
    one = paper_with(desk, case, 1)
    with pytest.raises(RefusedError, match="does not leave yet"):
        annexed(desk, case, one)
    assert not openings(desk.views, case, document)
    annexed(desk, case, one, WHY)
    (opened,) = openings(desk.views, case, document)
    assert opened.act == "bundled"


def test_a_protected_name_stops_it_until_a_redacted_copy_is_there(  # noqa: PLR0913, PLR0917
    desk: Desk,
    case: str,
    her: str,
    add: Add,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    protect(desk, case, her, "Alma Serikova")
    original = add("A letter by Alma Serikova.", "letter.txt")
    one = paper_with(desk, case, 1)
    with pytest.raises(NameStandsError) as refused:
        annexed(desk, case, one, WHY)
    assert "annex 1 (Ex. 1)" in str(refused.value)
    assert not openings(desk.views, case, original)
    copy = add("A letter by ■■■■.", "redacted.txt")
    link = {"parent": original, "relation": "redacted"}
    correct(desk, case, copy, link, reason="redacted")
    pages = texts(made(desk, case, one))
    assert "Annex 1, p. 1 of 1" in pages[2]
    assert "■■■■" in pages[2]
    assert "A redacted copy (Ex. 2) stands in place of the original" in pages[0]
    digest = record(desk.views, case, copy).fields["file"]["sha256"]
    assert digest in pages[0].replace(" ", "")
    chosen: list[Chosen] = []
    monkeypatch.setattr(annexes, "export", lambda *args, **_: chosen.append(args[2]))
    beside(desk, case, one, recipient="The mandate", target=tmp_path, despite=WHY)
    assert copy in chosen[0].records
    assert original not in chosen[0].records


def redact(desk: Desk, case: str, copy: str, of: str) -> None:
    link = {"parent": of, "relation": "redacted"}
    correct(desk, case, copy, link, reason="redacted")


def test_a_redacted_copy_that_the_paper_may_not_read_holds_the_annex(
    desk: Desk, case: str, add: Add, tmp_path: Path
) -> None:
    original = add("The whole of it.", "whole.txt")
    file = tmp_path / "redacted.txt"
    file.write_text("Less of it.")
    redact(desk, case, add_file(desk, case, file, compartment="counsel"), original)
    pages = texts(made(desk, case, paper_with(desk, case, 1)))
    assert "This document is not given with this paper." in pages[0]
    assert not [one for one in pages if "whole of it" in one or "Less of it" in one]


def test_the_last_of_a_chain_of_redacted_copies_is_taken(
    desk: Desk, case: str, add: Add
) -> None:
    original = add("The whole of it.", "whole.txt")
    half = add("The half of it.", "half.txt")
    least = add("The least of it.", "least.txt")
    redact(desk, case, half, original)
    redact(desk, case, least, half)
    pages = " ".join(texts(made(desk, case, paper_with(desk, case, 1))))
    assert "The least of it." in pages
    assert "The half" not in pages
    assert "The whole" not in pages


def test_a_name_in_a_mark_over_a_page_does_not_leave(
    desk: Desk, case: str, her: str, add: Add
) -> None:
    """Reading a PDF at import meets its pages, not what is drawn over them."""
    protect(desk, case, her, "Alma Serikova")
    add(marked("Seen: Alma Serikova"), "form.pdf")
    with pytest.raises(NameStandsError):
        made(desk, case, paper_with(desk, case, 1))


def test_what_the_paper_may_not_read_is_not_in_it(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    secret, gone = tmp_path / "advice.txt", tmp_path / "gone.txt"
    secret.write_text("Privileged.")
    gone.write_text("Withdrawn.")
    kept = add_file(desk, case, secret, compartment="counsel")
    drawn = add_file(desk, case, gone)
    withdraw(desk, case, drawn, reason="a mistake")
    ids = (kept, drawn)
    named = tuple(Annex(n, n, "Advice", one) for n, one in enumerate(ids, 1))
    paper = Paper("x", "en", "2021-12-07", "A paper", (), named)
    search = Search(desk, case)
    found = leaves_of(desk, paper, frozenset({"case"}), search, silent)
    assert not any(one.shown for one in found)
    frame = Frame("en", "2021-12-07", "T", "", frame_words(str), (), ())
    frame = replace(frame, annexes=tuple(one.leaf for one in found))
    pages = texts(b"".join(Annexes(desk, frame, found, search, GATE).pieces()))
    assert "This document is not given with this paper." in pages[0]
    assert not any("Advice" in page or "Privileged" in page for page in pages)


def test_a_document_that_nobody_read_is_read_for_it(
    desk: Desk, case: str, add: Add
) -> None:
    document = add("Unread until now.", "unread.txt")
    (extract,) = linked(desk.views, document, "document")
    withdraw(desk, case, extract, reason="read wrongly")
    pages = texts(made(desk, case, paper_with(desk, case, 1)))
    assert "Unread until now." in pages[2]


def test_a_long_text_is_given_beside(
    desk: Desk, case: str, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex_leaves, "LONGEST", 10)
    monkeypatch.setattr(annex_leaves, "LARGEST", 3000)
    add("More than ten letters.", "long.txt")
    add(bytes(4000), "large.bin")
    pages = texts(made(desk, case, paper_with(desk, case, 1, 2)))
    assert "too long to be printed here" in pages[2]
    assert "too long to be printed here" in pages[3]


@pytest.mark.parametrize("answer", [None, Printed("", b"%PDF-1.7\nnonsense")])
def test_what_the_child_cannot_draw_has_a_notice_in_its_place(
    answer: Printed | None,
    desk: Desk,
    case: str,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(pdf("One", "Two"), "two.pdf")
    monkeypatch.setattr(annexes, "printed_pages", lambda *_, **__: answer)
    pages = texts(made(desk, case, paper_with(desk, case, 1)))
    for number in (1, 2):
        assert f"Annex 1, p. {number} of 2" in pages[1 + number]
        assert "This page could not be printed" in pages[1 + number]


def test_what_is_not_what_was_sealed_ends_it(desk: Desk, case: str, add: Add) -> None:
    document = add(pdf("One"), "one.pdf")
    found = annexed(desk, case, paper_with(desk, case, 1), WHY)
    stored = record(desk.views, case, document).fields["file"]["stored"]
    (file,) = desk.vault.folder.rglob(f"*{stored}*")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)
    with pytest.raises(DamagedError):
        list(found.pieces())


def test_a_lock_ends_it(desk: Desk, case: str, add: Add) -> None:
    add(pdf("One"), "one.pdf")
    found = annexed(desk, case, paper_with(desk, case, 1), WHY)
    found.cease()
    with pytest.raises(LockedError):
        list(found.pieces())


def test_the_bundle_holds_what_the_paper_names_and_asks_for_consent(
    desk: Desk, case: str, her: str, add: Add, tmp_path: Path
) -> None:
    for words in ("Named.", "Not named."):
        add(words, f"{words}txt")
    one = paper_with(desk, case, 1)
    target = tmp_path / "bundle"
    with pytest.raises(RefusedError, match="does not leave yet"):
        beside(desk, case, one, recipient="The mandate", target=target)
    with pytest.raises(RefusedError, match="no consent"):
        beside(desk, case, one, recipient="The mandate", target=target, despite=WHY)
    agree(desk, case, her)
    told: list[str] = []
    tell = lambda words, _done: told.append(words)  # noqa: E731 - a note of words
    to = {"recipient": "The mandate", "despite": WHY}
    made = beside(desk, case, one, **to, target=target, tell=tell)
    held = {file.name for file in (target / "data" / "exhibits").iterdir()}
    assert held == {"1-Named.txt", "1-text-text.txt"}
    assert record(desk.views, case, made).fields["recipient"] == "The mandate"
    assert "Annexes searched" in told
    address(desk, case, one, "The mandate")
    with pytest.raises(BadInputError, match="somebody else: The mandate"):
        beside(desk, case, one, recipient="A. N. Other", target=tmp_path / "other")
