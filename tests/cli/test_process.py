"""The command as a process: its prompt, its signals, its pipes."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import HABEAS, Terminal

PASSPHRASE = "seven invented words for tests"


def test_init_asks_twice_and_shows_nothing(tmp_path: Path) -> None:
    terminal = Terminal("init", "--vault", str(tmp_path / "new"))
    terminal.wait_for("New passphrase: ")
    terminal.type(PASSPHRASE)
    terminal.wait_for("once more: ")
    terminal.type(PASSPHRASE)
    terminal.wait_for("recovery sheet now")
    terminal.type("n")
    assert terminal.end() == 0
    assert PASSPHRASE not in terminal.seen
    assert "no reset" in terminal.seen
    again = Terminal("cases", "--vault", str(tmp_path / "new"))
    again.wait_for("Passphrase: ")
    again.type(PASSPHRASE)
    assert again.end() == 0
    assert "no case in this vault" in again.seen


def test_init_with_two_different_passphrases_makes_nothing(tmp_path: Path) -> None:
    terminal = Terminal("init", "--vault", str(tmp_path / "new"))
    terminal.wait_for("New passphrase: ")
    terminal.type(PASSPHRASE)
    terminal.wait_for("once more: ")
    terminal.type("another one")
    assert terminal.end() == 2
    assert "not the same" in terminal.seen
    assert not (tmp_path / "new").exists()


def test_ctrl_c_at_the_prompt(vault: Path) -> None:
    terminal = Terminal("cases", "--vault", str(vault))
    terminal.wait_for("Passphrase: ")
    assert terminal.interrupt() == 130
    assert "Traceback" not in terminal.seen


def test_without_a_terminal_nothing_is_asked(vault: Path) -> None:
    done = subprocess.run(
        (*HABEAS, "cases", "--vault", str(vault)),
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 2
    assert "--passphrase-fd" in done.stderr


def test_the_passphrase_comes_from_a_descriptor_up_to_its_line(vault: Path) -> None:
    words = (
        "note",
        "add",
        "--text",
        "-",
        "--passphrase-fd",
        "0",
        "--vault",
        str(vault),
    )
    new = ("case", "new", "--title", "T", "--passphrase-fd", "0", "--vault", str(vault))
    assert piped(new, PASSPHRASE + "\n").returncode == 0
    assert piped(words, f"{PASSPHRASE}\nThe rest.\n").returncode == 0
    listed = piped(
        ("note", "list", "--passphrase-fd", "0", "--vault", str(vault)), PASSPHRASE
    )
    assert "The rest." in listed.stdout


def piped(words: tuple[str, ...], text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*HABEAS, *words), input=text, capture_output=True, text=True, check=False
    )


def test_a_reader_that_goes_away_is_no_fault(vault: Path) -> None:
    process = subprocess.Popen(
        (*HABEAS, "--passphrase-fd", "0", "languages", "--vault", str(vault)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("add", "-h")])
def test_help_needs_no_vault(words: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run(
        (*HABEAS, *words, "--vault", str(tmp_path / "none")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "habeas" in done.stdout


def test_a_second_process_is_told_who_holds_the_vault(
    new_desk: Callable[[str], object],
) -> None:
    new_desk("held")
    done = piped(("cases", "--passphrase-fd", "0", "--vault", "../held"), PASSPHRASE)
    assert done.returncode == 2
    assert f"process {os.getpid()}" in done.stderr
