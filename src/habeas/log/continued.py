"""A log that goes on from another one of the same device (docs/adr/0007)."""

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_verify


def continues_text(case: bytes, log: bytes, mldsa44: bytes, previous: str) -> bytes:
    """Return what the log before signs with its Ed25519 key.

    `previous` is its last head, as the new log's first entry names it.
    """
    return (
        f"habeas.org/log-continues/v1\ncase {case.hex()}\nlog {log.hex()}\n"
        f"mldsa44 sha256:{sha256(mldsa44).hex()}\nprevious {previous}\n"
    ).encode()


def previous_log(previous: str, text: bytes, signature: bytes) -> str:
    """Return the log before in hex, '' if its key did not sign this text."""
    log = previous.split(" ", maxsplit=1)[0]
    try:
        key = bytes.fromhex(log)
    except ValueError:
        return ""
    return log if ed25519_verify(key, text, signature) else ""
