"""The whole store of a hub in SQLite."""

from collections.abc import Callable
from pathlib import Path

from habeas.hub.sql.store import make_store
from habeas.hub.sqlite.database import SqliteDatabase
from habeas.hub.store import Store


def open_store(folder: Path) -> tuple[Store, Callable[[], None]]:
    """Return the store in this folder, made if it is new, and what closes it.

    Raises:
        HubRefusal: `disk` or `busy`.
    """
    db = SqliteDatabase(folder / "hub.db", "hub.sql")
    signed = SqliteDatabase(folder / "nonces.db", "nonces.sql", synced=False)

    def close() -> None:
        db.close()
        signed.close()

    return make_store(db, signed), close
