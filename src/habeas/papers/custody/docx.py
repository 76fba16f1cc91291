"""The report as a Word document, for those who must put it into their own papers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from docx import Document
from docx.document import Document as Paper
from docx.shared import Pt, RGBColor

from habeas.papers.custody.model import ExhibitPart, Report, Row, Said
from habeas.papers.docx_dates import dated

_CODE = "DejaVu Sans Mono"


def write_docx(report: Report) -> bytes:
    """Return the report as .docx; the same report gives the same bytes."""
    report = _sayable(report)
    paper = Document()
    about = paper.core_properties
    about.title, about.author, about.language = report.title, "Habeas", report.language
    about.comments = ""
    made = datetime.fromisoformat(report.made).replace(tzinfo=None)
    about.created = about.modified = made
    paper.styles["Normal"].font.size = Pt(10)
    paper.add_heading(report.title, 1)
    _rows(paper, report.facts)
    paper.add_heading(report.titles.exhibits, 2)
    _table(paper, report.head, report.listing)
    for one in report.exhibits:
        _exhibit(paper, report, one)
    for words in report.closing:
        paper.add_paragraph(words)
    return dated(paper)


def _sayable(report: Report) -> Report:
    """Return the report without the two letters that no XML may hold."""
    text = msgspec.json.encode(report).decode()
    for letter in "\ufffe\uffff":
        text = text.replace(letter, "\ufffd")
    return msgspec.json.decode(text, type=Report)


def _exhibit(paper: Paper, report: Report, one: ExhibitPart) -> None:
    paper.add_heading(one.heading, 2)
    _rows(paper, one.rows)
    if one.metadata:
        paper.add_heading(report.titles.metadata, 3)
        for line in one.metadata:
            _code(paper, line)
    paper.add_heading(report.titles.chain, 3)
    _rows(paper, one.standing)
    _remarks(paper, one.remarks)
    if not one.events:
        paper.add_paragraph(report.titles.no_event)
    for event in one.events:
        paper.add_heading(event.heading, 3)
        _remarks(paper, event.remarks)
        _rows(paper, event.rows)
        _code(paper, event.entry)
    if one.withdrawn:
        paper.add_heading(report.titles.withdrawn, 3)
        for line in one.withdrawn:
            paper.add_paragraph(line, "List Bullet")


def _rows(paper: Paper, rows: Sequence[Row]) -> None:
    if not rows:
        return
    table = paper.add_table(0, 2)
    for row in rows:
        label, value = table.add_row().cells
        label.paragraphs[0].add_run(row.label).font.color.rgb = RGBColor(80, 80, 80)
        run = value.paragraphs[0].add_run(row.value)
        if row.code:
            run.font.name, run.font.size = _CODE, Pt(8)


def _table(paper: Paper, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = paper.add_table(1, len(head), "Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _remarks(paper: Paper, remarks: Iterable[Said]) -> None:
    for one in remarks:
        words = f"! {one.words}" if one.grave else one.words
        paper.add_paragraph().add_run(words).bold = one.grave


def _code(paper: Paper, words: str) -> None:
    run = paper.add_paragraph().add_run(words)
    run.font.name, run.font.size = _CODE, Pt(8)
