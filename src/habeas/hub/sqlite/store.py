"""The whole store of a hub in SQLite."""

from collections.abc import Callable
from pathlib import Path

from habeas.hub.sqlite.cases import SqliteCases, SqliteChanges, SqliteNonces
from habeas.hub.sqlite.database import Database
from habeas.hub.sqlite.logs import SqliteHubTree, SqliteLogs
from habeas.hub.sqlite.things import SqliteThings
from habeas.hub.sqlite.witnesses import SqliteWitnesses
from habeas.hub.store import Store


def open_store(folder: Path) -> tuple[Store, Callable[[], None]]:
    """Return the store in this folder, made if it is new, and what closes it.

    Raises:
        HubRefusal: `disk` or `busy`.
    """
    db = Database(folder / "hub.db", "hub.sql")
    signed = Database(folder / "nonces.db", "nonces.sql", synced=False)

    def close() -> None:
        db.close()
        signed.close()

    store = Store(
        nonces=SqliteNonces(signed),
        cases=SqliteCases(db),
        logs=SqliteLogs(db),
        things=SqliteThings(db),
        changes=SqliteChanges(db),
        hub_tree=SqliteHubTree(db),
        witnesses=SqliteWitnesses(db),
    )
    return store, close
