"""The hubs of a case as this copy knows them, and what each said that it holds.

None of it is truth of the case: it is how to get there, and what need not travel twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from habeas.crypto.digest import sha256
from habeas.vault.database import Database
from habeas.vault.vault import Vault


@dataclass(frozen=True)
class KnownHub:
    """Where a hub is, and the two keys by which it is believed.

    `name` is the one that it was given when it was made; `pin` the SHA-256 of the key
    in its certificate, empty for one that authorities vouch for; `invitation` what
    opens the case there, empty when the case is open.
    """

    address: str
    name: str
    key: bytes
    mldsa44: bytes = field(repr=False)
    pin: bytes = b""
    invitation: str = field(default="", repr=False)


@dataclass(frozen=True)
class Holder:
    """A hub's last word: `cursor` of its changes, `told` at which POSIX second.

    `mark` is how this copy stood when the two had the same; `fault` the sentences of
    what went wrong last, empty after it went well. `told` is 0 before the first time.
    """

    key: bytes
    cursor: int = 0
    told: int = 0
    mark: bytes = b""
    fault: str = ""


@dataclass(frozen=True)
class Holding:
    """A thing that a hub said it has; kinds as in docs/spec/hub.md, 'Changes'."""

    kind: str
    id: str
    size: int


def keep_hub(vault: Vault, case: bytes, hub: KnownHub) -> None:
    """Keep how a hub of a case is reached; what was known of the same key is replaced.

    Its keys are believed from then on: somebody who was believed named them.

    Raises:
        StorageError: the disk refused; nothing was kept.
    """
    with vault.transaction() as db:
        keep_hubs(db, case, [hub])


def keep_hubs(db: Database, case: bytes, hubs: Iterable[KnownHub]) -> None:
    """Do what `keep_hub` does for each, in a transaction that does more."""
    db.run_many(
        "INSERT INTO known_hubs VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id, key) DO UPDATE SET mldsa44 = excluded.mldsa44,"
        " name = excluded.name, address = excluded.address, pin = excluded.pin,"
        " invitation = excluded.invitation",
        [
            (
                *(case, hub.key, hub.mldsa44, hub.name, hub.address),
                *(hub.pin, hub.invitation),
            )
            for hub in hubs
        ],
    )


def known_hubs(vault: Vault, case: bytes) -> list[KnownHub]:
    """Return the hubs that this copy was told of, by their keys."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT address, name, key, mldsa44, pin, invitation FROM known_hubs"
            " WHERE case_id = ? ORDER BY key",
            (case,),
        )
    return [
        KnownHub(address, name, bytes(key), bytes(mldsa44), bytes(pin), invitation)
        for address, name, key, mldsa44, pin, invitation in rows
    ]


def invited(vault: Vault, case: bytes, key: bytes) -> None:
    """Forget the invitation to a hub: the case is open there."""
    with vault.transaction() as db:
        db.run(
            "UPDATE known_hubs SET invitation = '' WHERE case_id = ? AND key = ?",
            (case, key),
        )


def holder(vault: Vault, case: bytes, key: bytes) -> Holder:
    """Return a hub's last word, an empty one before the first."""
    with vault.guard:
        row = vault.db.one(
            "SELECT cursor, told, mark, fault FROM holders"
            " WHERE case_id = ? AND key = ?",
            (case, key),
        )
    if row is None:
        return Holder(key)
    return Holder(key, row[0], row[1], bytes(row[2]), row[3])


def keep_holder(db: Database, case: bytes, one: Holder) -> None:
    """Keep a hub's last word."""
    db.run(
        "INSERT INTO holders VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id, key) DO UPDATE SET cursor = excluded.cursor,"
        " told = excluded.told, mark = excluded.mark, fault = excluded.fault",
        (case, one.key, one.cursor, one.told, one.mark, one.fault),
    )


def keep_fault(vault: Vault, case: bytes, key: bytes, fault: str) -> None:
    """Keep what went wrong with a hub; what it holds stays as it was told."""
    with vault.transaction() as db:
        was = holder(vault, case, key)
        keep_holder(db, case, replace(was, fault=fault, mark=b""))


def holdings(vault: Vault, case: bytes, key: bytes) -> list[Holding]:
    """Return what a hub said that it has; what it says was erased stands last."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT kind, id, size FROM holdings WHERE case_id = ? AND key = ?"
            " ORDER BY kind LIKE '%-erased', kind, id",
            (case, key),
        )
    return [Holding(*row) for row in rows]


def logs_held(vault: Vault, case: bytes, key: bytes) -> dict[bytes, int]:
    """Return how many entries of each log a hub said that it has."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT id, size FROM holdings WHERE case_id = ? AND key = ?"
            " AND kind = 'log'",
            (case, key),
        )
    return {bytes.fromhex(id_): size for id_, size in rows}


def sizes_held(vault: Vault, case: bytes) -> dict[bytes, dict[bytes, int]]:
    """Return, by hub, how many entries of each log it has.

    Of the logs of this device only what it signed for counts, of others its word.
    """
    found: dict[bytes, dict[bytes, int]] = {}
    with vault.guard:
        for key, log, size in vault.db.all(
            "SELECT key, log, size FROM cosigned WHERE case_id = ? UNION ALL"
            " SELECT key, unhex(id), size FROM holdings WHERE case_id = ?"
            " AND kind = 'log' AND unhex(id) NOT IN"
            " (SELECT id FROM logs WHERE ed25519_seed IS NOT NULL) ORDER BY 3",
            (case, case),
        ):
            found.setdefault(bytes(key), {})[bytes(log)] = size
    return found


def things_held(vault: Vault, case: bytes, kind: str) -> dict[bytes, set[bytes]]:
    """Return, by hub, the ids of the blobs or keyboxes that it said it has."""
    found: dict[bytes, set[bytes]] = {}
    with vault.guard:
        for key, id_ in vault.db.all(
            "SELECT key, id FROM holdings AS one WHERE case_id = ? AND kind = ?"
            " AND NOT EXISTS (SELECT 1 FROM holdings WHERE case_id = one.case_id"
            " AND key = one.key AND id = one.id AND kind = one.kind || '-erased')",
            (case, kind),
        ):
            found.setdefault(bytes(key), set()).add(bytes.fromhex(id_))
    return found


def keep_holdings(
    db: Database, case: bytes, key: bytes, held: Iterable[Holding]
) -> None:
    """Keep what a hub said that it has; of the same thing, the newest word."""
    db.run_many(
        "INSERT INTO holdings VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id, key, kind, id) DO UPDATE SET size = excluded.size",
        [(case, key, one.kind, one.id, one.size) for one in held],
    )


def keep_cosigned(  # noqa: PLR0913, PLR0917 - a head and whose it is
    db: Database, case: bytes, key: bytes, log: bytes, size: int, note: bytes
) -> None:
    """Keep the newest head of a log that a hub cosigned."""
    db.run(
        "INSERT INTO cosigned VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (case_id, key, log) DO UPDATE SET size = excluded.size,"
        " note = excluded.note WHERE excluded.size >= cosigned.size",
        (case, key, log, size, note),
    )


def cosigned(vault: Vault, case: bytes, key: bytes) -> list[tuple[bytes, bytes]]:
    """Return (log, note) of the newest head of each log that a hub cosigned."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT log, note FROM cosigned WHERE case_id = ? AND key = ? ORDER BY log",
            (case, key),
        )
    return [(bytes(log), bytes(note)) for log, note in rows]


def keep_list(db: Database, case: bytes, key: bytes, version: int, note: bytes) -> None:
    """Keep an access list that a hub holds."""
    db.run(
        "INSERT OR REPLACE INTO access_lists VALUES (?, ?, ?, ?)",
        (case, key, version, note),
    )


def newest_list(vault: Vault, case: bytes, key: bytes) -> bytes | None:
    """Return the newest access list that a hub was seen to hold, None if none was."""
    with vault.guard:
        row = vault.db.one(
            "SELECT note FROM access_lists WHERE case_id = ? AND key = ?"
            " ORDER BY version DESC LIMIT 1",
            (case, key),
        )
    return bytes(row[0]) if row else None


def parts_of(vault: Vault, stored: str) -> list[bytes]:
    """Return the SHA-256 of each part that a sealed file travels in, if known."""
    with vault.guard:
        rows = vault.db.all(
            "SELECT hash FROM file_parts WHERE stored = ? ORDER BY number",
            (bytes.fromhex(stored),),
        )
    return [bytes(row[0]) for row in rows]


def keep_parts(vault: Vault, stored: str, parts: Sequence[bytes]) -> None:
    """Keep the parts of a sealed file, in order; twice is once."""
    with vault.transaction() as db:
        db.run_many(
            "INSERT OR IGNORE INTO file_parts VALUES (?, ?, ?)",
            [(bytes.fromhex(stored), number, one) for number, one in enumerate(parts)],
        )


def refuse_parts(vault: Vault, stored: str, parts: Sequence[bytes]) -> None:
    """Remember that these parts do not make this file: they are not fetched again."""
    with vault.transaction() as db:
        db.run("INSERT OR IGNORE INTO refused_parts VALUES (?, ?)", _key(stored, parts))


def are_refused(vault: Vault, stored: str, parts: Sequence[bytes]) -> bool:
    """Say whether these parts were seen to make another file than this one."""
    with vault.guard:
        row = vault.db.one(
            "SELECT 1 FROM refused_parts WHERE stored = ? AND parts = ?",
            _key(stored, parts),
        )
    return row is not None


def _key(stored: str, parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    return bytes.fromhex(stored), sha256(b"".join(parts))
