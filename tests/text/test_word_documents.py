"""Every word that a person would read in a Word document is in the text."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest

from habeas.text import notes
from habeas.text.dates import METADATA
from habeas.text.parsers.docx import read
from habeas.text.parsers.package import BombError, Package
from habeas.text.parsers.xml_parts import DoctypeError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def _package(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def _body(inner: str, names: str = W) -> bytes:
    part = f"<w:document {names}><w:body>{inner}</w:body></w:document>"
    return _package(**{"word/document.xml": part})


def test_a_document_of_a_real_writer() -> None:
    document = docx.Document()
    document.core_properties.title = "Шағым"
    document.core_properties.author = "А. Тестова"
    document.core_properties.created = datetime(2021, 12, 7, tzinfo=UTC)
    document.core_properties.modified = datetime(2021, 12, 9, tzinfo=UTC)
    document.core_properties.language = "kk"
    document.add_heading("Шағым", 1)
    document.add_paragraph("Ол айтты:").add_run(" «Қорқамын».").bold = True
    table = document.add_table(2, 2)
    for at, word in enumerate(("күні", "орны", "7.12.2021", "")):
        table.cell(at // 2, at % 2).text = word
    document.add_paragraph("Соңы.")
    document.sections[0].header.paragraphs[0].text = "Бланк"
    out = io.BytesIO()
    document.save(out)
    extract = read(out.getvalue())
    assert extract.text == (
        "Бланк\n\nШағым\n\nОл айтты: «Қорқамын».\n\nкүні\tорны\n7.12.2021\n\nСоңы."
    )
    assert (extract.title, extract.language) == ("Шағым", "kk")
    assert [(date.edtf, date.where) for date in extract.dates] == [
        ("2021-12-07", METADATA),
        ("2021-12-09", METADATA),
    ]
    assert ("author", "А. Тестова") in extract.metadata
    assert extract.notes == ()


READ = {
    "tabs and breaks": (
        (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/>"
            "<w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
        ),
        "a\tb\nc",
    ),
    "what tracking put in": (
        "<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins></w:p>",
        "ab",
    ),
    "a text box once": (
        (
            '<w:p xmlns:m="urn:m"><m:AlternateContent><m:Choice><w:t>box</w:t>'
            "</m:Choice><m:Fallback><w:t>box</w:t></m:Fallback></m:AlternateContent></w:p>"
        ),
        "box",
    ),
    "no field codes": (
        "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>",
        "7",
    ),
    "a hyphen that does not break": (
        "<w:p><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:p>",
        "a\u2011b",
    ),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("names", [W, STRICT], ids=["transitional", "strict"])
@pytest.mark.parametrize("name", READ)
def test_read(name: str, names: str) -> None:
    inner, expected = READ[name]
    assert read(_body(inner, names)).text == expected


def test_deleted_words_are_left_out_and_told() -> None:
    extract = read(
        _body(
            "<w:p><w:t>a</w:t><w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>"
        )
    )
    assert (extract.text, extract.notes) == ("a", (notes.DELETED_TEXT,))


def test_footnotes_and_comments_stand_at_the_end() -> None:
    part = f"<w:x {W}><w:p><w:t>%s</w:t></w:p></w:x>"
    extract = read(
        _package(
            **{
                "word/comments.xml": part % "comment",
                "word/footnotes.xml": part % "footnote",
                "word/document.xml": part % "body",
                "word/footer1.xml": part % "foot",
            }
        )
    )
    assert extract.text == "body\n\nfoot\n\ncomment\n\nfootnote"
    assert extract.notes == (notes.HAS_COMMENTS,)


def test_no_document_type_is_read() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><w:t {W}>&l9;</w:t>'
    with pytest.raises(DoctypeError):
        read(_package(**{"word/document.xml": bomb}))


def test_what_comes_out_of_a_zip_is_counted() -> None:
    data = _package(**{"word/document.xml": "\0" * (65 << 20)})
    assert len(data) < 100_000
    with pytest.raises(BombError):
        read(data)


def test_many_parts_share_one_budget() -> None:
    package = Package(_package(a="x" * (40 << 20), b="y" * (40 << 20)))
    assert len(package.part("a")) == 40 << 20
    with pytest.raises(BombError):
        package.part("b")


def test_too_many_members_are_refused() -> None:
    with pytest.raises(BombError):
        Package(_package(**{f"m{number}": "" for number in range(5001)}))
