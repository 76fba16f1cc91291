"""How long nobody has heard of a person, and what the plan says is to be done today.

Always the safe side: a vague date counts from the first day that it may mean, and what
may lie before a silence does not answer it. The rule does not depend on the order of
the records, and the time is an input.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from habeas.case.chain import Day, Remark
from habeas.case.dates import stretch
from habeas.case.facts.contacts import Outcome, Privacy
from habeas.case.facts.plans import Answer, Counting
from habeas.case.moments import reach
from habeas.case.reached import HEARD_OF, SPOKEN, is_ahead
from habeas.case.silence import (
    MOST_DAYS,
    Alert,
    Course,
    Dated,
    Gap,
    Reply,
    Rhythm,
    RungDue,
    Sign,
    Silence,
    Watch,
    plus,
)
from habeas.words import N_

_REACHED = frozenset({Outcome.HELD, Outcome.CUT_SHORT})
_HOLDING = frozenset({Answer.PAUSED, Answer.DISMISSED})


def silence(watch: Watch, now: datetime) -> Silence:
    """Say how it stands at `now`, which has a zone: its day is the local day.

    What is dated after `now` does not count yet.
    """
    found, today = course(watch, now), now.date()
    if found.due is None:
        return Silence(Alert.NONE, found)
    if _ended(watch.rhythm, now):
        return Silence(Alert.ENDED, found)
    day = (today - found.due).days
    if day < 1:
        quiet = Alert.EXPLAINED if found.explained else Alert.QUIET
        return Silence(quiet, found)
    if found.held is not None and today < found.held:
        return Silence(Alert.PAUSED, found, day)
    due = tuple(one for one in found.rungs if one.on <= today and not one.reply)
    return Silence(Alert.SILENT, found, day, due)


def course(watch: Watch, now: datetime | None = None) -> Course:
    """Return how the rhythm runs: when a contact is due, and each step of the plan.

    Without `now` all that was dated before it was recorded counts: what a list over
    many cases keeps, and compares with its own clock.
    """
    rhythm, notes = watch.rhythm, list[Remark]()
    counted = _counted(watch, now, notes)
    begun, by = _begun(rhythm, counted)
    every = rhythm.every or 0
    if every < 1:
        return Course(begun, by, None, notes=tuple(notes))
    every = min(every, MOST_DAYS)
    replies = _replies(watch.replies, now)
    due, explained = plus(begun, every), False
    while ends := _dismissal(replies, due):
        begun, by, explained = ends.day, ends.id, True
        due = plus(begun, every)
    if rhythm.counting is None:
        notes.append(
            Remark("", N_("It is not said what counts: a letter is not counted."))
        )
    notes += _unsure(counted, begun)
    notes += _without_effect(replies, begun, due)
    notes += _cut(replies, due, every)
    return Course(
        begun=begun,
        by=by,
        due=due,
        explained=explained,
        held=_held(replies, due, every),
        rungs=_rungs(watch, replies, due),
        earlier=_earlier(rhythm, counted, every),
        notes=tuple(notes),
    )


def counts(sign: Sign, rhythm: Rhythm) -> bool:
    """Say whether such a contact ends a silence under this plan."""
    if sign.person != rhythm.person or sign.outcome not in _REACHED:
        return False
    if rhythm.counting is Counting.ANY:
        return sign.form is None or sign.form in HEARD_OF
    if rhythm.counting is Counting.PRIVATE and sign.privacy is not Privacy.PRIVATE:
        return False
    return sign.form in SPOKEN


def _ended(rhythm: Rhythm, now: datetime) -> bool:
    span = reach(rhythm.ended, now.tzinfo)  # until the last moment that it may mean
    return span is not None and span.end < now.replace(tzinfo=None)


def _counted(
    watch: Watch, now: datetime | None, notes: list[Remark]
) -> list[tuple[Sign, Dated]]:
    """Return what ends a silence, by its day; note what cannot be counted."""
    found = []
    for sign in sorted(watch.signs, key=lambda one: one.id):
        if not counts(sign, watch.rhythm):
            continue
        day = stretch(sign.when).first
        if day is None:
            words = N_("It is not said when it was: it is not counted.")
            notes.append(Remark(sign.id, words, grave=False))
        elif is_ahead(sign.when, day, sign.recorded, now):
            words = N_(
                "It is dated {day}, after it was recorded or after today: it is not"
                " counted. Correct its date if that is a slip."
            )
            notes.append(Remark(sign.id, words, {"day": Day(sign.when)}))
        else:
            found.append((sign, Dated(sign.id, day, sign.when)))
    return sorted(found, key=lambda one: (one[1].day, one[1].id))


def _begun(rhythm: Rhythm, counted: Sequence[tuple[Sign, Dated]]) -> tuple[date, str]:
    agreed = stretch(rhythm.since).first or rhythm.recorded
    if counted and counted[-1][1].day >= agreed:
        return counted[-1][1].day, counted[-1][1].id
    return agreed, ""


def _replies(
    replies: Iterable[Reply], now: datetime | None
) -> list[tuple[Reply, Dated]]:
    """Return the answers by their day: one without a date was given when recorded."""
    found = []
    for one in replies:
        day = stretch(one.when).first or one.recorded
        if one.reasoned and not is_ahead(one.when, day, one.recorded, now):
            found.append((one, Dated(one.id, day, one.when or day.isoformat())))
    return sorted(found, key=lambda one: (one[1].day, one[1].id))


def _dismissal(replies: Sequence[tuple[Reply, Dated]], due: date) -> Dated | None:
    """Return the first answer that explains the silence after `due`."""
    said = (at for one, at in replies if one.answer is Answer.DISMISSED)
    return next((at for at in said if at.day > due), None)


def _held(replies: Sequence[tuple[Reply, Dated]], due: date, every: int) -> date | None:
    """Return until when it is paused: never longer than one rhythm, by one answer."""
    until = [
        min(day, plus(at.day, every))
        for one, at in replies
        if one.answer is Answer.PAUSED and at.day > due
        if (day := stretch(one.until).first) is not None
    ]
    return max(until, default=None)


def _cut(replies: Sequence[tuple[Reply, Dated]], due: date, every: int) -> list[Remark]:
    """Say where a pause was asked for that is longer than one rhythm."""
    words = N_(
        "A pause holds one rhythm at the most: this one ends on {day}, though a later"
        " day is recorded."
    )
    found = []
    for one, at in replies:
        last, until = plus(at.day, every), stretch(one.until).first
        if one.answer is Answer.PAUSED and at.day > due and until and until > last:
            found.append(Remark(one.id, words, {"day": Day(last.isoformat())}))
    return found


def _rungs(
    watch: Watch, replies: Sequence[tuple[Reply, Dated]], due: date
) -> tuple[RungDue, ...]:
    done = {
        one.step: at.id
        for one, at in reversed(replies)
        if one.answer is Answer.DONE and at.day > due
    }
    made = [
        RungDue(rung.id, day, plus(due, day), done.get(rung.id, ""))
        for rung in watch.rungs
        for day in [max(1, min(rung.day, MOST_DAYS))]
    ]
    return tuple(sorted(made, key=lambda one: (one.day, one.id)))


def _earlier(
    rhythm: Rhythm, counted: Sequence[tuple[Sign, Dated]], every: int
) -> tuple[Gap, ...]:
    agreed = stretch(rhythm.since).first or rhythm.recorded
    days = [agreed, *(at.day for _, at in counted if at.day >= agreed)]
    return tuple(
        Gap(plus(one, every), other, (other - one).days - every)
        for one, other in pairwise(days)
        if (other - one).days > every
    )


def _unsure(counted: Sequence[tuple[Sign, Dated]], begun: date) -> list[Remark]:
    """Say where a contact may have been later than the day that is counted."""
    words = N_(
        "It is dated {day}: the first day that this may mean is counted, to be on the"
        " safe side."
    )
    return [
        Remark(at.id, words, {"day": Day(at.when)}, grave=False)
        for _, at in counted
        if at.vague and (stretch(at.when).last or at.day) >= begun
    ]


def _without_effect(
    replies: Sequence[tuple[Reply, Dated]], begun: date, due: date
) -> list[Remark]:
    words = N_(
        "It was given before this silence, or may have been, by its date: it holds back"
        " no alarm."
    )
    return [
        Remark(at.id, words, grave=False)
        for one, at in replies
        if one.answer in _HOLDING and begun < at.day <= due
    ]
