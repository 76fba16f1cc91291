"""The Today page over many cases, as a browser gets it, and `habeas today`.

Run as a program with a vault it unlocks that vault once and prints its numbers.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from casework import HOME, PORT, TRIES, found, p95
from invented import PASSPHRASE
from litestar.testing import TestClient
from measure import Mark, Run, Table, figure, in_a_fresh_process, say, seeded, spread

from habeas import app
from habeas.actions.drafting import New
from habeas.actions.record import open_case, put_all
from habeas.vault.header import read_header, unlock_header
from habeas.views.dues import dues
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.serve import FolderEntrance, set_aside
from habeas.web.session import Sessions

DUES = 6
"""Of each case: from 20 days past to 200 days ahead."""
SAMPLES = 200
FRESH = 40
ADDRESSES = {
    "page": "/today",
    "group": "/today?group=losing&skip={skip}",
    "case": "/cases/{case}/today",
}
ROWS = {
    "kdf": ("key derivation (Argon2id, on purpose)", "s"),
    "unlock": ("unlock with every case stale, beyond key derivation", "s"),
    "first": ("the first page after it", "s"),
    "page": ("Today, all cases, p95", "ms"),
    "page cpu": ("the same in processor time, p95", "ms"),
    "group": ("one group, a page of it, p95", "ms"),
    "case": ("Today of one case, p95", "ms"),
    "fresh": ("Today after something was recorded, p95", "ms"),
    "fresh cpu": ("the same in processor time, p95", "ms"),
    "command": ("`habeas today`, the whole command", "s"),
}


def measure(folder: Path, cases: int, runs: int) -> Table:
    """Measure with so many cases in a vault in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        os.environ["XDG_STATE_HOME"] = place  # this machine need not remember it
        vault = Path(place) / "vault"
        began = time.perf_counter()
        fill(vault, cases)
        filled = time.perf_counter() - began
        all_runs = [in_a_fresh_process("today", vault) for _ in range(runs)]
    rows = [
        [words, spread([run.numbers[name] for run in all_runs], unit)]
        for name, (words, unit) in ROWS.items()
    ]
    return Table(
        f"Today over {cases:,} cases",
        ["", "median (range)"],
        rows,
        f"{runs} fresh processes; {DUES} things that have their time in each case, each"
        f" page asked {SAMPLES} times through the whole web door. Recording the cases"
        f" took {filled:.0f} s.",
        [_mark(cases, all_runs)],
    )


def _mark(cases: int, runs: list[Run]) -> Mark:
    worst, cpu = (max(run.numbers[one] for run in runs) for one in ("page", "page cpu"))
    return Mark(
        f"Today page over {cases:,} cases",
        "p95 under 100 ms",
        f"{figure(worst)} ms",
        "",
        worst < 100,  # noqa: PLR2004 - the reach
        f"processor time p95: {figure(cpu)} ms",
    )


def fill(folder: Path, cases: int) -> None:
    """Record the cases in a new vault."""
    pick = seeded(7)
    desk = app.create(folder, PASSPHRASE)
    try:
        for number in range(cases):
            case = open_case(desk, {"title": _text(f"Case {number:04}")}, "bench")
            put_all(desk, case, [_due(pick.randint(-20, 200)) for _ in range(DUES)])
            if not number % 100:
                say(f"{number} cases")
    finally:
        desk.close()


def _text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def _due(far: int) -> New:
    day = date.today() + timedelta(days=far)  # noqa: DTZ011 - as the system clock
    return New(
        "perishable",
        {
            "what": _text(f"Footage of day {far}"),
            "kind": "footage",
            "ends": {"edtf": day.isoformat(), "known": "stated"},
        },
    )


def open_once(folder: Path) -> dict[str, float]:
    """Unlock by the page and ask for Today; then by the command."""
    began = time.perf_counter()
    unlock_header(read_header(folder), PASSPHRASE)
    numbers = {"kdf": time.perf_counter() - began}
    desk = app.unlock(folder, PASSPHRASE)
    desk.views.db.run("INSERT OR IGNORE INTO dues_stale SELECT case_id FROM records")
    desk.close()
    sessions, keeper = Sessions(), DeskKeeper(FolderEntrance(folder))
    set_aside()  # as the door does
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        began = time.perf_counter()
        _unlock(client, client.get(f"/open/{sessions.mint()}").text)
        numbers["unlock"] = time.perf_counter() - began - numbers["kdf"]
        began = time.perf_counter()
        client.get("/today").raise_for_status()
        numbers["first"] = numbers["seconds"] = time.perf_counter() - began
        numbers |= _pages(client, keeper)
    numbers["command"] = _command(folder)
    return numbers


def _unlock(client: TestClient, entry: str) -> None:  # type: ignore[type-arg]
    form = {"csrf": found(r'name="csrf" value="([^"]+)"', entry)}
    form |= {"passphrase": PASSPHRASE, "next": "/today/reminders"}
    answer = client.post("/unlock", data=form, headers={"origin": HOME})
    for _ in range(TRIES):
        if "/today/calendar" in answer.text:
            return
        time.sleep(0.02)  # it takes long, and a page said so: look again
        answer = client.get("/today/reminders")
    raise SystemExit("the vault does not open")


def _pages(client: TestClient, keeper: DeskKeeper) -> dict[str, float]:  # type: ignore[type-arg]
    pick = seeded(8)
    desk = keeper._desk  # noqa: SLF001 - asked beside the door, between two pages
    if desk is None:
        raise SystemExit("the vault is locked")
    cases = sorted({case for case, _ in dues(desk.views)})
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ADDRESSES}
    for turn in range(SAMPLES + 1):
        for name, address in ADDRESSES.items():
            skip = pick.randrange(0, len(cases), 50)
            one = _timed(client, address.format(case=pick.choice(cases), skip=skip))
            if turn:  # the first compiles its template
                taken[name].append(one)
    taken["fresh"] = []
    for _ in range(FRESH):
        put_all(desk, pick.choice(cases), [_due(3)])
        taken["fresh"].append(_timed(client, "/today"))
    numbers = {name: p95([one for one, _ in some]) for name, some in taken.items()}
    cpu = {f"{name} cpu": p95([one for _, one in some]) for name, some in taken.items()}
    return numbers | cpu


def _timed(client: TestClient, address: str) -> tuple[float, float]:  # type: ignore[type-arg]
    """Return how long a page took, and its processor time, in ms."""
    began, used = time.perf_counter(), time.process_time()
    client.get(address).raise_for_status()
    ended = time.perf_counter()
    return (ended - began) * 1000, (time.process_time() - used) * 1000


def _command(folder: Path) -> float:
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n".encode())
    os.close(writing)
    words = [sys.executable, "-m", "habeas", "--vault", str(folder)]
    words += ["--passphrase-fd", str(reading), "today"]
    began = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, pass_fds=[reading], check=True)
    seconds = time.perf_counter() - began
    os.close(reading)
    return seconds


if __name__ == "__main__":
    print(json.dumps(open_once(Path(sys.argv[1]))))
