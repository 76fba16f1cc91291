"""What a hub keeps, as small interfaces: one suite of tests runs over every keeper.

Everything that returns after a change is on the disk. Whatever concerns two processes
at once (a size, a version, a nonce, a quota) is decided inside one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from habeas.hub.refusals import HubRefusal
from habeas.log.fork import Fork
from habeas.log.merkle import Frontier
from habeas.wire.access import SignedList
from habeas.wire.continuation import Continuation
from habeas.wire.pack import Packed

MOST_CONTINUED = 64
"""Logs of a case that go on from others without having been listed themselves."""


class MovedError(Exception):
    """The log isn't any more as it was when the pack was judged: judge again."""


@dataclass(frozen=True)
class Quota:
    """How much a case may keep: bytes of everything, and entries."""

    most_bytes: int
    most_entries: int


@dataclass(frozen=True)
class Usage:
    """What a case keeps, beside its quota."""

    case: bytes
    used_bytes: int
    used_entries: int
    quota: Quota


@dataclass(frozen=True)
class Rights:
    """What a key may do in a case; all false for a stranger."""

    lead: bool = False
    log: bool = False
    read: bool = False

    @property
    def any(self) -> bool:
        """Say whether the list names the key at all."""
        return self.lead or self.log or self.read


@dataclass(frozen=True)
class HeldLog:
    """A log that some list named once, and as much of it as is held.

    `note` is the signed head, empty while nothing is held.
    """

    id: bytes
    case: bytes
    mldsa44: bytes
    tree: Frontier = field(default_factory=Frontier)
    note: bytes = b""
    forked: bool = False


@dataclass(frozen=True)
class Growth:
    """Entries that were judged sound, and the log as it is with them."""

    held: HeldLog
    entries: Sequence[Packed]
    tree: Frontier
    note: bytes
    head_hash: bytes


Unkept = MovedError | HubRefusal


@dataclass(frozen=True)
class Change:
    """The newest change of one thing of a case (docs/spec/hub.md, 'Changes')."""

    kind: str
    id: str
    size: int


class Nonce(NamedTuple):
    """What a key signed with, and until when it must be remembered (POSIX seconds)."""

    key: bytes
    nonce: bytes
    expires: int


class Nonces(Protocol):
    """Remembers what was signed once."""

    def are_new(self, asked: Sequence[Nonce], now: int) -> list[bool]:
        """Say of each whether it is met for the first time, and remember it.

        Of two that are the same, one is new.
        """
        ...


class Cases(Protocol):
    """Who may do what, and how much."""

    def invite(self, token_hash: bytes, quota: Quota, until: int) -> None:
        """Let whoever has the token open one case until then (POSIX seconds)."""
        ...

    def is_invited(self, invitation: bytes, now: int) -> bool:
        """Say whether this hash is that of a token that opens a case."""
        ...

    def access(self, case: bytes) -> bytes | None:
        """Return the signed list that is held."""
        ...

    def put_access(self, new: SignedList, invitation: bytes, now: int) -> bool:
        """Hold this list in place of the one before it; say whether the case is new.

        `invitation` is the hash of a token; it counts for version 1 alone.

        Raises:
            HubRefusal: `invitation`, `version`, `bound`.
        """
        ...

    def go_on(self, made: Continuation) -> bool:
        """Let a log in as the one that it goes on from is; say whether it is new.

        It stays let in as long as the list names the log before, or itself.

        Raises:
            HubRefusal: `stranger` (the log before is not let in), `bound`, `quota`.
        """
        ...

    def continuation(self, case: bytes, log: bytes) -> bytes | None:
        """Return what was shown of a log of this case that goes on from another."""
        ...

    def rights(self, case: bytes, key: bytes) -> Rights:
        """Return what the list that is held lets this key do."""
        ...

    def usage(self) -> list[Usage]:
        """Return what each case keeps."""
        ...

    def set_quota(self, case: bytes, quota: Quota) -> bool:
        """Let a case keep so much; say whether there is such a case."""
        ...


class Logs(Protocol):
    """Entries as they were signed."""

    def log(self, log: bytes) -> HeldLog | None:
        """Return a log that a list named."""
        ...

    def met(
        self, asked: Sequence[tuple[bytes, bytes]]
    ) -> list[tuple[HeldLog, Rights] | None]:
        """Return logs, and what the list of its case lets a key do with each.

        Of each log and key that is asked for; what its list lets do is the newest.
        """
        ...

    def append(self, growths: Sequence[Growth]) -> list[int | Unkept]:
        """Take in each, all of its entries or none; on the disk when this returns.

        Returns the numbers of the hub's own leaves, or why one was not taken in:
            MovedError: the log has another size than when the pack was judged.
            HubRefusal: `quota`; `stranger`, when no list names the log any more.
        """
        ...

    def entries(self, log: bytes, start: int, most: int, room: int) -> list[Packed]:
        """Return entries from number `start` on, at most `most`, in their order.

        No more than their weights (wire.pack) fit into `room` bytes.
        """
        ...

    def leaves(self, log: bytes, start: int, count: int) -> list[bytes]:
        """Return the leaf hashes from number `start` on, at most `count`."""
        ...

    def erase_body(self, log: bytes, index: int) -> bool:
        """Forget a sealed body for good; say whether there is such an entry."""
        ...

    def keep_fork(self, log: bytes, fork: Fork) -> None:
        """Keep the proof, and take nothing more; the first proof stays."""
        ...

    def fork(self, log: bytes) -> Fork | None:
        """Return the proof that is kept."""
        ...


class Things(Protocol):
    """Keyboxes with their bytes, and which blobs there are: each is written once."""

    def put_keybox(self, case: bytes, id_: bytes, box: bytes) -> bool:
        """Keep a box; say whether it is new.

        Raises:
            HubRefusal: `keybox` (another one stands there), `erased`, `quota`.
        """
        ...

    def keybox(self, case: bytes, id_: bytes) -> bytes | None:
        """Return a box.

        Raises:
            HubRefusal: `erased`.
        """
        ...

    def has_room(self, case: bytes, size: int) -> bool:
        """Say whether so many bytes more fit into what a case may keep."""
        ...

    def note_blob(self, case: bytes, hash_: bytes, size: int) -> bool:
        """Count a blob whose bytes are on the disk; say whether it is new.

        Raises:
            HubRefusal: `erased`, `quota`.
        """
        ...

    def blob_size(self, case: bytes, hash_: bytes) -> int | None:
        """Return the size of a blob.

        Raises:
            HubRefusal: `erased`.
        """
        ...

    def erase(self, case: bytes, kind: str, id_: bytes) -> None:
        """Forget a 'blob' or a 'keybox' for good, whether or not it ever came.

        Raises:
            HubRefusal: `quota`, for the name of something that never came.
        """
        ...

    def erased_blobs(self) -> list[tuple[bytes, bytes]]:
        """Return case and hash of every blob that must not be on the disk."""
        ...


class Changes(Protocol):
    """What happened in a case."""

    def after(self, case: bytes, cursor: int, most: int) -> tuple[int, list[Change]]:
        """Return the next cursor and the changes behind this one, oldest first.

        The next is smaller where nothing of the case is known as far as this one.
        """
        ...


class HubTree(Protocol):
    """The hub's own log."""

    def tree(self) -> Frontier:
        """Return the tree as it is."""
        ...

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        """Return hashes of a row of the tree; of levels that are multiples of 8."""
        ...

    def heads(self, start: int, count: int) -> list[bytes]:
        """Return what the leaves hash: 32 bytes each (`hublog.leaf_text`)."""
        ...

    def begin_again(self) -> None:
        """Forget the tree and begin another with every head that is held."""
        ...


@dataclass(frozen=True)
class Watcher:
    """A witness that the hub asks: where, and which keys its cosignatures have.

    `size` is what it cosigned last. After `failures` in a row it isn't asked again
    before `next_at` (POSIX seconds); `trouble` is the word of the last one.
    """

    url: str
    vkeys: tuple[str, ...]
    size: int = 0
    failures: int = 0
    next_at: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class Shown:
    """A head of the hub's own log with the cosignatures that came for it."""

    size: int
    note: bytes


class Witnesses(Protocol):
    """Who cosigns the hub's own log, and what they cosigned."""

    def all(self) -> list[Watcher]:
        """Return every witness, by address."""
        ...

    def put(self, watcher: Watcher) -> None:
        """Hold this witness in place of what stands at its address."""
        ...

    def note(self, watcher: Watcher) -> None:
        """Hold how it went, if the witness still stands at its address."""
        ...

    def remove(self, url: str) -> bool:
        """Ask it no more; say whether it stood there. Heads that are shown stay."""
        ...

    def shown(self) -> Shown | None:
        """Return the newest head that a witness cosigned."""
        ...

    def show(self, shown: Shown) -> None:
        """Hold this head, unless a larger one is held."""
        ...

    def forget_shown(self) -> None:
        """Hold no head, and no size of any witness: the log began again."""
        ...

    def take_turn(self, now: int, until: int) -> bool:
        """Say whether nobody else asks the witnesses now; then nobody does `until`."""
        ...


@dataclass(frozen=True)
class Store:
    """Everything that one hub keeps, but for the bytes of blobs."""

    nonces: Nonces
    cases: Cases
    logs: Logs
    things: Things
    changes: Changes
    hub_tree: HubTree
    witnesses: Witnesses
