"""`paper annexes` on the command line."""

from pathlib import Path

import pytest

from tests.cli.transcript import Player

WHY = ("--despite", "She is held and cannot be asked.")


@pytest.fixture
def paper(player: Player) -> str:
    """Begin a paper of one document; return the id."""
    Path("letter.txt").write_text("A letter.")
    out = ""
    for words in (
        ("case", "new", "--title", "The case of A."),
        ("person", "add", "--pseudonym", "A.", "--role", "complainant"),
        ("add", "letter.txt"),
        ("paper", "begin", "exhibit-list", "--in", "en"),
    ):
        code, out, err = player.run(list(words))
        assert code == 0, err
    return out.split()[-1]


def test_annexes_and_bundle(player: Player, paper: str) -> None:
    words = ["paper", "annexes", paper]
    code, _, err = player.run([*words, "a.txt", *WHY])
    assert (code, "Annexes are written as .pdf." in err) == (2, True)
    code, _, err = player.run([*words, "a.pdf"])
    assert (code, "is not recorded to have agreed" in err) == (2, True)
    assert not Path("a.pdf").exists()
    code, _, err = player.run([*words, "a.pdf", *WHY])
    assert (code, "Saved as a.pdf" in err) == (0, True)
    assert Path("a.pdf").read_bytes().startswith(b"%PDF")
    code, _, err = player.run([*words, "b.pdf", *WHY, "--bundle", "b.zip"])
    assert code == 2
    assert not Path("b.pdf").exists()
    agreed = ("--person", "A.", "--use", "counsel", "--answer", "given")
    assert player.run(["consent", "add", *agreed])[0] == 0
    to = ("--bundle", "b.zip", "--to", "Counsel")
    code, _, err = player.run([*words, "b.pdf", *to])
    assert (code, "Saved as b.zip" in err) == (0, True), err
    assert Path("b.zip").read_bytes().startswith(b"PK")


def test_each_check_that_a_reason_set_aside_is_said(player: Player, paper: str) -> None:
    code, _, err = player.run(["paper", "annexes", paper, "a.pdf", *WHY])
    assert (code, err.count("Set aside: ")) == (0, 1)
    assert "Set aside: A. is not recorded to have agreed" in err
    code, _, err = player.run(["paper", "annexes", paper, "b.pdf"])
    assert (code, "Set aside: " in err) == (0, False)
