"""Kill the writer at any moment: what it acknowledged is there, and nothing is half."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import open_case, put_all
from habeas.errors import NotFoundError
from habeas.views.db import unread
from habeas.views.records import record, records
from tests.tally import Tally

WRITER = """
import sys
from pathlib import Path
from habeas import app
from habeas.actions import documents, record
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
case, start = sys.argv[3], int(sys.argv[4])
for number in range(start, start + 10_000):
    if number % 3:
        text = {"lang": "en", "text": str(number)}
        made = record.put(desk, case, "note", {"text": text})
    else:
        intake = documents.begin_import(desk, case, f"{number}.bin")
        intake.write(str(number).encode() * 1000)
        made = intake.finish()
    print(made, flush=True)
"""
ROUNDS = 8


@pytest.fixture
def begun(desk: Desk) -> tuple[Path, str]:
    case = open_case(desk, {"title": {"lang": "en", "text": "x"}}, "test")
    desk.close()
    return desk.vault.folder, case


def test_killed_at_any_moment_everything_acknowledged_is_there(
    begun: tuple[Path, str], passphrase: str, tally: Tally
) -> None:
    folder, case = begun
    acknowledged: list[str] = []
    for turn in range(ROUNDS):
        with subprocess.Popen(
            [
                sys.executable,
                "-c",
                WRITER,
                str(folder),
                passphrase,
                case,
                str(10_000 * turn),
            ],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout is not None
            acknowledged.append(writer.stdout.readline().strip())
            time.sleep(0.003 + 0.037 * turn / ROUNDS)
            writer.send_signal(signal.SIGKILL)
            # a line counts only when whole: the rest was never said
            acknowledged += [
                line.strip() for line in writer.stdout if line.endswith("\n")
            ]
        desk = app.unlock(folder, passphrase)
        for one in acknowledged:
            assert record(desk.views, case, one).id == one
        report = verify_case(desk, case)
        assert report.clean, report.faults
        assert unread(desk.views, case) == []
        numbers = [
            record(desk.views, case, line.id).fields["number"]
            for line in records(desk.views, case, "document")
        ]
        assert numbers == list(range(1, len(numbers) + 1))
        assert list((folder / "exhibits" / "incoming").iterdir()) == []
        desk.close()
    assert len(acknowledged) >= ROUNDS
    tally("kills survived", ROUNDS)


MAKER = """
import os, sys
from pathlib import Path
from habeas import app
from habeas.crypto.passphrase import KdfParams
params = KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(16))
print("begin", flush=True)
desk = app.create(Path(sys.argv[1]), sys.argv[2], params=params)
print("made", flush=True)
sys.stdin.read()
"""


def test_killed_while_it_is_made_a_vault_opens_or_says_what_it_is(
    tmp_path: Path, passphrase: str, tally: Tally
) -> None:
    for turn in range(8):
        folder = tmp_path / f"vault-{turn}"
        with subprocess.Popen(
            [sys.executable, "-c", MAKER, str(folder), passphrase],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as maker:
            assert maker.stdout is not None
            assert maker.stdout.readline() == "begin\n"
            time.sleep(0.006 * turn)
            maker.send_signal(signal.SIGKILL)
            made = maker.stdout.read() == "made\n"
        assert opens(folder, passphrase) or not made
    tally("kills survived", 8)


def opens(folder: Path, passphrase: str) -> bool:
    """Open it, or be told that no vault was ever finished here; nothing else."""
    try:
        app.unlock(folder, passphrase).close()
    except NotFoundError:
        return False
    return True


REBUILDER = """
import sys
from pathlib import Path
from habeas import app
from habeas.views.db import rebuild
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
print("begin", flush=True)
while True:
    rebuild(desk.vault, desk.views)
"""


def test_killed_while_it_is_folded_the_index_is_whole_again(
    begun: tuple[Path, str], passphrase: str, tally: Tally
) -> None:
    folder, case = begun
    desk = app.unlock(folder, passphrase)
    text = {"lang": "en", "text": "x" * 500}
    notes = put_all(desk, case, [New("note", {"text": text}) for _ in range(200)])
    desk.close()
    for turn in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", REBUILDER, str(folder), passphrase],
            stdout=subprocess.PIPE,
            text=True,
        ) as folding:
            assert folding.stdout is not None
            assert folding.stdout.readline() == "begin\n"
            time.sleep(0.02 + 0.05 * turn)
            folding.send_signal(signal.SIGKILL)
        desk = app.unlock(folder, passphrase)
        assert [line.id for line in records(desk.views, case, "note")] == notes
        desk.close()
    tally("kills survived", 4)
