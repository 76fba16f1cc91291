"""A SQLCipher database under a raw 32-byte key."""

import sqlite3
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]

from habeas.errors import DamagedError, HabeasError, StorageError
from habeas.words import N_

Connection = sqlite3.Connection  # sqlcipher3's has the same methods, but no types
DatabaseError: type[Exception] = sqlcipher.DatabaseError

_CACHE_KIB = 65536


def open_database(path: Path, key: bytes, schema: str) -> Connection:
    """Open or create the database and apply its schema.

    Every commit is on the disk before it returns (write-ahead log, synchronous FULL).

    Raises:
        DamagedError: the file is not this database under this key, or is damaged.
        StorageError: the disk refuses.
    """
    connection: Connection = sqlcipher.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=5
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(schema)
    except DatabaseError as error:
        connection.close()
        raise translated(error) from error
    return connection


def translated(error: Exception) -> HabeasError:
    """Say in a person's words what the database met."""
    if isinstance(error, sqlcipher.OperationalError):
        return StorageError(N_("The vault could not be written or read on this disk."))
    return DamagedError(N_("A database of this vault is damaged or not its own."))
