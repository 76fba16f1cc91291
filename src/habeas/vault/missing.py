"""What this machine wrote and this vault does not hold (docs/adr/0007)."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.digest import sha256
from habeas.errors import DamagedError
from habeas.log.merkle import EMPTY_ROOT
from habeas.vault import read
from habeas.vault.disk import UnconfirmedError, write_durably
from habeas.vault.heads import Head, Known
from habeas.vault.vault import Vault


@dataclass(frozen=True)
class Missing:
    """A log of which this machine remembers more: how many entries of it are here.

    `here` is None if the vault does not have the log at all.
    """

    log: bytes
    here: int | None
    known: int


def missing(vault: Vault) -> list[Missing]:
    """Compare every log that this machine remembers with what the vault holds.

    An older copy was put back, or another copy went on, or the disk lost what was
    written last. What was never acknowledged is not missed.

    Raises:
        DamagedError: the log cannot be read.
    """
    if vault.heads is None:
        return []
    with vault.guard:
        sizes = {
            log.id: log.size
            for case in read.cases(vault)
            for log in read.logs(vault, case)
        }
        return [
            Missing(log, sizes.get(log), known.head[0])
            for log, known in sorted(vault.heads.all().items())
            if not _holds(vault, log, sizes.get(log, 0), known)
        ]


def _holds(vault: Vault, log: bytes, size: int, known: Known) -> bool:
    head = (size, read.root_at(vault, log, size)) if size else (0, EMPTY_ROOT)
    return holds(vault, log, head, known)


def holds(vault: Vault, log: bytes, head: Head, known: Known) -> bool:
    """Say whether a log at this head holds everything that is remembered of it.

    Raises:
        DamagedError: a node of its tree cannot be read.
    """
    size, root = known.head
    return known.explains(head) or (
        size <= head[0] and read.root_at(vault, log, size) == root
    )


def keep_dropped(vault: Vault) -> None:
    """Keep a copy of log.db-wal where SQLite read less of it than was committed.

    A flipped bit makes it drop everything from there on, and it would be overwritten.
    The copy is named by its hash, so that it is made once.

    Raises:
        StorageError: the disk is full; nothing was changed.
    """
    with suppress(OSError, DamagedError):
        dropped = (vault.folder / "log.db-wal").read_bytes()
        if dropped and missing(vault):
            kept = vault.folder / f"log.db-wal.kept-{sha256(dropped).hex()[:16]}"
            if not kept.exists():
                _keep(kept, dropped)


def _keep(path: Path, data: bytes) -> None:
    """Write a copy; one that a power cut could undo is not taken for made."""
    try:
        write_durably(path, data)
    except UnconfirmedError:
        with suppress(OSError):
            path.unlink()
        raise
