"""What the requests and the answers say against each other, and what they confirm.

Nothing here says who is right. What speaks for an answer is found as well as what
speaks against it, and a slip in our own record is told of before somebody else does.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from habeas.case.chain import Day
from habeas.case.dates import stretch
from habeas.case.decay import Finding, Span, Thing, Timed
from habeas.case.facts.decay import Step
from habeas.case.moments import Reach, reach
from habeas.case.rules.custody import LATE_DAYS
from habeas.words import N_

_REQUESTS: Final = frozenset({Step.ASKED, Step.REMINDED})
_LOST: Final = frozenset({Step.SAID_LOST, Step.FOUND_LOST})
_SUPPOSES: Final = {
    Step.PROMISED: N_(
        "Said never to have existed, and on {day} it was promised that it would be"
        " kept."
    ),
    Step.SAID_LOST: N_(
        "Said never to have existed, and on {day} it was said to be lost."
    ),
    Step.FOUND_LOST: N_(
        "Said never to have existed, and on {day} it was found to be lost."
    ),
    Step.SECURED: N_("Said never to have existed, and on {day} it was secured."),
}
"""Steps that suppose that it existed, and what that says of a denial."""


def weigh(
    thing: Thing, steps: Sequence[Timed], span: Span | None, zone: tzinfo | None
) -> tuple[Finding, ...]:
    """Return what fits and what does not, step by step in their order."""
    case = _Case(thing, steps, span, zone)
    return tuple(finding for at in range(len(steps)) for finding in case.of(at))


class _Case:
    """The steps in their order, and what each says beside the others."""

    def __init__(
        self,
        thing: Thing,
        steps: Sequence[Timed],
        span: Span | None,
        zone: tzinfo | None,
    ) -> None:
        self.thing, self.steps, self.span, self.zone = thing, steps, span, zone
        self.asked = next((one for one in steps if one.deed.step in _REQUESTS), None)

    def of(self, at: int) -> Iterator[Finding]:
        """Say what the step at this place contradicts, confirms or lacks."""
        one = self.steps[at]
        yield from self._dates(one)
        if one.deed.step in _REQUESTS:
            yield from self._request(at)
        if one.deed.step in _LOST:
            yield from self._loss(one)
        if one.deed.step is Step.NEVER:
            yield from self._denial(one)
        if one.deed.step is Step.REFUSED:
            yield from self._refusal(one)
        if one.deed.step is Step.SECURED:
            yield from self._secured(one)
        yield from self._numbers(at)

    def _dates(self, one: Timed) -> Iterator[Finding]:
        recorded = one.deed.recorded
        if one.at is None:
            yield _note(one, N_("Nobody said when, so it proves no order in time."))
            return
        span = stretch(one.deed.when)
        if one.at.start.date() > recorded:
            what = N_("Its date lies after the day on which it was recorded, {day}.")
            yield _against(one, what, day=Day(recorded.isoformat()))
        if span.last is not None and (recorded - span.last).days > LATE_DAYS:
            what = N_("Recorded or last changed {days} days after it happened.")
            yield _note(one, what, days=(recorded - span.last).days)

    def _request(self, at: int) -> Iterator[Finding]:
        one = self.steps[at]
        if not one.deed.proof:
            what = N_(
                "No copy and no mark of receipt is there: this record alone says that"
                " it was asked for."
            )
            yield _note(one, what)
        if all(other.deed.step in _REQUESTS for other in self.steps[at + 1 :]):
            yield _note(one, N_("No answer to this is recorded."))
        if one.at is None or self.span is None:
            return
        if one.at.end < self.span.earliest and not self.span.general:
            what = N_(
                "Asked for while it existed, by the time it is kept for: at least until"
                " {until}."
            )
            yield _confirms(one, what, until=_day(self.span.earliest.date()))
        elif one.at.start > self.span.latest:
            what = N_(
                "Asked for after the time it is kept for, which ended on {until}."
                " Asking is still worth it."
            )
            yield _note(one, what, until=_day(self.span.latest.date()))

    def _loss(self, one: Timed) -> Iterator[Finding]:
        lost = reach(one.deed.lost, self.zone)
        yield from self._lost_on(one, lost)
        if lost is None:
            yield from self._existed(one)
        for other in self._with(Step.PROMISED):
            what = N_("It is lost, and on {day} it was promised that it would be kept.")
            yield _against(one, what, day=Day(other.deed.when))
        for other in self._with(*_LOST):
            theirs = reach(other.deed.lost, self.zone)
            if other is not one and lost and theirs and _apart(lost, theirs):
                what = N_("Lost on {lost} by this record, on {other} by another.")
                blanks = {"lost": Day(one.deed.lost), "other": Day(other.deed.lost)}
                yield _against(one, what, **blanks)

    def _lost_on(self, one: Timed, lost: Reach | None) -> Iterator[Finding]:
        """Hold the day of the loss against the requests and the time it is kept for."""
        if lost is None:
            return
        asked, day = self.asked, Day(one.deed.lost)
        if asked is not None and asked.at is not None and asked.at.end < lost.start:
            what = N_(
                "By this record it was lost on {lost}, after it had been asked for on"
                " {asked}."
            )
            yield _against(one, what, lost=day, asked=Day(asked.deed.when))
        if self.span is None:
            return
        until = _day(self.span.earliest.date())
        if lost.end < self.span.earliest:
            what = N_(
                "By this record it was lost on {lost}, and by the time it is kept for"
                " it existed at least until {until}."
            )
            yield _weighed(one, what, self.span, lost=day, until=until)
        elif lost.start <= self.span.latest:
            what = N_("The day of the loss, {lost}, fits the time it is kept for.")
            yield _confirms(one, what, lost=day)

    def _existed(self, one: Timed) -> Iterator[Finding]:
        """Hold an answer without a day against the first request."""
        asked, span = self.asked, self.span
        if asked is None or asked.at is None:
            return
        blanks = {"asked": Day(asked.deed.when)}
        if span is None:
            what = N_(
                "It was asked for on {asked}; this does not say when it was lost."
            )
            yield _note(one, what, **blanks)
        elif asked.at.end < span.earliest:
            what = N_(
                "It was asked for on {asked}, when by the time it is kept for it still"
                " existed: at least until {until}."
            )
            blanks["until"] = _day(span.earliest.date())
            yield _weighed(one, what, span, **blanks)
        elif asked.at.start > span.latest:
            what = N_(
                "It was first asked for on {asked}, when by the time it is kept for it"
                " was lost: this fits."
            )
            yield _confirms(one, what, **blanks)
        else:
            what = N_("Whether it still existed when it was asked for is not sure.")
            yield _note(one, what)

    def _denial(self, one: Timed) -> Iterator[Finding]:
        for name in self.thing.shown:
            what = N_("Said never to have existed, and this shows it: {what}.")
            yield _against(one, what, what=name)
        for step, what in _SUPPOSES.items():
            for other in self._with(step):
                yield _against(one, what, day=Day(other.deed.when))

    def _refusal(self, one: Timed) -> Iterator[Finding]:
        if self.asked is None:
            yield _note(one, N_("It was refused, and no request is recorded."))
        elif one.at and self.asked.at and one.at.end < self.asked.at.start:
            what = N_("It was refused before it was first asked for, on {asked}.")
            yield _against(one, what, asked=Day(self.asked.deed.when))

    def _secured(self, one: Timed) -> Iterator[Finding]:
        if not one.deed.exhibit:
            yield _note(one, N_("It is not said as which exhibit it is kept."))
        for other in self._with(*_LOST):
            if other.at is None or one.at is None or other.at.start <= one.at.end:
                what = N_("It was secured, and on {day} it was said to be lost.")
                yield _against(one, what, day=Day(other.deed.when))

    def _numbers(self, at: int) -> Iterator[Finding]:
        """Hold the days that this answer says against those that were said before."""
        one = self.steps[at]
        if one.deed.days is None:
            return
        before = [self.thing.days, *(other.deed.days for other in self.steps[:at])]
        said = list(dict.fromkeys(number for number in before if number is not None))
        for number in said:
            blanks = {"days": one.deed.days, "said": number}
            if number == one.deed.days:
                what = N_("Days it is kept for: {days}, as was said before.")
                yield _confirms(one, what, days=number)
            else:
                what = N_(
                    "Days it is kept for, by this record: {days}; said before: {said}."
                )
                yield _against(one, what, **blanks)

    def _with(self, *steps: Step) -> list[Timed]:
        return [one for one in self.steps if one.deed.step in steps]


def _apart(one: Reach, other: Reach) -> bool:
    return one.end < other.start or other.end < one.start


def _day(day: object) -> Day:
    return Day(str(day))


def _against(one: Timed, what: str, /, **blanks: object) -> Finding:
    return Finding(one.deed.id, what, blanks)


def _note(one: Timed, what: str, /, **blanks: object) -> Finding:
    return Finding(one.deed.id, what, blanks, grave=False)


def _confirms(one: Timed, what: str, /, **blanks: object) -> Finding:
    return Finding(one.deed.id, what, blanks, grave=False, confirms=True)


def _weighed(one: Timed, what: str, span: Span, /, **blanks: object) -> Finding:
    """Return what contradicts an answer; a time that is only usual makes it a note."""
    return Finding(one.deed.id, what, blanks, grave=not span.general)
