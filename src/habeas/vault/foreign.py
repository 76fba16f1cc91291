"""Logs that others write: taken in once they are proven, opened as keys come.

Nothing is believed because of who brought it, a hub, a stick or a colleague: a log's
own two signatures stand over every entry (docs/spec/sync.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from habeas.crypto.digest import sha256
from habeas.errors import NotFoundError, RefusedError
from habeas.log.checkpoint import (
    Checkpoint,
    log_vkeys,
    open_checkpoint,
    with_these_alone,
)
from habeas.log.entry import decode
from habeas.log.fork import Fork, compare
from habeas.log.merkle import (
    Frontier,
    Node,
    NodeSource,
    leaf_hash,
    prefix_path,
)
from habeas.log.refusal import LogError
from habeas.vault import read
from habeas.vault.case_keys import CaseKeys, keep_keys
from habeas.vault.database import Database
from habeas.vault.lacking import fill
from habeas.vault.opening import Opening
from habeas.vault.vault import Vault
from habeas.wire.pack import Pack, Packed
from habeas.words import N_


class ForkError(RefusedError):
    """A log has two signed histories: the proof is kept, and nothing more is taken."""

    default_advice = N_(
        "Its device was copied, or somebody has its keys. What you have stays. Tell"
        " whoever leads the case; the proof is kept and can be shown."
    )


class GapError(RefusedError):
    """The entries do not begin where what is held ends; `held` says where that is."""

    default_advice = N_("They are fetched again from there.")

    def __init__(self, held: int) -> None:
        super().__init__(N_("Entries of a log are missing in between."))
        self.held = held


_STEP = 1000


@dataclass(frozen=True)
class Writer:
    """A log of a case and its second key, as a signed entry of the case names them."""

    log: bytes
    mldsa44: bytes

    def vkeys(self) -> tuple[str, str]:
        """Return the verifier keys of its heads."""
        return log_vkeys(self.log, self.mldsa44)


def take_in(
    vault: Vault,
    case: bytes,
    writer: Writer,
    pack: Pack,
    opening: Opening | None = None,
) -> int:
    """Append what another device wrote; return how many entries were new, or whole now.

    `opening` is made once for many packs, for it looks at every box of the case.
    All of it is checked before any of it is kept: both signatures over the head, every
    envelope, every body against its hash, the root over what is held and what came.
    When it returns, they are on the disk.

    Raises:
        RefusedError: it is not what the log's keys signed; nothing was taken in.
        GapError: it begins behind what is held.
        ForkError: the log has two histories; the proof was kept.
        StorageError: the disk refused; nothing was taken in.
    """
    head = _signed(writer, pack)
    leaves = [
        _leaf(one, case, writer.log, pack.start + number)
        for number, one in enumerate(pack.entries)
    ]
    with vault.guard:
        if is_forked(vault, writer.log):
            raise _forked()
        held = _held(vault, case, writer)
        if pack.start > held.size:
            raise GapError(held.size)
        if head.size <= held.size:
            _look_back(vault, writer, pack, head, leaves)
            return fill(vault, case, pack.log, pack.start, pack.entries)
        known = held.size - pack.start
        tree = held.extend(leaves[known:])
        if (tree.size, tree.root()) != (head.size, head.root):
            _prove(vault, writer, pack, leaves)
            vault.doubted.add(writer.log)  # until the next unlock: each source is asked
            raise _unsigned()
        grown = (held, leaves[known:])
        _keep(vault, writer, pack, grown, opening or Opening(vault, case))
        vault.signed[writer.log] = (head.size, head.root)
        again = fill(vault, case, pack.log, pack.start, pack.entries) if known else 0
    return len(leaves) - known + again


def is_forked(vault: Vault, log: bytes) -> bool:
    """Say whether two histories of a log were met."""
    return vault.db.one("SELECT 1 FROM forks WHERE log = ?", (log,)) is not None


def forks(vault: Vault, case: bytes) -> list[tuple[bytes, Fork]]:
    """Return the proofs of two histories that were met in a case, by log."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, first, second, path FROM forks JOIN logs ON log = logs.id"
            " WHERE case_id = ? ORDER BY log, first, second",
            (case,),
        )
    return [
        (bytes(log), Fork(bytes(a), bytes(b), _hashes(bytes(path))))
        for log, a, b, path in rows
    ]


def keep_fork(vault: Vault, log: bytes, fork: Fork) -> bool:
    """Keep a proof of two histories that was seen to be true; say whether it is new.

    The log takes in nothing more.

    Raises:
        StorageError: the disk refused.
    """
    with vault.guard:
        if is_forked(vault, log):
            return False
        _keep_proof(vault, log, fork)
    return True


def _keep_proof(vault: Vault, log: bytes, fork: Fork) -> None:
    row = (log, fork.first, fork.second, b"".join(fork.path))
    vault.db.run("INSERT INTO forks VALUES (?, ?, ?, ?)", row)
    vault.authorities.clear()  # of such a log, more of what was seen is believed


def _hashes(path: bytes) -> tuple[bytes, ...]:
    return tuple(path[at : at + 32] for at in range(0, len(path), 32))


def _signed(writer: Writer, pack: Pack) -> Checkpoint:
    try:
        head = open_checkpoint(pack.note, writer.vkeys())
    except LogError as error:
        raise _unsigned() from error
    if pack.log != writer.log or head.size != pack.start + len(pack.entries):
        raise _unsigned()
    return head


def _leaf(one: Packed, case: bytes, log: bytes, index: int) -> bytes:
    try:
        envelope = decode(one.envelope)
    except LogError as error:
        raise _unsigned() from error
    body = one.sealed  # None: erased where it comes from, or left out (lacking.py)
    fits = body is None or (
        len(body) == envelope.body_size and sha256(body) == envelope.body_hash
    )
    if (envelope.case, envelope.log, envelope.index) != (case, log, index) or not fits:
        raise _unsigned()
    return leaf_hash(one.envelope)


def _held(vault: Vault, case: bytes, writer: Writer) -> Frontier:
    """Return the tree of a log as it is held, empty for a new one.

    Raises:
        RefusedError: it is known in another case or with another key.
    """
    row = vault.db.one(
        "SELECT case_id, mldsa44_public FROM logs WHERE id = ?", (writer.log,)
    )
    if row is not None and (bytes(row[0]), bytes(row[1])) != (case, writer.mldsa44):
        raise _unsigned()
    return read.frontier(vault.db, writer.log)


def _look_back(
    vault: Vault,
    writer: Writer,
    pack: Pack,
    head: Checkpoint,
    leaves: Sequence[bytes],
) -> None:
    """Do nothing if it is held already, else see whether it contradicts."""
    if read.root_at(vault, writer.log, head.size) != head.root:
        _prove(vault, writer, pack, leaves)
        raise _unsigned()


def _prove(vault: Vault, writer: Writer, pack: Pack, leaves: Sequence[bytes]) -> None:
    """Keep the proof of a fork, if the signed head held and this one make one.

    Raises:
        ForkError: they do.
    """
    try:
        own = read.head(vault, writer.log)
    except NotFoundError:
        return
    vkeys = writer.vkeys()
    mine, other = (open_checkpoint(note, vkeys) for note in (own, pack.note))
    path: list[bytes] = []
    if other.size < mine.size:
        path = prefix_path(other.size, mine.size, _nodes_held(vault, writer.log))
    elif other.size > mine.size:
        grown = _nodes_grown(vault, writer.log, pack.start, leaves)
        path = prefix_path(mine.size, other.size, grown)
    found = compare(own, pack.note, vkeys, path)
    if isinstance(found, Fork):
        _keep_proof(vault, writer.log, found)
        raise _forked()


def _nodes_held(vault: Vault, log: bytes) -> NodeSource:
    return lambda level, at: read.node(vault.db, log, level, at)


def _nodes_grown(
    vault: Vault, log: bytes, start: int, leaves: Sequence[bytes]
) -> NodeSource:
    """Return the nodes of another history that has our first `start` entries."""
    tree, nodes = read.frontier(vault.db, log, start), {}
    for leaf in leaves:
        tree, completed = tree.append(leaf)
        nodes.update({(one.level, one.position): one.hash for one in completed})
    held = _nodes_held(vault, log)
    return lambda level, at: nodes.get((level, at)) or held(level, at)


def _keep(
    vault: Vault,
    writer: Writer,
    pack: Pack,
    grown: tuple[Frontier, Sequence[bytes]],
    opening: Opening,
) -> None:
    tree, leaves = grown
    start = tree.size
    fresh = zip(islice(pack.entries, start - pack.start, None), leaves, strict=True)
    opening.begin()
    with vault.transaction() as db:
        _meet(db, opening.case, writer)
        while step := list(islice(fresh, _STEP)):
            rows, nodes = [], list[Node]()
            for one, leaf in step:
                rows.append(opening.row(writer.log, tree.size, one))
                tree, completed = tree.append(leaf)
                nodes.extend(completed)
            db.run_many("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", rows)
            db.run_many(
                "INSERT INTO nodes VALUES (?, ?, ?, ?)",
                [(writer.log, one.level, one.position, one.hash) for one in nodes],
            )
        opening.note(db)
        db.run(
            "INSERT INTO checkpoints VALUES (?, ?, ?)",
            (writer.log, tree.size, with_these_alone(pack.note, writer.vkeys())),
        )


def _meet(db: Database, case: bytes, writer: Writer) -> None:
    """Note a log that others write, once."""
    if db.one("SELECT 1 FROM logs WHERE id = ?", (writer.log,)) is None:
        db.run(
            "INSERT INTO logs VALUES (?, ?, NULL, NULL, ?,"
            " (SELECT coalesce(max(opened), 0) + 1 FROM logs))",
            (writer.log, case, writer.mldsa44),
        )


def _unsigned() -> RefusedError:
    return RefusedError(
        N_("What came is not what its device signed, so none of it was taken in."),
        advice=N_(
            "It was changed or cut on its way. Fetch it again, or by another way; if"
            " it comes so again, tell whoever leads the case."
        ),
    )


def _forked() -> ForkError:
    return ForkError(N_("A device has signed two histories of one log."))


def join(vault: Vault, case: bytes, root: Writer, keys: CaseKeys) -> None:
    """Keep the keys of this device in a case of others, and the log that it began with.

    That log is believed from then on: two people have compared its words.

    Raises:
        RefusedError: the case is in this vault already, or that log is, of another one.
    """
    with vault.transaction() as db:
        join_within(vault, db, case, root, keys)


def join_within(
    vault: Vault, db: Database, case: bytes, root: Writer, keys: CaseKeys
) -> None:
    """Do what `join` does, in a transaction that does more."""
    if db.one("SELECT 1 FROM logs WHERE case_id = ?", (case,)):
        raise RefusedError(N_("This case is in this vault already."))
    if db.one("SELECT 1 FROM logs WHERE id = ?", (root.log,)):
        raise RefusedError(
            N_("This welcome names the beginning of another case that is here."),
            advice=N_("Let whoever leads the case make it anew. Nothing was changed."),
        )
    keep_keys(vault, db, case, keys)
    db.run("INSERT INTO case_roots VALUES (?, ?)", (case, root.log))
    _meet(db, case, root)
