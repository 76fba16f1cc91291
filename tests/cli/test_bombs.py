"""Files made to do harm, brought in by the command line."""

import functools
from pathlib import Path

import pytest

from habeas.actions import documents
from habeas.text.process import Limits
from habeas.text.reader import read_document
from tests.cli.transcript import Player
from tests.tally import Tally
from tests.text.bombs import BOMBS

CHOSEN = dict(sorted(BOMBS.items())[::4])
"""The page takes them all; the way in is the same from here on."""


def test_bombs_are_kept_and_told_of(
    player: Player, terminal: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    limits = Limits(seconds=60, cpu_seconds=1)
    quick = functools.partial(read_document, limits=limits)
    monkeypatch.setattr(documents, "read_document", quick)
    player.run(["case", "new", "--title", "bombs"])
    for file, data in CHOSEN.values():
        (terminal / file).write_bytes(data)
        code, out, err = player.run(["add", file])
        assert (code, err) == (0, ""), err
        assert f": {file}, sealed. SHA-256" in out
    (terminal / "after.txt").write_text("This was read without any trouble.")
    code, out, _ = player.run(["add", "after.txt"])
    assert code == 0
    tally("hostile inputs tried", len(CHOSEN))
