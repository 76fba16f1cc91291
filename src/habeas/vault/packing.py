"""What of a log another copy lacks, as packs that it can prove."""

from habeas.errors import NotFoundError
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.vault import read
from habeas.vault.own_logs import LogKeys, signer
from habeas.vault.said_gone import SaidGone
from habeas.vault.vault import Vault
from habeas.wire.pack import MAX_ENTRIES, Pack, Packed, room, weight

_HEAD = 4096  # bytes: more than any head with its two signatures


def pack_from(
    vault: Vault, log: bytes, start: int, *, bare: bool = False
) -> Pack | None:
    """Return the next pack of a log from entry `start` on, None if there is no more.

    Without contents if it is to be `bare`; then it goes on past one that is lacking.

    It ends at a signed head that is kept. Where none lies near enough in a log of our
    own, one is signed for the purpose: of the same history, so that nothing forks.

    Raises:
        NotFoundError: a foreign log with no signed head near enough: it came otherwise.
    """
    with vault.guard:
        entries = _fitting(vault, log, start, bare=bare)
        if not entries:
            return None
        most = start + len(entries)
        row = vault.db.one(
            "SELECT size, note FROM checkpoints WHERE log = ? AND size > ?"
            " AND size <= ? ORDER BY size DESC LIMIT 1",
            (log, start, most),
        )
        size, note = row if row is not None else (most, _sign(vault, log, most))
    return Pack(log, start, bytes(note), tuple(entries[: size - start]))


def _fitting(vault: Vault, log: bytes, start: int, *, bare: bool) -> list[Packed]:
    left = room(bytes(_HEAD))
    found: list[Packed] = []
    gone = SaidGone(vault, read.case_of(vault, log))
    for stored in read.entries(vault, log, start):
        sealed = None if bare else stored.sealed
        if sealed is None and not (bare or gone.explains(stored)):
            break
        left -= weight(len(stored.envelope), len(sealed or b""))
        if left < 0 or len(found) == MAX_ENTRIES:
            break
        found.append(Packed(stored.envelope, sealed))
    return found


def _sign(vault: Vault, log: bytes, size: int) -> bytes:
    row = vault.db.one(
        "SELECT id, mldsa44_public, ed25519_seed, mldsa44_seed FROM logs"
        " WHERE id = ? AND ed25519_seed IS NOT NULL",
        (log,),
    )
    if row is None:
        raise NotFoundError("no signed head lies near enough")
    head = Checkpoint(origin(log), size, read.root_at(vault, log, size))
    return sign_checkpoint(head, signer(vault, LogKeys(*row)))
