"""`recovery shares`, `list` and `rehearse`, by a script or at a terminal."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from habeas import app
from habeas.actions import rehearsing
from habeas.vault.header import read_header
from tests.cli.terminal import Terminal
from tests.cli.test_recovery import NEW, WEAK, Said, Say, opens, say, type_twice

__all__ = ["say"]
WORD = re.compile(r"\b(\d{1,2}) ([a-z]{3,8})\b")


def papers(said: Said) -> list[str]:
    """Return the words of each share that was printed."""
    assert said.code == 0, said.err
    parts = re.split(r"^Share \d+ of \d+", said.out, flags=re.MULTILINE)[1:]
    found = []
    for part in parts:
        words = dict(reversed([(int(at), word) for at, word in WORD.findall(part)]))
        found.append(" ".join(words[at] for at in range(1, 21)))
    return found


def test_shares_made_used_and_worthless_afterwards(
    say: Say, vault: Path, passphrase: str
) -> None:
    made = say("recovery", "shares", "make", "--holder", "Aigul", lines=(passphrase,))
    shares = papers(made)
    assert len(shares) == 3
    assert "Share 1 of 3  Aigul\n" in made.out
    assert "(SLIP-39)" in made.out
    called = f"Of the set ‘{' '.join(shares[0].split()[:2])}’. Made on "
    assert made.out.count(called) == len(shares)
    assert called in say("recovery", "list", lines=(passphrase,)).out
    assert "Aigul" not in (vault / "habeas.toml").read_text()
    sheet = say("recovery", "make", lines=(passphrase,))
    assert say("recovery", "shares", "use", lines=(*shares[:2], "short")).code == 2
    used = say("recovery", "shares", "use", lines=(shares[2], shares[0], NEW))
    assert used.code == 0
    assert "nothing else does" in used.out
    assert opens(vault, NEW)
    assert not opens(vault, passphrase)
    again = say("recovery", "shares", "use", lines=(*shares[:2], passphrase))
    assert "no paper shares" in again.err
    code = " ".join(sheet.groups)
    assert "no recovery sheet" in say("recovery", "use", lines=(code, WEAK)).err


def test_three_of_five_renewed_and_revoked(
    say: Say, vault: Path, passphrase: str
) -> None:
    five = ("recovery", "shares", "make", "--need", "3", "--of", "5")
    old = papers(say(*five, lines=(passphrase,)))
    new = papers(say(*five, lines=(passphrase,)))
    assert (len(old), len(new)) == (5, 5)
    lines = (new[0], old[1], new[2], NEW)
    mixed = say("recovery", "shares", "use", lines=lines)
    assert mixed.code == 2
    assert "Share 2 is of another set" in mixed.err
    lines = (new[0], new[0], new[2], NEW)
    assert "the same as share 1" in say("recovery", "shares", "use", lines=lines).err
    assert say("recovery", "shares", "revoke", lines=(NEW,)).code == 2
    assert read_header(vault).shares
    assert (
        "nothing any more"
        in say("recovery", "shares", "revoke", lines=(passphrase,)).out
    )
    assert "no shares" in say("recovery", "shares", "revoke", lines=(passphrase,)).out


@pytest.mark.usefixtures("vault")
def test_numbers_that_make_no_sense_are_refused_before_anything(say: Say) -> None:
    refused = say("recovery", "shares", "make", "--need", "1", lines=())
    assert refused.code == 2
    assert "At least two" in refused.err


@pytest.mark.usefixtures("vault")
def test_a_slip_is_named_and_no_share_repeated(say: Say, passphrase: str) -> None:
    one, two, _ = papers(say("recovery", "shares", "make", lines=(passphrase,)))
    words = two.split()
    words[6] = "academix"
    said = say("recovery", "shares", "use", lines=(one, " ".join(words), NEW))
    assert said.code == 2
    assert "Word 7 is not in the list of words. Near it: academic" in said.err
    assert two not in said.out + said.err


def test_a_code_is_looked_at_before_the_new_passphrase(
    say: Say, vault: Path, passphrase: str
) -> None:
    """Nobody thinks of a good passphrase for a sheet that opens nothing."""
    old = say("recovery", "make", lines=(passphrase,))
    say("recovery", "make", lines=(passphrase,))
    refused = say("recovery", "use", lines=(" ".join(old.groups), WEAK))
    assert "does not open this vault" in refused.err
    assert "easy to guess" not in refused.err
    terminal = Terminal("recovery", "use", "--vault", str(vault))
    terminal.wait_for("Group 1 of 9: ")
    terminal.type("-".join(old.groups))
    terminal.wait_for("does not open this vault")
    assert terminal.end() == 2
    assert "New passphrase" not in terminal.seen


def test_at_a_terminal_words_are_asked_for_one_by_one_and_not_shown(
    say: Say, vault: Path, passphrase: str
) -> None:
    one, two, _ = papers(say("recovery", "shares", "make", lines=(passphrase,)))
    words = one.split()
    terminal = Terminal("recovery", "shares", "use", "--vault", str(vault))
    terminal.wait_for(f"begins with the words ‘{' '.join(words[:2])}’")
    for number, word in enumerate(words, 1):
        terminal.wait_for(f"Share 1, word {number}: ")
        if number == 3:
            terminal.type("zzzz")
            terminal.wait_for("Word 3 is not in the list")
            terminal.wait_for("Share 1, word 3: ")
        terminal.type(word)
    terminal.wait_for("Share 2, word 1: ")
    terminal.type(one)  # pasted whole, and the wrong one
    terminal.wait_for("is the same as share 1")
    terminal.wait_for("Share 2, word 1: ")
    terminal.type(two)
    type_twice(terminal, NEW)
    assert terminal.end() == 0
    assert words[7] + " " + words[8] not in terminal.seen
    assert opens(vault, NEW)


def test_a_rehearsal_is_remembered_until_the_paper_is_another(
    say: Say, vault: Path, passphrase: str
) -> None:
    none = say("recovery", "rehearse", lines=(passphrase,))
    assert none.code == 2
    assert "nothing to rehearse" in none.err
    assert "Only the passphrase" in say("recovery", "list", lines=(passphrase,)).out
    shares = papers(say("recovery", "shares", "make", lines=(passphrase,)))
    sheet = say("recovery", "make", lines=(passphrase,))
    before = (vault / "habeas.toml").read_bytes()
    done = say("recovery", "rehearse", lines=(passphrase, " ".join(sheet.groups)))
    assert "would open the vault today" in done.out
    assert "Shares: any 2 of 3." in done.out
    assert "Never rehearsed." in done.out
    lines = (passphrase, shares[1], shares[2])
    tried = say("recovery", "rehearse", "--shares", lines=lines)
    assert "Never" not in tried.out
    assert (vault / "habeas.toml").read_bytes() == before
    say("recovery", "shares", "make", lines=(passphrase,))
    told = json.loads(say("recovery", "list", "--json", lines=(passphrase,)).out)
    kinds = {one["kind"]: one for one in told["papers"]}
    assert kinds["sheet"]["rehearsed"]
    assert kinds["shares"]["rehearsed"] is None
    lines = (passphrase, shares[1], shares[2])
    wrong = say("recovery", "rehearse", "--shares", lines=lines)
    assert wrong.code == 2
    assert "Share 1 is of another set" in wrong.err


def test_it_is_time_after_half_a_year_or_when_nobody_knows(
    say: Say, vault: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers(say("recovery", "shares", "make", lines=(passphrase,)))
    desk = app.unlock(vault, passphrase)
    try:
        assert not rehearsing.due(desk)
        monkeypatch.setattr(rehearsing, "EVERY", timedelta(0))
        assert rehearsing.due(desk)
    finally:
        desk.close()
    assert "time to rehearse" in say("recovery", "list", lines=(passphrase,)).out
    monkeypatch.undo()
