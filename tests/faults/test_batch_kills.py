"""SIGKILL in the middle of an import, at many moments: it goes on, nothing twice."""

import random  # noqa: TID251 - the moments of the kills, the same every time
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.batches import begin_batch, finish, keep
from habeas.actions.check import verify_case
from habeas.views.batches import batches, documents_of, stored_files
from tests.faults.work import PASSPHRASE, begin

WORKER = """
import sys
from pathlib import Path
from habeas import app
from habeas.actions import batch_run
from habeas.actions.batches import begin_batch, finish, keep
batch_run.GROUP_FILES = 4
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
batch = begin_batch(desk, sys.argv[3], Path(sys.argv[4]), {})
print("ready", flush=True)
while not batch.run.ended:
    keep(desk, batch, batch.run.group())
finish(desk, batch)
"""
KILLS = 8

DIES = """
import os, signal, sys
from pathlib import Path
from habeas import app
from habeas.actions import documents
from habeas.actions.batches import begin_batch, finish, keep
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
batch = begin_batch(desk, sys.argv[3], Path(sys.argv[4]), {})
keep(desk, batch, batch.run.group())
def die(*_args, **_names):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(documents.Import, sys.argv[5], die)
finish(desk, batch)
"""


@pytest.mark.parametrize("where", ["read", "_record"])
def test_killed_while_the_list_of_names_is_sealed_nothing_is_left_over(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files have their places by then, and no entry speaks of them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    vault, folder = tmp_path / "vault", tmp_path / "phone"
    case, _ = begin(vault)
    folder.mkdir()
    (folder / "a").write_bytes(b"a film")
    order = [str(vault), PASSPHRASE, case, str(folder), where]
    done = subprocess.run([sys.executable, "-c", DIES, *order], check=False)
    assert done.returncode == -signal.SIGKILL
    placed = {path.stem for path in (vault / "exhibits").glob("*/*.age")}
    desk = app.unlock(vault, PASSPHRASE)
    left = {path.stem for path in (vault / "exhibits").glob("*/*.age")}
    assert len(placed - left) == (1 if where == "read" else 2)
    assert left == stored_files(desk.views)
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    finish(desk, batch)
    assert not list((vault / "exhibits").glob("placing*"))
    desk.close()


def test_killed_at_any_moment_an_import_goes_on_and_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    vault, folder = tmp_path / "vault", tmp_path / "phone"
    case, _ = begin(vault)
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}").write_bytes(f"file {number} ".encode() * 999)
    chance = random.Random(4)
    for _ in range(KILLS):
        order = [str(vault), PASSPHRASE, case, str(folder)]
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, *order], stdout=subprocess.PIPE
        ) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"ready\n"
            time.sleep(chance.random() * 0.08)
            worker.send_signal(signal.SIGKILL)
    judge(vault, case, folder)


def judge(vault: Path, case: str, folder: Path) -> None:
    """Go on with what was begun; then all is there once, and nothing besides."""
    desk = app.unlock(vault, PASSPHRASE)
    one = batches(desk.views, case)[-1]
    if not one.finished:
        batch = begin_batch(desk, case, folder, {})
        assert batch.id == one.id
        while not batch.run.ended:
            keep(desk, batch, batch.run.group())
        finish(desk, batch)
    kept = list(documents_of(desk.views, case, one.id))
    assert sorted(doc.path for doc in kept) == [f"{n:02}" for n in range(60)]
    report = verify_case(desk, case)
    assert report.clean, report.faults
    stored = {path.stem for path in (vault / "exhibits").glob("*/*.age")}
    assert stored == stored_files(desk.views)
    assert len(stored) == report.files
    assert list((vault / "exhibits" / "incoming").iterdir()) == []
    desk.close()
