"""Where a letter is, worked out from its steps, and what they say against each other.

Steps come out of order, with vague dates, from both sides. Who says that it was sent
and who says that it never came are both kept: nothing here says who is right.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from habeas.case.chain import Day, Words
from habeas.case.facts.letters import LETTER_STEP_WORDS, LetterStep
from habeas.case.letters import Finding, Life, Paper, Place, Stage, Timed
from habeas.case.moments import Reach, later, reach
from habeas.words import N_

_ORDER: Final = (
    LetterStep.WRITTEN,
    LetterStep.HANDED_IN,
    LetterStep.SENT,
    LetterStep.RECEIVED,
    LetterStep.ANSWERED,
)
"""What cannot come before what; the ways beside it are in no order."""

_AWAY: Final = (
    (LetterStep.SENT, Place.SENT),
    (LetterStep.CARRIED, Place.CARRIED),
    (LetterStep.HANDED_IN, Place.HANDED_IN),
    (LetterStep.NOT_TAKEN, Place.NOT_TAKEN),
    (LetterStep.WRITTEN, Place.WRITTEN),
)
"""Where it got to, the furthest first, if nobody says more."""

_ARRIVED: Final = (
    (LetterStep.ANSWERED, Place.ANSWERED),
    (LetterStep.RECEIVED, Place.RECEIVED),
    (LetterStep.NOT_RECEIVED, Place.NEVER),
)
_GONE: Final = frozenset(
    {
        *(LetterStep.SENT, LetterStep.RECEIVED, LetterStep.ANSWERED),
        *(LetterStep.RETURNED, LetterStep.CARRIED),
    }
)
_HOUR: Final = timedelta(hours=1)


def life(paper: Paper, stages: Sequence[Stage]) -> Life:
    """Say where a letter is; the clock is not asked."""
    steps = _in_time(stages)
    place, step = _place(paper, steps)
    since = [one.at for one in steps if one.stage.step is step and one.at]
    return Life(
        place=place,
        since=since[-1] if since else None,
        stages=tuple(one.stage for one in steps),
        findings=tuple(_Letter(paper, steps).findings()),
        onward=_onward(paper, steps),
    )


def _in_time(stages: Sequence[Stage]) -> list[Timed]:
    timed = [Timed(one, reach(one.when, None)) for one in stages]
    dated = [(one.at.start, one.at.end, _rank(one), one) for one in timed if one.at]
    dated.sort(key=lambda key: key[:3])
    return [*(key[3] for key in dated), *(one for one in timed if one.at is None)]


def _rank(one: Timed) -> int:
    """Put what happens first first where a day is all that is known."""
    return list(LetterStep).index(one.stage.step)


def _place(paper: Paper, steps: Sequence[Timed]) -> tuple[Place, LetterStep | None]:
    done = {one.stage.step for one in steps}
    for step, place in _ARRIVED:
        if step in done:
            return place, step
    if LetterStep.RETURNED in done and not _again(steps):
        return Place.RETURNED, LetterStep.RETURNED
    for step, place in _AWAY:
        if step in done:
            return place, step
    return (Place.WRITTEN if paper.known_by else Place.UNKNOWN), None


def _again(steps: Sequence[Timed]) -> bool:
    """Say whether it surely went off once more after it had come back."""
    back = [one.at for one in steps if one.stage.step is LetterStep.RETURNED and one.at]
    return bool(back) and any(
        one.at is not None and one.at.start > back[-1].end
        for one in steps
        if one.stage.step in {step for step, _ in _AWAY}
    )


def _onward(paper: Paper, steps: Sequence[Timed]) -> Reach | None:
    """Return when it must have gone on, if it was handed in and nobody says it went.

    An addressee who says that it never came does not end the duty to send it.
    """
    hours = paper.treatment.hours
    handed = _handed(steps)
    if hours is None or handed is None:
        return None
    if any(one.stage.step in _GONE for one in steps):
        return None
    return _by(handed, hours)


def _handed(steps: Sequence[Timed]) -> Reach | None:
    found = [
        one.at for one in steps if one.stage.step is LetterStep.HANDED_IN and one.at
    ]
    return found[0] if found else None


def _by(handed: Reach, hours: int) -> Reach:
    return Reach(later(handed.start, hours * _HOUR), later(handed.end, hours * _HOUR))


class _Letter:
    """The steps in their order, and what each says beside the others."""

    def __init__(self, paper: Paper, steps: Sequence[Timed]) -> None:
        self.paper, self.steps = paper, steps
        self.rule = paper.treatment

    def findings(self) -> Iterator[Finding]:
        """Say what contradicts, what the law does not allow, what is no proof."""
        weighed = {
            LetterStep.HANDED_IN: self._handed_in,
            LetterStep.OPENED: self._opened,
            LetterStep.SENT: self._sent,
            LetterStep.NOT_RECEIVED: self._not_received,
            LetterStep.NOT_TAKEN: self._not_taken,
        }
        for one in self.steps:
            yield from self._day(one)
            if one.stage.step in weighed:
                yield from weighed[one.stage.step](one)
            yield from self._turned_round(one)

    def _of(self, step: LetterStep) -> list[Timed]:
        return [one for one in self.steps if one.stage.step is step]

    def _day(self, one: Timed) -> Iterator[Finding]:
        if one.at is None:
            if not one.stage.reply:
                yield _note(one, N_("Nobody said when."))
        elif one.at.start.date() > one.stage.recorded:
            yield _note(
                one,
                N_("Dated later than the day on which it was recorded ({day})."),
                day=Day(one.stage.recorded.isoformat()),
            )

    def _handed_in(self, one: Timed) -> Iterator[Finding]:
        if not one.stage.proof:
            yield _note(
                one,
                N_(
                    "No mark of receipt, so nothing but the word of whoever says so"
                    " shows the day. Ask for the number in the journal of letters, and"
                    " record it with a photograph."
                ),
            )
        if self.rule.filed and one.at is not None:
            words = N_(
                "Handed to the administration ({day}): by the law of the case a term is"
                " kept if that was before it ended."
            )
            yield Finding(
                one.stage.id,
                words,
                {"day": Day(one.stage.when)},
                grave=False,
                confirms=one.stage.proof,
            )

    def _opened(self, one: Timed) -> Iterator[Finding]:
        if self.rule.controlled is False and not self.rule.confirmed:
            words = N_(
                "Opened or read, by this record; by a rule that nobody has confirmed"
                " letters to such an addressee are not controlled."
            )
            yield _note(one, words)
        elif self.rule.controlled is False:
            words = N_(
                "Opened or read, by this record; by the law of the case letters to such"
                " an addressee are not controlled."
            )
            yield Finding(one.stage.id, words)
        elif self.rule.controlled:
            words = N_(
                "By the law of the case letters to such an addressee may be read."
            )
            yield _note(one, words)
        else:
            yield _note(one, N_("Nobody has read what the law says of such letters."))

    def _sent(self, one: Timed) -> Iterator[Finding]:
        handed, hours = _handed(self.steps), self.rule.hours
        if handed is None or hours is None or one.at is None:
            return
        limit = _by(handed, hours)
        blanks = {"hours": hours, "day": Day(one.stage.when)}
        if one.at.start > limit.end:
            words = N_(
                "Sent on {day}; the law of the case gives {hours} hours from the moment"
                " at which it is handed in."
            )
            yield Finding(one.stage.id, words, blanks)
        elif one.at.end <= limit.start:
            words = N_("Sent within the {hours} hours that the law of the case gives.")
            yield Finding(one.stage.id, words, blanks, grave=False, confirms=True)
        else:
            words = N_(
                "Whether it was sent within the {hours} hours that the law of the case"
                " gives, the dates do not say."
            )
            yield Finding(one.stage.id, words, blanks, grave=False)

    def _not_received(self, one: Timed) -> Iterator[Finding]:
        told = {
            LetterStep.SENT: N_(
                "It never came, by this record; by another it was sent ({day})."
            ),
            LetterStep.RECEIVED: N_(
                "It never came, by this record; by another it was received ({day})."
            ),
            LetterStep.ANSWERED: N_(
                "It never came, by this record; by another it was answered ({day})."
            ),
        }
        for step, words in told.items():
            for other in self._of(step):
                if step is not LetterStep.SENT and _before(one, other):
                    yield _note(one, N_("It came after that, by another record."))
                else:
                    yield Finding(one.stage.id, words, {"day": Day(other.stage.when)})

    def _not_taken(self, one: Timed) -> Iterator[Finding]:
        for other in self._of(LetterStep.HANDED_IN):
            if not _before(one, other) and not _before(other, one):
                words = N_(
                    "Not taken, by this record; by another it was handed in ({day})."
                )
                yield Finding(one.stage.id, words, {"day": Day(other.stage.when)})

    def _turned_round(self, one: Timed) -> Iterator[Finding]:
        """Say which step that must come before it is dated after it."""
        if one.stage.step not in _ORDER:
            return
        for earlier in _ORDER[: _ORDER.index(one.stage.step)]:
            for other in self._of(earlier):
                if _before(one, other):
                    words = N_("Dated before another step ({step}, {day}).")
                    named = Words((LETTER_STEP_WORDS[earlier],))
                    yield Finding(
                        one.stage.id,
                        words,
                        {"step": named, "day": Day(other.stage.when)},
                    )


def _before(one: Timed, other: Timed) -> bool:
    """Say whether a step was surely before another."""
    return bool(one.at and other.at and one.at.end < other.at.start)


def _note(one: Timed, words: str, **blanks: object) -> Finding:
    return Finding(one.stage.id, words, blanks, grave=False)
