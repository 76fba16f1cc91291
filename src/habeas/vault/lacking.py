"""Contents that came without an erasure to explain it: asked for again, and filled.

Whoever hands out entries may leave out what they say. The envelope is signed and stays;
its content is then lacking, and is taken from anybody, because it is known by its hash.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from habeas.case.codec import decode_body
from habeas.case.compartments import COMPARTMENTS
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError
from habeas.log.entry import decode
from habeas.log.refusal import LogError
from habeas.vault.database import Database
from habeas.vault.opening import ACTS, peek
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
_DOUBTFUL = (
    "SELECT log, position, envelope FROM entries WHERE sealed IS NULL AND unit = x''"
    " AND log IN (SELECT id FROM logs WHERE case_id = ?1)"
    " AND EXISTS (SELECT 1 FROM erased WHERE case_id = ?1 AND kind = 'body'"
    " AND id = unhex(hex(log) || printf('%016x', position)))"
)


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


def doubtful(vault: Vault, case: bytes, key: bytes) -> dict[bytes, list[int]]:
    """Return, by log, the erased entries that may yet say who may do what.

    Their content was never here, so an erasure that names them may keep an act from
    this copy. Left out is what the hub of this key was asked for (`keep_asked`).
    """
    with vault.guard:
        asked = set(
            vault.db.all(
                "SELECT log, position FROM asked WHERE case_id = ? AND key = ?",
                (case, key),
            )
        )
        rows = vault.db.all(_DOUBTFUL, (case,))
    found: dict[bytes, list[int]] = {}
    for log, position, envelope in rows:
        if (log, position) not in asked and _may_be_act(bytes(envelope)):
            found.setdefault(bytes(log), []).append(position)
    return found


def keep_asked(
    db: Database, case: bytes, key: bytes, log: bytes, numbers: Iterable[int]
) -> None:
    """Keep that a hub was asked for the contents of these entries."""
    db.run_many(
        "INSERT OR IGNORE INTO asked VALUES (?, ?, ?, ?)",
        [(case, key, log, at) for at in numbers],
    )


def fill(
    vault: Vault, case: bytes, log: bytes, start: int, came: Sequence[Packed]
) -> int:
    """Keep the contents that are lacking here, of entries that came; return how many.

    `start` is the number of the first. An entry that is not the one held, or a content
    that is not what its envelope names, is passed over. Of an entry that an erasure
    names, whose content was never here, it is kept if it says who may do what.

    Raises:
        StorageError: the disk refused; nothing was kept.
    """
    with vault.guard:
        lacks = lacking(vault, case).get(log, [])
        wanted = [at for at in lacks if 0 <= at - start < len(came)]
        wanted += _acts_among(vault, case, log, start, came)
        if not wanted:
            return 0
        with vault.transaction() as db:
            return sum(_filled(db, log, at, came[at - start]) for at in wanted)


def _acts_among(
    vault: Vault, case: bytes, log: bytes, start: int, came: Sequence[Packed]
) -> list[int]:
    """Return the numbers of acts that came and that an erasure keeps from this copy."""
    rows = vault.db.all(
        f"{_DOUBTFUL} AND log = ?2 AND position >= ?3 AND position < ?4",
        (case, log, start, start + len(came)),
    )
    return [
        at
        for _log, at, envelope in rows
        if _may_be_act(bytes(envelope)) and _is_act(vault, case, came[at - start])
    ]


def _may_be_act(envelope: bytes) -> bool:
    return decode(envelope).compartment == COMPARTMENTS["case"]


def _is_act(vault: Vault, case: bytes, one: Packed) -> bool:
    if one.sealed is None or not _is_content(one):
        return False
    body = peek(vault, case, one)
    with suppress(HabeasError):
        return body is not None and decode_body(body).type in ACTS
    return False


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
