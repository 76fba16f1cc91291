"""Keys that wait: of this device, for a case that it asked to be let into."""

from dataclasses import dataclass, field

from habeas.crypto.boxes import box_fingerprint, box_public
from habeas.crypto.sign import ed25519_public
from habeas.errors import NotFoundError
from habeas.vault.case_keys import CaseKeys
from habeas.vault.database import Database, Row
from habeas.vault.own_logs import LogKeys
from habeas.vault.vault import Vault
from habeas.words import N_


@dataclass(frozen=True)
class Waiting:
    """A request that this device signed, when, and the keys that it named.

    `case` is empty until a welcome answered it.
    """

    case: bytes
    made: str
    note: bytes
    keys: CaseKeys = field(repr=False)
    log: LogKeys = field(repr=False)


def keep_waiting(vault: Vault, waiting: Waiting) -> None:
    """Keep a request and its keys.

    Raises:
        StorageError: the disk refused; nothing was kept.
    """
    keys, log = waiting.keys, waiting.log
    with vault.transaction() as db:
        db.run(
            "INSERT INTO joinings VALUES (?, NULL, ?, ?, ?, ?, ?, ?, ?)",
            (
                keys.device,
                waiting.made,
                waiting.note,
                keys.box_private,
                keys.request_seed,
                log.mldsa44,
                log.ed25519_seed,
                log.mldsa44_seed,
            ),
        )


def waiting_for(vault: Vault, device: bytes) -> Waiting:
    """Return the request that named this device.

    Raises:
        NotFoundError: this vault made none such, or gave it up.
    """
    with vault.guard:
        row = vault.db.one(f"{_SELECT} WHERE device = ?", (device,))
    if row is None:
        raise NotFoundError(
            N_("This vault made no request that this is the answer to."),
            advice=N_("Open it in the vault, and on the device, that asked."),
        )
    return _waiting(row)


def waiting(vault: Vault) -> list[Waiting]:
    """Return the requests that wait for an answer, the oldest first."""
    with vault.guard:
        rows = vault.db.all(f"{_SELECT} WHERE case_id IS NULL ORDER BY made, device")
    return [_waiting(row) for row in rows]


def joined(vault: Vault, case: bytes) -> Waiting | None:
    """Return the keys for a case whose log is not begun yet, None if none wait."""
    with vault.guard:
        row = vault.db.one(f"{_SELECT} WHERE case_id = ?", (case,))
    return _waiting(row) if row is not None else None


def entered(vault: Vault) -> list[bytes]:
    """Return the cases whose own log waits to be begun."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT case_id FROM joinings WHERE case_id IS NOT NULL ORDER BY case_id"
        )
    return [bytes(row[0]) for row in rows]


def answered(db: Database, device: bytes, case: bytes) -> None:
    """Note which case a request was for."""
    db.run("UPDATE joinings SET case_id = ? WHERE device = ?", (case, device))


def forget_waiting(vault: Vault, device: bytes) -> None:
    """Forget a request: its log is begun, or it is given up and its keys are gone."""
    vault.db.run("DELETE FROM joinings WHERE device = ?", (device,))


_SELECT = (
    "SELECT case_id, made, note, box_private, request_seed, mldsa44, ed25519_seed,"
    " mldsa44_seed FROM joinings"
)


def _waiting(row: Row) -> Waiting:
    case, made, note, private, seed, mldsa44, one, other = row
    keys = CaseKeys(box_fingerprint(box_public(private)), private, seed)
    log = LogKeys(ed25519_public(one), mldsa44, one, other)
    return Waiting(case or b"", made, note, keys, log)
