"""What a command is given that it must not take, swallow or repeat."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from habeas import app
from habeas.cli.main import main
from habeas.errors import HabeasError
from tests.cli.transcript import Player

SECRET = "correct horse battery staple"


@dataclass(frozen=True)
class Attack:
    """What is typed, what must be answered, and what must never be repeated."""

    name: str
    words: tuple[str, ...]
    answer: str
    never: str = ""


TYPED = (
    Attack(
        "passphrase as an option", ("--passphrase", SECRET), "--passphrase-fd", SECRET
    ),
    Attack("… with an equals sign", (f"--passphrase={SECRET}",), "history", SECRET),
    Attack("… after a command", ("cases", "--password", SECRET), "history", SECRET),
    Attack("… as a word too many", ("cases", SECRET), "too many", SECRET),
    Attack("… as a word to init", ("init", SECRET), "too many", SECRET),
    Attack("unknown option", ("cases", "--everything"), "--everything"),
    Attack("unknown command", ("casess",), "‘casess’"),
    Attack("unknown command of a noun", ("person", "delete"), "‘delete’"),
    Attack("a noun alone", ("person",), "habeas person"),
    Attack("an option without its value", ("cases", "--vault"), "--vault"),
    Attack("a word for a number", ("claim", "add", "--start", "x"), "--start"),
    Attack("an unknown language", ("--lang", "xx", "cases"), "--lang"),
    Attack("an unknown case", ("person", "list", "--case", "zz"), "‘zz’"),
    Attack(
        "a file descriptor that is not open", ("cases", "--passphrase-fd", "987"), "987"
    ),
    Attack("a negative one", ("cases", "--passphrase-fd", "-3"), "-3"),
    Attack("one beyond any number", ("cases", "--passphrase-fd", "9" * 40), "9999"),
    Attack("SQL for a name", ("person", "show", "'; DROP TABLE records; --"), "DROP"),
    Attack("a query for words", ("search", '"a" OR text:*'), ""),
)


@pytest.mark.parametrize("attack", TYPED, ids=lambda attack: attack.name)
def test_what_is_typed(player: Player, attack: Attack) -> None:
    assert player.run(["case", "new", "--title", "T"])[0] == 0
    code, out, err = player.run(list(attack.words))
    assert code == (2 if attack.answer else 0)
    assert attack.answer in err
    assert "Traceback" not in err
    if attack.never:
        assert attack.never not in out + err


def no_vault(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def no_header(folder: Path) -> None:
    (folder / "habeas.toml").unlink()


def newer(folder: Path) -> None:
    header = folder / "habeas.toml"
    header.write_text(header.read_text().replace("format = 1", "format = 4"))


def torn_header(folder: Path) -> None:
    header = folder / "habeas.toml"
    header.write_bytes(header.read_bytes()[:40])


def torn_log(folder: Path) -> None:
    log = folder / "log.db"
    log.write_bytes(b"\0" * log.stat().st_size)


def held(folder: Path) -> None:
    descriptor = os.open(folder / "lock", os.O_RDWR)  # closed with the test's process
    fcntl.flock(descriptor, fcntl.LOCK_EX)


VAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "not a vault": (no_vault, "There is no vault"),
    "without its header": (no_header, "habeas.toml is missing"),
    "of a newer Habeas": (newer, "newer Habeas"),
    "a torn header": (torn_header, "damaged"),
    "a torn log": (torn_log, "damaged"),
    "open elsewhere": (held, "another Habeas"),
}


@pytest.mark.parametrize("name", VAULTS)
def test_the_vault_is_not_as_it_should_be(
    player: Player, vault: Path, name: str
) -> None:
    spoil, answer = VAULTS[name]
    spoil(vault)
    code, out, err = player.run(["cases"])
    assert (code, out) == (2, "")
    assert answer in err
    assert "Traceback" not in err


def test_a_wrong_passphrase(player: Player) -> None:
    code, out, err = Player(SECRET).run(["cases"])
    assert (code, out) == (2, "")
    assert "does not open" in err
    assert SECRET not in err
    assert player.run(["cases"])[0] == 0


def test_the_environment_holds_no_passphrase(
    vault: Path,
    passphrase: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("HABEAS_PASSPHRASE", "HABEAS_PASSPHRASE_FD", "HABEAS_PASSWORD"):
        monkeypatch.setenv(name, passphrase)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "asked for")
    assert main(["cases", "--vault", str(vault)]) == 2
    assert "does not open" in capsys.readouterr().err


def test_nobody_without_a_vault_is_asked_for_a_passphrase(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: pytest.fail("asked"))
    assert main(["cases", "--vault", str(tmp_path / "nowhere")]) == 2
    assert "habeas init" in capsys.readouterr().err


HOSTILE_NAMES = {
    "a line end": "letter\n[0;31mEXHIBIT 9.txt",
    "an escape": "letter\x1b[2J\x1b]0;title\x07.txt",
    "a C1 control": "letter\x9b31m.txt",
    "letters that turn the line round": "letter\u202etxt.exe",
    "a carriage return": "letter\rhabeas: all is well.txt",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_file_name_steers_the_terminal(
    player: Player, terminal: Path, name: str
) -> None:
    path = terminal / HOSTILE_NAMES[name]
    path.write_text("Words.\n")
    player.run(["case", "new", "--title", "T"])
    told = [
        player.run(["add", str(path)]),
        player.run(["add", str(path)]),
        player.run(["add", f"{path}.missing"]),
        player.run(["document", "show", "1"]),
        player.run(["document", "list"]),
        player.run(["document", "list", "--json"]),
        player.run(["document", "save-original", "1", f"{path}.out"]),
    ]
    assert [code for code, _, _ in told] == [0, 2, 2, 0, 0, 0, 0]
    everything = "".join(out + err for _, out, err in told)
    assert not set(everything) & set("\x07\x1b\x9b\r\u202e")
    assert not any(line.startswith("[0;31m") for line in everything.splitlines())


def test_no_record_steers_the_terminal(player: Player) -> None:
    assert player.run(["case", "new", "--title", "T\x1b[2J"])[0] == 2
    title = "T\u202eltr"
    assert player.run(["case", "new", "--title", title])[0] == 0
    for words in (["cases"], ["case", "show"], ["cases", "--json"]):
        out = player.run(words)[1]
        assert not set(out) & set("\x1b\u202e")
    found = json.loads(player.run(["cases", "--json"])[1])
    assert found[0]["title"] == title


def test_a_folder_and_an_unreadable_file(player: Player, terminal: Path) -> None:
    player.run(["case", "new", "--title", "T"])
    (terminal / "folder").mkdir()
    (terminal / "loop").symlink_to("loop")
    for name in ("folder", "loop", "nothing"):
        code, _, err = player.run(["add", name])
        assert (code, f"‘{name}’" in err) == (2, True)


def test_a_fault_of_the_program_tells_no_secret(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("habeas.cli.cases.case_heads", fail)
    code, out, err = player.run(["cases"])
    assert (code, out) == (70, "")
    assert "ValueError" in err
    assert "Traceback" not in err
    monkeypatch.setenv("HABEAS_DEBUG", "1")
    debug = player.run(["cases"])[2]
    assert "in fail" in debug
    assert SECRET not in err + debug


def test_after_any_refusal_the_vault_is_locked_again(
    player: Player, vault: Path, passphrase: str
) -> None:
    assert player.run(["timeline"])[0] == 2
    try:
        app.unlock(vault, passphrase).close()
    except HabeasError as error:  # pragma: no cover - what the test is about
        pytest.fail(str(error))
