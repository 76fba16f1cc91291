"""Epoch keys and unit keys: who may open what (docs/spec/keys.md)."""

from habeas.crypto.boxes import (
    box,
    box_public,
    epochbox_info,
    generate_box_key,
    keybox_info,
    unbox,
)
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.errors import DamagedError, NotFoundError
from habeas.vault.database import Database
from habeas.vault.vault import Vault
from habeas.words import N_

FIRST_EPOCH = 1


def open_epoch(vault: Vault, db: Database, case: bytes, compartment: int) -> None:
    """Make the first epoch key pair of a compartment, wrapped to this member."""
    private = generate_box_key()
    public = box_public(private)
    member_public = box_public(vault.member_private)
    info = epochbox_info(case, compartment, FIRST_EPOCH, member_public)
    db.run(
        "INSERT INTO epochs VALUES (?, ?, ?, ?)",
        (case, compartment, FIRST_EPOCH, public),
    )
    db.run(
        "INSERT INTO epochboxes VALUES (?, ?, ?, ?, ?)",
        (
            case,
            compartment,
            FIRST_EPOCH,
            vault.member,
            box(member_public, private, info),
        ),
    )


def epoch_of(db: Database, case: bytes, compartment: int) -> int:
    """Return the number of the newest epoch of a compartment."""
    row = db.one(
        "SELECT max(epoch) FROM epochs WHERE case_id = ? AND compartment = ?",
        (case, compartment),
    )
    if row is None or row[0] is None:
        raise NotFoundError(N_("This case is not in this vault."))
    return int(row[0])


def unit_for(
    vault: Vault, db: Database, case: bytes, compartment: int, subject: str
) -> tuple[bytes, bytes]:
    """Return (unit id, unit key) of a data subject in a compartment, made if new."""
    epoch = epoch_of(db, case, compartment)
    row = db.one(
        "SELECT id FROM units WHERE case_id = ? AND compartment = ? AND epoch = ?"
        " AND subject = ?",
        (case, compartment, epoch, subject),
    )
    if row is not None:
        return bytes(row[0]), unit_key(vault, bytes(row[0]))
    unit, key = random_bytes(16), random_bytes(32)
    ((public,),) = db.all(
        "SELECT public FROM epochs WHERE case_id = ? AND compartment = ? AND epoch = ?",
        (case, compartment, epoch),
    )
    keybox = box(bytes(public), key, keybox_info(case, compartment, epoch, unit))
    db.run(
        "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?)",
        (unit, case, compartment, epoch, subject, keybox),
    )
    vault.unit_keys[unit] = key
    return unit, key


def unit_key(vault: Vault, unit: bytes) -> bytes:
    """Open the keybox of a unit, once per unlock.

    Raises:
        NotFoundError: the keybox was destroyed, or this member may not open it.
    """
    if unit not in vault.unit_keys:
        row = vault.db.one(
            "SELECT case_id, compartment, epoch, keybox FROM units WHERE id = ?",
            (unit,),
        )
        if row is None or row[3] is None:
            raise NotFoundError(N_("The key to this entry is not in this vault."))
        case, compartment, epoch, keybox = row
        private = _epoch_private(vault, case, compartment, epoch)
        info = keybox_info(case, compartment, epoch, unit)
        vault.unit_keys[unit] = _opened(private, keybox, info)
    return vault.unit_keys[unit]


def _epoch_private(vault: Vault, case: bytes, compartment: int, epoch: int) -> bytes:
    row = vault.db.one(
        "SELECT box FROM epochboxes WHERE case_id = ? AND compartment = ? AND epoch = ?"
        " AND member = ?",
        (case, compartment, epoch, vault.member),
    )
    if row is None:
        raise NotFoundError(N_("This compartment is closed to you."))
    info = epochbox_info(case, compartment, epoch, box_public(vault.member_private))
    return _opened(vault.member_private, bytes(row[0]), info)


def _opened(private: bytes, sealed: bytes, info: bytes) -> bytes:
    try:
        return unbox(private, sealed, info)
    except OpenError as error:
        raise DamagedError(N_("A key of this vault is not what was sealed.")) from error
