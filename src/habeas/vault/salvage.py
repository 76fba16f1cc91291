"""Read what is left of a damaged log, and say what cannot be read."""

from collections.abc import Iterator
from pathlib import Path

from habeas.crypto.digest import new_sha256
from habeas.errors import DamagedError, NotFoundError
from habeas.vault.read import LogInfo, Stored
from habeas.vault.vault import Vault
from habeas.words import N_

_MOST = 1000
_CHUNK = 1 << 20
_SIZES = (
    "SELECT max(position) + 1 FROM entries WHERE log = ?",
    "SELECT max(size) FROM checkpoints WHERE log = ?",
)


def logs(vault: Vault, case: bytes) -> list[LogInfo]:
    """Return the logs of a case; the size of a damaged one from wherever it stands.

    Raises:
        NotFoundError: the case is not in this vault.
        DamagedError: not even their list can be read.
    """
    with vault.guard:
        rows = vault.db.all(
            "SELECT id, mldsa44_public, ed25519_seed IS NOT NULL FROM logs"
            " WHERE case_id = ? ORDER BY id",
            (case,),
        )
    if not rows:
        raise NotFoundError(N_("This case is not in this vault."))
    return [
        LogInfo(bytes(log), case, _size(vault, bytes(log)), bytes(key), bool(own))
        for log, key, own in rows
    ]


def readable(vault: Vault, log: LogInfo) -> Iterator[Stored | range]:
    """Yield the entries of a log in order; a range stands for what cannot be read.

    Around a damaged page fewer and fewer are asked for at a time, then more again.
    """
    start = after = 0  # what is between `after` and the next one read is a gap
    step = _MOST
    while start < log.size:
        end = min(start + step, log.size)
        rows = _between(vault, log.id, start, end)
        if rows is None and step > 1:
            step //= 2
            continue
        for stored in rows or ():
            if after < stored.index:
                yield range(after, stored.index)
            yield stored
            after = stored.index + 1
        start, step = end, min(step * 2, _MOST)
    if after < log.size:
        yield range(after, log.size)


def damaged_pages(vault: Vault) -> list[str]:
    """Return the numbers of the pages of log.db whose seal is broken, used or not.

    A page of which a newer one stands in the write-ahead log may be half written there:
    what is in that log is brought over first.
    """
    with vault.guard:
        ((busy, waiting, brought),) = vault.db.all("PRAGMA wal_checkpoint(PASSIVE)")
        if busy or waiting != brought:
            return []
        said = vault.db.all("PRAGMA cipher_integrity_check")
    return [str(row[0]).rpartition(" ")[2] for row in said]


def whole_files(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield the name of each sealed file of a vault, and whether its bytes fit it.

    The name is the hash of the ciphertext: no key is needed.
    """
    for path in sorted((folder / "exhibits").glob("??/*.age")):
        digest = new_sha256()
        try:
            with path.open("rb") as file:
                while piece := file.read(_CHUNK):
                    digest.update(piece)
        except OSError:
            yield path.name, False
        else:
            yield path.name, digest.hexdigest() == path.stem


def _between(vault: Vault, log: bytes, start: int, end: int) -> list[Stored] | None:
    try:
        with vault.guard:
            rows = vault.db.all(
                "SELECT position, envelope, sealed, unit, lamport FROM entries"
                " WHERE log = ? AND position >= ? AND position < ? ORDER BY position",
                (log, start, end),
            )
    except DamagedError:
        return None
    return [Stored(log, *row) for row in rows]


def _size(vault: Vault, log: bytes) -> int:
    """Return how many entries a log has, or had when its newest head was signed."""
    for sql in _SIZES:
        try:
            with vault.guard:
                ((size,),) = vault.db.all(sql, (log,))
        except DamagedError:
            continue
        if size is not None:
            return int(size)
    known = vault.heads.of(log) if vault.heads is not None else None
    return known.head[0] if known is not None else 0
