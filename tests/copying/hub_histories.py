"""Histories by chance with a true hub between the devices, over true connections.

The line breaks at a question, before or after the hub has done it; an old folder of the
hub is put back; now and then a stick goes round it.
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
from habeas.copying.anew import EVERY
from habeas.copying.exchange import Manner, exchange
from habeas.copying.places import places
from habeas.hub.folder import Hub, create_hub, invite, open_hub
from habeas.sync.network import Call, Network
from habeas.sync.refusals import UnreachableError
from habeas.vault.hubs import KnownHub, keep_hub
from habeas.words import N_
from tests.actions.histories import WHO, WORDS, History
from tests.copying.conftest import MANNER
from tests.hub.conftest import ROOMY, serving
from tests.sync.copy import ONCE

QUICK: Manner = replace(MANNER, patience=ONCE)
ROUNDS = 5


class HubHistory(History):
    """Four devices that meet at a hub, which is on this machine and theirs alone."""

    def __init__(self, folder: Path, seed: int, *, backups: bool = False) -> None:
        super().__init__(folder, seed, backups=backups)
        self._stack = ExitStack()
        create_hub(folder / "hub", "hub.example.org")
        self._serve()
        token = invite(self.hub, ROOMY, int(self.clock.now().timestamp()))
        for who in WHO:
            self._know(who, token if who == "ann" else "")
        exchange(self.copies.desks["ann"], self.copies.case, QUICK)

    @property
    def acts(self) -> tuple[Callable[[], None], ...]:
        syncs = (self.sync,) * 5
        hubs = (self.keep_the_hub, self.keep_the_hub, self.put_the_hub_back)
        people = (self.note, self.note, self.change, self.cut, self.hear, self.erase)
        return (*people, *syncs, *hubs, self.carry)

    def sync(self) -> None:
        """Exchange with the hub; every other time the line breaks at a question."""
        desk, case = self.desk(self.chance.choice(WHO))
        with self._breaking():
            report = exchange(desk, case, QUICK)
        faults = [type(one).__name__ for hub in report.hubs for one in hub.faults]
        self.told.append(f"{self.acting}: the hub: {', '.join(faults) or 'whole'}")

    def keep_the_hub(self) -> None:
        """Copy its folder, as whoever runs it does; it stands still meanwhile."""
        self.acting = "hub"
        self._stack.close()
        shutil.rmtree(self.folder / "old hub", ignore_errors=True)
        shutil.copytree(self.folder / "hub", self.folder / "old hub")
        self._serve_again()

    def put_the_hub_back(self) -> None:
        self.acting = "hub"
        if (self.folder / "old hub").is_dir():
            self._stack.close()
            shutil.rmtree(self.folder / "hub")
            shutil.copytree(self.folder / "old hub", self.folder / "hub")
            self._serve_again()

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
        self._stack.close()
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
        for path in sorted((self.folder / "hub").rglob("*")):
            if path.is_file():
                kept = path.read_bytes()
                if any(
                    one.encode() in kept
                    for one in (WORDS, "changed by", "The case of A.")
                ):
                    yield path.name

    # --- the hub -----------------------------------------------------------------

    def _serve(self) -> None:
        self.hub: Hub = self._stack.enter_context(open_hub(self.folder / "hub"))
        self.base = self._stack.enter_context(serving(self.hub, self.clock))

    def _serve_again(self) -> None:
        self._serve()
        for who in WHO:
            (place,) = places(self.copies.desks[who], self.copies.case)
            self._know(who, place.hub.invitation)

    def _know(self, who: str, token: str) -> None:
        keys = self.hub.keys
        known = KnownHub(
            self.base,
            self.hub.name,
            keys.ed25519_public,
            keys.mldsa44_public,
            invitation=token,
        )
        vault = self.copies.desks[who].vault
        keep_hub(vault, bytes.fromhex(self.copies.case), known)

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
