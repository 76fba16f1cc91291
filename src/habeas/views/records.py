"""Records as they stand, with their history, and the names people know them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from habeas.case.compartments import COMPARTMENT_NAMES
from habeas.case.fold import State
from habeas.case.reading import sound_fields, strange_fields
from habeas.errors import BadInputError, NotFoundError
from habeas.vault.database import Row
from habeas.views.apply import looked_up
from habeas.views.db import Views
from habeas.words import N_

_SHORTEST_PREFIX = 4
_LONGEST_NUMBER = 9
_STATE = msgspec.json.Decoder(State)


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
    """A record in full: its present fields and every change, oldest first.

    `state.fields` are the fields as written, by whatever version.
    """

    id: str
    case: str
    type: str
    title: str
    compartment: str
    subject: str
    state: State

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The present fields that fit this version's schema, as JSON values."""
        return sound_fields(self.type, self.state.fields)

    @cached_property
    def strange(self) -> dict[str, Any]:
        """The other fields: what a newer version wrote, to be shown as it is."""
        return strange_fields(self.type, self.state.fields)


def record(views: Views, case: str, record_id: str) -> RecordView:
    """Return one record.

    Raises:
        NotFoundError: it is not in this case.
    """
    with views.guard:
        row = views.db.one(
            "SELECT id, case_id, type, title, compartment, subject, state FROM records"
            " WHERE id = ? AND case_id = ?",
            (record_id, case),
        )
    if row is None:
        raise NotFoundError(N_("This record is not in this case."))
    state = _STATE.decode(row[6])
    place = COMPARTMENT_NAMES.get(row[4], str(row[4]))
    return RecordView(row[0], row[1], row[2], row[3], place, row[5], state)


def records(
    views: Views, case: str, kind: str, *, withdrawn: bool = False
) -> list[RecordLine]:
    """Return the records of a type in the order they were put."""
    with views.guard:
        rows = views.db.all(
            "SELECT id, type, title, compartment, withdrawn FROM records"
            " WHERE case_id = ? AND type = ? AND withdrawn <= ? ORDER BY ordinal",
            (case, kind, withdrawn),
        )
    return _record_lines(rows)


def ids_of(views: Views, case: str, kind: str) -> list[str]:
    """Return the ids of the standing records of a type in the order they were put."""
    with views.guard:
        rows = views.db.all(
            "SELECT id FROM records WHERE case_id = ? AND type = ? AND withdrawn = 0"
            " ORDER BY ordinal",
            (case, kind),
        )
    return [id_ for (id_,) in rows]


def latest(
    views: Views, case: str, kind: str, most: int, skip: int = 0
) -> list[RecordLine]:
    """Return so many standing records of a type, those put last first."""
    with views.guard:
        rows = views.db.all(
            "SELECT id, type, title, compartment, withdrawn FROM records"
            " WHERE case_id = ? AND type = ? AND withdrawn = 0"
            " ORDER BY ordinal DESC LIMIT ? OFFSET ?",
            (case, kind, most, skip),
        )
    return _record_lines(rows)


def doubled(views: Views, case: str, most: int) -> list[RecordLine]:
    """Return so many standing records with two versions of a field, as they were put.

    Two wrote them without knowing of each other, and nobody has settled it.
    """
    with views.guard:
        rows = views.db.all(
            "SELECT id, type, title, compartment, withdrawn FROM records"
            " WHERE case_id = ? AND doubled = 1 AND withdrawn = 0"
            " ORDER BY ordinal LIMIT ?",
            (case, most),
        )
    return _record_lines(rows)


def _record_lines(rows: Sequence[Row]) -> list[RecordLine]:
    return [
        RecordLine(a, b, c, COMPARTMENT_NAMES.get(d, str(d)), bool(e))
        for a, b, c, d, e in rows
    ]


@dataclass(frozen=True)
class Sound:
    """A record as pages read it: only fields that fit, in the case it belongs to."""

    id: str
    case: str
    type: str
    compartment: str
    title: str
    fields: dict[str, Any]
    state: State


def states(views: Views, ids: Sequence[str]) -> dict[str, Sound]:
    """Return these records, those that exist, by id."""
    with views.guard:
        rows = views.db.all(
            "SELECT id, case_id, type, compartment, title, state FROM records"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json_text(ids),),
        )
    return {row[0]: _sound(*row) for row in rows}


def json_text(words: Sequence[str]) -> str:
    """Return a list as SQLite's json_each reads it; what is no text is nobody's id."""
    try:
        return msgspec.json.encode(words).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode([one for one in words if _is_text(one)]).decode()


def _is_text(word: str) -> bool:
    return not any("\ud800" <= one <= "\udfff" for one in word)


def _sound(  # noqa: PLR0913, PLR0917 - one row
    record_id: str, case: str, kind: str, place: int, title: str, raw: bytes
) -> Sound:
    state = _STATE.decode(raw)
    fields = sound_fields(kind, state.fields)
    where = COMPARTMENT_NAMES.get(place, str(place))
    return Sound(record_id, case, kind, where, title, fields, state)


def strange(views: Views, case: str) -> list[RecordLine]:
    """Return the records with fields, or of a type, that this version does not know.

    They are kept, and shown as they stand. Reads every record of the case.
    """
    with views.guard:
        rows = views.db.all(
            "SELECT id, type, title, compartment, withdrawn, state FROM records"
            " WHERE case_id = ? ORDER BY ordinal",
            (case,),
        )
    return [
        RecordLine(a, b, c, COMPARTMENT_NAMES.get(d, str(d)), bool(e))
        for a, b, c, d, e, raw in rows
        if strange_fields(b, _STATE.decode(raw).fields)
    ]


def linked(
    views: Views, target: str, field: str, *, withdrawn: bool = False, kind: str = ""
) -> list[str]:
    """Return the records whose `field` points to `target`, oldest first.

    Those that stand, or those that were withdrawn; of one type, or of any.

    Records of another case than the target's do not count.
    """
    with views.guard:
        rows = views.db.all(
            "SELECT records.id FROM links CROSS JOIN records"
            " ON records.id = links.source"
            " CROSS JOIN records AS aim ON aim.id = links.target"
            " WHERE links.target = ? AND links.field = ? AND records.withdrawn = ?"
            " AND (? = '' OR records.type = ?)"
            " AND aim.case_id = records.case_id ORDER BY records.ordinal",
            (target, field, withdrawn, kind, kind),
        )
    return [row[0] for row in rows]


def grouped(
    views: Views, case: str, kind: str, field: str, wanted: set[str]
) -> dict[str, list[Sound]]:
    """Return the standing records of a type by what a field of theirs points to."""
    lines = records(views, case, kind)
    found: dict[str, list[Sound]] = {}
    sound = states(views, [line.id for line in lines])
    for line in lines:
        aim = sound[line.id].fields.get(field, "")
        if aim in wanted:
            found.setdefault(aim, []).append(sound[line.id])
    return found


def type_of(
    views: Views, case: str, record_id: str, *, withdrawn: bool = False
) -> str | None:
    """Return the type of a record of this case that is not withdrawn, or None.

    With `withdrawn`, of one that was as well.
    """
    with views.guard:
        row = views.db.one(
            "SELECT type FROM records WHERE id = ? AND case_id = ? AND withdrawn <= ?",
            (record_id, case, withdrawn),
        )
    return row[0] if row else None


def known(views: Views, case: str, record_id: str) -> bool:
    """Say whether there is such a record in this case, a withdrawn one too."""
    with views.guard:
        return bool(
            views.db.all(
                "SELECT 1 FROM records WHERE id = ? AND case_id = ?", (record_id, case)
            )
        )


def counts(views: Views, case: str) -> dict[str, int]:
    """Return how many records of each type stand."""
    rows = views.counted(
        "SELECT type, count(*) FROM records WHERE case_id = ? AND withdrawn = 0"
        " GROUP BY type",
        (case,),
    )
    return dict(rows)


def find(
    views: Views, case: str, kind: str, name: str, *, withdrawn: bool = False
) -> str:
    """Return the id that a person means: an id, its beginning, a number or a title.

    `kind` 'a|b' looks among several types, '*' among all; `withdrawn` among the
    withdrawn ones as well.

    Raises:
        NotFoundError: nothing is called so.
        BadInputError: more than one is.
    """
    wanted = name.strip().casefold()
    place = (case, withdrawn, json_text(kind.split("|")), kind)
    hits = _called(views, place, wanted)
    if not hits and "'" in wanted:  # what nobody can type on a keyboard
        hits = _called(views, place, wanted.replace("'", "’"))
    if not hits and len(wanted) >= _SHORTEST_PREFIX:
        hits = _beginning(views, (*place, wanted, f"{wanted}g"))
    if not hits and wanted.isascii() and wanted.isdecimal():
        hits = _numbered(views, (*place, wanted[:_LONGEST_NUMBER]))
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
    return str(hits[0][0])


def _called(views: Views, place: Sequence[object], wanted: str) -> list[Row]:
    with views.guard:
        rows = views.db.all(
            "SELECT id, title FROM records WHERE case_id = ? AND withdrawn <= ?"
            " AND (type IN (SELECT value FROM json_each(?)) OR ? = '*')"
            " AND called = ? AND called != ''",
            (*place, looked_up(wanted)),
        )
    return [row for row in rows if row[1].casefold() == wanted][:2]


def _beginning(views: Views, values: Sequence[object]) -> list[Row]:
    """Look for ids between the beginning and what follows it: ids are hex digits."""
    with views.guard:
        return views.db.all(
            "SELECT id FROM records WHERE case_id = ? AND withdrawn <= ?"
            " AND (type IN (SELECT value FROM json_each(?)) OR ? = '*')"
            " AND id >= ? AND id < ? LIMIT 2",
            values,
        )


def _numbered(views: Views, values: Sequence[object]) -> list[Row]:
    with views.guard:
        return views.db.all(
            "SELECT id FROM records WHERE case_id = ? AND withdrawn <= ?"
            " AND (type IN (SELECT value FROM json_each(?)) OR ? = '*')"
            " AND number = CAST(? AS INTEGER) LIMIT 2",
            values,
        )
