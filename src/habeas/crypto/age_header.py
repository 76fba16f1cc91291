"""The header of an age v1 file, and X25519 recipients (C2SP age, 'Header').

Other recipients: habeas.crypto.age_recipients.
"""

import base64
import hmac
import re
from collections.abc import Callable, Sequence
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
HEADER_LIMIT = 64 * 1024  # an exhibit's has 200 bytes; forty hybrid recipients fit

_VERSION = b"age-encryption.org/v1\n"
_INFO = b"age-encryption.org/v1/X25519"
ZERO_NONCE = bytes(12)
_ARGUMENTS = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n")
_BODY_LINE = re.compile(rb"[A-Za-z0-9+/]{0,64}\n")
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_FULL_LINE = 65  # 64 columns and LF
_COLUMNS = 64
_SHARE_SIZE = 32
WRAPPED_SIZE = FILE_KEY_SIZE + 16


@dataclass(frozen=True)
class Stanza:
    """One recipient: its space-separated arguments and its decoded body."""

    arguments: tuple[bytes, ...]
    body: bytes

    def text(self) -> bytes:
        """Return it as it stands in a header."""
        body = encode_base64(self.body)
        rows = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
        return b"-> %s\n%s\n" % (b" ".join(self.arguments), b"\n".join(rows))


Unwrap = Callable[[Sequence[Stanza]], bytes]
"""Returns the file key of these recipients, or says why it can't be had."""


def write_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Return the header that these recipients can open."""
    signed = b"%s%s---" % (_VERSION, b"".join(one.text() for one in stanzas))
    return signed + b" %s\n" % encode_base64(_mac(file_key, signed))


def read_header(source: BinaryIO, unwrap: Unwrap) -> bytes:
    """Read the header and return the file key; `source` then stands at the payload.

    Raises:
        DamagedError: not a header, or changed. And what `unwrap` raises.
    """
    lines = _Lines(source)
    if lines.take() != _VERSION:
        raise not_a_header()
    stanzas = []
    line = lines.take()
    while line.startswith(b"->"):
        stanzas.append(_stanza(line, lines))
        line = lines.take()
    match = _MAC_LINE.fullmatch(line)
    if not match:
        raise not_a_header()
    mac = decode_base64(match[1])
    file_key = unwrap(stanzas)
    signed = lines.seen[: -len(line)] + b"---"
    if not hmac.compare_digest(mac, _mac(file_key, signed)):
        raise DamagedError(N_("The header of this sealed file was changed."))
    return file_key


def x25519_stanza(file_key: bytes, recipient: bytes) -> Stanza:
    """Return what gives `file_key` to one X25519 public key.

    Raises:
        ValueError: `recipient` is a point of small order.
    """
    ephemeral = X25519PrivateKey.from_private_bytes(random_bytes(32))
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    wrap_key = hkdf(shared, _INFO, salt=share + recipient)
    body = ChaCha20Poly1305(wrap_key).encrypt(ZERO_NONCE, file_key, None)
    return Stanza((b"X25519", encode_base64(share)), body)


def x25519_key(private: bytes) -> Unwrap:
    """Return what opens a header with an X25519 private key."""
    return lambda stanzas: _unwrap(stanzas, private)


class _Lines:
    """Lines of the header, each ending in LF, and all that was read so far."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.seen = b""

    def take(self) -> bytes:
        line = self._source.readline(HEADER_LIMIT - len(self.seen))
        if not line.endswith(b"\n"):
            raise not_a_header()
        self.seen += line
        return line


def _stanza(first: bytes, lines: _Lines) -> Stanza:
    match = _ARGUMENTS.fullmatch(first)
    if not match:
        raise not_a_header()
    body, full = b"", True
    while full:
        line = lines.take()
        if not _BODY_LINE.fullmatch(line):
            raise not_a_header()
        body += line[:-1]
        full = len(line) == _FULL_LINE
    return Stanza(tuple(match[1].split(b" ")), decode_base64(body))


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
        raise not_a_header()
    share = decode_base64(stanza.arguments[1])
    # the length of the body is checked first, against partitioning oracles
    if len(share) != _SHARE_SIZE or len(stanza.body) != WRAPPED_SIZE:
        raise not_a_header()
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:  # all-zero shared secret
        raise not_a_header() from error
    salt = share + key.public_key().public_bytes_raw()
    aead = ChaCha20Poly1305(hkdf(shared, _INFO, salt=salt))
    try:
        return aead.decrypt(ZERO_NONCE, stanza.body, None)
    except InvalidTag:
        return None  # addressed to somebody else


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"header"), signed, "sha256")


def encode_base64(data: bytes) -> bytes:
    """Return unpadded base64."""
    return base64.b64encode(data).rstrip(b"=")


def decode_base64(text: bytes) -> bytes:
    """Decode unpadded base64 in its one canonical form."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise not_a_header() from error
    # whatever the decoder overlooked, it would not have written
    if encode_base64(data) != text:
        raise not_a_header()
    return data


def not_a_header() -> DamagedError:
    """Return the error for what is no header of age."""
    return DamagedError(N_("This sealed file does not begin as an age file does."))
