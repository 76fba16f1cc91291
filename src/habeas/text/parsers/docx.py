"""Word documents (ECMA-376): every word a person would read in them.

Read with Python's zipfile and expat, a stream without a tree: libraries made for
editing leave out tracked insertions, text boxes, footnotes and comments.
"""

import platform
import re
from xml.parsers import expat

from habeas.text import notes
from habeas.text.clean import label, language_tag
from habeas.text.dates import METADATA, iso_date, unique
from habeas.text.extract import Extract
from habeas.text.flow import Flow
from habeas.text.parsers.docx_words import Words
from habeas.text.parsers.package import Package
from habeas.text.parsers.xml_parts import parse

_BODY = re.compile(r"word/document\d*\.xml")
_BEFORE = re.compile(r"word/header\d*\.xml")
_AFTER = re.compile(r"word/footer\d*\.xml")
_NOTES = re.compile(r"word/(footnotes|endnotes|comments)\d*\.xml")
_FACTS = {"creator": "author", "lastModifiedBy": "author"}


def read(data: bytes) -> Extract:
    """Return page heads, body, page feet, then notes and comments, in that order."""
    package = Package(data)
    flow, deleted, before_notes = Flow(), False, 0
    for pattern in (_BEFORE, _BODY, _AFTER, _NOTES):
        before_notes = flow.position
        for name in sorted(filter(pattern.fullmatch, package.names)):
            words = Words(flow)
            parse(package.part(name), words)
            deleted = deleted or words.deleted
    core = _Core()
    parse(package.part("docProps/core.xml"), core)
    return Extract(
        text=flow.text(),
        tool="habeas-docx",
        tool_version=f"1, {expat.EXPAT_VERSION}, Python {platform.python_version()}",
        title=core.first("title"),
        language=language_tag(core.first("language")),
        dates=unique(
            iso_date(core.first("created"), METADATA)
            + iso_date(core.first("modified"), METADATA)
        ),
        notes=_notes(deleted=deleted, noted=flow.position > before_notes),
        metadata=tuple(
            (_FACTS[name], value) for name, value in core.facts if name in _FACTS
        ),
    )


def _notes(*, deleted: bool, noted: bool) -> tuple[str, ...]:
    told = ((deleted, notes.DELETED_TEXT), (noted, notes.HAS_COMMENTS))
    return tuple(note for holds, note in told if holds)


class _Core:
    """Collects docProps/core.xml: one level of named values."""

    def __init__(self) -> None:
        self.facts: list[tuple[str, str]] = []
        self._text = ""

    def first(self, name: str) -> str:
        return next((value for key, value in self.facts if key == name), "")

    def start(self, _name: str) -> None:
        self._text = ""

    def end(self, name: str) -> None:
        if self._text.strip():
            self.facts.append((name, label(self._text)))
        self._text = ""

    def data(self, text: str) -> None:
        self._text += text
