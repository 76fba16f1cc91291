"""Sealing one large file, beside what others take for the same bytes.

Sealing hashes the original, encrypts it, hashes the ciphertext and makes it durable.
Run as a program with a store and a file, it seals once and prints its numbers.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import peers
from measure import (
    COMPARED,
    MIB,
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

from habeas.vault.exhibits import ExhibitStore

OURS = "sealed as an exhibit"
TOGETHER = "`cp` and GNU `sha256sum`, together"
FLOOR = "`dd conv=fsync`: these bytes on this disk, nothing done to them"
MOST_MEMORY = 150


def measure(folder: Path, size: int, runs: int) -> Table:
    """Measure with a file of `size` MiB of random bytes in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        original = place / "original"
        fill(original, size)
        store = place / "store"
        contenders: dict[str, Callable[[], Run]] = {
            TOGETHER: lambda: command(
                "sh",
                "-c",
                f"cp '{original}' '{place}/copy' & sha256sum '{original}'; wait",
            ),
            "`openssl dgst -sha256`": lambda: command(
                "openssl", "dgst", "-sha256", original
            ),
            FLOOR: lambda: command(
                "dd",
                "bs=1M",
                "conv=fsync",
                "status=none",
                f"if={original}",
                f"of={place}/written",
            ),
        }
        for tool in peers.installed():
            contenders[f"`{tool}`"] = lambda tool=tool: peers.repository(  # type: ignore[misc]
                tool, place
            ).backup(original)
        contenders[OURS] = lambda: in_a_fresh_process("sealing", store, original)
        found = alternate(contenders, runs)
    return Table(
        f"Sealing one file of {size:,} MiB",
        COMPARED,
        compared(found, OURS),
        f"{runs} runs each, in turn, of random bytes in the file cache. Sealing is"
        " timed to the moment at which the file is durable; the peers with their start,"
        f" into a new encrypted repository.{peers.missing()}",
        list(_marks(size, found)),
    )


def fill(path: Path, size: int) -> None:
    """Write `size` MiB of random bytes."""
    with path.open("wb") as file:
        for _ in range(size):
            file.write(os.urandom(MIB))
        file.flush()
        os.fsync(file.fileno())


def _marks(size: int, found: dict[str, list[Run]]) -> list[Mark]:
    ours = seconds_of(found[OURS])
    work, took = f"seal {size:,} MiB, one file", f"{figure(ours)} s"
    marks = []
    for tool in peers.installed():
        theirs = seconds_of(found[f"`{tool}`"])
        ratio, most = theirs / ours, theirs / seconds_of(found[FLOOR])
        marks.append(
            Mark(
                work,
                f"3x faster than {tool}",
                took,
                f"{ratio:.1f}x faster",
                ratio >= 3,  # noqa: PLR2004 - the mark
                f"this disk alone takes {figure(seconds_of(found[FLOOR]))} s to hold"
                f" so many bytes, so nothing can be more than {most:.1f}x faster",
            )
        )
    ratio = ours / seconds_of(found[TOGETHER])
    met = ratio <= 2  # noqa: PLR2004 - the mark
    marks.append(
        Mark(work, "2x `cp` + `sha256sum` at most", took, f"{ratio:.2f}x", met)
    )
    most = max(run.peak for run in found[OURS])
    marks.append(Mark(work, "under 150 MB", f"{most:.0f} MiB", "", most < MOST_MEMORY))
    return marks


def seal_once(folder: Path, original: Path) -> dict[str, float]:
    """Seal one file into a store, then remove it again."""
    store = ExhibitStore(folder)
    store.prepare()
    began = time.perf_counter()
    intake = store.receive()
    with original.open("rb") as file:
        while piece := file.read(MIB):
            intake.write(piece)
    sealed = intake.finish()
    seconds = time.perf_counter() - began
    store.path(sealed.stored).unlink()
    return {"seconds": seconds, "peak": peak()}


if __name__ == "__main__":
    print(json.dumps(seal_once(Path(sys.argv[1]), Path(sys.argv[2]))))
