"""What is saved here is elsewhere soon, without anybody asking for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from habeas.copying import watching
from habeas.copying.desks import directly
from habeas.copying.exchange import exchanging
from habeas.copying.watching import Watch
from habeas.errors import LockedError
from tests.copying.conftest import MANNER, Team


@pytest.fixture(autouse=True)
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll for two seconds: a hub that ends waits for its polls."""
    monkeypatch.setattr(watching, "LONGEST_WAIT", 2)


def watched(team: Team, names: list[str], act: Callable[..., Awaitable[None]]) -> None:
    """Do something while these copies are watched."""

    async def go() -> None:
        loop, tasks = asyncio.get_running_loop(), []
        for name in names:
            desk = team.copies.desks[name]
            watch = Watch(directly(desk), lambda _report: None, MANNER, every=0.2)
            desk.vault.at_growth.append(partial(loop.call_soon_threadsafe, watch.wake))
            tasks.append(asyncio.create_task(watch.run()))
        try:
            await act(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(go())


async def until(met: Callable[[], bool], seconds: float = 20.0) -> float:
    begun = time.monotonic()
    while not met():
        assert time.monotonic() - begun < seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


def test_what_one_saves_the_other_sees_soon(team: Team) -> None:
    team.enter("bob")
    team.sync("ann", "bob", "ann")

    async def act(_tasks: list[Any]) -> None:
        await asyncio.sleep(0.5)
        for number in range(3):
            team.note("ann", f"note {number}")
            await until(lambda n=number: f"note {n}" in team.notes("bob"))  # type: ignore[misc]
        team.note("bob", "an answer")
        await until(lambda: "an answer" in team.notes("ann"))

    watched(team, ["ann", "bob"], act)


def test_a_hub_that_is_away_is_asked_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_SHORTEST", 0.1)
    real, down = exchanging, [2]

    async def flaky(*args: Any) -> Any:  # noqa: ANN401 - as the real one
        report = await real(*args)
        if down[0]:
            down[0] -= 1
            report.hubs[0].fail(LockedError("away"))
        return report

    monkeypatch.setattr(watching, "exchanging", flaky)

    async def act(_tasks: list[Any]) -> None:
        await until(lambda: down[0] == 0)
        team.note("ann", "after that")
        stored = team.server.hub.store.cases
        await until(lambda: stored.usage()[0].used_entries > 8)

    watched(team, ["ann"], act)


def test_a_fault_in_one_case_ends_no_watch(
    team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What a hub or a member sent may meet a fault of ours: others are exchanged."""
    monkeypatch.setattr(watching, "_SHORTEST", 0.1)
    real, asked = exchanging, [0]

    async def faulty(*args: Any) -> Any:  # noqa: ANN401 - as the real one
        asked[0] += 1
        if asked[0] == 1:
            raise KeyError("a word of the case")
        return await real(*args)

    monkeypatch.setattr(watching, "exchanging", faulty)

    async def act(tasks: list[Any]) -> None:
        team.note("ann", "after that")
        await until(lambda: asked[0] > 1)
        stored = team.server.hub.store.cases
        await until(lambda: bool(stored.usage()))
        assert not tasks[0].done()

    watched(team, ["ann"], act)
    assert "KeyError at test_watching.py:" in caplog.text
    assert "a word" not in caplog.text


def test_a_lock_ends_the_watch(team: Team) -> None:
    async def act(tasks: list[Any]) -> None:
        await asyncio.sleep(0.3)
        team.copies.desks["ann"].close()
        await until(tasks[0].done)
        assert isinstance(tasks[0].exception(), LockedError)

    watched(team, ["ann"], act)
