"""A hub as a copy of a case meets it: each address of docs/spec/hub.md as a method.

Nothing is believed because a hub says it. What comes back bears the signatures of
its writers, the hub's own cosignature, or the hash that it was asked by; otherwise it
is refused as untrue. 'There is nothing' alone can't be checked (docs/spec/hub.md,
'Withholding').
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from habeas.clock import Clock
from habeas.crypto.digest import sha256
from habeas.log.checkpoint import Checkpoint
from habeas.log.fork import Fork
from habeas.log.note import MAX_NOTE
from habeas.sync import answers
from habeas.sync.answers import (
    CONFLICTS,
    Changes,
    Conflict,
    Cosigned,
    HubInfo,
    LogKeys,
    NotSoError,
)
from habeas.sync.asking import Asker, Caller, Patience
from habeas.sync.network import Answer, Call, Network
from habeas.sync.refusals import (
    AbsentError,
    HubRefusedError,
    OtherKeysError,
    untrue,
)
from habeas.wire.access import MAX_ACCESS, SignedList, read_access
from habeas.wire.boxes import MAX_BOX, object_id
from habeas.wire.continuation import (
    MAX_CONTINUATION,
    Continuation,
    read_continuation,
)
from habeas.wire.notice import boxed_case
from habeas.wire.pack import MAX_PACK, Pack, encode
from habeas.words import N_

MAX_BLOB: Final = 8 * 1024 * 1024
"""Bytes of a part of a sealed file, at most."""
LONGEST_WAIT: Final = 25
_MOST_TOLD: Final = 512 * 1024
"""Bytes of an answer in JSON: 1,000 changes, or the proof of a fork."""


@dataclass(frozen=True)
class Known:
    """What the case says of a hub: the name it is asked by, and its two keys."""

    name: str
    keys: LogKeys


class Hub:
    """One hub, asked by whoever is named in each method.

    Every method raises SyncError in one of its kinds (habeas.sync.refusals); after
    each of them the same may be asked again, and changes nothing if it was done.
    """

    def __init__(
        self,
        network: Network,
        known: Known,
        clock: Clock,
        patience: Patience | None = None,
    ) -> None:
        self._known = known
        self._asker = Asker(network, known.name, clock, patience or Patience())

    async def info(self) -> HubInfo:
        """Return what the hub says of itself, once it has the keys that are known.

        Raises:
            OtherKeysError: it has other keys, or another name.
        """
        found = await _info(self._asker)
        if (found.name, found.keys) != (self._known.name, self._known.keys):
            raise OtherKeysError(
                N_("{hub} is not the hub that this case knows: its keys are others."),
                advice=N_(
                    "Nothing was sent. A hub that was restored from a backup has new"
                    " keys. Ask whoever runs it, by another way, for its fingerprint,"
                    " and add the hub once more with that, at the same address and"
                    " without an invitation."
                ),
                hub=self._asker.host,
            )
        return found

    async def checkpoint(self) -> tuple[bytes, Checkpoint]:
        """Return the head of the hub's own log, signed with both its keys."""
        answer = await self._asker.ask(Call("GET", "/v1/hublog/checkpoint", MAX_NOTE))
        with self._true():
            return answer.body, answers.read_head(answer.body, self._known.keys)

    async def access(self, caller: Caller) -> SignedList:
        """Return the access list that is held. It opens doors; it proves no member."""
        target = _case(caller) + "/access"
        answer = await self._asker.ask(Call("GET", target, MAX_ACCESS), caller)
        with self._true():
            return answers.read_list(answer.body, caller.case)

    async def put_access(
        self, caller: Caller, note: bytes, invitation: str = ""
    ) -> bool:
        """Put an access list; say whether the hub took it as new.

        False also after an answer was lost: the first try had done it.

        Raises:
            WireError, NoteError: `note` is no access list; nothing was sent.
        """
        read_access(note)
        more = {"authorization": f"Bearer {invitation}"} if invitation else {}
        call = Call("PUT", _case(caller) + "/access", MAX_ACCESS, more, note)
        return _made(await self._asker.ask(call, caller))

    async def go_on(self, caller: Caller, made: Continuation) -> bool:
        """Show that a log goes on from another one; say whether the hub took it as new.

        Raises:
            AbsentError: a hub of before, which takes no such thing.
        """
        call = Call("PUT", _log_of(caller, made.log), MAX_NOTE, body=made.encode())
        return _made(await self._asker.ask(call, caller))

    async def continuation(self, caller: Caller, log: bytes) -> Continuation:
        """Return what the hub was shown of a log: what the log before did sign.

        Raises:
            AbsentError: nothing.
        """
        call = Call("GET", _log_of(caller, log), MAX_CONTINUATION)
        answer = await self._asker.ask(call, caller)
        with self._true():
            found = read_continuation(answer.body)
            self._require((found.case, found.log) == (caller.case, log))
            return found

    async def append(
        self, caller: Caller, pack: Pack, keys: LogKeys
    ) -> Cosigned | Conflict:
        """Send entries of a log; `caller` has the log's own seed, `keys` are its own.

        Cosigned says that the hub has written all of it down. A conflict changed
        nothing there, but that a fork is kept for ever.

        Raises:
            WireError: more than a pack may hold; nothing was sent.
        """
        target = f"/v1/logs/{pack.log.hex()}/entries?brief=1"
        call = Call("POST", target, MAX_NOTE, body=encode(pack))
        try:
            answer = await self._asker.ask(call, caller)
        except HubRefusedError as refused:
            kind = CONFLICTS.get(refused.word)
            if kind is None or refused.code not in _CONFLICT_CODES:
                raise
            with self._true():
                held, offered = refused.held, refused.offered
                return answers.read_conflict(kind, held, offered, keys)
        number = answer.headers.get("habeas-hublog", "")
        with self._true():
            return answers.read_cosigned(answer.body, pack, self._known.keys, number)

    async def entries(
        self, caller: Caller, keys: LogKeys, start: int
    ) -> tuple[Pack, int]:
        """Return entries of a log from one number on, and the size of the head.

        They may be fewer than the head has: then they are not proven yet.
        """
        target = f"/v1/logs/{keys.ed25519.hex()}/entries?from={start}"
        answer = await self._asker.ask(Call("GET", target, MAX_PACK), caller)
        with self._true():
            return answers.read_pack(answer.body, start, keys)

    async def whole(self, caller: Caller, keys: LogKeys, start: int) -> Pack:
        """Return all entries from one number on, under the one head they belong to.

        More than a pack holds, and in memory: see `parts`.
        """
        parts = [one async for one in self.parts(caller, keys, start)]
        found = tuple(entry for part in parts for entry in part.entries)
        return Pack(parts[-1].log, start, parts[-1].note, found)

    async def parts(
        self, caller: Caller, keys: LogKeys, start: int
    ) -> AsyncIterator[Pack]:
        """Yield the entries from one number on, pack by pack.

        The head of the last pack is that of them all: what the log's own keys signed,
        at most. The root is for the vault to hold against it.
        """
        more = True
        while more:
            pack, size = await self.entries(caller, keys, start)
            start += len(pack.entries)
            more = start < size
            yield pack

    async def fork(self, caller: Caller, keys: LogKeys) -> Fork:
        """Return the proof that a log has two histories: a true one, or none.

        Raises:
            AbsentError: the hub says that it has none.
        """
        target = f"/v1/logs/{keys.ed25519.hex()}/fork"
        most = 2 * MAX_NOTE + _MOST_TOLD
        answer = await self._asker.ask(Call("GET", target, most), caller)
        with self._true():
            return answers.read_fork(answer.body, keys)

    async def changes(self, caller: Caller, cursor: int, wait: int = 0) -> Changes:
        """Return what changed behind a cursor, oldest first.

        With `wait`, it comes as soon as there is something, or after these seconds,
        25 at most, with nothing.
        """
        wait = min(wait, LONGEST_WAIT)
        target = f"{_case(caller)}/changes?after={cursor}&wait={wait}"
        call = Call("GET", target, _MOST_TOLD, wait=wait)
        answer = await self._asker.ask(call, caller)
        with self._true():
            return answers.read_changes(answer.body, cursor)

    async def put_blob(self, caller: Caller, blob: bytes) -> bool:
        """Send a part of a sealed file; say whether the hub took it as new.

        Raises:
            GoneError: it was erased there for good.
        """
        return await self._put(caller, f"blobs/{sha256(blob).hex()}", blob)

    async def get_blob(self, caller: Caller, hash_: bytes) -> bytes:
        """Return a part of a sealed file, the one that has this SHA-256.

        Raises:
            AbsentError, GoneError: the hub says so.
        """
        target = f"{_case(caller)}/blobs/{hash_.hex()}"
        answer = await self._asker.ask(Call("GET", target, MAX_BLOB), caller)
        self._require(sha256(answer.body) == hash_)
        return answer.body

    async def blob_size(self, caller: Caller, hash_: bytes) -> int | None:
        """Return the size of a blob that the hub says it has, None if it has none.

        Raises:
            GoneError: it was erased there for good.
        """
        target = f"{_case(caller)}/blobs/{hash_.hex()}"
        try:
            answer = await self._asker.ask(Call("HEAD", target, 0), caller)
        except AbsentError:
            return None
        size = answer.headers.get("content-length", "")
        self._require(size.isdecimal() and len(size) <= len(str(MAX_BLOB)))
        return int(size)

    async def put_box(self, caller: Caller, box: bytes) -> bool:
        """Send a box with a key; say whether the hub took it as new."""
        return await self._put(caller, f"keyboxes/{object_id(box).hex()}", box)

    async def get_box(self, caller: Caller, id_: bytes) -> bytes:
        """Return the box that has this id, of this case.

        Raises:
            AbsentError, GoneError: the hub says so.
        """
        target = f"{_case(caller)}/keyboxes/{id_.hex()}"
        answer = await self._asker.ask(Call("GET", target, MAX_BOX), caller)
        self._require(object_id(answer.body) == id_)
        with self._true():
            self._require(_of_case(answer.body) == caller.case)
        return answer.body

    async def erase_blob(self, caller: Caller, hash_: bytes) -> None:
        """Have a blob erased for good; the hub may be lying when it says it did."""
        await self._delete(caller, f"{_case(caller)}/blobs/{hash_.hex()}")

    async def erase_box(self, caller: Caller, id_: bytes) -> None:
        """Have a box erased for good."""
        await self._delete(caller, f"{_case(caller)}/keyboxes/{id_.hex()}")

    async def erase_body(self, caller: Caller, log: bytes, index: int) -> None:
        """Have a sealed body erased for good; the envelope stays.

        Raises:
            AbsentError: the hub says that it holds no such entry.
        """
        await self._delete(caller, f"/v1/logs/{log.hex()}/bodies/{index}")

    async def _put(self, caller: Caller, where: str, data: bytes) -> bool:
        call = Call("PUT", f"{_case(caller)}/{where}", MAX_ACCESS, body=data)
        return _made(await self._asker.ask(call, caller))

    async def _delete(self, caller: Caller, target: str) -> None:
        await self._asker.ask(Call("DELETE", target, MAX_ACCESS), caller)

    def _require(self, good: bool) -> None:  # noqa: FBT001 - what is asserted
        if not good:
            raise untrue(self._asker.host)

    def _true(self) -> AbstractContextManager[None]:
        return _true(self._asker.host)


def _log_of(caller: Caller, log: bytes) -> str:
    return f"{_case(caller)}/logs/{log.hex()}"


_CONFLICT_CODES: Final = frozenset({409, 422})
_MADE_CODE: Final = 201


async def introduce(network: Network, name: str, clock: Clock) -> HubInfo:
    """Return what a hub says of itself that no case knows yet.

    Its keys are believed by nobody until a person has compared them.
    """
    return await _info(Asker(network, name, clock, Patience()))


async def _info(asker: Asker) -> HubInfo:
    answer = await asker.ask(Call("GET", "/v1/hub", _MOST_TOLD))
    with _true(asker.host):
        return answers.read_info(answer.body)


@contextmanager
def _true(host: str) -> Iterator[None]:
    try:
        yield
    except NotSoError:
        raise untrue(host) from None


def _case(caller: Caller) -> str:
    return f"/v1/cases/{caller.case.hex()}"


def _made(answer: Answer) -> bool:
    return answer.status == _MADE_CODE


@answers.one_refusal
def _of_case(box: bytes) -> bytes:
    return boxed_case(box)
