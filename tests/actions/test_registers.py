"""A register brought in: looked at, killed, gone on with, counted, never twice."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, withdraw
from habeas.actions.register_source import Source, preview, read_source, shipped
from habeas.actions.register_tables import faults_csv, faults_json
from habeas.actions.registers import (
    GROUP,
    begin_register,
    finish_register,
    keep_rows,
)
from habeas.case.register_rows import Fault, Problem
from habeas.errors import BadInputError, RefusedError, StorageError
from habeas.text.tables import MOST_BYTES
from habeas.views.records import counts, record, records
from habeas.views.register_figures import figures
from habeas.views.registers import (
    Wanted,
    how_many,
    last_day,
    matters,
    register_view,
    registers,
    rows_kept,
)
from tests.registers import BAD, HEAD, ROWS, sample
from tests.tally import Tally

MAPPING = "us-bop-complaints"
REAL = Path(__file__).parents[3] / "shared" / "data" / "prison-complaints.csv"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return read_source(sample(tmp_path / "data"), MAPPING)


def bring_in(desk: Desk, case: str, source: Source) -> str:
    run = begin_register(desk, case, source, {})
    while not run.ended:
        keep_rows(desk, run, run.group())
    finish_register(desk, run)
    return run.id


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


WRITER = """
import sys
from pathlib import Path
from habeas import app
from habeas.actions import registers
from habeas.actions.register_source import read_source
registers.GROUP = 5
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
source = read_source(Path(sys.argv[4]), "us-bop-complaints")
run = registers.begin_register(desk, sys.argv[3], source, {})
while not run.ended:
    group = run.group()
    registers.keep_rows(desk, run, group)
    print(len(run.done), flush=True)
registers.finish_register(desk, run)
print("finished", flush=True)
"""
KILLS = 6


def test_killed_at_any_moment_it_goes_on_and_no_row_is_lost_or_twice(
    desk: Desk, tmp_path: Path, passphrase: str, tally: Tally
) -> None:
    case = open_case(desk, {"title": {"lang": "en", "text": "x"}}, "test")
    folder = desk.vault.folder
    desk.close()
    more = [ROWS[0].replace("1001", str(number)) for number in range(2000, 2300)]
    file = sample(tmp_path / "data", *more)
    told = 0
    for turn in range(KILLS + 1):
        command = [
            sys.executable,
            "-c",
            WRITER,
            str(folder),
            passphrase,
            case,
            str(file),
        ]
        told = max([told, *acknowledged(command, turn)])
        again = app.unlock(folder, passphrase)
        (line,) = registers(again.views, case)
        kept = rows_kept(again.views, case, line.id)
        assert len(kept) >= told
        assert counts(again.views, case)["matter"] == len(kept)
        assert verify_case(again, case).clean
        again.close()
        if turn == KILLS:
            assert line.finished
            assert kept == {*range(1, 8), *range(9, 309)}
    tally("kills survived", KILLS)


def acknowledged(command: list[str], turn: int) -> list[int]:
    """Run the writer, kill it but the last time, and return what it told."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = []
        if turn < KILLS:
            lines = [writer.stdout.readline()]
            time.sleep(0.002 + 0.02 * turn)
            writer.send_signal(signal.SIGKILL)
        lines += [one for one in writer.stdout if one.endswith("\n")]
    return [int(one) for one in lines if one.strip().isdigit()]


@pytest.mark.skipif(not REAL.exists(), reason="the real data is not on this machine")
def test_the_real_data_counted_by_nothing_but_the_csv_module(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    """A third of the rows, for time; the bench brings in all of them."""
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18_308
    whole = preview(read_source(REAL, MAPPING))
    assert (whole.rows, whole.kept, whole.refused) == (18_308, 18_308, 0)
    assert whole.levels == Counter(row["ITERLVL"] for row in rows)
    assert whole.statuses == Counter(row["CDSTATUS"] for row in rows)
    part = [*rows[::6], *(row for row in rows if row["CDSTATUS"] == "ACC")]
    part = list({row["CASENBR"]: row for row in part}.values())
    with (tmp_path / "part.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(part)
    made = bring_in(desk, case, read_source(tmp_path / "part.csv", MAPPING))
    compare(desk, case, made, part)


def compare(desk: Desk, case: str, made: str, rows: list[dict[str, str]]) -> None:
    day = last_day(desk.views, case, made)
    assert day == max(date.fromisoformat(row["sdtstat"]) for row in rows)
    found = figures(desk.views, case, register_view(desk.views, case, made), day)
    tables = {one.name: one for one in found.tables}
    rejected = [row for row in rows if row["CDSTATUS"] == "REJ"]
    assert {one.code: one.count for one in tables["status"].figures}["REJ"] == len(
        rejected
    )
    reasons = Counter(
        code for row in rejected for n in range(1, 6) if (code := row[f"STATRSN{n}"])
    )
    for one in tables["reasons"].figures:
        assert one.count == len(
            [r for r in rejected if one.code in {r[f"STATRSN{n}"] for n in range(1, 6)}]
        )
    assert tables["reasons"].rest_kinds + len(tables["reasons"].figures) == len(reasons)
    subjects = Counter(row["cdsub1cb"] for row in rows)
    assert {one.code: one.count for one in tables["subject"].figures}.items() <= dict(
        subjects
    ).items()
    late = sum(row["timely"] == "0.0" for row in rows)
    assert sum(one.late for one in found.punctual) == late
    assert found.overdue_in_all == sum(row["overdue"] == "1.0" for row in rows)
    answered = sorted(int(float(row["comptime"])) for row in rows if row["comptime"])
    assert found.days.answers == len(answered)
    assert found.days.median == answered[(len(answered) + 1) // 2 - 1]
    assert found.days.longest == answered[-1]
    for told in found.recorded:
        assert told.other == 0  # the first term, or once extended: every one of them
    assert how_many(desk.views, case, made, Wanted(day, late=True)) == late
    year = Counter(row["sitdtrcv"][:4] for row in rows)
    assert {one.code: one.count for one in tables["year"].figures} == year


def test_a_full_group_is_recorded_at_once(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    rows = [ROWS[0].replace("1001", str(number)) for number in range(GROUP + 3)]
    file = tmp_path / "many.csv"
    file.write_text("\n".join((HEAD, *rows, BAD)))
    run = begin_register(desk, case, read_source(file, MAPPING), {})
    assert len(run.group()) == GROUP
    assert len(run.group()) == 3
    assert run.ended
    assert run.far.files == GROUP + 4
    assert run.refused == 1
