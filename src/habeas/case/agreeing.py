"""What a guardian signs who holds no copy of the case (docs/spec/recovery.md)."""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_verify


def approval_text(asked: Mapping[str, Any], name: str) -> bytes:
    """Return what says that these keys are a member's: fields of a recovery.

    The member's name in the case stands in it: whoever signs can look up no id.
    """
    return (
        "habeas.org/guardian-approval/v1\n"
        f"member {asked.get('member', '')} {name}\n"
        f"box {_hash(asked.get('box'))}\n"
        f"log {asked.get('log', '')}\n"
        f"mldsa44 {_hash(asked.get('mldsa44'))}\n"
        f"request {asked.get('request', '')}\n"
    ).encode("utf-8", "replace")


def rehearsal_text(request: str, day: str) -> bytes:
    """Return what says that whoever has a request key (hex) is there and able."""
    return f"habeas.org/guardian-rehearsal/v1\nrequest {request}\nday {day}\n".encode(
        "utf-8", "replace"
    )


def is_signed(text: bytes, public: object, signature: object) -> bool:
    """Say whether the request key (hex) of a device signed a text (base64)."""
    return _verified(text, str(public or ""), str(signature or ""))


@lru_cache(1024)
def _verified(text: bytes, public: str, signature: str) -> bool:
    """Remember what was found: each walk over the acts asks again."""
    try:
        signed = b64decode(signature, validate=True)
        return ed25519_verify(bytes.fromhex(public), text, signed)
    except (Error, ValueError):
        return False


def _hash(key: object) -> str:
    try:
        return f"sha256:{sha256(b64decode(str(key), validate=True)).hex()}"
    except Error:
        return "none"
