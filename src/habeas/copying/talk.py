"""One copy of a case and one of its hubs: what is asked, done and kept, in turn."""

from dataclasses import replace
from functools import partial
from typing import Final

from habeas.actions.desk import Desk
from habeas.actions.joining import arrive
from habeas.actions.merging import Merged, writers_in
from habeas.copying.access import doors, kept_out, unknown
from habeas.copying.anew import Look, is_due, is_less
from habeas.copying.filling import fill_in
from habeas.copying.large import carry_large
from habeas.copying.line import Line
from habeas.copying.report import HubReport, lets_in
from habeas.copying.standing import May, Standing, listed_at, mark, standing
from habeas.copying.stepping import Stepper
from habeas.copying.taken import Taken, drop
from habeas.crypto.sign import ed25519_public
from habeas.errors import NotFoundError
from habeas.sync.answers import Changes, LogKeys
from habeas.sync.asking import Caller
from habeas.sync.offers import Step, steps
from habeas.sync.refusals import (
    AbsentError,
    HubRefusedError,
    SyncError,
    UnreachableError,
    untrue,
)
from habeas.vault import read
from habeas.vault.acts import own_continuations
from habeas.vault.case_keys import keys_in
from habeas.vault.foreign import ForkError
from habeas.vault.hubs import (
    Holder,
    Holding,
    holder,
    holdings,
    invited,
    keep_holder,
    keep_holdings,
    keep_list,
    logs_held,
    newest_list,
)
from habeas.vault.looks import keep_look
from habeas.vault.own_logs import own_seeds
from habeas.wire.access import AccessList, sign_access
from habeas.wire.continuation import Continuation
from habeas.wire.pack import Pack
from habeas.wire.refusal import WireError

_ROUNDS: Final = 50
"""Times that is asked what is left to do: more of it means that nothing helps."""
_LISTS: Final = 3


def callers(desk: Desk, case: str) -> list[Caller]:
    """Return by which keys this device may ask: its own for requests, then its logs'.

    A device that contributes alone has no more than the second at a hub; after a
    back-up was put back, the log before may be the one that is let in there.
    """
    id_ = bytes.fromhex(case)
    with desk.vault.guard:
        found = [Caller(id_, keys_in(desk.vault, id_).request_seed)]
        found += [Caller(id_, seed) for seed in own_seeds(desk.vault.db, id_)]
    return found


class Talk:
    """An exchange with one hub, over an open way."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._left: set[Step] = set()
        """Steps that could not be done, and are not tried again now."""
        self._lists = 0
        self._gone_on: dict[bytes, bytes] = {}

    async def run(self, done: HubReport) -> None:
        """Bring the case here and at the hub in line, and keep how that went.

        Raises:
            SyncError: it broke off; `done` says what was done, which stays. Of a hub
                that has other keys by now: OtherKeysError.
            LockedError, StorageError: the vault was locked, or the disk refused.
        """
        self._line.done = done
        await self._open()
        if not await self._line.at(self._is_due):
            await self.news()
        if await self._line.at(self._is_due):
            await self._look()
        if not await self._line.at(self._is_settled):
            await self._go_on()
            await self._until_equal()
            if done.sent and await self.news():  # what was sent here is behind us now
                await self._until_equal()
            await fill_in(self._line, await self._line.at(self._stands))
            reads = await self._line.at(self._reads)
            await carry_large(self._line, reads=reads)
        if done.untrue:
            await self._line.hub.info()
        await self._line.at(self._settled)

    async def news(self, wait: int = 0) -> bool:
        """Keep what the hub says has changed; say whether it is news to this copy.

        Waits so many seconds, 25 at most, until something changes.
        """
        fresh, whole = False, False
        while not whole:
            was = await self._line.at(self._holder)
            told = await self._changes(was.cursor, wait)
            if await self._line.at(partial(self._went_back, told=told)):
                return True
            new = await self._line.at(partial(self._keep_news, told=told))
            fresh, wait, whole = fresh or new, 0, told.whole
        return fresh

    async def _look(self) -> None:
        """Ask who the hub is, and all that it holds; what it said before is over."""
        await self._line.hub.info()
        look, whole = Look(self._line), False
        await self._line.at(look.begin)
        while not whole:
            told = await self._changes(look.cursor, 0)
            look.take(told)
            whole = told.whole
        await self._line.at(look.keep)

    def _is_due(self, desk: Desk) -> bool:
        return is_due(desk, self._line.id, self._line.key)

    def _went_back(self, desk: Desk, told: Changes) -> bool:
        """Say if the hub shows an older state than before; then all is asked for."""
        id_, key = self._line.id, self._line.key
        back = told.cursor < self._holder(desk).cursor or is_less(
            holdings(desk.vault, id_, key) if told.changes else (), told.changes
        )
        if back:
            with desk.vault.transaction() as db:
                keep_look(db, id_, key, 0)
        return back

    async def _changes(self, cursor: int, wait: int) -> Changes:
        line = self._line
        while True:
            try:
                return await line.hub.changes(line.caller, cursor, wait)
            except HubRefusedError as error:
                if error.word != "stranger" or len(line.who) == 1:
                    raise
                line.who.pop(0)

    def _keep_news(self, desk: Desk, told: Changes) -> bool:
        id_, key = self._line.id, self._line.key
        held = [Holding(one.kind, one.id, one.size) for one in told.changes]
        known = set(holdings(desk.vault, id_, key)) if held else set()
        was, fresh = self._holder(desk), not known.issuperset(held)
        stood = b"" if fresh else was.mark  # whoever exchanges next looks at all of it
        if held or was.cursor != told.cursor:
            with desk.vault.transaction() as db:
                keep_holdings(db, id_, key, held)
                if not was.cursor:  # all that it holds was told
                    now = int(desk.clock.now().timestamp())
                    keep_look(db, id_, key, now)
                keep_holder(db, id_, replace(was, cursor=told.cursor, mark=stood))
        return fresh

    def _holder(self, desk: Desk) -> Holder:
        return holder(desk.vault, self._line.id, self._line.key)

    async def _open(self) -> None:
        """Open the case at a hub that an invitation leads to; done twice, it is once.

        The list is kept before it is sent: after a lost answer the same is sent again.
        """
        line = self._line
        if not line.place.hub.invitation:
            return
        note = await line.at(self._first_list)
        await line.hub.put_access(line.caller, note, line.place.hub.invitation)
        line.done.sent.lists += 1
        await line.at(lambda desk: invited(desk.vault, line.id, line.key))

    def _first_list(self, desk: Desk) -> bytes:
        """Name every log: what was written by who is out has to get there as well."""
        vault, line = desk.vault, self._line
        with vault.guard:
            kept = newest_list(vault, line.id, line.key)
            if kept is not None:
                return kept
            every = {one.id for one in read.logs(vault, line.id)}
            first = doors(desk, line.case, every).next(line.id, None)
            assert first is not None  # nothing is held yet
            note = sign_access(first, line.caller.seed)
            self._keep_list(desk, first, note)
        return note

    def _keep_list(self, desk: Desk, listed: AccessList, note: bytes) -> None:
        with desk.vault.transaction() as db:
            keep_list(db, self._line.id, self._line.key, listed.version, note)

    def _stands(self, desk: Desk) -> Standing:
        line = self._line
        may = May(self._leads(desk), self._reads(desk))
        line.writer = self._writer(desk)
        return standing(desk, line.case, line.place, self._gone_on, may)

    def _listed(self, desk: Desk) -> AccessList | None:
        return listed_at(desk, self._line.id, self._line.place)

    def _leads(self, desk: Desk) -> bool:
        """Say whether this device leads, here and in the list that the hub holds."""
        own = keys_in(desk.vault, self._line.id).request
        listed = self._listed(desk)
        may = own in doors(desk, self._line.case).leads
        return may and listed is not None and own in listed.leads

    def _writer(self, desk: Desk) -> Caller | None:
        """Return who may bring files and boxes: a key that leads, or a log's own."""
        listed = self._listed(desk)
        may = listed.leads | listed.logs.keys() if listed else frozenset()
        every = callers(desk, self._line.case)
        return next((one for one in every if ed25519_public(one.seed) in may), None)

    def _reads(self, desk: Desk) -> bool:
        listed = self._listed(desk)
        own = ed25519_public(self._line.caller.seed)
        return listed is None or own in listed.leads | listed.readers

    async def _go_on(self) -> None:
        """Show the hub which own logs go on from one that its list names.

        A device begins one after a back-up was put back. If the hub does not take it,
        a lead does: what waits is told.
        """
        line = self._line
        for made in await line.at(self._unlisted):
            try:
                await line.hub.go_on(line.caller, made)
            except (AbsentError, HubRefusedError):
                return
            self._gone_on[made.log] = made.mldsa44

    def _unlisted(self, desk: Desk) -> list[Continuation]:
        """Return what is to be shown: of logs that are not listed and have news."""
        listed, id_ = self._listed(desk), self._line.id
        if listed is None:
            return []
        there = logs_held(desk.vault, id_, self._line.key)
        own = {
            one.id
            for one in read.logs(desk.vault, id_)
            if one.own and one.id not in listed.logs and there.get(one.id, 0) < one.size
        }
        return own_continuations(desk.vault, id_) if own else []

    async def _until_equal(self) -> None:
        before: list[Step] = []
        for _ in range(_ROUNDS):
            stand = await self._line.at(self._stands)
            every = steps(stand.here, stand.there)
            todo = [one for one in every if one not in self._left]
            if todo and todo != before:
                before = todo
                await self._do_all(todo, stand)
            elif not await self._renew_list(stand):
                return

    async def _do_all(self, todo: list[Step], stand: Standing) -> None:
        taken = Taken()
        stepper = Stepper(self._line, stand, taken)
        try:
            for step in todo:
                await self._do(stepper, step)
                if taken.full:
                    await self._take_in(taken, stand)
        finally:  # what came before the line broke is kept
            await self._take_in(taken, stand)

    async def _do(self, stepper: Stepper, step: Step) -> None:
        try:
            await stepper.do(step)
        except UnreachableError:
            raise
        except SyncError as error:
            self._line.done.fail(error)
            self._left.add(step)
        except (NotFoundError, WireError):  # no head near enough, or too much under it
            self._left.add(step)  # its writer brings it

    async def _take_in(self, taken: Taken, stand: Standing) -> None:
        packs, boxes = taken.give()
        if not packs and not boxes:
            return
        try:
            merged = await self._merged(packs, boxes)
        finally:
            drop(packs)
        starts = {one.log: one.start for one in packs}
        for log, error in merged.refused.items():
            if isinstance(error, ForkError):
                self._line.done.forks.add(log)
            elif starts[log]:
                await self._compare(stand.keys[log])
            else:
                self._line.done.fail(untrue(self._line.place.hub.name))

    async def _compare(self, keys: LogKeys) -> None:
        """Fetch all of a log that does not follow on what is here: a fork, or untruth.

        Both heads and the whole path are the proof.
        """
        line = self._line
        pack = await line.hub.whole(line.caller, keys, 0)
        refused = (await self._merged([pack], [])).refused.get(keys.ed25519)
        if isinstance(refused, ForkError):
            line.done.forks.add(keys.ed25519)
        elif refused:
            line.done.fail(untrue(line.place.hub.name))

    async def _merged(self, packs: list[Pack], boxes: list[bytes]) -> Merged:
        case = self._line.case
        merged = await self._line.at(lambda desk: arrive(desk, case, packs, boxes))
        done = self._line.done
        done.came.entries += merged.entries
        done.came.boxes += merged.boxes
        known = await self._line.at(lambda desk: writers_in(desk, case).keys())
        done.strangers = (done.strangers | merged.strangers) - known
        return merged

    async def _renew_list(self, stand: Standing) -> bool:
        """Send a new access list if who is in the case changed; say whether it did."""
        listed = stand.listed
        if not stand.here.leads or listed is None or self._lists == _LISTS:
            return False
        stuck = {one.id for one in self._left}
        behind = {
            log
            for log, size in stand.here.logs.items()
            if stand.there.logs.get(log, 0) < size
            and log in listed.logs
            and log not in stuck
        }
        case, id_ = self._line.case, self._line.id
        new = await self._line.at(
            lambda desk: doors(desk, case, behind).next(id_, listed)
        )
        if new is None:
            return False
        self._lists += 1
        await self._send_list(new)
        return True

    async def _send_list(self, new: AccessList) -> None:
        line = self._line
        note = sign_access(new, line.caller.seed)
        try:
            await line.hub.put_access(line.caller, note)
        except HubRefusedError as error:
            if error.word != "version":
                raise
            held = await line.hub.access(line.caller)  # another lead was sooner
            new, note = held.listed, held.note
        else:
            line.done.sent.lists += 1
        await line.at(lambda desk: self._keep_list(desk, new, note))
        await line.note(Holding("access", line.case, new.version))

    def _is_settled(self, desk: Desk) -> bool:
        return self._holder(desk).mark == mark(desk, self._line.case)

    def _settled(self, desk: Desk) -> None:
        """Keep that the two have the same now, or as much of it as could be done."""
        line, now = self._line, int(desk.clock.now().timestamp())
        listed = self._listed(desk)
        more = unknown(desk, line.case, listed) if listed else 0
        if more:
            line.done.fail(lets_in(line.place.hub.name, more))
        line.done.waits = kept_out(desk, line.case, line.key, listed) if listed else 0
        stood = b"" if line.done.faults else mark(desk, line.case)
        kept = replace(self._holder(desk), told=now, mark=stood, fault="")
        with desk.vault.transaction() as db:
            keep_holder(db, line.id, kept)
