"""From the passphrase to the first timeline page of a large case.

Run as a program with a vault, it unlocks that vault once through the web door, gets the
first page of its timeline, and prints its numbers.
"""

import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from litestar.testing import TestClient
from measure import Table, in_a_fresh_process, spread

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.record import New, open_case, put_all
from habeas.views.db import rebuild
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.serve import FolderEntrance
from habeas.web.session import Sessions

PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault
BATCH = 500
PORT = 8765  # nothing listens: the door is called in this process
HOME = f"http://127.0.0.1:{PORT}"
PEOPLE = 40
CLAIMS_PER_INCIDENT = 4
MONTHS = 60
STANCES = ("alleged", "denied", "documented", "ruled", "confirmed", "unknown")


def measure(folder: Path, entries: int, runs: int) -> Table:
    """Measure with an invented case of `entries` entries in a vault in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        os.environ["XDG_STATE_HOME"] = place  # this machine need not remember it
        vault = Path(place) / "vault"
        began = time.perf_counter()
        fill(vault, entries)
        filled = time.perf_counter() - began
        opened = [in_a_fresh_process("timeline", vault) for _ in range(runs)]
        rebuilt = in_a_fresh_process("timeline", vault, "rebuild")["rebuild"]
        size = sum(file.stat().st_size for file in vault.rglob("*") if file.is_file())

    def taken(name: str) -> str:
        return spread([numbers[name] for numbers in opened])

    kib = opened[0]["kib"]
    peak = max(numbers["peak_mib"] for numbers in opened)
    return Table(
        f"The first timeline page of a case of {entries:,} entries",
        ["", "median (range)"],
        [
            ["unlocking, most of it Argon2id on purpose", taken("unlock")],
            ["the timeline's first page", taken("page")],
            ["passphrase to page", taken("both")],
            ["the same page once more", taken("again")],
        ],
        f"{runs} fresh processes; the page has {kib:.0f} KiB. Peak memory {peak:.0f}"
        " MiB, of which Argon2id takes up to 256 on purpose; the vault takes"
        f" {size / 2**20:.0f} MiB. Recording the case took {filled:.0f} s"
        f" ({entries / filled:.0f} entries a second, {BATCH} to a signed head); folding"
        f" every view again from the log takes {rebuilt:.0f} s.",
    )


def fill(folder: Path, entries: int) -> None:
    """Record an invented case: people, then incidents with accounts of each."""
    desk = app.create(folder, PASSPHRASE)
    try:
        case = open_case(desk, {"title": _text("A measured case")}, "bench")
        people = [_person(number) for number in range(PEOPLE)]
        put_all(desk, case, people)
        _record(desk, case, _news([new.id for new in people]), entries - PEOPLE - 2)
    finally:
        desk.close()


def _record(desk: Desk, case: str, news: Iterator[New], wanted: int) -> None:
    while wanted > 0:
        batch = [next(news) for _ in range(min(BATCH, wanted))]
        put_all(desk, case, batch)
        wanted -= len(batch)


def _news(people: list[str]) -> Iterator[New]:
    number = 0
    while True:
        month = number % MONTHS
        when = f"{2019 + month // 12}-{month % 12 + 1:02}-{number % 28 + 1:02}"
        dated = {"edtf": when, "known": "stated"}
        incident = New(
            "incident", {"title": _text(f"Incident {number}"), "when": dated}
        )
        yield incident
        for account in range(CLAIMS_PER_INCIDENT):
            fields = {
                "speaker": people[(number + account) % PEOPLE],
                "stance": STANCES[(number + account) % len(STANCES)],
                "incident": incident.id,
                "said": dated,
                "text": _text(f"What speaker {account} says of incident {number}"),
            }
            yield New("claim", fields)
        number += 1


def _person(number: int) -> New:
    return New("person", {"pseudonym": f"Person {number}", "role": "witness"})


def _text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def open_once(folder: Path) -> dict[str, float]:
    """Unlock and get the first page of the timeline, as a browser does, twice."""
    sessions = Sessions()
    door = make_app(DeskKeeper(FolderEntrance(folder)), sessions, PORT)
    with TestClient(door, base_url=HOME) as client:
        entry = client.get(f"/open/{sessions.mint()}").text
        form = {"csrf": found(r'name="csrf" value="([^"]+)"', entry)}
        form |= {"passphrase": PASSPHRASE, "next": "/cases"}
        began = time.perf_counter()
        cases = client.post("/unlock", data=form, headers={"origin": HOME}).text
        unlocked = time.perf_counter()
        address = found(r'href="(/cases/[0-9a-f]{32}/timeline)"', cases)
        page = client.get(address)
        shown = time.perf_counter()
        client.get(address)
        again = time.perf_counter() - shown
    page.raise_for_status()
    return {
        "unlock": unlocked - began,
        "page": shown - unlocked,
        "both": shown - began,
        "again": again,
        "kib": len(page.content) / 1024,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def found(pattern: str, page: str) -> str:
    """Return what a page holds at the place that the pattern marks."""
    match = re.search(pattern, page)
    if not match:
        raise SystemExit(f"the page holds no {pattern}")
    return match[1]


def rebuild_once(folder: Path) -> dict[str, float]:
    """Throw the views away and fold the whole log again."""
    desk = app.unlock(folder, PASSPHRASE)
    began = time.perf_counter()
    rebuild(desk.vault, desk.views)
    seconds = time.perf_counter() - began
    desk.close()
    return {"rebuild": seconds}


if __name__ == "__main__":
    act = rebuild_once if "rebuild" in sys.argv[2:] else open_once
    print(json.dumps(act(Path(sys.argv[1]))))
