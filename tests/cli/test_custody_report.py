"""`custody report` on the command line."""

from pathlib import Path

import pytest

from tests.cli.transcript import Player


@pytest.fixture
def player(player: Player) -> Player:
    for words in (
        ("case", "new", "--title", "The case of A."),
        ("exhibit", "add", "--what", "A grey T-shirt", "--kind", "garment"),
    ):
        assert player.run(list(words))[0] == 0
    return player


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.pdf", b"%PDF-"), ("r.DOCX", b"PK"), ("r.jsonld", b"{")],
)
def test_the_ending_says_as_what(player: Player, name: str, begins: bytes) -> None:
    code, _, err = player.run(["custody", "report", name, "1", "--lang", "ru"])
    assert code == 0, err
    assert Path(name).read_bytes().startswith(begins)
    assert "Сохранено как" in err


def test_another_ending_and_a_file_that_is_there(player: Player) -> None:
    code, _, err = player.run(["custody", "report", "report.txt"])
    assert (code, ".jsonld (CASE/UCO)" in err) == (2, True)
    Path("there.pdf").write_bytes(b"mine")
    assert player.run(["custody", "report", "there.pdf"])[0] == 2
    assert Path("there.pdf").read_bytes() == b"mine"
