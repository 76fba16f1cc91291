"""Histories by chance on real vaults: packs lost, doubled, late, members in and out.

Each seed is one history that can be run again. What must hold has a name.
"""

from base64 import b64decode
from collections.abc import Callable
from hashlib import shake_256

import pytest

from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.members import lift, members, remove, suspend
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import correct, put
from habeas.actions.settling import settle
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import knew
from habeas.crypto import nonce
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.erased import TOLD, carried
from habeas.views.db import rebuild, unread
from habeas.views.records import records
from tests.actions.copies import Copies
from tests.simulation.chance import Chance

SEEDS = range(6)
STEPS = 30
WORDS = "a grey heron"
WHO = ("ann", "bob", "cat", "dan")


class History:
    """Four devices, and what befell them."""

    def __init__(self, copies: Copies, seed: int) -> None:
        self.copies, self.chance = copies, Chance(seed)
        self.noted: list[tuple[str, str]] = []  # who, what was acknowledged
        copies.begin()
        copies.enter("bob", Role.LEAD)
        copies.enter("cat", Role.EDITOR, "medical")
        copies.enter("dan", Role.EDITOR)
        ann, text = copies.desks["ann"], {"lang": "en", "text": "all of it"}
        fields = {"pseudonym": "H.", "role": "complainant"}
        self.her = put(ann, copies.case, "person", fields)
        answer = {"use": "record", "answer": "withdrawn", "scope": text}
        put(ann, copies.case, "consent", {"person": self.her, **answer})

    def run(self) -> None:
        acts = (
            *(self.note, self.note, self.change, self.carry, self.carry, self.cut),
            *(self.hear, self.erase),
        )
        for _ in range(STEPS):
            try:
                self.chance.choice(acts)()
            except HabeasError:
                continue  # somebody who is out may do little: that is said and kept

    def note(self) -> None:
        who = self.chance.choice(WHO)
        text = f"{who} {len(self.noted)}"
        place = self.chance.choice(("", "", "medical"))
        desk, case = self.copies.desks[who], self.copies.case
        one = put(desk, case, "note", {"text": {"lang": "en", "text": text}}, place)
        self.noted.append((who, one))

    def hear(self) -> None:
        """Record what the woman says, if she is known here."""
        who = self.chance.choice(WHO)
        fields = {"speaker": self.her, "stance": "alleged"}
        text = {"lang": "en", "text": WORDS}
        desk, case = self.copies.desks[who], self.copies.case
        put(desk, case, "claim", {**fields, "text": text})

    def erase(self) -> None:
        """Erase her, who withdrew that she is kept."""
        who = self.chance.choice(WHO[:2])
        desk, case = self.copies.desks[who], self.copies.case
        if not self.chance.below(3):
            erase(desk, case, self.her, outlook(desk, case, self.her).seal)

    def change(self) -> None:
        who = self.chance.choice(WHO)
        desk, case = self.copies.desks[who], self.copies.case
        lines = records(desk.views, case, "note")
        if lines:
            text = {"lang": "en", "text": f"changed by {who}"}
            correct(
                desk,
                case,
                self.chance.choice(lines).id,
                {"text": text},
                reason="chance",
            )

    def carry(self) -> None:
        """Bring packs in any order, some twice, some not at all."""
        source, target = self.chance.choice(WHO), self.chance.choice(WHO)
        there, here = self.copies.desks[source], self.copies.desks[target]
        known = held(here, self.copies.case) if self.chance.below(2) else {}
        packs = list(outgoing(there, self.copies.case, known))
        packs = [one for one in packs if self.chance.below(4)]
        packs += [one for one in packs if not self.chance.below(4)]
        packs.sort(key=lambda _: self.chance.below(2**31))
        boxes = outgoing_boxes(there, self.copies.case)
        boxes = [one for one in boxes if self.chance.below(5)]
        merge(here, self.copies.case, packs, boxes)
        if self.chance.below(3):
            settle(here, self.copies.case)

    def cut(self) -> None:
        by, target = self.chance.choice(WHO), self.chance.choice(WHO[1:])
        desk, case = self.copies.desks[by], self.copies.case
        what, who = self.chance.below(6), self.copies.members[target]
        if what == 0 and by != target:
            remove(desk, case, who, "chance")
        elif what < 4:
            suspend(desk, case, who, Ground.LOST)
        else:
            for line in members(desk, case):
                if line.out is not None and line.out.kind == "suspension":
                    lift(desk, case, line.out.id)

    def heal(self) -> None:
        """Let everybody meet until nothing is new, with the boxes made on the way."""
        for _ in range(2):
            self.copies.meet(*WHO)

    def shown(self, who: str) -> object:
        views = self.copies.desks[who].views
        rows = views.db.all(
            "SELECT id, type, compartment, title, withdrawn, state FROM records"
        )
        return sorted(rows), sorted(unread(views, self.copies.case))

    def closed(self, who: str) -> set[tuple[bytes, int]]:
        vault, case = self.copies.desks[who].vault, bytes.fromhex(self.copies.case)
        return {
            (log.id, one.index)
            for log in read.logs(vault, case)
            for one in read.entries(vault, log.id)
            if one.unit == b"" or one.sealed is None
        }


class Bytes:
    """Stands for the system's random bytes: names of logs decide what comes first."""

    def __init__(self, seed: int) -> None:
        self._seed, self._drawn = seed, 0

    def urandom(self, count: int) -> bytes:
        self._drawn += 1
        return shake_256(f"{self._seed} {self._drawn}".encode()).digest(count)


@pytest.fixture(params=SEEDS)
def history(
    request: pytest.FixtureRequest,
    new_desk: Callable[[str], Desk],
    monkeypatch: pytest.MonkeyPatch,
) -> History:
    monkeypatch.setattr(nonce, "os", Bytes(request.param))
    made = History(Copies(new_desk), request.param)
    made.run()
    made.heal()
    return made


def test_what_holds(history: History) -> None:
    all_have_the_same_entries(history)
    what_was_acknowledged_is_kept(history)
    those_who_read_the_same_see_the_same(history)
    a_fresh_index_shows_the_same(history)
    who_is_out_opens_nothing_of_a_later_epoch(history)
    what_is_erased_opens_nowhere_after_its_receipts(history)


def all_have_the_same_entries(history: History) -> None:
    case = history.copies.case
    found = [held(history.copies.desks[who], case) for who in WHO]
    assert all(one == found[0] for one in found)


def what_was_acknowledged_is_kept(history: History) -> None:
    """It is shown on its writer's own device, or listed there with the reason."""
    for who, one in history.noted:
        desk = history.copies.desks[who]
        shown = desk.views.db.one("SELECT 1 FROM records WHERE id = ?", (one,))
        assert shown or unread(desk.views, history.copies.case)


def those_who_read_the_same_see_the_same(history: History) -> None:
    for who in WHO:
        for other in WHO:
            if history.closed(who) == history.closed(other):
                assert history.shown(who) == history.shown(other)


def a_fresh_index_shows_the_same(history: History) -> None:
    for who in WHO:
        before = history.shown(who)
        desk = history.copies.desks[who]
        rebuild(desk.vault, desk.views)
        assert history.shown(who) == before


def who_is_out_opens_nothing_of_a_later_epoch(history: History) -> None:
    ann, case = history.copies.desks["ann"], bytes.fromhex(history.copies.case)
    authority = authority_in(ann.vault, case)
    said = [body for _envelope, body in ann.vault.acts[case].values()]
    lifted = {one.fields["suspension"] for one in said if one.type == "lifting"}
    for line in members(ann, history.copies.case):
        if line.out is None or line.name == "Ann" or line.out.id in lifted:
            continue  # what seemed lifted for a while gave keys for a while
        desk = history.copies.desks[line.name.lower()]
        begun = [act for act in authority.of("epoch") if knew(act, line.out)]
        keys = {sha256(b64decode(act.fields["public"])) for act in begun}
        rows = desk.vault.db.all(
            "SELECT log, position FROM entries JOIN unit_boxes USING (unit)"
            f" WHERE key IN ({', '.join('?' * len(keys))})",
            sorted(keys),
        )
        theirs = {device.fields["log"] for device in line.devices}
        assert not [one for one in rows if bytes(one[0]).hex() not in theirs], line.name


def what_is_erased_opens_nowhere_after_its_receipts(history: History) -> None:
    """Whoever said that it is done has no key, no content and no page of it."""
    case = history.copies.case
    for who in WHO:
        desk = history.copies.desks[who]
        done = carried(desk.vault, bytes.fromhex(case))
        if not any(one.stage == TOLD for one in done):
            continue
        units = "SELECT unit FROM unit_boxes WHERE subject = ?"
        theirs = (history.her,)
        assert not desk.vault.db.all(f"{units} AND box IS NOT NULL", theirs), who
        bodies = f"SELECT 1 FROM entries WHERE unit IN ({units}) AND sealed NOT NULL"
        assert not desk.vault.db.all(bodies, theirs), who
        assert not records(desk.views, case, "claim"), who
