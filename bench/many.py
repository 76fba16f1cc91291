"""Sealing many small files, each durable when it is done, beside restic and Borg.

Run as a program with a vault's folder and a folder of files, it seals them all, each
durable at once, records each in the signed log, and prints how long either took.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import peers
from measure import (
    COMPARED,
    Mark,
    Run,
    Table,
    alternate,
    compared,
    figure,
    in_a_fresh_process,
    peak,
    seconds_of,
    seeded,
)

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import open_case, put_all
from habeas.actions.texts import sealed_value
from habeas.vault.exhibits import SealedFile

OURS = "sealed as exhibits"
RECORDED = "sealed, and each recorded in the log"
PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault
BATCH = 500


def measure(folder: Path, files: int, runs: int) -> Table:
    """Measure with so many files of 4 to 64 KiB of random bytes in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        source = place / "source"
        size = fill(source, files)
        vaults = (place / f"vault{number}" for number in count())
        contenders: dict[str, Callable[[], Run]] = {
            f"`{tool}`": lambda tool=tool: peers.repository(  # type: ignore[misc]
                tool, place
            ).backup(source)
            for tool in peers.installed()
        }
        contenders[RECORDED] = lambda: in_a_fresh_process("many", next(vaults), source)
        found = alternate(contenders, runs)
        found[OURS] = [Run(run.numbers["sealed"], run.peak) for run in found[RECORDED]]
    return Table(
        f"Sealing {files:,} files of 4 to 64 KiB ({size / 2**20:,.0f} MiB)",
        COMPARED,
        compared(found, OURS),
        f"{runs} runs each, in turn, durable at the end: they pack many files into"
        " one and sync that, we sync each. Recording is timed with the sealing: each"
        " file's own entry, checked, sealed, signed, folded into the"
        f" pages, {BATCH} to a signed head.{peers.missing()}",
        [_mark(files, tool, found) for tool in peers.installed()],
    )


def fill(source: Path, files: int) -> int:
    """Write the files, 500 to a folder; return their size in bytes together."""
    sizes = seeded(20)
    together = 0
    for number in range(files):
        place = source / f"{number // 500:04}"
        place.mkdir(parents=True, exist_ok=True)
        size = sizes.randint(4096, 65536)
        (place / f"{number:06}.bin").write_bytes(os.urandom(size))
        together += size
    os.sync()
    return together


def _mark(files: int, tool: str, found: dict[str, list[Run]]) -> Mark:
    ours, theirs = seconds_of(found[OURS]), seconds_of(found[f"`{tool}`"])
    return Mark(
        f"seal {files:,} files of 4-64 KiB, durable",
        f"faster than {tool}",
        f"{figure(ours)} s",
        f"{theirs / ours:.2f}x faster",
        theirs > ours,
        "each is an age file of its own, with a key of its own (three X25519) and a"
        f" file to create and to name, where {tool} packs many into one",
    )


def seal_all(folder: Path, source: Path) -> dict[str, float]:
    """Seal and record every file in a new vault."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    desk = app.create(folder, PASSPHRASE)
    case = open_case(desk, {"title": {"lang": "en", "text": "Measured"}}, "bench")
    began = time.perf_counter()
    sealed = seal_files(desk, sorted(source.rglob("*.bin")))
    done = time.perf_counter()
    record(desk, case, sealed)
    ended = time.perf_counter()
    desk.close()
    return {"seconds": ended - began, "sealed": done - began, "peak": peak()}


def seal_files(desk: Desk, paths: list[Path]) -> list[SealedFile]:
    """Seal files one after the other, as an import does."""
    store, sealed = desk.vault.exhibits, []
    for path in paths:
        intake = store.receive()
        intake.write(path.read_bytes())
        sealed.append(intake.finish())
    return sealed


def record(desk: Desk, case: str, sealed: list[SealedFile]) -> None:
    """Record sealed files as documents."""
    for start in range(0, len(sealed), BATCH):
        news = [
            New("document", _fields(number, one))
            for number, one in enumerate(sealed[start : start + BATCH], start + 1)
        ]
        put_all(desk, case, news)


def _fields(number: int, one: SealedFile) -> dict[str, Any]:
    file = sealed_value(one, "application/octet-stream")
    return {"number": number, "name": f"{number:06}.bin", "file": file}


if __name__ == "__main__":
    print(json.dumps(seal_all(Path(sys.argv[1]), Path(sys.argv[2]))))
