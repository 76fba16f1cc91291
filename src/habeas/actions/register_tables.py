"""Tables of a register as CSV, to be taken out: figures, and what was refused.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, for codes
and labels are a stranger's words.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, fields

from habeas.case.register_rows import NEXT_WORDS, PROBLEM_WORDS, Fault
from habeas.errors import NotFoundError
from habeas.views.register_figures import Counts, Figure, Figures, Punctual, Recorded
from habeas.words import N_

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_Rows = Iterable[Sequence[object]]


def written(head: Sequence[str], rows: _Rows) -> str:
    """Return CSV (RFC 4180) under a heading."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> object:
    if cell is None:
        return ""
    risky = isinstance(cell, str) and cell.startswith(_FORMULA)
    return f"'{cell}" if risky else cell


def faults_csv(faults: Iterable[Fault], gettext: Callable[[str], str]) -> str:
    """Return what was refused: the line, the column, the problem in words."""
    head = ("line", "column", "problem", "words")
    return written(
        head,
        (
            (
                one.line,
                one.column,
                one.problem.value,
                gettext(PROBLEM_WORDS[one.problem]),
            )
            for one in faults
        ),
    )


def faults_json(faults: Iterable[Fault], gettext: Callable[[str], str]) -> str:
    """Return the same as JSON, with the next step of each."""
    rows = [
        {
            "line": one.line,
            "column": one.column,
            "problem": one.problem.value,
            "words": gettext(PROBLEM_WORDS[one.problem]),
            "next": gettext(NEXT_WORDS[one.problem]),
        }
        for one in faults
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def figures_csv(found: Figures, name: str) -> str:
    """Return one table of the statistics.

    Raises:
        NotFoundError: there is none of this name.
    """
    tables = tables_of(found)
    if name not in tables:
        raise NotFoundError(N_("There is no such table."))
    return written(*tables[name])


def tables_of(found: Figures) -> Mapping[str, tuple[Sequence[str], _Rows]]:
    """Return every table by its name: its heading and its rows."""
    made: dict[str, tuple[Sequence[str], _Rows]] = {
        one.name: (_names(Figure), _counts(one)) for one in found.tables
    }
    bins = [*found.days.bins, ("before receipt", "", found.days.before)]
    made["days"] = (
        ("first_day", "last_day", "answers"),
        [*bins, ("without", "", found.days.without)],
    )
    made["punctual"] = (_names(Punctual), map(astuple, found.punctual))
    made["recorded"] = (_names(Recorded), map(astuple, found.recorded))
    made["overdue"] = (_names(Figure), map(astuple, found.overdue))
    return made


def _names(kind: type[Figure | Punctual | Recorded]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _counts(table: Counts) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [astuple(one) for one in table.figures]
    if table.rest_kinds:
        rows.append(("", f"the others ({table.rest_kinds})", table.rest))
    return [*rows, ("", "without", table.without)]
