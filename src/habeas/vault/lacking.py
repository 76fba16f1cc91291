"""Contents that came without an erasure to explain it: asked for again, and filled.

Whoever hands out entries may leave out what they say. The envelope is signed and stays;
its content is then lacking, and is taken from anybody, because it is known by its hash.
"""

from collections.abc import Sequence

from habeas.crypto.digest import sha256
from habeas.log.entry import decode
from habeas.log.refusal import LogError
from habeas.vault.database import Database
from habeas.vault.outside import is_outside
from habeas.vault.said_gone import SaidGone
from habeas.vault.vault import Vault
from habeas.wire.pack import Packed
from habeas.words import N_

LACKING = N_("The content of this entry is missing, and no erasure names it.")
_BARE = (
    "SELECT log, position FROM entries WHERE sealed IS NULL"
    " AND log IN (SELECT id FROM logs WHERE case_id = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM erased WHERE case_id = ?1 AND kind = 'body'"
    " AND id = unhex(hex(log) || printf('%016x', position))) ORDER BY log, position"
)
"""An erased entry is named by its log and its number in eight bytes (log.sql)."""


def lacking(vault: Vault, case: bytes) -> dict[bytes, list[int]]:
    """Return, by log, the numbers of the entries that lack their content unexplained.

    None on a device outside the case: it keeps no contents, and hears of no erasure.
    """
    with vault.guard:
        rows = vault.db.all(_BARE, (case,))
        if not rows or is_outside(vault, case):
            return {}
        gone = SaidGone(vault, case)
        found: dict[bytes, list[int]] = {}
        for log, position in rows:
            if not gone.names(bytes(log), position):
                found.setdefault(bytes(log), []).append(position)
    return found


def fill(
    vault: Vault, case: bytes, log: bytes, start: int, came: Sequence[Packed]
) -> int:
    """Keep the contents that are lacking here, of entries that came; return how many.

    `start` is the number of the first. An entry that is not the one held, or a content
    that is not what its envelope names, is passed over.

    Raises:
        StorageError: the disk refused; nothing was kept.
    """
    with vault.guard:
        wanted = lacking(vault, case).get(log, [])
        if not wanted:
            return 0
        with vault.transaction() as db:
            return sum(
                _filled(db, log, at, came[at - start])
                for at in wanted
                if 0 <= at - start < len(came)
            )


def _filled(db: Database, log: bytes, at: int, one: Packed) -> bool:
    if one.sealed is None or not _is_content(one):
        return False
    place = (log, at)
    row = db.one("SELECT envelope FROM entries WHERE log = ? AND position = ?", place)
    if row is None or bytes(row[0]) != one.envelope:
        return False
    db.run(
        "UPDATE entries SET sealed = ? WHERE log = ? AND position = ?",
        (one.sealed, *place),
    )
    return True


def _is_content(one: Packed) -> bool:
    try:
        named = decode(one.envelope)
    except LogError:
        return False
    body = one.sealed or b""
    return (len(body), sha256(body)) == (named.body_size, named.body_hash)
