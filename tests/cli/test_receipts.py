"""A receipt goes from vault to vault on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas import app
from habeas.crypto.passphrase import KdfParams
from habeas.log.receipt import read_receipt
from tests.cli.transcript import Player

Run = Callable[..., str]


@pytest.fixture
def run(player: Player) -> Run:
    def typed(*words: str, code: int = 0) -> str:
        ended, out, err = player.run(list(words))
        assert ended == code, err
        return out or err

    return typed


@pytest.fixture
def event(run: Run) -> str:
    """Return the id of a hand-over in a case of the giver's vault."""
    run("case", "new", "--title", "The case of A.")
    run("person", "add", "--pseudonym", "Counsel 1", "--role", "counsel")
    run("person", "add", "--pseudonym", "The laboratory", "--role", "other")
    run("exhibit", "add", "--what", "A grey T-shirt", "--kind", "garment")
    told = run(
        *("custody", "add", "--exhibit", "1", "--event", "handed", "--json"),
        *("--giver", "Counsel 1", "--taker", "The laboratory", "--seal-after", "K-1"),
    )
    return str(json.loads(told)["id"])


@pytest.fixture
def at_laboratory(
    tmp_path: Path, passphrase: str, params: KdfParams, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    app.create(tmp_path / "laboratory", passphrase, params=params).close()
    return lambda: monkeypatch.setenv("HABEAS_VAULT", str(tmp_path / "laboratory"))


def test_from_vault_to_vault_and_back(
    run: Run,
    event: str,
    at_laboratory: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = run("custody", "receipt", event, "out.txt")
    assert "Saved as out.txt" in told
    assert "seal K-1" in Path("out.txt").read_text("utf-8")
    at_laboratory()
    run("case", "new", "--title", "Order 7")
    told = run("custody", "countersign", "out.txt", "back.txt")
    assert "what: A grey T-shirt" in told
    assert "Key of the giver: " in told
    monkeypatch.setenv("HABEAS_VAULT", str(tmp_path / "vault"))
    told = run("custody", "accept", "back.txt")
    assert "is signed for" in told
    again = json.loads(run("custody", "accept", "back.txt", "--json"))
    assert again["event"] == event
    assert len(again["receivers"]) == 1
    assert "nobody has signed" not in run("custody", "show", "1")


def test_to_standard_output(run: Run, event: str) -> None:
    told = run("custody", "receipt", event, "-")
    assert told.startswith("habeas.org/custody-receipt/v1\n")
    assert read_receipt(told.encode()).released


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"a letter", "not a receipt"), (b"x" * 70_000, "not")],
    ids=["no file", "a letter", "too long"],
)
def test_what_is_no_receipt(
    run: Run, event: str, content: bytes | None, words: str
) -> None:
    assert event
    if content is not None:
        Path("in.txt").write_bytes(content)
    for command in (["accept", "in.txt"], ["countersign", "in.txt", "out.txt"]):
        assert words in run("custody", *command, code=2)
    assert not Path("out.txt").exists()
