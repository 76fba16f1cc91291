"""A file of complaint data and its mapping, read and looked at; nothing is written."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from habeas.actions.documents import plain_name
from habeas.case.register_mapping import (
    LONGEST,
    CodeTable,
    RegisterMapping,
    label_line,
    labels_of,
    read_mapping,
)
from habeas.case.register_rows import Fault, Problem, RowReader
from habeas.crypto.digest import sha256
from habeas.errors import BadInputError
from habeas.text.tables import ENCODINGS, MOST_BYTES, read_table
from habeas.views.terms import has_term
from habeas.words import N_, Tell, silent

FIRST = 10
"""Rows that a preview shows as they would be read."""
MOST_FAULTS = 10_000
"""Faults that a preview lists; all are counted."""

_LOOKED = N_("Rows looked at")


@dataclass(frozen=True)
class Source:
    """What a register is made of: the file's bytes, the mapping's text, the labels.

    `absent` names the code tables that do not lie beside the file.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    text: str = field(repr=False)
    mapping: RegisterMapping
    labels: tuple[str, ...]
    absent: tuple[str, ...]

    def rows(self) -> Iterator["Read"]:
        """Yield every row as it would be recorded, or with what is wrong.

        Raises:
            BadInputError: the heading is not the one that the mapping names.
        """
        mapping = self.mapping
        table = read_table(self.data, mapping.encoding, mapping.delimiter)
        reader = RowReader(mapping, table.header)
        for row in table.rows:
            if row.flaw is not None:
                fault = Fault(row.line, "", Problem(row.flaw.value))
                yield Read(row.number, row.line, {}, (fault,))
            else:
                yield Read(row.number, row.line, *reader.read(row.line, row.cells))


@dataclass(frozen=True, slots=True)
class Read:
    """A row that was read: fields of a matter, unless there are faults."""

    number: int
    line: int
    fields: Mapping[str, Any]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Preview:
    """What an import would do: counts, the first rows, and every row that it refuses.

    `without_term` counts good rows for whose answer no term of the law is given;
    `unknown` names terms that no pack of this version has.
    """

    rows: int
    kept: int
    refused: int
    levels: Mapping[str, int]
    statuses: Mapping[str, int]
    first: tuple[Read, ...]
    faults: tuple[Fault, ...]
    without_term: int
    unknown: tuple[str, ...]
    absent: tuple[str, ...]


@cache
def shipped() -> Mapping[str, str]:
    """Return the mappings that come with the program: name -> text."""
    folder = files("habeas.case") / "mappings"
    found = sorted(folder.iterdir(), key=lambda one: one.name)
    return {
        one.name.removesuffix(".toml"): one.read_text("utf-8")
        for one in found
        if one.name.endswith(".toml")
    }


def read_source(file: Path, mapping: str) -> Source:
    """Read a file and the mapping: the name of a shipped one, or a path.

    Raises:
        BadInputError: a file is not there, is too large or is no mapping.
    """
    text = shipped().get(mapping) or _mapping_text(Path(mapping))
    made = read_mapping(text)
    if made.encoding not in ENCODINGS:
        raise BadInputError(
            N_("The mapping names an encoding that is not known here."),
            advice=N_("Use one of: {choices}."),
            choices=", ".join(ENCODINGS),
        )
    data = _bytes(file, MOST_BYTES)
    labels, absent = labels_of(made), []
    for name, table in made.tables.items():
        lines = _labels(file.parent, made, name, table)
        labels += lines or ()
        if lines is None:
            absent.append(table.file)
    return Source(
        name=plain_name(file.name),
        data=data,
        sha256=sha256(data).hex(),
        text=text,
        mapping=made,
        labels=tuple(dict.fromkeys(labels)),
        absent=tuple(dict.fromkeys(absent)),
    )


def _mapping_text(path: Path) -> str:
    try:
        return _bytes(path, LONGEST).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInputError(
            N_("The mapping is not a text in UTF-8."),
            advice=N_("Save it as UTF-8, or name one that comes with the program."),
        ) from error


def _bytes(path: Path, most: int) -> bytes:
    """Return a file that is a plain one and not too large; waits for no pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _no_file()
            data = opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise _no_file() from error
    if len(data) > most:
        raise BadInputError(
            N_("This file is larger than what is read at once: {most} MiB."),
            advice=N_("Split it by years, and bring in one part after the other."),
            most=max(1, most >> 20),
        )
    return data


def _no_file() -> BadInputError:
    return BadInputError(
        N_("There is no file at this place that can be read."),
        advice=N_("Give its whole path on this computer. Nothing was changed."),
    )


def _labels(
    folder: Path, made: RegisterMapping, name: str, table: CodeTable
) -> list[str] | None:
    """Return the lines of a code table, None if its file is not there.

    Raises:
        BadInputError: it lacks a column.
    """
    try:
        data = _bytes(folder / table.file, MOST_BYTES)
    except BadInputError:
        return None
    read = read_table(data, made.encoding, made.delimiter)
    columns = [*table.code, *table.label]
    if any(read.header.count(one) != 1 for one in columns):
        raise BadInputError(
            N_("The code table {file} lacks a column that the mapping names."),
            advice=N_("Compare its first line with the mapping."),
            file=table.file[:80],
        )
    at = [read.header.index(one) for one in columns]
    width = len(table.code)
    lines = []
    for row in read.rows:
        if row.flaw is None:
            cells = [row.cells[one].strip() for one in at]
            words = ": ".join(filter(None, cells[width:]))
            lines.append(label_line(name, " ".join(cells[:width]), words))
    return [one for one in lines if one]


def preview(source: Source, tell: Tell = silent) -> Preview:
    """Read every row and say what an import would do; `tell` is told how far it is.

    Raises:
        BadInputError: the heading is not the one that the mapping names.
    """
    levels: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    first: list[Read] = []
    faults: list[Fault] = []
    rows = refused = without_term = 0
    for read in source.rows():
        rows += 1
        tell(_LOOKED, rows)
        if read.faults:
            refused += 1
            faults += read.faults[: MOST_FAULTS - len(faults)]
            continue
        levels[read.fields.get("level", "")] += 1
        statuses[read.fields.get("status", "")] += 1
        without_term += "term" not in read.fields
        if len(first) < FIRST:
            first.append(read)
    return Preview(
        rows,
        rows - refused,
        refused,
        dict(sorted(levels.items())),
        dict(sorted(statuses.items())),
        tuple(first),
        tuple(faults),
        without_term,
        _unknown(source.mapping),
        source.absent,
    )


def _unknown(mapping: RegisterMapping) -> tuple[str, ...]:
    terms = {level.term for level in mapping.levels.values() if level.term}
    return tuple(
        sorted(one for one in terms if not has_term(mapping.jurisdiction, one))
    )
