"""Whether something was filed in time: what was handed over before the end counts."""

from collections.abc import Iterable
from datetime import date, datetime

from habeas.errors import Word
from habeas.law.days import day_of
from habeas.law.events import EVENTS
from habeas.law.happenings import Computed, Happening, order
from habeas.law.said import Said
from habeas.law.terms import InTime
from habeas.words import N_


def filed_in_time(computed: Computed, happenings: Iterable[Happening]) -> Said | None:
    """Return why a term was kept, with the article; None if nothing shows that it was.

    That is no statement that it was missed: a mark may be there that is not recorded.
    Of several that keep it the earliest is named.
    """
    if computed.start is None or computed.due is None:
        return None
    known = {row.event: row for row in computed.in_time}
    for one in sorted(happenings, key=lambda it: order(it.at)):
        row = known.get(one.event)
        if row and one.day >= computed.start.day and _before(one.at, computed.due):
            return _kept(row, one, computed.due)
    return None


def _before(moment: date, due: date) -> bool:
    """Return whether a moment surely lies before the end.

    A day without its hour is before a moment only if it is an earlier day.
    """
    if isinstance(moment, datetime) and isinstance(due, datetime):
        return moment <= due
    if isinstance(due, datetime):
        return moment < due.date()
    return day_of(moment) <= due


def _kept(row: InTime, one: Happening, due: date) -> Said:
    event = Word(EVENTS[one.event])
    if not row.note:
        words = N_("{event}, {day}: before the end, {due}.")
        params = {"event": event, "day": one.at, "due": due}
        return Said(words, params, row.article)
    words = N_("{event}, {day}; the term ends {due}. {note}")
    params = {"event": event, "day": one.at, "due": due, "note": row.note}
    return Said(words, params, row.article)
