"""A SQLite file that several threads and processes use, with their errors in our words.

SQLCipher's SQLite without a key is plain SQLite: one library, one version, everywhere.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]

from habeas.hub.refusals import HubRefusal

Row = tuple[Any, ...]
Values = Sequence[object]
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


@dataclass
class _Job:
    """Something to write, and how it ended."""

    act: Callable[[], object]
    value: object = None
    error: BaseException | None = None
    done: bool = False


class Database:
    """One file; a connection for each thread that asks.

    With `synced`, a commit is on the disk before it returns. Without, it outlives the
    process, but maybe not a power cut.

    Raises:
        HubRefusal: `disk` or `busy`, from every method.
    """

    def __init__(self, path: Path, schema: str, *, synced: bool = True) -> None:
        self._path, self._synced = path, synced
        self._threads = threading.local()
        self._opened: list[Any] = []
        # SQLite's own way to wait for another writer is to sleep and try again
        self._writing, self._joining = threading.Lock(), threading.Lock()
        self._waiting: list[_Job] = []
        script = files("habeas.hub.sqlite").joinpath(schema).read_text("utf-8")
        with self._writing:
            self._guarded(lambda: self._raw().executescript(script))

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row."""
        return self._guarded(lambda: self._raw().execute(sql, values).fetchall())

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def run(self, sql: str, values: Values = ()) -> int:
        """Do it, and return how many rows were changed."""
        return self._guarded(lambda: int(self._raw().execute(sql, values).rowcount))

    def run_many(self, sql: str, values: Sequence[Values]) -> None:
        """Do it once for each set of values."""
        self._guarded(lambda: self._raw().executemany(sql, values))

    def write(self, act: Callable[[], _T]) -> _T:
        """Do it in a transaction, all of it or none, and return when it is kept.

        Whoever comes while another waits for the disk joins those who are next: they
        share one transaction and one sync, and each fails alone. `act` may run in
        another thread; it uses this database and nothing else of the thread's.
        """
        job = _Job(act)
        with self._joining:
            self._waiting.append(job)
        with self._writing:
            if not job.done:  # nobody took it along: take along all who wait by now
                with self._joining:
                    jobs, self._waiting = self._waiting, []
                self._do(jobs)
        if job.error is not None:
            raise job.error
        return cast("_T", job.value)

    def forget(self) -> None:
        """Take what was erased out of the write-ahead log, if nobody reads just now."""
        with self._writing:
            self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every thread's connection; nobody may be using one."""
        while self._opened:
            self._opened.pop().close()
        self._threads = threading.local()

    def _do(self, jobs: "list[_Job]") -> None:
        """Do each in a savepoint of its own, then keep all that did not fail."""
        try:
            self.run("BEGIN IMMEDIATE")
            for job in jobs:
                self._try(job)
            self.run("COMMIT")
        except BaseException as error:  # noqa: BLE001 - told to each who waits
            for job in jobs:
                job.error = job.error or error
        finally:
            for job in jobs:
                job.done = True
            if self._raw().in_transaction:
                self.run("ROLLBACK")

    def _try(self, job: "_Job") -> None:
        self.run("SAVEPOINT one")
        try:
            job.value = job.act()
        except Exception as error:
            if not self._raw().in_transaction:  # SQLite gave up all of it
                raise
            job.error = error
            self.run("ROLLBACK TO one")
        self.run("RELEASE one")

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
