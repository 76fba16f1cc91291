"""What speaks against a filing being recorded: a second one, or a day that cannot be.

A day that has not come is refused. For the rest there may be a reason, which is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from habeas.case.moments import reach
from habeas.errors import BadInputError
from habeas.words import N_


@dataclass(frozen=True)
class Earlier:
    """A filing of the same paper that stands; `replies` are the days of its answers."""

    when: str
    replies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """What speaks against it: a message id, and what fills its blanks."""

    words: str
    blanks: dict[str, str] = field(default_factory=dict)


def require_come(when: str, now: datetime) -> None:
    """Refuse a day of which no moment has come yet, by the clock of `now`.

    Raises:
        BadInputError: it lies in the future.
    """
    at = reach(when, now.tzinfo)
    if at is not None and at.start > now.replace(tzinfo=None):
        raise BadInputError(
            N_("The day on which it was filed has not come yet: {day}."),
            advice=N_(
                "Correct the day, or the clock of this computer. Nothing was recorded."
            ),
            field="when",
            day=when,
        )


def doubts(when: str, begun: datetime, earlier: Sequence[Earlier]) -> tuple[Doubt, ...]:
    """Return what speaks against a filing on a day; `begun` is when the paper was.

    A date that may mean several days is in doubt only where each of them is.
    """
    return (*_twice(earlier), *_before(when, begun), *_after(when, begun, earlier))


def _twice(earlier: Sequence[Earlier]) -> Iterator[Doubt]:
    if not earlier:
        return
    days = ", ".join(one.when for one in earlier if one.when)
    if days:
        yield Doubt(
            N_("It is recorded already that it was filed: {days}."), {"days": days}
        )
    else:
        yield Doubt(N_("It is recorded already that it was filed."))


def _before(when: str, begun: datetime) -> Iterator[Doubt]:
    at = reach(when, begun.tzinfo)
    if at is not None and at.end.date() < begun.date():
        blanks = {"day": when, "made": begun.date().isoformat()}
        yield Doubt(
            N_("It was filed {day}, and the paper was begun here on {made}."), blanks
        )


def _after(when: str, begun: datetime, earlier: Sequence[Earlier]) -> Iterator[Doubt]:
    at = reach(when, begun.tzinfo)
    for day in (day for one in earlier for day in one.replies):
        came = reach(day, begun.tzinfo)
        if at is not None and came is not None and came.end < at.start:
            yield Doubt(
                N_("It was filed {day}, and an answer to it came before: {came}."),
                {"day": when, "came": day},
            )
