"""Epoch keys: who may open a compartment from then on (docs/spec/members.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.crypto.boxes import box_fingerprint, box_public, generate_box_key
from habeas.crypto.failure import OpenError
from habeas.errors import NotFoundError
from habeas.vault.case_keys import keys_in
from habeas.vault.database import Database
from habeas.vault.vault import Vault
from habeas.wire.boxes import (
    BoxHead,
    epochbox_object,
    object_id,
    open_epochbox,
    read_head,
)
from habeas.words import N_


@dataclass(frozen=True)
class Epoch:
    """One epoch of a compartment; `key` is the SHA-256 of its public key.

    Two members may begin epochs of one number without knowing of each other.
    """

    compartment: int
    number: int
    key: bytes
    public: bytes

    def head(self, case: bytes, unit: bytes = b"") -> BoxHead:
        """Return what stands in front of a box of this epoch."""
        return BoxHead(case, self.compartment, self.number, self.key, unit)


def begin_epoch(
    vault: Vault, db: Database, case: bytes, compartment: int, devices: Sequence[bytes]
) -> Epoch:
    """Make the next epoch of a compartment; nothing is written in it yet.

    `devices` are the public keys that it is boxed to. Others believe it once a signed
    entry of the case names it.
    """
    private = generate_box_key()
    public = box_public(private)
    numbers = [one.number for one in epochs(db, case, compartment)]
    made = Epoch(
        compartment, 1 + max(numbers, default=0), box_fingerprint(public), public
    )
    meet_epoch(db, case, made)
    vault.epoch_keys[case, compartment, made.key] = private
    for device in devices:
        give_epoch(vault, db, case, made, device)
    return made


def meet_epoch(db: Database, case: bytes, epoch: Epoch) -> None:
    """Keep an epoch that a signed entry names; twice is once."""
    known = {one.key for one in epochs(db, case, epoch.compartment)}
    if epoch.key not in known:
        row = (case, epoch.compartment, epoch.number, epoch.key, epoch.public)
        db.run("INSERT INTO epoch_keys VALUES (?, ?, ?, ?, ?)", row)


def write_in(db: Database, case: bytes, epoch: Epoch) -> None:
    """Let what is recorded from now on be sealed in this epoch."""
    db.run(
        "INSERT INTO epoch_now VALUES (?, ?, ?) ON CONFLICT (case_id, compartment)"
        " DO UPDATE SET key = excluded.key",
        (case, epoch.compartment, epoch.key),
    )


def epochs(db: Database, case: bytes, compartment: int) -> list[Epoch]:
    """Return the epochs of a compartment by number, then key."""
    rows = db.all(
        "SELECT compartment, epoch, key, public FROM epoch_keys WHERE case_id = ?"
        " AND compartment = ? ORDER BY epoch, key",
        (case, compartment),
    )
    return [Epoch(a, b, bytes(c), bytes(d)) for a, b, c, d in rows]


def epoch_now(db: Database, case: bytes, compartment: int) -> Epoch:
    """Return the epoch that is written in.

    Raises:
        NotFoundError: this vault knows none for the compartment.
    """
    row = db.one(
        "SELECT key FROM epoch_now WHERE case_id = ? AND compartment = ?",
        (case, compartment),
    )
    found = [
        one
        for one in epochs(db, case, compartment)
        if row is not None and one.key == bytes(row[0])
    ]
    if not found:
        raise NotFoundError(N_("This case is not in this vault."))
    return found[0]


def give_epoch(
    vault: Vault, db: Database, case: bytes, epoch: Epoch, device: bytes
) -> None:
    """Make the epochbox by which the device of this public key opens an epoch, once.

    Raises:
        NotFoundError: this device has no key to the epoch itself.
    """
    given = (epoch.key, box_fingerprint(device))
    if db.one("SELECT 1 FROM given WHERE key = ? AND device = ?", given):
        return
    private = epoch_private(vault, case, epoch.compartment, epoch.key)
    made = epochbox_object(epoch.head(case), epoch.public, device, private)
    keep_epochbox(db, case, epoch.key, made)
    db.run("INSERT INTO given VALUES (?, ?)", given)


def keep_epochbox(db: Database, case: bytes, key: bytes, made: bytes) -> bool:
    """Keep an epochbox as it travels; say whether it is new here."""
    known = db.one("SELECT 1 FROM epoch_boxes WHERE id = ?", (object_id(made),))
    if known is None:
        row = (object_id(made), case, key, made)
        db.run("INSERT INTO epoch_boxes VALUES (?, ?, ?, ?)", row)
    return known is None


def epoch_private(vault: Vault, case: bytes, compartment: int, key: bytes) -> bytes:
    """Open an epoch with the key of this device, once per unlock.

    Only by a box of this very compartment: an act may name the key of any other, and
    whoever reads the one would get the other's from whoever reads both.

    Raises:
        NotFoundError: no box here is for this device: the compartment is closed to it.
    """
    place = (case, compartment, key)
    if place not in vault.epoch_keys:
        boxes = vault.db.all(
            "SELECT box FROM epoch_boxes WHERE case_id = ? AND key = ?"
            " AND box IS NOT NULL",
            (case, key),
        )
        made = [bytes(row[0]) for row in boxes]
        mine = [one for one in made if read_head(one).compartment == compartment]
        vault.epoch_keys[place] = _tried(vault, case, mine)
    return vault.epoch_keys[place]


def opens_epoch(vault: Vault, case: bytes, epoch: Epoch) -> bool:
    """Say whether this device has the key of an epoch."""
    try:
        epoch_private(vault, case, epoch.compartment, epoch.key)
    except NotFoundError:
        return False
    return True


def _tried(vault: Vault, case: bytes, boxes: Sequence[bytes]) -> bytes:
    keys = keys_in(vault, case)
    for one in boxes:
        try:
            return open_epochbox(keys.box_private, one)
        except OpenError:
            continue  # another device's
    raise NotFoundError(N_("This compartment is closed to you."))
