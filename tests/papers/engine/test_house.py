"""The style of a house: what it gives, and what it cannot take."""

import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
from PIL import Image

from habeas.actions.filed_words import lines_of
from habeas.papers.engine.comparing import compare
from habeas.papers.engine.docx import write_docx
from habeas.papers.engine.dress import BARE, Dress, Worn
from habeas.papers.engine.house import beside, dress, face_note, read_style
from habeas.papers.engine.kept import keep
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Heading, Paper, Paragraph, Run
from habeas.papers.engine.pdf import picture as drawn
from habeas.papers.engine.pdf import write_pdf
from habeas.text.parsers.docx_lines import lines
from habeas.text.word_file import WordFile

STYLE = """\
size = 12
paper = "us-letter"
[margins]
left = 30
[letterhead]
logo = "logo.svg"
side = "right"
ru = ["Контора «Пример»", "ул. Вымышленная, 5"]
kk = ["«Үлгі» кеңсесі"]
[[signature]]
ru = ["Адвокат  1", "лицензия № 7"]
[[signature]]
ru = ["Адвокат 2", "лицензия № 8"]
[footer]
ru = "Адвокатская тайна"
"""
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">'
    b'<rect width="4" height="4" fill="#123"/></svg>'
)
TITLE = Heading(1, (Run("Жалоба"),))
PAPER = Paper(
    form="x",
    language="ru",
    made="2026-11-30",
    title="Жалоба",
    blocks=(TITLE, Paragraph((Run("Текст"),))),
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "house.toml").write_text(STYLE, "utf-8")
    (tmp_path / "logo.svg").write_bytes(DRAWING)
    return tmp_path


def faults(house: Path) -> list[str]:
    return [one.say() for one in read_style(house).faults]


def worn(house: Path, signer: str | None = "", language: str = "ru") -> Dress:
    return dress(read_style(house), language, Worn.LETTERHEAD, signer)


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    assert worn(tmp_path) is BARE
    dressed = lay_out(replace(PAPER, dress=worn(tmp_path)))
    assert write_pdf(dressed) == write_pdf(lay_out(PAPER))
    assert write_docx(dressed) == write_docx(lay_out(PAPER))


def test_pdf_and_word_have_the_same_words_of_the_house(house: Path) -> None:
    sheet = lay_out(replace(PAPER, dress=worn(house, "адвокат 1")))
    pdf = pypdfium2.PdfDocument(write_pdf(sheet))
    of_pdf = "".join(page.get_textpage().get_text_range() for page in pdf)
    with zipfile.ZipFile(io.BytesIO(write_docx(sheet))) as parts:
        names = [one for one in parts.namelist() if one.endswith(".xml")]
        of_word = re.sub(
            r"<[^>]+>", "", " ".join(parts.read(n).decode() for n in names)
        )
        assert any(one.startswith("word/media/") for one in parts.namelist())
    for words in (
        *("Контора «Пример»", "ул. Вымышленная, 5", "лицензия № 7"),
        "Адвокатская тайна",
    ):
        assert words in of_pdf
        assert words in of_word
        assert words in "\n".join(words_in(sheet))  # so names are looked for in it
    assert "лицензия № 8" not in of_pdf + of_word
    assert pdf[0].get_size() == pytest.approx((612, 792), abs=1)  # US letter
    assert write_docx(sheet) == write_docx(sheet)
    assert write_pdf(sheet) == write_pdf(sheet)


def test_a_paper_of_the_house_that_comes_back_differs_in_nothing(house: Path) -> None:
    made = replace(PAPER, dress=worn(house, "Адвокат 1"))
    sheet = lay_out(made)
    back = msgspec.json.decode(lines(write_docx(sheet)), type=WordFile)
    assert compare(keep(made, sheet, {}), lines_of(back)).differences == ()


SIGNED = {
    "who signs": ("Адвокат 2", ("лицензия № 8",)),
    "with other spaces and letters": (" адвокат   1", ("лицензия № 7",)),
    "the complainant": ("Айна", ()),
    "nobody yet": ("", ()),
    "a form that does not ask": (None, ()),
}


@pytest.mark.parametrize("name", SIGNED)
def test_nobody_signs_with_the_licence_of_another(name: str, house: Path) -> None:
    signer, expected = SIGNED[name]
    assert worn(house, signer).signature == expected


def test_how_much_a_form_wears(house: Path) -> None:
    style = read_style(house)
    plain = dress(style, "ru", Worn.PLAIN, "Адвокат 1")
    assert (plain.words, plain.logo, plain.size) == ((), None, 12)
    signed = dress(style, "ru", Worn.SIGNED, None)
    assert signed.signature == ("Адвокат  1", "лицензия № 7")
    assert worn(house, language="en").head == ()
    assert worn(house, language="kk").head == ("«Үлгі» кеңсесі",)


def test_a_face_that_is_not_here_is_said_and_another_used(house: Path) -> None:
    (house / "house.toml").write_text('face = "No Such Face"')
    dressed = worn(house)
    assert dressed.face == ""
    assert "No Such Face" in dressed.notes[0]
    assert "Libertinus Serif" in dressed.notes[0]


def test_a_face_without_kazakh_letters_sets_no_kazakh(house: Path) -> None:
    (house / "house.toml").write_text('face = "New Computer Modern Math"')
    style = read_style(house)
    assert style.face
    assert style.face.here
    assert set("ӘҒҚҢӨҰҮҺ") <= set(style.face.missing["kk"])
    dressed = worn(house, language="kk")
    assert dressed.face == ""
    assert "Ә" in dressed.notes[0]
    assert face_note(style.face, "kk", "en").endswith("is used instead.")


def test_a_face_in_the_folder_of_the_house_is_used(house: Path) -> None:
    known = [one for one in typst.Fonts().fonts() if one.path]
    source = next((one for one in known if one.family == "DejaVu Sans"), None)
    if source is None or source.path is None:
        pytest.skip("no typeface here to try with")
    (house / "fonts").mkdir()
    (house / "fonts" / "mine.ttf").write_bytes(Path(source.path).read_bytes())
    (house / "house.toml").write_text('face = "dejavu sans"')
    dressed = worn(house, language="kk")
    assert dressed.face == "DejaVu Sans"
    assert dressed.fonts == str(house / "fonts")
    made = write_pdf(lay_out(replace(PAPER, dress=dressed)))
    assert b"DejaVuSans" in made


def test_a_folder_of_faces_that_leads_elsewhere_is_not_read(house: Path) -> None:
    (house / "house.toml").write_text('face = "No Such Face"')
    (house / "fonts").mkdir()
    os.mkfifo(house / "fonts" / "face.ttf")  # whoever opens it waits for ever
    assert "No Such Face" in worn(house).notes[0]


def test_a_letter_that_no_face_has_is_marked_in_the_letterhead_too(house: Path) -> None:
    text = STYLE.replace("Контора", "\U0010ffff Контора")
    (house / "house.toml").write_text(text, "utf-8")
    made = write_pdf(lay_out(replace(PAPER, dress=worn(house))))
    pdf = pypdfium2.PdfDocument(made)
    assert "Контора" in pdf[0].get_textpage().get_text_range()


def picture(size: tuple[int, int] = (40, 40), form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, form)
    return made.getvalue()


def test_a_picture_is_drawn_anew(house: Path) -> None:
    for form, name in (("PNG", "logo.png"), ("JPEG", "logo.jpg")):
        (house / name).write_bytes(picture(form=form) + b"hidden behind")
        text = STYLE.replace("logo.svg", name)
        (house / "house.toml").write_text(text, "utf-8")
        found = worn(house).logo
        assert found
        assert found.content.startswith(b"\x89PNG")
        assert b"hidden" not in found.content
        assert write_pdf(lay_out(replace(PAPER, dress=worn(house))))


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg">'
BAD_LOGO = {
    "no picture": ("logo.png", b"GIF89a", "no whole PNG or JPEG"),
    "half a picture": ("logo.png", picture()[:60], "no whole PNG or JPEG"),
    "too many pixels": ("logo.png", picture((4001, 1)), "more than 4000 pixels"),
    "a file too large": ("logo.png", b"\0" * (1024 * 1024 + 1), "too large"),
    "letters": ("logo.svg", _SVG + b"<text>a</text></svg>", "turn letters into paths"),
    "a script": ("logo.svg", _SVG + b"<script>a</script></svg>", "more than shapes"),
    "a picture from elsewhere": (
        "logo.svg",
        _SVG + b'<image href="file:///etc/passwd"/></svg>',
        "more than shapes",
    ),
    "a colour from elsewhere": (
        "logo.svg",
        _SVG + b'<path fill="url(http://a)"/></svg>',
        "points to something outside",
    ),
    "entities": ("logo.svg", b'<!DOCTYPE a [<!ENTITY b "c">]>' + DRAWING, "DOCTYPE"),
    "entities in other bytes": (
        "logo.svg",
        (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]>'
            + DRAWING.decode()
        ).encode("utf-16"),
        "DOCTYPE",
    ),
    "groups within groups": (
        "logo.svg",
        DRAWING.replace(b"<rect", b"<g>" * 3000 + b"</g>" * 3000 + b"<rect"),
        "too deep in one another",
    ),
    "a long drawing": (
        "logo.svg",
        DRAWING.replace(b"0 0 4 4", b"0 0 100000 1"),
        "more than ten times",
    ),
    "a drawing long by its sides": (
        "logo.svg",
        DRAWING.replace(b'viewBox="0 0 4 4"', b'width="100000px" height="1"'),
        "more than ten times",
    ),
    "a large number": (
        "logo.svg",
        DRAWING.replace(b"0 0 4 4", b"0 0 1e30 4"),
        "give it a viewBox",
    ),
    "a drawing of no size": ("logo.svg", _SVG + b"</svg>", "give it a viewBox"),
    "a line of points": ("logo.png", picture((401, 40)), "more than ten times"),
    "half a drawing": ("logo.svg", _SVG, "no whole SVG"),
    "another kind of drawing": ("logo.svg", b"<a/>", "no whole SVG"),
    "a way out": ("../logo.svg", DRAWING, "must be a plain file in this folder"),
    "nothing": ("none.svg", b"", "There is no file none.svg"),
}


@pytest.mark.parametrize("name", BAD_LOGO)
def test_a_logo_that_is_none_is_said_and_papers_go_on(name: str, house: Path) -> None:
    file, content, expected = BAD_LOGO[name]
    if content:
        (house / file).write_bytes(content)
    (house / "house.toml").write_text(STYLE.replace("logo.svg", file), "utf-8")
    (found,) = faults(house)
    assert expected in found
    dressed = worn(house)
    assert dressed.words == ()
    assert len(dressed.notes) == 1


def test_a_drawing_is_as_long_as_its_view_box_says(house: Path) -> None:
    sides = DRAWING.replace(b'viewBox="0 0 4 4"', b'width="40mm" height="20mm"')
    both = DRAWING.replace(b"viewBox", b'width="100000" height="1" viewBox')
    for content, long in ((sides, 2), (both, 1)):
        (house / "logo.svg").write_bytes(content)
        found = worn(house).logo
        assert found
        with Image.open(io.BytesIO(drawn(found))) as one:
            assert one.width == pytest.approx(long * one.height, abs=2)


def test_a_link_is_not_followed(
    house: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "logo.svg"
    elsewhere.write_bytes(DRAWING)
    (house / "logo.svg").unlink()
    (house / "logo.svg").symlink_to(elsewhere)
    (found,) = faults(house)
    assert "no link" in found


def test_the_house_lies_beside_the_vault(tmp_path: Path) -> None:
    assert beside(tmp_path / "Habeas") == tmp_path.resolve() / "Habeas-house"
