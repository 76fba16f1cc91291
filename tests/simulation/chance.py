"""Chance that a seed repeats."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Numbers that a seed repeats."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 2654435761 + 1

    def below(self, limit: int) -> int:
        """Return a number from 0 up to a limit."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit

    def choice(self, among: Sequence[T]) -> T:
        """Return one of several."""
        return among[self.below(len(among))]

    def once_in(self, many: int) -> bool:
        """Say yes once in so many times."""
        return not self.below(many)


class CrashError(Exception):
    """The power went at a durable step."""
