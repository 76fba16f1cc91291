"""The import of a folder on the command line: stopped, gone on with, asked about."""

from pathlib import Path

import pytest

from tests.cli.transcript import Player


@pytest.fixture
def case(player: Player, terminal: Path) -> Player:
    (terminal / "phone").mkdir()
    (terminal / "phone" / "film.bin").write_bytes(b"a film")
    assert player.run(["case", "new", "--title", "T"])[0] == 0
    return player


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(
    case: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("habeas.cli.batches.keep", pressed)
        code, _, err = case.run(["import", "phone"])
    assert code == 130
    assert "the same command goes on" in err
    code, out, _ = case.run(["batch", "show"])
    assert code == 0
    assert "Not finished: 0 brought in so far" in out
    assert '"finished": false' in case.run(["batch", "show", "--json"])[1]
    assert "no " in case.run(["batch", "list"])[1]
    assert case.run(["import", "phone"])[0] == 0
    code, out, _ = case.run(["batch", "show"])
    assert "Brought in: 1" in out
    assert "yes" in case.run(["batch", "list"])[1]


def test_a_summary_of_nothing_is_refused(case: Player) -> None:
    code, _, err = case.run(["batch", "show"])
    assert (code, "No folder was brought in yet" in err) == (2, True)
