"""The power, which goes at a durable step of what a device does."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from habeas.vault.database import Database, Row

CALLS = ("fsync", "replace", "rename", "unlink")


class PowerWentError(BaseException):
    """The power is off; no handler of the program's errors is to take it for one."""


class Power:
    """Goes at the `left`-th durable step from now: before or after it is done.

    A durable step is a commit, what is written outside of a transaction, a database
    written anew, and what is synced, renamed or removed beside one. `taken` is called
    when it goes; from then on no durable step is done.
    """

    def __init__(self, taken: Callable[[], object]) -> None:
        self.left, self.after, self.went = 0, False, False
        self.passed = 0
        self._taken = taken

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch every durable step."""
        self.went = False
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._watched(getattr(os, name)))
            for name in ("all", "run_many"):
                patch.setattr(Database, name, self._asked(getattr(Database, name)))
            yield

    def _watched(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            return self._step(lambda: real(*words, **more))

        return call

    def _asked(self, real: Callable[..., list[Row]]) -> Callable[..., object]:
        def call(db: Database, sql: str, values: Sequence[Any] = ()) -> object:
            if not _is_durable(sql, inside=db._raw.in_transaction):
                return real(db, sql, values)
            return self._step(lambda: real(db, sql, values))

        return call

    def _step(self, done: Callable[[], object]) -> object:
        if self.went:
            raise PowerWentError
        self.passed += 1
        self.left -= 1
        if self.left:
            return done()
        if self.after:
            done()
        self.went = True
        self._taken()
        raise PowerWentError


def _is_durable(sql: str, *, inside: bool) -> bool:
    words = sql.split(maxsplit=1)
    if words[0] in ("INSERT", "UPDATE", "DELETE"):
        return not inside
    return words[0] in ("COMMIT", "VACUUM") or "wal_checkpoint" in sql
