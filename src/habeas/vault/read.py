"""Read the truth: entries, bodies, heads, tree nodes; checked on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from habeas.case.written import AHEAD
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import open_sealed, seal_context
from habeas.errors import DamagedError, NotFoundError
from habeas.log.entry import Envelope, decode
from habeas.log.merkle import Frontier, frontier_nodes
from habeas.log.refusal import EntryError
from habeas.vault.database import Database
from habeas.vault.units import unit_key
from habeas.vault.vault import Vault
from habeas.words import N_


class Stored(msgspec.Struct, frozen=True):
    """An entry as it is stored: its exact envelope, its sealed body unless erased."""

    log: bytes
    index: int
    envelope: bytes
    sealed: bytes | None
    unit: bytes
    lamport: int


@dataclass(frozen=True)
class LogInfo:
    """A log of a case: its keys and how many entries it has."""

    id: bytes
    case: bytes
    size: int
    mldsa44: bytes
    own: bool


def cases(vault: Vault) -> list[bytes]:
    """Return the ids of the cases in this vault, in the order they were opened."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT case_id FROM logs GROUP BY case_id ORDER BY min(opened)"
        )
    return [bytes(row[0]) for row in rows]


def logs(vault: Vault, case: bytes) -> list[LogInfo]:
    """Return the logs of a case, sorted by id.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    with vault.guard:
        rows = vault.db.all(
            "SELECT id, case_id, (SELECT coalesce(max(position) + 1, 0) FROM entries"
            " WHERE log = logs.id), mldsa44_public, ed25519_seed IS NOT NULL"
            " FROM logs WHERE case_id = ? ORDER BY id",
            (case,),
        )
    if not rows:
        raise NotFoundError(N_("This case is not in this vault."))
    return [LogInfo(bytes(a), bytes(b), c, bytes(d), bool(e)) for a, b, c, d, e in rows]


def case_of(vault: Vault, log: bytes) -> bytes:
    """Return the case that a log of this vault belongs to.

    Raises:
        NotFoundError: there is no such log.
    """
    with vault.guard:
        row = vault.db.one("SELECT case_id FROM logs WHERE id = ?", (log,))
    if row is None:
        raise NotFoundError(N_("This log is not in this vault."))
    return bytes(row[0])


def entries(vault: Vault, log: bytes, start: int = 0) -> Iterator[Stored]:
    """Yield the entries of a log from `start`, in order, a thousand at a time."""
    step = 1000
    while True:
        with vault.guard:
            rows = vault.db.all(
                "SELECT position, envelope, sealed, unit, lamport FROM entries"
                " WHERE log = ? AND position >= ? ORDER BY position LIMIT ?",
                (log, start, step),
            )
        for row in rows:
            yield Stored(log, *row)
        if len(rows) < step:
            return
        start += step


def in_order(vault: Vault, log: bytes, start: int = 0) -> Iterator[Stored]:
    """Yield the entries of a log from `start`, by counter, then number.

    That is their order, unless its writer counts down to slip in before others.
    """
    with vault.guard:
        back = vault.db.one(
            "SELECT 1 FROM (SELECT lamport, lag(lamport) OVER (ORDER BY position)"
            " AS before FROM entries WHERE log = ? AND position >= ? AND lamport != 0)"
            " WHERE lamport < before LIMIT 1",
            (log, start),
        )
    if back is None:
        yield from entries(vault, log, start)
        return
    with vault.guard:
        places = vault.db.all(
            "SELECT position FROM entries WHERE log = ? AND position >= ?"
            " ORDER BY lamport, position",
            (log, start),
        )
    yield from (entry(vault, log, position) for (position,) in places)


def closed(vault: Vault, case: bytes) -> set[tuple[bytes, int]]:
    """Return the places of the entries of a case that no key has opened."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, position FROM entries WHERE unit = x''"
            " AND log IN (SELECT id FROM logs WHERE case_id = ?)",
            (case,),
        )
    return {(bytes(log), position) for log, position in rows}


def last_written(vault: Vault) -> Stored | None:
    """Return the entry that this vault took in last, of whichever case."""
    with vault.guard:
        row = vault.db.one(
            "SELECT log, position, envelope, sealed, unit, lamport FROM entries"
            " ORDER BY rowid DESC LIMIT 1"
        )
    return Stored(*row) if row else None


def arrived(vault: Vault, logs: Sequence[bytes], most: int, skip: int) -> list[Stored]:
    """Return entries of these logs but the first of each, what came last first."""
    named = msgspec.json.encode([one.hex() for one in logs]).decode()
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, position, envelope, sealed, unit, lamport FROM entries"
            " WHERE log IN (SELECT unhex(value) FROM json_each(?))"
            " AND position > 0 ORDER BY rowid DESC LIMIT ? OFFSET ?",
            (named, most, skip),
        )
    return [Stored(*row) for row in rows]


def entry(vault: Vault, log: bytes, index: int) -> Stored:
    """Return one entry.

    Raises:
        NotFoundError: there is none with this number.
    """
    with vault.guard:
        row = vault.db.one(
            "SELECT position, envelope, sealed, unit, lamport FROM entries"
            " WHERE log = ? AND position = ?",
            (log, index),
        )
    if row is None:
        raise NotFoundError(N_("There is no entry {index} in this log."), index=index)
    return Stored(log, *row)


def open_body(vault: Vault, stored: Stored) -> bytes:
    """Return the exact body of an entry.

    Raises:
        NotFoundError: the body was erased, or its key is not here.
        DamagedError: the sealed body or the envelope is not what was written.
    """
    if stored.sealed is None:
        raise NotFoundError(N_("The content of this entry was erased."))
    try:
        envelope = decode(stored.envelope)
    except EntryError as error:
        raise changed(stored.index) from error
    with vault.guard:
        key = unit_key(vault, stored.unit)
    try:
        body = open_sealed(key, _context(envelope), stored.sealed)
    except OpenError as error:
        raise changed(stored.index) from error
    if sha256(body) != envelope.commit:
        raise changed(stored.index)
    return body


def changed(index: int) -> DamagedError:
    """Say that an entry does not open to what its envelope commits to."""
    return DamagedError(N_("Entry {index} is not what was sealed."), index=index)


def _context(envelope: Envelope) -> bytes:
    return seal_context(
        envelope.case,
        envelope.log,
        envelope.index,
        envelope.compartment,
        envelope.epoch,
    )


def head(vault: Vault, log: bytes) -> bytes:
    """Return the newest signed head of a log, as a C2SP signed note."""
    with vault.guard:
        row = vault.db.one(
            "SELECT note FROM checkpoints WHERE log = ? ORDER BY size DESC LIMIT 1",
            (log,),
        )
    if row is None:
        raise NotFoundError(N_("This log has no signed head."))
    return bytes(row[0])


def lamport(vault: Vault, case: bytes) -> int:
    """Return the highest Lamport counter seen in a case, 0 if it is empty.

    One that cannot be, however it came here, is passed over: nobody follows it.
    """
    with vault.guard:
        ((held,),) = vault.db.all(
            "SELECT sum((SELECT coalesce(max(position) + 1, 0) FROM entries"
            " WHERE log = logs.id)) FROM logs WHERE case_id = ?",
            (case,),
        )
        ((highest,),) = vault.db.all(
            "SELECT max((SELECT max(lamport) FROM entries WHERE log = logs.id"
            " AND lamport <= ?)) FROM logs WHERE case_id = ?",
            ((held or 0) + AHEAD, case),
        )
    return int(highest or 0)


def root_at(vault: Vault, log: bytes, size: int) -> bytes:
    """Return the root that a log's tree had at a size.

    Raises:
        DamagedError: it never had that many entries, or a node is missing.
    """
    with vault.guard:
        known = vault.signed.get(log)
        if known is not None and known[0] == size:
            return known[1]
        return frontier(vault.db, log, size).root()


def leaf(vault: Vault, log: bytes, index: int) -> bytes:
    """Return the hash of an entry as the tree holds it.

    Raises:
        DamagedError: it is missing, or cannot be read.
    """
    with vault.guard:
        return node(vault.db, log, 0, index)


def frontier(db: Database, log: bytes, size: int | None = None) -> Frontier:
    """Return the compact range of a log at `size`, or as it stands, to append to.

    Raises:
        DamagedError: a node that must be there is missing.
    """
    if size is None:
        ((size,),) = db.all(
            "SELECT coalesce(max(position) + 1, 0) FROM entries WHERE log = ?", (log,)
        )
    edge = frontier_nodes(size)
    if not edge:
        return Frontier()
    rows = db.all(
        "SELECT level, position, hash FROM json_each(?) CROSS JOIN nodes"
        " ON log = ? AND level = value ->> 0 AND position = value ->> 1",
        (msgspec.json.encode(edge).decode(), log),
    )
    found = {(level, index): bytes(hash_) for level, index, hash_ in rows}
    if len(found) < len(edge):
        raise _node_missing()
    return Frontier(size, tuple(found[place] for place in edge))


def node(db: Database, log: bytes, level: int, index: int) -> bytes:
    """Return the hash of a complete subtree, as the tree holds it.

    Raises:
        DamagedError: it is missing, or cannot be read.
    """
    row = db.one(
        "SELECT hash FROM nodes WHERE log = ? AND level = ? AND position = ?",
        (log, level, index),
    )
    if row is None:
        raise _node_missing()
    return bytes(row[0])


def _node_missing() -> DamagedError:
    return DamagedError(N_("A node of the log's tree is missing."))
