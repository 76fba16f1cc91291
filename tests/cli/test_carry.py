"""`habeas carry`: out to a stick, in at another vault, and what goes wrong."""

import json
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import joining
from habeas.actions.members import Seat, share
from habeas.actions.record import open_case, put
from habeas.case.facts.members import Role
from habeas.crypto import age_recipients
from habeas.crypto.passphrase import KdfParams
from tests.cli.transcript import Player

WORDS = "copper lantern seven birches undertow"
TITLE = {"title": {"lang": "en", "text": "The case of A."}}
NOTE = {"text": {"lang": "en", "text": "Carried."}}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases of files quickly: these are nobody's."""
    monkeypatch.setattr(age_recipients.for_passphrase, "__defaults__", (2,))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def shared(
    vault: Path, tmp_path: Path, passphrase: str, params: KdfParams
) -> tuple[str, Path]:
    """Return a case that Ann leads in the vault, and Beth's vault, let in."""
    ann = app.unlock(vault, passphrase)
    case = open_case(ann, TITLE, "test")
    put(ann, case, "note", NOTE)
    share(ann, case, "Ann", "laptop")
    beth = app.create(tmp_path / "beth", passphrase, params=params)
    asked = joining.ask(beth, "phone")
    seat = Seat("Beth", Role.EDITOR)
    let = joining.let_in(ann, case, asked.note, asked.number, seat)
    joining.enter(beth, let.welcome, let.number)
    beth.close()
    ann.close()
    return case, tmp_path / "beth"


def told(words: str = WORDS) -> str:
    """Return a file descriptor that gives a passphrase."""
    reading, writing = os.pipe()
    os.write(writing, words.encode() + b"\n")
    os.close(writing)
    return str(reading)


def test_to_beth_and_back(
    player: Player, shared: tuple[str, Path], stick: Path
) -> None:
    case, beth = shared
    code, out, err = player.run(["carry", "out", str(stick), "--to", "Beth"])
    assert (code, err) == (0, "")
    (file,) = stick.iterdir()
    assert out.startswith(f"Written: {file}\nEntries: ")
    code, out, err = player.run(["carry", "show", str(file)])
    assert "Written by Ann (laptop)." in out
    code, out, err = player.run(["--vault", str(beth), "carry", "in", str(file)])
    assert (code, err) == (0, "")
    assert "From Ann: new entries: " in out
    file.unlink()
    back = ["--vault", str(beth), "carry", "out", str(stick / "back"), "--to", "Ann"]
    assert player.run([*back, "--json"])[0] == 0
    code, out, err = player.run(["carry", "in", str(stick / "back"), "--json"])
    came = json.loads(out)
    assert (code, came["writer"], came["whole"], came["case"]) == (
        0,
        "Beth",
        True,
        case,
    )
    assert [one["name"] for one in came["members"]] == ["Beth"]


def test_with_a_passphrase_in_parts(
    player: Player, shared: tuple[str, Path], stick: Path
) -> None:
    assert shared
    target = str(stick / "x.age")
    out = ["carry", "out", target, "--file-passphrase-fd"]
    code, _out, err = player.run([*out, told("password")])
    assert code == 2
    assert "too easy to guess" in err
    code, text, err = player.run([*out, told(), "--exhibits", "none", "--json"])
    assert (code, json.loads(text)["files"]) == (0, [target])
    code, text, err = player.run(
        ["carry", "in", target, "--file-passphrase-fd", told("another one")]
    )
    assert code == 2
    assert "This passphrase does not open the file." in err
    code, text, err = player.run(
        ["carry", "in", target, "--file-passphrase-fd", told()]
    )
    assert code == 0
    assert "No entry that is not here already." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["out", "."], "It is not said for whom the file is."),
        (["out", ".", "--to", "Nobody"], "Nobody"),
        (["out", "./no/x", "--to", "Beth"], "There is no such folder."),
        (["out", "/missing/name", "--passphrase"], "There is no such folder."),
        (["out", "./" + 300 * "x", "--to", "Beth"], "There is no such folder."),
        (["out", __file__, "--to", "Beth"], "There is a file of this name already."),
        (["out", f"{__file__}/x", "--to", "Beth"], "There is no such folder."),
        (["out", ".", "--to", "Beth", "--part-size", "much"], "is no size of a part"),
        (["in", "x.age"], "There is no such file."),
        (["show", "x.age"], "There is no such file."),
    ],
)
def test_what_cannot_be_done_is_said(
    player: Player, shared: tuple[str, Path], words: list[str], said: str
) -> None:
    assert shared
    code, out, err = player.run(["carry", *words])
    assert (code, out) == (2, "")
    assert said in err


def test_a_folder_that_is_not_there_is_told_before_a_passphrase_is_asked(
    player: Player,
) -> None:
    player.passphrase = "another one"
    for words in (["carry", "out", "--passphrase"], ["outside", "carry"]):
        code, out, err = player.run([*words, "/missing/name"])
        assert (code, out) == (2, "")
        assert "There is no such folder." in err
        assert "Is the stick plugged in?" in err


def test_when_a_request_was_made_is_said_as_people_read_it(player: Player) -> None:
    player.run(["join", "ask", "request.txt"])
    said = player.run(["join", "list"])[1]
    assert re.search(r"  \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d:\d\d  ", said)
    (one,) = json.loads(player.run(["join", "list", "--json"])[1])
    assert datetime.fromisoformat(one["made"]).tzinfo is not None


def test_a_damaged_file_says_what_came_first(
    player: Player, shared: tuple[str, Path], stick: Path
) -> None:
    _case, beth = shared
    target = stick / "x"
    player.run(["carry", "out", str(target), "--to", "Beth"])
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) * 3 // 4])
    code, out, err = player.run(["--vault", str(beth), "carry", "in", str(target)])
    assert code == 2
    assert "From Ann: new entries: " in out
    assert "damaged on its way, or it ends before its end" in err
    target.write_bytes(b"something else")
    code, out, err = player.run(["--vault", str(beth), "carry", "in", str(target)])
    assert (code, out) == (2, "")
