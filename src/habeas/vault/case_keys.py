"""The keys of this device in one case: nobody can tell that two cases share it."""

from dataclasses import dataclass, field

from habeas.crypto.boxes import box_fingerprint, box_public, generate_box_key
from habeas.crypto.sign import ed25519_public, generate_seed
from habeas.vault.database import Database
from habeas.vault.vault import Vault


@dataclass(frozen=True)
class CaseKeys:
    """`device` names this device to the members: the SHA-256 of its box key."""

    device: bytes
    box_private: bytes = field(repr=False)  # a crash report shows no key
    request_seed: bytes = field(repr=False)

    @property
    def box_public(self) -> bytes:
        """What others seal to: 1,216 bytes."""
        return box_public(self.box_private)

    @property
    def request(self) -> bytes:
        """The Ed25519 key by which a hub knows this device as a lead or a reader."""
        return ed25519_public(self.request_seed)


def new_keys() -> CaseKeys:
    """Make the keys for a case that this device begins or joins."""
    return _keys(generate_box_key(), generate_seed())


def keep_keys(vault: Vault, db: Database, case: bytes, keys: CaseKeys) -> None:
    """Keep the keys of this device in a case, for good."""
    row = (case, keys.box_private, keys.request_seed)
    db.run("INSERT INTO case_keys VALUES (?, ?, ?)", row)
    vault.devices[case] = keys.device


def keys_in(vault: Vault, case: bytes) -> CaseKeys:
    """Return the keys of this device in a case.

    A case that an older version began was sealed to the one key of the device: that
    stays its key there, and only a key for requests is made.
    """
    with vault.guard:
        row = vault.db.one(
            "SELECT box_private, request_seed FROM case_keys WHERE case_id = ?", (case,)
        )
        if row is None:
            row = (vault.member_private, generate_seed())
            vault.db.run("INSERT INTO case_keys VALUES (?, ?, ?)", (case, *row))
    return _keys(bytes(row[0]), bytes(row[1]))


def device_in(vault: Vault, case: bytes) -> bytes:
    """Return the name of this device in a case, as bodies say who wrote them."""
    with vault.guard:
        if case not in vault.devices:
            row = vault.db.one(
                "SELECT box_private FROM case_keys WHERE case_id = ?", (case,)
            )
            private = bytes(row[0]) if row else vault.member_private
            vault.devices[case] = box_fingerprint(box_public(private))
        return vault.devices[case]


def _keys(private: bytes, seed: bytes) -> CaseKeys:
    return CaseKeys(box_fingerprint(box_public(private)), private, seed)
