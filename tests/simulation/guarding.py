"""Histories in which guardians let in a device of somebody who lost theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from habeas.case.agreeing import approval_text
from habeas.case.facts.members import Ground
from habeas.case.membership import Authority, has
from habeas.case.recovering import KEYS, guardians_of
from habeas.crypto.digest import sha256
from tests.simulation import invariants
from tests.simulation.history import History
from tests.simulation.model import Copy, Entry
from tests.simulation.people import HONEST, LIAR

HOURS = 72
WINDOW = timedelta(hours=HOURS)


@dataclass
class Guarded(History):
    """A case with guardians; `early` tells where one could let in before the time."""

    heard: dict[tuple[str, str], datetime] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let a choose b, c and d, of whom two must agree."""
        super().__post_init__()
        self.healing = True  # until it has begun, no power goes
        chosen = {"need": 2, "guardians": ["b", "c", "d"], "hours": HOURS}
        self.write("a", "guardianship", chosen, one="chosen")
        for who in HONEST[1:]:
            self.carry(self.copies["a"], self.copies[who])
        self.healing = False

    def acts(self) -> tuple[Callable[[], None], ...]:
        """Return what may happen: also that somebody asks, agrees, says no, lets in."""
        more = (self.ask, self.agree, self.refuse, self.admit, self.feign)
        return (*super().acts(), *more, self.gather, self.gather, self.meet)

    def ask(self) -> None:
        who, member = self.chance.choice(self.honest()), self.chance.choice(HONEST[1:])
        self.made += 1
        new = f"{member}r{self.made}"
        keys = dict.fromkeys(KEYS, new)
        fields = {"member": member, "guardianship": self._choice(who), **keys}
        if self._may(who, "recovery", fields):
            self.write(who, "recovery", fields, one=f"recovery {new}")

    def agree(self) -> None:
        who = self.chance.choice(self.honest())
        if asked := self._asked(who):
            fields = self._approval(who[0], asked)
            if self._may(who, "approval", fields):
                self.write(who, "approval", fields)

    def gather(self) -> None:
        """Let guardians meet somebody who edits, agree, and that one let in."""
        who = self.chance.choice(self.honest())
        asked, copy = self._asked(who), self.copies[who]
        if asked is None:
            return
        for other in self.honest():
            if other[0] in HONEST[1:] and self.chance.below(4):
                self.carry(copy, self.copies[other])
                fields = self._approval(other[0], asked)
                if self._may(other, "approval", fields):
                    self.write(other, "approval", fields)
                self.carry(self.copies[other], copy)
        self._admit(who, asked)

    def refuse(self) -> None:
        who = self.chance.choice(self.honest())
        asked = self._asked(who)
        if asked and self.chance.once_in(3):
            fields = {"recovery": asked.body.id}
            if self._may(who, "veto", fields):
                self.write(who, "veto", fields)

    def admit(self) -> None:
        who = self.chance.choice(self.honest())
        if asked := self._asked(who):
            self._admit(who, asked)

    def _admit(self, who: str, asked: Entry) -> None:
        """Let in as our program does: when the time has run out since it heard."""
        copy, new = self.copies[who], str(asked.body.fields["log"])
        if new in self.copies:
            return
        known = self.heard.setdefault((copy.device, asked.body.id), copy.clock)
        fields = _device(asked)
        start = asked.body.at
        if self._may(who, "device", fields, at=start + WINDOW - timedelta(minutes=1)):
            self.early.append(f"{who} lets in {new}")
        at = max(known, start) + WINDOW
        if not self._may(who, "device", fields, at=at):
            return
        self.write(who, "device", fields, one=f"dev {new}", at=at)
        self.power()
        for old in copy.authority().of("device"):
            if old.fields["member"] == fields["member"] and old.fields["log"] != new:
                lost = {"who": old.id, "ground": Ground.LOST}
                lost["recovery"] = asked.body.id
                if self._may(who, "suspension", lost):
                    self.write(who, "suspension", lost)
        self.settle(who)
        self.copies[new] = Copy(f"dev {new}", new, "a", self.keys)
        self.carry(copy, self.copies[new])

    def feign(self) -> None:
        """Let the liar lie about a recovery: too soon, for others, or in their name."""
        copy = self.copies[LIAR]
        if LIAR not in copy.logs:
            return
        asked = self._asked(LIAR)
        if asked is None or self.chance.once_in(4):
            self.made += 1
            keys = dict.fromkeys(KEYS, f"er{self.made}")
            fields = {"member": self.chance.choice(HONEST), **keys}
            fields["guardianship"] = self._choice(LIAR)
            self.write(LIAR, "recovery", fields, blind=self.chance.once_in(3))
            return
        what = self.chance.choice(("device", "device", "approval", "veto"))
        at = asked.body.at + timedelta(hours=self.chance.choice((0, 71, 72, 9999)))
        if what == "approval":
            fields = self._approval(self.chance.choice(("b", "c", "d", LIAR)), asked)
        else:
            fields = _device(asked) if what == "device" else {}
            fields["recovery"] = asked.body.id
        how: dict[str, Any] = {"blind": self.chance.once_in(3), "at": at}
        self.write(LIAR, what, fields, **how)

    def _choice(self, who: str) -> str:
        chosen = self.copies[who].authority().of("guardianship")
        return chosen[-1].id if chosen else ""

    def _asked(self, who: str) -> Entry | None:
        opened = self.copies[who].opened()
        found = [
            one
            for one in opened
            if one.body.type == "recovery" and "label" in one.body.fields
        ]
        return self.chance.choice(found) if found else None

    def _approval(self, guardian: str, asked: Entry) -> dict[str, Any]:
        fields = asked.body.fields
        text = approval_text(asked.body.id, fields, str(fields["member"]))
        named = {"recovery": asked.body.id, "guardian": guardian}
        return {**named, "text": sha256(text).hex()}


def _device(asked: Entry) -> dict[str, Any]:
    fields = {name: asked.body.fields[name] for name in (*KEYS, "member")}
    return {**fields, "recovery": asked.body.id}


def broken(history: Guarded) -> list[str]:
    """Return the names of what does not hold, of guardians too, with what shows it."""
    found = invariants.broken(history)
    found += [f"a_device_comes_in_before_its_time: {one}" for one in history.early]
    for name in history.honest():
        found += _of_copy(name, history.copies[name])
    return found


def _of_copy(name: str, copy: Copy) -> list[str]:
    answer, found = copy.authority(), list[str]()
    acts = {one.id: one for one in reversed(answer.said)}
    for device in answer.of("device"):
        if "recovery" not in device.fields:
            continue
        asked = acts[device.fields["recovery"]]
        chosen = acts[asked.fields["guardianship"]]
        said = [one for one in answer.said if one.fields.get("recovery") == asked.id]
        words = {
            one.fields["guardian"]
            for one in said
            if one.kind == "approval" and has(device.past, one.ref)
        }
        if len(words & {*guardians_of(chosen)} - {asked.fields["member"]}) < 2:
            found.append(f"a_device_comes_in_by_the_word_of_guardians: {name}")
        if not device.at or not asked.at or device.at < asked.at + WINDOW:
            found.append(f"a_device_comes_in_before_its_time: {name}")
        noes = [one for one in said if one.kind == "veto" and one.ref[0] in HONEST]
        for no in noes:
            if no.ref[0] not in _doubted(answer) and not has(no.claimed, device.ref):
                found.append(f"a_no_stops_it: {name}, {no.ref}")
    return found


def _doubted(answer: Authority) -> set[str]:
    """Return of whom anything may have been taken: their no may not count."""
    return {
        str(one.fields.get(name, "")).removeprefix("dev ")
        for one in answer.said
        for name in ("who", "member")
        if one.kind in {"removal", "role"}
        or (one.kind == "suspension" and not one.fields.get("recovery"))
    }
