"""What a copy of a case would do: invented devices, their logs, signed requests."""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx

from habeas.crypto.digest import sha256
from habeas.crypto.sign import Signer, ed25519_public
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.continued import continues_text
from habeas.log.entry import Envelope, encode
from habeas.log.merkle import Frontier, leaf_hash
from habeas.wire import pack, request
from habeas.wire.access import AccessList, SignedList, read_access, sign_access
from habeas.wire.continuation import Continuation
from habeas.wire.pack import Pack, Packed

_COUNT = itertools.count()


def chance(size: int = 32) -> bytes:
    """Return bytes that never came before: no test depends on what they are."""
    return hashlib.shake_256(f"hub test {next(_COUNT)}".encode()).digest(size)


@dataclass
class Device:
    """One device of one case, and the log it writes."""

    case: bytes
    ed25519_seed: bytes = field(default_factory=chance)
    mldsa44_seed: bytes = field(default_factory=chance)
    tree: Frontier = field(default_factory=Frontier)
    entries: list[Packed] = field(default_factory=list)
    sent: Pack | None = None
    """What was sent and not answered."""

    def __post_init__(self) -> None:
        self.keys = Signer(self.ed25519_seed, self.mldsa44_seed)
        self.log = self.keys.ed25519_public

    def entry(self, index: int, sealed: bytes) -> Packed:
        envelope = Envelope(
            self.case, self.log, index, 1, 1, chance(), sha256(sealed), len(sealed)
        )
        return Packed(encode(envelope), sealed)

    def head(self) -> bytes:
        return sign_checkpoint(
            Checkpoint(origin(self.log), self.tree.size, self.tree.root()), self.keys
        )

    def write(self, count: int = 1, size: int = 60) -> Pack:
        """Write entries and return them as a pack."""
        start = self.tree.size
        new = [self.entry(start + n, chance(size)) for n in range(count)]
        self.entries += new
        self.tree = self.tree.extend(leaf_hash(one.envelope) for one in new)
        return Pack(self.log, start, self.head(), tuple(new))

    def adopt(self, made: Pack) -> None:
        """Count a pack as written that a clone made."""
        self.entries += made.entries
        self.tree = self.tree.extend(leaf_hash(one.envelope) for one in made.entries)

    def clone(self) -> "Device":
        """Return a copy of the disk: the same keys, the same entries, its own way."""
        return replace(self, entries=list(self.entries))


@dataclass
class Case:
    """A case with one lead, one reader and one writing device."""

    id: bytes = field(default_factory=lambda: chance(16))
    lead: bytes = field(default_factory=chance)
    reader: bytes = field(default_factory=chance)

    def __post_init__(self) -> None:
        self.device, self.newer = Device(self.id), Device(self.id)
        self.listed = AccessList(
            self.id,
            1,
            bytes(32),
            frozenset({ed25519_public(self.lead)}),
            {self.device.log: self.device.keys.mldsa44_public},
            frozenset({ed25519_public(self.reader)}),
        )

    def goes_on(
        self, old: "Device | None" = None, new: "Device | None" = None
    ) -> bytes:
        """Return what a hub is shown of a log that goes on from another one."""
        old, new = old or self.device, new or self.newer
        key, previous = new.keys.mldsa44_public, f"{old.log.hex()} 0 {'0' * 64}"
        text = continues_text(self.id, new.log, key, previous)
        signed = old.keys.ed25519(text), new.keys.ed25519(text)
        return Continuation(self.id, new.log, key, previous, *signed).encode()

    def signed(self) -> SignedList:
        return read_access(self.first_list())

    def first_list(self) -> bytes:
        return sign_access(self.listed, self.lead)

    def next_list(self, **changes: object) -> bytes:
        """Change the list, and return it signed."""
        following = {"version": self.listed.version + 1, "previous": self.listed.hash()}
        self.listed = replace(self.listed, **following, **changes)  # type: ignore[arg-type]
        return sign_access(self.listed, self.lead)

    @property
    def at(self) -> str:
        return f"/v1/cases/{self.id.hex()}"

    @property
    def log_at(self) -> str:
        return f"/v1/logs/{self.device.log.hex()}"


@dataclass
class Peer:
    """Sends signed requests to one hub."""

    base: str
    name: str
    clock: "SetClock"

    def __post_init__(self) -> None:
        # no certificates are loaded, and one connection serves all
        self.client = httpx.Client(verify=False, trust_env=False, timeout=30)

    def headers(
        self,
        seed: bytes,
        method: str,
        address: str,
        body: bytes = b"",
        times: request.Times | None = None,
    ) -> dict[str, str]:
        path, _, query = address.partition("?")
        digest = sha256(body)
        now = int(self.clock.now().timestamp())
        times = times or request.Times(now, now + 60, chance(16))
        asked = request.Request(method, self.name, path, query, digest)
        return request.sign_request(asked, seed, times)

    def send(
        self,
        seed: bytes,
        method: str,
        address: str,
        body: bytes = b"",
        more: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = self.headers(seed, method, address, body)
        return self.raw(method, address, body, {**headers, **(more or {})})

    def raw(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        address = self.base + address
        return self.client.request(
            method, address, content=body or None, headers=dict(headers)
        )

    def open_case(self, token: str) -> Case:
        """Open a new case at the hub."""
        case = Case()
        note = case.first_list()
        bearer = {"authorization": f"Bearer {token}"}
        answer = self.send(case.lead, "PUT", case.at + "/access", note, bearer)
        assert answer.status_code == 201, answer.text
        return case

    def append(
        self, case: Case, made: Pack, device: Device | None = None
    ) -> httpx.Response:
        device = device or case.device
        address = f"/v1/logs/{device.log.hex()}/entries"
        return self.send(device.ed25519_seed, "POST", address, pack.encode(made))


@dataclass
class SetClock:
    """A clock that a test sets."""

    seconds: float = 1_796_040_000

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, tz=UTC)


def word(answer: httpx.Response) -> str:
    """Return the word of a refusal."""
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    return str(told["type"]).removeprefix("habeas.org/hub/")
