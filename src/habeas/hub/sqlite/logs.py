"""Entries, heads and the hub's own tree in SQLite."""

from itertools import accumulate

from habeas.hub.hublog import TILE_LEVELS
from habeas.hub.refusals import stranger
from habeas.hub.sqlite.cases import give_back, note_change, use
from habeas.hub.sqlite.database import Database
from habeas.hub.store import Change, Growth, HeldLog, MovedError
from habeas.log.fork import Fork
from habeas.log.merkle import HASH_SIZE, Frontier, leaf_hash
from habeas.log.stored import head_leaf
from habeas.wire.pack import Packed, weight


class SqliteLogs:
    """Entries as they were signed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log(self, log: bytes) -> HeldLog | None:
        """Return a log that a list named."""
        row = self._db.one(
            "SELECT id, case_id, mldsa44, size, tree, note, forked FROM logs"
            " WHERE id = ?",
            (log,),
        )
        if row is None:
            return None
        id_, case, mldsa44, size, tree, note, forked = row
        return HeldLog(id_, case, mldsa44, _tree(size, tree), note, bool(forked))

    def append(self, growth: Growth) -> int:
        """Take in entries, all or none; return the number of the hub's own leaf."""
        return self._db.write(lambda: self._append(growth))

    def _append(self, growth: Growth) -> int:
        held, db = growth.held, self._db
        rows = [
            (held.id, held.tree.size + number, one.envelope, one.sealed)
            for number, one in enumerate(growth.entries)
        ]
        size = sum(len(row[2]) + len(row[3] or b"") for row in rows)
        self._require_unmoved(held)
        use(db, held.case, size, len(rows))
        db.run_many("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        db.run(
            "UPDATE logs SET size = ?, tree = ?, note = ?, head_hash = ? WHERE id = ?",
            (
                growth.tree.size,
                b"".join(growth.tree.hashes),
                growth.note,
                growth.head_hash,
                held.id,
            ),
        )
        change = Change("log", held.id.hex(), growth.tree.size)
        note_change(db, held.case, change)
        return add_head(db, growth.head_hash)

    def entries(self, log: bytes, start: int, most: int, room: int) -> list[Packed]:
        """Return entries from number `start` on, at most `most`, that fit."""
        sizes = self._db.all(
            "SELECT length(envelope), coalesce(length(sealed), 0) FROM entries"
            " WHERE log = ? AND position >= ? ORDER BY position LIMIT ?",
            (log, start, most),
        )
        weights = accumulate(weight(*row) for row in sizes)
        fit = sum(1 for total in weights if total <= room)
        rows = self._db.all(
            "SELECT envelope, sealed FROM entries WHERE log = ? AND position >= ?"
            " ORDER BY position LIMIT ?",
            (log, start, fit),
        )
        return [Packed(*row) for row in rows]

    def leaves(self, log: bytes, start: int, count: int) -> list[bytes]:
        """Return the leaf hashes from number `start` on, at most `count`."""
        rows = self._db.all(
            "SELECT envelope FROM entries WHERE log = ? AND position >= ?"
            " ORDER BY position LIMIT ?",
            (log, start, count),
        )
        return [leaf_hash(envelope) for (envelope,) in rows]

    def erase_body(self, log: bytes, index: int) -> bool:
        """Forget a sealed body for good; say whether there is such an entry."""
        found = self._db.write(lambda: self._erase_body(log, index))
        self._db.forget()
        return found

    def _erase_body(self, log: bytes, index: int) -> bool:
        row = self._db.one(
            "SELECT logs.case_id, length(entries.sealed) FROM entries"
            " JOIN logs ON logs.id = entries.log WHERE log = ? AND position = ?",
            (log, index),
        )
        if row is None:
            return False
        if row[1] is not None:
            self._db.run(
                "UPDATE entries SET sealed = NULL WHERE log = ? AND position = ?",
                (log, index),
            )
            give_back(self._db, *row)
            note_change(self._db, row[0], Change("body", f"{log.hex()}:{index}", 0))
        return True

    def keep_fork(self, log: bytes, fork: Fork) -> None:
        """Keep the proof, and take nothing more; the first proof stays."""
        self._db.write(lambda: self._keep_fork(log, fork))

    def _keep_fork(self, log: bytes, fork: Fork) -> None:
        kept = self._db.run(
            "INSERT OR IGNORE INTO forks VALUES (?, ?, ?, ?)",
            (log, fork.first, fork.second, b"".join(fork.path)),
        )
        self._db.run("UPDATE logs SET forked = 1 WHERE id = ?", (log,))
        row = self._db.one("SELECT case_id, size FROM logs WHERE id = ?", (log,))
        if kept and row:
            note_change(self._db, row[0], Change("fork", log.hex(), row[1]))

    def fork(self, log: bytes) -> Fork | None:
        """Return the proof that is kept."""
        row = self._db.one(
            "SELECT first, second, path FROM forks WHERE log = ?", (log,)
        )
        return Fork(row[0], row[1], _hashes(row[2])) if row else None

    def _require_unmoved(self, held: HeldLog) -> None:
        row = self._db.one(
            "SELECT size, forked FROM logs JOIN keys ON keys.case_id = logs.case_id"
            " AND keys.key = logs.id AND keys.kind = 'log' WHERE logs.id = ?",
            (held.id,),
        )
        if row is None:
            raise stranger()
        if row != (held.tree.size, 0):
            raise MovedError


class SqliteHubTree:
    """The hub's own log."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def tree(self) -> Frontier:
        """Return the tree as it is."""
        return hub_tree(self._db)

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        """Return hashes of a row of the tree; of levels that are multiples of 8."""
        rows = self._db.all(
            "SELECT hash FROM hub_hashes WHERE level = ? AND position >= ?"
            " ORDER BY position LIMIT ?",
            (level, start, count),
        )
        return [hash_ for (hash_,) in rows]

    def heads(self, start: int, count: int) -> list[bytes]:
        """Return what the leaves hash: 32 bytes each."""
        rows = self._db.all(
            "SELECT head_hash FROM hub_heads WHERE position >= ?"
            " ORDER BY position LIMIT ?",
            (start, count),
        )
        return [head for (head,) in rows]

    def begin_again(self) -> None:
        """Forget the tree and begin another with every head that is held."""
        self._db.write(self._begin_again)

    def _begin_again(self) -> None:
        for table in ("hub_tree", "hub_hashes", "hub_heads"):
            self._db.run(f"DELETE FROM {table}")  # noqa: S608 - three names of ours
        heads = self._db.all("SELECT head_hash FROM logs WHERE size > 0 ORDER BY id")
        for (head_hash,) in heads:
            add_head(self._db, head_hash)


def hub_tree(db: Database) -> Frontier:
    """Return the hub's own tree."""
    row = db.one("SELECT size, tree FROM hub_tree")
    return _tree(*row) if row else Frontier()


def add_head(db: Database, head_hash: bytes) -> int:
    """Add a leaf to the hub's own tree and return its number; inside a transaction."""
    tree, completed = hub_tree(db).append(head_leaf(head_hash))
    db.run("INSERT INTO hub_heads VALUES (?, ?)", (tree.size - 1, head_hash))
    db.run_many(
        "INSERT INTO hub_hashes VALUES (?, ?, ?)",
        [tuple(node) for node in completed if node.level % TILE_LEVELS == 0],
    )
    db.run(
        "INSERT INTO hub_tree VALUES (1, ?1, ?2)"
        " ON CONFLICT DO UPDATE SET size = ?1, tree = ?2",
        (tree.size, b"".join(tree.hashes)),
    )
    return tree.size - 1


def _tree(size: int, hashes: bytes) -> Frontier:
    return Frontier(size, _hashes(hashes))


def _hashes(joined: bytes) -> tuple[bytes, ...]:
    starts = range(0, len(joined), HASH_SIZE)
    return tuple(joined[at : at + HASH_SIZE] for at in starts)
