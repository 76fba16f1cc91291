"""Where a term that has started ends, step by step, each with its article."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec

from habeas.errors import Word
from habeas.law.calendars import ONE
from habeas.law.days import (
    add_months,
    after_hours,
    day_of,
    last_day,
    months_in,
)
from habeas.law.happenings import Happening, Matter, Step, facts, order
from habeas.law.said import Said
from habeas.law.starts import Begun
from habeas.law.terms import Counting, Extension, Kind, Length, Term, Unit, Words
from habeas.words import N_

_LAST: Final = N_("{length}: the last day is {day}.")
_CLAMPED: Final = N_(
    "{length}: that month has no such date, so it is its last day, {day}."
)
_UNKNOWN_EXTENSION: Final = N_(
    "It was extended, and this rule knows of no such extension: the date is the one"
    " without it."
)
_AFTER_THE_END: Final = N_(
    "It was extended on {day}, after it had ended on {due}. That does not count here:"
    " the date stays."
)
_MOST_EXTENSIONS: Final = 50
_DAY_ALONE: Final = N_(
    "Hours are counted, and only the day is recorded. The date is the last on which"
    " they can end; record the hour to know the moment."
)
_NO_PAUSE: Final = N_(
    "The proceedings were suspended. This rule does not say that its days stop: they"
    " run on here. Have counsel confirm it."
)


@dataclass
class End:
    """The end of a term while it is being worked out, with how it came about."""

    due: date | None = None
    steps: list[Step] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)
    stopped: date | None = None

    def step(self, msgid: str, article: Words, **params: object) -> None:
        """Add a step."""
        self.steps.append(Said(msgid, params, article))

    def warn(self, msgid: str, **params: object) -> None:
        """Add a warning."""
        self.warnings.append(Said(msgid, params))


class Way(msgspec.Struct, frozen=True, gc=False):
    """What decides how a term is counted: its rule, its law, the case."""

    term: Term
    counting: Counting
    matter: Matter


class Stage(msgspec.Struct, frozen=True, gc=False):
    """A length to count: the first, or what an extension makes of it.

    `chained`: it is counted from where the stage before it ended, else from the start.
    """

    length: Length
    extended: bool = False
    chained: bool = False


def end_of(way: Way, one: Begun) -> End:
    """Work out where a term ends that starts so."""
    assert one.at is not None
    term = way.term
    end = End()
    if term.kind is Kind.AT_ONCE:
        end.due = one.at
        end.step(N_("At once: the law gives no time for it."), term.article)
        return end
    length = _length(way, one, end)
    if length is None:
        return end
    stages = [Stage(length)]
    for row in _extensions(way, one.at, stages, end):
        stages.append(_extended(stages[-1], row))
    _count(way, one.at, stages, end)
    return end


def _count(way: Way, start: date, stages: list[Stage], end: End) -> None:
    if stages[0].length.unit is Unit.HOURS:
        _count_hours(way, start, stages, end)
        return
    last = _count_days(way, start, stages, end)
    last = _without_pauses(way, start, last, end)
    if end.stopped is None:
        end.due = _rolled(way, last, end)


def _length(way: Way, one: Begun, end: End) -> Length | None:
    """Return how long the term is here, and say why where it is not the usual."""
    for row in way.term.longer:
        if row.when <= way.matter.circumstances:
            length = Length(amount=row.amount, unit=row.unit)
            words = N_("It is {length} here, because: {facts}.")
            end.step(words, way.term.article, length=length, facts=facts(row.when))
            return length
    return one.start.length or way.term.length


def _extensions(
    way: Way, start: date, stages: list[Stage], end: End
) -> Iterator[Extension]:
    """Yield what each recorded extension gives, as long as the rule knows of one.

    What is extended after it has ended is not: the caller adds to `stages` in between.
    """
    if "extended" not in way.matter.kinds | way.matter.circumstances:
        return
    begins = order(day_of(start))
    recorded = [it for it in way.matter.of("extended") if order(it.at) >= begins]
    undated = [None] if "extended" in way.matter.circumstances else []
    given: list[Happening | None] = [*recorded] or [*undated]
    for number, one in enumerate(given[:_MOST_EXTENSIONS]):
        row = _extension(way.term, number)
        if row is None:  # of a term of our own it is rather the authority's
            if way.term.extensions or way.term.whose == "authority":
                end.warn(_UNKNOWN_EXTENSION)
            return
        if one is not None and (due := _ended_before(way, start, stages, one)):
            end.warn(_AFTER_THE_END, day=one.at, due=due)
            return
        yield row


def _extension(term: Term, number: int) -> Extension | None:
    if number < len(term.extensions):
        return term.extensions[number]
    last = term.extensions[-1] if term.extensions else None
    return last if last and last.repeats else None


def _ended_before(
    way: Way, start: date, stages: list[Stage], one: Happening
) -> date | None:
    """Return when it had ended if that was before an extension, else None."""
    so_far = End()
    _count(way, start, stages, so_far)
    due = so_far.due
    if due is None:
        return None
    exact = isinstance(due, datetime) and isinstance(one.at, datetime)
    late = one.at > due if exact else one.day > day_of(due)
    return due if late else None


def _extended(before: Stage, row: Extension) -> Stage:
    """Return what an extension makes of a length.

    What has the same unit is added up and counted from the start: two months from 31
    January end on 31 March, and not on the 28th.
    """
    if row.total:
        return Stage(Length(amount=row.amount, unit=row.unit), extended=True)
    if row.unit is before.length.unit and not before.chained:
        whole = Length(amount=before.length.amount + row.amount, unit=row.unit)
        return Stage(whole, extended=True)
    added = Length(amount=row.amount, unit=row.unit)
    return Stage(added, extended=True, chained=True)


def _count_hours(way: Way, start: date, stages: list[Stage], end: End) -> None:
    first = way.counting.first_counts
    if not isinstance(start, datetime):
        end.warn(_DAY_ALONE)
    elif first:
        end.step(N_("It runs from that minute."), way.counting.start_article)
    else:
        runs = after_hours(start, 0, first=False)
        words = N_("The hour of the start is not counted: it runs from {moment}.")
        end.step(words, way.counting.start_article, moment=runs)
    for stage in stages:
        end.due = after_hours(start, stage.length.amount, first=first)
        words = N_("{length}: until {moment}.")
        end.step(words, way.term.article, length=stage.length, moment=end.due)


def _count_days(way: Way, start: date, stages: list[Stage], end: End) -> date:
    day, first = day_of(start), way.counting.first_counts
    if first:
        end.step(N_("The day of the start is day 1."), way.counting.start_article)
    else:
        words = N_("The day of the start is not counted: day 1 is {day}.")
        end.step(words, way.counting.start_article, day=day + ONE)
    last = day
    for stage in stages:
        if stage.chained:
            last = last_day(last, stage.length, way.matter.calendar, first=False)
        else:
            last = last_day(day, stage.length, way.matter.calendar, first=first)
        words = _last_words(stage, day)
        end.step(words, way.term.article, length=stage.length, day=last)
    return last


def _last_words(stage: Stage, start: date) -> str:
    """Return the sentence about a stage; one of its own where the month is short."""
    if stage.chained:
        return N_("Extended by {length}: the last day is {day}.")
    if stage.extended:
        return N_("Extended, to {length} in all: the last day is {day}.")
    months = months_in(stage.length)
    if months is not None and add_months(start, months).day != start.day:
        return _CLAMPED
    return _LAST


def _without_pauses(way: Way, start: date, last: date, end: End) -> date:
    """Return the last day moved on by what does not count; stop if it is open."""
    if "suspended" not in way.matter.kinds:
        return last
    first = day_of(start) + ONE
    for began, until in _pauses(way.matter):
        if began > last or (until is not None and until <= first):
            continue
        if not way.term.pauses:
            end.warn(_NO_PAUSE)
            break
        since = max(began, first)
        if until is None:
            end.stopped = since
            words = N_("Stopped on {since}: the days left run on when it is resumed.")
            end.step(words, way.term.article, since=since)
            break
        last += until - since
        words = N_("The days from {since} to {until} do not count: it ends on {day}.")
        end.step(words, way.term.article, since=since, until=until - ONE, day=last)
    return last


def _pauses(matter: Matter) -> Iterator[tuple[date, date | None]]:
    """Yield each suspension and the day it was resumed, None if it was not."""
    since: date | None = None
    for one in matter.of("suspended", "resumed"):
        if one.event == "suspended":
            since = since or one.day
        elif since is not None and one.day > since:
            yield since, one.day
            since = None
    if since is not None:
        yield since, None


def _rolled(way: Way, last: date, end: End) -> date:
    """Return the last day, or the next working day where the law moves it."""
    why = way.matter.calendar.why_closed(last)
    if not why:
        if way.counting.rolls:
            words = N_("{day} is a working day: the term does not move.")
            end.step(words, way.counting.end_article, day=last)
        return last
    if not way.counting.rolls:
        words = N_("{day} is not a working day ({why}); this term does not move.")
        end.step(words, way.counting.end_article, day=last, why=Word(why))
        return last
    moved = way.matter.calendar.next_working(last)
    words = N_(
        "{day} is not a working day ({why}): the term moves to the next working day,"
        " {next}."
    )
    end.step(words, way.counting.end_article, day=last, why=Word(why), next=moved)
    return moved
