"""From the passphrase to the first timeline page of a large case.

Run as a program with a vault, it unlocks that vault once, asks for what the first page
of its timeline shows, and prints its numbers.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measure import Table, in_a_fresh_process, spread

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.record import New, open_case, put_all
from habeas.views import timeline
from habeas.views.cases import case_heads
from habeas.views.db import rebuild

PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault
BATCH = 500
PEOPLE = 40
CLAIMS_PER_INCIDENT = 4
MONTHS = 60
STANCES = ("alleged", "denied", "documented", "ruled", "confirmed", "unknown")


def measure(folder: Path, entries: int, runs: int) -> Table:
    """Measure with an invented case of `entries` entries in a vault in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        vault = Path(place) / "vault"
        began = time.perf_counter()
        fill(vault, entries)
        filled = time.perf_counter() - began
        found = [in_a_fresh_process("timeline", vault) for _ in range(runs)]
        rebuilt = in_a_fresh_process("timeline", vault, "rebuild")["rebuild"]
        size = sum(file.stat().st_size for file in vault.rglob("*") if file.is_file())

    def taken(name: str) -> str:
        return spread([numbers[name] for numbers in found])

    peak = max(numbers["peak_mib"] for numbers in found)
    return Table(
        f"The first timeline page of a case of {entries:,} entries",
        ["", "median (range)"],
        [
            [
                "unlocking, of which about a second is Argon2id on purpose",
                taken("unlock"),
            ],
            [
                "what the page shows: months, activity, first month's cards",
                taken("page"),
            ],
            ["passphrase to page", taken("both")],
        ],
        f"{runs} fresh processes. Peak memory {peak:.0f} MiB, of which Argon2id takes"
        f" up to 256 on purpose; the vault takes {size / 2**20:.0f} MiB. Recording the"
        f" case took {filled:.0f} s ({entries / filled:.0f} entries a second, {BATCH}"
        " to a signed head); folding every view again from the log takes"
        f" {rebuilt:.0f} s.",
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
    """Unlock, and ask for everything that the first page of the timeline shows."""
    began = time.perf_counter()
    desk = app.unlock(folder, PASSPHRASE)
    unlocked = time.perf_counter()
    (head,) = case_heads(desk.views)
    everything = timeline.Filter()
    months = timeline.months(desk.views, head.id, everything)
    timeline.stance_counts(desk.views, head.id)
    timeline.strip(desk.views, head.id)
    cards = timeline.items(desk.views, head.id, months[0].month, everything)
    shown = time.perf_counter()
    desk.close()
    return {
        "unlock": unlocked - began,
        "page": shown - unlocked,
        "both": shown - began,
        "cards": len(cards),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


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
