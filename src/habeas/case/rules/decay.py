"""How something that is being lost stands: the countdown, the state, the next step.

The time is an input, and so are the usual windows, which are data of the room `law`. No
state says that it is too late: past a window it is still worth asking, and a garment
has no window.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from habeas.case.decay import (
    MOST_DAYS,
    Deed,
    Limit,
    Span,
    Standing,
    State,
    Thing,
    Timed,
    in_time,
)
from habeas.case.facts.decay import BODY, Matter, Step
from habeas.case.moments import Reach, later, reach
from habeas.case.rules.contradictions import weigh
from habeas.words import N_

_REQUESTS: Final = frozenset({Step.ASKED, Step.REMINDED})
_SETTLED: Final = (
    (Step.SECURED, State.SECURED),
    (Step.FOUND_LOST, State.FOUND_LOST),
    (Step.SAID_LOST, State.SAID_LOST),
    (Step.NEVER, State.NEVER),
)
"""What settles how it stands, whatever else is recorded; the strongest first."""

_AFTER: Final = {
    State.SECURED: N_("Record it as an exhibit, and who had it since."),
    State.FOUND_LOST: N_(
        "Record who found it so and how. Ask for the record of the deletion, and ask"
        " who may have a copy."
    ),
    State.SAID_LOST: N_(
        "Ask in writing who deleted it, when, and by which rule; ask that the medium is"
        " not written on, and who may have a copy."
    ),
    State.NEVER: N_(
        "Ask again, and lay beside the answer whatever shows that it existed."
    ),
}
_ANSWERED: Final = {
    Step.PROMISED: N_("Ask for a copy now: a promise keeps nothing."),
    Step.REFUSED: N_(
        "Complain about the refusal, and ask a prosecutor or a court to order that it"
        " is kept."
    ),
    Step.SILENCE: N_(
        "Record the silence, and ask whoever oversees the holder to order that it is"
        " kept."
    ),
    Step.ASKED: N_("Remind them in writing, and keep the mark of receipt."),
    Step.REMINDED: N_(
        "Ask a prosecutor or a court to order that it is kept, and enclose both"
        " letters."
    ),
}
_FIRST: Final = {
    Matter.INJURY: N_(
        "Ask for an examination by an independent doctor today, with photographs and a"
        " scale."
    ),
    Matter.WITNESS: N_(
        "Ask that the person is heard before a move, and where to they are moved."
    ),
    Matter.GARMENT: N_(
        "Ask that it is kept dry and in paper, unwashed; then ask for it."
    ),
}


def standing(thing: Thing, deeds: Sequence[Deed], now: datetime) -> Standing:
    """Say how it stands at `now`, which has a zone: that of whoever reads."""
    steps = in_time(deeds, now.tzinfo)
    span, begun = span_of(thing, deeds, now.tzinfo)
    moment = now.replace(tzinfo=None)
    state = _state(steps, span, moment)
    return Standing(
        state=state,
        span=span,
        gone=_gone(span, begun, moment),
        deeds=tuple(one.deed for one in steps),
        findings=weigh(thing, steps, span, now.tzinfo),
        asked=next((one.deed for one in steps if one.deed.step in _REQUESTS), None),
        next=_next(thing, steps, state),
    )


def limit_of(thing: Thing, deeds: Sequence[Deed]) -> Limit | None:
    """Return how long it is kept: as anybody said of this one, else as is usual."""
    said = [thing.days, *(deed.days for deed in deeds)]
    days = [min(one, MOST_DAYS) for one in said if one is not None]
    if not days:
        return thing.usual
    return Limit(timedelta(days=min(days)), timedelta(days=max(days)))


def settled(deeds: Sequence[Deed]) -> bool:
    """Say whether there is an answer or a copy, so that no time runs."""
    return not {one.step for one in deeds}.isdisjoint(step for step, _ in _SETTLED)


def span_of(
    thing: Thing, deeds: Sequence[Deed], zone: tzinfo | None
) -> tuple[Span | None, Reach | None]:
    """Return when it will be lost, and the time it is about, by the clock of a zone.

    Without a zone every clock is taken as it stands. None where nobody knows.
    """
    begun, ends = reach(thing.when, zone), reach(thing.ends, zone)
    if ends is not None:
        return Span(ends.start, ends.end), begun
    limit = limit_of(thing, deeds)
    if limit is None or begun is None:
        return None, begun
    earliest = later(begun.start, limit.least)
    return Span(earliest, later(begun.end, limit.most), limit.general), begun


def _state(steps: Sequence[Timed], span: Span | None, now: datetime) -> State:
    done = {one.deed.step for one in steps}
    for step, state in _SETTLED:
        if step in done:
            return state
    if span is None:
        return State.OPEN
    if now < span.earliest:
        return State.RUNNING
    return State.ANY_DAY if now < span.latest else State.PAST


def _gone(span: Span | None, begun: Reach | None, now: datetime) -> int | None:
    if span is None or begun is None:
        return None
    whole = (span.earliest - begun.start).total_seconds()
    passed = (now - begun.start).total_seconds()
    if whole <= 0:
        return 100
    return max(0, min(100, int(passed * 100 / whole)))


def _next(thing: Thing, steps: Sequence[Timed], state: State) -> str:
    if state in _AFTER:
        return _AFTER[state]
    if steps:
        return _ANSWERED[steps[-1].deed.step]
    if thing.matter in BODY:
        return N_(
            "Ask for a forensic examination at once. Nothing that was worn should be"
            " washed."
        )
    return _FIRST.get(
        thing.matter, N_("Send the letter today, and keep the mark of receipt.")
    )
