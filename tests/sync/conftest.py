"""A real hub on loopback, asked by the client; fixtures as in tests/hub."""

from collections.abc import Callable, Iterator

import pytest

from habeas.hub.folder import Hub as HubFolder
from habeas.hub.folder import invite
from habeas.hub.places import IN_FOLDER, Places
from tests.hub.conftest import ROOMY, clock, folder, hub, serving
from tests.hub.peer import Case, Peer, SetClock
from tests.hub.process import NAME
from tests.sync.copy import Copy

__all__ = ["clock", "folder", "hub"]


@pytest.fixture(scope="module")
def places() -> Places:
    """Where the hub keeps its cases makes no difference to whoever asks it."""
    return IN_FOLDER


@pytest.fixture(scope="module")
def base(hub: HubFolder, clock: SetClock) -> Iterator[str]:
    with serving(hub, clock) as address:
        yield address


@pytest.fixture(scope="module")
def token(hub: HubFolder, clock: SetClock) -> Callable[[], str]:
    return lambda: invite(hub, ROOMY, int(clock.seconds))


@pytest.fixture(scope="module")
def open_case(
    base: str, clock: SetClock, token: Callable[[], str]
) -> Iterator[Callable[[], Case]]:
    peer = Peer(base, NAME, clock)
    yield lambda: peer.open_case(token())
    peer.client.close()


@pytest.fixture
def case(open_case: Callable[[], Case]) -> Case:
    return open_case()


@pytest.fixture
def copy(base: str, hub: HubFolder, case: Case) -> Copy:
    return Copy(base, hub, case)
