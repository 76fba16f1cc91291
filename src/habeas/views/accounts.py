"""Accounts: claims as a page shows them, with the names of who speaks and to whom."""

from dataclasses import dataclass
from typing import Any

from habeas.case.fold import State
from habeas.views.db import Views
from habeas.views.records import states


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

    `words` is the exact passage if there is one (`exact`), else the recorder's own words;
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
    """Return these claims as accounts, in the order given."""
    found = states(views, claims)
    wanted: set[str] = set()
    for state in found.values():
        wanted.update(_refs(state.fields))
    known = states(views, sorted(wanted))
    extracts = states(views, sorted(_extracts(found)))
    return [_account(found[one], known, extracts) for one in claims if one in found]


def _extracts(found: dict[str, State]) -> set[str]:
    return {
        state.fields["passage"]["extract"]
        for state in found.values()
        if "passage" in state.fields
    }


def _refs(fields: dict[str, Any]) -> list[str]:
    refs = [fields.get(name, "") for name in ("speaker", "said_to", "document")]
    return [one for one in (*refs, *fields.get("via", ())) if one]


def _account(
    state: State, known: dict[str, State], extracts: dict[str, State]
) -> Account:
    fields = state.fields
    passage, text = fields.get("passage"), fields.get("text") or {}
    said = fields.get("said") or {}
    lang = text.get("lang", "")
    if passage and passage["extract"] in extracts:
        lang = extracts[passage["extract"]].fields.get("language", "") or lang
    return Account(
        id=state.id,
        stance=fields.get("stance", "unknown"),
        speaker=named(known, fields.get("speaker", "")),
        via=tuple(named(known, one) for one in fields.get("via", ())),
        said_to=named(known, fields["said_to"]) if fields.get("said_to") else None,
        words=passage["quote"] if passage else text.get("text", ""),
        lang=lang,
        exact=passage is not None,
        gist=text.get("text", "") if passage else "",
        said=said.get("edtf", ""),
        said_known=said.get("known", "unknown"),
        about=(fields.get("about") or {}).get("edtf", ""),
        basis=fields.get("basis", "unsaid"),
        source=_source(fields, known, extracts),
        incident=fields.get("incident", ""),
        reliability=fields.get("reliability", ""),
        credibility=fields.get("credibility", ""),
        changes=len(state.history) - 1,
        conflicts=state.conflicts,
    )


def named(known: dict[str, State], record_id: str) -> Named:
    """Return a person (or other record) by the name it goes by."""
    state = known.get(record_id)
    fields = state.fields if state else {}
    name = fields.get("pseudonym") or fields.get("name") or record_id[:8]
    return Named(record_id, name)


def _source(
    fields: dict[str, Any], known: dict[str, State], extracts: dict[str, State]
) -> Source | None:
    passage = fields.get("passage")
    document = fields.get("document") or (passage or {}).get("document", "")
    state = known.get(document)
    if state is None:
        return None
    page = 1
    if passage and passage["extract"] in extracts:
        starts = extracts[passage["extract"]].fields.get("pages", [0])
        page = sum(1 for start in starts if start <= passage["start"]) or 1
    title = (state.fields.get("title") or {}).get("text") or state.fields["name"]
    return Source(
        document, state.fields["number"], title, state.fields["file"]["sha256"], page
    )
