"""The example values of docs/spec/carry.md, for make_vectors.py."""

import io
from collections.abc import Callable
from typing import Any

from habeas.crypto import boxes, sign
from habeas.crypto.age import AgeWriter, read_age
from habeas.crypto.age_recipients import Opener, for_boxes
from habeas.errors import HabeasError
from habeas.wire.carry import Writing
from habeas.wire.inventory import Inventory, sign_inventory
from habeas.wire.padding import padded

Values = dict[str, Any]


def carry_vectors(old: Values, seeded: Callable[[str, int], bytes]) -> Values:
    """An inventory, what stands before the zeros, lengths, and an age file."""
    private, seed = seeded("carrier box", 96), seeded("carrier request", 32)
    public = boxes.box_public(private)
    log, blob = seeded("carried log", 32), b"not a sealed file"
    inventory = Inventory(
        seeded("case", 16),
        boxes.box_fingerprint(public),
        {log: (3, seeded("carried root", 32))},
        frozenset({seeded("carried box", 16)}),
        frozenset({seeded("carried blob", 32).hex()}),
    )
    signed, writing = sign_inventory(inventory, seed), Writing()
    pieces = [
        writing.head(inventory.case),
        writing.item("inventory", signed),
        writing.blob(seeded("carried blob", 32).hex(), len(blob)),
        blob,
    ]
    end = list(writing.end())
    head = b"".join([*pieces, end[0]])
    sealed = str(old.get("age file of these first 64 bytes", ""))
    if not _opens(sealed, private, head[:64]):
        sealed = _sealed(public, head[:64]).hex()
    return {
        "box private key": private.hex(),
        "request public key": sign.ed25519_public(seed).hex(),
        "inventory": signed.decode(),
        "before the zeros": head.decode("latin-1"),
        "zeros": sum(len(one) for one in end[1:]),
        "padme": {str(n): padded(n) for n in (1, 9, 1000, 1_000_001, 5_000_000_000)},
        "age file of these first 64 bytes": sealed,
    }


def _sealed(public: bytes, data: bytes) -> bytes:
    out: list[bytes] = []
    writer = AgeWriter(lambda piece: out.append(bytes(piece)), for_boxes([public]))
    writer.write(data)
    writer.finish()
    return b"".join(out)


def _opens(sealed: str, private: bytes, data: bytes) -> bool:
    try:
        source = io.BytesIO(bytes.fromhex(sealed))
        return b"".join(read_age(source, Opener([private]))) == data
    except (HabeasError, ValueError):
        return False
