"""A real hub on a loopback port, in a thread, with a clock that a test sets."""

import gc
import itertools
import shutil
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from habeas.clock import Clock
from habeas.hub.app import make_app
from habeas.hub.folder import Hub, create_hub, invite, open_hub
from habeas.hub.places import IN_FOLDER, Places
from habeas.hub.store import Quota
from habeas.listening import ImpatientH11
from tests.hub.peer import Case, Peer, SetClock
from tests.hub.process import NAME
from tests.hub.servers import Postgres, new_folder
from tests.hub.weed import Weed, started

ROOMY = Quota(10**9, 10**6)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server; whoever wants a hub takes a database of its own."""
    if sys.platform != "linux":
        pytest.skip("PostgreSQL and SeaweedFS are tested on Linux")
    place = new_folder()
    server = Postgres.made(place / "postgres")
    try:
        yield server.start()
    finally:
        server.kill()
        shutil.rmtree(place)


@pytest.fixture(scope="session")
def weed() -> Iterator[Weed]:
    """One SeaweedFS server, which the environment names."""
    if sys.platform != "linux":
        pytest.skip("PostgreSQL and SeaweedFS are tested on Linux")
    server = started(new_folder)
    try:
        with pytest.MonkeyPatch.context() as patched:
            for name, value in server.environment().items():
                patched.setenv(name, value)
            yield server
    finally:
        server.stop()
        shutil.rmtree(server.place)


@pytest.fixture(scope="session")
def bucket(weed: Weed) -> Callable[[], str]:
    """Return what returns the address of another prefix at every call."""
    assert weed.runs
    numbers = itertools.count()
    return lambda: f"s3://blobs/hub{next(numbers)}"


@pytest.fixture(scope="module", params=["folder", "servers"])
def places(request: pytest.FixtureRequest) -> Places:
    """Where a hub keeps its cases: every test runs over both."""
    if request.param == "folder":
        return IN_FOLDER
    postgres: Postgres = request.getfixturevalue("postgres")
    bucket: Callable[[], str] = request.getfixturevalue("bucket")
    return Places(postgres.new_database(), bucket())


@contextmanager
def serving(hub: Hub, clock: Clock) -> Iterator[str]:
    """Serve a hub and yield its address."""
    config = uvicorn.Config(
        make_app(hub, clock),
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        http=ImpatientH11,
        ws="none",
    )
    with running(config) as base:
        yield base


@contextmanager
def running(config: uvicorn.Config) -> Iterator[str]:
    """Run a server on a port of its own and yield its address."""
    server = uvicorn.Server(config)
    sock = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        sock.close()
        with warnings.catch_warnings():  # a connection that came just as it stopped
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Path:
    place = tmp_path_factory.mktemp("hub")
    create_hub(place, NAME, places)
    return place


@pytest.fixture(scope="module")
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="module")
def hub(folder: Path) -> Iterator[Hub]:
    with open_hub(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def peer(hub: Hub, clock: SetClock) -> Iterator[Peer]:
    with serving(hub, clock) as base:
        made = Peer(base, NAME, clock)
        yield made
        made.client.close()


@pytest.fixture(scope="module")
def open_case(hub: Hub, peer: Peer) -> Callable[[], Case]:
    return lambda: peer.open_case(invite(hub, ROOMY, int(peer.clock.seconds)))


@pytest.fixture
def case(open_case: Callable[[], Case]) -> Case:
    return open_case()
