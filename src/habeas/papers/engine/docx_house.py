"""The style of a house in a Word document: header, footer, who signs, measures."""

import io
from collections.abc import Iterator
from typing import Final

from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from habeas.papers.engine.dress import BARE, SIZES, Dress, Side
from habeas.papers.engine.pdf import picture

_PLACES: Final = {
    Side.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Side.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Side.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_SIGNED: Final = "House Signature"
_SMALL: Final = 9


def measure(paper: Written, dress: Dress) -> None:
    """Set face, size, paper and margins; without a house nothing is changed."""
    if dress == BARE:
        return
    normal = paper.styles["Normal"].font
    if dress.face:
        set_face(paper, dress.face)
    if dress.size:
        normal.size = Pt(dress.size)
    if dress.margins:
        section = paper.sections[0]
        width, height = SIZES[dress.sheet]
        section.page_width, section.page_height = Mm(width), Mm(height)
        edges = dress.margins
        section.left_margin, section.right_margin = Mm(edges.left), Mm(edges.right)
        section.top_margin, section.bottom_margin = Mm(edges.top), Mm(edges.bottom)


def set_face(paper: Written, face: str) -> None:
    """Set one face for text and headings, which have one of their theme otherwise."""
    for name in ("Normal", "Title", *(f"Heading {level}" for level in range(1, 5))):
        font = paper.styles[name].font
        font.name, font.color.rgb = face, RGBColor(0, 0, 0)
        fonts = font.element.rPr.rFonts
        for one in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[one]
        fonts.set(qn("w:cs"), face)


def head(paper: Written, dress: Dress) -> None:
    """Write the letterhead into the header of the first page, the footer below."""
    section = paper.sections[0]
    if dress.head or dress.logo:
        section.different_first_page_header_footer = True
        first = section.first_page_header.paragraphs[0]
        _lettered(first, dress)
    if dress.footer:
        for one in _feet(paper):
            one.paragraphs[0].add_run(sayable(dress.footer)).font.size = Pt(_SMALL)


def number_pages(paper: Written, words: str) -> None:
    """Write ‘Page 2 / 5’ at the foot of each page; Word and LibreOffice count."""
    for one in _feet(paper):
        line = one.add_paragraph() if one.paragraphs[0].text else one.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for said, counted in ((f"{words} ", "PAGE"), (" / ", "NUMPAGES")):
            line.add_run(said).font.size = Pt(_SMALL)
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), counted)
            run = line.add_run("1")
            run.font.size = Pt(_SMALL)
            field.append(run._r)  # noqa: SLF001 - the library has no fields
            line._p.append(field)  # noqa: SLF001


def _feet(paper: Written) -> Iterator[_Footer]:
    section = paper.sections[0]
    yield section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_footer


def _lettered(paragraph: Paragraph, dress: Dress) -> None:
    paragraph.alignment = _PLACES[dress.side]
    if dress.logo:
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(picture(dress.logo)), height=Mm(dress.logo.height))
        if dress.head:
            run.add_break()
    for number, words in enumerate(dress.head):
        run = paragraph.add_run(sayable(words))
        run.bold = number == 0 or None
        if number < len(dress.head) - 1:
            run.add_break()


def sign(paper: Written, dress: Dress) -> None:
    """Write who signs; the lines stay on one page."""
    if not dress.signature:
        return
    style = paper.styles.add_style(_SIGNED, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = paper.styles["Normal"]
    style.paragraph_format.space_after = Pt(0)
    for number, words in enumerate(dress.signature):
        one = paper.add_paragraph(style=_SIGNED)
        one.add_run(sayable(words))
        one.paragraph_format.keep_with_next = number < len(dress.signature) - 1


def sayable(words: str) -> str:
    """Return words without what no XML may hold."""
    return "".join(
        one if one in "\n\t" or (one >= " " and one not in "\ufffe\uffff") else "\ufffd"
        for one in words
    )
