"""Where a thing that has its time stands today: overdue, today, soon, being lost.

The time is an input, and days are local: clocks and days are compared as they stand
where the case is, without a zone, so that an hour that a zone skips or repeats moves
nothing to another day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Final

from habeas.case.dues import Due, Sort
from habeas.words import N_

SOON: Final = 7
"""Days that count as soon, unless somebody asks for more or fewer."""
_FAR: Final = 60
"""Days after which what is being lost can wait for another day's page."""
_NEVER: Final = datetime.max  # noqa: DTZ901 - as in case/moments.py
_ORDER: Final = {sort: at for at, sort in enumerate(Sort)}


class Group(StrEnum):
    """Where it stands, in the order in which a person should look."""

    OVERDUE = "overdue"
    SILENT = "silent"
    TODAY = "today"
    SOON = "soon"
    LOSING = "losing"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    LATER = "later"


GROUP_WORDS: Final = {
    Group.OVERDUE: N_("Overdue"),
    Group.SILENT: N_("Silent longer than agreed"),
    Group.TODAY: N_("Today"),
    Group.SOON: N_("In the next days"),
    Group.LOSING: N_("Being lost"),
    Group.WAITING: N_("Waiting for others"),
    Group.UNKNOWN: N_("Without a confirmed day"),
    Group.LATER: N_("Later"),
}
PRESSING: Final = frozenset({Group.OVERDUE, Group.SILENT, Group.TODAY})
"""What a person is to do before anything else."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A due of a case with its first and its last moment, None if no day is known."""

    case: str
    due: Due
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A due of a case, and where it stands.

    `days` are the days from today to it, less than 0 when it is past, None if no day
    is known. `most` are those to its last moment where it may be any day from today
    on, else None.
    """

    case: str
    due: Due
    group: Group
    days: int | None = None
    most: int | None = None
    past: bool = False


def in_order(dues: Iterable[tuple[str, Due]]) -> list[Timed]:
    """Read the moments of dues, each with its case, and put them in order of time.

    Those without a day that a calendar has come last.
    """
    found = [
        Timed(case, due, _moment(due.at, time.min), _moment(due.until or due.at))
        for case, due in dues
    ]
    return sorted(found, key=_order)


def board(
    dues: Iterable[Timed], now: datetime, soon: int = SOON
) -> Mapping[Group, list[Placed]]:
    """Return every group with its dues, each in the order in which they are given.

    What is past its time but still worth asking for stands last in its group.

    Args:
        dues: of any cases, in order.
        now: with the zone of whoever reads.
        soon: how many days ahead are shown as soon.
    """
    moment = now.replace(tzinfo=None)
    found: dict[Group, list[Placed]] = {group: [] for group in Group}
    for one in dues:
        placed = _place(one, moment, soon)
        found[placed.group].append(placed)
    found[Group.LOSING].sort(key=lambda placed: placed.past)
    return found


def place(case: str, due: Due, now: datetime, soon: int = SOON) -> Placed:
    """Say where one due stands at `now`, as `board` does."""
    (timed,) = in_order([(case, due)])
    return _place(timed, now.replace(tzinfo=None), soon)


def _place(one: Timed, moment: datetime, soon: int) -> Placed:
    due, first, last = one.due, one.first, one.last
    if first is None or last is None:
        return Placed(one.case, due, _undated(due.sort))
    today = moment.toordinal()
    if due.sort is Sort.SILENCE:
        last = first  # from then on it is longer than agreed
    if last < moment:
        days = last.toordinal() - today
        return Placed(one.case, due, _past(due.sort), days, past=True)
    days = max(0, first.toordinal() - today)
    most = last.toordinal() - today if not days else 0
    any_day = most > 0 or first.toordinal() < today
    group = _coming(due, days, soon, any_day=any_day)
    return Placed(one.case, due, group, days, most if any_day else None)


def day_of(text: str) -> date | None:
    """Return the day of a moment of a due, None if there is none."""
    moment = _moment(text)
    return moment.date() if moment else None


def _order(one: Timed) -> tuple[datetime, int, str]:
    return one.first or _NEVER, _ORDER[one.due.sort], one.due.record


@lru_cache(maxsize=4096)
def _moment(text: str, of_day: time = time.max) -> datetime | None:
    """Return a moment; of a day its end, or what of it is asked for."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        return datetime.combine(date.fromisoformat(text), of_day)
    except ValueError:
        return None


def _undated(sort: Sort) -> Group:
    return {
        Sort.SILENCE: Group.SILENT,
        Sort.DECAY: Group.LOSING,
        Sort.REPLY: Group.WAITING,
        Sort.SENDING: Group.WAITING,
    }.get(sort, Group.UNKNOWN)


def _past(sort: Sort) -> Group:
    group = _undated(sort)
    return Group.OVERDUE if group is Group.UNKNOWN else group


def _coming(due: Due, days: int, soon: int, *, any_day: bool) -> Group:
    if due.sort in (Sort.REPLY, Sort.SENDING):
        return Group.WAITING
    if due.sort is Sort.DECAY and (days or any_day):
        return Group.LOSING if days <= max(soon, _FAR) else Group.LATER
    if not days:
        return Group.TODAY
    if days <= soon:
        return Group.SOON
    return Group.UNKNOWN if due.proposed else Group.LATER
