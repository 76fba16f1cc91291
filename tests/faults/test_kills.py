"""SIGKILL at hundreds of random moments: what was acknowledged is there afterwards.

The moments are drawn from a seed; where they fall in the work is up to the machine.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.crypto.digest import sha256
from habeas.errors import NotFoundError
from habeas.vault.missing import missing
from habeas.views.cases import case_heads
from habeas.views.db import unread
from habeas.views.records import record, records
from tests.faults.work import PASSPHRASE, begin, words
from tests.tally import Tally

ROOT = Path(__file__).parents[2]
SERIES = 5
"""Kills of one vault after another, before a fresh one is taken."""


@dataclass
class Killed:
    """A vault whose users were killed, and what they had been promised."""

    folder: Path
    state: Path
    case: str
    note: str
    behind: int = 0
    said: list[str] = field(default_factory=list)


Order = dict[str, Any]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Callable[[Order], dict[str, Any]]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        into, out = process.stdin, process.stdout
        assert into is not None
        assert out is not None

        def ask(order: Order) -> dict[str, Any]:
            into.write(json.dumps(order) + "\n")
            into.flush()
            answer = json.loads(out.readline())
            assert answer["killed"]
            assert answer["began"], answer
            assert not [one for one in answer["said"] if one.startswith("failed")]
            return dict(answer)

        yield ask
        into.close()


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Killed]:
    """Return a maker of copies of one vault, each with a memory of its own.

    That of a backup remembers an entry that the backup does not have.
    """
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    case, note = begin(tmp_path / "vault")
    shutil.copytree(tmp_path / "vault", tmp_path / "backup")
    shutil.copytree(tmp_path / "state", tmp_path / "state of vault")
    desk = app.unlock(tmp_path / "vault", PASSPHRASE)
    put(desk, case, "note", {"text": words("not in the backup")})
    desk.close()
    shutil.copytree(tmp_path / "state", tmp_path / "state of backup")
    shutil.rmtree(tmp_path / "vault")
    shutil.copytree(tmp_path / "backup", tmp_path / "vault")

    def copy(which: str) -> Killed:
        at = tmp_path / str(len(list(tmp_path.iterdir())))
        shutil.copytree(tmp_path / which, at / "vault")
        shutil.copytree(tmp_path / f"state of {which}", at / "state")
        monkeypatch.setenv("XDG_STATE_HOME", str(at / "state"))
        behind = 1 if which == "backup" else 0
        return Killed(at / "vault", at / "state", case, note, behind)

    return copy


def whole(killed: Killed) -> Desk:
    """Open the vault: it is clean, caught up, and nothing half is left in it."""
    desk = app.unlock(killed.folder, PASSPHRASE)
    report = verify_case(desk, killed.case)
    faults = [one for one in report.faults if "This computer recorded" not in one.what]
    assert not faults
    assert len(report.faults) == len(missing(desk.vault)) == killed.behind
    assert unread(desk.views, killed.case) == []
    assert list((killed.folder / "exhibits" / "incoming").iterdir()) == []
    return desk


def there(desk: Desk, killed: Killed) -> None:
    for one in killed.said:
        assert record(desk.views, killed.case, one).id == one


def numbered(desk: Desk, killed: Killed) -> None:
    there(desk, killed)
    numbers = [
        record(desk.views, killed.case, line.id).fields["number"]
        for line in records(desk.views, killed.case, "document")
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def corrected(desk: Desk, killed: Killed) -> None:
    """The last that was said stands, or one more that nobody heard of."""
    found = int(record(desk.views, killed.case, killed.note).fields["text"]["text"])
    last = int(killed.said[-1]) if killed.said else -1
    assert found >= last
    history = record(desk.views, killed.case, killed.note).state.history
    texts = {change.fields["text"]["text"] for change in history}
    assert set(killed.said) <= texts


def folded(desk: Desk, killed: Killed) -> None:
    killed.said.clear()
    assert record(desk.views, killed.case, killed.note).id == killed.note
    assert len(records(desk.views, killed.case, "document")) == 1


def made(desk: Desk, killed: Killed) -> None:
    del desk
    said = [one.split() for one in killed.said]
    promised = {one[1] for one in said if one[0] == "vault"}
    for folder in killed.folder.parent.glob("made-*"):
        cases = {one[2] for one in said if one[:2] == ["case", folder.name]}
        assert opens(folder, cases) or folder.name not in promised
    killed.said.clear()


def opens(folder: Path, cases: set[str]) -> bool:
    """Say whether it opens, with these cases, or was never finished and says so."""
    try:
        other = app.unlock(folder, PASSPHRASE)
    except NotFoundError:
        return False
    found = {head.id for head in case_heads(other.views)}
    assert cases <= found
    assert all(verify_case(other, case).clean for case in found)
    other.close()
    shutil.rmtree(folder)
    return True


def exported(desk: Desk, killed: Killed) -> None:
    """A bundle of that name is whole, or there is none; what was said is there."""
    for one in killed.said:
        name, made = one.split()
        assert record(desk.views, killed.case, made).id == made
        assert (killed.folder.parent / name).exists()
    for bundle in killed.folder.parent.glob("bundle-*.zip"):
        with zipfile.ZipFile(bundle) as archive:
            assert archive.testzip() is None
            names = {name.partition("/")[2] for name in archive.namelist()}
            assert {"verify.py", "tagmanifest-sha256.txt"} <= names


@dataclass(frozen=True)
class Kind:
    """How often to kill it, after how many milliseconds at most, and what must hold.

    Every other one is given time for its first promise.
    """

    times: int
    longest: int
    holds: Callable[[Desk, Killed], None]


KINDS = {
    "importing": Kind(70, 60, numbered),
    "recording": Kind(70, 30, there),
    "correcting": Kind(50, 30, corrected),
    "going on in a backup": Kind(30, 60, there),
    "folding": Kind(40, 40, folded),
    "locking": Kind(50, 90, there),
    "making": Kind(40, 90, made),
    "exporting": Kind(40, 120, exported),
}


def moment(seed: str) -> float:
    """Return a number from 0 up to 1 that is the same in every run."""
    return int.from_bytes(sha256(seed.encode())[:4], "big") / 2**32


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", KINDS)
def test_whenever_it_is_killed_everything_acknowledged_is_there(
    name: str,
    nursery: Callable[[Order], dict[str, Any]],
    fresh: Callable[[str], Killed],
    tally: Tally,
) -> None:
    kind = KINDS[name]
    which = "backup" if name == "going on in a backup" else "vault"
    killed, heard = fresh(which), 0
    for turn in range(kind.times):
        if turn % SERIES == 0 and turn:
            killed = fresh(which)
        note = f" {killed.note}" if name == "correcting" else ""
        answer = nursery(
            {
                "work": name,
                "folder": str(killed.folder),
                "state": str(killed.state),
                "case": killed.case + note,
                "seed": turn + 1,
                "promises": turn % 2,
                "delay": moment(f"{name} {turn}") * kind.longest / 1000,
            }
        )
        killed.said += answer["said"]
        heard += len(answer["said"])
        desk = whole(killed)
        kind.holds(desk, killed)
        desk.close()
    assert heard >= kind.times // 2
    tally("kills survived", kind.times)
