"""PostgreSQL as the hub's store needs it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count

from habeas.hub.postgres.connections import Connection, Connections
from habeas.hub.refusals import HubRefusal
from habeas.hub.sql.database import Database, Row, Steps, Values

_PLACE = re.compile(r"\?(\d*)")


class PostgresDatabase(Database):
    """Who writes holds an advisory lock: one transaction at a time, of all processes.

    Each statement sees what was committed before it, so whatever is read under the lock
    stays as it is until the commit. Without `synced`, a commit may be lost, whole, when
    the server breaks down.
    """

    def __init__(
        self, connections: Connections, lock: int, *, synced: bool = True
    ) -> None:
        super().__init__()
        self._connections = connections
        unsynced = "" if synced else "SET LOCAL synchronous_commit = off;"
        self._begin = f"BEGIN;{unsynced}SELECT pg_advisory_xact_lock({lock})".encode()

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row."""
        return self._connections.do(
            lambda held: held.execute(_spelt(sql), values).fetchall()
        )

    def run(self, sql: str, values: Values = ()) -> int:
        """Do it, and return how many rows were changed."""
        return self._connections.do(
            lambda held: held.execute(_spelt(sql), values).rowcount
        )

    def each(self, sql: str, values: Sequence[Values]) -> list[list[Row]]:
        """Do it once for each set of values, in order; return the rows of each."""
        if not values:
            return []

        def act(held: Connection) -> list[list[Row]]:
            with held.cursor() as cursor:
                cursor.executemany(_spelt(sql), values, returning=True)
                return [one.fetchall() for one in cursor.results()]

        return self._connections.do(act)

    def run_all(self, steps: Steps) -> None:
        """Do each of these once for each of its sets of values, in one journey."""

        def act(held: Connection) -> None:
            with held.pipeline(), held.cursor() as cursor:
                for sql, values in steps:
                    if values:
                        cursor.executemany(_spelt(sql), values)

        self._connections.do(act)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done within is kept, and nobody else writes; or none of it is."""
        self._connections.begin(self._begin)
        try:
            yield
            self._connections.commit()
        except BaseException as error:
            self._undo(error)
            raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done within is undone alone when it raises."""
        self.run("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if not self.is_lost():
                self.run("ROLLBACK TO one")
            raise
        self.run("RELEASE one")

    def is_lost(self) -> bool:
        """Say whether the connection broke, and with it the transaction."""
        return not self._connections.is_whole

    def forget(self) -> None:
        """Leave it to PostgreSQL's own vacuum (docs/how-to/run-a-hub.md)."""

    def close(self) -> None:
        """Close every thread's connection; nobody may be using one."""
        self._connections.close()

    def _undo(self, error: BaseException) -> None:
        """Undo what was begun; if PostgreSQL is to blame, leave the connection."""
        with suppress(HubRefusal):
            whole = self._connections.is_whole and getattr(error, "word", "") != "busy"
            if whole:
                self._connections.undo()
                return
        self._connections.drop()


@lru_cache(maxsize=256)
def _spelt(sql: str) -> bytes:
    """Return a statement as PostgreSQL numbers its values."""
    numbers = count(1)
    return _PLACE.sub(lambda hit: f"${hit[1] or next(numbers)}", sql).encode()
