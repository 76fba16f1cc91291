"""How a deadline stands: what was computed against what a person decided.

A computed day is a proposal, the record is the decision, and where the two part that is
shown and never settled in silence (docs/adr/0017). The time is an input.
"""

from datetime import datetime, tzinfo
from typing import Final

from habeas.case.deadlines import (
    RUNS,
    Decided,
    Moved,
    Progress,
    Proposal,
    Reopened,
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
_WAITS: Final = RUNS | {Progress.ENDLESS, Progress.STOPPED}
_CALENDAR: Final = "calendar "


def standing(
    proposal: Proposal | None, decided: Decided | None, whose: Whose, now: datetime
) -> Standing:
    """Say how it stands at `now`, which has a zone: that of whoever reads."""
    settled = _SETTLED[decided.decision] if decided else Settled.PROPOSED
    due, safe = counts(proposal, decided)
    span = span_of((due, safe), now.tzinfo)
    ends = span.start if span else None
    progress = _progress(proposal, decided, span, now)
    reopened = _reopened(decided, now)
    return Standing(
        settled=settled,
        progress=progress,
        whose=whose,
        due=due,
        ends=ends,
        days=(ends.date() - now.date()).days if ends else None,
        moved=moved(proposal, decided),
        done=decided.done if decided and not reopened else "",
        safe=safe,
        reopened=reopened,
        missed=bool(proposal and proposal.met) and progress in _WAITS,
    )


def counts(proposal: Proposal | None, decided: Decided | None) -> tuple[str, str]:
    """Return the day that counts, and an earlier one that is safe, '' if none is.

    What was set aside counts again by what is computed, once that is another.
    """
    if decided and (decided.decision is not Decision.SET_ASIDE or decided.finished):
        return decided.due, ""
    if proposal is None or (decided and not moved(proposal, decided)):
        return "", ""
    return proposal.due, proposal.safe


def span_of(days: tuple[str, ...], zone: tzinfo | None) -> Reach | None:
    """Return the first and the last moment at which one of these days may be over."""
    spans = [span for one in days if (span := stretch_of(one, zone))]
    if not spans:
        return None
    return Reach(min(it.start for it in spans), max(it.end for it in spans))


def stretch_of(due: str, zone: tzinfo | None) -> Reach | None:
    """Return the first and the last moment at which a deadline may be over.

    A day is over when it ends, and so is a month: of a vague start the earliest day
    comes first, which is the safe one.
    """
    first, last = (reach(side, zone) for side in sides(due))
    if first is None or last is None:
        return None
    if due.endswith(_WITHOUT_END):
        return Reach(first.end, datetime.max)  # noqa: DTZ901 - as in case/moments.py
    return Reach(first.end, max(first.end, last.end))


def met(
    proposal: Proposal | None, decided: Decided | None, zone: tzinfo | None
) -> bool:
    """Say whether a step seems to meet it: it is surely not after the day that counts.

    A step that was recorded before its own day is a plan, and meets nothing.
    """
    if proposal is None or not proposal.met or proposal.planned:
        return False
    at, span = reach(proposal.met, zone), span_of(counts(proposal, decided), zone)
    return at is not None and (span is None or at.end <= span.start)


def moved(proposal: Proposal | None, decided: Decided | None) -> Moved | None:
    """Return that another day is computed now than the one that was decided about.

    Only the day counts: the same day by a newer version of the rules has not moved.
    What was set aside comes back also where the same day rests on something else.
    """
    if decided is None or decided.decision is Decision.ADDED:
        return None
    now = proposal.due if proposal else ""
    if decided.decision is Decision.SET_ASIDE:
        if proposal is None or not now or _same(proposal, decided):
            return None
    elif not decided.computed or now == decided.computed:
        return None
    basis = proposal.basis if proposal else decided.basis
    return Moved(decided.computed, now, _why(decided.basis, basis))


def _same(proposal: Proposal, decided: Decided) -> bool:
    return (proposal.due, proposal.basis) == (decided.computed, decided.basis)


def _why(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Why, ...]:
    """Return what differs; where nothing does, a step was recorded otherwise."""
    fresh = [one for one in after if one not in before]
    found = {Why.CALENDAR if one.startswith(_CALENDAR) else Why.RULES for one in fresh}
    return tuple(one for one in Why if one in found) or (Why.STEPS,)


def _reopened(decided: Decided | None, now: datetime) -> Reopened | None:
    if decided is None or not decided.finished:
        return decided.reopened if decided else None
    at = reach(decided.done, now.tzinfo)
    ahead = at is not None and at.start > now.replace(tzinfo=None)
    return Reopened.AHEAD if ahead else None


def _progress(
    proposal: Proposal | None,
    decided: Decided | None,
    span: Reach | None,
    now: datetime,
) -> Progress:
    aside = decided is not None and decided.decision is Decision.SET_ASIDE
    if aside and not moved(proposal, decided):
        return Progress.ASIDE
    if decided and decided.finished and not _reopened(decided, now):
        return _done(decided.done, span, now)
    moment = now.replace(tzinfo=None)
    if met(proposal, decided, now.tzinfo) and proposal:
        at = reach(proposal.met, now.tzinfo)
        if at and at.start <= moment:
            return Progress.MET
    if span is None:
        stopped = proposal is not None and proposal.stopped
        return Progress.STOPPED if stopped else Progress.ENDLESS
    return _running(span, moment)


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
