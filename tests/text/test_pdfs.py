"""A PDF gives its text layer, page by page, or says that it has none."""

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from habeas.text import notes
from habeas.text.dates import METADATA
from habeas.text.parsers.pdf import read


def _pdf(pages: list[list[str]], info: str = "") -> bytes:
    """Write a PDF by hand: one text object for each line, 20 points apart."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F1 12 Tf 72 {720 - 20 * row} Td ({line}) Tj ET\n"
            for row, line in enumerate(lines)
        )
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents"
                f" {5 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            ),
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
        ]
    return _file([*objects, f"<< {info} >>"])


def _file(objects: list[str]) -> bytes:
    """Number the objects; the first is the catalog, the last the information."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size, start = len(objects) + 1, len(out)
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode("latin-1")


INFO = (
    "/Title (A statement) /Author (A. Test) /Producer (By hand)"
    " /CreationDate (D:20211207153000+06'00') /ModDate (D:20211208)"
)


def test_pages_and_what_the_file_says_of_itself() -> None:
    data = _pdf([["First page.", "Second line."], ["Second page."]], INFO)
    extract = read(data)
    assert extract.text == "First page.\nSecond line.\n\nSecond page."
    assert extract.pages == (0, extract.text.index("Second page"))
    assert extract.title == "A statement"
    assert [(date.edtf, date.where) for date in extract.dates] == [
        ("2021-12-07", METADATA),
        ("2021-12-08", METADATA),
    ]
    assert extract.metadata == (
        ("pages", "2"),
        ("author", "A. Test"),
        ("software", "By hand"),
    )
    assert extract.notes == ()
    assert extract.tool == "pdfium"


def test_a_word_broken_at_a_line_end_stays_broken_as_shown() -> None:
    assert read(_pdf([["He was manip-", "ulated."]])).text == "He was manip-\nulated."


def test_no_text_layer_is_said() -> None:
    extract = read(_pdf([[], []]))
    assert (extract.text, extract.notes) == ("", (notes.NO_TEXT_LAYER,))
    assert extract.pages == (0, 0)


def test_one_page_without_text_is_said() -> None:
    extract = read(_pdf([["One."], [], ["Three."]]))
    assert extract.text == "One.\n\nThree."
    assert extract.pages == (0, 4, 6)
    assert extract.notes == (notes.SOME_PAGES_EMPTY,)


def test_a_damaged_table_is_repaired() -> None:
    data = _pdf([["One."]])
    assert read(data.replace(b"0000000", b"9999999")).text == "One."


def test_a_password_is_told_as_such() -> None:
    locked = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}>"
        f" /U <{'42' * 32}> >> /ID [<00> <00>] /Root 1 0 R"
    )
    data = _pdf([["One."]]).replace(b"/Root 1 0 R", locked.encode())
    extract = read(data)
    assert (extract.text, extract.notes) == ("", (notes.PASSWORD,))


def test_a_file_that_is_no_pdf_is_refused() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        read(b"%PDF-1.4\nnothing")


def test_a_claimed_number_of_pages_is_not_believed() -> None:
    data = _pdf([["One."]]).replace(b"/Count 1 ", b"/Count 99")
    extract = read(data)
    assert extract.text == "One."
    assert len(extract.pages) <= 99


def _mapped(word: str) -> bytes:
    """Write a PDF whose glyph numbers mean letters only by the font's own map."""
    shown = "".join(f"{at:04x}" for at in range(1, len(word) + 1))
    pairs = "".join(f"<{at:04x}> <{ord(c):04x}>\n" for at, c in enumerate(word, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(word)} beginbfchar\n{pairs}endbfchar endcmap end"
    )
    drawn = f"BT /F1 12 Tf 72 700 Td <{shown}> Tj ET"
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                " /Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
            (
                "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
                " /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
            ),
            (
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo"
                " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
            ),
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
            "<< >>",
        ]
    )


@pytest.mark.parametrize("word", ["Шағымданушы", "Осуждённая"])
def test_letters_come_from_the_fonts_own_map(word: str) -> None:
    assert read(_mapped(word)).text == word
