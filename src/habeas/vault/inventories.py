"""What this vault holds of a case, and what other devices said they hold."""

from collections.abc import Iterable

from habeas.log.merkle import EMPTY_ROOT
from habeas.vault import read
from habeas.vault.case_keys import keys_in
from habeas.vault.lacking import lacking
from habeas.vault.opening import box_ids, destroyed_boxes
from habeas.vault.vault import Vault
from habeas.wire.inventory import Inventory, read_inventory, sign_inventory


def own_inventory(vault: Vault, case: bytes, blobs: Iterable[str]) -> bytes:
    """Return what this device holds of a case, signed; `blobs` are its sealed files.

    A box that was destroyed here is named as well, so that nobody brings it again; and
    a log only as far as its contents are here.
    """
    with vault.guard:
        keys = keys_in(vault, case)
        whole = whole_sizes(vault, case)
        made = Inventory(
            case,
            keys.device,
            {log: (size, root_of(vault, log, size)) for log, size in whole.items()},
            box_ids(vault, case) | destroyed_boxes(vault, case),
            frozenset(blobs),
        )
    return sign_inventory(made, keys.request_seed)


def root_of(vault: Vault, log: bytes, size: int) -> bytes:
    """Return the root of a log at a size that it has here."""
    return read.root_at(vault, log, size) if size else EMPTY_ROOT


def keep_inventory(vault: Vault, inventory: Inventory, said: bytes) -> None:
    """Keep what a device said, in place of what it said before.

    An older one that comes again makes the next file larger and does no other harm; and
    a device that was put back to an older state has less than it said before.

    Raises:
        StorageError: the disk refused.
    """
    row = (inventory.case, inventory.device, said)
    with vault.transaction() as db:
        db.run("INSERT OR REPLACE INTO inventories VALUES (?, ?, ?)", row)


def inventory_of(vault: Vault, case: bytes, device: bytes) -> Inventory | None:
    """Return what a device said last, None if nothing of it was read here."""
    with vault.guard:
        row = vault.db.one(
            "SELECT said FROM inventories WHERE case_id = ? AND device = ?",
            (case, device),
        )
    return read_inventory(bytes(row[0])).inventory if row else None


def whole_sizes(vault: Vault, case: bytes) -> dict[bytes, int]:
    """Return, by log, how many entries come before one that lacks its content."""
    with vault.guard:
        lacks = lacking(vault, case)
        return {
            one.id: lacks[one.id][0] if one.id in lacks else one.size
            for one in read.logs(vault, case)
        }


def weight_from(vault: Vault, log: bytes, start: int, stop: int) -> tuple[int, int]:
    """Return how many entries a log has from `start` to `stop`, and their bytes."""
    with vault.guard:
        row = vault.db.one(
            "SELECT count(*), coalesce(sum(length(envelope)"
            " + coalesce(length(sealed), 0)), 0) FROM entries"
            " WHERE log = ? AND position >= ? AND position < ?",
            (log, start, stop),
        )
    assert row is not None
    return int(row[0]), int(row[1])
