"""What has its time in the proceedings of a case: for the first page of all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo

from habeas.case.dues import Due, Sort
from habeas.case.facts.deadlines import Whose
from habeas.case.facts.proceedings import Step
from habeas.case.moments import first_clock, last_clock, reach
from habeas.case.proceedings import Matter, Stage
from habeas.case.rules.deadlines import counts, met, moved
from habeas.views.db import Views
from habeas.views.deadlines import Told, told
from habeas.views.proceedings import proceedings

_ANSWERS = frozenset({Step.REPLY, Step.REFUSED, Step.DECISION})


def dues(views: Views, case: str) -> list[Due]:
    """Return the deadlines, the hearings and the answers that somebody waits for.

    Of a vague day, and of one that has moved since it was confirmed, the earlier counts
    here: it is the safe one. A hearing waits until it is said who was there.
    """
    found = [due for one in told(views, case) for due in _deadline(one)]
    for one in proceedings(views, case):
        for stage in one.matter.steps:
            found += _hearing(one.matter, stage)
            found += _answer(one.matter, stage)
    return found


def _deadline(one: Told) -> Iterator[Due]:
    known = [due for due in _days(one) if first_clock(due)]
    if known and not _over(one):
        first = min(map(first_clock, known), key=_moment(one))
        last = max(map(last_clock, known), key=_moment(one))
        yield Due(
            sort=Sort.DEADLINE if one.whose is Whose.OWN else Sort.REPLY,
            record=one.record or one.start,
            page=f"deadlines/{one.id}",
            at=first,
            until=last if last != first else "",
            compartment=one.compartment,
            what=one.title,
            lang=one.lang,
            term=one.rule,
            proposed=one.decided is None,
            soft=bool(one.worked and one.worked.early.soft),
        )


def _moment(one: Told) -> Callable[[str], datetime]:
    """Return when a clock is over: a whole day ends later than 10:00 of it.

    Of two moments with zones, or one, that of whoever recorded the start decides.
    """
    zone = _zone(one)

    def over(clock: str) -> datetime:
        at = reach(clock, zone)
        return at.end if at else datetime.max  # noqa: DTZ901 - as in case/moments.py

    return over


def _days(one: Told) -> Iterator[str]:
    yield from counts(one.proposal, one.decided)
    other = moved(one.proposal, one.decided)
    if other:
        yield other.now


def _over(one: Told) -> bool:
    """Say whether nobody has to act any more, or a step seems to have met it."""
    if met(one.proposal, one.decided, _zone(one)):
        return True
    return one.decided is not None and one.decided.finished


def _zone(one: Told) -> tzinfo:
    return (one.step.told.tzinfo if one.step else None) or UTC


def _hearing(matter: Matter, stage: Stage) -> Iterator[Due]:
    at = first_clock(stage.when)
    if stage.step is Step.HEARING and stage.presence is None and at:
        yield _of_step(Sort.HEARING, matter, stage, at)


def _answer(matter: Matter, stage: Stage) -> Iterator[Due]:
    at = first_clock(stage.answer_by)
    if at and stage in unanswered(matter):
        yield _of_step(Sort.REPLY, matter, stage, at)


def unanswered(matter: Matter) -> tuple[Stage, ...]:
    """Return the steps that ask for an answer by a day, and about which none came."""
    answered = {one.about for one in matter.steps if one.step in _ANSWERS}
    return tuple(
        one for one in matter.steps if one.answer_by and one.id not in answered
    )


def next_hearing(matter: Matter, now: datetime) -> Stage | None:
    """Return the first hearing that is not over at `now`, None if none is set."""
    for one in matter.steps:
        at = reach(one.when, now.tzinfo)
        if one.step is Step.HEARING and at and at.end >= now.replace(tzinfo=None):
            return one
    return None


def _of_step(sort: Sort, matter: Matter, stage: Stage, at: str) -> Due:
    return Due(
        sort=sort,
        record=stage.id,
        page=f"proceedings/{matter.id}#{stage.id}",
        at=at,
        compartment=matter.compartment,
        what=matter.title,
        lang=matter.lang,
    )
