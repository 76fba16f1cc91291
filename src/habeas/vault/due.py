"""Whether an erasure waits to be carried out to its end (docs/spec/erasure.md)."""

from habeas.vault.database import Database
from habeas.vault.vault import Vault

_DUE = "erasing"


def note_due(db: Database) -> None:
    """Note that an erasure was met or begun, or left traces to be cleaned away."""
    db.run("INSERT INTO settings VALUES (?, '1') ON CONFLICT DO NOTHING", (_DUE,))


def is_due(vault: Vault) -> bool:
    """Say whether there is something to carry out, as after a crash in the middle."""
    with vault.guard:
        row = vault.db.one("SELECT 1 FROM settings WHERE name = ?", (_DUE,))
    return row is not None


def is_untold(vault: Vault) -> bool:
    """Say whether a receipt of an erasure is still to be written."""
    with vault.guard:
        row = vault.db.one("SELECT 1 FROM erasures WHERE stage < 3")
    return row is not None


def nothing_due(vault: Vault) -> None:
    """Note that all of it is carried out."""
    vault.db.run("DELETE FROM settings WHERE name = ?", (_DUE,))
