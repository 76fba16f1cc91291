"""Whoever comes while others wait for the disk joins those who are next."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Job(Generic[T]):
    """One thing to do, and how it ended."""

    item: T
    value: Any = None
    error: BaseException | None = None
    done: bool = False


class Gathering(Generic[T, R]):
    """Does for all who came meanwhile, at once, what costs about the same for one.

    `act` sets the value or the error of each job; what it raises is the error of all.
    One thread at a time is in it.
    """

    def __init__(self, act: Callable[[Sequence[Job[T]]], None]) -> None:
        self._act = act
        self.turn, self._joining = threading.Lock(), threading.Lock()
        self.waiting: list[Job[T]] = []

    def do(self, item: T) -> R:
        """Have it done, here or by another thread; return when it is."""
        (told,) = self.do_all([item])
        if isinstance(told, BaseException):
            raise told
        return told

    def do_all(self, items: Sequence[T]) -> list[R | BaseException]:
        """Have each done; return what came of each, or its error."""
        asked = [Job(item) for item in items]
        with self._joining:
            self.waiting += asked
        with self.turn:
            if not all(job.done for job in asked):
                # nobody took them along: take along all who wait by now
                with self._joining:
                    jobs, self.waiting = self.waiting, []
                self._finish(jobs)
        return [job.error or cast("R", job.value) for job in asked]

    def _finish(self, jobs: list[Job[T]]) -> None:
        try:
            self._act(jobs)
        except BaseException as error:  # noqa: BLE001 - told to each who waits
            for job in jobs:
                job.error = job.error or error
        finally:
            for job in jobs:
                job.done = True
