"""The safe day of a term of our own: by another start of its rule it may end sooner."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from habeas.case.facts.proceedings import Step
from habeas.law.happenings import Alternative, Computed, order
from habeas.law.terms import Start

OF_A_DECISION: Final = frozenset({Step.SERVED, Step.LEARNED, Step.IN_FORCE})
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def sooner(found: Computed, kin: frozenset[str]) -> Alternative | None:
    """Return the start by which the term ends first, None if it is the one taken.

    Which start the law means may be disputed, and the person may not be held to be in
    custody: every start that has a day counts, also one that the rule would not take.
    Of what happened more than once, what belongs to the same decision (`kin`), else
    the latest.
    """
    if found.term.whose != "own" or found.due is None or found.unavailable:
        return None
    taken = next((one.start for one in found.alternatives if one.taken), None)
    first = min(_each(found, taken, kin), key=lambda one: over(one.due), default=None)
    return first if first and over(first.due) < over(found.due) else None


def over(day: date | None) -> tuple[date, datetime]:
    """Return a key by which ends sort: a day ends after all of its moments."""
    if day is None or isinstance(day, datetime):
        return order(day or date.max)
    return day, _LAST


def _each(
    found: Computed, taken: Start | None, kin: frozenset[str]
) -> Iterable[Alternative]:
    best: dict[int, Alternative] = {}
    known = [one for one in found.alternatives if one.due and one.happening]
    known.sort(key=lambda one: one.happening is None or one.happening.id not in kin)
    for one in known:
        if one.start is not taken and not _of_another(one, found):
            best.setdefault(id(one.start), one)
    return best.values()


def _of_another(one: Alternative, found: Computed) -> bool:
    """Say whether it is a copy that came before the decision that starts the term."""
    there, start = one.happening, found.start
    if there is None or start is None or start.event != Step.DECISION:
        return False
    return there.event in OF_A_DECISION and there.day < start.day
