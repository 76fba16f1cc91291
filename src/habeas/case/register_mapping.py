"""How the rows of a source become matters: a mapping (docs/spec/register-mapping.md).

A mapping says which column is what, how dates are written, what each status means and
by which term an answer is due. It holds no code and computes nothing.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from habeas.case.facts.registers import Outcome
from habeas.case.rules.fields import LONGEST_LINE
from habeas.errors import BadInputError
from habeas.words import N_

LONGEST = 64 << 10
"""Letters of a mapping."""
DATES = ("received", "due", "status_date")
_PARTS = {"YYYY": r"(?P<y>\d{4})", "MM": r"(?P<m>\d{1,2})", "DD": r"(?P<d>\d{1,2})"}
_Columns = tuple[str, ...]
_Field = Literal[
    "case_number",
    "level",
    "facility",
    "office",
    "subject",
    "received",
    "due",
    "status",
    "status_date",
    "reasons",
]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a mapping: what is not known is refused."""


class Level(_Part, frozen=True, kw_only=True):
    """A level of complaint: what it is called, and the term of the law pack."""

    label: str = ""
    term: str = ""


class Status(_Part, frozen=True, kw_only=True):
    """A status of the source, and what it means."""

    means: Outcome
    label: str = ""


class CodeTable(_Part, frozen=True, kw_only=True):
    """A file beside the data that says what codes stand for."""

    file: str
    code: _Columns
    label: _Columns


class RegisterMapping(_Part, frozen=True, kw_only=True, dict=True):
    """What a mapping file holds; `columns` names the columns that make up a field."""

    format: Literal[1]
    name: str
    columns: dict[_Field, _Columns]
    dates: str = "YYYY-MM-DD"
    encoding: str = "utf-8"
    delimiter: str = ","
    jurisdiction: str = ""
    key: tuple[_Field, ...] = ()
    required: tuple[_Field, ...] = ()
    levels: dict[str, Level] = {}
    statuses: dict[str, Status] = {}
    tables: dict[_Field, CodeTable] = {}

    @cached_property
    def form(self) -> re.Pattern[str]:
        """How a date of the source is written."""
        return _pattern(self.dates)

    def day(self, text: str) -> date | None:
        """Return the day that a cell names; None if it names none, as 31.02. does."""
        found = self.form.fullmatch(text)
        if found is None:
            return None
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None


def read_mapping(text: str) -> RegisterMapping:
    """Read a mapping file, strictly: nothing unknown, nothing that cannot be meant.

    Raises:
        BadInputError: says what is wrong, and where.
    """
    if len(text) > LONGEST:
        raise _wrong("it is larger than any mapping")
    try:
        made = msgspec.convert(tomllib.loads(text), RegisterMapping)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise _wrong(str(error)) from error
    for fault in _faults(made):
        raise _wrong(fault)
    return made


def _wrong(fault: str) -> BadInputError:
    return BadInputError(
        N_("This mapping cannot be used: {fault}"),
        advice=N_(
            "docs/spec/register-mapping.md says what a mapping holds. Correct it, then"
            " look at the preview again."
        ),
        fault=fault[:200],
    )


def _faults(made: RegisterMapping) -> Iterator[str]:
    mapped = set(made.columns)
    named = (made.name, made.jurisdiction or "-")
    if not all(map(_is_line, named)):
        yield "name, jurisdiction: one line each"
    if not {"case_number", "received"} <= mapped:
        yield "columns: case_number and received are needed"
    for name, parts in (("key", made.key), ("required", made.required)):
        yield from (
            f"{name}: {one} has no column" for one in parts if one not in mapped
        )
    yield from _faults_of_columns(made)
    if len(made.delimiter) != 1 or made.delimiter in '"\r\n\0':
        yield "delimiter: one sign"
    if not all(made.dates.count(one) == 1 for one in _PARTS):
        yield "dates: YYYY, MM and DD once each"
    if any(level.term for level in made.levels.values()) and not made.jurisdiction:
        yield "levels: a term needs a jurisdiction"
    if "status" in mapped and not made.statuses:
        yield "statuses: what each status means"


def _faults_of_columns(made: RegisterMapping) -> Iterator[str]:
    for name, columns in made.columns.items():
        if not columns or not all(columns):
            yield f"columns.{name}: at least one column"
        if name in DATES and len(columns) > 1:
            yield f"columns.{name}: a date stands in one column"
    for name, table in made.tables.items():
        if not (table.code and table.label and table.file):
            yield f"tables.{name}: file, code and label"
        if set(table.file) & set("/\\\0"):
            yield f"tables.{name}: a file beside the data, not a path"


def _is_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= LONGEST_LINE


def _pattern(form: str) -> re.Pattern[str]:
    """Return the pattern of a date: YYYY, MM and DD, all else as it stands."""
    pieces = re.split("(YYYY|MM|DD)", form)
    return re.compile(
        "".join(_PARTS.get(one) or re.escape(one) for one in pieces), re.ASCII
    )


class Labels:
    """What codes stand for, as lines of a record: `subject 25C: …`.

    A code without a line keeps its code and nothing else.
    """

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._of: dict[tuple[str, str], str] = {}
        for line in lines:
            head, _, label = line.partition(": ")
            field, _, code = head.partition(" ")
            self._of.setdefault((field, code), label)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Every code: the field, the code, what it stands for."""
        return [(field, code, label) for (field, code), label in self._of.items()]

    def label(self, field: str, code: str) -> str:
        """Return what a code stands for, '' if no table says it."""
        return self._of.get((field, code), "")

    def reason(self, status: str, code: str) -> str:
        """Return what a reason stands for; one code may mean two things."""
        return self.label("reasons", f"{status} {code}") or self.label("reasons", code)


def label_line(field: str, code: str, label: str) -> str:
    """Return the line of a code; '' where it has no label, or cannot be a line."""
    line = f"{field} {code}: {' '.join(label.split())}"
    fit = code.strip() and ": " not in code and _is_line(line)
    return line[:LONGEST_LINE] if fit and label.strip() else ""


def labels_of(made: RegisterMapping) -> list[str]:
    """Return the lines of what a mapping itself calls its levels and statuses."""
    parts: tuple[tuple[str, Mapping[str, Level | Status]], ...] = (
        ("level", made.levels),
        ("status", made.statuses),
    )
    lines = [
        label_line(field, code, one.label)
        for field, codes in parts
        for code, one in codes.items()
    ]
    return [line for line in lines if line]
