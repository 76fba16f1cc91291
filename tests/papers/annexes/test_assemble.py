"""Pages of originals stand on the frame's own, and bring nothing else along."""

import io
import sys
import zlib
from dataclasses import replace
from types import SimpleNamespace

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst

from habeas.errors import BadInputError
from habeas.languages import translations
from habeas.papers.annexes import frame
from habeas.papers.annexes.assemble import Spot, assembled
from habeas.papers.annexes.frame import set_frame, set_notice
from habeas.papers.annexes.model import Frame, Leaf
from habeas.papers.annexes.setting import Setting, main, set_apart, set_here
from habeas.papers.annexes.words import check_words, frame_words
from habeas.papers.engine.glyphs import MARK
from tests.papers.annexes.test_objects import PAGES, plain

DIGEST = "0123456789abcdef" * 4
NOTICE = set_notice("en", "Not printed.")


def frame_of(language: str, *leaves: Leaf) -> Frame:
    say = translations(language).gettext
    words, check = frame_words(say), check_words(say)
    return Frame(language, "2026-11-30", "Title", "About", words, leaves, check)


def leaf(number: int, pages: int = 1) -> Leaf:
    named = (f"Annex {number}: Letter", "Letter", "7 Dec 2021")
    return Leaf(number, number + 100, *named, ("A fact",), DIGEST, pages=pages)


def original(*forms: bytes) -> bytes:
    """Return what the child answers, of forms given as dictionaries."""
    names = b"".join(
        b"/X%d %d 0 R" % (one, one + 2) for one in range(1, len(forms) + 1)
    )
    page = b"<</Type/Page/Resources<</XObject<<%b>>>>>>" % names
    things = [
        b"<</Length 16%b>>stream\n0 0 9 9 re f    \nendstream" % one for one in forms
    ]
    hostile = b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>"
    return plain(PAGES, page, *things, hostile)


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]"


def whole(told: Frame, *parts: bytes | None) -> bytes:
    made, first = set_frame(told)
    spots = [
        Spot(page, one.pages)
        for page, one in zip(first, told.annexes, strict=True)
        if one.pages
    ]
    return b"".join(assembled(made, spots, iter(parts), NOTICE))


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [" ".join(one.get_textpage().get_text_range().split()) for one in document]


def test_three_hundred_annexes_of_one_page() -> None:
    frame = frame_of("en", *(leaf(number) for number in range(1, 301)))
    data = whole(frame, *[original(FORM)] * 300)
    assert len(data) < 3_000_000
    document = pypdfium2.PdfDocument(data)
    before = len(document) - 300
    last = " ".join(document[len(document) - 1].get_textpage().get_text_range().split())
    assert last == f"Annex 300, p. 1 of 1 sheet {before + 300} of {before + 300}"
    toc = [one.get_dest().get_index() for one in document.get_toc() if not one.level]
    assert toc[2:] == list(range(before, before + 300))


@pytest.mark.parametrize(
    ("language", "stamp"),
    [
        ("ru", "Приложение 1, с. 1 из 1"),
        ("kk", "1-қосымша, 1-бет, барлығы: 1"),
    ],
)
def test_the_frame_speaks_the_language_of_the_paper(language: str, stamp: str) -> None:
    """Kazakh letters come through as they are."""
    text = "Ол айтты: қайғы, әңгіме, үміт, өмір, һәм."
    words = replace(leaf(2, 0), text=text, lang="kk", notes=("Ғылым",))
    pages = texts(whole(frame_of(language, leaf(1), words), None))
    assert stamp in pages[2]
    assert text in pages[3]
    say = translations(language).gettext
    for one in check_words(say):
        assert one.words.split()[0] in pages[1]
        assert one.words not in {told.words for told in check_words(str)}


def test_nothing_that_acts_or_lies_elsewhere_comes_along() -> None:
    hostile = FORM + (
        b"/Ref<</F(other.pdf)>>/OPI<<>>/Metadata 4 0 R/AA 4 0 R/Resources<</XObject"
        b"<</F 4 0 R>>/Properties<</P 1 0 R>>>>"
    )
    image = b"/Subtype/Image/F(http://example.org/a)/Metadata 5 0 R/Width 1"
    page = b"<</Type/Page/Resources<</XObject<</X1 3 0 R>>>>>>"
    body = b"<</Length 5%b>>stream\n/F Do\nendstream"
    data = plain(
        PAGES,
        page,
        body % hostile,
        body % image,
        b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>",
    )
    made = whole(frame_of("en", leaf(1)), data)
    for never in (b"JavaScript", b"example.org", b"other.pdf", b"/OPI", b"/AA "):
        assert never not in made
    assert b"/Subtype /Image" in made
    assert texts(made)[2].startswith("Annex 1, p. 1 of 1")


def test_a_hostile_page_cannot_draw_over_its_stamp() -> None:
    """What it leaves open, or closes once too often, ends with it."""
    content = b"Q Q Q 1 0 0 rg 0 0 9999 9999 re f"
    form = b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), FORM, content)
    page = b"<</Type/Page/Resources<</XObject<</X1 3 0 R>>>>>>"
    made = whole(frame_of("en", leaf(1)), plain(PAGES, page, form))
    seen = pypdfium2.PdfDocument(made)[2].render().to_pil()
    assert seen.getpixel((5, 5)) == (255, 255, 255)
    assert seen.getpixel((300, 400)) == (255, 0, 0)


@pytest.mark.parametrize(
    "part",
    [
        None,
        b"nonsense",
        original(FORM, FORM),
        original(FORM).replace(b"/BBox[0 0 100 100]", b"/BBox[0 0 100 (a)]"),
        original(FORM + b"/Resources 4 0 R").replace(
            b"(app.alert(1))", b"(app.alert(1) "
        ),
    ],
)
def test_a_notice_stands_where_nothing_can_be_read(part: bytes | None) -> None:
    pages = texts(whole(frame_of("en", leaf(1, 1)), part))
    assert "Not printed." in pages[2]


def test_wide_pages_lie_and_nothing_is_blown_up() -> None:
    wide = b"/Type/XObject/Subtype/Form/BBox[0 0 2000 500]/Matrix[1 0 0 1 5 5]"
    made = whole(frame_of("en", leaf(1, 2)), original(wide, FORM))
    lying, small = pypdfium2.PdfDocument(made)[2], pypdfium2.PdfDocument(made)[3]
    assert [round(one) for one in lying.get_size()] == [842, 595]
    assert [round(one) for one in small.get_size()] == [595, 842]
    (form,) = [one for one in small.get_objects() if one.type == 5]
    left, bottom, right, top = form.get_bounds()
    assert round(right - left) <= 100
    assert round(top - bottom) <= 100
    assert top < 842 - 56


def test_the_same_frame_gives_the_same_bytes_and_is_tagged() -> None:
    frame = frame_of("en", leaf(1), replace(leaf(2, 0), text="One\n\nTwo"))
    made = whole(frame, original(FORM))
    assert made == whole(frame, original(FORM))
    assert b"/StructTreeRoot" in made
    assert b"/Lang(en)" in made.replace(b" ", b"")
    packed = io.BytesIO(made).getvalue().split(b"stream\n")
    drawn = [one for one in map(_unpacked, packed) if b"/HabeasPage Do" in one]
    assert len(drawn) == 1
    assert b"BDC" in drawn[0].split(b"/HabeasPage")[0]  # within what is tagged


def _unpacked(stored: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stored)
    except zlib.error:
        return b""


def test_a_process_apart_sets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting("notice.typ", {"language": "kk", "words": "Қайғы"})
    here = set_here(setting)
    heard = SimpleNamespace(buffer=io.BytesIO(msgspec.json.encode(setting)))
    said = SimpleNamespace(buffer=io.BytesIO())
    monkeypatch.setattr(sys, "stdin", heard)
    monkeypatch.setattr(sys, "stdout", said)
    main()
    assert texts(said.buffer.getvalue()) == texts(here) == ["Қайғы"]
    assert texts(set_apart(setting)) == ["Қайғы"]


def test_sheets_are_found_however_they_were_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leaves = (leaf(1, 3), replace(leaf(2, 0), text="One\n\n" * 300), leaf(3))
    made = frame.set_frame(frame_of("en", *leaves))
    monkeypatch.setattr(frame, "_ROUNDS", 1)
    assert frame.set_frame(frame_of("en", *leaves)) == made
    assert len(set(made[1])) == 3


def test_what_cannot_be_drawn_is_marked_and_told() -> None:
    words = "He said: \u0378\ue000 \u0378. Нет."
    told = frame_of(
        "en", replace(leaf(1, 0), text=words), replace(leaf(2, 0), text="A")
    )
    data, _first = set_frame(told)
    index, _check, marked, bare = texts(data)
    assert "Characters that no typeface here has: 2." in marked
    assert f"He said: {MARK * 2} {MARK}. Нет." in marked
    assert "no typeface" not in index + bare
    told = frame_of("en", replace(leaf(1), title="Letter \u0378"))
    index = texts(set_frame(told)[0])[0]
    assert f"Letter {MARK}" in index
    assert "Characters that no typeface here has: 1." in index


def test_what_cannot_be_set_at_all_is_said_with_what_to_do() -> None:
    told = frame_of("en", replace(leaf(1, 0), text="\xa0" * 40_000))
    with pytest.raises(BadInputError, match="too long"):
        set_frame(told)


@pytest.mark.parametrize("size", [1, 300])
def test_typst_that_panics_here_or_apart_is_an_error_of_ours(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    def panics(*_args: object, **_how: object) -> bytes:
        raise PanicException

    monkeypatch.setattr(typst, "compile", panics)
    monkeypatch.setattr(frame, "has_shapes", lambda *_: True)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BadInputError, match="cannot be set as one PDF"):
        set_frame(frame_of("en", leaf(1, size)))
