"""SIGKILL while a register is brought in: it goes on, no row is lost or there twice."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.record import open_case
from habeas.views.records import counts
from habeas.views.registers import registers, rows_kept
from tests.registers import ROWS, sample
from tests.tally import Tally

WRITER = """
import sys
from pathlib import Path
from habeas import app
from habeas.actions import registers
from habeas.actions.register_source import read_source
registers.GROUP = 5
desk = app.unlock(Path(sys.argv[1]), sys.argv[2])
source = read_source(Path(sys.argv[4]), "us-bop-complaints")
run = registers.begin_register(desk, sys.argv[3], source, {})
while not run.ended:
    group = run.group()
    registers.keep_rows(desk, run, group)
    print(len(run.done), flush=True)
registers.finish_register(desk, run)
print("finished", flush=True)
"""
KILLS = 6


def test_killed_at_any_moment_it_goes_on_and_no_row_is_lost_or_twice(
    desk: Desk, tmp_path: Path, passphrase: str, tally: Tally
) -> None:
    case = open_case(desk, {"title": {"lang": "en", "text": "x"}}, "test")
    folder = desk.vault.folder
    desk.close()
    more = [ROWS[0].replace("1001", str(number)) for number in range(2000, 2300)]
    file = sample(tmp_path / "data", *more)
    told = 0
    for turn in range(KILLS + 1):
        command = [
            sys.executable,
            "-c",
            WRITER,
            str(folder),
            passphrase,
            case,
            str(file),
        ]
        told = max([told, *acknowledged(command, turn)])
        again = app.unlock(folder, passphrase)
        (line,) = registers(again.views, case)
        kept = rows_kept(again.views, case, line.id)
        assert len(kept) >= told
        assert counts(again.views, case)["matter"] == len(kept)
        assert verify_case(again, case).clean
        again.close()
        if turn == KILLS:
            assert line.finished
            assert kept == {*range(1, 8), *range(9, 309)}
    tally("kills survived", KILLS)


def acknowledged(command: list[str], turn: int) -> list[int]:
    """Run the writer, kill it but the last time, and return what it told."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = []
        if turn < KILLS:
            lines = [writer.stdout.readline()]
            time.sleep(0.002 + 0.02 * turn)
            writer.send_signal(signal.SIGKILL)
        lines += [one for one in writer.stdout if one.endswith("\n")]
    return [int(one) for one in lines if one.strip().isdigit()]
