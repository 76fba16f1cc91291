"""A SQLCipher database under a raw 32-byte key, whose errors a person can read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]

from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    LockedError,
    RefusedError,
    StorageError,
)
from habeas.words import N_

Row = tuple[Any, ...]
Values = Sequence[object]
_T = TypeVar("_T")

_CACHE_KIB = 40960
_WAIT_SECONDS = 5
_QUIET = "PRAGMA cipher_log_level = NONE"  # it writes on standard error; we speak
_SETTINGS = (
    f"PRAGMA cache_size = -{_CACHE_KIB}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # or REPLACE would delete behind the triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",  # no plaintext in a temporary file
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # what is erased leaves zeros, not itself
)


class Damage(Protocol):
    """Says in a person's words that this database is damaged, and what to do."""

    def __call__(self) -> DamagedError:
        """Return the error to raise."""
        ...


class Database:
    """One open database; every method raises only errors with advice.

    Every commit is on the disk before it returns (write-ahead log, synchronous FULL).
    The caller serialises its use. `damaged` is true once a page could not be read: from
    then on nothing is written, and the sound pages can be read.

    Raises:
        DamagedError: as `damage` says it: not this key's file, or changed bytes.
        StorageError: the disk is full, read-only or failing.
        LockedError: closed, or held by another program.
    """

    def __init__(self, path: Path, key: bytes, schema: str, damage: Damage) -> None:
        self._damage = damage
        self._connect: Callable[[], Any] = lambda: _connection(path, key)
        self.damaged = False
        _make_private(path)
        self._raw: Any = None
        self._raw = self._guarded(self._connect)
        try:
            self.make(schema)
        except HabeasError:
            self.close()
            raise

    def make(self, schema: str) -> None:
        """Make what is not there yet of a schema, all of it or nothing.

        In one transaction: each table by itself would wait for the disk.
        """
        try:
            self._guarded(lambda: self._raw.executescript(f"BEGIN;{schema}\n;COMMIT"))
        finally:
            if self._raw.in_transaction:
                self.run("ROLLBACK")

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row; the statement is finished when this returns."""
        return self._guarded(lambda: self._raw.execute(sql, values).fetchall())

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def run(self, sql: str, values: Values = ()) -> None:
        """Do it; rows are dropped."""
        self.all(sql, values)

    def run_many(self, sql: str, values: Sequence[Values]) -> None:
        """Do it once for each set of values."""
        self._guarded(lambda: self._raw.executemany(sql, values))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it, durably, or none of it; nothing once damage was met."""
        if self.damaged:
            raise self._damage()
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self._raw.in_transaction:  # SQLite ends it itself on some errors
                self.run("ROLLBACK")

    def close(self) -> None:
        """Close; twice is fine."""
        self._connect = _refuse  # it knows the key
        self._raw.close()

    def _guarded(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except sqlcipher.Error as error:
            told = self._told(error)
            if isinstance(told, DamagedError):
                self._met_damage()
            raise told from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise BadInputError(N_("This cannot be stored or looked up.")) from error

    def _met_damage(self) -> None:
        """Go on with a fresh connection: after a bad page this one reads no other."""
        self.damaged = True
        with suppress(sqlcipher.Error):
            fresh = self._connect()
            self._raw, old = fresh, self._raw
            old.close()

    def _told(self, error: Exception) -> HabeasError:
        """Say in a person's words what SQLite met; it has no error codes in Python."""
        text = str(error)
        if isinstance(error, sqlcipher.IntegrityError):
            return RefusedError(N_("What is recorded is never changed or removed."))
        if isinstance(error, sqlcipher.ProgrammingError):
            return LockedError(N_("The vault is locked."))
        if "locked" in text or "busy" in text:
            return LockedError(N_("Another program is using the files of this vault."))
        disk = ("full", "disk I/O", "readonly", "unable to open", "out of memory")
        if any(one in text for one in disk):
            return StorageError(
                N_("The vault could not be written or read on this disk.")
            )
        return self._damage()


def _connection(path: Path, key: bytes) -> Any:  # noqa: ANN401 - it has no types
    raw = sqlcipher.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,
        timeout=_WAIT_SECONDS,
    )
    try:
        for setting in (_QUIET, f"PRAGMA key = \"x'{key.hex()}'\"", *_SETTINGS):
            raw.execute(setting).fetchall()
    except sqlcipher.Error:
        raw.close()
        raise
    return raw


def _refuse() -> Any:  # noqa: ANN401 - as above
    raise sqlcipher.ProgrammingError


def _make_private(path: Path) -> None:
    """Let only the owner read the file, and with it what SQLite puts beside it."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageError(
            N_("The vault could not be written or read on this disk.")
        ) from error
