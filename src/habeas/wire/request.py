"""Signed requests: one strict profile of RFC 9421 and RFC 9530, in one spelling.

docs/spec/hub.md, 'Signed requests'. What is covered, in which order, and with which
parameters is fixed, so there is nothing for a sender to leave out or a receiver to
choose. A second implementation reads what this one signs (tests/wire).
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public, ed25519_sign, ed25519_verify
from habeas.log.base64lines import decode_line, encode_line
from habeas.wire.refusal import UnsignedError, UntimelyError
from habeas.words import N_

LONGEST_LIFE = 300
"""Seconds from `created` to `expires`, at most."""
SKEW = 60
"""Seconds that a sender's clock may be ahead of the receiver's."""
NONCE_SIZE = 16

_COVERED = '("@method" "@authority" "@path" "@query" "content-digest")'
_TAG = "habeas-hub-v1"
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
_INPUT = re.compile(
    r"habeas=("
    + re.escape(_COVERED)
    + r";created=([1-9][0-9]{0,11});expires=([1-9][0-9]{0,11})"
    + r';nonce="([A-Za-z0-9_-]{22})";keyid="([0-9a-f]{64})"'
    + r';alg="ed25519";tag="'
    + _TAG
    + r'")'
)
_SIGNATURE = re.compile(r"habeas=:([A-Za-z0-9+/=]{88}):")


@dataclass(frozen=True)
class Request:
    """What of a request is signed.

    `authority` is the hub's name, in lower case, with a port that is not the usual
    one; `path` and `query` (without its question mark) stand as they are sent.
    """

    method: str
    authority: str
    path: str
    query: str
    digest: bytes


@dataclass(frozen=True)
class Times:
    """When a signature was made and until when it holds (POSIX seconds), and a nonce.

    The nonce is 16 bytes that never come twice.
    """

    created: int
    expires: int
    nonce: bytes


@dataclass(frozen=True)
class Signed:
    """Who signed a request, and the times that stand in it."""

    key: bytes
    times: Times


def content_digest(digest: bytes) -> str:
    """Return the Content-Digest field (RFC 9530) for a SHA-256 of the body."""
    return f"sha-256=:{encode_line(digest)}:"


def read_digest(field: str) -> bytes:
    """Return the SHA-256 that a Content-Digest field gives.

    Raises:
        UnsignedError: another form, or another algorithm.
    """
    match = _DIGEST.fullmatch(field)
    digest = decode_line(match[1], 32) if match else None
    if digest is None:
        raise UnsignedError(N_("This request lacks the digest of its content."))
    return digest


def sign_request(request: Request, seed: bytes, times: Times) -> dict[str, str]:
    """Return the three header fields to send with a request."""
    nonce = urlsafe_b64encode(times.nonce).rstrip(b"=").decode()
    params = (
        f"{_COVERED};created={times.created};expires={times.expires}"
        f';nonce="{nonce}";keyid="{ed25519_public(seed).hex()}"'
        f';alg="ed25519";tag="{_TAG}"'
    )
    signature = ed25519_sign(seed, signature_base(request, params))
    return {
        "content-digest": content_digest(request.digest),
        "signature-input": f"habeas={params}",
        "signature": f"habeas=:{encode_line(signature)}:",
    }


def open_request(
    request: Request, signature_input: str, signature: str, now: int
) -> Signed:
    """Return who signed a request, once it is seen that they did, and in time.

    Whether its nonce came before, and whether the key may do anything here, is for
    the caller to say.

    Raises:
        UnsignedError: another form than the one, or a wrong signature.
        UntimelyError: rightly signed, and expired or not yet made.
    """
    given, blob = _INPUT.fullmatch(signature_input), _SIGNATURE.fullmatch(signature)
    raw = decode_line(blob[1]) if blob else None
    if not given or raw is None:
        raise _unsigned()
    params, created, expires, nonce, key_hex = given.groups()
    key = bytes.fromhex(key_hex)
    if not ed25519_verify(key, signature_base(request, params), raw):
        raise _unsigned()
    signed = Signed(key, Times(int(created), int(expires), nonce.encode()))
    _require_timely(signed.times, now)
    return signed


def signature_base(request: Request, params: str) -> bytes:
    """Return what is signed (RFC 9421 §2.5)."""
    return (
        f'"@method": {request.method}\n'
        f'"@authority": {request.authority}\n'
        f'"@path": {request.path}\n'
        f'"@query": ?{request.query}\n'
        f'"content-digest": {content_digest(request.digest)}\n'
        f'"@signature-params": {params}'
    ).encode()


def empty_digest() -> bytes:
    """Return the digest of a request without a body: it is signed as well."""
    return sha256(b"")


def _require_timely(times: Times, now: int) -> None:
    life = times.expires - times.created
    if not 0 < life <= LONGEST_LIFE or times.created > now + SKEW:
        raise UntimelyError(N_("The time in this request cannot be."))
    if times.expires <= now:
        raise UntimelyError(N_("The time of this request is over."))


def _unsigned() -> UnsignedError:
    return UnsignedError(N_("This request is not signed as it must be."))
