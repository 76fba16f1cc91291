"""Heads of others' logs that a hub cosigned, as an auditor is brought them on a stick.

docs/spec/outside.md. Whoever wrote a log was answered with them; nobody else is. They
count by the keys of the log and of the hub that the notice names, whoever brings them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from habeas.actions.desk import Desk
from habeas.errors import HabeasError
from habeas.log.checkpoint import cosigned_at, log_vkeys, open_checkpoint
from habeas.log.note import parse, parse_vkey
from habeas.vault import read
from habeas.vault.hubs import KnownHub, cosigned, keep_cosigned, known_hubs
from habeas.vault.vault import Vault
from habeas.wire.pack import Pack

_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())  # a year in every zone


@dataclass(frozen=True)
class CosignedHead:
    """That a hub held so many entries of a log, at a moment by its own clock."""

    hub: str
    size: int
    at: datetime


def cosigned_packs(desk: Desk, case: str) -> Iterator[Pack]:
    """Yield the heads that hubs cosigned, as packs without entries."""
    id_ = bytes.fromhex(case)
    sizes = {log.id: log for log in read.logs(desk.vault, id_)}
    for hub in known_hubs(desk.vault, id_):
        for log, note in cosigned(desk.vault, id_, hub.key):
            head = head_of(desk.vault, sizes[log], hub, note) if log in sizes else None
            if head is not None:
                yield Pack(log, head.size, note, ())


def keep_heads(desk: Desk, case: str, packs: Iterable[Pack]) -> None:
    """Keep those of these heads that a hub of the case cosigned.

    Raises:
        StorageError: the disk refused.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    logs = {log.id: log for log in read.logs(vault, id_)}
    for pack in packs:
        for hub in known_hubs(vault, id_) if pack.log in logs else ():
            head = head_of(vault, logs[pack.log], hub, pack.note)
            if head is not None:
                with vault.transaction() as db:
                    keep_cosigned(db, id_, hub.key, pack.log, head.size, pack.note)


def heads_here(vault: Vault, log: read.LogInfo) -> list[CosignedHead]:
    """Return, of a log, the newest head of each hub that is kept here and holds."""
    return [
        head
        for hub in known_hubs(vault, log.case)
        for id_, note in cosigned(vault, log.case, hub.key)
        if id_ == log.id and (head := head_of(vault, log, hub, note)) is not None
    ]


def head_of(
    vault: Vault, log: read.LogInfo, hub: KnownHub, note: bytes
) -> CosignedHead | None:
    """Return what a hub cosigned; None if it didn't, or of another history.

    Also None where the hub says a time after the year 9999.
    """
    by_log = log_vkeys(log.id, log.mldsa44)
    by_hub = log_vkeys(hub.key, hub.mldsa44)[1]
    try:
        head = open_checkpoint(note, [*by_log, by_hub])
        if head.root != read.root_at(vault, log.id, head.size):
            return None
    except HabeasError:  # another note, a wrong signature, or more than is held
        return None
    at = _said_at(note, by_hub)
    return None if at is None else CosignedHead(hub.name, head.size, at)


def _said_at(note: bytes, vkey: str) -> datetime | None:
    """Return when a key signed, by its first line; None if no calendar has the time."""
    key = parse_vkey(vkey)
    seconds = next(
        cosigned_at(one.blob)
        for one in parse(note).signatures
        if (one.name, one.key_id) == (key.name, key.key_id())
    )
    return datetime.fromtimestamp(seconds, UTC) if seconds <= _LAST else None
