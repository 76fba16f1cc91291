"""Where a thing that has its time stands today: overdue, today, soon, being lost.

The time is an input, and days are local: clocks and days are compared as they stand
where the case is, so that an hour that a zone skips or repeats moves nothing to another
day. Only a clock that names a zone is put into that of whoever reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Final

from habeas.case.dues import Due, Sort
from habeas.case.moments import clock_in
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
    """A due of a case with its first and its last moment, None if no day is known.

    Those whose clock names a zone have that zone.
    """

    case: str
    due: Due
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A due of a case, and where it stands.

    `days` are the days from today to it, less than 0 when it is past, None if no day
    is known. `most` are those to its last moment where it may be any day from today
    on, else None. `paused` says that a pause of it has not ended yet. `steps` are what
    a plan says is to be done now about a silence.
    """

    case: str
    due: Due
    group: Group
    days: int | None = None
    most: int | None = None
    past: bool = False
    paused: bool = False
    steps: tuple["Placed", ...] = ()


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

    What is past its time but still worth asking for stands last in its group; what does
    not hold any more stands in none. The steps of a plan stand with the silence that
    they are an answer to, once their day has come.

    Args:
        dues: of any cases, in order.
        now: with the zone of whoever reads.
        soon: how many days ahead are shown as soon.
    """
    moment = now.replace(tzinfo=None)
    found: dict[Group, list[Placed]] = {group: [] for group in Group}
    steps: list[Placed] = []
    for one in _here(list(dues), now.tzinfo):
        if not holds(one.due, moment):
            continue
        placed = _place(one, moment, soon)
        ripe = _is_step(one.due) and placed.days is not None and placed.days <= 0
        (steps if ripe else found[placed.group]).append(placed)
    found[Group.LOSING].sort(key=lambda placed: placed.past)
    return _with_steps(found, steps) if steps else found


def holds(due: Due, now: datetime) -> bool:
    """Say whether it still counts at `now`; of a plan that has ended nothing does."""
    last = _moment(due.ends) if due.ends else None
    return last is None or now.replace(tzinfo=None) <= last


def place(case: str, due: Due, now: datetime, soon: int = SOON) -> Placed:
    """Say where one due stands at `now`, as `board` does, as long as it holds."""
    (timed,) = in_order([(case, due)])
    (here,) = _here([timed], now.tzinfo)
    return _place(here, now.replace(tzinfo=None), soon)


def _here(dues: list[Timed], zone: tzinfo | None) -> list[Timed]:
    """Say every clock that names a zone by the one of whoever reads, in order."""
    if not any(_zoned(one.first) or _zoned(one.last) for one in dues):
        return dues
    return sorted((_by_clock(one, zone) for one in dues), key=_order)


def _by_clock(one: Timed, zone: tzinfo | None) -> Timed:
    if not _zoned(one.first) and not _zoned(one.last):
        return one
    due = one.due
    at, until = clock_in(due.at, zone), clock_in(due.until, zone)
    (here,) = in_order([(one.case, replace(due, at=at, until=until))])
    return here


def _zoned(moment: datetime | None) -> bool:
    return moment is not None and moment.tzinfo is not None


def _place(one: Timed, moment: datetime, soon: int) -> Placed:
    due, first, last = one.due, one.first, one.last
    if first is None or last is None:
        return Placed(one.case, due, _undated(due.sort))
    today = moment.toordinal()
    if due.sort is Sort.SILENCE and due.until:
        last = _moment(due.at) or last  # it is not waited for longer
    if last < moment:
        days = last.toordinal() - today
        held = day_of(due.held)
        paused = held is not None and today < held.toordinal()
        return Placed(one.case, due, _past(due.sort), days, past=True, paused=paused)
    days = max(0, first.toordinal() - today)
    most = last.toordinal() - today if not days else 0
    any_day = most > 0 or first.toordinal() < today
    group = _coming(due, days, soon, any_day=any_day)
    return Placed(one.case, due, group, days, most if any_day else None)


def _is_step(due: Due) -> bool:
    return due.sort is Sort.SILENCE and due.record != due.page


def _with_steps(
    found: dict[Group, list[Placed]], steps: Iterable[Placed]
) -> Mapping[Group, list[Placed]]:
    """Put each step beneath the silence of its plan; without one it stands alone."""
    beneath: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    silent = {(one.case, one.due.record) for one in found[Group.SILENT]}
    for one in steps:
        key = (one.case, one.due.page)
        (beneath[key] if key in silent else found[one.group]).append(one)
    found[Group.SILENT] = [
        replace(one, steps=tuple(beneath.get((one.case, one.due.record), ())))
        for one in found[Group.SILENT]
    ]
    return found


def day_of(text: str) -> date | None:
    """Return the day of a moment of a due, None if there is none."""
    moment = _moment(text)
    return moment.date() if moment else None


def _order(one: Timed) -> tuple[datetime, int, str]:
    first = one.first.replace(tzinfo=None) if one.first else _NEVER
    return first, _ORDER[one.due.sort], one.due.record


@lru_cache(maxsize=4096)
def _moment(text: str, of_day: time = time.max) -> datetime | None:
    """Return a moment; of a day its end, or what of it is asked for."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text)
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
