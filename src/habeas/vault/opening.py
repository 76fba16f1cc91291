"""Open what others wrote, as far as the keys of this device go."""

from collections.abc import Iterator
from dataclasses import dataclass

from habeas.case.codec import Body, decode_body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.erasure import ERASURE
from habeas.case.facts.guardians import GUARDING
from habeas.case.facts.members import MEMBERSHIP
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import open_sealed, seal_context
from habeas.errors import HabeasError, NotFoundError
from habeas.log.entry import Envelope, decode
from habeas.vault.database import Database, Row
from habeas.vault.due import note_due
from habeas.vault.epochs import epoch_private, keep_epochbox
from habeas.vault.outside import audits, keep_notice
from habeas.vault.read import Stored
from habeas.vault.vault import Vault
from habeas.wire.boxes import BoxHead, object_id, open_keybox, read_head
from habeas.wire.notice import is_notice
from habeas.wire.pack import Packed

ACTS = frozenset(
    {
        *("log", "hub", "erasure", "erased"),
        *(one.name for one in (*MEMBERSHIP, *GUARDING)),
    }
)
"""Types of records that say who may do what, or what is gone: found again without
opening all. In the compartment `case` alone, which all who read can open."""
_STEP = 1000
_FRESH, _FRESH_BYTES = 4096, 4 * 1024 * 1024
"""Bodies that are kept open from their coming until they are folded, at most."""


@dataclass(frozen=True)
class _Opened:
    """The unit that opened an entry, and its body."""

    unit: bytes
    body: bytes


class Opening:
    """Opens entries of a case on their way in, as far as the keys that are here go.

    Each is then written once. What no key opens is found again by `open_all`.
    """

    def __init__(self, vault: Vault, case: bytes) -> None:
        self.case = case
        self._vault, self._units = vault, _Units(vault, case)
        self._blind = audits(vault, case)  # nothing is to be erased there
        self._acts: list[Row] = []
        self._due = False
        self._room = _FRESH_BYTES

    def begin(self) -> None:
        """Begin with the entries of another transaction, however the last one ended."""
        self._acts.clear()
        self._due = False

    def row(self, log: bytes, position: int, packed: Packed) -> Row:
        """Return an entry as it is stored; its envelope is known to be one."""
        unit, lamport = b"", 0
        sealed = None if self._blind else packed.sealed
        if sealed is not None:
            envelope = decode(packed.envelope)
            opened = self._units.find(envelope, sealed)
            if opened is not None:
                unit = opened.unit
                place = (log, position)
                lamport = self._said(place, packed.envelope, envelope, opened.body)
        return log, position, packed.envelope, sealed, unit, lamport

    def note(self, db: Database) -> None:
        """Note which of them are acts; in the transaction that writes them."""
        db.run_many("INSERT INTO acts VALUES (?, ?, ?)", self._acts)
        if self._due:
            note_due(db)

    def _said(
        self, place: tuple[bytes, int], raw: bytes, envelope: Envelope, data: bytes
    ) -> int:
        body = _body(data)
        if body is None:
            return 0
        if body.type in ACTS and envelope.compartment == COMPARTMENTS["case"]:
            self._acts.append((self.case, *place))
            self._due = self._due or body.type == ERASURE.name
        if len(self._vault.fresh) < _FRESH and len(data) <= self._room:
            self._room -= len(data)
            self._vault.fresh[place] = raw, envelope, body
        return body.lamport


def keep_box(vault: Vault, case: bytes, made: bytes) -> bool:
    """Keep a keybox, an epochbox or a notice that came; say whether it is new.

    One that was destroyed here is not taken in again, wherever it comes from, nor one
    that an erasure names; but in the compartment `case`, where it may open who may do
    what, it is taken in, and whose it is decides once it is open. Of a unit
    of which another box is here this one is kept beside it, under its own id: whoever
    makes a false one shuts nothing, because each key is tried.

    Raises:
        WireError: it is no box. StorageError: the disk refused.
    """
    if is_notice(made):
        with vault.transaction() as db:
            return keep_notice(db, case, made)
    head = read_head(made)
    if head.case != case or audits(vault, case):
        return False
    with vault.transaction() as db:
        if not head.unit:
            return keep_epochbox(db, case, head.key, made)
        return _keep_keybox(db, head, made)


def _keep_keybox(db: Database, head: BoxHead, made: bytes) -> bool:
    id_ = object_id(made)
    if db.one("SELECT 1 FROM unit_boxes WHERE id = ?", (id_,)):
        return False
    named = head.compartment != COMPARTMENTS["case"] and db.one(
        "SELECT 1 FROM erased WHERE case_id = ?1"
        " AND ((kind = 'unit' AND id = ?2) OR (kind = 'box' AND id = ?3))",
        (head.case, head.unit, id_),
    )
    taken = db.one("SELECT 1 FROM unit_boxes WHERE unit = ?", (head.unit,))
    db.run(
        "INSERT INTO unit_boxes VALUES (?, ?, ?, ?, ?, NULL, 0, ?, ?)",
        (
            *(id_ if taken else head.unit, head.case, head.compartment),
            *(head.epoch, head.key, id_, None if named else made),
        ),
    )
    return not named


def boxes(vault: Vault, case: bytes) -> dict[bytes, bytes]:
    """Return every box of a case that is here, by its id: what others may lack."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT id, box FROM unit_boxes WHERE case_id = ? AND box IS NOT NULL"
            " UNION ALL"
            " SELECT id, box FROM epoch_boxes WHERE case_id = ? AND box IS NOT NULL"
            " UNION ALL SELECT id, box FROM notice_boxes WHERE case_id = ?",
            (case, case, case),
        )
    return {bytes(id_): bytes(box) for id_, box in rows}


def box_ids(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the ids of the boxes of a case that are here."""
    return _ids(vault, case, "IS NOT NULL")


def destroyed_boxes(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the ids of the boxes of a case that were destroyed here, for good."""
    return _ids(vault, case, "IS NULL")


def _ids(vault: Vault, case: bytes, which: str) -> frozenset[bytes]:
    with vault.guard:
        rows = vault.db.all(
            f"SELECT id FROM unit_boxes WHERE case_id = ? AND box {which}"  # noqa: S608 - one of the two above
            f" UNION SELECT id FROM epoch_boxes WHERE case_id = ? AND box {which}"
            f" UNION SELECT id FROM notice_boxes WHERE case_id = ? AND box {which}",
            (case, case, case),
        )
    return frozenset(bytes(row[0]) for row in rows)


def box_of(vault: Vault, id_: bytes) -> bytes | None:
    """Return the box of this id, None if it was destroyed or never here."""
    with vault.guard:
        row = vault.db.one(
            "SELECT box FROM unit_boxes WHERE id = ?"
            " UNION SELECT box FROM epoch_boxes WHERE id = ?"
            " UNION SELECT box FROM notice_boxes WHERE id = ?",
            (id_, id_, id_),
        )
    return bytes(row[0]) if row and row[0] is not None else None


def fresh(vault: Vault, stored: Stored) -> tuple[Envelope, Body] | None:
    """Return an entry that was opened when it came a moment ago, once.

    None if it wasn't, or if it was erased since; then it is opened from what is stored.
    """
    raw, *kept = vault.fresh.pop((stored.log, stored.index), (b"",))
    same = raw == stored.envelope and stored.unit in vault.unit_keys
    if not same or stored.sealed is None:
        return None
    envelope, body = kept
    return envelope, body


def open_all(vault: Vault, case: bytes) -> int:
    """Find the unit of every entry that no key has opened yet; return how many were.

    A sealed body doesn't say whose it is (ADR 4): the units of its compartment and
    epoch are tried, the one that opened the last entry first.

    Raises:
        StorageError: the disk refused; what was opened so far stays open.
    """
    with vault.guard:
        units = _Units(vault, case)
        return sum(_open_step(vault, units, rows) for rows in _closed(vault, case))


def peek(vault: Vault, case: bytes, packed: Packed) -> bytes | None:
    """Return the body of an entry that is not kept yet, None if no key opens it."""
    if packed.sealed is None:
        return None
    with vault.guard:
        found = _Units(vault, case).find(decode(packed.envelope), packed.sealed)
    return found.body if found else None


def _closed(vault: Vault, case: bytes) -> Iterator[list[Row]]:
    for (log,) in vault.db.all("SELECT id FROM logs WHERE case_id = ?", (case,)):
        start = 0
        while rows := vault.db.all(
            "SELECT log, position, envelope, sealed FROM entries WHERE log = ?"
            " AND position >= ? AND unit = x'' AND sealed IS NOT NULL"
            " ORDER BY position LIMIT ?",
            (log, start, _STEP),
        ):
            yield rows
            start = rows[-1][1] + 1


def _open_step(vault: Vault, units: "_Units", rows: list[Row]) -> int:
    found, acts, kinds = [], [], set()
    for log, position, sealed_envelope, sealed in rows:
        envelope = decode(bytes(sealed_envelope))
        opened = units.find(envelope, bytes(sealed))
        if opened is not None:
            lamport, kind = _said(opened.body)
            found.append((opened.unit, lamport, log, position))
            if kind in ACTS and envelope.compartment == COMPARTMENTS["case"]:
                kinds.add(kind)
                acts.append((units.case, log, position))
    with vault.transaction() as db:
        db.run_many(
            "UPDATE entries SET unit = ?, lamport = ? WHERE log = ? AND position = ?",
            found,
        )
        db.run_many("INSERT INTO acts VALUES (?, ?, ?)", acts)
        if ERASURE.name in kinds:
            note_due(db)
    return len(found)


class _Units:
    """The unit keys of a case that this device can open, by compartment and epoch."""

    def __init__(self, vault: Vault, case: bytes) -> None:
        self.case = case
        self._keys: dict[tuple[int, int], list[tuple[bytes, bytes]]] = {}
        for unit, box, subject in vault.db.all(
            "SELECT unit, box, subject FROM unit_boxes WHERE case_id = ?"
            " AND box IS NOT NULL ORDER BY unit",
            (case,),
        ):
            self._add(vault, bytes(unit), bytes(box), known=subject is not None)

    def _add(self, vault: Vault, unit: bytes, box: bytes, *, known: bool) -> None:
        head: BoxHead = read_head(box)
        if unit not in vault.unit_keys or not known:
            try:
                private = epoch_private(vault, self.case, head.compartment, head.key)
                opened = open_keybox(private, box)
            except (NotFoundError, OpenError):
                return  # not for us, or nobody's
            vault.unit_keys[unit] = opened.key
            vault.db.run(
                "UPDATE unit_boxes SET subject = ? WHERE unit = ? AND subject IS NULL",
                (opened.subject, unit),
            )
        place = (head.compartment, head.epoch)
        self._keys.setdefault(place, []).append((unit, vault.unit_keys[unit]))

    def find(self, envelope: Envelope, sealed: bytes) -> _Opened | None:
        """Return the unit and the body of an entry, None if no key opens it."""
        place = (envelope.compartment, envelope.epoch)
        context = seal_context(envelope.case, envelope.log, envelope.index, *place)
        keys = self._keys.get(place, [])
        for number, (unit, key) in enumerate(keys):
            try:
                body = open_sealed(key, context, sealed)
            except OpenError:
                continue
            if sha256(body) == envelope.commit:
                keys.insert(0, keys.pop(number))
                return _Opened(unit, body)
        return None


def _said(body: bytes) -> tuple[int, str]:
    """Return the counter and the type of a body; of one that is none, 0 and ''."""
    found = _body(body)
    return (found.lamport, found.type) if found else (0, "")


def _body(data: bytes) -> Body | None:
    try:
        return decode_body(data)
    except HabeasError:
        return None
