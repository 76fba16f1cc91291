"""A monitor's register of 18,308 real submissions: brought in, listed, counted.

Run as a program with a vault's folder and the file it brings the file into a new vault
and asks for the pages through the web door. Another command compares the due days that
the rule pack gives with those that the source records, level by level.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from casework import HOME, PORT, SAMPLES, _unlock, p95
from invented import PASSPHRASE
from litestar.testing import TestClient
from measure import Mark, Run, Table, figure, in_a_fresh_process, peak, spread

from habeas import app
from habeas.actions.record import open_case
from habeas.actions.register_source import preview, read_source
from habeas.actions.registers import begin_register, finish_register, keep_rows
from habeas.views.register_figures import figures
from habeas.views.registers import last_day, register_view
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.serve import FolderEntrance, set_aside
from habeas.web.session import Sessions

REAL = Path(__file__).parents[2] / "shared" / "data" / "prison-complaints.csv"
"""Where the data lies beside this repository; it is no part of it."""
MAPPING = "us-bop-complaints"
_IMPORT_MOST, _PAGE_MOST = 60.0, 100.0
ROUTES = {
    "list": "/matters",
    "list, one level": "/matters?level=F&day={day}",
    "list, one reason of one year": "/matters?reason=UTR&year=2007&day={day}",
    "list, overdue only": "/matters?overdue=1&day={day}",
    "list, answered late, a page far on": "/matters?late=1&skip=1500&day={day}",
    "statistics": "/statistics?day={day}",
}


def measure(folder: Path, file: Path, runs: int) -> Table:
    """Measure with this file in new vaults in `folder`; without it, say so."""
    title = "A register brought in, listed and counted"
    if not file.exists():
        words = "Not measured: the data is not on this machine."
        return Table(title, ["", "median (range)"], [], words)
    found = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            vault = Path(place) / "vault"
            found.append(in_a_fresh_process("registers", vault, file))
    rows = int(found[0].numbers["rows"])

    def all_of(name: str) -> list[float]:
        return [run.numbers[name] for run in found]

    return Table(
        f"A register of {rows:,} submissions",
        ["", "median (range)"],
        [
            ["looked at: every row read and judged", spread(all_of("preview"))],
            ["brought in: sealed, signed, folded", spread(all_of("import"))],
            ["the same in processor time", spread(all_of("import cpu"))],
            ["due days of all computed by the rule pack", spread(all_of("law"))],
            ["statistics, the first time after a change", spread(all_of("cold"), "ms")],
            *([f"page: {n}, p95", spread(all_of(n), "ms")] for n in ROUTES),
            ["peak memory", spread(all_of("peak"), "MiB")],
        ],
        f"{runs} fresh processes; each page asked {SAMPLES} times through the whole web"
        f" door. {_compared(found[0])}",
        list(_marks(rows, found)),
    )


def _compared(run: Run) -> str:
    """Say what the source records against what the rule pack gives."""
    told = [
        f"{level}: {int(run.numbers[f'first {level}']):,} the first term,"
        f" {int(run.numbers[f'extended {level}']):,} once extended,"
        f" {int(run.numbers[f'other {level}']):,} neither,"
        f" {int(run.numbers[f'without {level}']):,} none recorded"
        for level in ("F", "R", "A")
    ]
    return f"Due days as recorded are, by level: {'; '.join(told)}."


def _marks(rows: int, found: list[Run]) -> list[Mark]:
    def middle(name: str) -> float:
        return sorted(run.numbers[name] for run in found)[len(found) // 2]

    slowest = max(ROUTES, key=middle)
    return [
        Mark(
            f"import {rows:,} rows of a register",
            "under 60 s",
            f"{figure(middle('import'))} s",
            "",
            middle("import") < _IMPORT_MOST,
            f"{figure(middle('import cpu'))} s of processor time",
        ),
        Mark(
            f"a register of {rows:,} rows",
            "any page p95 under 100 ms",
            f"{figure(middle(slowest))} ms",
            "",
            middle(slowest) < _PAGE_MOST,
            f"slowest: {slowest}",
        ),
    ]


def bring_in(folder: Path, file: Path) -> dict[str, float]:
    """Bring a file into a new vault; return seconds, counts, and the address."""
    desk = app.create(folder, PASSPHRASE)
    case = open_case(desk, {"title": {"lang": "en", "text": "Measured"}}, "bench")
    began = time.perf_counter()
    found = preview(read_source(file, MAPPING))
    numbers = {"preview": time.perf_counter() - began, "rows": float(found.rows)}
    began, used = time.perf_counter(), time.process_time()
    run = begin_register(desk, case, read_source(file, MAPPING), {})
    run.count()
    while not run.ended:
        keep_rows(desk, run, run.group())
    numbers["import"] = time.perf_counter() - began
    numbers["import cpu"] = time.process_time() - used
    began = time.perf_counter()
    finish_register(desk, run)
    numbers["law"] = time.perf_counter() - began
    view = register_view(desk.views, case, run.id)
    day = last_day(desk.views, case, run.id)
    assert day is not None
    began = time.perf_counter()
    counted = figures(desk.views, case, view, day)
    numbers["cold"] = (time.perf_counter() - began) * 1000
    for one in counted.recorded:
        for name in ("first", "extended", "other", "without"):
            numbers[f"{name} {one.level}"] = float(getattr(one, name))
    desk.close()
    return numbers | _pages(folder, f"/registers/{run.id}", day.isoformat())


def _pages(folder: Path, register: str, day: str) -> dict[str, float]:
    """Return the p95 of each page in ms."""
    sessions = Sessions()
    keeper = DeskKeeper(FolderEntrance(folder))
    set_aside()  # as the door does
    times: dict[str, list[float]] = {name: [] for name in ROUTES}
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        base = _unlock(client, client.get(f"/open/{sessions.mint()}").text)
        for turn in range(SAMPLES + 1):
            for name, address in ROUTES.items():
                began = time.perf_counter()
                answer = client.get(base + register + address.format(day=day))
                answer.raise_for_status()
                if turn:  # the first of each compiles its template
                    times[name].append((time.perf_counter() - began) * 1000)
    return {name: p95(taken) for name, taken in times.items()}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    os.environ["XDG_STATE_HOME"] = str(target.parent)
    measured = bring_in(target, Path(sys.argv[2]))
    print(json.dumps({"seconds": measured["import"], "peak": peak(), **measured}))
