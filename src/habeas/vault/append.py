"""Append to this device's own log: the only writer of truth.

Seal, append, sign the new head, commit: all in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from habeas.crypto.digest import sha256
from habeas.crypto.seal import seal, seal_context
from habeas.errors import DamagedError, NotFoundError
from habeas.log.checkpoint import (
    Checkpoint,
    log_vkeys,
    open_checkpoint,
    origin,
    sign_checkpoint,
)
from habeas.log.entry import Envelope, Head, encode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.log.refusal import NoteError, SignatureError
from habeas.vault import read
from habeas.vault.case_keys import CaseKeys, keep_keys, keys_in
from habeas.vault.epochs import begin_epoch, write_in
from habeas.vault.outside import told_heads
from habeas.vault.own_logs import LogKeys, own_log, signer
from habeas.vault.read import frontier
from habeas.vault.units import unit_for
from habeas.vault.vault import Vault
from habeas.words import N_


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place: where it belongs and its exact body.

    `act`: it says who may do what.
    """

    compartment: int
    subject: str
    body: bytes = field(repr=False)
    lamport: int
    act: bool = False


@dataclass(frozen=True)
class _Place:
    """Where the next entry goes."""

    case: bytes
    log: bytes
    seen: tuple[Head, ...]


def open_log(  # noqa: PLR0913, PLR0917 - a case's beginning, all at once
    vault: Vault,
    case: bytes,
    log: LogKeys,
    compartments: Sequence[int],
    drafts: Sequence[Draft],
    keys: CaseKeys | None = None,
) -> list[tuple[str, int]]:
    """Begin a log with its first entries, all or nothing.

    A case's first log brings its `compartments`, each with its first epoch key, and the
    device's new `keys` in the case; a later log brings none.
    """
    with vault.transaction() as db:
        db.run(
            "INSERT INTO logs VALUES (?, ?, ?, ?, ?,"
            " (SELECT coalesce(max(opened), 0) + 1 FROM logs))",
            (log.id, case, log.ed25519_seed, log.mldsa44_seed, log.mldsa44),
        )
        if keys:
            keep_keys(vault, db, case, keys)
        for compartment in compartments:
            device = keys_in(vault, case).box_public
            write_in(db, case, begin_epoch(vault, db, case, compartment, [device]))
        place = _Place(case, log.id, _seen(vault, case, log.id))
        return _append(vault, place, log, Frontier(), drafts)


def superseded(vault: Vault, case: bytes) -> Head | None:
    """Return the head of this vault's newest own log if it must not be continued.

    That is so when this machine remembers another head than the vault holds, or none:
    the vault was restored from a backup, copied from another machine or cloned. Also
    when somebody brought another history of it: nobody takes in more of such a log. The
    next log must name this head. None: the log may go on.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    with vault.guard:
        log = own_log(vault.db, case)
        if vault.heads is None:
            return None
        head = vault.signed.get(log.id)
        if head is None:
            tree = frontier(vault.db, log.id)
            head = (tree.size, tree.root())
        known = vault.heads.of(log.id)
        forked = vault.db.one("SELECT 1 FROM forks WHERE log = ?", (log.id,))
        if known is not None and known.head == head and not forked:
            return None
        return Head(log.id, *head)


def begun_before(vault: Vault, log: bytes) -> Head | None:
    """Return the head of a log that waits to be begun and must not be; None: it may.

    Its entries are here or were brought, or this machine remembers them: the vault was
    killed just as it began it, or was put back. Another log then goes on from it.
    """
    with vault.guard:
        tree = frontier(vault.db, log)
        known = vault.heads.of(log) if vault.heads is not None else None
        if tree.size or (known is not None and known.head[0]):
            return Head(log, tree.size, tree.root())
    return None


def append(vault: Vault, case: bytes, drafts: Sequence[Draft]) -> list[tuple[str, int]]:
    """Append entries in order and sign one head over them.

    Returns (log id in hex, index) of each; when it returns, they are on the disk.

    Raises:
        NotFoundError: the case is not in this vault.
        LockedError: a copy of this vault wrote to the same log just now.
        StorageError: the disk refused; nothing was appended.
        DamagedError: the log is not what was signed last; nothing was appended.
    """
    with vault.transaction() as db:
        own = own_log(db, case)
        place = _Place(case, own.id, _seen(vault, case, own.id))
        return _append(vault, place, own, _signed_tree(vault, own.id), drafts)


def _append(
    vault: Vault,
    place: _Place,
    keys: LogKeys,
    tree: Frontier,
    drafts: Sequence[Draft],
) -> list[tuple[str, int]]:
    before = (tree.size, tree.root())
    added: list[tuple[str, int]] = []
    keys_of: dict[tuple[int, str], _Unit] = {}
    for draft in drafts:
        added.append((place.log.hex(), tree.size))
        owner = (draft.compartment, draft.subject)
        if owner not in keys_of:
            keys_of[owner] = _unit(vault, place.case, *owner)
        tree = _append_one(vault, tree, place, draft, keys_of[owner])
    after = (tree.size, tree.root())
    head = Checkpoint(origin(place.log), *after)
    note = sign_checkpoint(head, signer(vault, keys))
    vault.db.run(
        "INSERT INTO checkpoints VALUES (?, ?, ?)", (place.log, tree.size, note)
    )
    vault.remember(place.log, before, after)
    return added


def _seen(vault: Vault, case: bytes, own: bytes) -> tuple[Head, ...]:
    rows = vault.db.all(
        "SELECT id FROM logs WHERE case_id = ? AND id != ? AND"
        " EXISTS (SELECT 1 FROM entries WHERE log = logs.id) ORDER BY id",
        (case, own),
    )
    trees = [(bytes(row[0]), _signed_tree(vault, bytes(row[0]))) for row in rows]
    heads = [Head(log, tree.size, tree.root()) for log, tree in trees]
    held = {head.log for head in heads}
    told = [head for head in told_heads(vault, case) if head.log not in held]
    return tuple(sorted((*heads, *told), key=lambda head: head.log))


def _signed_tree(vault: Vault, log: bytes) -> Frontier:
    """Return a log's tree, once its head is seen to be the one that was signed last.

    So damage is never signed over. The signatures are checked once for an unlock; from
    then on only this process writes.

    Raises:
        DamagedError: another head was signed last, or none.
    """
    tree = frontier(vault.db, log)
    head = (tree.size, tree.root())
    if vault.signed.get(log) != head:
        if _newest_signed(vault, log) != head:
            raise _not_signed()
        vault.signed[log] = head
    return tree


def _newest_signed(vault: Vault, log: bytes) -> tuple[int, bytes]:
    ((mldsa44,),) = vault.db.all("SELECT mldsa44_public FROM logs WHERE id = ?", (log,))
    try:
        signed = open_checkpoint(read.head(vault, log), log_vkeys(log, bytes(mldsa44)))
    except (NotFoundError, NoteError, SignatureError) as error:
        raise _not_signed() from error
    return signed.size, signed.root


def _not_signed() -> DamagedError:
    return DamagedError(
        N_("The log is not what was signed last, so nothing was added to it.")
    )


@dataclass(frozen=True)
class _Unit:
    """What seals the entries of one data subject in one compartment."""

    id: bytes
    key: bytes = field(repr=False)
    epoch: int


def _unit(vault: Vault, case: bytes, compartment: int, subject: str) -> _Unit:
    return _Unit(*unit_for(vault, vault.db, case, compartment, subject))


def _append_one(
    vault: Vault, tree: Frontier, place: _Place, draft: Draft, unit: _Unit
) -> Frontier:
    at = (draft.compartment, unit.epoch)
    context = seal_context(place.case, place.log, tree.size, *at)
    sealed = seal(unit.key, context, draft.body)
    envelope = encode(
        Envelope(
            case=place.case,
            log=place.log,
            index=tree.size,
            compartment=draft.compartment,
            epoch=unit.epoch,
            commit=sha256(draft.body),
            body_hash=sha256(sealed),
            body_size=len(sealed),
            seen=place.seen,
        )
    )
    vault.db.run(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
        (place.log, tree.size, envelope, sealed, unit.id, draft.lamport),
    )
    if draft.act and unit.id:  # what is closed to its writer is met when it opens
        place_of = (place.case, place.log, tree.size)
        vault.db.run("INSERT INTO acts VALUES (?, ?, ?)", place_of)
    tree, completed = tree.append(leaf_hash(envelope))
    vault.db.run_many(
        "INSERT INTO nodes VALUES (?, ?, ?, ?)",
        [(place.log, node.level, node.position, node.hash) for node in completed],
    )
    return tree
