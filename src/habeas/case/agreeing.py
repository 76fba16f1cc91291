"""What a guardian signs who holds no copy of the case (docs/spec/recovery.md)."""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_verify


def approval_text(recovery: str, asked: Mapping[str, Any], name: str) -> bytes:
    """Return what says that these keys are a member's: fields of this one recovery.

    The member's name in the case stands in it: whoever signs can look up no id.
    """
    head = f"habeas.org/guardian-approval/v2\nrecovery {recovery}\n"
    return (head + _keys(asked, name)).encode("utf-8", "replace")


def agreed_to(
    recovery: str, asked: Mapping[str, Any], name: str
) -> Mapping[str, bytes]:
    """Return the texts by which a guardian agrees to a recovery, by their SHA-256.

    The second is that of older versions. It names no recovery, and so is good for any
    in which the same device asks to be the same member's.
    """
    older = "habeas.org/guardian-approval/v1\n" + _keys(asked, name)
    texts = approval_text(recovery, asked, name), older.encode("utf-8", "replace")
    return {sha256(text).hex(): text for text in texts}


def _keys(asked: Mapping[str, Any], name: str) -> str:
    return (
        f"member {asked.get('member', '')} {name}\n"
        f"box {_hash(asked.get('box'))}\n"
        f"log {asked.get('log', '')}\n"
        f"mldsa44 {_hash(asked.get('mldsa44'))}\n"
        f"request {asked.get('request', '')}\n"
    )


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
