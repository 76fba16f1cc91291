"""Records as they stand, with their history; and the short names people know them by."""

from dataclasses import dataclass
from typing import Any

import msgspec

from habeas.case.compartments import COMPARTMENT_NAMES
from habeas.case.fold import State
from habeas.errors import BadInputError, NotFoundError
from habeas.views.db import Views
from habeas.words import N_

_SHORTEST_PREFIX = 4


@dataclass(frozen=True)
class RecordLine:
    """A record in a list."""

    id: str
    type: str
    title: str
    compartment: str
    withdrawn: bool


@dataclass(frozen=True)
class RecordView:
    """A record in full: its present fields and every change, oldest first."""

    id: str
    case: str
    type: str
    title: str
    compartment: str
    subject: str
    state: State

    @property
    def fields(self) -> dict[str, Any]:
        """The present fields, as JSON values."""
        return self.state.fields


def record(views: Views, case: str, record_id: str) -> RecordView:
    """Return one record.

    Raises:
        NotFoundError: it is not in this case.
    """
    with views.guard:
        row = views.db.execute(
            "SELECT id, case_id, type, title, compartment, subject, state FROM records"
            " WHERE id = ? AND case_id = ?",
            (record_id, case),
        ).fetchone()
    if row is None:
        raise NotFoundError(N_("This record is not in this case."))
    state = msgspec.json.decode(row[6], type=State)
    place = COMPARTMENT_NAMES.get(row[4], str(row[4]))
    return RecordView(row[0], row[1], row[2], row[3], place, row[5], state)


def records(
    views: Views, case: str, kind: str, *, withdrawn: bool = False
) -> list[RecordLine]:
    """Return the records of a type in the order they were put."""
    with views.guard:
        rows = views.db.execute(
            "SELECT id, type, title, compartment, withdrawn FROM records"
            " WHERE case_id = ? AND type = ? AND withdrawn <= ? ORDER BY ordinal",
            (case, kind, withdrawn),
        ).fetchall()
    return [
        RecordLine(a, b, c, COMPARTMENT_NAMES.get(d, str(d)), bool(e))
        for a, b, c, d, e in rows
    ]


def states(views: Views, ids: list[str]) -> dict[str, State]:
    """Return the states of these records, those that exist."""
    with views.guard:
        rows = views.db.execute(
            "SELECT id, state FROM records"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(ids).decode(),),
        ).fetchall()
    return {one: msgspec.json.decode(state, type=State) for one, state in rows}


def linked(views: Views, target: str, field: str) -> list[str]:
    """Return the records not withdrawn whose `field` points to `target`, oldest first."""
    with views.guard:
        rows = views.db.execute(
            "SELECT records.id FROM links JOIN records ON records.id = links.source"
            " WHERE links.target = ? AND links.field = ? AND withdrawn = 0"
            " ORDER BY ordinal",
            (target, field),
        ).fetchall()
    return [row[0] for row in rows]


def type_of(views: Views, case: str, record_id: str) -> str | None:
    """Return the type of a record of this case that is not withdrawn, or None."""
    with views.guard:
        row = views.db.execute(
            "SELECT type FROM records WHERE id = ? AND case_id = ? AND withdrawn = 0",
            (record_id, case),
        ).fetchone()
    return row[0] if row else None


def counts(views: Views, case: str) -> dict[str, int]:
    """Return how many records of each type stand."""
    with views.guard:
        rows = views.db.execute(
            "SELECT type, count(*) FROM records WHERE case_id = ? AND withdrawn = 0"
            " GROUP BY type",
            (case,),
        ).fetchall()
    return dict(rows)


def find(
    views: Views, case: str, kind: str, name: str, *, withdrawn: bool = False
) -> str:
    """Return the id that a person means: an id, its beginning, a number or a title.

    `kind` '*' looks among all types; `withdrawn` among the withdrawn ones as well.

    Raises:
        NotFoundError: nothing is called so.
        BadInputError: more than one is.
    """
    with views.guard:
        rows = views.db.execute(
            "SELECT id, title, state FROM records WHERE case_id = ? AND withdrawn <= ?"
            " AND (type = ? OR ? = '*')",
            (case, withdrawn, kind, kind),
        ).fetchall()
    wanted = name.strip().casefold()
    hits = [row[0] for row in rows if row[1].casefold() == wanted]
    hits = hits or [
        row[0]
        for row in rows
        if len(wanted) >= _SHORTEST_PREFIX and row[0].startswith(wanted)
    ]
    if not hits and wanted.isdigit():
        hits = [
            row[0]
            for row in rows
            if msgspec.json.decode(row[2]).get("fields", {}).get("number")
            == int(wanted)
        ]
    if not hits:
        raise NotFoundError(
            N_("Nothing in this case is called ‘{name}’."), name=name[:80]
        )
    if len(hits) > 1:
        raise BadInputError(
            N_("More than one record is called ‘{name}’."),
            advice=N_("Use the beginning of its id instead."),
            name=name[:80],
        )
    return str(hits[0])
