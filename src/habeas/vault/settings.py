"""What a person switched on at this vault: no record of a case, and in no log."""

from habeas.vault.vault import Vault


def setting(vault: Vault, name: str) -> str:
    """Return a setting, '' if it was never made."""
    with vault.guard:
        row = vault.db.one("SELECT value FROM settings WHERE name = ?", (name,))
    return str(row[0]) if row else ""


def change_setting(vault: Vault, name: str, value: str) -> None:
    """Keep a setting, durably.

    Raises:
        StorageError: the disk refuses; it is as it was.
    """
    with vault.guard:
        vault.db.run(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
            " SET value = excluded.value",
            (name, value),
        )
