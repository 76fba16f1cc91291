"""When a hub was last asked for all that it holds, and what it had lost by then."""

from collections.abc import Collection, Iterable

from habeas.vault.database import Database
from habeas.vault.hubs import Holding, keep_holdings
from habeas.vault.vault import Vault


def looked(vault: Vault, case: bytes, key: bytes) -> int:
    """Return when (POSIX seconds) all was asked for, 0 if it has to be asked anew."""
    with vault.guard:
        row = vault.db.one(
            "SELECT at FROM looks WHERE case_id = ? AND key = ?", (case, key)
        )
    return row[0] if row else 0


def keep_look(db: Database, case: bytes, key: bytes, at: int) -> None:
    """Keep when all was asked for; 0 for: it is to be asked anew."""
    db.run(
        "INSERT INTO looks (case_id, key, at) VALUES (?, ?, ?)"
        " ON CONFLICT (case_id, key) DO UPDATE SET at = excluded.at",
        (case, key, at),
    )


def keep_lost(db: Database, case: bytes, key: bytes, at: int) -> None:
    """Keep that a hub, which was looked at, held less than it had said."""
    db.run(
        "UPDATE looks SET lost_at = ? WHERE case_id = ? AND key = ?", (at, case, key)
    )


def lost_at(vault: Vault, case: bytes, key: bytes) -> int:
    """Return when a hub last held less than it had said, 0 for never."""
    with vault.guard:
        row = vault.db.one(
            "SELECT lost_at FROM looks WHERE case_id = ? AND key = ?", (case, key)
        )
    return row[0] if row else 0


def lost(before: Iterable[Holding], held: Iterable[Holding]) -> list[Holding]:
    """Return what a hub said before that it holds, and lacks now, or has less of.

    `held` is all that it says now. What it was asked to erase is not lost.
    """
    now = {(one.kind, one.id): one.size for one in held}
    return [
        was
        for was in before
        if now.get((was.kind, was.id), -1) < was.size
        and (f"{was.kind}-erased", was.id) not in now
    ]


def hold_only(db: Database, case: bytes, key: bytes, held: Collection[Holding]) -> None:
    """Keep that a hub holds this and nothing else.

    A head that it cosigned, or a list that it held, counts no more if it is newer.
    """
    db.run("DELETE FROM holdings WHERE case_id = ? AND key = ?", (case, key))
    keep_holdings(db, case, key, held)
    db.run(
        "DELETE FROM cosigned WHERE case_id = ? AND key = ? AND size > coalesce("
        "(SELECT size FROM holdings WHERE case_id = cosigned.case_id"
        " AND key = cosigned.key AND kind = 'log' AND id = lower(hex(log))), 0)",
        (case, key),
    )
    db.run(
        "DELETE FROM access_lists WHERE case_id = ? AND key = ? AND version > coalesce("
        "(SELECT size FROM holdings WHERE case_id = access_lists.case_id"
        " AND key = access_lists.key AND kind = 'access'), 0)",
        (case, key),
    )
