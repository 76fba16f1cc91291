"""Runs, medians, tables and the machine they were measured on."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

MIB = 1024 * 1024


@dataclass(frozen=True)
class Table:
    """What one measurement found, as rows of words, and what to know about it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str

    def markdown(self) -> str:
        """Return the table under its title, the note below."""
        lines = [
            f"## {self.title}",
            "",
            _row(self.heads),
            _row(["---"] * len(self.heads)),
        ]
        lines += [_row(row) for row in self.rows]
        return "\n".join([*lines, "", self.note, ""])


def alternate(
    contenders: dict[str, Callable[[], float]], runs: int
) -> dict[str, list[float]]:
    """Time each contender in turn, `runs` times round, so that noise hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(runs):
        for name, contender in contenders.items():
            taken = contender()
            seconds[name].append(taken)
            print(
                f"  run {turn + 1}: {name}: {taken:.3f} s", file=sys.stderr, flush=True
            )
    return seconds


def time_command(*command: str | Path) -> float:
    """Return the seconds that a program took, its start included."""
    began = time.perf_counter()
    subprocess.run(
        [str(part) for part in command], stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - began


def in_a_fresh_process(module: str, *arguments: str | Path) -> dict[str, float]:
    """Run a bench module's own `__main__` and return the numbers that it prints.

    A process of its own, so that its peak of memory is its own and nothing is warm
    but the machine's file cache.
    """
    script = Path(__file__).with_name(f"{module}.py")
    command = [sys.executable, "-Es", str(script), *(str(part) for part in arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    numbers: dict[str, float] = json.loads(done.stdout)
    return numbers


def spread(seconds: Sequence[float]) -> str:
    """Return the median and, in brackets, the range."""
    return f"{median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def machine() -> str:
    """Say in a line what was measured on, and how busy it was."""
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}: {_processor()}, {os.cpu_count()}"
        f" cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python"
        f" {platform.python_version()}, cryptography {version('cryptography')},"
        f" sqlcipher3 {version('sqlcipher3')}. One-minute load at the end: {load:.1f}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else "unknown processor"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
