"""Exhibits of every kind, and the chain of custody of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from habeas.case.chain import Chain, Link, Origin, Party, Told, Words
from habeas.case.dates import stretch
from habeas.case.facts.exhibits import CUSTODY, Event, Signed
from habeas.case.fold import Change
from habeas.case.rules.custody import follow
from habeas.errors import BadInputError, NewerVersionError, NotFoundError
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, latest, linked, record, states
from habeas.views.timestamps import stamps
from habeas.words import N_

_CHAINED = frozenset(
    {"event", "giver", "taker", "when", "place", "seal_before", "seal_after", "signed"}
)
_SIGNING = {"signed", "receipt"}
_PARTIES = ("giver", "taker", "found_by", "acquired_by")
SHOWN = {
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
    if found.type not in SHOWN:
        raise NotFoundError(N_("This exhibit is not in this case."))
    if not SHOWN[found.type] <= set(found.fields):
        raise NewerVersionError(N_("This exhibit was recorded by a newer Habeas."))
    chain, events = _chain(views, case, exhibit, found.fields)
    parts = [
        record(views, case, one)
        for one in linked(views, exhibit, "parent")
        if states(views, [one])[one].type in SHOWN
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
    several = [fields, *(one.fields for one in events.values())]
    names = Names(views, case, several, _PARTIES)
    links = [_link(event, names) for event in events.values()]
    unread, vouched = len(told) - len(events), stamps(views, case)
    origin = _origin(fields, names)
    return follow(origin, links, unread=unread, stamps=vouched), events


class Names:
    """The people whom records name, an exhibit and its events say, in these fields."""

    def __init__(
        self,
        views: Views,
        case: str,
        several: Sequence[Mapping[str, Any]],
        roles: Sequence[str],
    ) -> None:
        ids = {fields[name] for fields in several for name in roles if fields.get(name)}
        self._known = {
            one.id: one.title
            for one in states(views, sorted(ids)).values()
            if (one.case, one.type) == (case, "person")
        }

    def party(self, person: str) -> Party | None:
        """Return a person by id; who is not in this case is called by the id."""
        return Party(person, self._known.get(person, person[:8])) if person else None


def _origin(fields: Mapping[str, Any], names: Names) -> Origin:
    if "file" in fields:
        found = fields.get("acquired") or fields.get("received")
        acquirer = names.party(fields.get("acquired_by", ""))
        return Origin(holder=acquirer, found=edtf_of(found), sealed=True)
    return Origin(
        holder=names.party(fields.get("found_by", "")),
        found=edtf_of(fields.get("found")),
        place=words_of(fields.get("where")),
        seal=fields.get("seal", ""),
    )


def _link(event: Sound, names: Names) -> Link:
    fields = event.fields
    signed = fields.get("signed")
    return Link(
        id=event.id,
        event=Event(fields["event"]),
        recorded=told_on(event, _CHAINED),
        giver=names.party(fields.get("giver", "")),
        taker=names.party(fields.get("taker", "")),
        when=edtf_of(fields.get("when")),
        place=words_of(fields.get("place")),
        seal_before=fields.get("seal_before", ""),
        seal_after=fields.get("seal_after", ""),
        signed=Signed(signed) if signed else None,
        witnessed=bool(fields.get("witnesses")),
        changed=_changed_since_signed(event),
        told=tuple(
            Told(*one.entry, datetime.fromisoformat(one.at))
            for one in telling(event, _CHAINED)
        ),
    )


def _changed_since_signed(event: Sound) -> Words:
    """Return what was corrected of an event after a receipt for it had been signed.

    One that was recorded as signed from the first is not meant: a slip of the pen in
    it is corrected beside the same paper.
    """
    changes = event.state.history
    signings = [at for at, one in enumerate(changes) if _SIGNING & set(one.fields)]
    if not signings or not signings[-1] or event.fields.get("signed") != Signed.SIGNED:
        return Words()
    names = {name for one in changes[signings[-1] + 1 :] for name in one.fields}
    return Words(
        spec.ask.label
        for spec in CUSTODY.fields
        if spec.name in names and spec.name != "witnesses"
    )


def told_on(event: Sound, fields: frozenset[str]) -> date:
    """Return the day on which these fields were told, or told otherwise."""
    return datetime.fromisoformat(telling(event, fields)[-1].at).date()


def telling(event: Sound, fields: frozenset[str]) -> Sequence[Change]:
    """Return the changes that told these fields; all where none did."""
    changes = event.state.history
    return [one for one in changes if fields & set(one.fields)] or changes


def edtf_of(value: Mapping[str, str] | None) -> str:
    """Return a date; one that this version cannot read is no date."""
    try:
        stretch(value["edtf"] if value else "")
    except BadInputError:
        return ""
    return value["edtf"] if value else ""


def words_of(value: Mapping[str, str] | None) -> str:
    """Return the words of a text, '' if there is none."""
    return value["text"] if value else ""
