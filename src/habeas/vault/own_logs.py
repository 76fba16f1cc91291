"""The keys of the logs that this vault writes, and the receipts that they sign."""

from dataclasses import dataclass, field

from habeas.crypto.sign import Signer, ed25519_public, generate_seed, mldsa44_public
from habeas.errors import NotFoundError
from habeas.log.continued import continues_text
from habeas.log.note import Signature
from habeas.log.receipt import (
    Receipt,
    Signed,
    countersigned,
    signature,
    write_receipt,
)
from habeas.vault.database import Database
from habeas.vault.vault import Vault
from habeas.words import N_


@dataclass(frozen=True)
class LogKeys:
    """The keys of an own log; `id`, its name, is the Ed25519 public key.

    The first entry of a log must name the other public key, `mldsa44`.
    """

    id: bytes
    mldsa44: bytes
    ed25519_seed: bytes = field(repr=False)  # a crash report shows no key
    mldsa44_seed: bytes = field(repr=False)


def new_log() -> LogKeys:
    """Make the keys of a log that does not exist yet."""
    one, other = generate_seed(), generate_seed()
    return LogKeys(ed25519_public(one), mldsa44_public(other), one, other)


def own_log(db: Database, case: bytes) -> LogKeys:
    """Return the keys of the log of a case that this vault now writes.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    row = db.one(
        "SELECT id, mldsa44_public, ed25519_seed, mldsa44_seed FROM logs"
        " WHERE case_id = ? AND ed25519_seed IS NOT NULL ORDER BY opened DESC",
        (case,),
    )
    if row is None:
        raise NotFoundError(N_("This case is not in this vault."))
    return LogKeys(*row)


def own_seeds(db: Database, case: bytes) -> list[bytes]:
    """Return the Ed25519 seeds of this vault's logs of a case, the newest first."""
    rows = db.all(
        "SELECT ed25519_seed FROM logs"
        " WHERE case_id = ? AND ed25519_seed IS NOT NULL ORDER BY opened DESC",
        (case,),
    )
    return [bytes(row[0]) for row in rows]


def continue_log(
    vault: Vault, case: bytes, old: LogKeys, log: LogKeys, previous: str
) -> bytes:
    """Return the signature by which the log written so far hands over to a new one.

    It is no entry of the old log, which grows no more (docs/adr/0007).
    """
    text = continues_text(case, log.id, log.mldsa44, previous)
    return signer(vault, old).ed25519(text)


def signer(vault: Vault, keys: LogKeys) -> Signer:
    """Return the expanded keys of a log, kept until the vault is locked."""
    if keys.id not in vault.signers:
        vault.signers[keys.id] = Signer(keys.ed25519_seed, keys.mldsa44_seed)
    return vault.signers[keys.id]


def release(vault: Vault, receipt: Receipt) -> bytes:
    """Return a receipt signed by the log that holds its entry.

    Raises:
        NotFoundError: that log is not written by this vault.
    """
    with vault.guard:
        row = vault.db.one(
            "SELECT id, mldsa44_public, ed25519_seed, mldsa44_seed FROM logs"
            " WHERE id = ? AND ed25519_seed IS NOT NULL",
            (receipt.log,),
        )
        if row is None:
            raise NotFoundError(
                N_("This was recorded on another device, which has the key to sign it.")
            )
        return write_receipt(receipt, [_sign(vault, LogKeys(*row), receipt)])


def countersign(vault: Vault, case: bytes, signed: Signed) -> bytes:
    """Return a receipt signed by this vault's log of a case as well; twice is once.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    with vault.guard:
        keys = own_log(vault.db, case)
        return countersigned(signed, _sign(vault, keys, signed.receipt))


def _sign(vault: Vault, keys: LogKeys, receipt: Receipt) -> Signature:
    blob = signer(vault, keys).ed25519(receipt.text.encode())
    return signature(keys.id, blob)
