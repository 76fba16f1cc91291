"""Agreements on signs of life as they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.case.fold import Ref
from habeas.views.db import Views
from habeas.views.records import json_text, records, states


@dataclass(frozen=True)
class Said:
    """An agreement and the entry that it was recorded in."""

    id: str
    entry: Ref
    who: str
    hours: int
    grace: int
    agreed: str


def agreements(views: Views, case: str) -> list[Said]:
    """Return every agreement that counts, in the order that every copy draws alike."""
    ids = [line.id for line in records(views, case, "watch")]
    found = [
        (one.state.history[0].lamport, one.state.history[0].entry, one)
        for one in states(views, ids).values()
    ]
    return [
        Said(
            one.id,
            entry,
            one.fields.get("who", ""),
            one.fields.get("hours", 0),
            one.fields.get("grace", 0),
            one.fields.get("agreed", ""),
        )
        for _lamport, entry, one in sorted(found, key=lambda it: it[:2])
    ]


def watched_cases(views: Views, cases: Sequence[str]) -> list[str]:
    """Return those of these cases in which somebody ever agreed on signs of life."""
    with views.guard:
        rows = views.db.all(
            "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM records"
            " WHERE case_id = value AND type = 'watch')",
            (json_text(cases),),
        )
    return [row[0] for row in rows]
