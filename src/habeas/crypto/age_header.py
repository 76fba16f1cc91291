"""The header of an age v1 file, X25519 recipients only (C2SP age, 'Header')."""

import base64
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from habeas.crypto.digest import hkdf
from habeas.crypto.nonce import random_bytes
from habeas.errors import DamagedError
from habeas.words import N_

FILE_KEY_SIZE = 16
HEADER_LIMIT = 64 * 1024  # ours has 200 bytes; a header has no business being longer

_VERSION = b"age-encryption.org/v1\n"
_INFO = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)
_ARGUMENTS = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n")
_BODY_LINE = re.compile(rb"[A-Za-z0-9+/]{0,64}\n")
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_FULL_LINE = 65  # 64 columns and LF
_SHARE_SIZE = 32
_WRAPPED_SIZE = FILE_KEY_SIZE + 16


@dataclass(frozen=True)
class Stanza:
    """One recipient: its space-separated arguments and its decoded body."""

    arguments: tuple[bytes, ...]
    body: bytes


def write_header(file_key: bytes, recipient: bytes) -> bytes:
    """Return the header that gives `file_key` to one X25519 public key.

    Raises:
        ValueError: `recipient` is a point of small order.
    """
    ephemeral = X25519PrivateKey.from_private_bytes(random_bytes(32))
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    wrap_key = hkdf(shared, _INFO, salt=share + recipient)
    body = ChaCha20Poly1305(wrap_key).encrypt(_ZERO_NONCE, file_key, None)
    signed = b"%s-> X25519 %s\n%s\n---" % (_VERSION, _encode(share), _encode(body))
    return signed + b" %s\n" % _encode(_mac(file_key, signed))


def read_header(source: BinaryIO, private: bytes) -> bytes:
    """Read the header and return the file key; `source` then stands at the payload.

    Raises:
        DamagedError: not a header, not for this key, or changed.
    """
    lines = _Lines(source)
    if lines.take() != _VERSION:
        raise _not_a_header()
    stanzas = []
    line = lines.take()
    while line.startswith(b"->"):
        stanzas.append(_stanza(line, lines))
        line = lines.take()
    match = _MAC_LINE.fullmatch(line)
    if not match:
        raise _not_a_header()
    mac = _decode(match[1])
    file_key = _unwrap(stanzas, private)
    signed = lines.seen[: -len(line)] + b"---"
    if not hmac.compare_digest(mac, _mac(file_key, signed)):
        raise DamagedError(N_("The header of this sealed file was changed."))
    return file_key


class _Lines:
    """Lines of the header, each ending in LF, and all that was read so far."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.seen = b""

    def take(self) -> bytes:
        line = self._source.readline(HEADER_LIMIT - len(self.seen))
        if not line.endswith(b"\n"):
            raise _not_a_header()
        self.seen += line
        return line


def _stanza(first: bytes, lines: _Lines) -> Stanza:
    match = _ARGUMENTS.fullmatch(first)
    if not match:
        raise _not_a_header()
    body, full = b"", True
    while full:
        line = lines.take()
        if not _BODY_LINE.fullmatch(line):
            raise _not_a_header()
        body += line[:-1]
        full = len(line) == _FULL_LINE
    return Stanza(tuple(match[1].split(b" ")), _decode(body))


def _unwrap(stanzas: Sequence[Stanza], private: bytes) -> bytes:
    for stanza in stanzas:
        if stanza.arguments[0] != b"X25519":
            continue  # 'MUST ignore': another recipient type, or grease
        file_key = _unwrap_x25519(stanza, private)
        if file_key is not None:
            return file_key
    raise DamagedError(N_("This sealed file cannot be opened with this key."))


def _unwrap_x25519(stanza: Stanza, private: bytes) -> bytes | None:
    if len(stanza.arguments) != 2:  # noqa: PLR2004 - the type and the share
        raise _not_a_header()
    share = _decode(stanza.arguments[1])
    # the length of the body is checked first, against partitioning oracles
    if len(share) != _SHARE_SIZE or len(stanza.body) != _WRAPPED_SIZE:
        raise _not_a_header()
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:  # all-zero shared secret
        raise _not_a_header() from error
    salt = share + key.public_key().public_bytes_raw()
    aead = ChaCha20Poly1305(hkdf(shared, _INFO, salt=salt))
    try:
        return aead.decrypt(_ZERO_NONCE, stanza.body, None)
    except InvalidTag:
        return None  # addressed to somebody else


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"header"), signed, "sha256")


def _encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    """Decode unpadded base64 in its one canonical form."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise _not_a_header() from error
    # whatever the decoder overlooked, it would not have written
    if _encode(data) != text:
        raise _not_a_header()
    return data


def _not_a_header() -> DamagedError:
    return DamagedError(N_("This sealed file does not begin as an age file does."))
