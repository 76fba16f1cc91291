"""Rows into matters: nothing invented, every fault with its line and column."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.facts.registers import MATTER
from habeas.case.register_mapping import read_mapping
from habeas.case.register_rows import (
    NEXT_WORDS,
    PROBLEM_WORDS,
    Fault,
    Problem,
    RowReader,
    told_fault,
)
from habeas.case.rules.fields import LONGEST_LINE
from habeas.case.rules.records import check_record
from habeas.errors import BadInputError

MAPPING = read_mapping("""
format = 1
name = "A"
jurisdiction = "US-BOP"
dates = "DD.MM.YYYY"
key = ["case_number"]
required = ["case_number", "received"]
[columns]
case_number = ["n"]
level = ["l"]
subject = ["s1", "s2"]
received = ["r"]
status = ["st"]
reasons = ["q1", "q2", "q3"]
[levels]
F = { label = "Facility", term = "us.bop.due.F" }
X = {}
[statuses]
REJ = { means = "rejected" }
""")
HEAD = ("n", "l", "s1", "s2", "r", "st", "q1", "q2", "q3", "unused")
FULL = ("7", "F", "25", "C", "31.01.2014", "REJ", "INF", "", "OTH", "=1+1")


def read(**cells: str) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    row = {**dict(zip(HEAD, FULL, strict=True)), **cells}
    return RowReader(MAPPING, HEAD).read(5, tuple(row.values()))


def test_a_whole_row_is_a_matter() -> None:
    fields, faults = read()
    assert not faults
    assert fields == {
        "case_number": "7",
        "level": "F",
        "jurisdiction": "US-BOP",
        "term": "us.bop.due.F",
        "subject": "25C",
        "received": {"edtf": "2014-01-31", "known": "document"},
        "status": "REJ",
        "outcome": "rejected",
        "reasons": ["INF", "OTH"],
    }


def test_an_empty_cell_is_an_absent_field() -> None:
    fields, faults = read(l=" ", s1="", s2="", st="", q1="", q3="")
    assert not faults
    assert set(fields) == {"case_number", "received"}


def test_a_level_without_a_term_has_none() -> None:
    fields, _ = read(l="X")
    assert "term" not in fields
    assert "jurisdiction" not in fields


BAD: dict[str, tuple[dict[str, str], tuple[Problem, str]]] = {
    "no case number": ({"n": ""}, (Problem.MISSING, "n")),
    "no day": ({"r": "  "}, (Problem.MISSING, "r")),
    "no day of the calendar": ({"r": "31.02.2014"}, (Problem.DATE, "r")),
    "another form": ({"r": "2014-01-31"}, (Problem.DATE, "r")),
    "an unknown level": ({"l": "Q"}, (Problem.UNKNOWN, "l")),
    "an unknown status": ({"st": "rej"}, (Problem.UNKNOWN, "st")),
    "a long cell": ({"n": "7" * (LONGEST_LINE + 1)}, (Problem.LONG, "n")),
    "two cells that are long together": (
        {"s1": "7" * LONGEST_LINE, "s2": "8"},
        (Problem.LONG, "s1"),
    ),
    "a control character": ({"s2": "C\x1b[2J"}, (Problem.CONTROL, "s2")),
    "a line end": ({"q2": "A\nB"}, (Problem.CONTROL, "q2")),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.counts("hostile inputs tried")
def test_what_is_wrong_is_told_with_its_line_and_column(name: str) -> None:
    cells, (problem, column) = BAD[name]
    _, faults = read(**cells)
    assert [(one.line, one.column, one.problem) for one in faults] == [
        (5, column, problem)
    ]


def test_every_fault_of_a_row_is_told_at_once() -> None:
    _, faults = read(n="", l="Q", r="x")
    assert {one.problem for one in faults} == {
        Problem.MISSING,
        Problem.UNKNOWN,
        Problem.DATE,
    }


def test_a_second_row_of_one_key_is_refused_and_a_bad_row_takes_no_key() -> None:
    reader = RowReader(MAPPING, HEAD)
    bad = tuple(
        "x" if name == "r" else cell for name, cell in zip(HEAD, FULL, strict=True)
    )
    assert reader.read(2, bad)[1]
    assert not reader.read(3, FULL)[1]
    _, faults = reader.read(4, FULL)
    assert [str(one) for one in faults] == ["4 twice"]


def test_without_a_key_only_the_same_row_is_there_twice() -> None:
    keyless = read_mapping(
        'format = 1\nname = "A"\n[columns]\ncase_number = ["n"]\nreceived = ["r"]\n'
    )
    reader = RowReader(keyless, ("n", "r"))
    assert not reader.read(2, ("7", "2014-01-01"))[1]
    assert not reader.read(3, ("7", "2014-01-02"))[1]
    assert reader.read(4, ("7", "2014-01-01"))[1]


@pytest.mark.parametrize("header", [HEAD[1:], (*HEAD, "n"), ()])
def test_a_heading_without_a_column_or_with_it_twice_is_refused(
    header: tuple[str, ...],
) -> None:
    with pytest.raises(BadInputError):
        RowReader(MAPPING, header)


def test_every_problem_has_words_and_a_next_step() -> None:
    assert set(PROBLEM_WORDS) == set(NEXT_WORDS) == set(Problem)


@pytest.mark.parametrize("column", ["", "sdt due", "a b\x1bc"])
def test_a_fault_is_written_on_one_line_and_read_again(column: str) -> None:
    told = told_fault(str(Fault(12, column, Problem.DATE)))
    assert told == Fault(12, column.replace("\x1b", " "), Problem.DATE)


@pytest.mark.parametrize("line", ["", "x date n", "12 lost n", "-1 date", "１２ date"])
def test_what_is_no_fault_is_none(line: str) -> None:
    assert told_fault(line) is None


CELL = st.one_of(st.sampled_from([*FULL, "", "1.1.2014", "X"]), st.text(max_size=12))


@given(st.lists(CELL, min_size=len(HEAD), max_size=len(HEAD)))
def test_nothing_is_invented_and_what_is_read_may_be_recorded(cells: list[str]) -> None:
    reader = RowReader(MAPPING, HEAD)
    fields, faults = reader.read(2, cells)
    if faults:
        return
    there = {"register": "a" * 32, "row": 1, **fields}
    check_record(MATTER, there, lambda _: "register")
    said = "".join(cells)
    for name in MAPPING.columns:
        value = fields.get(name)
        if isinstance(value, str):
            assert value.replace(" ", "") in said.replace(" ", "")
        elif isinstance(value, list):
            assert all(
                one in cells or one in [c.strip() for c in cells] for one in value
            )
