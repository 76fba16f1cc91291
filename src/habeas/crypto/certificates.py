"""Certificates of others (X.509, RFC 5280), read and sorted; judging is for others."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509 import (
    Certificate,
    CertificateBuilder,
    Name,
    NameAttribute,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)
from cryptography.x509.oid import NameOID

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


@dataclass(frozen=True)
class Passing:
    """A certificate that no authority signed, and its key, for one meeting.

    `pin` is what the other side is told by another way. `pem` is the key with the
    certificate behind it.
    """

    pem: bytes = field(repr=False)
    pin: bytes


def passing_certificate() -> Passing:
    """Make a certificate that says nothing: neither who, nor where, nor when."""
    key = Ed25519PrivateKey.generate()
    name = Name([NameAttribute(NameOID.COMMON_NAME, "-")])
    made = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2999, 1, 1, tzinfo=UTC))
        .sign(key, None)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pin = public_key_hash(made.public_bytes(Encoding.DER))
    return Passing(secret + made.public_bytes(Encoding.PEM), pin)
