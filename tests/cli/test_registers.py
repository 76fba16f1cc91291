"""The register on the command line: stopped, gone on with, its problems in a file."""

import json
from pathlib import Path

import pytest

from tests.cli.transcript import Player
from tests.registers import ROWS, sample

FILE, MAPPING = "data/complaints.csv", ("--mapping", "us-bop-complaints")


@pytest.fixture
def case(player: Player, terminal: Path) -> Player:
    sample(terminal / "data")
    assert player.run(["case", "new", "--title", "T"])[0] == 0
    return player


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(
    case: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("habeas.cli.registers.keep_rows", pressed)
        code, _, err = case.run(["register", "import", FILE, *MAPPING])
    assert code == 130
    assert "the same command goes on" in err
    code, out, _ = case.run(["register", "show"])
    assert code == 0
    assert "Not finished: 0 rows kept so far" in out
    assert "no " in case.run(["register", "list"])[1]
    assert case.run(["register", "import", FILE, *MAPPING])[0] == 0
    assert "Rows kept: 7" in case.run(["register", "show"])[1]
    code, _, err = case.run(["register", "import", FILE, *MAPPING])
    assert code == 0
    assert "nothing is added" in err


def test_problems_are_written_to_a_new_file_and_over_none(
    case: Player, terminal: Path
) -> None:
    asked = ["register", "preview", FILE, *MAPPING, "--errors"]
    assert case.run([*asked, "wrong.json"])[0] == 0
    told = json.loads((terminal / "wrong.json").read_text("utf-8"))
    assert [(one["line"], one["problem"]) for one in told] == [
        (9, "unknown"),
        (9, "date"),
    ]
    code, _, err = case.run([*asked, "wrong.json"])
    assert code == 2
    assert "is there already" in err
    asked[1] = "import"
    assert case.run([*asked, "wrong.csv"])[0] == 0
    assert (terminal / "wrong.csv").read_text("utf-8").count("\n") == 3


def test_many_problems_are_cut_on_the_terminal(case: Player, terminal: Path) -> None:
    with (terminal / FILE).open("a") as out:
        out.write("x,y\n" * 30)
    code, shown, _ = case.run(["register", "preview", FILE, *MAPPING])
    assert code == 0
    assert "12 more; --errors FILE writes all of them." in shown


def test_a_list_is_cut_and_says_so(case: Player) -> None:
    assert case.run(["register", "import", FILE, *MAPPING])[0] == 0
    _, out, _ = case.run(["register", "matters", "--most", "2"])
    assert "2 of 7; --most 0 lists all." in out
    _, out, _ = case.run(["register", "matters", "--most", "0", "--late"])
    assert "1003" in out
    assert "1001" not in out
    found = json.loads(case.run(["register", "stats", "--json"])[1])
    assert found["total"] == 7
    assert case.run(["register", "stats", "US Bureau of"])[0] == 2


def test_without_a_register_every_report_says_what_to_do(case: Player) -> None:
    for name in ("show", "matters", "overdue", "stats"):
        code, _, err = case.run(["register", name])
        assert (code, "habeas register import" in err) == (2, True)


LONE = """format = 1
name = "A"
jurisdiction = "XX"
[columns]
case_number = ["n"]
received = ["r"]
level = ["l"]
[levels]
1 = { term = "xx.term" }
[tables.subject]
file = "gone.csv"
code = ["c"]
label = ["d"]
"""


def test_what_a_preview_warns_of(case: Player, terminal: Path) -> None:
    (terminal / "own.toml").write_text(LONE)
    (terminal / "one.csv").write_text("n,r,l\n1,x,1\n")
    asked = ["register", "preview", "one.csv", "--mapping", "own.toml"]
    code, out, _ = case.run(asked)
    assert code == 0
    assert "codes keep only their code: gone.csv" in out
    assert "No rule pack of this version has these terms: xx.term" in out
    assert "The first rows" not in out
    told = json.loads(case.run([*asked, "--json"])[1])
    assert told["unknown_terms"] == ["xx.term"]
    assert told["absent_tables"] == ["gone.csv"]
    assert [one["problem"] for one in told["faults"]] == ["date"]


def test_figures_of_little_and_of_much(case: Player, terminal: Path) -> None:
    (terminal / "own.toml").write_text(LONE)
    (terminal / "one.csv").write_text("n,r,l\n1,2014-01-01,\n")
    asked = ["register", "import", "one.csv", "--mapping", "own.toml"]
    assert case.run([*asked, "--name", "Little"])[0] == 0
    _, out, _ = case.run(["register", "stats", "Little"])
    assert "no such value" in out
    assert "Days to an answer" not in out
    more = [
        ROWS[0].replace("1001", str(number)).replace("25,C", f"{number},Z")
        for number in range(40, 60)
    ]
    sample(terminal / "data", *more)
    assert case.run(["register", "import", FILE, *MAPPING, "--name", "Much"])[0] == 0
    _, out, _ = case.run(["register", "stats", "Much"])
    assert "8 others" in out
    found = json.loads(case.run(["register", "matters", "Little", "--json"])[1])
    assert [one["number"] for one in found["submissions"]] == ["1"]
    assert (
        "us-bop"
        in json.loads(case.run(["register", "mapping", "--json"])[1]).popitem()[0]
    )
