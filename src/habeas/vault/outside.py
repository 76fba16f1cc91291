"""A device outside of a case: what it was told, what it wrote and cannot read.

docs/spec/outside.md. It holds the notice that it believes, its own log, and the sealed
files that it handed in. No key of its own opens any of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habeas.crypto.boxes import box_fingerprint
from habeas.crypto.failure import OpenError
from habeas.log.entry import Head
from habeas.vault.case_keys import keys_in
from habeas.vault.database import Database
from habeas.vault.epochs import Epoch, meet_epoch, write_in
from habeas.vault.hubs import KnownHub, keep_hub, known_hubs, newest_list
from habeas.vault.vault import Vault
from habeas.wire.access import read_access
from habeas.wire.boxes import object_id
from habeas.wire.notice import (
    Notice,
    key_hash,
    notice_head,
    open_notice,
    read_notice,
)

WRITTEN_IN = 1
"""The compartment that a device outside of a case writes in: `case`."""


@dataclass(frozen=True)
class Believed:
    """The notice that counts here, when it came, and whether one speaks against it."""

    notice: Notice
    at: str
    against: bool


@dataclass(frozen=True)
class Handed:
    """An entry that was written here and that no key of this device opens."""

    log: bytes
    index: int
    at: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class HandedFile:
    """A sealed file of such an entry; `parts` is its list of parts, if it has several.

    `size` is of the ciphertext, 0 if the file is not here any more.
    """

    stored: str
    parts: bytes


def believed(vault: Vault, case: bytes) -> Believed | None:
    """Return the notice that this device believes, None if it was never outside."""
    with vault.guard:
        row = vault.db.one(
            "SELECT note, at, against FROM notices WHERE case_id = ?", (case,)
        )
    if row is None:
        return None
    notice, _signer = read_notice(bytes(row[0]))
    return Believed(notice, row[1], bool(row[2]))


def outside_cases(vault: Vault) -> list[bytes]:
    """Return the cases that this device was told of by a notice."""
    with vault.guard:
        rows = vault.db.all("SELECT case_id FROM notices ORDER BY at, case_id")
    return [bytes(row[0]) for row in rows]


def is_outside(vault: Vault, case: bytes) -> bool:
    """Say whether this device reads nothing of a case: it was told so, and reads none.

    Somebody who is given another role later opens the case, and is outside no more.
    """
    with vault.guard:
        row = vault.db.one(
            "SELECT 1 FROM notices WHERE case_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.case_id = notices.case_id)",
            (case,),
        )
    return row is not None


def audits(vault: Vault, case: bytes) -> bool:
    """Say whether this device audits a case: it keeps no body and no key of it."""
    found = believed(vault, case) if is_outside(vault, case) else None
    return found is not None and bool(found.notice.logs)


def once_leads(vault: Vault, case: bytes) -> Mapping[bytes, int]:
    """Return the logs that led by an earlier notice, and until which number."""
    rows = vault.db.all("SELECT log, until FROM once_leads WHERE case_id = ?", (case,))
    return {bytes(log): until for log, until in rows}


def believe(vault: Vault, case: bytes, note: bytes, at: str) -> None:
    """Let a notice count from now on, and what it says be sealed to.

    Raises:
        StorageError: the disk refused; the one before counts.
    """
    notice, _signer = read_notice(note)
    with vault.transaction() as db:
        _note_leads(vault, db, case, notice)
        db.run(
            "INSERT INTO notices VALUES (?, ?, ?, 0) ON CONFLICT (case_id) DO UPDATE"
            " SET note = excluded.note, at = excluded.at, against = 0",
            (case, note, at),
        )
        if notice.public:
            key = box_fingerprint(notice.public)
            epoch = Epoch(WRITTEN_IN, notice.epoch, key, notice.public)
            meet_epoch(db, case, epoch)
            write_in(db, case, epoch)
    _keep_hubs(vault, case, notice)


def _note_leads(vault: Vault, db: Database, case: bytes, notice: Notice) -> None:
    before = believed(vault, case)
    gone = (before.notice.leads if before else frozenset()) - notice.leads
    db.run_many(
        "INSERT INTO once_leads VALUES (?, ?, ?) ON CONFLICT (case_id, log)"
        " DO UPDATE SET until = excluded.until",
        [(case, log, before.notice.number) for log in gone if before],
    )
    db.run_many(
        "DELETE FROM once_leads WHERE case_id = ? AND log = ?",
        [(case, log) for log in notice.leads],
    )


def _keep_hubs(vault: Vault, case: bytes, notice: Notice) -> None:
    """Keep hubs that are new here: how a known one is reached, its welcome said."""
    known = {one.key for one in known_hubs(vault, case)}
    for hub in notice.hubs:
        if hub.key not in known:
            found = KnownHub(hub.address, hub.name, hub.key, hub.mldsa44, hub.pin)
            keep_hub(vault, case, found)


def speak_against(vault: Vault, case: bytes) -> None:
    """Note that somebody who led before says otherwise: nothing is sealed any more."""
    vault.db.run("UPDATE notices SET against = 1 WHERE case_id = ?", (case,))


def told_heads(vault: Vault, case: bytes) -> Sequence[Head]:
    """Return the heads that a notice told: what was decided about this device."""
    found = believed(vault, case)
    return found.notice.seen if found else ()


def named_writers(
    vault: Vault, case: bytes, told: Mapping[bytes, bytes] | None = None
) -> list[tuple[bytes, bytes]]:
    """Return (log, ML-DSA-44 key) of the logs that a notice names to an auditor.

    The keys are those that a hub's list, or a file that was carried here (`told`), has
    for them, if a notice has their hash.
    """
    found = believed(vault, case)
    if found is None or not found.notice.logs:
        return []
    named = found.notice.logs
    pairs = {(a, b) for a, b in (told or {}).items() if named.get(a) == key_hash(b)}
    for hub in known_hubs(vault, case):
        note = newest_list(vault, case, hub.key)
        listed = read_access(note).listed.logs if note else {}
        pairs |= {(a, b) for a, b in listed.items() if named.get(a) == key_hash(b)}
    return sorted(pairs)


def keep_notice(db: Database, case: bytes, made: bytes) -> bool:
    """Keep a sealed notice as it travels; say whether it is new here."""
    named, state = notice_head(made)
    row = (object_id(made), case, state, made)
    known = db.one("SELECT 1 FROM notice_boxes WHERE id = ?", row[:1])
    if known is None and named == case:
        db.run("INSERT INTO notice_boxes VALUES (?, ?, ?, ?)", row)
        return True
    return False


def acts_held(vault: Vault, case: bytes) -> int:
    """Return how many entries are here and open that say who may do what."""
    ((count,),) = vault.db.all("SELECT count(*) FROM acts WHERE case_id = ?", (case,))
    return int(count)


def notice_ids(vault: Vault, case: bytes) -> frozenset[bytes]:
    """Return the ids of the sealed notices of a case that are here."""
    with vault.guard:
        rows = vault.db.all("SELECT id FROM notice_boxes WHERE case_id = ?", (case,))
    return frozenset(bytes(row[0]) for row in rows)


def has_state(vault: Vault, case: bytes, state: bytes) -> bool:
    """Say whether somebody made the notice of this state already."""
    found = vault.db.one(
        "SELECT 1 FROM notice_boxes WHERE case_id = ? AND state = ?", (case, state)
    )
    return found is not None


def notices_for_us(vault: Vault, case: bytes) -> list[bytes]:
    """Return the signed notes of the notices here that this device can open."""
    with vault.guard:
        rows = vault.db.all("SELECT box FROM notice_boxes WHERE case_id = ?", (case,))
        private = keys_in(vault, case).box_private
    found = []
    for (made,) in rows:
        try:
            found.append(open_notice(bytes(made), private))
        except OpenError:
            continue  # another device's
    return found


def note_handed(
    vault: Vault,
    case: bytes,
    entry: tuple[str, int],
    at: str,
    files: Sequence[HandedFile] = (),
) -> None:
    """Keep that an entry is about to be handed in, and the sealed files of it.

    Raises:
        StorageError: the disk refused.
    """
    log, index = bytes.fromhex(entry[0]), entry[1]
    with vault.transaction() as db:
        row = (case, index, log, at)
        db.run("INSERT OR REPLACE INTO handed VALUES (?, ?, ?, ?)", row)
        db.run_many(
            "INSERT OR IGNORE INTO handed_files VALUES (?, ?, ?, ?, ?)",
            [(case, one.stored, log, index, one.parts) for one in files],
        )


def handed(vault: Vault, case: bytes) -> list[Handed]:
    """Return what was handed in here, the newest first."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, position, at FROM handed JOIN entries"
            " USING (log, position) WHERE case_id = ?"
            " ORDER BY at DESC, position DESC",
            (case,),
        )
        files = vault.db.all(
            "SELECT log, position, stored FROM handed_files WHERE case_id = ?", (case,)
        )
    return [
        Handed(
            bytes(log),
            position,
            at,
            tuple(c for a, b, c in files if (bytes(a), b) == (bytes(log), position)),
        )
        for log, position, at in rows
    ]


def handed_files(vault: Vault, case: bytes) -> list[HandedFile]:
    """Return the sealed files that were handed in here."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT stored, parts FROM handed_files WHERE case_id = ? ORDER BY stored",
            (case,),
        )
    return [HandedFile(stored, bytes(parts)) for stored, parts in rows]
