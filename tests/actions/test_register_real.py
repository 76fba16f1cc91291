"""The real data, where it lies beside the repository, counted a second way."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.register_source import preview, read_source
from habeas.views.register_figures import figures
from habeas.views.registers import Wanted, how_many, last_day, register_view
from tests.registers import bring_in

MAPPING = "us-bop-complaints"
REAL = Path(__file__).parents[3] / "shared" / "data" / "prison-complaints.csv"


@pytest.mark.skipif(not REAL.exists(), reason="the real data is not on this machine")
def test_the_real_data_counted_by_nothing_but_the_csv_module(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    """A third of the rows, for time; the bench brings in all of them."""
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18_308
    whole = preview(read_source(REAL, MAPPING))
    assert (whole.rows, whole.kept, whole.refused) == (18_308, 18_308, 0)
    assert whole.levels == Counter(row["ITERLVL"] for row in rows)
    assert whole.statuses == Counter(row["CDSTATUS"] for row in rows)
    part = [*rows[::6], *(row for row in rows if row["CDSTATUS"] == "ACC")]
    part = list({row["CASENBR"]: row for row in part}.values())
    with (tmp_path / "part.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(part)
    made = bring_in(desk, case, read_source(tmp_path / "part.csv", MAPPING))
    compare(desk, case, made, part)


def compare(desk: Desk, case: str, made: str, rows: list[dict[str, str]]) -> None:
    day = last_day(desk.views, case, made)
    assert day == max(date.fromisoformat(row["sdtstat"]) for row in rows)
    found = figures(desk.views, case, register_view(desk.views, case, made), day)
    tables = {one.name: one for one in found.tables}
    rejected = [row for row in rows if row["CDSTATUS"] == "REJ"]
    assert {one.code: one.count for one in tables["status"].figures}["REJ"] == len(
        rejected
    )
    reasons = Counter(
        code for row in rejected for n in range(1, 6) if (code := row[f"STATRSN{n}"])
    )
    for one in tables["reasons"].figures:
        assert one.count == len(
            [r for r in rejected if one.code in {r[f"STATRSN{n}"] for n in range(1, 6)}]
        )
    assert tables["reasons"].rest_kinds + len(tables["reasons"].figures) == len(reasons)
    subjects = Counter(row["cdsub1cb"] for row in rows)
    assert {one.code: one.count for one in tables["subject"].figures}.items() <= dict(
        subjects
    ).items()
    late = sum(row["timely"] == "0.0" for row in rows)
    assert sum(one.late for one in found.punctual) == late
    assert found.overdue_in_all == sum(row["overdue"] == "1.0" for row in rows)
    answered = sorted(int(float(row["comptime"])) for row in rows if row["comptime"])
    assert found.days.answers == len(answered)
    assert found.days.median == answered[(len(answered) + 1) // 2 - 1]
    assert found.days.longest == answered[-1]
    for told in found.recorded:
        assert told.other == 0  # the first term, or once extended: every one of them
    assert how_many(desk.views, case, made, Wanted(day, late=True)) == late
    year = Counter(row["sitdtrcv"][:4] for row in rows)
    assert {one.code: one.count for one in tables["year"].figures} == year
