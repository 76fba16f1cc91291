"""Holds the due dates of the US complaint data against the engine's, row by row.

    python scripts/complaint_terms.py ../shared/data/prison-complaints.csv
    python scripts/complaint_terms.py FILE --write docs/complaint-terms.md

For every row with a received and a due date: is the due date the first term of its
level, or the first term with one extension? Prints the counts per level and the rows
that disagree; exits with 1 if any does.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from habeas.law.counting import compute
from habeas.law.happenings import Happening
from habeas.law.packs import Pack, packs

LEVELS = {"F": "prison (BP-9)", "R": "region (BP-10)", "A": "centre (BP-11)"}
EXTENDED = frozenset({"extended"})
NONE: frozenset[str] = frozenset()

PAGE = """\
# Due dates of 18,308 complaints, recomputed

Made by `python scripts/complaint_terms.py ../shared/data/prison-complaints.csv --write
docs/complaint-terms.md`. The data are complaints from US federal prisons, 2000 to 2014,
public and without names. For every row with a received and a due date the engine works
out the answer's term under the pack `US-BOP`, and again with one extension.

The first terms that the data show are 20 days at the prison, 30 at the region and
**40** at the centre, and the extensions 20, 30 and 20. The 60 days that are often named
for the centre are 40 and an extension of 20. The answers' terms do not move from a
weekend or a holiday: the last columns count the rows whose due date is such a day.

"""


@dataclass
class Level:
    """What was found at one level; `undated` rows lack one of the two dates."""

    first: int = 0
    extended: int = 0
    undated: int = 0
    weekend: int = 0
    holiday: int = 0
    disagree: list[str] = field(default_factory=list)
    lengths: Counter[int] = field(default_factory=Counter)

    @property
    def compared(self) -> int:
        """Return how many rows have both dates."""
        return self.first + self.extended + len(self.disagree)


def measure(rows: Iterable[Mapping[str, str]], pack: Pack) -> dict[str, Level]:
    """Compare each row. The columns are those of prison-complaints-fields.csv."""
    levels = {name: Level() for name in LEVELS}
    for row in rows:
        level = levels[row["ITERLVL"]]
        if not row["sitdtrcv"] or not row["sdtdue"]:
            level.undated += 1
            continue
        received = date.fromisoformat(row["sitdtrcv"])
        recorded = date.fromisoformat(row["sdtdue"])
        level.lengths[(recorded - received).days] += 1
        _compare(level, row, received, recorded, pack)
    return levels


def _compare(
    level: Level, row: Mapping[str, str], received: date, recorded: date, pack: Pack
) -> None:
    term = f"us.bop.due.{row['ITERLVL']}"
    happening = Happening("received", received)
    first, extended = (
        compute(pack, term, [happening], facts).due for facts in (NONE, EXTENDED)
    )
    if recorded == first:
        level.first += 1
    elif recorded == extended:
        level.extended += 1
    else:
        level.disagree.append(
            f"case {row['CASENBR']}, level {row['ITERLVL']}: received {received}, due"
            f" {recorded}; computed {first}, extended {extended}"
        )
    if not pack.calendar.working(recorded):
        weekend = recorded.isoweekday() in pack.holidays.weekend
        level.weekend += weekend
        level.holiday += not weekend


def report(levels: Mapping[str, Level]) -> Iterator[str]:
    """Yield the lines of the table, then the rows that disagree."""
    heads = (
        *("level", "rows with both dates", "first term", "extended once", "disagree"),
        *("without a due date", "days (rows)", "due at a weekend", "due on a holiday"),
    )
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for name, level in levels.items():
        lengths = ", ".join(
            f"{days} ({count:,})" for days, count in sorted(level.lengths.items())
        )
        numbers = (
            *(level.compared, level.first, level.extended, len(level.disagree)),
            level.undated,
        )
        days_off = (f"{one:,}" for one in (level.weekend, level.holiday))
        counts = (f"{one:,}" for one in numbers)
        yield _line([f"{name}: {LEVELS[name]}", *counts, lengths, *days_off])
    wrong = [one for level in levels.values() for one in level.disagree]
    yield ""
    yield "Rows that disagree:" if wrong else "No row disagrees."
    yield from (f"- {one}" for one in wrong)


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def main(arguments: list[str]) -> int:
    """Do what the arguments say; return 1 if a row disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", type=Path, help="write the page to this file")
    asked = parser.parse_args(arguments)
    with asked.file.open(encoding="utf-8", newline="") as file:
        levels = measure(csv.DictReader(file), packs()["US-BOP"])
    lines = "\n".join(report(levels))
    print(lines)
    if asked.write:
        asked.write.write_text(f"{PAGE}{lines}\n", "utf-8")
    return 1 if any(level.disagree for level in levels.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
