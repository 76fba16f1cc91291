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
from habeas.actions.record import open_case
from habeas.views.db import unread
from habeas.views.records import record, records

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
    begun: tuple[Path, str], passphrase: str
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
