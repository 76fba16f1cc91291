"""Terms worked out again, as after a new version of a rule or of a calendar.

Run as a program with a number it works out so many and prints its numbers.
"""

import json
import sys
import time
from datetime import date, timedelta
from statistics import median

from measure import Mark, Table, figure, in_a_fresh_process, peak, seconds_of, spread

from habeas.law.counting import compute
from habeas.law.happenings import Happening
from habeas.law.packs import Pack, packs
from habeas.law.terms import Kind

REACH = 5.0
FIRST, DAYS = date(2000, 1, 1), 9_000
"""Starts from 2000 to 2024, so that every year of every calendar is asked for."""


def measure(count: int, runs: int) -> Table:
    """Measure in fresh processes, the packs and the calendars read in each."""
    found = [in_a_fresh_process("deadlines", str(count)) for _ in range(runs)]
    seconds = seconds_of(found)

    def all_of(name: str) -> list[float]:
        return [run.numbers[name] for run in found]

    return Table(
        f"{count:,} deadlines recomputed",
        ["", "median (range)"],
        [
            ["all of it", spread([run.seconds for run in found])],
            ["of that: reading the packs", spread(all_of("packs"))],
            ["of that: holidays of 26 years, six countries", spread(all_of("years"))],
            ["one term, explained", spread(all_of("one"), "µs")],
            ["all of it in processor time", spread(all_of("cpu"))],
            ["peak memory", spread(all_of("peak"), "MiB")],
        ],
        f"{runs} fresh processes. Every term of the eight packs that an event starts,"
        " in turn, from days between 2000 and 2024, each with its steps, alternatives"
        " and warnings.",
        [
            Mark(
                f"{count:,} deadlines",
                f"under {figure(REACH)} s",
                f"{figure(seconds)} s",
                "",
                met=seconds < REACH,
                because=f"processor time {figure(median(all_of('cpu')))} s",
            )
        ],
    )


def terms() -> list[tuple[Pack, str, str]]:
    """Return every term that an event starts, with the event."""
    return [
        (pack, name, versions[-1].starts[0].event)
        for pack in packs().values()
        for name, versions in pack.terms.items()
        if versions[-1].kind in (Kind.TERM, Kind.SOFT) and versions[-1].starts[0].event
    ]


def main(count: int) -> None:
    """Work out so many, and print what it took."""
    began = time.perf_counter()
    known = terms()
    read = time.perf_counter()
    for pack in packs().values():
        for year in range(2000, 2026):
            pack.calendar.working(date(year, 1, 1))
    asked = time.perf_counter()
    for number in range(count):
        pack, name, event = known[number % len(known)]
        start = FIRST + timedelta(days=number % DAYS)
        compute(pack, name, [Happening(event, start)])
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "seconds": ended - began,
                "packs": read - began,
                "years": asked - read,
                "one": (ended - asked) / count * 1e6,
                "cpu": time.process_time(),
                "peak": peak(),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
