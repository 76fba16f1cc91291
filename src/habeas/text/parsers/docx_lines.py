"""Word documents paragraph by paragraph (ECMA-376 part 1, 17.3, 17.11 and 17.13).

Tracked insertions are read, tracked deletions are not: what stands is what an accepting
reader sees. Both are counted, for whoever gets the file sees them too.
"""

import re
from collections.abc import Mapping

import msgspec

from habeas.text.clean import label
from habeas.text.parsers.package import Package
from habeas.text.parsers.xml_parts import parse, parse_given
from habeas.text.word_file import MOST_LINES, MOST_NAMES, WordFile, WordLine

_BODY = re.compile(r"word/document\d*\.xml")
_NOTES = re.compile(r"word/(footnotes|endnotes)\d*\.xml")
_MARGINS = re.compile(r"word/(header|footer)\d*\.xml")
_COMMENTS = re.compile(r"word/comments\d*\.xml")
_SPACE = re.compile(r"\s+")
_SILENT = frozenset({"Fallback", "moveFrom", "pPr", "tblPr", "trPr", "tcPr", "sectPr"})
_GAPS = frozenset({"tab", "br", "cr", "ptab"})
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_CHANGES = frozenset({"ins", "moveTo"})


class TooLongError(Exception):
    """More paragraphs than anybody files."""


def lines(data: bytes) -> bytes:
    """Return the document as JSON of a WordFile."""
    return msgspec.json.encode(_read(Package(data)))


def _read(package: Package) -> WordFile:
    body, aside = _Body(), _Body()
    notes: dict[tuple[str, str], str] = {}
    for name in _parts(package, _NOTES):
        found = _Notes()
        _pour(package, name, found)
        notes.update(found.notes)
        body.count(found)
    for name in _parts(package, _BODY):
        _pour(package, name, body)
    comments = 0
    for name in _parts(package, _MARGINS):
        _pour(package, name, aside)
    for name in _parts(package, _COMMENTS):
        _pour(package, name, aside)
        comments += aside.comments
    order = list(dict.fromkeys(which for _, _, at in body.lines for _, which in at))
    numbers = {which: n for n, which in enumerate(order, 1)}
    hidden = [text for text, _, _ in aside.lines]
    authors = dict.fromkeys((*_core(package), *body.authors, *aside.authors))
    return WordFile(
        lines=tuple(
            WordLine(text, cell, tuple((at, numbers[one]) for at, one in found))
            for text, cell, found in body.lines
        ),
        notes=tuple(notes.get(one, "") for one in order),
        inserted=body.inserted,
        deleted=body.deleted,
        comments=comments,
        macros=any(one.lower().endswith("vbaproject.bin") for one in package.names),
        authors=tuple([one for one in authors if one][:MOST_NAMES]),
        aside="\n".join((*hidden, *body.gone, *aside.gone)),
    )


def _parts(package: Package, pattern: re.Pattern[str]) -> list[str]:
    return sorted(set(filter(pattern.fullmatch, package.names)))


def _pour(package: Package, name: str, into: "_Body") -> None:
    parse_given(package.part(name), into, into.begin)


def _core(package: Package) -> list[str]:
    """Return who the file says made and changed it last."""
    found = _Names()
    parse(package.part("docProps/core.xml"), found)
    return found.names


class _Body:
    """Gathers (text, is it a cell, notes by their kind and id) and what was tracked."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bool, list[tuple[int, tuple[str, str]]]]] = []
        self.inserted = self.deleted = self.comments = 0
        self.authors: list[str] = []
        self.gone: list[str] = []
        self._words: list[str] = []
        self._length = 0
        self._notes: list[tuple[int, tuple[str, str]]] = []
        self._silent = self._cells = 0
        self._in_text = self._in_gone = False

    def count(self, other: "_Body") -> None:
        """Take over what was tracked in another part."""
        self.inserted += other.inserted
        self.deleted += other.deleted
        self.authors += other.authors
        self.gone += other.gone

    def start(self, name: str) -> None:
        """Hear that an element begins, without what was given with it."""
        self.begin(name, {})

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """Hear that an element begins."""
        self._tracked(name, given)
        if name in _SILENT:
            self._silent += 1
        self._in_gone = name == "delText"
        self._in_text = name == "t" and not self._silent
        self._cells += name == "tc"
        if name == "p":
            self._close()
        elif self._silent:
            return
        elif name in _GAPS:
            self._add(" ")
        elif name == "noBreakHyphen":
            self._add("\u2011")
        elif name in _REFERENCES:
            self._notes.append((self._length, (_REFERENCES[name], given.get("id", ""))))

    def _tracked(self, name: str, given: Mapping[str, str]) -> None:
        if name == "comment":
            self.comments += 1
        if name in _CHANGES:
            self.inserted += 1
        self.deleted += name == "del"
        if name in _CHANGES or name in {"del", "comment"}:
            self.authors.append(label(given.get("author", "")))

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        self._in_text = self._in_gone = False
        if name == "p":
            self._close()
        self._cells -= name == "tc"
        if name in _SILENT:
            self._silent -= 1

    def data(self, text: str) -> None:
        """Hear text."""
        if self._in_text:
            self._add(text)
        elif self._in_gone:
            self.gone.append(text)

    def _add(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        words = "".join(one if one.isprintable() else "" for one in words)
        if words.startswith(" ") and (not self._words or self._words[-1][-1] == " "):
            words = words[1:]
        if words:
            self._words.append(words)
            self._length += len(words)

    def _close(self) -> None:
        text = "".join(self._words).rstrip()
        if text or self._notes:
            notes = [(min(at, len(text)), which) for at, which in self._notes]
            self.lines.append((text, self._cells > 0, notes))
            if len(self.lines) > MOST_LINES:
                raise TooLongError
        self._words, self._length, self._notes = [], 0, []


class _Notes(_Body):
    """Gathers the words of each footnote by its kind and id."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[tuple[str, str], str] = {}
        self._which = ("", "")

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        if name in _REFERENCES.values():
            self._which = (name, given.get("id", ""))
        super().begin(name, given)

    def end(self, name: str) -> None:
        super().end(name)
        if name in _REFERENCES.values():
            self.notes[self._which] = " ".join(text for text, _, _ in self.lines)
            self.lines.clear()


class _Names:
    """Collects who is named in docProps/core.xml."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._text = ""

    def start(self, _name: str) -> None:
        self._text = ""

    def end(self, name: str) -> None:
        if name in {"creator", "lastModifiedBy"}:
            self.names.append(label(self._text))
        self._text = ""

    def data(self, text: str) -> None:
        self._text += text
