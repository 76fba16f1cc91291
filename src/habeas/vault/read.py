"""Read the truth: entries, bodies, heads, tree nodes. Everything is checked on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import open_sealed, seal_context
from habeas.errors import DamagedError, NotFoundError
from habeas.log.entry import Envelope, decode
from habeas.log.merkle import Frontier, frontier_from_nodes
from habeas.vault.database import Connection
from habeas.vault.units import unit_key
from habeas.vault.vault import Vault
from habeas.words import N_


@dataclass(frozen=True)
class Stored:
    """An entry as it is stored: its exact envelope, its sealed body unless erased."""

    log: bytes
    index: int
    envelope: bytes
    sealed: bytes | None
    unit: bytes


@dataclass(frozen=True)
class LogInfo:
    """A log of a case: its keys and how many entries it has."""

    id: bytes
    case: bytes
    size: int
    mldsa44: bytes
    own: bool


def cases(vault: Vault) -> list[bytes]:
    """Return the ids of the cases in this vault, in the order of their log keys."""
    with vault.guard:
        rows = vault.db.execute("SELECT DISTINCT case_id FROM logs ORDER BY case_id")
        return [bytes(row[0]) for row in rows]


def logs(vault: Vault, case: bytes) -> list[LogInfo]:
    """Return the logs of a case, sorted by id.

    Raises:
        NotFoundError: the case is not in this vault.
    """
    with vault.guard:
        rows = vault.db.execute(
            "SELECT id, case_id, (SELECT coalesce(max(position) + 1, 0) FROM entries"
            " WHERE log = logs.id), mldsa44_public, ed25519_seed IS NOT NULL"
            " FROM logs WHERE case_id = ? ORDER BY id",
            (case,),
        ).fetchall()
    if not rows:
        raise NotFoundError(N_("This case is not in this vault."))
    return [LogInfo(bytes(a), bytes(b), c, bytes(d), bool(e)) for a, b, c, d, e in rows]


def entries(vault: Vault, log: bytes, start: int = 0) -> Iterator[Stored]:
    """Yield the entries of a log from `start`, in order, a thousand at a time."""
    step = 1000
    while True:
        with vault.guard:
            rows = vault.db.execute(
                "SELECT position, envelope, sealed, unit FROM entries"
                " WHERE log = ? AND position >= ? ORDER BY position LIMIT ?",
                (log, start, step),
            ).fetchall()
        for position, envelope, sealed, unit in rows:
            yield Stored(
                log, position, bytes(envelope), _bytes_or_none(sealed), bytes(unit)
            )
        if len(rows) < step:
            return
        start += step


def entry(vault: Vault, log: bytes, index: int) -> Stored:
    """Return one entry.

    Raises:
        NotFoundError: there is none with this number.
    """
    with vault.guard:
        row = vault.db.execute(
            "SELECT envelope, sealed, unit FROM entries WHERE log = ? AND position = ?",
            (log, index),
        ).fetchone()
    if row is None:
        raise NotFoundError(N_("There is no entry {index} in this log."), index=index)
    return Stored(log, index, bytes(row[0]), _bytes_or_none(row[1]), bytes(row[2]))


def open_body(vault: Vault, stored: Stored) -> bytes:
    """Return the exact body of an entry.

    Raises:
        NotFoundError: the body was erased, or its key is not here.
        DamagedError: the sealed body or the envelope is not what was written.
    """
    if stored.sealed is None:
        raise NotFoundError(N_("The content of this entry was erased."))
    envelope = decode(stored.envelope)
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
        row = vault.db.execute(
            "SELECT note FROM checkpoints WHERE log = ? ORDER BY size DESC LIMIT 1",
            (log,),
        ).fetchone()
    if row is None:
        raise NotFoundError(N_("This log has no signed head."))
    return bytes(row[0])


def lamport(vault: Vault, case: bytes) -> int:
    """Return the highest Lamport counter seen in a case, 0 if it is empty."""
    with vault.guard:
        row = vault.db.execute(
            "SELECT max((SELECT lamport FROM entries WHERE log = logs.id"
            " ORDER BY position DESC LIMIT 1)) FROM logs WHERE case_id = ?",
            (case,),
        ).fetchone()
    return int(row[0] or 0)


def nodes(vault: Vault, log: bytes) -> Callable[[int, int], bytes]:
    """Return the look-up of complete tree nodes (level, index) of a log."""

    def node(level: int, index: int) -> bytes:
        with vault.guard:
            return _node(vault.db, log, level, index)

    return node


def frontier(db: Connection, log: bytes) -> Frontier:
    """Return the compact range of a log as it stands, to append to."""
    (size,) = db.execute(
        "SELECT coalesce(max(position) + 1, 0) FROM entries WHERE log = ?", (log,)
    ).fetchone()
    return frontier_from_nodes(
        int(size), lambda level, index: _node(db, log, level, index)
    )


def _node(db: Connection, log: bytes, level: int, index: int) -> bytes:
    row = db.execute(
        "SELECT hash FROM nodes WHERE log = ? AND level = ? AND position = ?",
        (log, level, index),
    ).fetchone()
    if row is None:
        raise DamagedError(N_("A node of the log's tree is missing."))
    return bytes(row[0])


def _bytes_or_none(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes) else None
