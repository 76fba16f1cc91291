"""Appends to a hub over loopback, durable when they are answered."""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measure import Mark, Run, Table, figure, load, say, seconds_of, spread

from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.crypto.sign import Signer, ed25519_public
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.store import Quota
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.entry import Envelope, encode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.wire import pack, request
from habeas.wire.access import NO_LIST, AccessList, sign_access

NAME = "hub.example.org"
WRITERS = 4
BATCH = 20
BODY = 600  # bytes of a sealed body, as a note has
SERVE = (
    "import sys, pathlib, habeas.hub.serve as s;"
    "s.serve(pathlib.Path(sys.argv[1]), '127.0.0.1:0', lambda a: print(a, flush=True))"
)


@dataclass
class Writer:
    """One log of a case, and what it will send, made beforehand."""

    case: bytes
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
        return body, signed(self.seed, "POST", self.path, body)


def measure(folder: Path, appends: int, runs: int) -> Table:
    """Measure so many appends by each writer, of one entry and of a batch."""
    found: dict[int, list[Run]] = {1: [], BATCH: []}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name) / "hub"
        create_hub(place, NAME)
        with served(place) as (port, pid):
            writers = _admitted(place, port)
            for turn in range(runs):
                for size, kept in found.items():
                    before = _processor(pid)
                    run = _run(port, writers, appends, size)
                    used = (_processor(pid) - before) / (WRITERS * appends)
                    kept.append(Run(run.seconds, numbers={"cpu": used}))
                    say(f"run {turn + 1}: of {size}: {kept[-1].seconds:.3f} s")
    rates = {size: WRITERS * appends / seconds_of(kept) for size, kept in found.items()}
    rows = [
        [
            f"{size} in a pack",
            spread([run.seconds / (WRITERS * appends) * 1000 for run in kept], "ms"),
            figure(rates[size]),
            figure(rates[size] * size),
            f"{figure(min(run.numbers['cpu'] for run in kept) * 1000)} ms",
        ]
        for size, kept in found.items()
    ]
    heads = [
        *("entries", "a pack takes (range)", "packs a second", "entries a second"),
        "processor time of the hub for a pack",
    ]
    return Table(
        "Appending to a hub over loopback, on the disk when it answers",
        heads,
        rows,
        f"{runs} runs of {appends} packs by each of {WRITERS} writers at once, each"
        " with a log of its own, to one process with SQLite; bodies of"
        f" {BODY} bytes; packs and requests are signed beforehand. Each is checked"
        " (Ed25519 twice, ML-DSA-44 once), cosigned (ML-DSA-44) and synced. The"
        " writers run beside it, on the same processors.",
        _marks(rates),
    )


def _marks(rates: dict[int, float]) -> list[Mark]:
    because = (
        f"one process with SQLite, its clients beside it, while the load was {load()};"
        " the mark is meant for PostgreSQL, which isn't built yet"
    )
    wanted = ((1, 800), (BATCH, 10_000 / BATCH))
    return [
        Mark(
            f"hub appends, packs of {size}",
            f"{figure(reach * size)} entries/s",
            f"{figure(rates[size] * size)} entries/s",
            f"{rates[size] / reach:.2f}x",
            rates[size] >= reach,
            because,
        )
        for size, reach in wanted
    ]


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


def _processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used (Linux)."""
    told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _admitted(folder: Path, port: int) -> list[Writer]:
    """Open a case with a log for each writer."""
    case, lead = random_bytes(16), random_bytes(32)
    writers = [Writer(case) for _ in range(WRITERS)]
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


def _run(port: int, writers: list[Writer], appends: int, size: int) -> Run:
    made = [[one.made(size) for _ in range(appends)] for one in writers]
    threads = [
        threading.Thread(target=_send, args=(port, one.path, packs))
        for one, packs in zip(writers, made, strict=True)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(time.perf_counter() - begun)


def _send(port: int, path: str, packs: list[tuple[bytes, dict[str, str]]]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port)
    for body, fields in packs:
        line.request("POST", path, body, fields)
        answer = line.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"the hub answered {answer.status}")
    line.close()
