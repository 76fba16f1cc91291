"""Shares on paper by the page: made, rehearsed, used once, revoked."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import PASSPHRASE, Door, Seed, opened, token_of
from tests.web.test_first_run import NEW


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of this test's own: its keys are changed."""
    folder = tmp_path / "planted"
    shutil.copytree(planted[0], folder)
    yield from opened(folder, planted[1])


def slips(page: str) -> list[str]:
    """Return the words of each slip."""
    found = re.findall(r'<article class="paper stack sl.*?</article>', page, re.DOTALL)
    return [" ".join(re.findall(r"<b>([a-z]+)</b>", one)) for one in found]


def test_made_rehearsed_and_used_once(door: Door) -> None:
    token = door.enter()
    page = door.post("/keys/shares", token, need="2", of="3", old=PASSPHRASE).text
    shares = slips(page)
    assert [len(one.split()) for one in shares] == [20] * 3
    called = f"Of the set ‘{' '.join(shares[0].split()[:2])}’"
    assert page.count(called) == len(shares)
    assert page.count("made on") == len(shares)
    listed = door.client.get("/keys").text
    assert f"They are of the set ‘{' '.join(shares[0].split()[:2])}’" in listed
    assert "Any 2 of 3 shares open this vault." in listed
    assert "never rehearsed" in listed
    wrong = door.post("/keys/rehearse", token, shares="\n".join(shares[:1]))
    assert wrong.status_code == 400
    tried = door.post("/keys/rehearse", token, shares="\n\n".join(shares[1:]))
    assert "It would open the vault today." in tried.text
    assert "rehearsed on" in tried.text
    assert " ".join(shares[0].split()[4:7]) not in listed  # one alone may be a word
    locked = door.post("/lock", token)
    form = {"shares": " ".join(shares[:2]), "passphrase": NEW, "again": NEW}
    page = door.client.get("/recover/shares").text
    typo = {**form, "shares": form["shares"].replace(shares[0].split()[9], "zebra", 1)}
    assert door.post("/recover/shares", token_of(page), **typo).status_code == 400
    opened_ = door.post("/recover/shares", token_of(locked.text), **form)
    assert opened_.url.path == "/keys"
    assert "No shares open this vault." in opened_.text


def test_revoked_and_refused(door: Door) -> None:
    token = door.enter()
    for need, of in (("1", "3"), ("3", "2"), ("two", "3")):
        page = door.post("/keys/shares", token, need=need, of=of, old=PASSPHRASE)
        assert page.status_code == 400
    assert (
        door.post("/keys/shares", token, need="2", of="2", old=NEW).status_code >= 400
    )
    door.post("/keys/shares", token, need="2", of="2", old=PASSPHRASE)
    assert door.post("/keys/shares/revoke", token, old=NEW).status_code >= 400
    left = door.post("/keys/shares/revoke", token, old=PASSPHRASE)
    assert "No shares open this vault." in left.text
