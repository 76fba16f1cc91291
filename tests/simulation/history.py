"""One history by chance, repeatable by its seed: people, a hub that lies, bad luck."""

from collections.abc import Callable, Sequence
from copy import copy as twin
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from habeas.case.codec import Act as Does
from habeas.case.codec import Body
from habeas.case.facts.members import Ground, Role
from tests.simulation.chance import Chance, CrashError
from tests.simulation.gifts import Gifts
from tests.simulation.liar import a_lie
from tests.simulation.model import EMPTY, Copy, Entry, Keys
from tests.simulation.people import HONEST, LATE, LIAR, places_of

ROUNDS = 8


@dataclass
class History:
    """What happens to the copies; `told` says it step by step, to read it again."""

    seed: int
    keys: Keys = field(default_factory=Keys)
    copies: dict[str, Copy] = field(default_factory=dict)
    saved: dict[str, Copy] = field(default_factory=dict)
    hub: dict[str, list[list[Entry]]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    gifts: Gifts = field(default_factory=Gifts)
    lost: list[str] = field(default_factory=list)
    made: int = 0
    healing: bool = False
    at_rest: bool = False

    def __post_init__(self) -> None:
        """Let a begin the case, and let b, c, d and the liar in."""
        self.chance = Chance(self.seed)
        self.keys.of["first"] = {"dev a"}
        ann = self.copies["a"] = Copy("dev a", "a", "a", self.keys, ring={"first"})
        self.write("a", "log", {})
        self.let_in("a", "a", Role.LEAD)
        fields = {"compartment": "case", "number": 1, "public": "first"}
        self.write("a", "epoch", {**fields, "devices": ["dev a"]})
        roles = (Role.LEAD, Role.EDITOR, Role.EDITOR, self.chance.choice(list(Role)))
        for who, role in zip((*HONEST[1:], LIAR), roles, strict=True):
            self.let_in("a", who, role)
            self.settle("a")
            self.copies[who] = Copy(f"dev {who}", who, "a", self.keys)
            self.copies[who].receive(lambda: True)
            self.carry(ann, self.copies[who])
            self.write(who, "log", {})

    def run(self, steps: int) -> None:
        """Let so many things happen."""
        acts = self.acts()
        for _ in range(steps):
            try:
                self.chance.choice(acts)()
            except CrashError:
                self.told.append("  and the power went")

    def acts(self) -> tuple[Callable[[], None], ...]:
        """Return what may happen, some of it more often."""
        return (
            *(self.note, self.note, self.correct, self.meet, self.meet, self.send),
            *(self.fetch, self.fetch, self.cut, self.give, self.lie, self.lie),
            *(self.save, self.restore, self.clone, self.join),
        )

    def heal(self) -> None:
        """Let all honest copies meet, with all that each has, until nothing is new."""
        self.healing = True
        for _ in range(ROUNDS):
            before = self._all_held()
            for one in self.honest():
                for other in self.honest():
                    if one is not other:
                        self.carry(self.copies[one], self.copies[other])
                        self.settle(other)
            if self._all_held() == before:
                self.at_rest = True
                return

    def _all_held(self) -> object:
        copies = [self.copies[one] for one in self.honest()]
        return [(one.held(), len(one.ring), len(one.forked)) for one in copies]

    def honest(self) -> list[str]:
        """Return the copies whose program is ours."""
        return [name for name in self.copies if name[0] != LIAR]

    # what people do

    def note(self) -> None:
        self.made += 1
        text = {"text": f"note {self.made}"}
        self.record(self.chance.choice(self.honest()), "note", text)

    def correct(self) -> None:
        who = self.chance.choice(self.honest())
        copy = self.copies[who]
        notes = [one for one in copy.opened() if one.body.type == "note"]
        if notes:
            over = self.chance.choice(notes)
            self.made += 1
            self.record(
                *(who, "note", {"text": f"correction {self.made}"}),
                act=Does.CORRECT,
                one=over.body.id,
                over=((over.log, over.index),),
            )

    def cut(self) -> None:
        who, other = self.chance.choice(self.honest()), self.chance.choice("abcde")
        what = self.chance.choice(("removal", "suspension", "suspension", "role"))
        fields: dict[str, Any] = {"who": other, "ground": Ground.LOST}
        if what == "role":
            role = self.chance.choice((Role.LEAD, Role.EDITOR, Role.READER))
            fields = {"member": other, "role": role, "compartments": places_of(role)}
        if self._may(who, what, fields):
            self.write(who, what, fields)
            self.power()
            self.settle(who)

    def give(self) -> None:
        who = self.chance.choice(self.honest())
        copy, fields = self.copies[who], dict[str, Any]()
        what = self.chance.choice(("lifting", "acceptance"))
        if not copy.logs:
            return  # it joined, and got nothing yet
        if what == "lifting":
            cuts = copy.authority().of("suspension")
            fields = {"suspension": self.chance.choice(cuts).id} if cuts else {}
        else:
            log = self.chance.choice(sorted(copy.logs))
            fields = {"log": log, "start": 0, "stop": len(copy.logs[log])}
        if fields and self._may(who, what, fields):
            self.write(who, what, fields)
            self.power()
            self.settle(who)

    def lie(self) -> None:
        if LIAR in self.copies[LIAR].logs:
            what, fields, how = a_lie(self.copies[LIAR], self.chance, self.made)
            self.write(LIAR, what, fields, **how)

    # what happens to machines

    def save(self) -> None:
        who = self.chance.choice(self.honest())
        self.saved[who] = _twin(self.copies[who])
        self.told.append(f"{who} makes a back-up")

    def restore(self) -> None:
        """Put a back-up back: the machine remembers its heads, and the log ends."""
        if self.saved and self.chance.once_in(2):
            who = self.chance.choice(sorted(self.saved))
            old, now = _twin(self.saved[who]), self.copies[who]
            old.noted, old.acknowledged = now.noted, now.acknowledged
            self.copies[who] = old
            self.told.append(f"{who} restores a back-up")

    def clone(self) -> None:
        """Copy a disk: with what the machine remembers, two write one log."""
        who = self.chance.choice(HONEST)
        if len(self.copies) < 7 and self.chance.once_in(4):
            other = self.copies[f"{who}{len(self.copies)}"] = _twin(self.copies[who])
            if not self.chance.once_in(3):
                other.noted = {}  # another machine
            other.acknowledged = []
            self.told.append(f"the disk of {who} is copied")

    def power(self) -> None:
        """Let the power go, sometimes."""
        if not self.healing and self.chance.once_in(12):
            raise CrashError

    # what is between machines

    def meet(self) -> None:
        one, other = self._two()
        self.carry(self.copies[one], self.copies[other])
        if other in self.honest() and self.chance.below(3):
            self.settle(other)

    def _two(self) -> tuple[str, str]:
        names = sorted(self.copies)
        return self.chance.choice(names), self.chance.choice(names)

    def carry(self, source: Copy, target: Copy) -> None:
        """Bring all that one lacks, in any order, until nothing more is taken."""
        moved = True
        while moved and source is not target:
            target.receive(self._comes)
            packs = target.lacks(source)
            packs.sort(key=lambda _: self.chance.below(2**31))
            moved = sum(target.take(pack) for pack in packs) > 0
            target.compare(source)

    def _comes(self) -> bool:
        return self.healing or not self.chance.once_in(4)

    def send(self) -> None:
        """Bring to the hub what it lacks; it keeps every history that it was given."""
        who = self.chance.choice(sorted(self.copies))
        for log, entries in self.copies[who].logs.items():
            kept = self.hub.setdefault(log, [])
            roots = {one[-1].root for one in kept}
            if entries and entries[-1].root not in roots:
                kept.append(list(entries))
        self.told.append(f"{who} sends to the hub")

    def fetch(self) -> None:
        """Fetch from a hub that withholds, doubles, mixes, forks and rolls back."""
        who = self.chance.choice(sorted(self.copies))
        copy, packs = self.copies[who], list[list[Entry]]()
        for log in sorted(self.hub):
            history = self.chance.choice(self.hub[log])
            upto = len(history) - self.chance.choice((0, 0, 0, 1, 3))
            start = 0 if log in copy.doubted else len(copy.logs.get(log, ()))
            start = self.chance.choice((start, start, 0))
            if history[start:upto] and self.chance.below(5):
                packs += [history[start:upto]] * self.chance.choice((1, 1, 2))
        packs.sort(key=lambda _: self.chance.below(2**31))
        copy.receive(self._comes)
        for pack in packs:
            copy.take(pack)
        self.told.append(f"{who} fetches from the hub")
        self.power()
        if who in self.honest() and self.chance.below(3):
            self.settle(who)

    # how our program writes

    def record(self, who: str, kind: str, fields: dict[str, Any], **more: Any) -> None:  # noqa: ANN401
        """Record as our program does: the keys are brought in line first."""
        if not self._begun(who):
            return
        self._go_on(who)
        self.settle(who)
        copy = self.copies[who]
        entry = self.write(who, kind, fields, **more)
        if copy.able() and copy.opens(entry):
            for device in copy.authority().of("device"):
                cuts = frozenset(one.place for one in copy.authority().outs(device))
                if cuts:
                    has = device.id in self.keys.of.get(entry.key, ())
                    self.gifts.seal(
                        entry, device.id, cuts, self._kept() if has else None
                    )

    def _may(self, who: str, kind: str, fields: dict[str, Any], **how: Any) -> bool:  # noqa: ANN401
        copy = self.copies[who]
        if not self._begun(who):
            return False
        entry = self._made(copy, kind, fields, how)
        return copy.authority().may(copy._act(entry))

    def let_in(self, by: str, who: str, role: Role) -> None:
        """Let somebody in with one device."""
        places = {"role": role, "compartments": places_of(role), "name": who}
        self.write(by, "member", places, one=who)
        self.write(by, "device", {"member": who, "log": who}, one=f"dev {who}")

    def join(self) -> None:
        """Let somebody in, who has nothing of the case yet."""
        who, new = self.chance.choice(self.honest()), self.chance.choice(LATE)
        role = self.chance.choice((Role.LEAD, Role.EDITOR, Role.READER))
        places = {"role": role, "compartments": places_of(role), "name": new}
        if new not in self.copies and self._may(who, "member", places):
            self.let_in(who, new, role)
            self.settle(who)
            self.copies[new] = Copy(f"dev {new}", new, "a", self.keys)
            self.power()
            self.carry(self.copies[who], self.copies[new])

    def _begun(self, who: str) -> bool:
        """Begin the log of a device that joined, once it reads; say if there is one."""
        copy = self.copies[who]
        if copy.log not in copy.logs and copy.reads():
            self.write(who, "log", {})
        return copy.log in copy.logs

    def settle(self, who: str) -> None:
        """Bring the keys in line, as habeas.actions.settling.settle does."""
        copy = self.copies[who]
        if not self._begun(who) or not copy.able():
            return
        readers = [one.id for one in copy.authority().readers("case")]
        if copy.stale():
            self.made += 1
            key = f"epoch {self.made}"
            self._give(copy, key, readers)
            copy.ring.add(key)
            numbers = [a.fields["number"] for a in copy.authority().of("epoch")]
            against = [one.place for one in copy.authority().against()]
            fields = {
                "compartment": "case",
                "public": key,
                "devices": readers,
                "against": against,
            }
            number = max(numbers, default=0) + 1
            self.write(who, "epoch", {**fields, "number": number}, key=key)
        for act in copy.authority().epochs():
            if act.fields["public"] in copy.ring:
                self._give(copy, act.fields["public"], readers)

    def _give(self, copy: Copy, key: str, readers: Sequence[str]) -> None:
        given = self.keys.of.setdefault(key, set())
        for device in sorted(set(readers) - given):
            self.gifts.give(copy, key, device)
        given |= set(readers)

    def _kept(self) -> set[str]:
        """Return the roots of all that is on some disk or on the hub."""
        copies = (log for one in self.copies.values() for log in one.logs.values())
        hub = (log for histories in self.hub.values() for log in histories)
        return {one.root for log in (*copies, *hub) for one in log}

    def write(self, who: str, kind: str, fields: dict[str, Any], **how: Any) -> Entry:  # noqa: ANN401
        """Append an entry: noted outside first, then kept, then acknowledged."""
        copy = self.copies[who]
        self._go_on(who)
        entry = self._made(copy, kind, fields, how)
        if who[0] != LIAR:
            copy.noted[copy.log] = entry.root
            if LIAR in self.copies:
                self.power()
        copy.logs.setdefault(copy.log, []).append(entry)
        copy.acknowledged.append(entry)
        self.told.append(f"{who} writes {kind} as {entry.log} {entry.index}")
        return entry

    def _go_on(self, who: str) -> None:
        """Begin another log where the machine remembers another head (ADR 7)."""
        copy, had = self.copies[who], self.copies[who].log
        entries = copy.logs.get(had, [])
        if who[0] == LIAR or not entries:
            return
        if copy.noted.get(had) != entries[-1].root:
            self.made += 1
            copy.log = f"{had}+{self.made}"
            first = self._made(copy, "log", {}, {"previous": had})
            copy.noted[copy.log] = first.root
            copy.logs[copy.log] = [first]
            copy.acknowledged.append(first)
            self.told.append(f"{who} goes on in {copy.log}")

    def _made(
        self, copy: Copy, kind: str, fields: dict[str, Any], how: dict[str, Any]
    ) -> Entry:
        self.made += 1
        blind, future = how.pop("blind", False), how.pop("future", False)
        copy.clock += timedelta(hours=self.chance.below(2000) - 1000)  # it lies
        others = {log: found for log, found in copy.logs.items() if log != copy.log}
        seen = {
            log: (10**15, EMPTY) if future else (len(found), found[-1].root)
            for log, found in others.items()
            if found and not blind
        }
        own = copy.logs.get(copy.log, [])
        body = Body(
            salt=bytes(32),
            act=how.get("act", Does.PUT),
            type=kind,
            id=how.get("one") or f"{kind} {self.made}",
            by=copy.device,
            at=how.get("at", copy.clock),
            lamport=how.get("lamport") or copy.lamport() + 1,
            fields=fields,
            over=how.get("over", ()),
        )
        before = own[-1].root if own else EMPTY
        key, previous = how.get("key") or copy.key(), how.get("previous", "")
        return Entry(
            copy.log, len(own), body, seen, key, before, previous=previous
        ).sealed()


def _twin(old: Copy) -> Copy:
    new = twin(old)
    new.logs = {log: list(found) for log, found in old.logs.items()}
    new.forked, new.doubted = set(old.forked), set(old.doubted)
    new.ring = set(old.ring)
    new.noted, new.acknowledged = dict(old.noted), list(old.acknowledged)
    return new
