"""What a hub does for somebody who signed, without a word of HTTP.

Every method blocks on the disk; the door calls them from threads.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from habeas.clock import Clock
from habeas.crypto.digest import sha256
from habeas.hub import hublog
from habeas.hub.admission import Forked, Offered, examine, judge
from habeas.hub.blobs import Incoming
from habeas.hub.folder import Hub
from habeas.hub.refusals import (
    HubRefusal,
    conflict,
    erased,
    no_room,
    not_found,
    stranger,
    uninvited,
    unsigned,
)
from habeas.hub.store import Change, Growth, HeldLog, MovedError, Nonce, Rights
from habeas.log.checkpoint import log_vkeys as vkeys_of
from habeas.log.checkpoint import open_checkpoint, origin
from habeas.log.cosignature import cosigner_vkeys
from habeas.log.fork import Fork
from habeas.wire import pack as packs
from habeas.wire.access import read_access
from habeas.wire.continuation import read_continuation
from habeas.wire.request import SKEW, Signed

Need = Literal["any", "read", "write", "lead"]
LogNeed = Literal["bring", "read", "lead"]
MAX_KEYBOX = 16 * 1024
MOST_CHANGES = 1000
_ANSWER = 1024 * 1024
"""Bytes of entries in an answer of several: no more is held for a slow reader."""
_TRIES = 8
_MAY: dict[Need, Callable[[Rights], bool]] = {
    "any": lambda held: held.any,
    "read": lambda held: held.lead or held.read,
    "write": lambda held: held.lead or held.log,
    "lead": lambda held: held.lead,
}


@dataclass(frozen=True)
class Accepted:
    """A head that is held: cosigned, and where it stands in the hub's own log."""

    note: bytes
    number: int | None

    def cosignatures(self) -> bytes:
        """Return the lines of the hub alone, as they stand under the note."""
        return hublog.cosignatures(self.note)


@dataclass(frozen=True)
class Asked:
    """Somebody who signed, and what they want to do with a log."""

    signed: Signed
    log: bytes
    need: LogNeed


@dataclass(frozen=True)
class Admitted:
    """A log that somebody may use; `owns`: by its own key, or by one that leads."""

    held: HeldLog
    owns: bool


@dataclass(frozen=True)
class Brought:
    """A pack for a log that is held.

    `lacking`: it may bring an entry whose body was erased, as the log's own key may,
    and one that leads.
    """

    held: HeldLog
    data: bytes
    lacking: bool


class Service:
    """One hub at work. Refusals are HubRefusal, as docs/spec/hub.md lists them."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub, self._clock, self._store = hub, clock, hub.store

    def now(self) -> int:
        """Return the hub's own time in POSIX seconds."""
        return int(self._clock.now().timestamp())

    def admit(self, signed: Signed, case: bytes, need: Need) -> None:
        """Let in whoever may do this in the case, and has not signed just this before.

        Raises:
            HubRefusal: `stranger`, `replay`.
        """
        self.require(signed, case, need)
        self._require_new(signed)

    def require(self, signed: Signed, case: bytes, need: Need) -> None:
        """Look who may do this, as it is now.

        Raises:
            HubRefusal: `stranger`.
        """
        if not _MAY[need](self._store.cases.rights(case, signed.key)):
            raise stranger()

    def admit_to_logs(self, asked: Sequence[Asked]) -> list[Admitted | HubRefusal]:
        """Let in each who may do this with a log; its own key may also read it.

        Whoever the list names may bring entries of a log that it names too: the pack is
        believed for the head that its writer signed, and not for who carries it.
        Refused are `stranger` and `replay`.
        """
        pairs = [(one.log, key) for one in asked for key in (one.signed.key, one.log)]
        met = iter(self._store.logs.met(pairs))
        told = [_admitted(one, next(met), next(met)) for one in asked]
        let_in = [at for at, one in enumerate(told) if isinstance(one, Admitted)]
        nonces = [_nonce(asked[at].signed) for at in let_in]
        new = self._store.nonces.are_new(nonces, self.now()) if nonces else []
        for at, is_new in zip(let_in, new, strict=True):
            if not is_new:
                told[at] = _replayed()
        return told

    def admit_to_access(self, signed: Signed, case: bytes, token: str) -> None:
        """Let in a lead of the case; where there is none yet, who has an invitation.

        Asked before the body: whoever has neither takes up no room here.

        Raises:
            HubRefusal: `stranger`, `invitation`.
        """
        if self._store.cases.access(case) is not None:
            self.admit(signed, case, "lead")
        elif not self._store.cases.is_invited(sha256(token.encode()), self.now()):
            raise uninvited()

    def put_access(self, signed: Signed, case: bytes, note: bytes, token: str) -> bool:
        """Hold a new access list; say whether the case is new."""
        new = read_access(note)
        if (new.listed.case, new.signer) != (case, signed.key):
            raise stranger()
        if self._store.cases.access(case) is None:  # `admit_to_access` did not ask
            self._require_new(signed)
        return self._store.cases.put_access(new, sha256(token.encode()), self.now())

    def access(self, case: bytes) -> bytes:
        """Return the access list of a case that is held."""
        return self._store.cases.access(case) or b""

    def go_on(self, signed: Signed, case: bytes, log: bytes, note: bytes) -> bool:
        """Let a log in that goes on from one that is let in; say whether it is new."""
        self.require(signed, case, "any")
        made = read_continuation(note)
        if (made.case, made.log) != (case, log):
            raise stranger()
        return self._store.cases.go_on(made)

    def continuation(self, case: bytes, log: bytes) -> bytes:
        """Return what was shown of a log that goes on from another one."""
        if found := self._store.cases.continuation(case, log):
            return found
        raise not_found("log")

    def append_all(
        self, brought: Sequence[Brought]
    ) -> list[Accepted | Exception | None]:
        """Take in packs that follow on what is held, together, or say why not.

        None is said of one that must be looked at closely, which `append` does: it may
        read a whole log, and nobody else is to wait for that.
        """
        told = [self._followed(one) for one in brought]
        growing = [(at, one) for at, one in enumerate(told) if isinstance(one, tuple)]
        numbers = self._store.logs.append([growth for _, (_, growth) in growing])
        done: list[Accepted | Exception | None] = [
            None if isinstance(one, tuple) else one for one in told
        ]
        for (at, (offered, growth)), number in zip(growing, numbers, strict=True):
            if isinstance(number, int):
                done[at] = self._accepted(offered, growth, number)
            elif not isinstance(number, MovedError):
                done[at] = number
        return done

    def _followed(self, one: Brought) -> tuple[Offered, Growth] | Exception | None:
        """Return what a pack adds, if it follows on what was held a moment ago."""
        try:
            offered, held = self._examined(one), one.held
            if held.forked or offered.pack.start != held.tree.size:
                return None
            verdict = judge(offered, held, self._leaves(held.id))
        except Exception as error:  # noqa: BLE001 - told to whoever brought it
            return error
        return (offered, verdict) if isinstance(verdict, Growth) else None

    def _examined(self, one: Brought) -> Offered:
        pack = packs.decode(one.data)
        if pack.log != one.held.id:
            raise stranger()
        return examine(pack, one.held, lacking=one.lacking)

    def append(self, one: Brought) -> Accepted:
        """Take in a pack, or say why not; a fork is kept before it is told."""
        offered, held = self._examined(one), one.held
        if offered.pack.start != held.tree.size:  # it grew meanwhile, or is old
            held = self._store.logs.log(held.id) or held
        for _ in range(_TRIES):
            verdict = judge(offered, held, self._leaves(held.id))
            if verdict is None:
                return Accepted(self._cosigned(held), None)
            if isinstance(verdict, Forked):
                self._store.logs.keep_fork(held.id, verdict.fork)
                told = verdict.offered.decode()
                title = "Two signed heads of this log contradict each other."
                raise conflict("fork", title, held.note, offered=told)
            (number,) = self._store.logs.append([verdict])
            if isinstance(number, int):
                return self._accepted(offered, verdict, number)
            if not isinstance(number, MovedError):
                raise number
            held = self._store.logs.log(held.id) or held
        raise conflict("size", "The log moves too fast.", held.note)

    def _accepted(self, offered: Offered, growth: Growth, number: int) -> Accepted:
        keys, now = self._hub.keys, self.now()
        return Accepted(hublog.cosign(growth.note, offered.head, keys, now), number)

    def entries(self, held: HeldLog, start: int) -> bytes:
        """Return a pack of what is held from one number on, as much as fits."""
        if start > held.tree.size:
            raise not_found("range")
        # what came in after `held` was looked up is not under its head
        most = min(packs.MAX_ENTRIES, held.tree.size - start)
        room = packs.room(held.note)
        found = self._store.logs.entries(held.id, start, most, min(_ANSWER, room))
        if not found and most:  # the first of them is larger
            found = self._store.logs.entries(held.id, start, 1, room)
        return packs.encode(packs.Pack(held.id, start, held.note, tuple(found)))

    def fork(self, log: bytes) -> Fork:
        """Return the proof that a log has two histories."""
        found = self._store.logs.fork(log)
        if found is None:
            raise not_found("fork")
        return found

    def erase_body(self, log: bytes, index: int) -> None:
        """Erase one sealed body for good."""
        if not self._store.logs.erase_body(log, index):
            raise not_found("range")

    def changes(
        self, signed: Signed, case: bytes, cursor: int
    ) -> tuple[int, list[Change]]:
        """Return what changed; the right to know it is looked up each time."""
        if not self._store.cases.rights(case, signed.key).any:
            raise stranger()
        return self._store.changes.after(case, cursor, MOST_CHANGES)

    def put_keybox(self, signed: Signed, case: bytes, id_: bytes, box: bytes) -> bool:
        """Keep a keybox, if who sent it still may; say whether it is new."""
        self.require(signed, case, "write")
        return self._store.things.put_keybox(case, id_, box)

    def keybox(self, case: bytes, id_: bytes) -> bytes:
        """Return a keybox."""
        box = self._store.things.keybox(case, id_)
        if box is None:
            raise not_found("keybox")
        return box

    def expect_blob(self, case: bytes, hash_: bytes, size: int) -> Incoming | None:
        """Begin to take in a blob; None when it is here already.

        One that is counted and whose bytes are gone is taken in again.

        Raises:
            HubRefusal: `erased`, `quota`.
        """
        counted = self._store.things.blob_size(case, hash_) is not None
        if counted and self._hub.blobs.has(case, hash_):
            return None
        if not counted and not self._store.things.has_room(case, size):
            raise no_room()
        return self._hub.blobs.receive(case, hash_)

    def keep_blob(self, case: bytes, hash_: bytes, size: int, coming: Incoming) -> None:
        """Keep a blob whose bytes are all there: first the bytes, then the record.

        Only of one that was erased meanwhile the bytes go again: nobody can count it
        any more. After any other error another process may, or this one does and nobody
        heard.
        """
        coming.keep()
        try:
            self._store.things.note_blob(case, hash_, size)
        except HubRefusal as refusal:
            if refusal.word == erased().word:
                self._hub.blobs.remove(case, hash_)
            raise

    def blob_size(self, case: bytes, hash_: bytes) -> int:
        """Return the size of a blob that is here."""
        size = self._store.things.blob_size(case, hash_)
        if size is None:
            raise not_found("blob")
        return size

    def blob(self, case: bytes, hash_: bytes) -> tuple[int, Iterator[bytes]]:
        """Return the size of a blob, and its bytes piece by piece."""
        return self.blob_size(case, hash_), self._hub.blobs.read(case, hash_)

    def erase(self, case: bytes, kind: Literal["blob", "keybox"], id_: bytes) -> None:
        """Erase a blob or a keybox for good; done twice, its bytes go twice."""
        self._store.things.erase(case, kind, id_)
        if kind == "blob":
            self._hub.blobs.remove(case, id_)

    def hub_checkpoint(self) -> bytes:
        """Return the head of the hub's own log that witnesses saw last, or the newest.

        With witnesses it is some seconds old, and has their cosignatures.
        """
        shown = self._store.witnesses.shown()
        if shown is not None:
            return shown.note
        return hublog.sign_tree(self._store.hub_tree, self._hub.keys)

    def hub_tile(self, path: str) -> bytes:
        """Return a tile of the hub's own log."""
        return hublog.read_tile(self._store.hub_tree, path)

    def vkeys(self) -> tuple[str, str]:
        """Return the verifier keys of the hub: of its log and of its cosignatures."""
        keys = self._hub.keys
        return vkeys_of(keys.ed25519_public, keys.mldsa44_public)

    def cosigner_vkeys(self) -> tuple[str, str]:
        """Return the verifier keys of what it cosigns: Ed25519, ML-DSA-44."""
        keys = self._hub.keys
        return cosigner_vkeys(origin(keys.ed25519_public), keys)

    @property
    def name(self) -> str:
        """Return the name that clients sign as the authority."""
        return self._hub.name

    def _require_new(self, signed: Signed) -> None:
        (new,) = self._store.nonces.are_new([_nonce(signed)], self.now())
        if not new:
            raise _replayed()

    def _cosigned(self, held: HeldLog) -> bytes:
        head = open_checkpoint(held.note, vkeys_of(held.id, held.mldsa44))
        return hublog.cosign(held.note, head, self._hub.keys, self.now())

    def _leaves(self, log: bytes) -> Callable[[int, int], list[bytes]]:
        return lambda start, count: self._store.logs.leaves(log, start, count)


def _admitted(
    asked: Asked,
    found: tuple[HeldLog, Rights] | None,
    writer: tuple[HeldLog, Rights] | None,
) -> Admitted | HubRefusal:
    """Judge somebody by what their own key may do, and what the log's may."""
    if found is None or writer is None:
        return stranger()
    held, rights = found
    own = asked.signed.key == asked.log
    if asked.need == "bring":
        may = rights.any and writer[1].log
    else:
        may = (own and asked.need == "read" and rights.log) or _MAY[asked.need](rights)
    return Admitted(held, own or rights.lead) if may else stranger()


def _nonce(signed: Signed) -> Nonce:
    """Return what is remembered: longer than it holds, by how far clocks differ."""
    times = signed.times
    return Nonce(signed.key, times.nonce, times.expires + SKEW)


def _replayed() -> HubRefusal:
    return unsigned("replay", "This request was signed once and came before.")
