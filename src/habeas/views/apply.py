"""Fold one entry into the projections."""

from dataclasses import dataclass
from typing import Any

import msgspec

from habeas.case.codec import Body
from habeas.case.dates import month_of, sort_key
from habeas.case.facts.registry import RECORDS
from habeas.case.fold import Ref, State, fold
from habeas.case.schema import Kind, RecordType
from habeas.errors import BadInputError
from habeas.vault.database import Connection

DISPUTING = frozenset({"denied", "ruled"})


@dataclass(frozen=True)
class Entry:
    """An opened entry: where it stands and what it says."""

    case: str
    compartment: int
    ref: Ref
    body: Body


def apply(db: Connection, entry: Entry) -> None:
    """Fold one entry and refresh what depends on its record."""
    row = db.execute(
        "SELECT state, ordinal FROM records WHERE id = ?", (entry.body.id,)
    ).fetchone()
    old = msgspec.json.decode(row[0], type=State) if row else None
    state = fold(old, entry.body, entry.ref)
    if state is None or state is old:
        return
    kind = RECORDS.get(state.type)
    ordinal = row[1] if row else None
    subject = str(state.fields.get("person", "")) if state.type == "identity" else ""
    db.execute(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
        " withdrawn = excluded.withdrawn, state = excluded.state",
        (
            ordinal,
            state.id,
            entry.case,
            state.type,
            entry.compartment,
            _title(kind, state),
            state.withdrawn,
            subject,
            msgspec.json.encode(state),
        ),
    )
    if kind is not None:
        _index(db, entry.case, kind, state)


def _index(db: Connection, case: str, kind: RecordType, state: State) -> None:
    _link(db, kind, state)
    if "identity" not in kind.compartments:
        _search(db, case, kind, state)
    if state.type == "claim":
        _account(db, case, state)
    elif state.type == "incident":
        refresh_item(db, case, state.id)


def _title(kind: RecordType | None, state: State) -> str:
    value = state.fields.get(kind.title, "") if kind else ""
    if isinstance(value, dict):
        value = value.get("text", "")
    if state.type == "claim" and not value:
        value = state.fields.get("passage", {}).get("quote", "")
    if state.type == "document" and state.fields.get("title"):
        value = state.fields["title"]["text"]
    return str(value)[:200]


def _link(db: Connection, kind: RecordType, state: State) -> None:
    db.execute("DELETE FROM links WHERE source = ?", (state.id,))
    for spec in kind.fields:
        value = state.fields.get(spec.name)
        targets: list[str] = []
        if spec.ask.kind is Kind.REF and value:
            targets = [value]
        elif spec.ask.kind is Kind.REFS and value:
            targets = list(value)
        db.executemany(
            "INSERT OR IGNORE INTO links VALUES (?, ?, ?)",
            [(state.id, spec.name, target) for target in targets],
        )


def _search(db: Connection, case: str, kind: RecordType, state: State) -> None:
    (ordinal,) = db.execute(
        "SELECT ordinal FROM records WHERE id = ?", (state.id,)
    ).fetchone()
    db.execute("DELETE FROM words WHERE rowid = ?", (ordinal,))
    if state.withdrawn:
        return
    parts = [
        _words(state.fields[spec.name])
        for spec in kind.fields
        if spec.ask.search and spec.name in state.fields
    ]
    db.execute(
        "INSERT INTO words (rowid, text, case_id, record) VALUES (?, ?, ?, ?)",
        (ordinal, "\n".join(parts), case, state.id),
    )


def _words(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return str(value.get("quote") or value.get("text") or "")
    return str(value)


def _account(db: Connection, case: str, state: State) -> None:
    before = db.execute(
        "SELECT item FROM accounts WHERE claim = ?", (state.id,)
    ).fetchone()
    db.execute("DELETE FROM accounts WHERE claim = ?", (state.id,))
    fields = state.fields
    item = fields.get("incident") or state.id
    if not state.withdrawn:
        said, about = _edtf(fields.get("said")), _edtf(fields.get("about"))
        (ordinal,) = db.execute(
            "SELECT ordinal FROM records WHERE id = ?", (state.id,)
        ).fetchone()
        db.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                state.id,
                case,
                item,
                fields.get("speaker", ""),
                fields.get("stance", "unknown"),
                _sort(said),
                about,
                _month(said or about),
                ordinal,
            ),
        )
    for one in {item, before[0] if before else item}:
        refresh_item(db, case, one)


def refresh_item(db: Connection, case: str, item: str) -> None:
    """Work out the timeline card of an incident, or of a claim without one, anew."""
    db.execute("DELETE FROM items WHERE id = ?", (item,))
    accounts = db.execute(
        "SELECT claim, stance, about, said FROM accounts WHERE item = ?"
        " ORDER BY said, ordinal",
        (item,),
    ).fetchall()
    row = db.execute(
        "SELECT ordinal, state FROM records WHERE id = ? AND type = 'incident'"
        " AND withdrawn = 0",
        (item,),
    ).fetchone()
    if row is not None:
        ordinal = row[0]
        when = _edtf(msgspec.json.decode(row[1], type=State).fields.get("when"))
        if not when:
            when = next((one[2] for one in accounts if one[2]), "")
    elif accounts:
        ordinal, when = _lone(db, accounts)
    else:
        return
    stances = {one[1] for one in accounts}
    disputed = len(stances) > 1 and bool(stances & DISPUTING)
    db.execute(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
        (item, case, _sort(when), _month(when), disputed, ordinal),
    )


def _lone(db: Connection, accounts: list[Any]) -> tuple[int, str]:
    ordinal, state = db.execute(
        "SELECT ordinal, state FROM records WHERE id = ?", (accounts[0][0],)
    ).fetchone()
    fields = msgspec.json.decode(state, type=State).fields
    return ordinal, _edtf(fields.get("about")) or _edtf(fields.get("said"))


def _edtf(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return str(value.get("edtf", "")) if isinstance(value, dict) else ""


def _sort(edtf: str) -> str:
    try:
        return sort_key(edtf)
    except BadInputError:
        return "9999"


def _month(edtf: str) -> str:
    try:
        return month_of(edtf)
    except BadInputError:
        return ""
