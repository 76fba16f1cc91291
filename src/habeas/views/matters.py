"""Submissions of registers, folded into a table that is filtered and counted."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from habeas.case.fold import State
from habeas.vault.database import Database
from habeas.views.cards import edtf_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CODES = ("case_number", "level", "facility", "office", "subject", "status", "outcome")
_DAYS = ("received", "due", "status_date")


def fold_matter(
    db: Database, case: str, ordinal: int, state: State, fields: Mapping[str, Any]
) -> None:
    """Put a matter's row as its record stands now."""
    reasons = dict.fromkeys(fields.get("reasons", ()))
    term = f"{fields.get('jurisdiction', '')} {fields.get('term', '')}"
    db.run("DELETE FROM reasons WHERE ordinal = ?", (ordinal,))
    db.run_many("INSERT INTO reasons VALUES (?, ?)", [(ordinal, r) for r in reasons])
    db.run(
        "INSERT OR REPLACE INTO matters VALUES"
        " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, '')",
        (
            *(ordinal, state.id, case, fields.get("register", "")),
            *(fields.get("row", 0), state.withdrawn),
            *(fields.get(name) or "" for name in _CODES),
            "\n".join(reasons),
            *(_day(edtf_of(fields.get(name))) for name in _DAYS),
            term if fields.get("term") else "",
        ),
    )


def _day(edtf: str) -> str | None:
    """Return a whole day of the calendar, None for every other date."""
    if not _DAY.fullmatch(edtf):
        return None
    try:
        return date.fromisoformat(edtf).isoformat()
    except ValueError:
        return None
