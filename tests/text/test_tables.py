"""CSV as strangers write it: what cannot be read costs its own row and no other."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.text.tables import (
    ENCODINGS,
    LONGEST_ROW,
    MOST_LINES,
    Flaw,
    read_table,
)

HEAD = b"a,b,c\n"
GOOD = b"1,2,3\n"

HOSTILE: dict[str, tuple[bytes, Flaw]] = {
    "too few cells": (b"1,2\n", Flaw.FEW),
    "too many cells": (b"1,2,3,4\n", Flaw.MANY),
    "zero bytes": (b"1,\x00,3\n", Flaw.NUL),
    "another encoding": ("1,жалоба,3\n".encode("cp1251"), Flaw.ENCODING),
    "a huge cell": (b"1," + b"x" * LONGEST_ROW + b",3\n", Flaw.LONG),
    "a quotation mark that is never closed": (b'1,"2,3\n', Flaw.QUOTE),
    "a quotation mark that is closed too early": (b'1,"2"x,3\n', Flaw.QUOTE),
    "half of a character": (b"1,\xd0,3\n", Flaw.ENCODING),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.counts("hostile inputs tried")
def test_a_row_that_cannot_be_read_costs_no_other(name: str) -> None:
    row, flaw = HOSTILE[name]
    found = list(read_table(HEAD + GOOD + row + GOOD * (MOST_LINES + 5)).rows)
    assert [one.flaw for one in found[:3]] == [None, flaw, None]
    assert [one.line for one in found[:3]] == [2, 3, 4]
    assert {one.cells for one in found if one.flaw is None} == {("1", "2", "3")}
    assert len(found) == MOST_LINES + 7


def test_two_lonely_quotation_marks_cost_their_own_rows() -> None:
    data = HEAD + b'1,"2,3\n' + GOOD + b'4,"5,6\n' + GOOD
    found = [(one.line, one.flaw) for one in read_table(data).rows]
    assert found == [(2, Flaw.QUOTE), (3, None), (4, Flaw.QUOTE), (5, None)]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (b"", ()),
        (b"\n\r\n  \n", ()),
        (b"\xef\xbb\xbfa, b \n", ("a", "b")),
        ("a,b\n".encode("utf-16"), ("a", "b")),
        (b"\xfe\xff" + "a,b\r".encode("utf-16-be"), ("a", "b")),
    ],
)
def test_the_heading_is_read_with_any_mark_before_it(
    data: bytes, header: tuple[str, ...]
) -> None:
    table = read_table(data)
    assert table.header == header
    assert list(table.rows) == []


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way_and_blank_ones_are_not_rows(ending: str) -> None:
    text = ending.join(("a,b", "", '1,"x', 'y"', "  ", "2,=1+1"))
    found = list(read_table(text.encode()).rows)
    assert [(one.number, one.line, one.cells) for one in found] == [
        (1, 3, ("1", "x\ny")),
        (2, 6, ("2", "=1+1")),
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_the_mapping_names_is_read(encoding: str) -> None:
    word = "é" if encoding in ("windows-1252", "iso-8859-1") else "ж"
    (row,) = read_table(f"a;b\n1;{word}\n".encode(encoding), encoding, ";").rows
    assert row.cells == ("1", word)
    assert row.flaw is None


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).filter(
    lambda one: "�" not in one
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12))
def test_what_a_writer_of_csv_wrote_is_read_again(
    rows: Sequence[tuple[str, ...]],
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    found = list(read_table(out.getvalue().encode()).rows)
    assert [one.cells for one in found] == rows
    assert all(one.flaw is None for one in found)


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_flaws_and_every_row_has_its_line(data: bytes) -> None:
    table = read_table(data)
    found = list(table.rows)
    lines = [one.line for one in found]
    assert lines == sorted(set(lines))
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(one.flaw or len(one.cells) == len(table.header) for one in found)
