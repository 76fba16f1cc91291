"""Histories by chance on real vaults: what befalls four devices, by a seed.

Packs are lost, doubled and late, members come in and are put out, a woman is erased, a
back-up is put back, and the power goes at a durable step of what somebody does.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import shake_256
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, outlook
from habeas.actions.members import lift, members, remove, suspend
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import correct, put
from habeas.actions.settling import settle
from habeas.case.facts.members import Ground, Role
from habeas.crypto import nonce
from habeas.crypto.passphrase import KdfParams
from habeas.errors import HabeasError
from habeas.views.db import rebuild, unread
from habeas.views.records import records
from tests.actions.copies import Copies
from tests.actions.power import Power, PowerWentError
from tests.conftest import PASSPHRASE, FixedClock
from tests.simulation.chance import Chance

WORDS = "a grey heron"
WHO = ("ann", "bob", "cat", "dan")
PARAMS = KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(range(16)))


class Bytes:
    """Stands for the system's random bytes: names of logs decide what comes first."""

    def __init__(self, seed: int) -> None:
        self._seed, self._drawn = seed, 0

    def urandom(self, count: int) -> bytes:
        self._drawn += 1
        return shake_256(f"{self._seed} {self._drawn}".encode()).digest(count)


class History:
    """Four devices in folders of their own, and what befell them.

    `crashes`: the power goes now and then. `backups`: old folders are put back. With
    `at`, it goes once, at that durable step of all.
    """

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        crashes: bool = False,
        backups: bool = False,
        at: int = 0,
    ) -> None:
        self.folder, self.chance, self.clock = folder, Chance(seed), FixedClock()
        self.crashes, self.backups = crashes, backups
        self.power = Power(self._taken)
        self.power.left = at
        self.acting, self.went = "", list[str]()
        self.told: list[str] = []  # how it went, step by step
        self.noted: list[tuple[str, str]] = []  # who, what was acknowledged
        self.wrong: list[str] = []  # what did not hold on the way
        self.copies = copies = Copies(self._new)
        copies.begin()
        ann, text = copies.desks["ann"], {"lang": "en", "text": "all of it"}
        fields = {"pseudonym": "H.", "role": "complainant"}
        self.her = put(ann, copies.case, "person", fields)
        answer = {"use": "record", "answer": "withdrawn", "scope": text}
        put(ann, copies.case, "consent", {"person": self.her, **answer})
        copies.enter("bob", Role.LEAD)
        copies.enter("cat", Role.EDITOR, "medical")
        copies.enter("dan", Role.EDITOR)

    # --- what somebody does ------------------------------------------------------

    @property
    def acts(self) -> tuple[Callable[[], None], ...]:
        """What somebody may do next, each as likely as the others."""
        return (
            *(self.note, self.note, self.change, self.carry, self.carry, self.cut),
            *(self.hear, self.erase),
        )

    def run(self, steps: int) -> None:
        disks = (self.keep, self.keep, self.put_back)
        for _ in range(steps):
            if self.backups and self.chance.once_in(6):
                self.chance.choice(disks)()
            else:
                self.do(self.chance.choice(self.acts))

    def do(self, act: Callable[[], object]) -> None:
        """Let somebody do something; the power may go while they do."""
        if self.crashes and self.chance.once_in(2):
            self.power.left = 1 + self.chance.below(12)
            self.power.after = self.chance.once_in(2)
        try:
            with self.power.on():
                act()
            self.told.append(f"{self.acting}: {act.__name__}")
        except HabeasError as error:  # who is out may do little: that is said and kept
            self.told.append(f"{self.acting}: {act.__name__}: {error.what}")
        except PowerWentError:
            self.told.append(f"{self.acting}: {act.__name__}: the power went")
            self._begin_again()
        if self.crashes:
            self.power.left = 0

    def desk(self, who: str) -> tuple[Desk, str]:
        self.acting = who
        return self.copies.desks[who], self.copies.case

    def note(self) -> None:
        who = self.chance.choice(WHO)
        text = f"{who} {len(self.noted)}"
        place = self.chance.choice(("", "", "medical"))
        desk, case = self.desk(who)
        one = put(desk, case, "note", {"text": {"lang": "en", "text": text}}, place)
        self.noted.append((who, one))

    def hear(self) -> None:
        """Record what the woman says, if she is known here."""
        desk, case = self.desk(self.chance.choice(WHO))
        fields = {"speaker": self.her, "stance": "alleged"}
        text = {"lang": "en", "text": WORDS}
        put(desk, case, "claim", {**fields, "text": text})

    def erase(self) -> None:
        """Erase her, who withdrew that she is kept."""
        desk, case = self.desk(self.chance.choice(WHO[:2]))
        if not self.chance.below(3):
            erase(desk, case, self.her, outlook(desk, case, self.her).seal)

    def change(self) -> None:
        who = self.chance.choice(WHO)
        desk, case = self.desk(who)
        if lines := records(desk.views, case, "note"):
            fields = {"text": {"lang": "en", "text": f"changed by {who}"}}
            one = self.chance.choice(lines).id
            correct(desk, case, one, fields, reason="chance")

    def carry(self) -> None:
        """Bring packs in any order, some twice, some not at all."""
        source, target = self.chance.choice(WHO), self.chance.choice(WHO)
        there = self.copies.desks[source]
        here, case = self.desk(target)
        known = held(here, case) if self.chance.below(2) else {}
        packs = list(outgoing(there, case, known))
        packs = [one for one in packs if self.chance.below(4)]
        packs += [one for one in packs if not self.chance.below(4)]
        packs.sort(key=lambda _: self.chance.below(2**31))
        boxes = outgoing_boxes(there, case)
        boxes = [one for one in boxes if self.chance.below(5)]
        merge(here, case, packs, boxes)
        if self.chance.below(3):
            settle(here, case)

    def cut(self) -> None:
        by, target = self.chance.choice(WHO), self.chance.choice(WHO[1:])
        desk, case = self.desk(by)
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

    # --- disks -------------------------------------------------------------------

    def keep(self) -> None:
        """Copy a folder, as a back-up program does."""
        who = self.chance.choice(WHO)
        kept = self.folder / f"back-up of {who}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.folder / who, kept)
        self.told.append(f"{who}: backed up")

    def put_back(self) -> None:
        """Put an old folder back, if there is one; the machine remembers the newest."""
        who = self.chance.choice(WHO)
        kept = self.folder / f"back-up of {who}"
        if not kept.is_dir():
            return
        self._replace(who, kept)
        self.told.append(f"{who}: put back")
        desk = self.copies.desks[who]
        there = {row[0] for row in desk.views.db.all("SELECT id FROM records")}
        self.noted = [(by, one) for by, one in self.noted if by != who or one in there]

    def _taken(self) -> None:
        """Keep what is on the disk at this moment: handlers may still write a note."""
        for name in (self.acting, f"machine of {self.acting}"):
            shutil.copytree(self.folder / name, self.folder / "taken" / name)

    def _begin_again(self) -> None:
        """Switch on again the device whose power went, with what lay on its disk."""
        who, taken = self.acting, self.folder / "taken"
        self.went.append(who)
        self.copies.desks[who].close()
        machine = f"machine of {who}"
        shutil.rmtree(self.folder / machine)
        shutil.copytree(taken / machine, self.folder / machine)
        self._replace(who, taken / who)
        shutil.rmtree(taken)
        before = self.shown(who)
        desk = self.copies.desks[who]
        rebuild(desk.vault, desk.views)
        if self.shown(who) != before:
            self.wrong.append("a_fresh_index_shows_the_same")

    def _replace(self, who: str, by: Path) -> None:
        self.copies.desks[who].close()
        shutil.rmtree(self.folder / who)
        shutil.copytree(by, self.folder / who)
        with _machine(self.folder / f"machine of {who}"):
            self.copies.desks[who] = app.unlock(
                self.folder / who, PASSPHRASE, clock=self.clock
            )

    def _new(self, who: str) -> Desk:
        with _machine(self.folder / f"machine of {who}"):
            return app.create(
                self.folder / who, PASSPHRASE, clock=self.clock, params=PARAMS
            )

    # --- what came of it ---------------------------------------------------------

    def shown(self, who: str) -> object:
        views = self.copies.desks[who].views
        rows = views.db.all(
            "SELECT id, type, compartment, title, withdrawn, state FROM records"
        )
        return sorted(rows), sorted(unread(views, self.copies.case))

    def close(self) -> None:
        for desk in self.copies.desks.values():
            desk.close()


@contextmanager
def _machine(state: Path) -> Iterator[None]:
    """Let a machine remember what it wrote, and no other machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(state))
        yield


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw the system's random bytes from a seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nonce, "os", Bytes(seed))
        yield
