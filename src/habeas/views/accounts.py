"""Accounts: claims as a page shows them, with the names of who speaks and to whom."""

from dataclasses import dataclass
from typing import Any

from habeas.case.codec import Act
from habeas.case.facts.claims import Basis, Stance
from habeas.case.values import Known
from habeas.views.db import Views
from habeas.views.records import Sound, states


@dataclass(frozen=True)
class Named:
    """A record by its id and the name it goes by."""

    id: str
    name: str


@dataclass(frozen=True)
class Source:
    """Where an account stands written."""

    document: str
    number: int
    title: str
    sha256: str
    page: int


@dataclass(frozen=True)
class Account:
    """One claim that stands: who says what of it, with its source.

    `words` is the exact passage if there is one (`exact`), else the recorder's own;
    `gist` the recorder's words beside a passage. Dates are EDTF, '' if not given.
    `via` runs from the document inwards. `changes` counts corrections.
    """

    id: str
    stance: str
    speaker: Named
    via: tuple[Named, ...]
    said_to: Named | None
    words: str
    lang: str
    exact: bool
    gist: str
    said: str
    said_known: str
    about: str
    basis: str
    source: Source | None
    incident: str
    reliability: str
    credibility: str
    changes: int
    conflicts: tuple[str, ...]


def accounts(views: Views, claims: list[str]) -> list[Account]:
    """Return these claims as accounts, in the order given; nothing but claims."""
    found = states(views, claims)
    wanted = {one for claim in found.values() for one in _refs(claim.fields)}
    around = states(views, sorted(wanted))
    return [
        _account(found[one], _Around(found[one].case, around))
        for one in claims
        if one in found and found[one].type == "claim"
    ]


@dataclass(frozen=True)
class _Around:
    """The records that claims point to; those of another case are not there."""

    case: str
    records: dict[str, Sound]

    def find(self, record_id: str, kind: str) -> Sound | None:
        found = self.records.get(record_id)
        there = found is not None and (found.case, found.type) == (self.case, kind)
        return found if there else None

    def named(self, person: str) -> Named:
        found = self.find(person, "person")
        return Named(person, found.title if found else person[:8])


def _refs(fields: dict[str, Any]) -> list[str]:
    passage = fields.get("passage") or {}
    names = ("speaker", "said_to", "document", "incident")
    refs = [fields.get(name, "") for name in names]
    inner = [passage.get(name, "") for name in ("document", "extract")]
    return [one for one in (*refs, *inner, *fields.get("via", ())) if one]


def _account(claim: Sound, around: _Around) -> Account:
    fields = claim.fields
    passage, text = fields.get("passage") or {}, fields.get("text") or {}
    said, about = fields.get("said") or {}, fields.get("about") or {}
    said_to = fields.get("said_to", "")
    extract = around.find(passage.get("extract", ""), "extract")
    incident = around.find(fields.get("incident", ""), "incident")
    spoken = extract.fields.get("language", "") if extract else ""
    return Account(
        id=claim.id,
        stance=fields.get("stance", Stance.UNKNOWN.value),
        speaker=around.named(fields.get("speaker", "")),
        via=tuple(around.named(one) for one in fields.get("via", ())),
        said_to=around.named(said_to) if said_to else None,
        words=passage.get("quote") or text.get("text", ""),
        lang=spoken or text.get("lang", ""),
        exact=bool(passage),
        gist=text.get("text", "") if passage else "",
        said=said.get("edtf", ""),
        said_known=said.get("known", Known.UNKNOWN.value),
        about=about.get("edtf", ""),
        basis=fields.get("basis", Basis.UNSAID.value),
        source=_source(fields, around, extract),
        incident=incident.id if incident and not incident.state.withdrawn else "",
        reliability=fields.get("reliability", ""),
        credibility=fields.get("credibility", ""),
        changes=sum(one.act is Act.CORRECT for one in claim.state.history),
        conflicts=claim.state.conflicts,
    )


def _source(
    fields: dict[str, Any], around: _Around, extract: Sound | None
) -> Source | None:
    passage = fields.get("passage") or {}
    document = fields.get("document") or passage.get("document", "")
    found = around.find(document, "document")
    if found is None or "file" not in found.fields:
        return None
    starts = extract.fields.get("pages", (0,)) if extract else ()
    page = sum(1 for start in starts if start <= passage.get("start", 0)) or 1
    number, file = found.fields.get("number", 0), found.fields["file"]
    return Source(document, number, found.title, file["sha256"], page)
