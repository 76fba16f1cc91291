"""RFC 3161: a request, and the first opinion on its answer."""

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final

from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from habeas.crypto.certificates import read_certificates
from habeas.crypto.digest import sha256
from habeas.timestamps.verdict import Opinion

MOST: Final = 64 * 1024
"""Bytes of an answer; those of known authorities have three to eight thousand."""
TYPE: Final = "application/timestamp-query"
_LONGEST = 200
_INNER = re.compile(r'reason: "([^"]+)"')
_ELSE = b"something else"


@dataclass(frozen=True)
class Query:
    """A request: its DER, and the nonce that the answer must repeat."""

    der: bytes
    nonce: int


def query(imprint: bytes) -> Query:
    """Ask for a token over a SHA-256, with the authority's certificate in it.

    The library's builder hashes what it is given. It is given something else, and the
    hash takes the place of that one's: so nothing but a hash ever gets here.
    """
    built = (
        TimestampRequestBuilder()
        .data(_ELSE)
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    assert built.nonce is not None  # the builder's own default
    before, after = built.as_bytes().split(sha256(_ELSE))
    return Query(before + imprint + after, built.nonce)


def ask_library(
    token: bytes, imprint: bytes, pem: bytes, nonce: int | None
) -> tuple[Opinion, datetime | None]:
    """Return rfc3161-client's opinion, and the time if it can read the token at all.

    The chain is judged as of the time that the token states.
    """
    tool = f"rfc3161-client {version('rfc3161-client')}"
    found = read_certificates(pem)
    if found is None or not found.roots:
        return Opinion(tool, "no root certificate to judge by"), None
    try:
        response = decode_timestamp_response(token)
        time = response.tst_info.gen_time
    except ValueError as error:
        return Opinion(tool, _short(error)), None
    verifier = VerifierBuilder(
        roots=list(found.roots), intermediates=list(found.others), nonce=nonce
    ).build()
    try:
        _require_sha256(response)
        verifier.verify(response, imprint)
    except (VerificationError, ValueError) as error:
        return Opinion(tool, _short(error)), time
    return Opinion(tool), time


def _require_sha256(response: TimeStampResponse) -> None:
    """Refuse an imprint of another hash: `verify` compares its bytes alone."""
    used = response.tst_info.message_imprint.hash_algorithm.dotted_string
    if used != "2.16.840.1.101.3.4.2.1":
        raise VerificationError("the imprint is not a SHA-256")


def _short(error: Exception) -> str:
    said = str(error)
    inner = _INNER.search(said)  # of what OpenSSL says within
    words = inner[1] if inner else " ".join(said.split())
    return words[:_LONGEST] or type(error).__name__
