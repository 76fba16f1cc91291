"""Documents: what came in, its text, and the claims marked in it."""

from dataclasses import dataclass

from habeas.case.facts.documents import Relation
from habeas.case.rules.embedded import Difference, differences
from habeas.errors import NewerVersionError, NotFoundError
from habeas.vault.database import Row
from habeas.views.accounts import Account, accounts
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, linked, record, states
from habeas.words import N_


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list."""

    id: str
    number: int
    title: str
    name: str
    media_type: str
    size: int
    sha256: str
    dated: str
    claims: int
    compartment: str


@dataclass(frozen=True)
class DocumentView:
    """A document, the record of its text (None if it has none) and its claims."""

    document: RecordView
    extract: RecordView | None
    claims: tuple[Account, ...]
    spans: tuple[tuple[int, int, str], ...]
    """(start, end, claim id) of passages in this text, by start."""
    differences: tuple[Difference, ...]
    """Where the record says otherwise than the file does of itself."""


_HIGHEST = 999_999_999
"""Of the numbers that are counted on: no hostile record may use them all up."""

_LISTED = (  # CROSS: from the links to the claims, not through every claim of a case
    "SELECT listed.id, (SELECT count(*) FROM links CROSS JOIN records AS claim"
    " ON claim.id = links.source WHERE links.target = listed.id"
    " AND links.field = 'document' AND claim.type = 'claim'"
    " AND claim.case_id = listed.case_id AND claim.withdrawn = 0)"
    " FROM (SELECT id, case_id, number, ordinal FROM records WHERE case_id = ?"
    " AND type = 'document' AND withdrawn = 0 {order} LIMIT ? OFFSET ?) AS listed"
    " {order}"
)


def documents(
    views: Views, case: str, most: int = -1, skip: int = 0
) -> list[DocumentLine]:
    """Return the documents of a case by number, or so many of them."""
    return _lines(views, "ORDER BY number, ordinal", (case, most, skip))


def latest(views: Views, case: str, most: int) -> list[DocumentLine]:
    """Return the documents with the highest numbers, the highest first."""
    order, values = "ORDER BY number DESC, ordinal DESC", (case, most, 0)
    found = views.kept(("latest", *values), lambda: _lines(views, order, values))
    return list(found)


def _lines(
    views: Views, order: str, values: tuple[str, int, int]
) -> list[DocumentLine]:
    with views.guard:
        rows = views.db.all(_LISTED.format(order=order), values)
    found = states(views, [row[0] for row in rows])
    return [_line(found[one], claims) for one, claims in rows]


def _line(found: Sound, claims: int) -> DocumentLine:
    fields = found.fields
    file = fields.get("file") or {}
    return DocumentLine(
        id=found.id,
        number=fields.get("number", 0),
        title=found.title,
        name=fields.get("name", ""),
        media_type=file.get("media_type", ""),
        size=file.get("size", 0),
        sha256=file.get("sha256", ""),
        dated=(fields.get("dated") or {}).get("edtf", ""),
        claims=claims,
        compartment=found.compartment,
    )


def document(views: Views, case: str, document_id: str) -> DocumentView:
    """Return a document with its text record and claims.

    Raises:
        NotFoundError: no such document in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    found = record(views, case, document_id)
    if found.type != "document":
        raise NotFoundError(N_("This document is not in this case."))
    if not {"number", "file", "name"} <= set(found.fields):
        raise NewerVersionError(N_("This document was recorded by a newer Habeas."))
    ids = linked(views, document_id, "document")
    known = states(views, ids)
    linking = [known[one] for one in ids]
    extracts = [
        one.id for one in linking if one.type == "extract" and "file" in one.fields
    ]
    claims = [one for one in linking if one.type == "claim"]
    extract = record(views, case, extracts[-1]) if extracts else None
    spans = sorted(
        (passage["start"], passage["end"], claim.id)
        for claim in claims
        if (passage := claim.fields.get("passage"))
        and extract is not None
        and passage["extract"] == extract.id
    )
    shown = accounts(views, [claim.id for claim in claims])
    said = extract.fields.get("metadata", ()) if extract else ()
    differing = differences(found.fields, said)
    return DocumentView(found, extract, tuple(shown), tuple(spans), differing)


@dataclass(frozen=True)
class CopyLine:
    """A working copy of a document."""

    id: str
    number: int


def copies_of(views: Views, case: str, document_id: str) -> list[CopyLine]:
    """Return the working copies that were made of a document."""
    ids = linked(views, document_id, "parent")
    found = states(views, ids)
    return [
        CopyLine(one, found[one].fields.get("number", 0))
        for one in ids
        if (found[one].case, found[one].type) == (case, "document")
        and found[one].fields.get("relation") == Relation.WORKING
    ]


def next_number(views: Views, case: str) -> int:
    """Return the next exhibit number; numbers are never given twice."""
    with views.guard:
        row = views.db.one(  # INDEXED BY: not through every record of the case
            "SELECT number FROM records INDEXED BY records_number"
            " WHERE case_id = ? AND number IS NOT NULL"
            " AND type IN ('document', 'exhibit') AND number <= ?"
            " ORDER BY number DESC LIMIT 1",
            (case, _HIGHEST),
        )
    return (row[0] if row else 0) + 1


def by_hash(views: Views, case: str, sha256: str) -> int | None:
    """Return the number of the document whose original has this hash, if there is one.

    One that was withdrawn does not count.
    """
    found = _with_hash(views, case, sha256)
    return int(found[1] or 0) if found else None


def document_with(views: Views, case: str, sha256: str) -> str | None:
    """Return the id of the document whose original has this hash, as `by_hash`."""
    found = _with_hash(views, case, sha256)
    return str(found[0]) if found else None


def _with_hash(views: Views, case: str, sha256: str) -> Row | None:
    """Return (id, number); INDEXED BY: not through every record of the case."""
    with views.guard:
        return views.db.one(
            "SELECT id, number FROM records INDEXED BY records_sha256"
            " WHERE case_id = ? AND sha256 = ? AND type = 'document' AND withdrawn = 0",
            (case, sha256),
        )
