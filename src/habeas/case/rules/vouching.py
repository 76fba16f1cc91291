"""What timestamps by others say of an entry: not later than, not before.

A token over a head proves that the entries below its size were there at its time. That
later entries were *not* there yet it does not prove. This does: a token cannot be
foretold, and the entry that holds it was written after its time, so every later entry
of the same log was as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CLOCK_SLACK: Final = timedelta(minutes=5)
"""Two good clocks may differ by so much; nothing is said of less."""


@dataclass(frozen=True)
class Stamp:
    """A token that was judged good: at `time`, `by` saw what it covers.

    It covers the entries `first` up to `end` of `log`; `whole` says that it covers a
    head, and so their order as well. `held` is the entry (log, index) that holds it.
    """

    by: str
    log: str
    first: int
    end: int
    whole: bool
    held: tuple[str, int]
    time: datetime


def newest(stamps: Iterable[Stamp], log: str) -> Stamp | None:
    """Return the largest head of a log that others saw, and who saw it first."""
    heads = [one for one in stamps if one.whole and one.log == log]
    return min(heads, key=lambda one: (-one.end, one.time), default=None)


def not_later(stamps: Iterable[Stamp], log: str, index: int) -> Stamp | None:
    """Return the earliest token that covers an entry: it was there by then."""
    over = [one for one in stamps if one.log == log and one.first <= index < one.end]
    return min(over, key=lambda one: one.time, default=None)


def not_before(stamps: Iterable[Stamp], log: str, index: int) -> Stamp | None:
    """Return the latest token that stands in the log before an entry."""
    past = [one for one in stamps if one.held[0] == log and one.held[1] < index]
    return max(past, key=lambda one: one.time, default=None)


def backdated(
    stamps: Iterable[Stamp], log: str, index: int, at: datetime
) -> Stamp | None:
    """Return a token that stood before an entry and is later than the entry claims.

    The entry was dated back, or its clock or the authority's was wrong.
    """
    found = not_before(stamps, log, index)
    return found if found and found.time - at > CLOCK_SLACK else None
