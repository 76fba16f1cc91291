"""When this vault first took something in, by its own clock: no record, in no log."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from habeas.case.life import Listening
from habeas.vault.vault import Vault

_SOON = timedelta(minutes=5)


def note_met(
    vault: Vault, case: bytes, sizes: Mapping[str, int], now: datetime
) -> dict[str, datetime]:
    """Note what grew or is new, and return since when each is as it is.

    `sizes` are entries by log, and 1 for a record that was met. A moment that lies
    ahead, from when this clock was wrong, counts as now.

    Raises:
        StorageError: the disk refuses; it is noted at the next call.
    """
    with vault.guard:
        kept = {
            what: (size, datetime.fromisoformat(at))
            for what, size, at in vault.db.all(
                "SELECT what, size, at FROM met WHERE case_id = ?", (case,)
            )
        }
        fresh = {
            what: (size, now)
            for what, size in sizes.items()
            if what not in kept or kept[what][0] < size or kept[what][1] > now
        }
        if fresh:
            with vault.transaction() as db:
                db.run_many(
                    "INSERT INTO met VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (case_id, what) DO UPDATE"
                    " SET size = excluded.size, at = excluded.at",
                    [
                        (case, what, n, at.isoformat())
                        for what, (n, at) in fresh.items()
                    ],
                )
    return {what: at for what, (_size, at) in {**kept, **fresh}.items()}


def met_at(vault: Vault, case: bytes, what: str) -> str:
    """Return since when something is as it is here, '' if that was never noted."""
    with vault.guard:
        row = vault.db.one(
            "SELECT at FROM met WHERE case_id = ? AND what = ?", (case, what)
        )
    return row[0] if row else ""


def listening(vault: Vault, case: bytes) -> Listening | None:
    """Return since when this copy has listened to others, None if never."""
    with vault.guard:
        row = vault.db.one(
            "SELECT since, last FROM listening WHERE case_id = ?", (case,)
        )
    return Listening(*map(datetime.fromisoformat, row)) if row else None


def note_listened(vault: Vault, case: bytes, now: datetime) -> None:
    """Note that this copy got all that others hold, to the end.

    Raises:
        StorageError: the disk refuses; it is as it was.
    """
    with vault.guard:
        before = listening(vault, case)
        if before and before.last <= now < before.last + _SOON:
            return  # a long poll ends every minute: no disk is written each time
        found = before.again(now) if before else Listening(now, now)
        vault.db.run(
            "INSERT INTO listening VALUES (?, ?, ?) ON CONFLICT (case_id) DO UPDATE"
            " SET since = excluded.since, last = excluded.last",
            (case, found.since.isoformat(), found.last.isoformat()),
        )
