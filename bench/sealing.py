"""Sealing a large file, beside what `cp` and `sha256sum` take for the same bytes.

Sealing hashes the original, encrypts it, hashes the ciphertext and makes it durable; so
the fair neighbour is a copy made durable plus two hashes. Run as a program with a store
and a file, it seals once and prints its numbers.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measure import MIB, Table, alternate, in_a_fresh_process, spread, time_command

from habeas.vault.exhibits import ExhibitStore


def measure(folder: Path, size: int, runs: int) -> Table:
    """Measure with a file of `size` MiB of random bytes in `folder`."""
    peaks: list[float] = []
    with tempfile.TemporaryDirectory(dir=folder) as place:
        original, copy = Path(place) / "original", Path(place) / "copy"
        with original.open("wb") as file:
            for _ in range(size):
                file.write(os.urandom(MIB))

        def seal_it() -> float:
            found = in_a_fresh_process("sealing", Path(place) / "store", original)
            peaks.append(found["peak_mib"])
            return found["seconds"]

        contenders = {
            "`cp` and `sync`": lambda: (
                time_command("cp", original, copy) + time_command("sync", copy)
            ),
            "`sha256sum`": lambda: time_command("sha256sum", original),
            "sealed as an exhibit": seal_it,
        }
        seconds = alternate(contenders, runs)
    return _table(size, seconds, max(peaks))


def _table(size: int, seconds: dict[str, list[float]], peak: float) -> Table:
    medians = {name: median(taken) for name, taken in seconds.items()}
    sealed = medians["sealed as an exhibit"]
    rows = [
        [
            name,
            spread(taken),
            f"{size / medians[name]:.0f} MiB/s",
            f"{sealed / medians[name]:.2f}",
        ]
        for name, taken in seconds.items()
    ]
    fair = medians["`cp` and `sync`"] + 2 * medians["`sha256sum`"]
    return Table(
        f"Sealing a file of {size} MiB",
        ["", "median (range)", "speed", "sealing ÷ this"],
        rows,
        f"{len(seconds['`sha256sum`'])} runs each, in turn. Sealing hashes twice,"
        " encrypts and makes durable: against a durable copy and two runs of"
        " `sha256sum`, which may not use all that the processor offers, it takes"
        f" {sealed / fair:.2f} times as long. Peak memory of the sealing process,"
        f" Python included: {peak:.0f} MiB.",
    )


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
    return {
        "seconds": seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(seal_once(Path(sys.argv[1]), Path(sys.argv[2]))))
