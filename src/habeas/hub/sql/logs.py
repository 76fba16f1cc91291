"""Entries and heads in SQL."""

from collections.abc import Sequence
from itertools import accumulate

from habeas.hub.sql.appending import append_all
from habeas.hub.sql.cases import give_back, note_change, rights_of
from habeas.hub.sql.database import Database, Row
from habeas.hub.sql.rows import places
from habeas.hub.sql.tree import read_tree, split
from habeas.hub.store import Change, Growth, HeldLog, Rights, Unkept
from habeas.log.fork import Fork
from habeas.log.merkle import leaf_hash
from habeas.wire.pack import Packed, weight

_HELD = "id, logs.case_id, mldsa44, size, tree, note, forked"


def _held(row: Row) -> HeldLog:
    id_, case, mldsa44, size, tree, note, forked = row[:7]
    return HeldLog(id_, case, mldsa44, read_tree(size, tree), note, bool(forked))


class SqlLogs:
    """Entries as they were signed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log(self, log: bytes) -> HeldLog | None:
        """Return a log that a list named."""
        row = self._db.one(f"SELECT {_HELD} FROM logs WHERE id = ?", (log,))  # noqa: S608 - columns of ours
        return _held(row) if row else None

    def met(
        self, asked: Sequence[tuple[bytes, bytes]]
    ) -> list[tuple[HeldLog, Rights] | None]:
        """Return logs, and what the list of its case lets a key do: two journeys."""
        logs, keys = (sorted(set(one)) for one in zip(*asked, strict=True))
        sql = f"SELECT {_HELD} FROM logs WHERE id IN {places(logs)}"  # noqa: S608 - as above
        held = {row[0]: _held(row) for row in self._db.all(sql, logs)}
        sql = f"SELECT case_id, key, kind FROM keys WHERE key IN {places(keys)}"  # noqa: S608
        kinds: dict[tuple[bytes, bytes], set[str]] = {}
        for case, key, kind in self._db.all(sql, keys):
            kinds.setdefault((case, key), set()).add(kind)
        return [
            (found, rights_of(kinds.get((found.case, key), ())))
            if (found := held.get(log))
            else None
            for log, key in asked
        ]

    def append(self, growths: Sequence[Growth]) -> list[int | Unkept]:
        """Take in each, all of its entries or none; one transaction for all."""
        return self._db.write(lambda: append_all(self._db, growths)) if growths else []

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
            "INSERT INTO forks VALUES (?, ?, ?, ?) ON CONFLICT (log) DO NOTHING",
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
        return Fork(row[0], row[1], split(row[2])) if row else None
