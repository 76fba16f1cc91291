"""The commands of docs/how-to on papers go on the invented case as they stand."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from habeas.cli import say
from habeas.demo.build import build
from tests.cli.transcript import Player

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("make-a-paper", "after-it-left")
_BLOCK = re.compile(r"(?<=```\n)habeas .*?(?=```)", re.DOTALL)
_CODE = re.compile(r"\b(\w+:)…")


def commands() -> list[str]:
    """Return what is typed, page after page; the demo itself is built by the test."""
    texts = [(HOW_TO / f"{name}.md").read_text("utf-8") for name in PAGES]
    blocks = [one for text in texts for one in _BLOCK.findall(text)]
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [one for one in lines if not one.startswith("habeas demo ")]


def meant(player: Player, line: str) -> list[str]:
    """Return a line as a shell and a person who read the codes would type it."""
    line = line.replace('"$(date -I)"', date.today().isoformat())  # noqa: DTZ011 - as `date`
    program, *words = shlex.split(line)
    assert program == "habeas"
    if any(map(_CODE.fullmatch, words)):
        _, out, _ = player.run(["paper", "check", words[2], "--json"])
        found = json.loads(out)["keeps_in"]
        words = [
            next(one for one in found if one.startswith(hit[1])) if hit else word
            for word in words
            for hit in [_CODE.fullmatch(word)]
        ]
    return words


def test_every_command_of_the_pages_goes_on_the_invented_case(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(say, "_QUIET_SECONDS", 1e6)
    build(tmp_path / "vault", passphrase).close()
    player, typed = Player(passphrase), commands()
    assert len(typed) >= len(PAGES) * 5
    told = {}
    for line in typed:
        code, out, err = player.run(meant(player, line))
        assert code == 0, (line, err)
        told[line.split(" --")[0]] = out
    assert "Came: answer received" in told["habeas paper show preservation-request"]
    assert "No answer to this point." in told["habeas paper replies appeal"]
    assert "(may_sign:" in told["habeas paper check appeal"]
