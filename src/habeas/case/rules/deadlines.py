"""How a deadline stands: what was computed against what a person decided.

A computed day is a proposal, the record is the decision, and where the two part that is
shown and never settled in silence (docs/adr/0017). The time is an input.
"""

from datetime import datetime
from typing import Final

from habeas.case.deadlines import (
    Decided,
    Moved,
    Progress,
    Proposal,
    Settled,
    Standing,
    Why,
)
from habeas.case.facts.deadlines import Decision, Whose
from habeas.case.moments import Reach, reach, sides

_SETTLED: Final = {
    Decision.CONFIRMED: Settled.CONFIRMED,
    Decision.OVERRIDDEN: Settled.OVERRIDDEN,
    Decision.SET_ASIDE: Settled.SET_ASIDE,
    Decision.ADDED: Settled.ADDED,
}
_WITHOUT_END: Final = ("/", "/..")
_CALENDAR: Final = "calendar "


def standing(
    proposal: Proposal | None, decided: Decided | None, whose: Whose, now: datetime
) -> Standing:
    """Say how it stands at `now`, which has a zone: that of whoever reads."""
    settled = _SETTLED[decided.decision] if decided else Settled.PROPOSED
    due = _due(proposal, decided)
    span = stretch_of(due, now)
    ends = span.start if span else None
    return Standing(
        settled=settled,
        progress=_progress(proposal, decided, span, now),
        whose=whose,
        due=due,
        ends=ends,
        days=(ends.date() - now.date()).days if ends else None,
        moved=moved(proposal, decided),
        done=decided.done if decided else "",
    )


def stretch_of(due: str, now: datetime) -> Reach | None:
    """Return the first and the last moment at which a deadline may be over.

    A day is over when it ends, and so is a month: of a vague start the earliest day
    comes first, which is the safe one.
    """
    first, last = (reach(side, now.tzinfo) for side in sides(due))
    if first is None or last is None:
        return None
    if due.endswith(_WITHOUT_END):
        return Reach(first.end, datetime.max)  # noqa: DTZ901 - as in case/moments.py
    return Reach(first.end, max(first.end, last.end))


def moved(proposal: Proposal | None, decided: Decided | None) -> Moved | None:
    """Return that another day is computed now than the one that was decided about.

    Only the day counts: the same day by a newer version of the rules has not moved.
    """
    if decided is None or not decided.computed:
        return None
    if decided.decision not in (Decision.CONFIRMED, Decision.OVERRIDDEN):
        return None
    now = proposal.due if proposal else ""
    if now == decided.computed:
        return None
    basis = proposal.basis if proposal else decided.basis
    return Moved(decided.computed, now, _why(decided.basis, basis))


def _why(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Why, ...]:
    """Return what differs; where nothing does, a step was recorded otherwise."""
    fresh = [one for one in after if one not in before]
    found = {Why.CALENDAR if one.startswith(_CALENDAR) else Why.RULES for one in fresh}
    return tuple(one for one in Why if one in found) or (Why.STEPS,)


def _due(proposal: Proposal | None, decided: Decided | None) -> str:
    if decided is None:
        return proposal.due if proposal else ""
    return decided.due


def _progress(
    proposal: Proposal | None,
    decided: Decided | None,
    span: Reach | None,
    now: datetime,
) -> Progress:
    if decided and decided.decision is Decision.SET_ASIDE:
        return Progress.ASIDE
    if decided and decided.finished:
        return _done(decided.done, span, now)
    if proposal and proposal.met:
        return Progress.MET
    if span is None:
        stopped = proposal is not None and proposal.stopped
        return Progress.STOPPED if stopped else Progress.ENDLESS
    return _running(span, now.replace(tzinfo=None))


def _running(span: Reach, moment: datetime) -> Progress:
    if moment > span.end:
        return Progress.PAST
    return Progress.DOUBTFUL if moment > span.start else Progress.RUNNING


def _done(done: str, span: Reach | None, now: datetime) -> Progress:
    """Say whether it was done in time, as far as both days are known."""
    at = reach(done, now.tzinfo)
    if at is None or span is None:
        return Progress.DONE_UNSURE
    if at.end <= span.start:
        return Progress.DONE
    return Progress.DONE_LATE if at.start > span.end else Progress.DONE_UNSURE
