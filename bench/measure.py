"""Runs, medians, tables, and the machine they were measured on."""

import json
import os
import platform
import random  # noqa: TID251 - invented data, the same every time
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

MIB = 1024 * 1024
Chance = random.Random


@dataclass(frozen=True)
class Mark:
    """A line of the table of marks: what was to be reached, and what was measured.

    `because` is printed only where the mark is not met.
    """

    work: str
    reach: str
    measured: str
    ratio: str
    met: bool
    because: str = ""


@dataclass(frozen=True)
class Table:
    """What one measurement found, as rows of words, and what to know about it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str
    marks: Sequence[Mark] = ()

    def markdown(self, busy: str) -> str:
        """Return the table under its title; `busy` says how busy the machine was."""
        lines = ["", f"## {self.title}", "", row(self.heads)]
        lines.append(row(["---"] * len(self.heads)))
        lines += [row(one) for one in self.rows]
        return "\n".join([*lines, "", f"{self.note} {busy}"])


@dataclass(frozen=True)
class Run:
    """One run of a contender: seconds, and the peak of its memory in MiB (0: unknown).

    `numbers` is whatever else it found.
    """

    seconds: float
    peak: float = 0.0
    numbers: dict[str, float] = field(default_factory=dict)


Contender = Callable[[], Run]


def alternate(contenders: dict[str, Contender], runs: int) -> dict[str, list[Run]]:
    """Run each contender in turn, `runs` times round, so that noise hits all alike."""
    found: dict[str, list[Run]] = {name: [] for name in contenders}
    for turn in range(runs):
        for name, contender in contenders.items():
            found[name].append(contender())
            say(f"run {turn + 1}: {name}: {found[name][-1].seconds:.3f} s")
    return found


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"  {words}", file=sys.stderr, flush=True)


def command(*parts: str | Path, env: dict[str, str] | None = None) -> Run:
    """Run a program, its start included; its memory is the system's own count."""
    words = [str(part) for part in parts]
    began = time.perf_counter()
    child = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, env={**os.environ, **(env or {})}
    )
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words[0]} {words[1]} failed")
    return Run(seconds, used.ru_maxrss / 1024, {"cpu": used.ru_utime + used.ru_stime})


def in_a_fresh_process(module: str, *arguments: str | Path) -> Run:
    """Run a bench module's own `__main__` and return the numbers that it prints.

    A process of its own, so that its peak of memory is its own and nothing is warm
    but the machine's file cache. It prints `seconds` and what else it likes.
    """
    script = Path(__file__).with_name(f"{module}.py")
    words = [sys.executable, "-Es", str(script), *(str(part) for part in arguments)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    numbers: dict[str, float] = json.loads(done.stdout)
    return Run(numbers["seconds"], numbers.get("peak", 0.0), numbers)


def seconds_of(runs: Sequence[Run]) -> float:
    """Return the median of what the runs took."""
    return median(run.seconds for run in runs)


def spread(seconds: Sequence[float], unit: str = "s") -> str:
    """Return the median and, in brackets, the range."""
    low, high = min(seconds), max(seconds)
    return f"{figure(median(seconds))} {unit} ({figure(low)} to {figure(high)})"


def figure(number: float) -> str:
    """Return a number to three figures."""
    places = 2 if abs(number) < 10 else 1 if abs(number) < 100 else 0  # noqa: PLR2004
    return f"{number:,.{places}f}"


def compared(found: dict[str, list[Run]], own: str) -> list[list[str]]:
    """Return a row a contender: seconds, peak of memory, its seconds over ours."""
    ours = seconds_of(found[own])
    return [
        [
            name,
            spread([run.seconds for run in runs]),
            f"{max(run.peak for run in runs):.0f} MiB" if runs[0].peak else "",
            f"{seconds_of(runs) / ours:.2f}",
        ]
        for name, runs in found.items()
    ]


COMPARED = ("", "median (range)", "peak memory", "this ÷ ours")


def peak() -> float:
    """Return the most memory that this process had, in MiB.

    Linux counts it from the program's start; elsewhere what started it counts as well.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Let Linux count this process's peak of memory anew."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def seeded(number: int) -> Chance:
    """Return a source of the same choices every time."""
    return Chance(number)


def load() -> str:
    """Return the machine's load of one and five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} (1 minute), {five:.1f} (5 minutes)"


def machine() -> str:
    """Say in a line what was measured on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}: {_processor()}, {os.cpu_count()}"
        f" cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python"
        f" {platform.python_version()}, cryptography {version('cryptography')},"
        f" sqlcipher3 {version('sqlcipher3')}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else "unknown processor"


def row(cells: Sequence[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |"
