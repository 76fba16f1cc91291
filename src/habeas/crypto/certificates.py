"""Certificates of others (X.509, RFC 5280), read and sorted; judging is for others."""

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import (
    Certificate,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)

from habeas.crypto.digest import sha256


@dataclass(frozen=True)
class Certificates:
    """What a PEM file held: `roots` name themselves as their issuer."""

    roots: tuple[Certificate, ...]
    others: tuple[Certificate, ...]


def read_certificates(pem: bytes) -> Certificates | None:
    """Return the certificates of a PEM file, each once; None if it is not one."""
    try:
        found = tuple(dict.fromkeys(load_pem_x509_certificates(pem)))
        own = [one.issuer == one.subject for one in found]
    except ValueError:
        return None
    both = list(zip(found, own, strict=True))
    return Certificates(
        tuple(one for one, root in both if root),
        tuple(one for one, root in both if not root),
    )


def public_key_hash(der: bytes) -> bytes:
    """Return the SHA-256 of the public key in a certificate (RFC 7469 §2.4).

    Empty for bytes that are no certificate: it equals no pin.
    """
    try:
        key = load_der_x509_certificate(der).public_key()
        return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    except (ValueError, UnsupportedAlgorithm):
        return b""
