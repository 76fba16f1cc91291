"""A paper as a Word document that a lawyer goes on editing: styles, footnotes, tables.

ECMA-376 part 1, 17.11 for the footnotes: the library that writes the rest has none.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part as Stored
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from habeas.papers.docx_dates import dated
from habeas.papers.engine.docx_house import head, measure, sayable, sign
from habeas.papers.engine.layout import Line, Part, Piece, Sheet

_KIND: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCE: Final = "FootnoteReference"
_FIRST_NOTE: Final = 1
"""Footnotes -1 and 0 are the lines between text and notes."""
AUTHOR: Final = "Habeas"
"""Who a paper's file says made it: no person."""
_LONGEST_TITLE: Final = 255
"""Of what a file says about itself; the paper has the whole."""
_RTL: Final = frozenset({"ar", "he", "fa", "ur", "ug", "ps", "yi"})


def write_docx(sheet: Sheet) -> bytes:
    """Return the paper as .docx; the same paper gives the same bytes."""
    paper = Document()
    about = paper.core_properties
    about.title = sayable(sheet.title)[:_LONGEST_TITLE]
    about.author, about.language = AUTHOR, sheet.language
    about.comments = ""
    about.created = about.modified = datetime.fromisoformat(sheet.made)
    _styles(paper, sheet.language)
    measure(paper, sheet.dress)
    head(paper, sheet.dress)
    for words in sheet.drafts:
        paper.add_paragraph(style="Intense Quote").add_run(sayable(words))
    for part in sheet.parts:
        _part(paper, part)
    sign(paper, sheet.dress)
    if sheet.annexes:
        paper.add_heading(sheet.annexes_title, 2)
        table = paper.add_table(0, 2, "Table Grid")
        for number, title in sheet.annexes:
            for cell, words in zip(table.add_row().cells, (number, title), strict=True):
                cell.text = sayable(words)
    _footnotes(paper, sheet.notes)
    return dated(paper)


def _styles(paper: Written, language: str) -> None:
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    _speaks(normal.element.get_or_add_rPr(), language)
    for name, kind, size in (
        ("Footnote Text", WD_STYLE_TYPE.PARAGRAPH, 9),
        ("Footnote Reference", WD_STYLE_TYPE.CHARACTER, None),
    ):
        style = paper.styles.add_style(name, kind)
        if size:
            style.font.size = Pt(size)
        else:
            style.font.superscript = True


def _part(paper: Written, part: Part) -> None:
    match part.kind:
        case "heading":
            _write(paper.add_heading("", part.level), part.lines[0][0])
        case "items":
            style = "List Number" if part.level else "List Bullet"
            for item in part.inner:
                for one in item:
                    _item(paper, one, style)
        case "table":
            _table(paper, part)
        case "page":
            paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case kind:
            own = "Quote" if kind == "quote" else None
            _write(paper.add_paragraph(style=own), part.lines[0][0])


def _item(paper: Written, part: Part, style: str) -> None:
    """Write one paragraph of a list's item; what is no paragraph keeps its own form."""
    if part.kind == "text":
        _write(paper.add_paragraph(style=style), part.lines[0][0])
    else:
        _part(paper, part)


def _table(paper: Written, part: Part) -> None:
    table = paper.add_table(0, part.level, "Table Grid")
    for number, cells in enumerate(part.lines):
        for cell, line in zip(table.add_row().cells, cells, strict=True):
            _write(cell.paragraphs[0], line, strong=number == 0)
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - no other way
    properties.append(OxmlElement("w:tblHeader"))  # repeated on each page


def _write(paragraph: Paragraph, line: Line, *, strong: bool = False) -> None:
    for piece in line:
        _write_piece(paragraph, piece, strong=strong)


def _write_piece(paragraph: Paragraph, piece: Piece, *, strong: bool) -> None:
    if piece.text:
        run = paragraph.add_run(sayable(piece.text))
        run.bold, run.italic = piece.strong or strong or None, piece.emphasis or None
        if piece.gap:
            run.font.highlight_color = WD_COLOR_INDEX.GRAY_25
        if piece.lang:
            _speaks(run._r.get_or_add_rPr(), piece.lang)  # noqa: SLF001
    if piece.note:
        run = paragraph.add_run()
        run._r.style = _REFERENCE  # noqa: SLF001 - by name it is looked up each time
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(piece.note - 1 + _FIRST_NOTE))
        run._r.append(mark)  # noqa: SLF001


def _speaks(properties: BaseOxmlElement, language: str) -> None:
    """Say in which language words are, and from where to where they run."""
    lang = OxmlElement("w:lang")
    if language.partition("-")[0] in _RTL:
        properties.append(OxmlElement("w:rtl"))
        lang.set(qn("w:bidi"), language)
    else:
        lang.set(qn("w:val"), language)
    properties.append(lang)


def _footnotes(paper: Written, notes: Iterable[str]) -> None:
    root = OxmlElement("w:footnotes")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = _note(root, number)
        note.set(qn("w:type"), kind)
        paragraph = OxmlElement("w:p")
        run = OxmlElement("w:r")
        run.append(OxmlElement(f"w:{kind}"))
        paragraph.append(run)
        note.append(paragraph)
    for number, words in enumerate(notes, _FIRST_NOTE):
        _note(root, number).append(_note_words(words))
    blob = serialize_part_xml(root)
    stored = Stored(PackURI("/word/footnotes.xml"), _KIND, blob, paper.part.package)
    paper.part.relate_to(stored, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(root: BaseOxmlElement, number: int) -> BaseOxmlElement:
    note = OxmlElement("w:footnote")
    note.set(qn("w:id"), str(number))
    root.append(note)
    return note


def _note_words(words: str) -> BaseOxmlElement:
    paragraph, style = OxmlElement("w:p"), OxmlElement("w:pStyle")
    style.set(qn("w:val"), "FootnoteText")
    properties = OxmlElement("w:pPr")
    properties.append(style)
    paragraph.append(properties)
    for element in (OxmlElement("w:footnoteRef"), OxmlElement("w:t")):
        run = OxmlElement("w:r")
        if element.tag == qn("w:t"):
            element.text = f" {sayable(words)}"
            element.set(_SPACE, "preserve")
        else:
            raised, which = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
            which.set(qn("w:val"), _REFERENCE)
            raised.append(which)
            run.append(raised)
        run.append(element)
        paragraph.append(run)
    return paragraph
