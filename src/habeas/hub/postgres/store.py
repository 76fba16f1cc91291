"""The whole store of a hub in PostgreSQL."""

from collections.abc import Callable
from importlib.resources import files

from habeas.hub.postgres.connections import Connection, Connections
from habeas.hub.postgres.database import PostgresDatabase
from habeas.hub.sql.store import make_store
from habeas.hub.store import Store

_WRITING, _SIGNED, _MAKING = 0x48616201, 0x48616202, 0x48616203
"""Advisory locks, of one database: numbers that nothing else takes."""


def open_store(address: str) -> tuple[Store, Callable[[], None]]:
    """Return the store at an address `postgresql://…`, and what closes it.

    Its tables are made if they aren't there.

    Raises:
        ValueError: no such address. HubRefusal: `busy`: nobody answers there.
    """
    connections = Connections(address)
    try:
        connections.do(_make_tables)
    except BaseException:
        connections.close()
        raise
    db = PostgresDatabase(connections, _WRITING)
    unsynced = PostgresDatabase(Connections(address, synced=False), _SIGNED)

    def close() -> None:
        db.close()
        unsynced.close()

    return make_store(db, unsynced), close


def _make_tables(held: Connection) -> None:
    """Make the tables once, whoever else begins at the same time.

    What came to be needed later is made beside those of an older hub.
    """
    here = files("habeas.hub.postgres")
    script, later = (
        here.joinpath(one).read_bytes() for one in ("hub.sql", "later.sql")
    )
    with held.transaction():
        held.execute(f"SELECT pg_advisory_xact_lock({_MAKING})".encode())
        row = held.execute("SELECT to_regclass('hub_tree') IS NOT NULL").fetchone()
        if row == (False,):
            held.execute(script, prepare=False)
        held.execute(later, prepare=False)
