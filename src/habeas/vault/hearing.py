"""When this vault first heard of a recovery, by its own clock."""

from datetime import datetime

from habeas.vault.acts import authority_in
from habeas.vault.vault import Vault


def hear(vault: Vault, case: bytes, now: datetime) -> None:
    """Note that the recoveries which are known here were heard of by now.

    Raises:
        StorageError: the disk refused; it is noted the next time.
    """
    with vault.guard:
        known = {
            row[0] for row in vault.db.all("SELECT recovery FROM recoveries_heard")
        }
        fresh = authority_in(vault, case).recoveries.asked.keys() - known
        if fresh:
            at = now.isoformat(timespec="seconds")
            with vault.transaction() as db:
                db.run_many(
                    "INSERT INTO recoveries_heard VALUES (?, ?, ?)",
                    [(case, one, at) for one in sorted(fresh)],
                )


def heard(vault: Vault, recovery: str) -> datetime | None:
    """Return when this vault first heard of a recovery, None if it did not yet."""
    with vault.guard:
        row = vault.db.one(
            "SELECT heard FROM recoveries_heard WHERE recovery = ?", (recovery,)
        )
    return datetime.fromisoformat(row[0]) if row else None
