"""A paper as a Word document that a lawyer goes on editing: styles, footnotes, tables.

ECMA-376 part 1, 17.11 for the footnotes: the library that writes the rest has none.
"""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Final

from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part as Stored
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from habeas.papers.docx_dates import dated
from habeas.papers.engine.docx_house import (
    head,
    measure,
    number_pages,
    sayable,
    set_face,
    sign,
)
from habeas.papers.engine.layout import Line, Part, Piece, Sheet

_KIND: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCE: Final = "FootnoteReference"
_HEADINGS: Final = {1: 15, 2: 13, 3: 12, 4: 12}
"""Points."""
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
    number_pages(paper, sheet.page)
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
    normal, section = paper.styles["Normal"], paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    set_face(paper, "Times New Roman")
    normal.font.size = Pt(12)
    for level, points in _HEADINGS.items():
        paper.styles[f"Heading {level}"].font.size = Pt(points)
    paper.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _speaks(normal.element.get_or_add_rPr(), language)
    for name, kind, size in (
        ("Footnote Text", WD_STYLE_TYPE.PARAGRAPH, 9),
        ("Footnote Reference", WD_STYLE_TYPE.CHARACTER, None),
    ):
        style = paper.styles.add_style(name, kind)
        if size:
            style.base_style = normal
            style.paragraph_format.space_after = Pt(0)
            style.font.size = Pt(size)
        else:
            style.font.superscript = True


def _part(paper: Written, part: Part) -> None:
    match part.kind:
        case "heading":
            _write(paper.add_heading("", part.level), part.lines[0][0])
        case "items":
            number = _numbering(paper, part.level) if part.level else None
            for item in part.inner:
                _item(paper, item, number)
        case "table":
            _table(paper, part)
        case "page":
            paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case kind:
            own = "Quote" if kind == "quote" else None
            _write(paper.add_paragraph(style=own), part.lines[0][0])


def _numbering(paper: Written, start: int) -> int:
    """Return the number of a definition for one list alone, made of the style's.

    Lists that share one count on, whatever stands between them or in an item.
    """
    known = paper.part.numbering_part.element
    number = len(known.findall(qn("w:abstractNum")))
    of_style = paper.styles["List Number"].element.pPr.numPr.numId.val
    model = known.num_having_numId(of_style).abstractNumId.val
    (found,) = known.xpath(f"./w:abstractNum[@w:abstractNumId='{model}']")
    made = deepcopy(found)
    made.set(qn("w:abstractNumId"), str(number))
    made.find(qn("w:nsid")).set(qn("w:val"), f"{number:08X}")
    level = made.find(qn("w:lvl"))
    level.remove(level.find(qn("w:pStyle")))
    level.find(qn("w:start")).set(qn("w:val"), str(start))
    known.num_lst[0].addprevious(made)
    return int(known.add_num(number).numId)


def _item(paper: Written, item: tuple[Part, ...], number: int | None) -> None:
    """Write a list's item: its first paragraph has the number or the dot.

    What is no paragraph keeps its own form.
    """
    for place, one in enumerate(item):
        if one.kind != "text":
            _part(paper, one)
            continue
        style = "List Continue" if place else "List Bullet"
        if number is not None and not place:
            style = "List Number"
        paragraph = paper.add_paragraph(style=style)
        _write(paragraph, one.lines[0][0])
        if style == "List Number":
            numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
            numbers.get_or_add_ilvl().val = 0
            numbers.get_or_add_numId().val = number


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
