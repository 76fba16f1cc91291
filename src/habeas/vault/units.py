"""Unit keys: one for each data subject in a compartment (docs/spec/keys.md)."""

from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.errors import DamagedError, NotFoundError
from habeas.vault.database import Database
from habeas.vault.epochs import Epoch, epoch_now, epoch_private, opens_epoch
from habeas.vault.vault import Vault
from habeas.wire.boxes import keybox_object, object_id, open_keybox
from habeas.words import N_


def unit_for(
    vault: Vault, db: Database, case: bytes, compartment: int, subject: str
) -> tuple[bytes, bytes, int]:
    """Return (unit id, unit key, epoch) to seal what is said of a data subject.

    It is a unit of the epoch that is written in, made by this device alone: made anew
    if there is none yet. A device that may write in the compartment and not read makes
    one each time and keeps nothing of it: the id is empty, and its key is the caller's.
    """
    epoch = epoch_now(db, case, compartment)
    if not opens_epoch(vault, case, epoch):
        _unit, key = _make_unit(db, case, epoch, subject)
        return b"", key, epoch.number
    rows = db.all(
        "SELECT unit FROM unit_boxes WHERE case_id = ? AND compartment = ?"
        " AND epoch = ? AND key = ? AND subject = ? AND own AND box IS NOT NULL"
        " ORDER BY unit",
        (case, compartment, epoch.number, epoch.key, subject),
    )
    for (unit,) in rows:
        try:
            return bytes(unit), unit_key(vault, bytes(unit)), epoch.number
        except NotFoundError:
            continue
    unit, key = _make_unit(db, case, epoch, subject)
    vault.unit_keys[unit] = key
    return unit, key, epoch.number


def _make_unit(
    db: Database, case: bytes, epoch: Epoch, subject: str
) -> tuple[bytes, bytes]:
    unit, key = random_bytes(16), random_bytes(32)
    made = keybox_object(epoch.head(case, unit), epoch.public, key, subject)
    db.run(
        "INSERT INTO unit_boxes VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)",
        (
            *(unit, case, epoch.compartment, epoch.number, epoch.key, subject),
            *(object_id(made), made),
        ),
    )
    return unit, key


def unit_key(vault: Vault, unit: bytes) -> bytes:
    """Open the keybox of a unit, once per unlock.

    Raises:
        NotFoundError: the keybox was destroyed, or this member may not open it.
        DamagedError: it is not what was sealed.
    """
    if unit not in vault.unit_keys:
        row = vault.db.one(
            "SELECT case_id, compartment, key, box FROM unit_boxes WHERE unit = ?",
            (unit,),
        )
        if row is None or row[3] is None:
            raise NotFoundError(N_("The key to this entry is not in this vault."))
        private = epoch_private(vault, bytes(row[0]), row[1], bytes(row[2]))
        try:
            opened = open_keybox(private, bytes(row[3]))
        except OpenError as error:
            raise DamagedError(
                N_("A key of this vault is not what was sealed.")
            ) from error
        vault.unit_keys[unit] = opened.key
    return vault.unit_keys[unit]
