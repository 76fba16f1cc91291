"""The timeline: a card an incident, a claim without one, or a contact; by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from habeas.case.facts.claims import Stance
from habeas.views.accounts import Account, accounts
from habeas.views.contacts import ContactLine, contact_lines
from habeas.views.db import Views
from habeas.views.records import Sound, json_text, states
from habeas.views.search import match


@dataclass(frozen=True)
class Filter:
    """What the reader wants to see; empty means all."""

    stances: frozenset[str] = frozenset()
    who: str = ""
    words: str = ""
    disputed: bool = False


@dataclass(frozen=True)
class IncidentHead:
    """An incident as the head of a card; it states nothing itself."""

    id: str
    title: str
    lang: str
    when: str
    known: str
    time: str
    where: str


@dataclass(frozen=True)
class Item:
    """A card: the account that leads it and what others say about it, or a contact.

    The lead is the first account said; none of them weighs more than another.
    """

    id: str
    incident: IncidentHead | None
    when: str
    disputed: bool
    lead: Account | None
    others: tuple[Account, ...]
    contact: ContactLine | None = None


@dataclass(frozen=True)
class Month:
    """A month and how many cards it has.

    '2021-06'; '2021' for a year whose month is unknown; '' for what has no date.
    """

    month: str
    items: int


@dataclass(frozen=True)
class Bar:
    """How many accounts of each stance stand under a month of the timeline."""

    month: str
    stances: dict[str, int]


def months(views: Views, case: str, wanted: Filter) -> list[Month]:
    """Return the months that have cards under this filter; the undated come last."""
    where, values = _where(case, wanted)
    rows = views.counted(
        f"SELECT month, count(*) FROM items WHERE {where}"  # noqa: S608 - no input
        " GROUP BY month ORDER BY month = '', month",
        values,
    )
    return [Month(month, count) for month, count in rows]


def items(
    views: Views,
    case: str,
    months: Sequence[str],
    wanted: Filter,
    part: tuple[int, int] = (0, -1),
) -> list[Item]:
    """Return the cards of these months, by date, then as recorded; undated ones last.

    `part` is how many to leave out at the beginning, and how many to return; -1 means
    all of them.
    """
    skip, most = part
    where, values = _where(case, wanted)
    with views.guard:
        rows = views.db.all(
            f"SELECT id, disputed FROM items WHERE {where}"  # noqa: S608 - no input
            " AND month IN (SELECT value FROM json_each(?))"
            " ORDER BY month = '', month, sort, ordinal LIMIT ? OFFSET ?",
            (*values, json_text(months), most, skip),
        )
    return _items(views, [(row[0], bool(row[1])) for row in rows])


def cards(views: Views, case: str, ids: list[str]) -> list[Item]:
    """Return these cards of a case with every account of them, in the order given."""
    with views.guard:
        rows = views.db.all(
            "SELECT items.id, disputed FROM json_each(?) CROSS JOIN items"
            " ON items.id = value WHERE case_id = ? ORDER BY key",
            (json_text(ids), case),
        )
    return _items(views, [(row[0], bool(row[1])) for row in rows])


def item(views: Views, case: str, item_id: str) -> Item | None:
    """Return one card with every account of it."""
    with views.guard:
        row = views.db.one(
            "SELECT id, disputed FROM items WHERE id = ? AND case_id = ?",
            (item_id, case),
        )
    return _items(views, [(row[0], bool(row[1]))])[0] if row else None


def stance_counts(views: Views, case: str) -> dict[str, int]:
    """Return how many accounts of each stance stand, every stance named."""
    rows = views.counted(
        "SELECT stance, count(*) FROM accounts WHERE case_id = ? GROUP BY stance",
        (case,),
    )
    return {**dict.fromkeys(map(str, Stance), 0), **dict(rows)}


def strip(views: Views, case: str) -> list[Bar]:
    """Return the accounts of the case by the month of their card, dated ones only."""
    rows = views.counted(
        "SELECT month, stance, count(*) FROM items JOIN accounts ON item = id"
        " WHERE items.case_id = ? AND month != ''"
        " GROUP BY month, stance ORDER BY month",
        (case,),
    )
    bars: dict[str, dict[str, int]] = {}
    for month, stance, count in rows:
        bars.setdefault(month, {})[stance] = count
    return [Bar(month, stances) for month, stances in bars.items()]


def _where(case: str, wanted: Filter) -> tuple[str, list[str]]:
    parts, values = ["case_id = ?"], [case]
    if wanted.disputed:
        parts.append("disputed = 1")
    if wanted.stances:
        parts.append(
            "id IN (SELECT item FROM accounts WHERE case_id = ?"
            " AND stance IN (SELECT value FROM json_each(?)))"
        )
        values.extend([case, json_text(sorted(wanted.stances))])
    if wanted.who:
        parts.append(
            "id IN (SELECT item FROM accounts WHERE case_id = ? AND speaker = ?)"
        )
        values.extend([case, wanted.who])
    query = match(wanted.words)
    if query:
        # by rowid, which is the ordinal: the words themselves need not be read
        parts.append(
            "(ordinal IN (SELECT rowid FROM words WHERE words MATCH ?)"
            " OR id IN (SELECT item FROM words CROSS JOIN accounts"
            " ON accounts.ordinal = words.rowid WHERE words MATCH ?))"
        )
        values.extend([query, query])
    return " AND ".join(parts), values


def _items(views: Views, cards: list[tuple[str, bool]]) -> list[Item]:
    ids = [one for one, _ in cards]
    heads = states(views, ids)
    claims = _claims_of(views, ids)
    built = {
        one.id: one
        for one in accounts(views, [c for own in claims.values() for c in own])
    }
    met = _contacts_of(views, heads.values())
    found = []
    for card, disputed in cards:
        if card in met:
            one = met[card]
            found.append(Item(card, None, one.meeting.when, False, None, (), one))  # noqa: FBT003 - of a card
            continue
        own = tuple(built[claim] for claim in claims.get(card, ()))
        head = None
        if heads[card].type == "incident":
            head = incident_head(card, heads[card].fields)
        lead = own[0] if own else None
        found.append(Item(card, head, _when(head, own), disputed, lead, own[1:]))
    return found


def _contacts_of(views: Views, heads: Iterable[Sound]) -> dict[str, ContactLine]:
    found = [one for one in heads if one.type == "contact"]
    lines = contact_lines(views, found[0].case, found) if found else ()
    return {one.id: one for one in lines}


def _when(head: IncidentHead | None, own: tuple[Account, ...]) -> str:
    """Return the card's own date, else the first that an account gives."""
    if head is not None and head.when:
        return head.when
    about = next((one.about for one in own if one.about), "")
    return about or (own[0].said if head is None and own else "")


def incident_head(incident: str, fields: dict[str, object]) -> IncidentHead:
    """Return an incident's own fields as a card shows them."""

    def part(name: str, key: str) -> str:
        value = fields.get(name)
        return str(value.get(key, "")) if isinstance(value, dict) else ""

    return IncidentHead(
        id=incident,
        title=part("title", "text"),
        lang=part("title", "lang"),
        when=part("when", "edtf"),
        known=part("when", "known"),
        time=part("time", "text"),
        where=part("where", "text"),
    )


def _claims_of(views: Views, ids: list[str]) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    with views.guard:
        rows = views.db.all(
            "SELECT item, claim FROM json_each(?) JOIN accounts ON item = value"
            " ORDER BY item, said, ordinal",
            (json_text(ids),),
        )
    for card, claim in rows:
        claims.setdefault(card, []).append(claim)
    return claims
