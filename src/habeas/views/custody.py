"""Exhibits of every kind, and the chain of custody of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from habeas.case.chain import Chain, Link, Origin, Party
from habeas.case.dates import stretch
from habeas.case.facts.exhibits import Event, Signed
from habeas.case.rules.custody import follow
from habeas.errors import BadInputError, NewerVersionError, NotFoundError
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, latest, linked, record, states
from habeas.words import N_

_CHAINED = frozenset(
    {"event", "giver", "taker", "when", "place", "seal_before", "seal_after", "signed"}
)
_SHOWN = {
    "exhibit": {"number", "what", "kind"},
    "document": {"number", "file", "name"},
}
"""What a page of it cannot do without."""


@dataclass(frozen=True)
class ExhibitLine:
    """A physical exhibit in the list, with how its chain stands."""

    id: str
    number: int
    what: str
    lang: str
    kind: str
    chain: Chain
    compartment: str


@dataclass(frozen=True)
class CustodyView:
    """An exhibit with its chain; `events` are the records of its links, by id."""

    exhibit: RecordView
    chain: Chain
    events: Mapping[str, Sound]
    parts: tuple[RecordView, ...]
    withdrawn: tuple[RecordView, ...]
    """Events that count no more."""


def exhibits(
    views: Views, case: str, most: int = -1, skip: int = 0
) -> list[ExhibitLine]:
    """Return the physical exhibits, the newest first, or so many of them."""
    lines = latest(views, case, "exhibit", most, skip)
    found = states(views, [line.id for line in lines])
    return [_line(views, found[line.id]) for line in lines]


def custody(views: Views, case: str, exhibit: str) -> CustodyView:
    """Return an exhibit, physical or a document, with its chain of custody.

    Raises:
        NotFoundError: no such exhibit in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    found = record(views, case, exhibit)
    if found.type not in _SHOWN:
        raise NotFoundError(N_("This exhibit is not in this case."))
    if not _SHOWN[found.type] <= set(found.fields):
        raise NewerVersionError(N_("This exhibit was recorded by a newer Habeas."))
    chain, events = _chain(views, case, exhibit, found.fields)
    parts = [
        record(views, case, one)
        for one in linked(views, exhibit, "parent")
        if states(views, [one])[one].type in _SHOWN
    ]
    gone = [
        view
        for one in linked(views, exhibit, "exhibit", withdrawn=True)
        if (view := record(views, case, one)).type == "custody"
    ]
    return CustodyView(found, chain, events, tuple(parts), tuple(gone))


def _line(views: Views, found: Sound) -> ExhibitLine:
    what = found.fields.get("what") or {}
    chain, _ = _chain(views, found.case, found.id, found.fields)
    return ExhibitLine(
        id=found.id,
        number=found.fields.get("number", 0),
        what=found.title,
        lang=what.get("lang", ""),
        kind=found.fields.get("kind", ""),
        chain=chain,
        compartment=found.compartment,
    )


def _chain(
    views: Views, case: str, exhibit: str, fields: Mapping[str, Any]
) -> tuple[Chain, Mapping[str, Sound]]:
    """Return the chain and the records of its links, by id; kept meanwhile."""
    return views.kept(
        ("custody", exhibit), lambda: _followed(views, case, exhibit, fields)
    )


def _followed(
    views: Views, case: str, exhibit: str, fields: Mapping[str, Any]
) -> tuple[Chain, Mapping[str, Sound]]:
    linking = linked(views, exhibit, "exhibit")
    found = states(views, linking)
    told = [one for one in linking if found[one].type == "custody"]
    events = {one: found[one] for one in told if "event" in found[one].fields}
    names = _Names(views, case, [fields, *(one.fields for one in events.values())])
    links = [_link(event, names) for event in events.values()]
    unread = len(told) - len(events)
    return follow(_origin(fields, names), links, unread=unread), events


class _Names:
    """The people that an exhibit and its events name."""

    def __init__(
        self, views: Views, case: str, several: list[Mapping[str, Any]]
    ) -> None:
        ids = {
            fields[name]
            for fields in several
            for name in ("giver", "taker", "found_by")
            if fields.get(name)
        }
        self._known = {
            one.id: one.title
            for one in states(views, sorted(ids)).values()
            if (one.case, one.type) == (case, "person")
        }

    def party(self, person: str) -> Party | None:
        return Party(person, self._known.get(person, person[:8])) if person else None


def _origin(fields: Mapping[str, Any], names: _Names) -> Origin:
    return Origin(
        holder=names.party(fields.get("found_by", "")),
        found=_edtf(fields.get("found")),
        place=_words(fields.get("where")),
        seal=fields.get("seal", ""),
    )


def _link(event: Sound, names: _Names) -> Link:
    fields = event.fields
    signed = fields.get("signed")
    return Link(
        id=event.id,
        event=Event(fields["event"]),
        recorded=_recorded(event),
        giver=names.party(fields.get("giver", "")),
        taker=names.party(fields.get("taker", "")),
        when=_edtf(fields.get("when")),
        place=_words(fields.get("place")),
        seal_before=fields.get("seal_before", ""),
        seal_after=fields.get("seal_after", ""),
        signed=Signed(signed) if signed else None,
        witnessed=bool(fields.get("witnesses")),
    )


def _recorded(event: Sound) -> date:
    """Return the day on which the chain was told this, or told it otherwise."""
    changes = event.state.history
    told = [one for one in changes if _CHAINED & set(one.fields)] or changes
    return datetime.fromisoformat(told[-1].at).date()


def _edtf(value: Mapping[str, str] | None) -> str:
    """Return a date; one that this version cannot read is no date."""
    try:
        stretch(value["edtf"] if value else "")
    except BadInputError:
        return ""
    return value["edtf"] if value else ""


def _words(value: Mapping[str, str] | None) -> str:
    return value["text"] if value else ""
