"""`recovery guardians`: two vaults, a guardian without a copy, a no."""

import json
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import joining
from habeas.crypto.passphrase import KdfParams
from tests.cli.transcript import Player


@pytest.fixture
def request_of_dana(tmp_path: Path, passphrase: str, params: KdfParams) -> list[str]:
    """Return the files and numbers of two requests, made in a vault elsewhere."""
    desk = app.create(tmp_path / "elsewhere", passphrase, params=params)
    found = []
    for name in ("one", "two"):
        asked = joining.ask(desk, name)
        (tmp_path / name).write_bytes(asked.note)
        found += [str(tmp_path / name), asked.number]
    desk.close()
    return found


def run(player: Player, *words: str) -> str:
    code, out, err = player.run(list(words))
    assert code == 0, err
    return str(out)


def test_guardians_by_the_command_line(
    player: Player, request_of_dana: list[str], tmp_path: Path
) -> None:
    first, number, second, other = request_of_dana
    guardians = ("recovery", "guardians")
    run(player, "case", "new", "--title", "T")
    assert "no guardians" in run(player, *guardians, "list")
    run(player, "members", "share", "Ann")
    welcome = str(tmp_path / "welcome")
    letting = ("members", "let-in", first, welcome, "--heard", number)
    run(player, *letting, "--name", "Dana", "--role", "editor")
    code, _, err = player.run([*guardians, "choose", "Ann"])
    assert (code, "do not fit" in err) == (2, True)
    run(player, *guardians, "choose", "Ann", "Dana", "--need", "2")
    run(player, *guardians, "here")
    begun = run(player, *guardians, "begin", second, "Dana", "--heard", other).strip()
    told = run(player, *guardians, "list")
    assert "1 of 2 guardians" in told
    assert "Agreed: 1 of 2. Ann" in told
    question = tmp_path / "question"
    run(player, *guardians, "question", begun, str(question))
    assert question.read_bytes().startswith(b"habeas.org/guardian-question/v1\n")
    code, _, err = player.run([*guardians, "let-in", begun, str(tmp_path / "w")])
    assert (code, "Not enough guardians" in err) == (2, True)
    run(player, *guardians, "refuse", begun, "--why", "not her")
    said = json.loads(run(player, *guardians, "list", "--json"))
    assert said["recoveries"][0]["standing"] == "ended"
