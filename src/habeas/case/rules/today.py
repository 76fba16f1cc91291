"""Where a thing that has its time stands today: overdue, today, soon, being lost.

The time is an input, and days are local: clocks and days are compared as they stand
where the case is, without a zone, so that an hour that a zone skips or repeats moves
nothing to another day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from habeas.case.dues import Due, Sort
from habeas.words import N_

SOON: Final = 7
"""Days that count as soon, unless somebody asks for more or fewer."""
_FAR: Final = 60
"""Days after which what is being lost can wait for another day's page."""
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
    Group.WAITING: N_("Waiting for an answer"),
    Group.UNKNOWN: N_("Without a confirmed day"),
    Group.LATER: N_("Later"),
}
PRESSING: Final = frozenset({Group.OVERDUE, Group.SILENT, Group.TODAY})
"""What a person is to do before anything else."""


@dataclass(frozen=True)
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


def place(case: str, due: Due, now: datetime, soon: int = SOON) -> Placed:
    """Say where a due stands at `now`, which has the zone of whoever reads."""
    moment = now.replace(tzinfo=None)
    first, last = _moment(due.at, time.min), _moment(due.until or due.at, time.max)
    if first is None or last is None:
        return Placed(case, due, _undated(due.sort))
    today = moment.date()
    if last < moment:
        days = (last.date() - today).days
        return Placed(case, due, _past(due.sort), days, past=True)
    days = max(0, (first.date() - today).days)
    any_day = first.date() < today or (not days and last.date() > today)
    most = (last.date() - today).days if any_day else None
    return Placed(case, due, _coming(due, days, soon, any_day=any_day), days, most)


def board(
    dues: Iterable[tuple[str, Due]], now: datetime, soon: int = SOON
) -> Mapping[Group, list[Placed]]:
    """Return every group with its dues, what is first in time first; no day last.

    Args:
        dues: each with its case.
        now: as in `place`.
        soon: how many days ahead are shown as soon.
    """
    found: dict[Group, list[Placed]] = {group: [] for group in Group}
    for case, due in dues:
        placed = place(case, due, now, soon)
        found[placed.group].append(placed)
    for placed_here in found.values():
        placed_here.sort(key=_first)
    return found


def day_of(text: str) -> date | None:
    """Return the day of a moment of a due, None if there is none."""
    moment = _moment(text, time.min)
    return moment.date() if moment else None


def _first(one: Placed) -> tuple[bool, str, int, str]:
    """Order: what is being lost and past its time stands behind what can be had."""
    spent = one.past and one.group is Group.LOSING
    return spent, one.due.at or "~", _ORDER[one.due.sort], one.due.record


def _moment(text: str, day_time: time) -> datetime | None:
    """Return a moment; of a day its beginning or its end."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        return datetime.combine(date.fromisoformat(text), day_time)
    except ValueError:
        return None


def _undated(sort: Sort) -> Group:
    return {
        Sort.SILENCE: Group.SILENT,
        Sort.DECAY: Group.LOSING,
        Sort.REPLY: Group.WAITING,
    }.get(sort, Group.UNKNOWN)


def _past(sort: Sort) -> Group:
    group = _undated(sort)
    return Group.OVERDUE if group is Group.UNKNOWN else group


def _coming(due: Due, days: int, soon: int, *, any_day: bool) -> Group:
    if due.sort is Sort.REPLY:
        return Group.WAITING
    if due.sort is Sort.DECAY and (days or any_day):
        return Group.LOSING if days <= max(soon, _FAR) else Group.LATER
    if not days:
        return Group.TODAY
    if days <= soon:
        return Group.SOON
    return Group.UNKNOWN if due.proposed else Group.LATER
