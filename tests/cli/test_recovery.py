"""`init`, `passphrase` and `recovery`, by a script or at a terminal."""

import errno
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from habeas import app
from habeas.cli.main import main
from habeas.errors import WrongPassphraseError
from habeas.vault import disk
from tests.cli.terminal import Terminal

NEW = "six quite different words to test"
WEAK = "password1"
GROUP = re.compile(r"\b([1-9]) ([0-9A-Z]{5})\b")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def groups(self) -> list[str]:
        """The groups on a sheet that was printed."""
        found = [group for _, group in GROUP.findall(self.out)]
        assert len(found) == 9, self.out
        return found


Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Return who types a command and hands lines over through a descriptor."""

    def run(*words: str, lines: tuple[str, ...]) -> Said:
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{line}\n" for line in lines).encode())
        os.close(writing)
        try:
            code = main(["--passphrase-fd", str(reading), *words])
        finally:
            os.close(reading)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def opens(folder: Path, passphrase: str) -> bool:
    try:
        app.unlock(folder, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_a_changed_passphrase(say: Say, vault: Path, passphrase: str) -> None:
    assert say("passphrase", lines=(NEW, passphrase)).code == 2
    assert say("passphrase", lines=(passphrase, "short")).code == 2
    done = say("passphrase", lines=(passphrase, NEW))
    assert done.code == 0
    assert "the old one does not" in done.out
    assert "Strong." in done.err
    assert opens(vault, NEW)
    assert not opens(vault, passphrase)


@pytest.mark.counts("faults injected")
def test_what_the_disk_did_not_confirm_is_said_and_the_sheet_is_shown(
    say: Say, vault: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "sync_folder", refuse)
    shown = say("recovery", "make", lines=(passphrase,))
    assert shown.code == 0
    assert "did not confirm this sheet" in shown.err
    told = say("recovery", "use", lines=("-".join(shown.groups), NEW))
    assert told.code == 2
    assert "new passphrase opens the vault, but" in told.err
    assert opens(vault, NEW)


def test_a_weak_one_is_refused_unless_it_is_wanted(
    say: Say, vault: Path, passphrase: str
) -> None:
    refused = say("passphrase", lines=(passphrase, WEAK))
    assert refused.code == 2
    assert "easy to guess" in refused.err
    assert opens(vault, passphrase)
    taken = say("passphrase", "--weak", lines=(passphrase, WEAK))
    assert taken.code == 0
    assert "Weak." in taken.err
    assert opens(vault, WEAK)


def test_a_sheet_made_used_renewed_and_revoked(
    say: Say, vault: Path, passphrase: str
) -> None:
    first = say("recovery", "make", lines=(passphrase,))
    code = " ".join(first.groups).lower()
    assert "shown this once" in first.err
    used = say("recovery", "use", lines=(code, NEW))
    assert (used.code, opens(vault, NEW), opens(vault, passphrase)) == (0, True, False)
    second = say("recovery", "make", lines=(NEW,))
    old = say("recovery", "use", lines=(code, passphrase))
    assert old.code == 2
    assert "does not open this vault" in old.err
    number = re.search(r"Number ([0-9A-F]{4}-[0-9A-F]{4})", second.out)
    assert number
    assert number[1] in old.err
    assert number[1] in say("recovery", "revoke", lines=(NEW,)).out
    assert "no sheet" in say("recovery", "revoke", lines=(NEW,)).out
    gone = say("recovery", "use", lines=(" ".join(second.groups), passphrase))
    assert "no recovery sheet" in gone.err
    assert opens(vault, NEW)


@pytest.mark.usefixtures("vault")
def test_a_slip_names_its_group_and_repeats_nothing(say: Say, passphrase: str) -> None:
    groups = say("recovery", "make", lines=(passphrase,)).groups
    wrong = groups[6][:-1] + ("0" if groups[6][-1] != "0" else "1")
    slip = [*groups[:6], wrong, *groups[7:]]
    refused = say("recovery", "use", lines=(" ".join(slip), NEW))
    assert refused.code == 2
    assert "group 7." in refused.err
    assert not any(group in refused.out + refused.err for group in (*groups, wrong))


def test_a_sheet_is_for_who_knows_the_passphrase(say: Say, vault: Path) -> None:
    assert say("recovery", "make", lines=(NEW,)).code == 2
    assert "recovery" not in (vault / "habeas.toml").read_text()


def test_a_script_that_makes_a_vault_is_told_of_the_sheet(
    say: Say, tmp_path: Path
) -> None:
    new = str(tmp_path / "new")
    assert say("init", "--vault", new, lines=(WEAK,)).code == 2
    assert not Path(new).exists()
    made = say("init", "--vault", new, lines=(NEW,))
    assert made.code == 0
    assert "habeas recovery make" in made.err
    assert "Strong." in made.err


def type_twice(terminal: Terminal, passphrase: str) -> None:
    for prompt in ("New passphrase: ", "once more: "):
        terminal.wait_for(prompt)
        terminal.type(passphrase)


def test_at_a_terminal_a_weak_one_and_the_sheet_are_asked_about(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "new"
    terminal = Terminal("init", "--vault", str(folder))
    type_twice(terminal, WEAK)
    terminal.wait_for("Use it all the same? [y/N]")
    terminal.type("y")
    terminal.wait_for("Make a recovery sheet now")
    terminal.type("")
    assert terminal.end() == 0
    groups = [group for _, group in GROUP.findall(terminal.seen)]
    assert len(groups) == 9
    again = Terminal("recovery", "use", "--vault", str(folder))
    for number, group in enumerate(groups, 1):
        again.wait_for(f"Group {number} of 9: ")
        if number == 2:
            again.type("00000")
            again.wait_for("once more.")
            again.wait_for("Group 2 of 9: ")
        again.type(group)
    type_twice(again, NEW)
    assert again.end() == 0
    assert not any(group in again.seen for group in groups)
    assert opens(folder, NEW)


def test_at_a_terminal_no_means_no(tmp_path: Path) -> None:
    terminal = Terminal("init", "--vault", str(tmp_path / "new"))
    type_twice(terminal, WEAK)
    terminal.wait_for("Use it all the same? [y/N]")
    terminal.type("")
    assert terminal.end() == 2
    assert not (tmp_path / "new").exists()


def test_a_scanner_gives_the_whole_code_at_once(
    say: Say, vault: Path, passphrase: str
) -> None:
    groups = say("recovery", "make", lines=(passphrase,)).groups
    terminal = Terminal("recovery", "use", "--vault", str(vault))
    terminal.wait_for("Group 1 of 9: ")
    terminal.type("-".join(groups))
    type_twice(terminal, NEW)
    assert terminal.end() == 0
    assert opens(vault, NEW)
