"""Rows of a source, read by a mapping: the fields of a matter, or what is wrong.

Nothing is invented: an empty cell is an absent field, and a value that the mapping does
not name refuses the row rather than being guessed at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from habeas.case.register_mapping import DATES, RegisterMapping
from habeas.case.rules.fields import LONGEST_LINE
from habeas.errors import BadInputError
from habeas.words import N_


class Problem(StrEnum):
    """What is wrong with a row."""

    FEW = "few"
    MANY = "many"
    LONG = "long"
    NUL = "nul"
    ENCODING = "encoding"
    QUOTE = "quote"
    MISSING = "missing"
    DATE = "date"
    UNKNOWN = "unknown"
    CONTROL = "control"
    TWICE = "twice"


PROBLEM_WORDS = {
    Problem.FEW: N_("The row has fewer cells than the heading."),
    Problem.MANY: N_("The row has more cells than the heading."),
    Problem.LONG: N_("The row or the cell is longer than it may be."),
    Problem.NUL: N_("The row holds zero bytes."),
    Problem.ENCODING: N_("The row is not written in the encoding of the mapping."),
    Problem.QUOTE: N_("A quotation mark is not closed, or stands inside a cell."),
    Problem.MISSING: N_("The cell is empty, and the mapping requires it."),
    Problem.DATE: N_("This is no day of the calendar, written as the mapping says."),
    Problem.UNKNOWN: N_("The mapping does not know this value."),
    Problem.CONTROL: N_("The cell holds control characters."),
    Problem.TWICE: N_("A row before it says the same, or has the same key."),
}
NEXT_WORDS = {
    Problem.FEW: N_("Compare the row with the heading in the source."),
    Problem.MANY: N_("Is a cell with the delimiter in it without quotation marks?"),
    Problem.LONG: N_("Look at the row in the source; it may be two rows in one."),
    Problem.NUL: N_("Is the file UTF-16? Then say so in the mapping."),
    Problem.ENCODING: N_("Name the encoding in the mapping."),
    Problem.QUOTE: N_("Look at the quotation marks of the row in the source."),
    Problem.MISSING: N_("Ask the source, or leave it out of ‘required’."),
    Problem.DATE: N_("Ask the source which day is meant, or correct the date form."),
    Problem.UNKNOWN: N_("Ask the source what it means, then add it to the mapping."),
    Problem.CONTROL: N_("Look at the cell in the source."),
    Problem.TWICE: N_("If both are meant, name a key that tells them apart."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a row: its line, the column ('' for the whole row)."""

    line: int
    column: str
    problem: Problem

    def __str__(self) -> str:
        column = "".join(one if one.isprintable() else " " for one in self.column)
        return f"{self.line} {self.problem} {column}".rstrip()


def told_fault(line: str) -> Fault | None:
    """Return the fault that a register's record tells of; None of what is none."""
    number, _, rest = line.partition(" ")
    problem, _, column = rest.partition(" ")
    if not (number.isascii() and number.isdecimal()) or problem not in set(Problem):
        return None
    return Fault(int(number[:9]), column, Problem(problem))


@dataclass(slots=True)
class RowReader:
    """Reads rows of one file, each once: it remembers which keys it has met.

    Raises:
        BadInputError: when made, if the heading lacks a column or has it twice.
    """

    mapping: RegisterMapping
    header: Sequence[str]
    _at: dict[str, list[tuple[int, str]]] = field(init=False)
    _met: set[tuple[object, ...]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._at = {
            name: [(self._column(one), one) for one in columns]
            for name, columns in self.mapping.columns.items()
        }

    def _column(self, name: str) -> int:
        if self.header.count(name) != 1:
            raise BadInputError(
                N_("The heading of the file must have the column ‘{column}’ once."),
                advice=N_(
                    "Compare the first line of the file with the mapping. Is it another"
                    " file, another encoding or another delimiter?"
                ),
                column=name[:80],
            )
        return self.header.index(name)

    def read(
        self, line: int, cells: Sequence[str]
    ) -> tuple[dict[str, Any], tuple[Fault, ...]]:
        """Return the fields of a matter and what is wrong; of a whole row only."""
        faults = [
            Fault(line, self._at[name][0][1], Problem.MISSING)
            for name in self.mapping.required
            if not any(cells[at].strip() for at, _ in self._at[name])
        ]
        fields: dict[str, Any] = {}
        for name, places in self._at.items():
            texts = [cells[at].strip() for at, _ in places]
            bad = [
                Fault(line, column, problem)
                for (_, column), text in zip(places, texts, strict=True)
                for problem in _unfit(text)
            ]
            faults += bad
            texts = [one for one in texts if one]
            if texts and not bad:
                faults += self._take(fields, name, texts, line)
        if not faults and self._is_met(fields):
            faults.append(Fault(line, "", Problem.TWICE))
        return fields, tuple(faults)

    def _take(
        self, fields: dict[str, Any], name: str, texts: list[str], line: int
    ) -> Iterator[Fault]:
        """Put what the cells of one field say."""
        mapping, column = self.mapping, self._at[name][0][1]
        text = "".join(texts)
        if name == "reasons":
            fields[name] = texts
        elif name in DATES:
            day = mapping.day(text)
            if day is None:
                yield Fault(line, column, Problem.DATE)
            else:
                fields[name] = {"edtf": day.isoformat(), "known": "document"}
        elif len(text) > LONGEST_LINE:
            yield Fault(line, column, Problem.LONG)
        elif not _known(mapping, name, text):
            yield Fault(line, column, Problem.UNKNOWN)
        else:
            fields[name] = text
            fields |= _meant(mapping, name, text)

    def _is_met(self, fields: Mapping[str, Any]) -> bool:
        names: Sequence[str] = self.mapping.key or sorted(self._at)
        key = tuple(repr(fields.get(name)) for name in names)
        if key in self._met:
            return True
        self._met.add(key)
        return False


def _unfit(text: str) -> Iterator[Problem]:
    if len(text) > LONGEST_LINE:
        yield Problem.LONG
    elif not text.isprintable() and any(_is_control(one) for one in text):
        yield Problem.CONTROL


def _is_control(one: str) -> bool:
    return one < " " or "\x7f" <= one <= "\x9f" or "\ud800" <= one <= "\udfff"


def _known(mapping: RegisterMapping, name: str, text: str) -> bool:
    if name == "level":
        return not mapping.levels or text in mapping.levels
    return name != "status" or text in mapping.statuses


def _meant(mapping: RegisterMapping, name: str, text: str) -> dict[str, Any]:
    """Return what a level or a status means beside its code."""
    if name == "status":
        return {"outcome": mapping.statuses[text].means.value}
    level = mapping.levels.get(text) if name == "level" else None
    if level is None or not level.term:
        return {}
    return {"jurisdiction": mapping.jurisdiction, "term": level.term}
