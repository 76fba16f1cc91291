"""A SQLite file that several threads and processes use, with their errors in our words.

SQLCipher's SQLite without a key is plain SQLite: one library, one version, everywhere.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]

from habeas.hub.refusals import HubRefusal
from habeas.hub.sql.database import Database, Row, Steps, Values

_T = TypeVar("_T")

_SETTINGS = (
    "PRAGMA busy_timeout = 20000",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",  # what is erased is written over
    "PRAGMA recursive_triggers = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA journal_mode = WAL",
)
_SYNCED, _UNSYNCED = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"


class SqliteDatabase(Database):
    """One file; a connection for each thread that asks.

    With `synced`, a commit is on the disk before it returns. Without, it outlives the
    process, but maybe not a power cut.

    Raises:
        HubRefusal: `disk` or `busy`, from every method.
    """

    def __init__(self, path: Path, schema: str, *, synced: bool = True) -> None:
        super().__init__()
        self._path, self._synced = path, synced
        self._threads = threading.local()
        self._opened: list[Any] = []
        script = files("habeas.hub.sqlite").joinpath(schema).read_text("utf-8")
        # SQLite's own way to wait for another writer is to sleep and try again
        with self._writes.turn:
            self._make(script)

    def _make(self, script: str) -> None:
        """Make what is not there yet, in one transaction: each waits for the disk."""
        made = f"BEGIN;{script}\n;COMMIT"
        try:
            self._guarded(lambda: self._raw().executescript(made))
        finally:
            if self._raw().in_transaction:
                self.run("ROLLBACK")

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row."""
        return self._guarded(lambda: self._raw().execute(sql, values).fetchall())

    def run(self, sql: str, values: Values = ()) -> int:
        """Do it, and return how many rows were changed."""
        return self._guarded(lambda: int(self._raw().execute(sql, values).rowcount))

    def run_all(self, steps: Steps) -> None:
        """Do each of these once for each of its sets of values, in order."""
        for sql, values in steps:
            self._guarded(lambda one=(sql, values): self._raw().executemany(*one))  # type: ignore[misc]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done within is kept, and nobody else writes; or none of it is."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self._raw().in_transaction:
                self.run("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done within is undone alone when it raises."""
        self.run("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if not self.is_lost():
                self.run("ROLLBACK TO one")
                self.run("RELEASE one")
            raise
        self.run("RELEASE one")

    def is_lost(self) -> bool:
        """Say whether SQLite gave up the whole transaction."""
        return not self._raw().in_transaction

    def forget(self) -> None:
        """Take what was erased out of the write-ahead log, if nobody reads just now."""
        with self._writes.turn:
            self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every thread's connection; nobody may be using one."""
        while self._opened:
            self._opened.pop().close()
        self._threads = threading.local()

    def _raw(self) -> Any:  # noqa: ANN401 - it has no types
        raw = getattr(self._threads, "raw", None)
        if raw is None:
            raw = sqlite.connect(
                str(self._path), isolation_level=None, check_same_thread=False
            )
            for setting in (*_SETTINGS, _SYNCED if self._synced else _UNSYNCED):
                raw.execute(setting)
            self._threads.raw = raw
            self._opened.append(raw)
        return raw

    def _guarded(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except sqlite.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise HubRefusal(503, "busy", "The hub is busy; ask again.") from error
            raise HubRefusal(
                507, "disk", "The hub's disk is full or doesn't answer."
            ) from error
