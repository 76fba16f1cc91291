"""One paper from a case: gathered, set, and written as PDF and as Word.

Run as a program with a number it makes each paper so often and prints its numbers.
"""

import json
import sys
import time
from statistics import median

from measure import Mark, Table, figure, in_a_fresh_process, peak, spread

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.papers import As, Wanted, drawn_up, written
from habeas.actions.record import put_all
from habeas.demo.throwaway import build_throwaway
from habeas.papers.engine.form import form_named
from habeas.views.cases import case_heads
from habeas.views.records import records

REACH = 2.0
PAPERS = (
    ("appeal", "ru"),
    ("access-motion", "kk"),
    ("preservation-request", "ru"),
    ("torture-questionnaire", "en"),
    ("wgad", "en"),
    ("chronology", "en"),
)
STATEMENTS, CONTACTS = 300, 200


def measure(runs: int) -> Table:
    """Measure in fresh processes, each with the case built anew."""
    found = [in_a_fresh_process("papers", "3") for _ in range(runs)]
    names = [name for name, _ in PAPERS]

    def all_of(name: str) -> list[float]:
        return [run.numbers[name] for run in found]

    slowest = max(median(all_of(f"{name} {how}")) for name in names for how in As)
    return Table(
        "One paper",
        ["", *(how.value.upper() for how in As)],
        [[name, *(spread(all_of(f"{name} {how}")) for how in As)] for name in names],
        f"{runs} fresh processes, each paper three times in each (median). The invented"
        f" case with {STATEMENTS} statements and {CONTACTS} contacts more; from the"
        " record to the file, the search for protected names included. Peak memory"
        f" {figure(max(all_of('peak')))} MiB, the building of the case included.",
        [
            Mark(
                "one paper, from the record to the file",
                f"under {figure(REACH)} s",
                f"{figure(slowest)} s (the slowest of {2 * len(names)})",
                "",
                met=slowest < REACH,
            )
        ],
    )


def furnish(desk: Desk, case: str) -> None:
    """Add what a long case holds: statements and contacts."""
    views = desk.views
    speaker = records(views, case, "person")[0].id
    incident = records(views, case, "incident")[0].id
    said = [
        {
            "speaker": speaker,
            "stance": "alleged",
            "incident": incident,
            "text": {"lang": "en", "text": f"On day {number} the door stayed shut."},
            "said": {"edtf": "2026-05-04", "known": "stated"},
        }
        for number in range(STATEMENTS)
    ]
    met = [
        {
            "person": speaker,
            "form": "visit",
            "outcome": "refused" if number % 2 else "held",
            "when": {"edtf": "2026-05-05", "known": "seen"},
            "stated": {"lang": "en", "text": f"The reason given on visit {number}."},
        }
        for number in range(CONTACTS)
    ]
    put_all(desk, case, [New("claim", one) for one in said])
    put_all(desk, case, [New("contact", one) for one in met])


def main(times: int) -> None:
    """Make each paper so often, and print what it took."""
    desk = build_throwaway()
    try:
        case = case_heads(desk.views)[0].id
        furnish(desk, case)
        found: dict[str, float] = {}
        for name, language in PAPERS:
            for how in As:
                took = []
                for _ in range(times):
                    began = time.perf_counter()
                    made = drawn_up(desk, case, Wanted(form_named(name), language))
                    written(made.paper, how)
                    took.append(time.perf_counter() - began)
                found[f"{name} {how}"] = median(took)
    finally:
        desk.close()
    seconds = sum(found.values())
    print(json.dumps({"seconds": seconds, "peak": peak(), **found}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
