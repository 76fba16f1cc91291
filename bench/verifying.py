"""Verifying everything, beside what restic and Borg take to check the same files.

Run as a program with a vault, it verifies the vault's case and prints its numbers.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import many
import peers
import sealing
from measure import (
    COMPARED,
    MIB,
    Mark,
    Run,
    Table,
    alternate,
    compared,
    figure,
    in_a_fresh_process,
    peak,
    seconds_of,
)

from habeas import app
from habeas.actions.check import verify_case
from habeas.actions.record import open_case
from habeas.vault.exhibits import SealedFile
from habeas.views.cases import case_heads

OURS = "`habeas verify`"


def measure(folder: Path, size: int, files: int, runs: int) -> Table:
    """Measure with one file of `size` MiB and so many small ones."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        source = place / "source"
        many.fill(source, files)
        sealing.fill(source / "large.bin", size)
        take_in(place / "vault", source)
        contenders: dict[str, Callable[[], Run]] = {}
        for tool in peers.installed():
            made = peers.repository(tool, place)
            made.backup(source)
            contenders[_named(tool)] = made.check
        contenders[OURS] = lambda: in_a_fresh_process("verifying", place / "vault")
        found = alternate(contenders, runs)
    return Table(
        f"Verifying {files:,} small files and one of {size:,} MiB, recorded and sealed",
        COMPARED,
        compared(found, OURS),
        f"{runs} runs each, in turn. Ours opens every sealed file and compares the hash"
        " of the original, opens every entry, and checks places, tree and both"
        " signatures of the head; the key derivation is left out of it, and is in the"
        f" peers' times.{peers.missing()}",
        [_mark(tool, found) for tool in peers.installed()],
    )


def _named(tool: str) -> str:
    return {
        "restic": "`restic check --read-data`",
        "borg": "`borg check --verify-data`",
    }[tool]


def _mark(tool: str, found: dict[str, list[Run]]) -> Mark:
    ours = seconds_of(found[OURS])
    ratio = seconds_of(found[_named(tool)]) / ours
    least = 1.5 if tool == "restic" else 1.0
    return Mark(
        "verify everything (exhibits and log)",
        f"{least:.1f}x faster than {_named(tool)}",
        f"{figure(ours)} s",
        f"{ratio:.2f}x faster",
        ratio >= least,
        "each small file costs an X25519 and a file to open, in one thread",
    )


def take_in(folder: Path, source: Path) -> None:
    """Seal and record every file of a folder in a new vault."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    desk = app.create(folder, many.PASSPHRASE)
    case = open_case(desk, {"title": {"lang": "en", "text": "Measured"}}, "bench")
    sealed = many.seal_files(desk, sorted(source.glob("*/*.bin")))
    intake = desk.vault.exhibits.receive()
    with (source / "large.bin").open("rb") as file:
        while piece := file.read(MIB):
            intake.write(piece)
    large: SealedFile = intake.finish()
    many.record(desk, case, [*sealed, large])
    desk.close()


def verify_once(folder: Path) -> dict[str, float]:
    """Verify the one case of a vault."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    desk = app.unlock(folder, many.PASSPHRASE)
    (case,) = case_heads(desk.views)
    began = time.perf_counter()
    report = verify_case(desk, case.id)
    seconds = time.perf_counter() - began
    if report.faults or not report.files:
        raise SystemExit("the vault does not verify")
    desk.close()
    return {"seconds": seconds, "peak": peak()}


if __name__ == "__main__":
    print(json.dumps(verify_once(Path(sys.argv[1]))))
