"""What makes a computed date unsure: said beside it, never settled in silence."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from habeas.errors import Word
from habeas.law.days import day_of
from habeas.law.ends import Way
from habeas.law.events import EVENTS, IN_ORDER
from habeas.law.happenings import Alternative, Matter, order
from habeas.law.said import Said
from habeas.law.starts import Begun, restored, unsaid
from habeas.law.terms import Kind, Term
from habeas.words import N_

DATED: Final = frozenset({Kind.TERM, Kind.SOFT, Kind.WINDOW, Kind.AT_ONCE})
"""The kinds that may have a date."""


def doubts(way: Way, taken: Begun | None) -> Iterator[Said]:
    """Yield what makes a date unsure whatever it is, and whom the law gives no term."""
    term, counting, matter = way.term, way.counting, way.matter
    yield from _disorder(matter)
    for bar in term.bars:
        if bar.when <= matter.circumstances:
            yield Said("{because}", {"because": bar.because}, term.article)
    if taken is None:
        return
    if doubt := unsaid(taken):
        yield doubt
    if counting.note and term.kind in DATED:
        yield Said("{note}", {"note": counting.note}, counting.article)
    if not term.restorable:
        yield Said(N_("This term cannot be restored."), article=term.article)
    for row in restored(matter, taken):
        words = N_("The term was restored on {day}: the date of that decision decides.")
        yield Said(words, {"day": row.at}, counting.restore_article)


def _disorder(matter: Matter) -> Iterator[Said]:
    """Yield what stands in an order that cannot be: service before the ruling."""
    for first, second in IN_ORDER if len(matter.kinds) > 1 else ():
        before, after = matter.of(first), matter.of(second)
        if before and after and after[0].day < before[0].day:
            yield Said(
                N_(
                    "‘{second}’ ({second_day}) is dated before ‘{first}’ ({first_day})."
                    " Check both dates: the term is counted from what is recorded."
                ),
                {
                    "first": Word(EVENTS[first]),
                    "second": Word(EVENTS[second]),
                    "first_day": before[0].at,
                    "second_day": after[0].at,
                },
            )


def earlier(
    term: Term, alternatives: Sequence[Alternative], due: date | None
) -> Iterator[Said]:
    """Yield the earliest other end of a term of our own: it is safe to keep it."""
    if term.whose != "own":
        return
    others = [one for one in alternatives if one.due and not one.taken]
    first = min(others, key=lambda one: order(one.due or date.max), default=None)
    if first is None or first.happening is None or first.due is None:
        return
    event = Word(EVENTS[first.happening.event])
    params = {"event": event, "start": first.happening.at, "day": first.due}
    if due is None and _comes_after(first, alternatives):
        words = N_(
            "The start that applies is not recorded, and it came before this one"
            " ({event}, {start}). By this one it would end on {day}: it ends sooner."
            " Record that start, and act without waiting."
        )
        yield Said(words, params)
    elif due is None:
        words = N_(
            "The start that applies is not recorded. By another one ({event}, {start})"
            " it would end on {day}: keep that day to be safe."
        )
        yield Said(words, params)
    elif order(first.due) < order(due):
        words = N_(
            "By another start ({event}, {start}) it would end sooner, on {day}: keep"
            " that day if you can."
        )
        yield Said(words, params)


def _comes_after(one: Alternative, others: Sequence[Alternative]) -> bool:
    """Return whether the start that is missing comes before this one, if it did."""
    missing = {it.start.event for it in others if it.happening is None}
    return any((event, one.start.event) in IN_ORDER for event in missing)


def newer(matter: Matter, term: Term, due: date | None) -> Iterator[Said]:
    """Yield that a newer version took effect while the term was running."""
    if due is None:
        return
    for other in matter.pack.terms[term.id]:
        begins = other.valid_from
        if begins and begins > (term.valid_from or date.min) and begins <= day_of(due):
            words = N_(
                "A newer version of this rule took effect on {day}, while the term was"
                " running. The one in force at its start is used; have counsel confirm"
                " it."
            )
            yield Said(words, {"day": begins}, other.article)
