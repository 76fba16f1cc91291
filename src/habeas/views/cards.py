"""Accounts and the cards of the timeline that they make, folded."""

from typing import Any

import msgspec

from habeas.case.dates import month_of, sort_key
from habeas.case.fold import State
from habeas.case.reading import sound_fields
from habeas.errors import BadInputError
from habeas.vault.database import Database

UNDATED = "9999-99"
ALONE = {
    "incident": frozenset[str](),
    "contact": frozenset({"person", "form", "outcome"}),
}
"""What has a card without an account, and which fields the card cannot do without."""
_STATE = msgspec.json.Decoder(State)


class Cards:
    """Keeps accounts as entries come, and works out the touched cards at the end."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._touched: dict[str, str] = {}
        self._ordinal = 0

    def next_ordinal(self) -> int:
        """Return the number of the next record that is new."""
        if not self._ordinal:
            ((highest,),) = self._db.all("SELECT max(ordinal) FROM records")
            self._ordinal = highest or 0
        self._ordinal += 1
        return self._ordinal

    def touch(
        self,
        case: str,
        ordinal: int,
        state: State,
        fields: dict[str, Any],
        *,
        stood: bool,
    ) -> None:
        """Take in a record that was put, corrected or withdrawn."""
        if state.type == "claim":
            self._claim(case, ordinal, state, fields)
        elif state.type == "incident":
            self._touched[state.id] = case
            if stood == state.withdrawn:  # it begins to stand, or ends
                self._move(case, state.id)
        elif state.type in ALONE:
            self._touched[state.id] = case

    def finish(self) -> None:
        """Work out every touched card anew."""
        for card, case in self._touched.items():
            self._db.run("DELETE FROM items WHERE id = ?", (card,))
            self._card(card, case)
        self._touched.clear()

    def _claim(
        self, case: str, ordinal: int, state: State, fields: dict[str, Any]
    ) -> None:
        before = self._db.one("SELECT item FROM accounts WHERE claim = ?", (state.id,))
        if before:
            self._db.run("DELETE FROM accounts WHERE claim = ?", (state.id,))
            self._touched[before[0]] = case
        self._touched[state.id] = case
        if state.withdrawn:
            return
        item = self._item(case, fields.get("incident", "")) or state.id
        self._touched[item] = case
        told, about = edtf_of(fields.get("said")), edtf_of(fields.get("about"))
        self._db.run(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                state.id,
                case,
                item,
                fields.get("speaker", ""),
                fields.get("stance", "unknown"),
                _sort(told),
                about,
                told,
                ordinal,
            ),
        )

    def _item(self, case: str, incident: str) -> str:
        """Return the incident if it stands in this case."""
        found = incident and self._db.one(
            "SELECT 1 FROM records WHERE id = ? AND case_id = ? AND type = 'incident'"
            " AND withdrawn = 0",
            (incident, case),
        )
        return incident if found else ""

    def _move(self, case: str, incident: str) -> None:
        """Put the claims of an incident under it, or out of it again."""
        rows = self._db.all(
            "SELECT ordinal, state FROM links JOIN records ON id = source"
            " WHERE target = ? AND field = 'incident' AND type = 'claim'"
            " AND case_id = ?",
            (incident, case),
        )
        for ordinal, raw in rows:
            state = _STATE.decode(raw)
            self._claim(case, ordinal, state, sound_fields(state.type, state.fields))

    def _card(self, card: str, case: str) -> None:
        ((accounts, stances, disputing, first),) = self._db.all(
            "SELECT count(*), count(DISTINCT stance),"
            " coalesce(max(stance IN ('denied', 'ruled')), 0),"
            " (SELECT about FROM accounts WHERE item = ?1 AND about != ''"
            " ORDER BY said, claim LIMIT 1) FROM accounts WHERE item = ?1",
            (card,),
        )
        row = self._db.one(
            "SELECT ordinal, type, withdrawn, state FROM records WHERE id = ?", (card,)
        )
        if row is None or row[2] or (row[1] not in ALONE and not accounts):
            return
        when = first or ""
        if row[1] in ALONE:
            fields = sound_fields(row[1], _STATE.decode(row[3]).fields)
            if not ALONE[row[1]] <= fields.keys():
                return
            when = edtf_of(fields.get("when")) or when
        elif not when:
            ((when,),) = self._db.all(
                "SELECT told FROM accounts WHERE claim = ?", (card,)
            )
        disputed = stances > 1 and disputing
        self._db.run(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
            (card, case, _sort(when), _month(when), bool(disputed), row[0]),
        )


def edtf_of(value: Any) -> str:  # noqa: ANN401 - a JSON value
    """Return the EDTF of a `When` value, '' if there is none."""
    return str(value.get("edtf", "")) if isinstance(value, dict) else ""


def _sort(edtf: str) -> str:
    try:
        return sort_key(edtf)
    except BadInputError:
        return UNDATED


def _month(edtf: str) -> str:
    try:
        return month_of(edtf)
    except BadInputError:
        return ""
