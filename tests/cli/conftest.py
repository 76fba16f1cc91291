"""A person at a terminal, with a vault that is cheap to open."""

from pathlib import Path

import pytest

from habeas import app
from habeas.cli import say
from habeas.crypto.passphrase import KdfParams
from tests.cli.transcript import TREE, Player


@pytest.fixture(autouse=True)
def one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grow the tree of commands once, not for every command."""
    monkeypatch.setattr("habeas.cli.main.build", TREE)


@pytest.fixture(autouse=True)
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the person in an empty folder, in English, 80 columns wide."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HABEAS_VAULT", str(tmp_path / "vault"))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "HABEAS_DEBUG", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def vault(tmp_path: Path, passphrase: str, params: KdfParams) -> Path:
    """Return the folder of an empty vault, locked."""
    app.create(tmp_path / "vault", passphrase, params=params).close()
    return tmp_path / "vault"


@pytest.fixture
def player(
    vault: Path,  # noqa: ARG001 - it must be there
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> Player:
    """Return who types the commands, on a machine that is never slow.

    A vault that a command makes is as cheap to open as the others of the tests.
    """
    monkeypatch.setattr(app, "calibrate", lambda: params)
    monkeypatch.setattr(say, "_QUIET_SECONDS", 1e6)
    return Player(passphrase)
