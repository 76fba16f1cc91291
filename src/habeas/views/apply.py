"""Fold one entry into the projections."""

from dataclasses import dataclass
from typing import Any

import msgspec

from habeas.case.codec import Act, Body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.registry import RECORDS
from habeas.case.fold import Change, Ref, State, begins_before, begun_by, fold
from habeas.case.reading import sound_fields
from habeas.case.schema import Kind, RecordType
from habeas.errors import RefusedError
from habeas.vault.database import Database
from habeas.views.cards import Cards
from habeas.views.matters import fold_matter
from habeas.words import N_

LONGEST_TITLE = 200
_LOOKED_UP = 24
ERASED_MARK = "[–]"
"""Stands for the pseudonym of a person who was erased, in every language."""
_STATE = msgspec.json.Decoder(State)
_ELSEWHERE = N_("It speaks of a record that is not where it says.")


@dataclass(frozen=True)
class Entry:
    """An opened entry: where it stands and what it says."""

    case: str
    compartment: int
    ref: Ref
    body: Body


class EarlierError(RefusedError):
    """It begins a record that others began later: all is folded anew, in order."""


class SecondError(RefusedError):
    """It begins a record that the entry `first` began here; `earlier`: it precedes it.

    Nobody but a forger writes that: whose the record is must be judged.
    """

    def __init__(self, first: Ref, *, earlier: bool) -> None:
        super().__init__(_ELSEWHERE)
        self.first, self.earlier = first, earlier


class NotBegunError(RefusedError):
    """It changes a record that no entry so far began."""


@dataclass(frozen=True)
class _Row:
    """A record on its way into its table, with the fields that pages may read."""

    case: str
    compartment: int
    ordinal: int
    state: State
    fields: dict[str, Any]


def apply(db: Database, cards: Cards, entry: Entry, *, judged: bool = False) -> None:
    """Fold one entry and refresh what depends on its record, but for the cards.

    With `judged`, a second beginning of a record stands in its history alone.

    Raises:
        RefusedError: it speaks of a record of another case.
        NotBegunError: it speaks of none.
        SecondError: it begins a record that is begun.
    """
    known = db.one(
        "SELECT state, ordinal, case_id, compartment FROM records WHERE id = ?",
        (entry.body.id,),
    )
    old = _STATE.decode(known[0]) if known else None
    if known and known[2] != entry.case:
        raise RefusedError(_ELSEWHERE)  # nor is anything folded anew for it
    first = begun_by(old, entry.body) if old is not None and not judged else None
    if old is not None and first is not None and first != entry.ref:
        raise SecondError(first, earlier=begins_before(old, entry.body, entry.ref))
    if known and known[3] != entry.compartment:
        raise RefusedError(_ELSEWHERE)
    state = fold(old, entry.body, entry.ref)
    if state is None:
        raise NotBegunError(N_("It changes a record that was never begun."))
    row = _Row(
        entry.case,
        entry.compartment,
        known[1] if known else cards.next_ordinal(),
        state,
        sound_fields(state.type, state.fields),
    )
    _write(db, row, new=known is None)
    kind = RECORDS.get(state.type)
    if kind is None:
        return
    _link(db, kind, row, new=known is None)
    _search(db, kind, row, new=known is None)
    if state.type == "erasure":
        _leave_stub(db, cards, entry, fields=row.fields)
    if state.type == "matter":
        fold_matter(db, row.case, row.ordinal, state, row.fields)
    stood = old is not None and not old.withdrawn
    cards.touch(row.case, row.ordinal, state, row.fields, stood=stood)


def _leave_stub(
    db: Database, cards: Cards, entry: Entry, fields: dict[str, Any]
) -> None:
    """Let a person who is erased be met as such wherever others still point to them."""
    whose = str(fields.get("whose", ""))
    if not whose or db.one("SELECT 1 FROM records WHERE id = ?", (whose,)):
        return
    body = entry.body
    gone = Change(
        entry=entry.ref,
        act=Act.WITHDRAW,
        at=body.at.isoformat(timespec="seconds"),
        by=body.by,
        reason="",
        fields={},
        before={},
        type="person",
        lamport=body.lamport,
    )
    shown = {"pseudonym": f"{ERASED_MARK} {whose[:4]}", "role": "other"}
    state = State(whose, "person", shown, {}, (gone,), withdrawn=True)
    row = _Row(entry.case, entry.compartment, cards.next_ordinal(), state, shown)
    _write(db, row, new=True)


def _write(db: Database, row: _Row, *, new: bool) -> None:
    state, fields = row.state, row.fields
    title = _title(RECORDS.get(state.type), state.type, fields)
    file = fields.get("file") if state.type == "document" else None
    values = (
        title,
        looked_up(title),
        fields.get("number") if isinstance(fields.get("number"), int) else None,
        file["sha256"] if file else None,
        state.withdrawn,
        not new and bool(state.conflicts),
        str(fields.get("person", "")) if state.type == "identity" else "",
        msgspec.json.encode(state),
    )
    if new:
        db.run(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.ordinal, state.id, row.case, state.type, row.compartment, *values),
        )
    else:
        db.run(
            "UPDATE records SET title = ?, called = ?, number = ?, sha256 = ?,"
            " withdrawn = ?, doubled = ?, subject = ?, state = ? WHERE ordinal = ?",
            (*values, row.ordinal),
        )


def looked_up(title: str) -> str:
    """Return what the lookup by title has of it: its beginning, whatever the case."""
    return title.casefold()[:_LOOKED_UP]


def _title(kind: RecordType | None, name: str, fields: dict[str, Any]) -> str:
    """Return what stands for a record in a list."""
    value = fields.get(kind.title, "") if kind else ""
    if name == "document":
        value = fields.get("title") or value
    if name == "claim" and not value:
        value = fields.get("passage") or ""
    return plain_words(value)[:LONGEST_TITLE]


def plain_words(value: Any) -> str:  # noqa: ANN401 - a JSON value
    """Return the words of a value, without control characters."""
    if isinstance(value, dict):
        value = value.get("quote") or value.get("text") or ""
    text = str(value)
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(letter: str) -> str:
    return " " if letter < " " or letter == "\x7f" else letter


def _link(db: Database, kind: RecordType, row: _Row, *, new: bool) -> None:
    if not new:
        db.run("DELETE FROM links WHERE source = ?", (row.state.id,))
    targets: list[tuple[str, str, str]] = []
    for spec in kind.fields:
        value = row.fields.get(spec.name)
        if value and spec.ask.kind is Kind.REF:
            targets.append((row.state.id, spec.name, value))
        elif value and spec.ask.kind is Kind.REFS:
            targets.extend((row.state.id, spec.name, one) for one in value)
    if targets:
        db.run_many("INSERT OR IGNORE INTO links VALUES (?, ?, ?)", targets)


def _search(db: Database, kind: RecordType, row: _Row, *, new: bool) -> None:
    if not new:
        db.run("DELETE FROM words WHERE rowid = ?", (row.ordinal,))
    if row.state.withdrawn or row.compartment == COMPARTMENTS["identity"]:
        return
    parts = [
        plain_words(row.fields[spec.name])
        for spec in kind.fields
        if spec.ask.search and spec.name in row.fields
    ]
    db.run(
        "INSERT INTO words (rowid, text) VALUES (?, ?)",
        (row.ordinal, "\n".join(parts)),
    )
