"""Witnesses of the hub's own log, and what they cosigned, in SQL."""

from habeas.hub.sql.database import Database
from habeas.hub.store import Shown, Watcher


class SqlWitnesses:
    """Who cosigns the hub's own log, and what they cosigned."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Watcher]:
        """Return every witness, by address."""
        rows = self._db.all(
            "SELECT url, vkeys, size, failures, next_at, trouble FROM witnesses"
            " ORDER BY url"
        )
        return [
            Watcher(url, tuple(keys.split("\n")), *rest) for url, keys, *rest in rows
        ]

    def put(self, watcher: Watcher) -> None:
        """Hold this witness in place of what stands at its address."""
        self._db.run(
            "INSERT INTO witnesses VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT (url) DO UPDATE SET vkeys = ?2, size = ?3, failures = ?4,"
            " next_at = ?5, trouble = ?6",
            (
                watcher.url,
                "\n".join(watcher.vkeys),
                watcher.size,
                watcher.failures,
                watcher.next_at,
                watcher.trouble,
            ),
        )

    def note(self, watcher: Watcher) -> None:
        """Hold how it went, if the witness still stands at its address."""
        self._db.run(
            "UPDATE witnesses SET size = ?, failures = ?, next_at = ?, trouble = ?"
            " WHERE url = ? AND vkeys = ?",
            (
                watcher.size,
                watcher.failures,
                watcher.next_at,
                watcher.trouble,
                watcher.url,
                "\n".join(watcher.vkeys),
            ),
        )

    def remove(self, url: str) -> bool:
        """Ask it no more; say whether it stood there. Heads that are shown stay."""
        return bool(self._db.run("DELETE FROM witnesses WHERE url = ?", (url,)))

    def shown(self) -> Shown | None:
        """Return the newest head that a witness cosigned."""
        row = self._db.one("SELECT size, note FROM shown_head")
        return Shown(*row) if row else None

    def show(self, shown: Shown) -> None:
        """Hold this head, unless a larger one is held."""
        self._db.run(
            "INSERT INTO shown_head VALUES (1, ?1, ?2) ON CONFLICT (only_one)"
            " DO UPDATE SET size = ?1, note = ?2 WHERE shown_head.size <= ?1",
            (shown.size, shown.note),
        )

    def forget_shown(self) -> None:
        """Hold no head, and no size of any witness: the log began again."""
        self._db.write(self._forget_shown)

    def _forget_shown(self) -> None:
        self._db.run("DELETE FROM shown_head")
        self._db.run("UPDATE witnesses SET size = 0, failures = 0, next_at = 0")

    def take_turn(self, now: int, until: int) -> bool:
        """Say whether nobody else asks the witnesses now; then nobody does `until`."""
        took = self._db.run(
            "INSERT INTO witness_turn VALUES (1, ?2) ON CONFLICT (only_one)"
            " DO UPDATE SET until = ?2 WHERE witness_turn.until <= ?1",
            (now, until),
        )
        return bool(took)
