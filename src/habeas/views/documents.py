"""Documents: what came in, its text, and the claims marked in it."""

from dataclasses import dataclass

from habeas.case.fold import State
from habeas.views.accounts import Account, accounts
from habeas.views.db import Views
from habeas.views.records import RecordView, linked, record, records, states


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


def documents(views: Views, case: str) -> list[DocumentLine]:
    """Return the documents of a case by number."""
    lines = records(views, case, "document")
    found = states(views, [line.id for line in lines])
    return [
        _line(
            found[line.id], line.title, line.compartment, len(_claims(views, line.id))
        )
        for line in lines
    ]


def _line(state: State, title: str, compartment: str, claims: int) -> DocumentLine:
    fields = state.fields
    return DocumentLine(
        id=state.id,
        number=fields["number"],
        title=title,
        name=fields["name"],
        media_type=fields["file"]["media_type"],
        size=fields["file"]["size"],
        sha256=fields["file"]["sha256"],
        dated=(fields.get("dated") or {}).get("edtf", ""),
        claims=claims,
        compartment=compartment,
    )


def _claims(views: Views, document: str) -> list[str]:
    return linked(views, document, "document")


def document(views: Views, case: str, document_id: str) -> DocumentView:
    """Return a document with its text record and claims.

    Raises:
        NotFoundError: no such document in this case.
    """
    found = record(views, case, document_id)
    texts = linked(views, document_id, "document")
    types = states(views, texts)
    extracts = [one for one in texts if types[one].type == "extract"]
    claims = [one for one in texts if types[one].type == "claim"]
    extract = record(views, case, extracts[-1]) if extracts else None
    spans = sorted(
        (passage["start"], passage["end"], claim)
        for claim in claims
        if (passage := types[claim].fields.get("passage"))
        and extract is not None
        and passage["extract"] == extract.id
    )
    return DocumentView(found, extract, tuple(accounts(views, claims)), tuple(spans))


def next_number(views: Views, case: str) -> int:
    """Return the next exhibit number; numbers are never given twice."""
    taken = [line.id for line in records(views, case, "document", withdrawn=True)]
    numbers = [state.fields["number"] for state in states(views, taken).values()]
    return max(numbers, default=0) + 1


def by_hash(views: Views, case: str, sha256: str) -> str | None:
    """Return the document whose original has this hash, if it is in the case already."""
    for line in documents(views, case):
        if line.sha256 == sha256:
            return line.id
    return None
