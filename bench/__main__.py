"""`./run bench`: the measurements that docs/benchmarks.md records.

Nothing here is asserted anywhere: a busy machine must not fail a test.
"""

import argparse
import tempfile
from pathlib import Path

import sealing
import timeline
from measure import machine

INTRODUCTION = """\
# Benchmarks

Made by `./run bench --write docs/benchmarks.md`. Ratios between neighbours in one table
say more than seconds, which are those of one machine on one day. No test asserts any of
these numbers.
"""


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "which", nargs="*", help="sealing, timeline; all if none is named"
    )
    parser.add_argument("--size", type=int, default=256, help="MiB to seal")
    parser.add_argument(
        "--entries", type=int, default=10_000, help="entries in the case"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()),
        help="for the throwaway files: on the disk that you mean to measure",
    )
    parser.add_argument("--write", type=Path, help="write the tables to this file")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, print it, and write it where that was asked for."""
    asked = arguments()
    folder: Path = asked.folder
    known = {
        "sealing": lambda: sealing.measure(folder, asked.size, asked.runs),
        "timeline": lambda: timeline.measure(folder, asked.entries, asked.runs),
    }
    tables = [known[name]() for name in asked.which or known]
    text = "\n".join([*(table.markdown() for table in tables), machine(), ""])
    print(text)
    if asked.write:
        asked.write.write_text(f"{INTRODUCTION}\n{text}", "utf-8")


if __name__ == "__main__":
    main()
