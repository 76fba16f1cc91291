"""PostgreSQL as the hub's store needs it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count

from habeas.hub.postgres.connections import Connection, Connections
from habeas.hub.refusals import HubRefusal
from habeas.hub.sql.database import Database, Row, Steps, Values
from habeas.hub.sql.rows import is_insert, together

_PLACE = re.compile(r"\?(\d*)")


class PostgresDatabase(Database):
    """Who writes holds an advisory lock: one transaction at a time, of all processes.

    Each statement sees what was committed before it, so whatever is read under the lock
    stays as it is until the commit.
    """

    def __init__(self, connections: Connections, lock: int) -> None:
        super().__init__()
        self._connections = connections
        self._begin = f"BEGIN;SELECT pg_advisory_xact_lock({lock})".encode()

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

    def run_all(self, steps: Steps) -> None:
        """Do each of these once for each of its sets of values, in one journey."""

        def act(held: Connection) -> None:
            with held.pipeline(), held.cursor() as cursor:
                for sql, values in steps:
                    if not is_insert(sql):
                        cursor.executemany(_spelt(sql), values)
                        continue
                    for many, flat in together(sql, values):
                        cursor.execute(_spelt(many), flat)

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
