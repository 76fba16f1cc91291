"""Real hubs on loopback, and copies of one case that know them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import put
from habeas.clock import Clock
from habeas.copying.exchange import Manner, exchange
from habeas.copying.report import Report
from habeas.hub.folder import Hub as HubFolder
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.vault.hubs import KnownHub, keep_hub
from habeas.views.records import records
from tests.actions.copies import Copies
from tests.hub.conftest import ROOMY, serving
from tests.sync.copy import SOON

MANNER = Manner(5.0, SOON)


@dataclass
class Server:
    """A hub that runs, with its folder."""

    hub: HubFolder
    base: str
    clock: Clock

    def known(self, *, invited: bool = False) -> KnownHub:
        keys = self.hub.keys
        now = int(self.clock.now().timestamp())
        token = invite(self.hub, ROOMY, now) if invited else ""
        return KnownHub(
            self.base,
            self.hub.name,
            keys.ed25519_public,
            keys.mldsa44_public,
            invitation=token,
        )


@pytest.fixture
def new_server(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Server]]:
    """Return a maker of hubs in folders of these names."""
    with ExitStack() as stack:

        def make(name: str) -> Server:
            create_hub(tmp_path / name, f"{name}.example.org")
            hub = stack.enter_context(open_hub(tmp_path / name))
            return Server(hub, stack.enter_context(serving(hub, clock)), clock)

        yield make


@pytest.fixture
def server(new_server: Callable[[str], Server]) -> Server:
    return new_server("hub")


@dataclass
class Team:
    """Copies of one case, and the hub that they share."""

    copies: Copies
    server: Server

    def sync(self, *names: str) -> list[Report]:
        return [
            exchange(self.copies.desks[one], self.copies.case, MANNER) for one in names
        ]

    def enter(self, name: str, *args: object) -> Desk:
        desk = self.copies.enter(name, *args)  # type: ignore[arg-type]
        keep_hub(desk.vault, bytes.fromhex(self.copies.case), self.server.known())
        return desk

    def note(self, name: str, text: str, place: str = "") -> str:
        words = {"text": {"lang": "en", "text": text}}
        return put(self.copies.desks[name], self.copies.case, "note", words, place)

    def notes(self, name: str) -> set[str]:
        views = self.copies.desks[name].views
        return {line.title for line in records(views, self.copies.case, "note")}


@pytest.fixture
def team(new_desk: Callable[[str], Desk], server: Server) -> Team:
    """Return a case that ann leads, and that she has a hub for."""
    copies = Copies(new_desk)
    copies.begin()
    ann = copies.desks["ann"]
    known = server.known(invited=True)
    keep_hub(ann.vault, bytes.fromhex(copies.case), known)
    return Team(copies, server)
