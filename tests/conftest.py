"""What holds for every test."""

import gc
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.record import open_case
from habeas.crypto.passphrase import KdfParams
from tests import tally as counting
from tests.tally import tally

__all__ = ["tally"]

# A slow machine is not a failure; each test's own timeout still holds.
settings.register_profile("habeas", deadline=None)
settings.load_profile("habeas")

PASSPHRASE = "seven invented words for tests"

LONG = (
    *("web/test_axe.py", "web/test_axe_rest.py", "fuzz/test_fuzz.py"),
    *("faults/test_kills.py", "papers/test_flips.py", "papers/test_flips_page.py"),
    *("papers/test_agreement.py", "web/test_attacks_script.py"),
    *("web/test_untranslated.py", "papers/test_verify_page.py"),
    *("papers/test_verify.py", "cli/test_transcripts.py", "cli/test_process.py"),
    *("cli/test_serve.py", "faults/test_disk.py"),
)
"""The files that take longest, begun in this order: one begun last is waited for."""


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    named = (turn for turn, one in enumerate(LONG) if path.endswith(one))
    return next(named, len(LONG))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note in the report which tests need Chromium, and give them time.

    CI counts them. A busy machine makes a browser slow, and a browser that hangs
    cannot be interrupted from within: then the run ends, and says where it was.
    """
    counting.note_marked(items)
    items.sort(key=_turn)
    for item in items:
        if item.get_closest_marker("browser"):
            item.user_properties.append(("browser", "yes"))
            item.add_marker(pytest.mark.timeout(600, method="thread"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave what was collected out of all later searches for garbage.

    Half a million objects stay to the end; going through them again and again took an
    eighth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


class Counting:
    """Adds up what the tests counted."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        counting.add(self._config, report)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Counting(config))


def pytest_sessionfinish(session: pytest.Session) -> None:
    counting.settle(session)


class FixedClock:
    """A clock that a test sets; every look moves it on by a second."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2021-12-07T09:00:00+05:00")

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def state_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same for what is made once for all tests; see state_home."""
    yield from _elsewhere(tmp_path_factory)


@pytest.fixture(scope="module", autouse=True)
def state_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same for what is made once for a module: no other module remembers it."""
    yield from _elsewhere(tmp_path_factory)


@pytest.fixture(autouse=True)
def state_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Keep what this machine remembers of vaults out of the tester's own home."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def params() -> KdfParams:
    """Return the cheapest Argon2id that is allowed: these vaults protect nobody."""
    return KdfParams(memory_kib=8, iterations=1, lanes=1, salt=bytes(range(16)))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def new_desk(
    tmp_path: Path, params: KdfParams, clock: FixedClock
) -> Iterator[Callable[[str], Desk]]:
    """Return a maker of vaults in folders of these names; all are locked at the end."""
    desks: list[Desk] = []

    def make(name: str) -> Desk:
        desk = app.create(tmp_path / name, PASSPHRASE, clock=clock, params=params)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(new_desk: Callable[[str], Desk]) -> Desk:
    """Return a desk with an empty vault in tmp_path / 'vault'."""
    return new_desk("vault")


@pytest.fixture
def case(desk: Desk) -> str:
    """Return a case in that vault."""
    title = {"lang": "en", "text": "The case of A."}
    return open_case(desk, {"title": title}, "habeas test")
