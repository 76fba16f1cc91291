"""Agreements on signs of life as they were recorded."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from habeas.case.codec import Act
from habeas.case.fold import Change, Ref
from habeas.case.reading import sound_fields
from habeas.case.rules.life import check_watch
from habeas.errors import BadInputError
from habeas.views.db import Views
from habeas.views.records import json_text, records, states

_WATCH = "watch"


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
    """Return every agreement that counts, in the order that every copy draws alike.

    Each is what its own entry says: one that was corrected, withdrawn or begun anew
    stands as it was, and one that breaks the rule for it is none.
    """
    ids = [
        line.id
        for withdrawn in (False, True)
        for line in records(views, case, _WATCH, withdrawn=withdrawn)
    ]
    found = [
        (change.lamport, change.entry, said)
        for one in states(views, ids).values()
        for change in one.state.history
        if change.act is Act.PUT and change.type == _WATCH
        for said in _said(one.state.id, change)
    ]
    return [said for *_place, said in sorted(found, key=lambda it: it[:2])]


def _said(id_: str, change: Change) -> Iterator[Said]:
    fields = sound_fields(_WATCH, change.fields)
    with suppress(BadInputError):
        check_watch(fields)
        yield Said(
            id_,
            change.entry,
            fields.get("who", ""),
            fields.get("hours", 0),
            fields.get("grace", 0),
            fields.get("agreed", ""),
        )


def watched_cases(views: Views, cases: Sequence[str]) -> list[str]:
    """Return those of these cases in which somebody ever agreed on signs of life."""
    with views.guard:
        rows = views.db.all(
            "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM records"
            " WHERE case_id = value AND type = 'watch')",
            (json_text(cases),),
        )
    return [row[0] for row in rows]
