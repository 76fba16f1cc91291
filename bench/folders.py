"""Importing a folder of many small files with its metadata, beside bagit and restic.

Run as a program with a vault's folder and a folder of files, it imports the folder as
`habeas import` does (walked, hashed three ways, sealed, recorded, listed) and prints
how long that took.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import peers
from many import fill
from measure import (
    COMPARED,
    Mark,
    Run,
    Table,
    alternate,
    command,
    compared,
    figure,
    in_a_fresh_process,
    peak,
    seconds_of,
)

from habeas import app
from habeas.actions.batches import begin_batch, finish, keep
from habeas.actions.record import open_case

OURS = "imported with metadata, listed and recorded"
BAGIT = "`bagit` (SHA-256), made in place, not encrypted"
PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault


def measure(folder: Path, files: int, runs: int) -> Table:
    """Measure with so many files of 4 to 64 KiB of random bytes in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        source = place / "source"
        size = fill(source, files)
        numbers = count()
        contenders: dict[str, Callable[[], Run]] = {
            f"`{tool}`": lambda tool=tool: peers.repository(  # type: ignore[misc]
                tool, place
            ).backup(source)
            for tool in peers.installed()
        }
        contenders[BAGIT] = lambda: _bag(source, place / f"bag{next(numbers)}")
        contenders[OURS] = lambda: in_a_fresh_process(
            "folders", place / f"vault{next(numbers)}", source
        )
        found = alternate(contenders, runs)
    ours = seconds_of(found[OURS])
    return Table(
        f"Importing a folder of {files:,} files ({size / 2**20:,.0f} MiB)",
        COMPARED,
        compared(found, OURS),
        f"{runs} runs each, in turn. Ours walks the folder, takes three hashes, seals"
        " each file as one of its own, durably, records each with path and time in the"
        " signed log, and seals the list of all. bagit hashes and writes a list, syncs"
        f" nothing and encrypts nothing; a copy is made for it first, untimed."
        f"{peers.missing()}",
        [_mark(files, name, ours, found[name]) for name in found if name != OURS],
    )


def _bag(source: Path, bag: Path) -> Run:
    shutil.copytree(source, bag)
    script = Path(sys.executable).with_name("bagit.py")
    return command(sys.executable, script, "--sha256", "--quiet", bag)


def _mark(files: int, name: str, ours: float, theirs: list[Run]) -> Mark:
    ratio = seconds_of(theirs) / ours
    return Mark(
        f"import {files:,} files with metadata",
        f"faster than {name}",
        f"{figure(ours)} s",
        f"{ratio:.2f}x faster",
        ratio >= 1,
        "each file is sealed under a key of its own, synced, and has a signed entry",
    )


def bring_in(folder: Path, source: Path) -> dict[str, float]:
    """Import a folder into a new vault."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    desk = app.create(folder, PASSPHRASE)
    case = open_case(desk, {"title": {"lang": "en", "text": "Measured"}}, "bench")
    began = time.perf_counter()
    batch = begin_batch(desk, case, source, {})
    batch.run.count()
    while not batch.run.ended:
        keep(desk, batch, batch.run.group())
    finish(desk, batch)
    seconds = time.perf_counter() - began
    desk.close()
    return {"seconds": seconds, "peak": peak()}


if __name__ == "__main__":
    print(json.dumps(bring_in(Path(sys.argv[1]), Path(sys.argv[2]))))
