"""The example values of docs/spec/joining.md, for make_vectors.py."""

from collections.abc import Callable
from typing import Any

from habeas.crypto import boxes, sign
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError
from habeas.wire import joining

Values = dict[str, Any]


def joining_vectors(old: Values, seeded: Callable[[str, int], bytes]) -> Values:
    """A request, its number, and a welcome that opens with the key of the request."""
    private, seed = seeded("joiner box", 96), seeded("joiner log", 32)
    leads = seeded("ed25519", 32)
    asking = joining.Asking(
        "Laptop",
        boxes.box_public(private),
        sign.ed25519_public(seed),
        sign.mldsa44_public(seeded("joiner mldsa44", 32)),
        sign.ed25519_public(seeded("joiner request", 32)),
    )
    request = joining.write_request(asking, seed)
    second = sign.mldsa44_public(seeded("mldsa44", 32))
    welcome = joining.Welcome(
        seeded("case", 16),
        sha256(request),
        seeded("record", 16),
        sign.ed25519_public(leads),
        second,
        (
            joining.HubAt(
                "https://hub.example.org",
                "hub.example.org",
                sign.ed25519_public(bytes(32)),
                sign.mldsa44_public(bytes(32)),
            ),
        ),
    )
    sealed = str(old.get("sealed welcome", ""))
    if not _opens(sealed, private, welcome):
        sealed = joining.seal_welcome(welcome, asking, leads).hex()
    return {
        "box private key": private.hex(),
        "request": request.decode(),
        "number of the request": joining.number(request),
        "welcome": welcome.text,
        "sealed welcome": sealed,
        "number of the welcome": joining.number(bytes.fromhex(sealed)),
    }


def _opens(sealed: str, private: bytes, welcome: joining.Welcome) -> bool:
    try:
        return joining.open_welcome(bytes.fromhex(sealed), private)[0] == welcome
    except (HabeasError, ValueError):
        return False
