"""What in the steps of a proceeding does not fit together, or leaves a term uncounted.

What is grave makes a computed day wrong, whatever the law; the rest are notes. What the
law says to it, the rule packs say.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Final

from habeas.case.chain import Day, Remark, Words
from habeas.case.facts.proceedings import STEP_WORDS, Presence, Step
from habeas.case.moments import Reach, reach
from habeas.case.proceedings import Matter, Stage
from habeas.words import N_

_AFTER: Final = {
    Step.SERVED: (Step.DECISION,),
    Step.IN_FORCE: (Step.DECISION,),
    Step.LEARNED: (Step.DECISION,),
    Step.RECEIVED: (Step.FILED, Step.HANDED_IN),
    Step.REGISTERED: (Step.FILED, Step.HANDED_IN, Step.RECEIVED),
    Step.REPLY: (Step.FILED, Step.HANDED_IN, Step.RECEIVED),
    Step.REFUSED: (Step.FILED, Step.HANDED_IN, Step.RECEIVED),
    Step.FILED: (Step.DECISION, Step.SERVED),
    Step.DETENTION_RECORD: (Step.DETAINED,),
}
"""What cannot come before what it is about."""
_UNDATED: Final = frozenset(Step) - {Step.OTHER, Step.EVENT}
_KEPT_OUT: Final = frozenset({Presence.EXCLUDED, Presence.NOT_BROUGHT})


def review(matter: Matter) -> tuple[Remark, ...]:
    """Return what is to be said of the steps, in their order."""
    by_id = {one.id: one for one in matter.steps}
    return tuple(
        remark
        for stage in matter.steps
        for look in (_order, _service, _hearing, _decision, _date)
        for remark in look(stage, matter, by_id)
    )


def _order(
    stage: Stage, _matter: Matter, by_id: Mapping[str, Stage]
) -> Iterator[Remark]:
    """Say that a step is dated before what it is about: a service before the ruling."""
    first = by_id.get(stage.about)
    if first is None or first.step not in _AFTER.get(stage.step, ()):
        return
    at, before = _reach(stage), _reach(first)
    if at is not None and before is not None and at.end < before.start:
        words = N_(
            "It is dated {day}, and what it is about ({step}) is dated {other}. One of"
            " the dates is wrong, or it is about something else. Terms are counted from"
            " what is recorded."
        )
        blanks = {
            "day": Day(stage.when),
            "step": Words((STEP_WORDS[first.step],)),
            "other": Day(first.when),
        }
        yield Remark(stage.id, words, blanks)


def _service(
    stage: Stage, matter: Matter, _by_id: Mapping[str, Stage]
) -> Iterator[Remark]:
    """Say that a copy was served of a decision that is not recorded."""
    decided = any(one.step is Step.DECISION for one in matter.steps)
    if stage.step is Step.SERVED and not stage.about and not decided:
        words = N_(
            "No decision is recorded that this would be a copy of. Record the decision,"
            " and say here that it is about it."
        )
        yield Remark(stage.id, words)
    several = sum(one.step is Step.DECISION for one in matter.steps) > 1
    if stage.step is Step.SERVED and not stage.about and several:
        words = N_("There is more than one decision: say which one this is a copy of.")
        yield Remark(stage.id, words, grave=False)


def _hearing(
    stage: Stage, matter: Matter, _by_id: Mapping[str, Stage]
) -> Iterator[Remark]:
    if stage.step is not Step.HEARING:
        return
    if stage.presence in _KEPT_OUT and stage.excluded_by is None:
        words = N_("It is not recorded who excluded the person or did not bring them.")
        yield Remark(stage.id, words, grave=False)
    if stage.presence is None or stage.presence is Presence.UNKNOWN:
        words = N_(
            "It is not recorded whether the person was there. Where the law ties the"
            " appeal to taking part, that decides it."
        )
        yield Remark(stage.id, words, grave=False)
    if not stage.counsel and not matter.counsel:
        words = N_("It is not recorded who represented the person.")
        yield Remark(stage.id, words, grave=False)


def _decision(
    stage: Stage, _matter: Matter, _by_id: Mapping[str, Stage]
) -> Iterator[Remark]:
    if stage.step is Step.DECISION and stage.ruling is None:
        words = N_(
            "It is not said what kind of decision it is: rules that are about one kind"
            " alone are not proposed."
        )
        yield Remark(stage.id, words, grave=False)


def _date(
    stage: Stage, _matter: Matter, _by_id: Mapping[str, Stage]
) -> Iterator[Remark]:
    if stage.step in _UNDATED and _reach(stage) is None:
        words = N_("It has no date, so no term is counted from it.")
        yield Remark(stage.id, words, grave=False)


def _reach(stage: Stage) -> Reach | None:
    """Return its moments by one clock, where days are compared and not hours."""
    return reach(stage.when, stage.told.tzinfo or UTC)
