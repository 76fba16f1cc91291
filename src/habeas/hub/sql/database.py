"""A database that several threads and processes use, as the hub's store needs it.

One dialect: `?` or `?1` for a value, `ON CONFLICT` with its columns, no `OR REPLACE`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from habeas.hub.sql.gathering import Gathering, Job

Row = tuple[Any, ...]
Values = Sequence[object]
Steps = Sequence[tuple[str, Sequence[Values]]]
Act = Callable[[], object]
_T = TypeVar("_T")


class Database(ABC):
    """Outside `write`, each statement is a transaction of its own.

    Raises:
        HubRefusal: `disk` or `busy`, from every method.
    """

    def __init__(self) -> None:
        self._writes: Gathering[Act, Any] = Gathering(self._write_all)

    @abstractmethod
    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row."""

    @abstractmethod
    def run(self, sql: str, values: Values = ()) -> int:
        """Do it, and return how many rows were changed."""

    @abstractmethod
    def run_all(self, steps: Steps) -> None:
        """Do each of these once for each of its sets of values, in order."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """All that is done within is kept, and nobody else writes; or none of it is."""

    @abstractmethod
    def savepoint(self) -> AbstractContextManager[None]:
        """What is done within is undone alone when it raises."""

    @abstractmethod
    def is_lost(self) -> bool:
        """Say whether the transaction that was begun is over, whatever was said."""

    @abstractmethod
    def forget(self) -> None:
        """Take what was erased off the disk, as far as the database can."""

    @abstractmethod
    def close(self) -> None:
        """Close every thread's connection; nobody may be using one."""

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def run_many(self, sql: str, values: Sequence[Values]) -> None:
        """Do it once for each set of values."""
        self.run_all([(sql, values)])

    def write(self, act: Callable[[], _T]) -> _T:
        """Do it in a transaction, all of it or none, and return when it is kept.

        Whoever comes while another waits for the disk joins those who are next: they
        share one transaction and one sync, and each fails alone. `act` may run in
        another thread; it uses this database and nothing else of the thread's.
        """
        done: _T = self._writes.do(act)
        return done

    def _write_all(self, jobs: Sequence[Job[Act]]) -> None:
        """Do each in a savepoint of its own, then keep all that did not fail."""
        with self.transaction():
            if len(jobs) == 1:  # nobody else is there to be spared
                jobs[0].value = jobs[0].item()
                return
            for job in jobs:
                self._try(job)

    def _try(self, job: Job[Act]) -> None:
        try:
            with self.savepoint():
                job.value = job.item()
        except Exception as error:
            if self.is_lost():
                raise
            job.error = error
