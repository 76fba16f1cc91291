"""Copies that write to several hubs until each word is acknowledged, and keep count."""

import random  # noqa: TID251 - seeded
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpx

from habeas.crypto.digest import sha256
from habeas.hub.folder import Hub
from habeas.log.checkpoint import parse_checkpoint_text
from habeas.log.merkle import Frontier, leaf_hash, root
from habeas.log.note import parse
from habeas.log.stored import head_hash, head_leaf
from habeas.wire.pack import Pack, Packed
from tests.hub.peer import Case, Device, Peer, chance
from tests.hub.process import NAME, Now

COME_AGAIN = {503, 507}
_MOST_SPARES = 12


@dataclass
class Ledger:
    """What was acknowledged, of all writers together."""

    appends: int = 0
    refused: int = 0
    blobs: dict[bytes, list[bytes]] = field(default_factory=dict)
    leaves: dict[int, bytes] = field(default_factory=dict)
    """The hub's own leaves that it named, and what they hash."""
    heads: dict[int, bytes] = field(default_factory=dict)
    """Heads of the hub's own log that were shown: size and root."""
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()

    @property
    def thin(self) -> bool:
        """Whether too little was written to say anything."""
        return self.appends <= 20 or not self.blobs

    def told(self) -> str:
        blobs = sum(map(len, self.blobs.values()))
        return (
            f"{self.appends} appends and {blobs} blobs acknowledged,"
            f" {self.refused} times told to come again"
        )


def open_case(bases: list[str], token: str) -> tuple[Case, list[Device]]:
    """Open a case with some devices to spare."""
    case = Case()
    spares = [Device(case.id) for _ in range(_MOST_SPARES)]
    logs = {one.log: one.keys.mldsa44_public for one in (case.device, *spares)}
    case.listed = replace(case.listed, logs=logs)
    note, bearer = case.first_list(), {"authorization": f"Bearer {token}"}
    peer = Peer(bases[0], NAME, Now())
    while True:
        try:
            answer = peer.send(case.lead, "PUT", case.at + "/access", note, bearer)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        assert answer.status_code == 201, answer.text
        peer.client.close()
        return case, spares


@dataclass
class Writer:
    """One case that writes to whichever hub answers."""

    case: Case
    spares: list[Device]
    bases: list[str]
    ledger: Ledger
    stop: threading.Event
    chance: random.Random
    contests: list[tuple[Pack, Pack, set[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.peers = [Peer(base, NAME, Now()) for base in self.bases]

    def threads(self) -> list[threading.Thread]:
        """Return what writes entries, and what writes blobs, until it is time to stop.

        A word of what went wrong is in the ledger.
        """
        return [threading.Thread(target=one) for one in (self.write, self.put_blobs)]

    def close(self) -> None:
        for peer in self.peers:
            peer.client.close()

    def write(self) -> None:
        with self._telling():
            while not self.stop.is_set():
                self.append()
                if self.spares and self.chance.random() < 0.1:
                    self.contest(self.spares.pop())

    def put_blobs(self) -> None:
        with self._telling():
            while not self.stop.wait(0.1):
                self.put_blob()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the end of the test asks for it
            self.ledger.wrong.append(repr(error))

    def insist(self, act: Callable[[Peer], httpx.Response]) -> httpx.Response | None:
        """Ask one hub after the other until one answers; None if it is time to stop."""
        while not self.stop.is_set():
            try:
                answer = act(self.chance.choice(self.peers))
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code not in COME_AGAIN:
                return answer
            with self.ledger.lock:
                self.ledger.refused += 1
            time.sleep(0.05)
        return None

    def append(self) -> None:
        device, draft = self.case.device, self.case.device.clone()
        made = device.sent = draft.write(self.chance.choice([1, 1, 3]))
        answer = self.insist(lambda peer: peer.append(self.case, made))
        if answer is None:
            return
        assert answer.status_code == 200, answer.text
        device.adopt(made)
        device.sent = None
        self._count(answer)
        shown = self.insist(lambda p: p.raw("GET", "/v1/hublog/checkpoint", b"", {}))
        if shown is not None and shown.status_code == 200:
            head = parse_checkpoint_text(parse(shown.content).text)
            with self.ledger.lock:
                before = self.ledger.heads.setdefault(head.size, head.root)
            assert before == head.root, "two heads of one size"

    def _count(self, answer: httpx.Response) -> None:
        head = parse_checkpoint_text(parse(answer.content).text)
        number = answer.headers.get("habeas-hublog")
        with self.ledger.lock:
            self.ledger.appends += 1
            if number is not None:
                self.ledger.leaves[int(number)] = head_hash(head)

    def put_blob(self) -> None:
        blob = chance(self.chance.choice([500, 200_000]))
        at = f"{self.case.at}/blobs/{sha256(blob).hex()}"
        answer = self.insist(lambda peer: peer.send(self.case.lead, "PUT", at, blob))
        if answer is not None:
            assert answer.status_code in (200, 201), answer.text
            with self.ledger.lock:
                self.ledger.blobs.setdefault(self.case.id, []).append(blob)

    def contest(self, device: Device) -> None:
        """Let a device and its clone write at once, each something else."""
        clone = device.clone()
        packs = device.write(), clone.write(2)
        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(
                    lambda made: self.insist(
                        lambda peer: peer.append(self.case, made, device)
                    ),
                    packs,
                )
            )
        taken = {n for n, one in enumerate(answers) if one and one.status_code == 200}
        assert len(taken) < 2, "two histories of one log"
        assert all(one is None or one.status_code in (200, 409) for one in answers)
        self.contests.append((*packs, taken))


def require_all(hub: Hub, writers: list[Writer], ledger: Ledger) -> None:
    """Find all that was acknowledged, and one history of everything."""
    assert ledger.wrong == []
    for writer in writers:
        device = writer.case.device
        held = read_whole(hub, device.log)
        assert held[: len(device.entries)] == device.entries
        if device.sent and len(held) > len(device.entries):
            device.adopt(device.sent)
        assert held == device.entries
        log = hub.store.logs.log(device.log)
        assert log
        assert log.tree == device.tree
        assert log.tree.root() == root([leaf_hash(one.envelope) for one in held])
        for one, two, taken in writer.contests:
            kept = read_whole(hub, one.log)
            histories = [list(one.entries), list(two.entries)]
            assert kept in ([histories[n] for n in taken] or [[], *histories])
        for blob in ledger.blobs.get(writer.case.id, []):
            kept_bytes = b"".join(hub.blobs.read(writer.case.id, sha256(blob)))
            assert kept_bytes == blob
    require_own_log(hub, ledger)


def read_whole(hub: Hub, log: bytes) -> list[Packed]:
    found: list[Packed] = []
    while more := hub.store.logs.entries(log, len(found), 1000, 10**9):
        found += more
    return found


def require_own_log(hub: Hub, ledger: Ledger) -> None:
    """Find every leaf that was named and every head that was shown."""
    leaves = hub.store.hub_tree.heads(0, 10**9)
    assert len(leaves) == hub.store.hub_tree.tree().size
    for number, hash_ in ledger.leaves.items():
        assert leaves[number] == hash_
    tree = Frontier()
    for leaf in leaves:
        tree, _ = tree.append(head_leaf(leaf))
        assert ledger.heads.pop(tree.size, tree.root()) == tree.root()
    ledger.heads.pop(0, None)
    assert ledger.heads == {}, "a head of the hub's own log that is gone"
