"""What a device says that it holds of a case: signed, so that nobody else says it.

docs/spec/carry.md, 'Inventory'. Whoever forged one could have things left out of the
next file for that device, and nothing else: it opens nothing and proves nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from habeas.crypto.sign import ed25519_public, ed25519_sign, ed25519_verify
from habeas.wire.refusal import UnsignedError, WireError
from habeas.words import N_

MAX_INVENTORY = 32 * 1024 * 1024
"""Bytes: 100,000 files and as many boxes take 11 MB."""

_HEAD = re.compile(
    rb"habeas\.org/inventory/v1\n"
    rb"case ([0-9a-f]{32})\n"
    rb"device ([0-9a-f]{64})\n"
    rb"((?:log [0-9a-f]{64} (?:0|[1-9][0-9]{0,18}) [0-9a-f]{64}\n)*)"
    rb"((?:box [0-9a-f]{32}\n)*)"
    rb"((?:blob [0-9a-f]{64}\n)*)"
    rb"signature ([0-9a-f]{128})\n"
)


@dataclass(frozen=True)
class Inventory:
    """The size and the root of each log, and the ids of boxes and of sealed files.

    `device` is the SHA-256 of the box key of the device that says so.
    """

    case: bytes
    device: bytes
    logs: Mapping[bytes, tuple[int, bytes]] = field(default_factory=dict)
    boxes: frozenset[bytes] = frozenset()
    blobs: frozenset[str] = frozenset()

    def text(self) -> bytes:
        """Return the exact bytes that are signed."""
        lines = [
            "habeas.org/inventory/v1",
            f"case {self.case.hex()}",
            f"device {self.device.hex()}",
            *(
                f"log {log.hex()} {size} {root.hex()}"
                for log, (size, root) in sorted(self.logs.items())
            ),
            *(f"box {one.hex()}" for one in sorted(self.boxes)),
            *(f"blob {one}" for one in sorted(self.blobs)),
        ]
        return "".join(f"{line}\n" for line in lines).encode("ascii")


@dataclass(frozen=True)
class Signed:
    """An inventory that was read, and whose signature is not checked yet."""

    inventory: Inventory
    signature: bytes

    def require(self, request_key: bytes) -> Inventory:
        """Return the inventory, signed by this request key of its device.

        Raises:
            UnsignedError: it is not.
        """
        text = self.inventory.text()
        if not ed25519_verify(request_key, text, self.signature):
            raise UnsignedError(
                N_("The list of what the other side has is not signed."),
                advice=N_("It is not believed. All else was checked by itself."),
            )
        return self.inventory


def sign_inventory(inventory: Inventory, request_seed: bytes) -> bytes:
    """Return the inventory as it travels, signed by the request key of its device."""
    signature = ed25519_sign(request_seed, inventory.text())
    made = inventory.text() + f"signature {signature.hex()}\n".encode("ascii")
    read = read_inventory(made)  # refuses values that the form cannot hold
    read.require(ed25519_public(request_seed))
    return made


def read_inventory(data: bytes) -> Signed:
    """Read an inventory; who signed it is not looked at.

    Raises:
        WireError: another form than the one, or too long.
    """
    match = _HEAD.fullmatch(data) if len(data) <= MAX_INVENTORY else None
    if not match:
        raise _no_inventory()
    case, device, logs, boxes, blobs, signature = match.groups()
    inventory = Inventory(
        _hex(case),
        _hex(device),
        dict(_log(line) for line in logs.splitlines()),
        frozenset(_hex(line[4:]) for line in boxes.splitlines()),
        frozenset(line[5:].decode() for line in blobs.splitlines()),
    )
    # lines out of order or twice are another spelling
    if not data.startswith(inventory.text() + b"signature "):
        raise _no_inventory()
    return Signed(inventory, _hex(signature))


def _log(line: bytes) -> tuple[bytes, tuple[int, bytes]]:
    _word, log, size, root = line.split(b" ")
    return _hex(log), (int(size), _hex(root))


def _hex(text: bytes) -> bytes:
    return bytes.fromhex(text.decode("ascii"))


def _no_inventory() -> WireError:
    return WireError(N_("This is not a list of what a device holds."))
