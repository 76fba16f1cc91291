"""The Word files, opened by LibreOffice as a lawyer's machine would open them."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.papers import As, written
from habeas.papers.engine.form import form_named
from habeas.papers.engine.layout import Part, Sheet, lay_out
from habeas.papers.engine.marked import blocks_of
from habeas.papers.engine.model import Paper
from tests.papers.forms.conftest import Desks

OFFICE = shutil.which("soffice")
PAPERS = (
    ("appeal", "ru"),
    ("appeal", "kk"),
    ("access-motion", "kk"),
    ("preservation-request", "ru"),
    ("torture-questionnaire", "en"),
    ("wgad", "en"),
    ("chronology", "kk"),
)
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SPACES = frozenset({f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"})

pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
    pytest.mark.timeout(600),
]


class Opened:
    """What LibreOffice made of one file: its own words for what it read."""

    def __init__(self, file: Path) -> None:
        found = ET.parse(file).getroot().find(f".//{_OFFICE}text")
        assert found is not None
        self.notes = [words(one) for one in found.iter(f"{_TEXT}note-body")]
        for one in [
            one for one in found.iter() if one.find(f"{_TEXT}note") is not None
        ]:
            for note in one.findall(f"{_TEXT}note"):
                note.text = ""
                del note[:]  # what follows a note stays: it is the note's tail
        self.text = found

    def count(self, name: str) -> int:
        return len(list(self.text.iter(name)))

    @property
    def lines(self) -> list[str]:
        """Every paragraph and heading outside of footnotes, none empty."""
        kinds = {f"{_TEXT}p", f"{_TEXT}h"}
        lines = (words(one) for one in self.text.iter() if one.tag in kinds)
        return [one for one in lines if one]

    @property
    def levels(self) -> list[int]:
        return [
            int(one.attrib[f"{_TEXT}outline-level"])
            for one in self.text.iter(f"{_TEXT}h")
        ]


def words(element: ET.Element) -> str:
    """Return what is read, with one space between words."""
    return " ".join("".join(_words(element)).split())


def _words(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for one in element:
        yield from _words(one)
        yield " " if one.tag in _SPACES else ""
        yield one.tail or ""


@pytest.fixture(scope="module")
def sheets(desks: Desks) -> Mapping[str, Sheet]:
    made = {
        f"{name}-{language}": desks.whole(form_named(name), language).paper
        for name, language in PAPERS
    }
    return {name: lay_out(paper) for name, paper in made.items()}


@pytest.fixture(scope="module")
def opened(
    desks: Desks, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Opened]:
    """Each of the papers, opened by one LibreOffice and written in its own format."""
    folder = tmp_path_factory.mktemp("office")
    files = [folder / f"{name}-{language}.docx" for name, language in PAPERS]
    for (name, language), file in zip(PAPERS, files, strict=True):
        paper = desks.whole(form_named(name), language).paper
        file.write_bytes(written(paper, As.DOCX))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "fodt"]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)],
        check=True,
        capture_output=True,
        env={**os.environ, "HOME": str(folder)},
        timeout=500,
    )
    return {file.stem: Opened(file.with_suffix(".fodt")) for file in files}


def flat(parts: tuple[Part, ...]) -> Iterator[Part]:
    for one in parts:
        yield one
        for item in one.inner:
            yield from flat(item)


def line(cells: tuple[tuple[object, ...], ...]) -> list[str]:
    said = ("".join(getattr(one, "text", "") for one in cell) for cell in cells)
    return [" ".join(one.split()) for one in said]


def said(sheet: Sheet) -> list[str]:
    """Every line of a paper as it was laid out, none empty."""
    found = list(sheet.drafts)
    for part in flat(sheet.parts):
        for cells in part.lines:
            found += line(cells)
    if sheet.annexes:
        found.append(sheet.annexes_title)
    for annex in sheet.annexes:
        found += annex
    return [one for one in (" ".join(each.split()) for each in found) if one]


@pytest.mark.parametrize("name", [f"{form}-{language}" for form, language in PAPERS])
def test_every_word_arrives_in_its_place(
    name: str, opened: Mapping[str, Opened], sheets: Mapping[str, Sheet]
) -> None:
    assert opened[name].lines == said(sheets[name])


@pytest.mark.parametrize("name", [f"{form}-{language}" for form, language in PAPERS])
def test_notes_headings_and_tables_are_real(
    name: str, opened: Mapping[str, Opened], sheets: Mapping[str, Sheet]
) -> None:
    it, sheet = opened[name], sheets[name]
    assert it.notes == [" ".join(one.split()) for one in sheet.notes]
    kinds = [one.kind for one in flat(sheet.parts)]
    levels = [one.level for one in flat(sheet.parts) if one.kind == "heading"]
    levels += [2] if sheet.annexes else []
    assert it.levels == levels
    tables = kinds.count("table")
    assert it.count(f"{_TABLE}table") == tables + bool(sheet.annexes)
    assert it.count(f"{_TABLE}table-header-rows") == tables  # repeated on each page
    items = sum(len(one.inner) for one in flat(sheet.parts))
    assert it.count(f"{_TEXT}list-item") == items


def test_lists_have_the_numbers_that_the_pdf_has(tmp_path: Path) -> None:
    text = (
        "1. aa\n2. bb\n\n   more of bb\n\nBetween.\n\n5. cc\n6. dd\n   1. inner\n7. ee"
        "\n\nBetween.\n\n1. ff\n"
    )
    blocks = blocks_of(text, ())
    made = Paper("x", "en", "2021-12-07", "T", blocks)
    (tmp_path / "lists.docx").write_bytes(written(made, As.DOCX))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "txt:Text"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "lists.docx")],
        check=True,
        capture_output=True,
        env={**os.environ, "HOME": str(tmp_path)},
        timeout=500,
    )
    lines = (tmp_path / "lists.txt").read_text("utf-8-sig").split("\n")
    found = [one.strip() for one in lines if one.strip()]
    expected = (
        "1. aa|2. bb|more of bb|Between.|5. cc|6. dd|1. inner|7. ee|Between.|1. ff"
    )
    assert found == expected.split("|")
    drawn = pypdfium2.PdfDocument(written(made, As.PDF))[0].get_textpage()
    words = " ".join(drawn.get_text_range().split())
    assert all(one in words for one in expected.split("|"))
