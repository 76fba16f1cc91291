"""The whole store of a hub in one SQL database, or two."""

from habeas.hub.sql.cases import SqlCases, SqlChanges, SqlNonces
from habeas.hub.sql.database import Database
from habeas.hub.sql.logs import SqlLogs
from habeas.hub.sql.things import SqlThings
from habeas.hub.sql.tree import SqlHubTree
from habeas.hub.sql.witnesses import SqlWitnesses
from habeas.hub.store import Store


def make_store(db: Database, signed: Database) -> Store:
    """Return the store in `db`; what was signed once is remembered in `signed`."""
    return Store(
        nonces=SqlNonces(signed),
        cases=SqlCases(db),
        logs=SqlLogs(db),
        things=SqlThings(db),
        changes=SqlChanges(db),
        hub_tree=SqlHubTree(db),
        witnesses=SqlWitnesses(db),
    )
