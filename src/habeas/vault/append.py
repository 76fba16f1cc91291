"""Append to this device's own log: the only writer of truth.

Seal, append, sign the new head, commit: all in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.crypto.seal import seal, seal_context
from habeas.crypto.sign import (
    ed25519_public,
    generate_seed,
    mldsa44_public,
)
from habeas.errors import NotFoundError
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.entry import Envelope, encode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.vault.database import Connection
from habeas.vault.read import frontier
from habeas.vault.units import epoch_of, open_epoch, unit_for
from habeas.vault.vault import Vault
from habeas.words import N_


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place: where it belongs and its exact body."""

    compartment: int
    subject: str
    body: bytes
    lamport: int


@dataclass(frozen=True)
class NewLog:
    """The keys of a log that does not exist yet; its first entry must name mldsa44."""

    ed25519_seed: bytes
    mldsa44_seed: bytes

    @property
    def id(self) -> bytes:
        """The log's name: its Ed25519 public key."""
        return ed25519_public(self.ed25519_seed)

    @property
    def mldsa44(self) -> bytes:
        """The second public key."""
        return mldsa44_public(self.mldsa44_seed)


def new_log() -> NewLog:
    """Make fresh log keys."""
    return NewLog(generate_seed(), generate_seed())


def open_log(
    vault: Vault,
    case: bytes,
    log: NewLog,
    compartments: Sequence[int],
    drafts: Sequence[Draft],
) -> list[tuple[str, int]]:
    """Begin a case: its log, its epoch keys and its first entries, all or nothing."""
    with vault.transaction() as db:
        db.execute(
            "INSERT INTO logs VALUES (?, ?, ?, ?, ?)",
            (log.id, case, log.ed25519_seed, log.mldsa44_seed, log.mldsa44),
        )
        for compartment in compartments:
            open_epoch(vault, db, case, compartment)
        return _append(vault, db, case, drafts)


def append(vault: Vault, case: bytes, drafts: Sequence[Draft]) -> list[tuple[str, int]]:
    """Append entries in order and sign one head over them.

    Returns (log id in hex, index) of each; when it returns, they are on the disk.

    Raises:
        NotFoundError: the case is not in this vault.
        StorageError: the disk refused; nothing was appended.
    """
    with vault.transaction() as db:
        return _append(vault, db, case, drafts)


def _append(
    vault: Vault, db: Connection, case: bytes, drafts: Sequence[Draft]
) -> list[tuple[str, int]]:
    row = db.execute(
        "SELECT id, ed25519_seed, mldsa44_seed FROM logs"
        " WHERE case_id = ? AND ed25519_seed IS NOT NULL",
        (case,),
    ).fetchone()
    if row is None:
        raise NotFoundError(N_("This case is not in this vault."))
    log, ed25519_seed, mldsa44_seed = (bytes(one) for one in row)
    tree = frontier(db, log)
    added: list[tuple[str, int]] = []
    for draft in drafts:
        unit, key = unit_for(vault, db, case, draft.compartment, draft.subject)
        added.append((log.hex(), tree.size))
        tree = _append_one(db, tree, case, log, draft, unit, key)
    head = Checkpoint(origin(log), tree.size, tree.root())
    db.execute(
        "INSERT INTO checkpoints VALUES (?, ?, ?)",
        (log, tree.size, sign_checkpoint(head, ed25519_seed, mldsa44_seed)),
    )
    return added


def _append_one(  # noqa: PLR0913, PLR0917 - one row, told whole
    db: Connection,
    tree: Frontier,
    case: bytes,
    log: bytes,
    draft: Draft,
    unit: bytes,
    key: bytes,
) -> Frontier:
    index = tree.size
    epoch = epoch_of(db, case, draft.compartment)
    context = seal_context(case, log, index, draft.compartment, epoch)
    sealed = seal(key, context, draft.body)
    envelope = encode(
        Envelope(
            case=case,
            log=log,
            index=index,
            compartment=draft.compartment,
            epoch=epoch,
            commit=sha256(draft.body),
            body_hash=sha256(sealed),
            body_size=len(sealed),
            seen=(),
        )
    )
    db.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
        (log, index, envelope, sealed, unit, draft.lamport),
    )
    tree, completed = tree.append(leaf_hash(envelope))
    db.executemany(
        "INSERT INTO nodes VALUES (?, ?, ?, ?)",
        [(log, node.level, node.position, node.hash) for node in completed],
    )
    return tree
