"""A real timestamp authority and a calendar, on loopback.

The authority is `openssl ts -reply` behind a small server, its certificates made by
`openssl ca`. The calendar speaks its protocol through the `opentimestamps` library.
"""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from opentimestamps.core.notary import (
    BitcoinBlockHeaderAttestation,
    PendingAttestation,
)
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

_CONFIG = """
[ca]
default_ca = c
[c]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = p
unique_subject = no
[p]
commonName = supplied
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
ALWAYS = ("20200101000000Z", "20990101000000Z")
_ONE_AT_A_TIME = threading.Lock()
PAST = ("20200101000000Z", "20210101000000Z")


def openssl(*words: object) -> bytes:
    """Run openssl; whatever it refuses ends the test."""
    done = subprocess.run(
        ["openssl", *map(str, words)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def fake_openssl(folder: Path, script: str) -> str:
    """Put a script that is called openssl into a folder; return a PATH with it."""
    folder.mkdir(exist_ok=True)
    fake = folder / "openssl"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


LIBRESSL = """
[ "$1" = version ] && echo "LibreSSL 2.8.3" && exit
echo "usage: ts -verify [-data file_to_hash] [-in response] [-CAfile file]" >&2
exit 1
"""
"""An openssl such as some systems have: its `ts` knows no -attime."""
BOASTFUL = LIBRESSL.replace("[-data", "[-attime] [-data")
"""One that is LibreSSL, and of which nobody has seen how it judges."""
OLD = LIBRESSL.replace("LibreSSL 2.8.3", "OpenSSL 1.0.2u")


@dataclass(frozen=True)
class Stamper:
    """An authority's keys and certificates in a folder."""

    folder: Path

    @property
    def pem(self) -> bytes:
        """Its root, as it would be published."""
        return (self.folder / "ca.pem").read_bytes()

    @property
    def lines(self) -> list[str]:
        """The same as a record holds it."""
        return self.pem.decode().splitlines()

    def answer(self, query: bytes) -> bytes:
        """Answer a request."""
        with _ONE_AT_A_TIME:  # it counts its answers in a file
            asked = self.folder / "asked.tsq"
            asked.write_bytes(query)
            return openssl(
                *("ts", "-reply", "-config", self.folder / "ca.cnf", "-section", "t"),
                *("-queryfile", asked, "-inkey", self.folder / "tsa.key"),
                *("-signer", self.folder / "tsa.pem"),
            )


def make_stamper(
    folder: Path,
    *,
    own: tuple[str, str] = ALWAYS,
    root: tuple[str, str] = ALWAYS,
    extensions: str = "stamper",
) -> Stamper:
    """Make a root and a certificate for timestamping, valid from and to these times."""
    folder.mkdir()
    config = folder / "ca.cnf"
    config.write_text(_CONFIG.format(folder=folder))
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    for name, words in (("ca", "Invented Root"), ("tsa", "Invented Authority")):
        openssl(
            *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", folder / f"{name}.key", "-subj", f"/CN={words}"),
            *("-out", folder / f"{name}.csr"),
        )
    sign = ("ca", "-batch", "-notext", "-config", config, "-keyfile", folder / "ca.key")
    openssl(
        *(*sign, "-selfsign", "-in", folder / "ca.csr", "-extensions", "root"),
        *("-startdate", root[0], "-enddate", root[1], "-out", folder / "ca.pem"),
    )
    openssl(
        *(*sign, "-cert", folder / "ca.pem", "-in", folder / "tsa.csr"),
        *("-extensions", extensions, "-startdate", own[0], "-enddate", own[1]),
        *("-out", folder / "tsa.pem"),
    )
    return Stamper(folder)


@dataclass
class Calendar:
    """A calendar that aggregates nothing; it has a block when it is told so."""

    url: str = ""
    block: int = 0
    known: set[bytes] = field(default_factory=set)

    def submit(self, digest: bytes) -> bytes:
        """Answer POST /digest."""
        stamp = Timestamp(digest)
        tip = stamp.ops.add(OpAppend(b"calendar")).ops.add(OpSHA256())
        tip.attestations.add(PendingAttestation(self.url))
        self.known.add(tip.msg)
        return written(stamp)

    def further(self, commitment: bytes) -> bytes | None:
        """Answer GET /timestamp/…; None while no block holds it."""
        if commitment not in self.known or not self.block:
            return None
        stamp = Timestamp(commitment)
        tip = stamp.ops.add(OpAppend(b"block")).ops.add(OpSHA256())
        tip.attestations.add(BitcoinBlockHeaderAttestation(self.block))
        return written(stamp)


def written(stamp: Timestamp) -> bytes:
    """Return a timestamp as a calendar sends it."""
    context = BytesSerializationContext()
    stamp.serialize(context)
    made: bytes = context.getbytes()
    return made


Reply = tuple[int, dict[str, str], bytes]
Answering = Callable[[str, bytes], Reply | None]
"""Given the path and the body; None keeps the line open and says nothing."""


class Server(ThreadingHTTPServer):
    """A server on loopback that notes what it was sent."""

    daemon_threads = True

    def __init__(self, answering: Answering) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answering = answering
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Passes a request on to what answers."""

    server: Server

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", "0"))))

    def do_GET(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.server.seen.append((self.path, dict(self.headers), body))
        reply = self.server.answering(self.path, body)
        if reply is None:
            self.server.over.wait(60)
            return
        status, headers, content = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "content-length" not in headers:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answering: Answering) -> Iterator[Server]:
    """Serve until the end of the block."""
    server = Server(answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def as_authority(stamper: Stamper) -> Answering:
    """Answer as an RFC 3161 authority over HTTP does (section 3.4)."""

    def answer(_path: str, body: bytes) -> Reply:
        kind = {"content-type": "application/timestamp-reply"}
        return 200, kind, stamper.answer(body)

    return answer


def as_calendar(calendar: Calendar) -> Answering:
    """Answer as an OpenTimestamps calendar does."""

    def answer(path: str, body: bytes) -> Reply:
        if path == "/digest":
            return 200, {}, calendar.submit(body)
        found = calendar.further(bytes.fromhex(path.rpartition("/")[2]))
        return (200, {}, found) if found else (404, {}, b"Pending")

    return answer
