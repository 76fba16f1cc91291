"""`./run mutation`: change habeas.log and habeas.crypto in every small way.

Fails unless the tests notice at least 95 of 100 changes in each. It takes about half an
hour on two processors and works on a copy. Who survives: docs/mutation.md.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("log", "crypto")
LEAST = 95  # of 100
KILLED = {1, 3, 36, -24, 24, 152, 255, -11, -9}  # failed, out of time, crashed
COPIED = ("src", "tests", "scripts", "docs", "pyproject.toml", "README.md")


def main(arguments: list[str]) -> int:
    """Copy the tree, run mutmut there, and judge what it found."""
    with tempfile.TemporaryDirectory(prefix="habeas-mutation-") as folder:
        copy = Path(folder) / "habeas"
        copy.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, copy / name, ignore=ignored)
            else:
                shutil.copy(source, copy / name)
        shared = os.environ.get("HABEAS_SHARED", str(ROOT.parent / "shared"))
        workers = arguments or ["--max-children", str(os.cpu_count() or 1)]
        command = [str(Path(sys.executable).parent / "mutmut"), "run", *workers]
        environment = {**os.environ, "HABEAS_SHARED": shared}
        subprocess.run(command, cwd=copy, env=environment, check=False)
        return judge(copy / "mutants" / "src" / "habeas")


def judge(mutants: Path) -> int:
    """Say how many were noticed in each room; 1 if too few, or not all were tried."""
    short = 0
    for room in ROOMS:
        results = results_of(mutants / room)
        counts = Counter(
            "untried" if code is None else "killed" if code in KILLED else "survived"
            for code in results.values()
        )
        killed, whole = counts["killed"], counts.total()
        print(f"{room}: {killed} of {whole} noticed, {counts['untried']} not tried")
        for name in sorted(one for one, code in results.items() if code not in KILLED):
            print(f"  {name}")
        if not whole or counts["untried"] or killed * 100 < LEAST * whole:
            short = 1
    return short


def results_of(room: Path) -> dict[str, int | None]:
    """Return the exit code of the tests for each mutant of a room."""
    found: dict[str, int | None] = {}
    for meta in sorted(room.rglob("*.meta")):
        found.update(json.loads(meta.read_text("utf-8"))["exit_code_by_key"])
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
