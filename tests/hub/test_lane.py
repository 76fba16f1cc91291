"""Whoever comes while a thread is at work joins the next ones."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from habeas.hub.lane import Lane


class Act:
    """Doubles numbers, when it is let; what is odd is refused."""

    def __init__(self) -> None:
        self.let, self.begun = threading.Event(), threading.Event()
        self.batches: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        self.begun.set()
        assert self.let.wait(20)
        if 13 in items:
            raise OSError("the disk")
        return [ValueError(str(one)) if one % 2 else 2 * one for one in items]


async def started(
    act: Act, threads: ThreadPoolExecutor
) -> tuple[Lane[int, int], "asyncio.Task[int]"]:
    """Return a lane whose thread is at work for the first who came."""
    lane = Lane[int, int](threads, act)
    first = asyncio.create_task(lane.do(2))
    await asyncio.to_thread(act.begun.wait, 20)
    return lane, first


async def all_come(lane: Lane[int, int], *items: int) -> "list[asyncio.Task[int]]":
    """Let these come; return when all of them wait."""
    tasks = [asyncio.create_task(lane.do(one)) for one in items]
    await asyncio.sleep(0)
    return tasks


def run(story: Callable[[Act, ThreadPoolExecutor], Awaitable[None]]) -> Act:
    async def told() -> Act:
        act = Act()
        with ThreadPoolExecutor(2) as threads:
            await story(act, threads)
        return act

    return asyncio.run(told())


def test_who_comes_meanwhile_is_served_at_once_and_each_alone() -> None:
    async def story(act: Act, threads: ThreadPoolExecutor) -> None:
        lane, first = await started(act, threads)
        others = await all_come(lane, 4, 5, 6)
        act.let.set()
        told = await asyncio.gather(first, *others, return_exceptions=True)
        assert told[:2] == [4, 8]
        assert isinstance(told[2], ValueError)
        assert told[3] == 12
        assert await lane.do(8) == 16

    assert run(story).batches == [[2], [4, 5, 6], [8]]


def test_what_hits_all_is_told_to_all_and_ends_nothing() -> None:
    async def story(act: Act, threads: ThreadPoolExecutor) -> None:
        lane, first = await started(act, threads)
        others = await all_come(lane, 4, 13)
        act.let.set()
        told = await asyncio.gather(first, *others, return_exceptions=True)
        assert told[0] == 4
        assert [type(one) for one in told[1:]] == [OSError, OSError]
        assert await lane.do(6) == 12

    run(story)


def test_who_goes_away_holds_nobody_up() -> None:
    async def story(act: Act, threads: ThreadPoolExecutor) -> None:
        lane, first = await started(act, threads)
        others = await all_come(lane, 4, 6)
        others[0].cancel()
        act.let.set()
        assert await others[1] == 12
        assert await first == 4
        with pytest.raises(asyncio.CancelledError):
            await others[0]

    run(story)


def test_a_crowd_is_served_in_parts() -> None:
    async def story(act: Act, threads: ThreadPoolExecutor) -> None:
        lane, first = await started(act, threads)
        others = await all_come(lane, *range(20, 20 + 2 * 70, 2))
        act.let.set()
        assert len(await asyncio.gather(first, *others)) == 71

    assert [len(one) for one in run(story).batches] == [1, 64, 6]
