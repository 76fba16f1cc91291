"""Whoever comes while a thread is at work joins those for whom it works next.

A thread for each request costs more than what most requests ask of it: threads that
wait for one another, for one lock, and for the one interpreter.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

_MOST = 64
"""How many are done together: whoever comes first does not wait for a crowd."""

T = TypeVar("T")
R = TypeVar("R")


class Lane(Generic[T, R]):
    """Does in one thread, for all who came meanwhile, what costs little more than one.

    In one event loop. `act` returns for each item, in order, what came of it, or the
    error to raise; what it raises itself is the error of all.
    """

    def __init__(
        self, threads: Executor, act: Callable[[Sequence[T]], Sequence[R | Exception]]
    ) -> None:
        self._threads, self._act = threads, act
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def do(self, item: T) -> R:
        """Have it done, and return when it is."""
        told: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, told))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await told

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            found: Sequence[R | Exception]
            try:
                found = await self._in_a_thread([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - told to each who waits
                found = [error] * len(batch)
            for (_, told), one in zip(batch, found, strict=False):
                if told.done():  # whoever asked is gone
                    continue
                if isinstance(one, Exception):
                    told.set_exception(one)
                else:
                    told.set_result(one)

    async def _in_a_thread(self, items: list[T]) -> Sequence[R | Exception]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._act, items)
