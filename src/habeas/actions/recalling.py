"""What the first page recalls of the ways back in: none of it has a day of its own."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from habeas.actions import guardians, recoveries, rehearsing
from habeas.actions.desk import Desk
from habeas.errors import HabeasError
from habeas.words import N_


@dataclass(frozen=True)
class Reminder:
    """A sentence (a message id, with values) and the page where it is dealt with.

    `moment` is a value that is written as the reader's language writes moments.
    """

    what: str
    page: str
    params: dict[str, str] = field(default_factory=dict)
    moment: str = ""


def reminders(desk: Desk, case: str = "") -> list[Reminder]:
    """Return what is recalled, of all cases or of one.

    Nothing is raised: what cannot be found out is told where it is read.
    """
    found: list[Reminder] = []
    for one in [case] if case else _guarded(desk):
        with suppress(HabeasError):
            found += _of_case(desk, one)
    with suppress(HabeasError, OSError):
        if not case and rehearsing.due(desk):
            what = N_(
                "Nobody knows whether the recovery sheet or the shares on paper would"
                " open this vault today. Rehearse it."
            )
            found.append(Reminder(what, "/keys"))
    return found


def _guarded(desk: Desk) -> list[str]:
    """Return the cases that have guardians or recoveries, without opening any."""
    with desk.views.guard:
        rows = desk.views.db.all(
            "SELECT DISTINCT case_id FROM records WHERE type = 'guardianship'"
            " ORDER BY case_id"
        )
    return [str(row[0]) for row in rows]


def _of_case(desk: Desk, case: str) -> Iterator[Reminder]:
    page = f"/cases/{case}/members/recovery"
    for one in recoveries.recoveries(desk, case):
        if one.standing == recoveries.UNDER_WAY:
            what = N_(
                "A device asks to become that of {name}. Anybody in the case may say no"
                " until {moment}."
            )
            moment = one.ends.isoformat(timespec="seconds")
            yield Reminder(what, page, {"name": one.name}, moment)
    guards = guardians.guards(desk, case)
    if guards is None:
        return
    if any(one.own and one.due for one in guards.guardians):
        what = N_("You are a guardian of a case. Does it still stand? Rehearse it.")
        yield Reminder(what, page)
    elif not guards.ready:
        what = N_(
            "Only {able} of the {need} guardians that are needed were there within half"
            " a year."
        )
        yield Reminder(what, page, {"able": str(guards.able), "need": str(guards.need)})
