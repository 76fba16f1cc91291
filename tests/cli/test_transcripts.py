"""Every transcript goes today as it went when it was written down.

HABEAS_WRITE_TRANSCRIPTS=1 writes them down anew: read the difference before you commit.
"""

import os
from pathlib import Path

import pytest

from tests.cli.transcript import Player

FOLDER = Path(__file__).parent / "transcripts"


def play(player: Player, path: Path) -> None:
    written = path.read_text("utf-8")
    today = player.play(written)
    if os.environ.get("HABEAS_WRITE_TRANSCRIPTS") == "1":
        path.write_text(today, "utf-8")
    else:
        assert today == written


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("*.txt")))
def test_transcript(player: Player, name: str) -> None:
    play(player, FOLDER / f"{name}.txt")
