"""A register brought in: looked at, killed, gone on with, counted, never twice."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import correct, withdraw
from habeas.actions.register_source import FIRST, Source, preview, read_source, shipped
from habeas.actions.register_tables import faults_csv, faults_json
from habeas.actions.registers import (
    GROUP,
    begin_register,
    keep_rows,
)
from habeas.case.register_rows import Fault, Problem
from habeas.errors import BadInputError, RefusedError, StorageError
from habeas.text.tables import MOST_BYTES
from habeas.views.records import counts, record, records
from habeas.views.registers import (
    Wanted,
    how_many,
    matters,
    register_view,
    registers,
    rows_kept,
)
from tests.registers import BAD, HEAD, ROWS, bring_in, sample

MAPPING = "us-bop-complaints"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return read_source(sample(tmp_path / "data"), MAPPING)


def test_a_preview_says_what_would_be_and_writes_nothing(
    desk: Desk, case: str, source: Source
) -> None:
    found = preview(source)
    assert (found.rows, found.kept, found.refused) == (8, 7, 1)
    assert found.levels == {"A": 1, "F": 4, "R": 2}
    assert found.statuses == {"ACC": 1, "CLD": 2, "CLG": 1, "CLO": 1, "REJ": 2}
    assert [str(one) for one in found.faults] == [
        "9 unknown ITERLVL",
        "9 date sdtstat",
    ]
    assert [one.number for one in found.first] == list(range(1, 8))
    assert (found.absent, found.unknown, found.without_term) == ((), (), 0)
    assert "register" not in counts(desk.views, case)


def test_it_is_kept_row_by_row_and_nothing_is_invented(
    desk: Desk, case: str, source: Source
) -> None:
    made = bring_in(desk, case, source)
    view = register_view(desk.views, case, made)
    assert view.fields["rows"] == 8
    assert view.fields["kept"] == 7
    assert view.fields["refused"] == 1
    assert view.fields["problems"] == ["9 unknown ITERLVL", "9 date sdtstat"]
    assert view.fields["mapping"]["text"] == shipped()[MAPPING]
    assert "subject 25C: OPERATIONS: SAFETY" in view.fields["labels"]
    assert "reasons REJ UTR: The appeal is late." in view.fields["labels"]
    last = records(desk.views, case, "matter")[-1]
    assert record(desk.views, case, last.id).fields == {
        "register": made,
        "row": 7,
        "case_number": "1007",
        "level": "F",
        "office": "AAA",
        "status": "REJ",
        "outcome": "rejected",
        "received": {"edtf": "2013-12-29", "known": "document"},
        "status_date": {"edtf": "2013-12-30", "known": "document"},
        "jurisdiction": "US-BOP",
        "term": "us.bop.due.F",
    }
    assert verify_case(desk, case).clean


def test_a_second_run_of_the_same_file_adds_nothing(
    desk: Desk, case: str, source: Source, tmp_path: Path
) -> None:
    made = bring_in(desk, case, source)
    before = counts(desk.views, case)
    elsewhere = read_source(sample(tmp_path / "a copy"), MAPPING)
    run = begin_register(desk, case, elsewhere, {"name": "Another name"})
    assert run.id == made
    assert run.ended
    assert counts(desk.views, case) == before


def test_what_was_begun_goes_on_where_it_stopped(
    desk: Desk, case: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.registers.GROUP", 3)
    run = begin_register(desk, case, source, {"name": "Ours"})
    keep_rows(desk, run, run.group())
    assert not registers(desk.views, case)[0].finished
    again = begin_register(desk, case, source, {"name": "Ours"})
    assert again.done == {1, 2, 3}
    again.over.set()
    keep_rows(desk, again, again.group())  # asked to stop: no more than a row
    assert len(rows_kept(desk.views, case, run.id)) <= 4
    assert bring_in(desk, case, source) == run.id
    assert rows_kept(desk.views, case, run.id) == set(range(1, 8))
    view = register_view(desk.views, case, run.id)
    assert view.fields["kept"] == 7
    assert view.title == "Ours"
    assert counts(desk.views, case)["matter"] == 7


def test_a_row_that_was_withdrawn_meanwhile_is_not_brought_in_again(
    desk: Desk, case: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.registers.GROUP", 2)
    run = begin_register(desk, case, source, {})
    keep_rows(desk, run, run.group())
    first = records(desk.views, case, "matter")[0].id
    withdraw(desk, case, first, reason="not of this authority")
    bring_in(desk, case, source)
    assert counts(desk.views, case)["matter"] == 6
    assert how_many(desk.views, case, run.id, Wanted(date(2014, 2, 1))) == 6


def test_another_mapping_of_the_same_file_is_refused(
    desk: Desk, case: str, source: Source, tmp_path: Path
) -> None:
    made = bring_in(desk, case, source)
    mapping = tmp_path / "own.toml"
    mapping.write_text("# mine\n" + shipped()[MAPPING])
    other = read_source(tmp_path / "data" / "complaints.csv", str(mapping))
    with pytest.raises(RefusedError):
        begin_register(desk, case, other, {})
    withdraw(desk, case, made, reason="to be read anew")
    assert bring_in(desk, case, other) != made


def test_a_heading_that_does_not_fit_is_refused_before_anything_is_written(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BadInputError):
        begin_register(desk, case, read_source(file, MAPPING), {})
    assert "register" not in counts(desk.views, case)


def test_a_disk_that_refuses_keeps_what_was_told(
    desk: Desk, case: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.registers.GROUP", 3)
    run = begin_register(desk, case, source, {})
    keep_rows(desk, run, run.group())

    def full(*_: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as patch:
        patch.setattr("habeas.actions.record.append", full)
        with pytest.raises(StorageError):
            keep_rows(desk, run, run.group())
    assert rows_kept(desk.views, case, run.id) == {1, 2, 3}
    bring_in(desk, case, source)
    assert rows_kept(desk.views, case, run.id) == set(range(1, 8))


def test_the_counts_are_told_once_and_changed_no_more(
    desk: Desk, case: str, source: Source
) -> None:
    made = bring_in(desk, case, source)
    for field, value in (("kept", 9), ("problems", ["1 date x"]), ("labels", ["x"])):
        with pytest.raises(RefusedError):
            correct(desk, case, made, {field: value}, reason="a slip")
    correct(desk, case, made, {"name": "Renamed"}, reason="clearer")
    assert register_view(desk.views, case, made).title == "Renamed"


def with_mapping(text: bytes) -> Callable[[Path], Source]:
    """Return what reads the sample by this mapping."""

    def read(folder: Path) -> Source:
        (folder / "own.toml").write_bytes(text)
        return read_source(sample(folder / "data"), str(folder / "own.toml"))

    return read


def from_a_pipe(folder: Path) -> Source:
    os.mkfifo(folder / "pipe")
    return read_source(folder / "pipe", MAPPING)


def without_a_column(folder: Path) -> Source:
    file = sample(folder / "data")
    (file.parent / "prison-complaints-subject-codes.csv").write_text("x\n1\n")
    return read_source(file, MAPPING)


def too_large(folder: Path) -> Source:
    file = sample(folder / "data")
    with file.open("ab") as out:
        out.truncate(MOST_BYTES + 1)
    return read_source(file, MAPPING)


ROT13 = shipped()[MAPPING].replace("dates =", 'encoding = "rot13"\ndates =')
BAD_SOURCES: dict[str, Callable[[Path], Source]] = {
    "no file": lambda folder: read_source(folder / "nowhere.csv", MAPPING),
    "a folder": lambda folder: read_source(folder, MAPPING),
    "a name that is none": lambda _: read_source(Path("a\0b"), MAPPING),
    "no mapping": lambda folder: read_source(
        sample(folder / "data"), str(folder / "nowhere.toml")
    ),
    "a pipe": from_a_pipe,
    "a mapping that is no text": with_mapping(b"\xff\xfe\xff"),
    "an encoding that nobody knows": with_mapping(ROT13.encode()),
    "a code table without its column": without_a_column,
    "a file that is too large": too_large,
}


@pytest.mark.parametrize("what", BAD_SOURCES)
@pytest.mark.counts("hostile inputs tried")
def test_what_cannot_be_a_source_is_refused_with_a_next_step(
    tmp_path: Path, what: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        BAD_SOURCES[what](tmp_path)
    said = refused.value.say()
    assert all(said)
    assert str(tmp_path) not in " ".join(said)


def test_codes_keep_their_code_where_no_table_lies_beside_the_file(
    tmp_path: Path,
) -> None:
    file = sample(tmp_path / "data")
    (file.parent / "prison-complaints-subject-codes.csv").unlink()
    found = preview(read_source(file, MAPPING))
    assert found.absent == ("prison-complaints-subject-codes.csv",)
    assert found.kept == 7


def test_a_code_table_with_a_bad_row_gives_what_it_can(tmp_path: Path) -> None:
    file = sample(tmp_path / "data")
    table = file.parent / "prison-complaints-subject-codes.csv"
    table.write_text("code,primary_desc,secondary_desc\n25C,OPERATIONS\n34A,STAFF,\n")
    labels = read_source(file, MAPPING).labels
    assert [one for one in labels if one.startswith("subject")] == [
        "subject 34A: STAFF"
    ]


def test_two_registers_lie_side_by_side(
    desk: Desk, case: str, source: Source, tmp_path: Path
) -> None:
    first = bring_in(desk, case, source)
    file = tmp_path / "good.csv"
    file.write_text("\n".join((HEAD, *ROWS)))
    second = bring_in(desk, case, read_source(file, MAPPING))
    assert bring_in(desk, case, source) == first
    assert "problems" not in register_view(desk.views, case, second).fields
    assert [one.id for one in registers(desk.views, case)] == [second, first]


def test_a_term_that_no_pack_has_is_told_before_it_is_brought_in(
    tmp_path: Path,
) -> None:
    text = shipped()[MAPPING].replace("us.bop.due.F", "us.bop.due.Z")
    (tmp_path / "own.toml").write_text(text)
    source = read_source(sample(tmp_path / "data"), str(tmp_path / "own.toml"))
    assert preview(source).unknown == ("us.bop.due.Z",)


def test_a_formula_is_text_that_comes_in_and_cannot_run_where_it_goes_out(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    row = ROWS[0].replace("1001", "=cmd|' /C calc'!A0")
    made = bring_in(desk, case, read_source(sample(tmp_path / "data", row), MAPPING))
    found = matters(desk.views, case, made, Wanted(date(2014, 2, 1)))
    assert found[-1].number == "=cmd|' /C calc'!A0"
    text = faults_csv([Fault(3, "@SUM(1)", Problem.DATE)], lambda one: f"+{one}")
    assert "'@SUM(1)" in text
    assert "'+This is no day" in text
    assert '"column": "@SUM(1)"' in faults_json(
        [Fault(3, "@SUM(1)", Problem.DATE)], str
    )


def test_a_full_group_is_recorded_at_once(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    rows = [ROWS[0].replace("1001", str(number)) for number in range(GROUP + 3)]
    file = tmp_path / "many.csv"
    file.write_text("\n".join((HEAD, *rows, BAD)))
    source = read_source(file, MAPPING)
    assert len(preview(source).first) == FIRST
    run = begin_register(desk, case, source, {})
    assert len(run.group()) == GROUP
    assert len(run.group()) == 3
    assert run.ended
    assert run.far.files == GROUP + 4
    assert run.refused == 1
