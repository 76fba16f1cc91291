"""`./run bench`: the measurements that docs/benchmarks.md records.

Nothing here is asserted anywhere: a busy machine must not fail a test.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import casework
import copies
import deadlines
import folders
import hubs
import logs
import many
import papers
import pushing
import recording
import registers
import sealing
import today
import verifying
from measure import Mark, Table, load, machine, row, say

INTRODUCTION = """\
# Benchmarks

Made by `./run bench --write docs/benchmarks.md`, which takes less than 25 minutes on a
quiet machine (`--quick`: about two, with everything smaller). Ratios between neighbours
in one table say more than seconds, which are those of one machine on one day. No test
asserts any of these numbers.

To check a large file yourself, take `openssl dgst -sha256`: it gives the same digits as
GNU `sha256sum`, several times faster on a processor that helps with SHA-256.
"""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    mib: int
    files: int
    appends: int
    entries: int
    leaves: int
    cases: int
    deadlines: int
    runs: int


FULL = Sizes(2048, 20_000, 400, 100_000, 1_000_000, 1_000, 100_000, 3)
QUICK = Sizes(256, 1_000, 50, 5_000, 50_000, 100, 10_000, 2)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "which",
        nargs="*",
        help="sealing, many, folders, verifying, recording, casework, register, logs,"
        " deadlines, today, hubs, copies, pushing, papers; or all",
    )
    parser.add_argument("--quick", action="store_true", help="everything smaller")
    parser.add_argument("--mib", type=int, help="MiB of the large file")
    parser.add_argument("--files", type=int, help="small files")
    parser.add_argument("--entries", type=int, help="entries in the case")
    parser.add_argument("--leaves", type=int, help="entries in the long log")
    parser.add_argument("--cases", type=int, help="cases in the vault of `today`")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--deadlines", type=int, help="terms worked out")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()),
        help="for the throwaway files: on the disk that you mean to measure",
    )
    parser.add_argument(
        "--register",
        type=Path,
        default=registers.REAL,
        help="the file of complaint data; without it that measurement is left out",
    )
    parser.add_argument("--write", type=Path, help="write the tables to this file")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, print it, and write it where that was asked for."""
    asked = arguments()
    usual = QUICK if asked.quick else FULL
    sizes = Sizes(
        **{
            name: getattr(asked, name, None) or getattr(usual, name)
            for name in Sizes.__dataclass_fields__
        }
    )
    folder: Path = asked.folder
    known: dict[str, Callable[[], Table]] = {
        "sealing": lambda: sealing.measure(folder, sizes.mib, sizes.runs),
        "many": lambda: many.measure(folder, sizes.files, sizes.runs),
        "folders": lambda: folders.measure(folder, sizes.files, sizes.runs),
        "verifying": lambda: verifying.measure(
            folder, sizes.mib, sizes.files, sizes.runs
        ),
        "recording": lambda: recording.measure(folder, sizes.appends),
        "casework": lambda: casework.measure(folder, sizes.entries, sizes.runs),
        "register": lambda: registers.measure(folder, asked.register, sizes.runs),
        "logs": lambda: logs.measure(folder, sizes.leaves, sizes.runs),
        "deadlines": lambda: deadlines.measure(sizes.deadlines, sizes.runs),
        "today": lambda: today.measure(folder, sizes.cases, sizes.runs),
        "hubs": lambda: hubs.measure(folder, sizes.appends, sizes.runs),
        "copies": lambda: copies.measure(
            folder, sizes.entries, sizes.cases, sizes.runs
        ),
        "pushing": lambda: pushing.measure(folder, sizes.runs),
        "papers": lambda: papers.measure(sizes.runs),
    }
    parts: list[str] = []
    marks: list[Mark] = []
    for name in asked.which or known:
        say(name)
        before = load()
        table = known[name]()
        marks += table.marks
        parts.append(table.markdown(f"Load before: {before}; after: {load()}."))
    text = "\n".join([*summary(marks), *parts, "", machine(), ""])
    print(text)
    if asked.write:
        asked.write.write_text(f"{INTRODUCTION}\n{text}", "utf-8")


def summary(marks: list[Mark]) -> list[str]:
    """Return the table of marks."""
    heads = ("work", "reach", "measured", "ratio", "short of the mark because")
    lines = ["## The marks", "", row(heads), row(["---"] * len(heads))]
    for mark in marks:
        short = "" if mark.met else mark.because or "not reached"
        lines.append(row([mark.work, mark.reach, mark.measured, mark.ratio, short]))
    return lines


if __name__ == "__main__":
    main()
