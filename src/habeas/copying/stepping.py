"""Each step of an exchange with a hub: asked, and kept as soon as it is done."""

from collections.abc import Awaitable, Callable
from functools import partial

from habeas.actions.desk import Desk
from habeas.actions.merging import merge
from habeas.copying.line import Line
from habeas.copying.standing import Standing
from habeas.copying.taken import Parts, Taken
from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public
from habeas.errors import NotFoundError
from habeas.sync.answers import Conflict, Cosigned, LogKeys
from habeas.sync.asking import Caller
from habeas.sync.offers import Step
from habeas.sync.refusals import AbsentError, GoneError, HubRefusedError, untrue
from habeas.vault.arriving import keep_whole, part_of
from habeas.vault.foreign import ForkError, keep_fork
from habeas.vault.hubs import Holding, keep_cosigned, keep_holdings, keep_list
from habeas.vault.opening import box_of
from habeas.vault.packing import pack_from
from habeas.wire.pack import Pack


class Stepper:
    """Does the steps of one round."""

    def __init__(self, line: Line, stand: Standing, taken: Taken) -> None:
        self._line, self._stand, self._taken = line, stand, taken
        self._hub, self._caller, self._at = line.hub, line.caller, line.at
        self._done = line.done
        self._acts: dict[str, Callable[[Step], Awaitable[None]]] = {
            "fetch access": self._fetch_access,
            "send box": self._send_box,
            "send entries": self._send_entries,
            "send blob": self._send_blob,
            "erase box": self._erase_box,
            "erase blob": self._erase_blob,
            "erase body": self._erase_body,
            "fetch fork": self._fetch_fork,
            "fetch box": self._fetch_box,
            "fetch entries": self._fetch_entries,
            "fetch blob": self._fetch_blob,
        }

    @property
    def _writer(self) -> Caller:
        if self._line.writer is None:
            raise NotFoundError("the hub knows no log of this device yet")
        return self._line.writer

    async def do(self, step: Step) -> None:
        """Do one step.

        Raises:
            SyncError: the hub could not be reached, refused, or answered untruth.
            NotFoundError: it can't be done from here.
        """
        await self._acts[step.verb](step)

    async def _fetch_access(self, step: Step) -> None:
        held = await self._hub.access(self._caller)
        if held.listed.version < step.stop:
            raise untrue(self._line.place.hub.name)

        def keep(desk: Desk) -> None:
            with desk.vault.transaction() as db:
                where = (self._line.id, self._line.key)
                keep_list(db, *where, held.listed.version, held.note)

        await self._at(keep)
        self._done.came.lists += 1

    async def _send_box(self, step: Step) -> None:
        made = await self._at(lambda desk: box_of(desk.vault, step.id))
        if made is None:
            return  # destroyed meanwhile
        try:
            self._done.sent.boxes += await self._hub.put_box(self._writer, made)
        except GoneError:
            await self._note("keybox-erased", step.id, 0)
        else:
            await self._note("keybox", step.id, len(made))

    async def _send_entries(self, step: Step) -> None:
        keys, at = self._stand.keys[step.id], step.start
        while at < step.stop:
            pack = await self._at(partial(_pack, log=step.id, start=at))
            if pack is None:
                return
            answer = await self._hub.append(self._bringer(pack), pack, keys)
            if isinstance(answer, Conflict):
                await self._meet(step, answer, keys)
                return
            at = pack.start + len(pack.entries)
            await self._cosigned(step.id, at, answer)
            self._done.sent.entries += len(pack.entries)

    def _bringer(self, pack: Pack) -> Caller:
        """Return who may bring a pack: what lacks a body, its writer or a lead.

        Raises:
            NotFoundError: neither is this device.
        """
        if all(one.sealed is not None for one in pack.entries):
            return self._caller
        own = (one for one in self._line.who if ed25519_public(one.seed) == pack.log)
        caller = next(own, self._caller if self._stand.here.leads else None)
        if caller is None:
            raise NotFoundError("its writer brings it, or somebody who leads")
        return caller

    async def _cosigned(self, log: bytes, size: int, answer: Cosigned) -> None:
        where = (self._line.id, self._line.key)

        def keep(desk: Desk) -> None:
            with desk.vault.transaction() as db:
                keep_holdings(db, *where, [Holding("log", log.hex(), size)])
                keep_cosigned(db, *where, log, size, answer.note)

        await self._at(keep)

    async def _meet(self, step: Step, told: Conflict, keys: LogKeys) -> None:
        """Take note of what a hub holds instead, which the log's own keys signed."""
        if told.kind in ("fork", "forked"):
            await self._note("fork", step.id, 0)
            return
        if told.kind == "size" and told.size != step.start:
            await self._note("log", step.id, told.size)
            return
        # it holds another history of this size than we do, or says so without proof
        other = Pack(step.id, told.size, told.held, ())
        merged = await self._at(lambda desk: merge(desk, self._line.case, [other]))
        if not isinstance(merged.refused.get(keys.ed25519), ForkError):
            raise untrue(self._line.place.hub.name)
        self._done.forks.add(step.id)

    async def _send_blob(self, step: Step) -> None:
        data = await self._at(
            lambda desk: part_of(desk.vault.exhibits, step.id.hex(), 0)
        )
        if sha256(data) != step.id:
            raise NotFoundError("a damaged file is not sent")  # `verify` tells it
        await self.put_blob(data)

    async def put_blob(self, data: bytes) -> None:
        """Send a part of a file, and keep that the hub has it."""
        try:
            self._done.sent.files += await self._hub.put_blob(self._writer, data)
        except GoneError:
            await self._note("blob-erased", sha256(data), 0)
        else:
            await self._note("blob", sha256(data), len(data))

    async def _erase_box(self, step: Step) -> None:
        await self._hub.erase_box(self._caller, step.id)
        await self._note("keybox-erased", step.id, 0)

    async def _erase_blob(self, step: Step) -> None:
        await self._hub.erase_blob(self._caller, step.id)
        await self._note("blob-erased", step.id, 0)

    async def _erase_body(self, step: Step) -> None:
        await self._hub.erase_body(self._caller, step.id, step.start)
        place = Holding("body", f"{step.id.hex()}:{step.start}", 0)
        await self._line.note(place)

    async def _fetch_fork(self, step: Step) -> None:
        keys = self._stand.keys.get(step.id)
        if keys is None:
            return
        found = await self._hub.fork(self._caller, keys)
        new = await self._at(lambda desk: keep_fork(desk.vault, step.id, found))
        if new:
            self._done.forks.add(step.id)

    async def _fetch_box(self, step: Step) -> None:
        self._taken.boxes.append(await self._hub.get_box(self._caller, step.id))

    async def _fetch_entries(self, step: Step) -> None:
        keys = self._stand.keys.get(step.id) or await self._gone_on(step.id)
        if keys is None:
            self._done.strangers.add(step.id)
            return
        parts, note = Parts(self._at), b""
        try:
            async for part in self._hub.parts(self._caller, keys, step.start):
                note = part.note
                await parts.add(part.entries)
        except BaseException:
            parts.drop()
            raise
        pack = Pack(step.id, step.start, note, parts.entries())
        self._taken.take(pack, parts.size)

    async def _gone_on(self, log: bytes) -> LogKeys | None:
        """Return the keys of a log that goes on from one known here, as that signed it.

        Its own first entry has to say the same before it counts.
        """
        try:
            made = await self._hub.continuation(self._caller, log)
        except (AbsentError, HubRefusedError):
            return None
        if made.before not in self._stand.keys:
            return None
        return LogKeys(log, made.mldsa44)

    async def _fetch_blob(self, step: Step) -> None:
        data = await self._hub.get_blob(self._caller, step.id)
        stored = step.id.hex()
        await self._at(lambda desk: keep_whole(desk.vault.exhibits, stored, data))
        self._done.came.files += 1

    async def _note(self, kind: str, id_: bytes, size: int) -> None:
        await self._line.note(Holding(kind, id_.hex(), size))


def _pack(desk: Desk, log: bytes, start: int) -> Pack | None:
    return pack_from(desk.vault, log, start)
