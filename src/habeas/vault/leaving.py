"""Take cases off this device, all of them and all their traces (docs/adr/0029).

The one place where rows of truth are removed: not from the case, which others keep, but
from this vault. Decided first, durably; then every row goes in one transaction, and the
keys with them; then files, index and freed pages. Killed anywhere, the rest is done at
the next unlock, before anything is shown.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from habeas.crypto.nonce import random_bytes
from habeas.errors import RefusedError, StorageError
from habeas.vault import read
from habeas.vault.database import Database
from habeas.vault.disk import sync_folder
from habeas.vault.exhibits import COMING
from habeas.vault.vault import Vault
from habeas.words import N_

_STEP = 1 << 20
NEUTRAL = frozenset({"device", "settings", "leaving", "leftovers", "tidying"})
"""Tables that say nothing of a case."""

_ROWS = {
    "stored": "lower(hex(stored)) IN (SELECT stored FROM leftovers)",
    "log": "log IN (SELECT id FROM logs JOIN leaving USING (case_id))",
    "case_id": "case_id IN (SELECT case_id FROM leaving)",
    "key": "key IN (SELECT key FROM epoch_keys JOIN leaving USING (case_id)"
    " UNION SELECT key FROM epoch_boxes JOIN leaving USING (case_id))",
}
"""How the rows of a case are found, by the column that a table has; the first counts,
but a table with `case_id` needs no other."""
_LAST = ("epoch_keys", "logs")
"""By these the rows of other tables are found."""


def begin(vault: Vault, cases: Sequence[bytes], files: Iterable[str]) -> None:
    """Decide, durably, that these cases leave with these sealed files.

    From then on it is done, now by `finish` or at the next unlock.

    Raises:
        RefusedError: a case that stays uses a key of one that leaves; nothing is done.
        StorageError: the disk refused; nothing is done.
    """
    with vault.guard:
        _require_own_keys(vault, cases)
        with vault.transaction() as db:
            db.run_many(
                "INSERT OR IGNORE INTO leaving VALUES (?)", [(c,) for c in cases]
            )
            db.run_many(
                "INSERT OR IGNORE INTO leftovers VALUES (?)", [(f,) for f in files]
            )
            db.run("INSERT OR IGNORE INTO tidying VALUES (1)")


def finish(vault: Vault, views: Path | None = None) -> bool:
    """Do what was decided; say whether there was anything. Twice is once.

    The index, which must be closed, is removed too: it is made anew at the next unlock.

    Raises:
        StorageError: the disk refused; it goes on at the next unlock.
    """
    with vault.guard:
        if vault.db.one("SELECT 1 FROM tidying") is None:
            return False
        cases = [bytes(row[0]) for row in vault.db.all("SELECT case_id FROM leaving")]
        if vault.heads is not None:
            logs = "SELECT id FROM logs JOIN leaving USING (case_id)"
            vault.heads.forget({bytes(row[0]) for row in vault.db.all(logs)})
        with vault.transaction() as db:
            _remove_rows(db)
        _forget(vault, cases)
        _tidy(vault, views or vault.views_path)
    return True


def _require_own_keys(vault: Vault, cases: Sequence[bytes]) -> None:
    """Refuse if a key of a case that leaves would stay, as that of an older case.

    Before cases had keys of their own, all of a vault used the one of the device.
    """
    keys = {
        bytes(case): bytes(key)
        for case, key in vault.db.all("SELECT case_id, box_private FROM case_keys")
    }
    of = {one: keys.get(one, vault.member_private) for one in read.cases(vault)}
    gone = {of[one] for one in cases}
    if any(key in gone for one, key in of.items() if one not in cases):
        raise RefusedError(
            N_("Another case, also of an older Habeas, is read with the same key."),
            advice=N_("Both leave together, or neither. Nothing was done."),
        )
    if vault.member_private in gone:
        raise RefusedError(
            N_("This case was begun with an older Habeas, whose key stays here."),
            advice=N_(
                "Take the whole vault off this device instead: what is in this case"
                " could be opened again with what stays."
            ),
        )


def _remove_rows(db: Database) -> None:
    """Remove every row of the cases that leave, in the caller's transaction.

    The triggers that guard the truth are put away meanwhile and made anew; killed
    before the end, SQLite takes back both.
    """
    made = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    triggers = db.all(made)
    for name, _sql in triggers:
        db.run(f'DROP TRIGGER "{name}"')
    for table, rows in _tables(db):
        db.run(f'DELETE FROM "{table}" WHERE {rows}')  # noqa: S608 - names of our schema
    for _name, sql in triggers:
        db.run(sql)
    db.run("DELETE FROM leaving")


def _tables(db: Database) -> list[tuple[str, str]]:
    """Return every table that speaks of a case, with how its rows are found."""
    found = {}
    for (table,) in db.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        columns = {row[1] for row in db.all(f'PRAGMA table_info("{table}")')}
        how = (
            "case_id"
            if "case_id" in columns
            else next((one for one in _ROWS if one in columns), None)
        )
        if how is not None and table not in NEUTRAL:
            found[table] = _ROWS[how]
    last = [(one, found.pop(one)) for one in _LAST]
    return [*sorted(found.items(), key=_dependent), *last]


def _dependent(one: tuple[str, str]) -> tuple[bool, str]:
    """Sort what is found by rows of another table before what is found by the case."""
    table, rows = one
    return rows == _ROWS["case_id"], table


def _forget(vault: Vault, cases: Sequence[bytes]) -> None:
    """Drop what memory holds of every case: less would have to be told apart."""
    for kept in (vault.unit_keys, vault.epoch_keys, vault.authorities, vault.signers):
        kept.clear()
    vault.signed.clear()
    for one in cases:
        vault.devices.pop(one, None)


def _tidy(vault: Vault, views: Path) -> None:
    """Remove the traces: the index, files, and freed pages in the write-ahead log."""
    try:
        for suffix in ("", "-wal", "-shm"):
            _write_over(views.with_name(views.name + suffix))
        folders = set()
        for (stored,) in vault.db.all("SELECT stored FROM leftovers"):
            path = vault.exhibits.path(stored)
            path.unlink(missing_ok=True)
            path.with_suffix(COMING).unlink(missing_ok=True)
            folders.add(path.parent)
        for folder in folders:
            with suppress(OSError):  # another case keeps files in it
                folder.rmdir()
        sync_folder(vault.exhibits.folder)
        sync_folder(vault.folder)
    except OSError as error:
        raise StorageError(
            N_("Some traces of what left could not be removed from this disk."),
            advice=N_("Unlock the vault again: it is tried once more then."),
        ) from error
    with vault.transaction() as db:
        db.run("DELETE FROM leftovers")
        db.run("DELETE FROM tidying")
    vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_over(path: Path) -> None:
    """Replace the bytes of a file before it is removed, where the disk does that."""
    if not path.exists():
        return
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(random_bytes(min(left, _STEP)))
        os.fsync(file.fileno())
    path.unlink()
