"""Which recorded step seems to meet a deadline: shown as a question, never as done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from habeas.case.facts.deadlines import Whose
from habeas.case.facts.proceedings import Step
from habeas.case.moments import reach
from habeas.case.proceedings import Matter, Stage, families
from habeas.law.filing import filed_in_time
from habeas.law.said import Said
from habeas.views.happenings import Worked, readings

_OURS: Final = (Step.HANDED_IN, Step.FILED)
_THEIRS: Final = (Step.REPLY, Step.REFUSED, Step.DECISION, Step.CLOSED)
_HANDED_ON: Final = (Step.FORWARDED, Step.RECEIVED)
"""What keeps a duty to send something on, and no duty to decide."""
MOST: Final = 3
"""Steps that are offered; a person may choose any other."""


@dataclass(frozen=True)
class Meeting:
    """The first step that is about the same matter, and others that came after.

    `planned`: the first was recorded before its day, so it says what is meant to be.
    `kept` says why the law takes it as filed in time, with the article.
    """

    sure: Stage | None = None
    maybe: tuple[Stage, ...] = ()
    kept: Said | None = None
    planned: bool = False


def meeting(
    start: Stage,
    whose: Whose,
    matter: Matter,
    matters: Sequence[Matter],
    found: Worked | None,
) -> Meeting:
    """Return what may meet a deadline that runs from `start`.

    A step is taken for the answer only if it says that it is about the decision, or the
    complaint, from which the term runs; wherever it is recorded.
    """
    kin = _kin(start, matter)
    after = [
        (one, one.about in kin or one.id in kin)
        for place in matters
        for one in place.steps
        if one.step in _kinds(start, whose) and one.id != start.id
        if (one in matter.steps or one.about in kin) and not _before(one, start)
    ]
    tied = [one for one, of_it in after if of_it]
    sure = min(tied, key=_over, default=None)
    own = whose is Whose.OWN
    return Meeting(
        sure,
        tuple(one for one, _ in after if one is not sure)[:MOST],
        _kept(found, sure) if found and sure and own else None,
        planned=bool(sure and ahead(sure.when, sure.told)),
    )


def ahead(when: str, told: datetime) -> bool:
    """Say whether a day may lie after the moment at which it was recorded."""
    at = reach(when, told.tzinfo)
    moment = told.replace(tzinfo=None)
    if at is None:
        return False
    return at.start > moment or at.end.date() > moment.date()


def _over(one: Stage) -> tuple[bool, datetime]:
    """Put what is no plan first, and then what was surely over first."""
    at = reach(one.when, one.told.tzinfo or UTC)
    return ahead(one.when, one.told), at.end if at else one.told.replace(tzinfo=None)


def _kept(found: Worked, sure: Stage) -> Said | None:
    """Return why it was filed in time, where both days are exact."""
    first, last = readings(sure)
    if first is None or first != last or found.vague:
        return None
    return filed_in_time(found.early, [first])


def _kinds(start: Stage, whose: Whose) -> tuple[Step, ...]:
    if whose is Whose.OWN:
        return _OURS
    return (*_THEIRS, *_HANDED_ON) if start.step is Step.HANDED_IN else _THEIRS


def _kin(start: Stage, matter: Matter) -> frozenset[str]:
    """Return the steps that are about the same as the start, itself among them."""
    for members in families(matter.steps).values():
        if start.id in members:
            return members
    return frozenset({start.id})


def _before(one: Stage, start: Stage) -> bool:
    """Say whether it surely came before the start, or nobody knows when it came."""
    zone = start.told.tzinfo or UTC
    at, first = reach(one.when, zone), reach(start.when, zone)
    return at is None or first is None or at.end < first.start
