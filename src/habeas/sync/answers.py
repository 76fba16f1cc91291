"""What a hub answered, read once and held against what can be known of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final, Literal, ParamSpec, TypeVar

import msgspec

from habeas.errors import BadInputError
from habeas.log.checkpoint import (
    Checkpoint,
    log_vkeys,
    open_checkpoint,
    origin,
)
from habeas.log.fork import Fork, compare
from habeas.log.merkle import HASH_SIZE
from habeas.log.note import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    parse,
    parse_vkey,
    vkey,
)
from habeas.wire.access import SignedList, read_access
from habeas.wire.pack import Pack, decode

ConflictKind = Literal["size", "fork", "forked", "root"]
CONFLICTS: Final[dict[str, ConflictKind]] = {
    "size": "size",
    "fork": "fork",
    "forked": "forked",
    "root": "root",
}
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_IDS: Final = {
    "access": re.compile(r".{0,64}"),
    "log": re.compile(r"[0-9a-f]{64}"),
    "fork": re.compile(r"[0-9a-f]{64}"),
    "body": re.compile(r"[0-9a-f]{64}:(?:0|[1-9][0-9]{0,17})"),
    "blob": re.compile(r"[0-9a-f]{64}"),
    "blob-erased": re.compile(r"[0-9a-f]{64}"),
    "keybox": re.compile(r"[0-9a-f]{32}"),
    "keybox-erased": re.compile(r"[0-9a-f]{32}"),
}
_P = ParamSpec("_P")
_T = TypeVar("_T")


class NotSoError(ValueError):
    """An answer is not what it can be; whoever asked says whose it was."""


@dataclass(frozen=True)
class LogKeys:
    """The two public keys of a log, a device's or a hub's; the first is its id."""

    ed25519: bytes
    mldsa44: bytes

    def vkeys(self) -> tuple[str, str]:
        """Return them as verifier keys."""
        return log_vkeys(self.ed25519, self.mldsa44)


@dataclass(frozen=True)
class Cosigned:
    """A head that the hub holds, with its cosignature of POSIX second `time`.

    `number` is its leaf in the hub's own log, None when it was held before.
    """

    note: bytes
    head: Checkpoint
    time: int
    number: int | None


@dataclass(frozen=True)
class Conflict:
    """Why a pack does not follow on what a hub holds; both notes bear the log's keys.

    `held` is empty when the hub holds nothing; `offered` stands with a fork alone.
    """

    kind: ConflictKind
    size: int
    held: bytes
    offered: bytes


@dataclass(frozen=True)
class Change:
    """A thing of a case as it is now at a hub; kinds as in docs/spec/hub.md."""

    kind: str
    id: str
    size: int


@dataclass(frozen=True)
class Changes:
    """What changed behind a cursor, and the next cursor. `whole` is False for more."""

    cursor: int
    changes: tuple[Change, ...]
    whole: bool


@dataclass(frozen=True)
class HubInfo:
    """What a hub says of itself; the keys are to be compared before they are used."""

    name: str
    keys: LogKeys
    limits: dict[str, int]


def one_refusal(read: Callable[_P, _T]) -> Callable[_P, _T]:
    """Make every failure of a reader a NotSoError: which one helps nobody."""

    @wraps(read)
    def reading(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return read(*args, **kwargs)
        except (BadInputError, msgspec.MsgspecError, ValueError) as error:
            raise NotSoError from error

    return reading


_ONLY_LINES = "\N{EM DASH} ".encode()


@one_refusal
def read_list(note: bytes, case: bytes) -> SignedList:
    """Read the access list of a case; its signer is not judged here."""
    found = read_access(note)
    _require(found.listed.case == case)
    return found


@one_refusal
def read_cosigned(note: bytes, offered: Pack, hub: LogKeys, number: str) -> Cosigned:
    """Read the answer to an append: the head that was sent, cosigned with both keys.

    It is the whole note, or the lines of the hub alone, which go under what was sent.
    The Ed25519 cosignature is what a receipt on paper is made of: that it is wrong is
    to be known now, and not when somebody needs it.
    """
    if note.startswith(_ONLY_LINES):
        note = offered.note + note
    sent, parsed = parse(offered.note), parse(note)
    cosigner = parse_vkey(hub.vkeys()[1])
    short = vkey(origin(hub.ed25519), ED25519_COSIGNATURE, hub.ed25519)
    head = open_checkpoint(note, [_first_vkey(offered.log), hub.vkeys()[1], short])
    _require(parsed.text == sent.text)
    by_hub = (cosigner.name, cosigner.key_id())
    times = [
        int.from_bytes(s.blob[:8], "big")
        for s in parsed.signatures
        if (s.name, s.key_id) == by_hub
    ]
    _require(len(times) == 1)
    return Cosigned(note, head, times[0], _number(number))


@one_refusal
def read_conflict(
    kind: ConflictKind, held: bytes, offered: bytes, keys: LogKeys
) -> Conflict:
    """Read why a pack was not taken, and see that the log signed what is shown."""
    size = open_checkpoint(held, keys.vkeys()).size if held else 0
    if kind == "fork":
        both = [open_checkpoint(note, keys.vkeys()) for note in (held, offered)]
        _require(both[0] != both[1])
    return Conflict(kind, size, held, offered if kind == "fork" else b"")


@one_refusal
def read_pack(data: bytes, start: int, keys: LogKeys) -> tuple[Pack, int]:
    """Read a pack and return it with the size of its head, which bears both keys.

    Its entries are not held against the root: only the whole of them can be.
    """
    pack = decode(data)
    _require((pack.log, pack.start) == (keys.ed25519, start))
    if not pack.note:
        _require(start == 0 and not pack.entries)
        return pack, 0
    size = open_checkpoint(pack.note, keys.vkeys()).size
    _require(start + len(pack.entries) <= size)
    _require(bool(pack.entries) or start == size)  # or nobody would get any further
    return pack, size


class _Change(msgspec.Struct, frozen=True):
    kind: str
    id: str
    size: int


class _Changes(msgspec.Struct, frozen=True):
    cursor: int
    changes: list[_Change]


@one_refusal
def read_changes(data: bytes, after: int) -> Changes:
    """Read what changed; kinds that are not known yet are passed over."""
    told = msgspec.json.decode(data, type=_Changes)
    _require(0 <= told.cursor < 2**63 and len(told.changes) <= MOST_CHANGES)
    _require(not told.changes or told.cursor > after)  # else it never ends
    found = tuple(Change(one.kind, one.id, one.size) for one in told.changes)
    known = tuple(one for one in found if one.kind in _IDS)
    for one in known:
        good = _IDS[one.kind].fullmatch(one.id) and 0 <= one.size < 2**63
        _require(bool(good))
    return Changes(told.cursor, known, whole=len(found) < MOST_CHANGES)


MOST_CHANGES: Final = 1000


class _Fork(msgspec.Struct, frozen=True):
    first: str
    second: str
    path: list[str]


@one_refusal
def read_fork(data: bytes, keys: LogKeys) -> Fork:
    """Read the proof of a fork, and see that it is one."""
    told = msgspec.json.decode(data, type=_Fork)
    path = [bytes.fromhex(one) for one in told.path]
    _require(all(len(one) == HASH_SIZE for one in path))
    first, second = told.first.encode(), told.second.encode()
    found = compare(first, second, keys.vkeys(), path)
    if not isinstance(found, Fork):
        raise NotSoError
    return found


class _Info(msgspec.Struct, frozen=True):
    name: str
    keys: tuple[str, str]
    limits: dict[str, int]
    versions: list[str]


@one_refusal
def read_info(data: bytes) -> HubInfo:
    """Read what a hub says of itself: two keys under one name."""
    told = msgspec.json.decode(data, type=_Info)
    own, cosigner = (parse_vkey(one) for one in told.keys)
    keys = LogKeys(own.public, cosigner.public)
    _require((own.kind, cosigner.kind) == (ED25519, MLDSA44_COSIGNATURE))
    _require(told.keys == keys.vkeys() and "v1" in told.versions)
    _require(_NAME.fullmatch(told.name) is not None)
    return HubInfo(told.name, keys, told.limits)


_NAME: Final = re.compile(r"[a-z0-9.:\[\]-]{1,255}")


@one_refusal
def read_head(note: bytes, keys: LogKeys) -> Checkpoint:
    """Read a head that a log signed with both its keys."""
    return open_checkpoint(note, keys.vkeys())


def _first_vkey(log: bytes) -> str:
    """Return the verifier key that a log's id alone gives."""
    return vkey(origin(log), ED25519, log)


def _number(text: str) -> int | None:
    _require(not text or _NUMBER.fullmatch(text) is not None)
    return int(text) if text else None


def _require(good: bool) -> None:  # noqa: FBT001 - what is asserted
    if not good:
        raise NotSoError
