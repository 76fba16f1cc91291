"""The projections' database: opened, thrown away when it is not usable, caught up."""

from dataclasses import dataclass
from importlib.resources import files
from threading import RLock

from habeas.case.codec import decode_body
from habeas.errors import DamagedError, NewerVersionError, NotFoundError
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.database import Connection, DatabaseError, open_database, translated
from habeas.vault.vault import Vault
from habeas.views.apply import Entry, apply

VERSION = 1


@dataclass
class Views:
    """The open projections of one vault; `guard` serialises their use."""

    db: Connection
    guard: RLock

    def close(self) -> None:
        """Close the database; twice is fine."""
        with self.guard:
            self.db.close()


def open_views(vault: Vault) -> Views:
    """Open the projections, made anew when missing, damaged or of another version.

    Raises:
        StorageError: the disk refuses.
    """
    try:
        views = _open(vault)
        row = views.db.execute("SELECT version FROM about").fetchone()
        if row is not None and row[0] == VERSION:
            return views
        views.close()
    except (DamagedError, DatabaseError):
        pass
    _remove(vault)
    views = _open(vault)
    views.db.execute("INSERT INTO about VALUES (?)", (VERSION,))
    return views


def rebuild(vault: Vault, views: Views) -> None:
    """Throw every projection away and fold the log again."""
    with views.guard:
        views.db.execute("BEGIN IMMEDIATE")
        for table in ("folded", "records", "links", "accounts", "items", "words"):
            views.db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
        views.db.execute("COMMIT")
        catch_up(vault, views)


def catch_up(vault: Vault, views: Views) -> int:
    """Fold what the log holds and the projections do not; return how many entries.

    Raises:
        DamagedError: an entry is not what was sealed.
    """
    folded = 0
    with views.guard:
        for case in read.cases(vault):
            for log in read.logs(vault, case):
                folded += _catch_up(vault, views, log.id, log.size)
    return folded


def _catch_up(vault: Vault, views: Views, log: bytes, size: int) -> int:
    db = views.db
    row = db.execute("SELECT size FROM folded WHERE log = ?", (log,)).fetchone()
    start = row[0] if row else 0
    if start == size:
        return 0
    try:
        db.execute("BEGIN IMMEDIATE")
        for stored in read.entries(vault, log, start):
            _fold_one(vault, db, stored)
        db.execute("INSERT OR REPLACE INTO folded VALUES (?, ?)", (log, size))
        db.execute("COMMIT")
    except DatabaseError as error:
        raise translated(error) from error
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    return int(size - start)


def _fold_one(vault: Vault, db: Connection, stored: read.Stored) -> None:
    try:
        data = read.open_body(vault, stored)
        body = decode_body(data)
    except (NotFoundError, NewerVersionError):
        return  # erased, or not for this member or version: its envelope still counts
    envelope = decode(stored.envelope)
    apply(
        db,
        Entry(
            case=envelope.case.hex(),
            compartment=envelope.compartment,
            ref=(stored.log.hex(), stored.index),
            body=body,
        ),
    )


def _open(vault: Vault) -> Views:
    schema = (files("habeas.views") / "views.sql").read_text("utf-8")
    db = open_database(vault.views_path, vault.views_key, schema)
    db.execute("PRAGMA synchronous = NORMAL")  # it can be folded again
    return Views(db, RLock())


def _remove(vault: Vault) -> None:
    for suffix in ("", "-wal", "-shm"):
        vault.views_path.with_name(vault.views_path.name + suffix).unlink(
            missing_ok=True
        )
