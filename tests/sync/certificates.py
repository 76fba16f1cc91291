"""Certificates of invented servers, signed by themselves."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.sync.copy import listening, pump


@dataclass(frozen=True)
class Shown:
    """What a server shows: its certificate in DER, and what it serves TLS with."""

    der: bytes
    context: ssl.SSLContext


def shown(
    folder: Path, key: Ed25519PrivateKey, name: str = "nobody", year: int = 2020
) -> Shown:
    """Make a certificate that no authority signed, and that is over."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(year)
        .not_valid_before(dt.datetime(year, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(year, 12, 31, tzinfo=dt.UTC))
        .sign(key, None)
    )
    path = folder / f"{year}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return Shown(made.public_bytes(Encoding.DER), context)


@contextmanager
def behind(cert: Shown, base: str) -> Iterator[int]:
    """Serve by TLS, as a proxy of a hub does, what is served at `base`; yield the port.

    One connection carries one exchange or many.
    """
    there = ("127.0.0.1", int(base.rpartition(":")[2]))

    def serve(connection: socket.socket) -> None:
        with (
            cert.context.wrap_socket(connection, server_side=True) as inside,
            socket.create_connection(there) as hub,
        ):
            pump(inside, hub)

    with listening(serve) as port:
        yield port
