"""Histories by chance with true hubs between the devices, over true connections.

The line breaks at a question, before or after the hub has done it; an old folder of
a hub is put back; now and then a stick goes round them.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from habeas.actions.members import members
from habeas.actions.merging import held
from habeas.clock import Clock
from habeas.copying.anew import EVERY
from habeas.copying.exchange import Manner, exchange
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.sync.network import Call, Network
from habeas.sync.refusals import UnreachableError
from habeas.vault.hubs import KnownHub, keep_hub, known_hubs
from habeas.words import N_
from tests.actions.histories import WHO, WORDS, History
from tests.copying.conftest import MANNER
from tests.hub.conftest import ROOMY, serving
from tests.sync.copy import ONCE

QUICK: Manner = replace(MANNER, patience=ONCE)
ROUNDS = 5


class Served:
    """A hub that runs, its folder, and an older one."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock, self._stack = folder, clock, ExitStack()
        create_hub(folder, f"{folder.name}.example.org")
        self.start()

    def start(self) -> None:
        self.hub = self._stack.enter_context(open_hub(self.folder))
        self.base = self._stack.enter_context(serving(self.hub, self.clock))

    def stop(self) -> None:
        self._stack.close()

    def copy(self) -> None:
        """Copy the folder, as whoever runs it does; it stands still meanwhile."""
        self.stop()
        shutil.rmtree(self._old, ignore_errors=True)
        shutil.copytree(self.folder, self._old)
        self.start()

    def go_back(self) -> bool:
        """Put the copy back, if there is one."""
        if not self._old.is_dir():
            return False
        self.stop()
        shutil.rmtree(self.folder)
        shutil.copytree(self._old, self.folder)
        self.start()
        return True

    def known(self, *, invited: bool) -> KnownHub:
        keys, now = self.hub.keys, int(self.clock.now().timestamp())
        return KnownHub(
            self.base,
            self.hub.name,
            keys.ed25519_public,
            keys.mldsa44_public,
            invitation=invite(self.hub, ROOMY, now) if invited else "",
        )

    @property
    def _old(self) -> Path:
        return self.folder.with_name(f"old {self.folder.name}")


class HubHistory(History):
    """Four devices that meet at a hub, or two, on this machine and theirs alone."""

    def __init__(self, folder: Path, seed: int, *, backups: bool = False) -> None:
        super().__init__(folder, seed, backups=backups)
        names = ("hub", "mirror")[: 1 + seed % 2]
        self.hubs = [Served(folder / name, self.clock) for name in names]
        for one in self.hubs:
            self._tell(one, invited=True)
        exchange(self.copies.desks["ann"], self.copies.case, QUICK)

    @property
    def acts(self) -> tuple[Callable[[], None], ...]:
        syncs = (self.sync,) * 5
        hubs = (self.keep_a_hub, self.keep_a_hub, self.put_a_hub_back)
        people = (self.note, self.note, self.change, self.cut, self.hear, self.erase)
        return (*people, *syncs, *hubs, self.carry)

    def sync(self) -> None:
        """Exchange with both; every other time the line breaks at a question."""
        desk, case = self.desk(self.chance.choice(WHO))
        with self._breaking():
            report = exchange(desk, case, QUICK)
        faults = [type(one).__name__ for hub in report.hubs for one in hub.faults]
        self.told.append(f"{self.acting}: the hubs: {', '.join(faults) or 'whole'}")

    def keep_a_hub(self) -> None:
        one = self._one_of_them()
        one.copy()
        self._tell(one)

    def put_a_hub_back(self) -> None:
        one = self._one_of_them()
        if one.go_back():
            self._tell(one)

    def put_back(self) -> None:
        super().put_back()
        for one in self.hubs:  # an old folder names an old port
            self._tell(one)

    def _one_of_them(self) -> Served:
        one = self.chance.choice(self.hubs)
        self.acting = one.folder.name
        return one

    def _tell(self, one: Served, *, invited: bool = False) -> None:
        """Tell every device where a hub is; ann's opens the case there."""
        case = bytes.fromhex(self.copies.case)
        for who in WHO:
            known = one.known(invited=invited and who == "ann")
            kept = known_hubs(self.copies.desks[who].vault, case)
            token = [was.invitation for was in kept if was.key == known.key]
            if token and not known.invitation:
                known = replace(known, invitation=token[0])
            keep_hub(self.copies.desks[who].vault, case, known)

    def heal(self) -> None:
        """Let all meet at the hub until nothing is new, and then without it.

        A day later they look anew: a hub that went back and grew again shows it then.
        """
        for _ in range(ROUNDS):
            self.clock.at += timedelta(seconds=EVERY / 2)
            for who in WHO:
                exchange(self.copies.desks[who], self.copies.case, QUICK)
        self.wrong += [f"who_is_in_has_all: {one}" for one in self._lacking()]
        self.wrong += [f"the_hub_reads_nothing: {one}" for one in self._read()]
        super().heal()

    def close(self) -> None:
        for one in self.hubs:
            one.stop()
        super().close()

    # --- what came of it ---------------------------------------------------------

    def _lacking(self) -> Iterator[str]:
        """Say who is in and has not what the others have of the logs of who is in."""
        ann, case = self.copies.desks["ann"], self.copies.case
        lines = [one for one in members(ann, case) if one.out is None]
        logs = {
            bytes.fromhex(device.fields["log"])
            for one in lines
            for device in one.devices
            if device.id not in one.gone
        }
        mine = held(ann, case)
        for line in lines:
            theirs = held(self.copies.desks[line.name.lower()], case)
            for log in logs:
                if mine.get(log) != theirs.get(log):
                    yield f"{line.name} of {log.hex()[:8]}"

    def _read(self) -> Iterator[str]:
        """Say in which files of the hub a word of the case stands."""
        for path in sorted(self.folder.rglob("*")):
            at_hub = any(one.folder in path.parents for one in self.hubs)
            if at_hub and path.is_file():
                kept = path.read_bytes()
                if any(
                    one.encode() in kept
                    for one in (WORDS, "changed by", "The case of A.")
                ):
                    yield path.name

    # --- the lines ---------------------------------------------------------------

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """Let the line break at one of the questions, or at none."""
        left = self.chance.below(12) if self.chance.once_in(2) else -1
        unheard, real = self.chance.once_in(2), Network.exchange

        async def asked(network: Network, call: Call) -> object:
            nonlocal left
            left -= 1
            if left != 0:
                return await real(network, call)
            if not unheard:
                await real(network, call)
            raise UnreachableError(N_("{hub} could not be reached."), hub="it")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Network, "exchange", asked)
            yield
