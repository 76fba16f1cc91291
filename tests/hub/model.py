"""The simplest store that could be right: dictionaries, and nothing of SQL."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from habeas.hub.refusals import HubRefusal, erased, no_room, stranger
from habeas.hub.store import (
    MOST_CONTINUED,
    Change,
    Growth,
    HeldLog,
    MovedError,
    Nonce,
    Quota,
    Rights,
    Shown,
    Store,
    Unkept,
    Usage,
    Watcher,
)
from habeas.log.fork import Fork
from habeas.log.merkle import Frontier, leaf_hash, root
from habeas.log.stored import head_leaf
from habeas.wire.access import AccessList, SignedList
from habeas.wire.continuation import Continuation
from habeas.wire.pack import Packed, weight


class Model:
    """Everything a hub keeps; the store's parts all point here."""

    def __init__(self) -> None:
        self.nonces: dict[tuple[bytes, bytes], int] = {}
        self.invitations: dict[bytes, tuple[Quota, int]] = {}
        self.lists: dict[bytes, SignedList] = {}
        self.continued: dict[bytes, Continuation] = {}
        self.used: dict[bytes, Usage] = {}
        self.logs: dict[bytes, HeldLog] = {}
        self.kept: dict[bytes, list[Packed]] = defaultdict(list)
        self.forks: dict[bytes, Fork] = {}
        self.things: dict[
            tuple[bytes, str, bytes], tuple[int, bytes | None] | None
        ] = {}
        self.news: dict[bytes, dict[tuple[str, str], tuple[int, int]]] = {}
        self.cursors: dict[bytes, int] = defaultdict(int)
        self.head_hashes: dict[bytes, bytes] = {}
        self.hub_heads: list[bytes] = []

    def store(self) -> Store:
        return Store(self, self, Logs(self), self, self, HubTree(self), Witnesses())

    def are_new(self, asked: Sequence[Nonce], now: int) -> list[bool]:
        self.nonces = {k: end for k, end in self.nonces.items() if end > now}
        told = []
        for key, nonce, expires in asked:
            told.append((key, nonce) not in self.nonces)
            self.nonces.setdefault((key, nonce), expires)
        return told

    def invite(self, token_hash: bytes, quota: Quota, until: int) -> None:
        self.invitations[token_hash] = (quota, until)

    def access(self, case: bytes) -> bytes | None:
        return self.lists[case].note if case in self.lists else None

    def is_invited(self, invitation: bytes, now: int) -> bool:
        return self.invitations.get(invitation, (Quota(0, 0), 0))[1] > now

    def put_access(self, new: SignedList, invitation: bytes, now: int) -> bool:
        listed, held = new.listed, self.lists.get(new.listed.case)
        if held and held.listed.text == listed.text:
            return False
        quota, until = self.invitations.get(invitation, (Quota(0, 0), 0))
        if held is None:
            good = until > now and listed.version == 1 and new.signer in listed.leads
            if not good:
                raise HubRefusal(403, "invitation", "")
        elif not self.rights(listed.case, new.signer).lead:
            raise stranger()
        elif listed.previous != held.listed.hash():
            raise HubRefusal(409, "version", "")
        self._require_unbound(listed)
        if held is None:
            del self.invitations[invitation]
            self.used[listed.case] = Usage(listed.case, 0, 0, quota)
            self.news[listed.case] = {}
        self.lists[listed.case] = new
        for log, mldsa44 in listed.logs.items():
            self.logs.setdefault(log, HeldLog(log, listed.case, mldsa44))
        self.tell(listed.case, Change("access", listed.case.hex(), listed.version))
        return held is None

    def _require_unbound(self, listed: AccessList) -> None:
        for log, mldsa44 in listed.logs.items():
            bound = self.logs.get(log)
            if bound and (bound.case, bound.mldsa44) != (listed.case, mldsa44):
                raise HubRefusal(409, "bound", "")

    def rights(self, case: bytes, key: bytes) -> Rights:
        if case not in self.lists:
            return Rights()
        listed = self.lists[case].listed
        may = self._goes_on(case, key) or key in listed.logs
        return Rights(key in listed.leads, may, key in listed.readers)

    def _goes_on(self, case: bytes, log: bytes, *met: bytes) -> bool:
        made = self.continued.get(log)
        if made is None or made.case != case or log in met:
            return False
        listed = self.lists[case].listed.logs
        return made.before in listed or self._goes_on(case, made.before, log, *met)

    def go_on(self, made: Continuation) -> bool:
        if not self.rights(made.case, made.before).log:
            raise stranger()
        if made.log in self.continued and self.continued[made.log].case == made.case:
            return False
        of_case = [one for one in self.continued.values() if one.case == made.case]
        if len(of_case) >= MOST_CONTINUED:
            raise no_room()
        bound = self.logs.get(made.log)
        if bound and (bound.case, bound.mldsa44) != (made.case, made.mldsa44):
            raise HubRefusal(409, "bound", "")
        self.logs.setdefault(made.log, HeldLog(made.log, made.case, made.mldsa44))
        self.continued[made.log] = made
        return True

    def continuation(self, case: bytes, log: bytes) -> bytes | None:
        made = self.continued.get(log)
        return made.encode() if made and made.case == case else None

    def usage(self) -> list[Usage]:
        return [self.used[case] for case in sorted(self.used)]

    def set_quota(self, case: bytes, quota: Quota) -> bool:
        if case in self.used:
            self.used[case] = replace(self.used[case], quota=quota)
        return case in self.used

    def tell(self, case: bytes, change: Change) -> None:
        if case in self.news:
            self.cursors[case] += 1
            at = self.cursors[case], change.size
            self.news[case][change.kind, change.id] = at

    def use(self, case: bytes, size: int, entries: int = 0) -> None:
        if case not in self.used:
            raise no_room()
        held = self.used[case]
        more = replace(
            held,
            used_bytes=held.used_bytes + size,
            used_entries=held.used_entries + entries,
        )
        most = held.quota
        if more.used_bytes > most.most_bytes or more.used_entries > most.most_entries:
            raise no_room()
        self.used[case] = more

    def give_back(self, case: bytes, size: int) -> None:
        held = self.used[case]
        self.used[case] = replace(held, used_bytes=held.used_bytes - size)

    def has_room(self, case: bytes, size: int) -> bool:
        held = self.used.get(case)
        return bool(held and held.used_bytes + size <= held.quota.most_bytes)

    def after(self, case: bytes, cursor: int, most: int) -> tuple[int, list[Change]]:
        found = sorted(
            (at, kind, id_, size)
            for (kind, id_), (at, size) in self.news.get(case, {}).items()
            if at > cursor
        )[:most]
        changes = [Change(kind, id_, size) for _, kind, id_, size in found]
        return (found[-1][0] if found else min(cursor, self.cursors[case])), changes

    def _thing(self, case: bytes, kind: str, id_: bytes) -> tuple[int, bytes | None]:
        held = self.things[case, kind, id_]
        if held is None:
            raise erased()
        return held

    def put_keybox(self, case: bytes, id_: bytes, box: bytes) -> bool:
        if (case, "keybox", id_) in self.things:
            if self._thing(case, "keybox", id_)[1] != box:
                raise HubRefusal(409, "keybox", "")
            return False
        self.use(case, len(box))
        self.things[case, "keybox", id_] = (len(box), box)
        self.tell(case, Change("keybox", id_.hex(), len(box)))
        return True

    def keybox(self, case: bytes, id_: bytes) -> bytes | None:
        there = (case, "keybox", id_) in self.things
        return self._thing(case, "keybox", id_)[1] if there else None

    def note_blob(self, case: bytes, hash_: bytes, size: int) -> bool:
        if self.blob_size(case, hash_) is not None:
            return False
        self.use(case, size)
        self.things[case, "blob", hash_] = (size, None)
        self.tell(case, Change("blob", hash_.hex(), size))
        return True

    def blob_size(self, case: bytes, hash_: bytes) -> int | None:
        there = (case, "blob", hash_) in self.things
        return self._thing(case, "blob", hash_)[0] if there else None

    def erase(self, case: bytes, kind: str, id_: bytes) -> None:
        key = (case, kind, id_)
        if key not in self.things:
            self.use(case, 0, 1)
        elif (held := self.things[key]) is not None:
            self.give_back(case, held[0])
        else:
            return
        self.things[key] = None
        self.news[case].pop((kind, id_.hex()), None)
        self.tell(case, Change(f"{kind}-erased", id_.hex(), 0))

    def erased_blobs(self) -> list[tuple[bytes, bytes]]:
        return [
            (c, i)
            for (c, k, i), held in self.things.items()
            if k == "blob" and not held
        ]


class Logs:
    def __init__(self, model: Model) -> None:
        self.model = model

    def log(self, log: bytes) -> HeldLog | None:
        return self.model.logs.get(log)

    def met(
        self, asked: Sequence[tuple[bytes, bytes]]
    ) -> list[tuple[HeldLog, Rights] | None]:
        return [
            (held, self.model.rights(held.case, key))
            if (held := self.model.logs.get(log))
            else None
            for log, key in asked
        ]

    def append(self, growths: Sequence[Growth]) -> list[int | Unkept]:
        told: list[int | Unkept] = []
        for growth in growths:
            try:
                told.append(self._append(growth))
            except (MovedError, HubRefusal) as error:
                told.append(error)
        return told

    def _append(self, growth: Growth) -> int:
        model, held = self.model, growth.held
        if not model.rights(held.case, held.id).log:
            raise stranger()
        now = model.logs[held.id]
        if now.forked or now.tree.size != held.tree.size:
            raise MovedError
        size = sum(len(e.envelope) + len(e.sealed or b"") for e in growth.entries)
        model.use(held.case, size, len(growth.entries))
        model.kept[held.id] += growth.entries
        model.logs[held.id] = replace(now, tree=growth.tree, note=growth.note)
        model.head_hashes[held.id] = growth.head_hash
        model.tell(held.case, Change("log", held.id.hex(), growth.tree.size))
        model.hub_heads.append(growth.head_hash)
        return len(model.hub_heads) - 1

    def entries(self, log: bytes, start: int, most: int, room: int) -> list[Packed]:
        found: list[Packed] = []
        for one in self.model.kept[log][start : start + most]:
            room -= weight(len(one.envelope), len(one.sealed or b""))
            if room < 0:
                break
            found.append(one)
        return found

    def leaves(self, log: bytes, start: int, count: int) -> list[bytes]:
        found = self.model.kept[log][start : start + count]
        return [leaf_hash(one.envelope) for one in found]

    def erase_body(self, log: bytes, index: int) -> bool:
        kept = self.model.kept[log]
        if index >= len(kept):
            return False
        sealed = kept[index].sealed
        if sealed is not None:
            kept[index] = Packed(kept[index].envelope, None)
            case = self.model.logs[log].case
            self.model.give_back(case, len(sealed))
            self.model.tell(case, Change("body", f"{log.hex()}:{index}", 0))
        return True

    def keep_fork(self, log: bytes, fork: Fork) -> None:
        held = self.model.logs[log]
        self.model.logs[log] = replace(held, forked=True)
        if log not in self.model.forks:
            self.model.forks[log] = fork
            self.model.tell(held.case, Change("fork", log.hex(), held.tree.size))

    def fork(self, log: bytes) -> Fork | None:
        return self.model.forks.get(log)


class HubTree:
    def __init__(self, model: Model) -> None:
        self.model = model

    def tree(self) -> Frontier:
        return Frontier().extend(map(head_leaf, self.model.hub_heads))

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        leaves, width = [*map(head_leaf, self.model.hub_heads)], 1 << level
        rows = [
            root(leaves[at : at + width])
            for at in range(0, len(leaves) - width + 1, width)
        ]
        return rows[start : start + count]

    def heads(self, start: int, count: int) -> list[bytes]:
        return self.model.hub_heads[start : start + count]

    def begin_again(self) -> None:
        held = sorted(self.model.head_hashes.items())
        self.model.hub_heads = [head for _, head in held]


class Witnesses:
    def __init__(self) -> None:
        self.held: dict[str, Watcher] = {}
        self.head: Shown | None = None
        self.until = 0

    def all(self) -> list[Watcher]:
        return [self.held[url] for url in sorted(self.held)]

    def put(self, watcher: Watcher) -> None:
        self.held[watcher.url] = watcher

    def note(self, watcher: Watcher) -> None:
        held = self.held.get(watcher.url)
        if held and held.vkeys == watcher.vkeys:
            self.held[watcher.url] = watcher

    def remove(self, url: str) -> bool:
        return self.held.pop(url, None) is not None

    def shown(self) -> Shown | None:
        return self.head

    def show(self, shown: Shown) -> None:
        if self.head is None or shown.size >= self.head.size:
            self.head = shown

    def forget_shown(self) -> None:
        self.head = None
        self.held = {
            url: replace(one, size=0, failures=0, next_at=0)
            for url, one in self.held.items()
        }

    def take_turn(self, now: int, until: int) -> bool:
        if self.until > now:
            return False
        self.until = until
        return True
