"""Imports of folders: the list of them, and the documents that each brought in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from habeas.case.fold import State
from habeas.case.reading import sound_fields
from habeas.views.db import Views
from habeas.views.records import latest, states

_STATE = msgspec.json.Decoder(State)
_STEP = 1000


@dataclass(frozen=True)
class BatchLine:
    """An import in the list; `finished` once its list of files is recorded."""

    id: str
    source: str
    imported: int
    finished: bool
    compartment: str


@dataclass(frozen=True)
class BatchDocument:
    """A document that an import brought in, with what it was found as."""

    id: str
    number: int
    path: str
    sha256: str
    size: int
    modified: str
    listed: tuple[str, ...]


def batches(views: Views, case: str, most: int = -1, skip: int = 0) -> list[BatchLine]:
    """Return the imports of a case, the newest first, or so many of them."""
    lines = latest(views, case, "batch", most, skip)
    found = states(views, [line.id for line in lines])
    return [
        BatchLine(
            one.id,
            one.fields.get("source", ""),
            count(views, one.id),
            bool(one.fields.get("manifest")),
            one.compartment,
        )
        for one in (found[line.id] for line in lines)
    ]


def count(views: Views, batch: str) -> int:
    """Return how many documents an import brought in, withdrawn ones too."""
    with views.guard:
        ((found,),) = views.db.all(
            "SELECT count(*) FROM links CROSS JOIN records"
            " ON records.id = links.source AND records.type = 'document'"
            " WHERE links.target = ? AND links.field = 'batch'",
            (batch,),
        )
    return int(found)


def documents_of(views: Views, case: str, batch: str) -> Iterator[BatchDocument]:
    """Yield the documents of an import as they came, withdrawn ones too."""
    last = -1
    while True:
        with views.guard:
            rows = views.db.all(
                "SELECT records.ordinal, records.id, state"
                " FROM links CROSS JOIN records"
                " ON records.id = links.source AND records.type = 'document'"
                " WHERE links.target = ? AND links.field = 'batch' AND case_id = ?"
                " AND records.ordinal > ? ORDER BY records.ordinal LIMIT ?",
                (batch, case, last, _STEP),
            )
        for ordinal, record, state in rows:
            last = ordinal
            fields = sound_fields("document", _STATE.decode(state).fields)
            yield _document(record, fields)
        if len(rows) < _STEP:
            return


def _document(record: str, fields: dict[str, Any]) -> BatchDocument:
    file = fields.get("file") or {}
    return BatchDocument(
        record,
        fields.get("number", 0),
        fields.get("path", ""),
        file.get("sha256", ""),
        file.get("size", 0),
        (fields.get("modified") or {}).get("edtf", ""),
        tuple(fields.get("listed", ())),
    )


def known_hashes(views: Views, case: str) -> dict[str, int]:
    """Return the exhibit number of every document that stands, by its SHA-256."""
    with views.guard:
        rows = views.db.all(
            "SELECT sha256, number FROM records WHERE case_id = ? AND type = 'document'"
            " AND withdrawn = 0 AND sha256 IS NOT NULL",
            (case,),
        )
    return {digest: number or 0 for digest, number in rows}


def stored_files(views: Views) -> set[str]:
    """Return the ciphertext hash of every sealed file that a record names.

    Reads every document and text of the vault.
    """
    with views.guard:
        rows = views.db.all(
            "SELECT json_extract(CAST(state AS TEXT), '$.fields.file.stored')"
            " FROM records WHERE type IN ('document', 'extract')"
        )
    return {str(row[0]) for row in rows if row[0] is not None}


def without_text(views: Views, case: str, batch: str = "") -> list[str]:
    """Return the documents, of an import or of the case, whose text nobody read yet."""
    with views.guard:
        rows = views.db.all(
            "SELECT one.id FROM records AS one WHERE one.case_id = ?"
            " AND one.type = 'document' AND one.withdrawn = 0"
            " AND (? = '' OR EXISTS (SELECT 1 FROM links WHERE source = one.id"
            " AND field = 'batch' AND target = ?))"
            " AND NOT EXISTS (SELECT 1 FROM links JOIN records AS text"
            " ON text.id = links.source AND text.type = 'extract'"
            " WHERE links.target = one.id AND links.field = 'document')"
            " ORDER BY one.ordinal",
            (case, batch, batch),
        )
    return [row[0] for row in rows]
