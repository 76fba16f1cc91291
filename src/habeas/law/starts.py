"""Which of the starts of a rule have happened, and which of them is taken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from habeas.errors import Word
from habeas.law.days import after_hours, day_of, last_day
from habeas.law.events import ACTS, EVENTS
from habeas.law.happenings import Happening, Matter, facts, order
from habeas.law.said import Said
from habeas.law.terms import Length, Start, Term, Unit
from habeas.words import N_

End = Callable[[str], tuple[Happening, date] | None]
"""Returns what another term started with and when it ends, None if it does not."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A start with what happened; `at` is where the count begins.

    `hinders` says why it does not apply, None if it does.
    """

    start: Start
    happening: Happening | None = None
    at: date | None = None
    hinders: Said | None = None

    @property
    def applies(self) -> bool:
        """Return whether the term may start here."""
        return self.at is not None and self.hinders is None


def begun(term: Term, matter: Matter, end: End) -> tuple[Begun, ...]:
    """Return the starts of a term in the order of its rule.

    Of several happenings that fit one start the latest comes first: a new decision
    starts a new term, and the earlier one is still shown.
    """
    return tuple(one for start in term.starts for one in _begun(start, matter, end))


def _begun(start: Start, matter: Matter, end: End) -> Iterator[Begun]:
    hinders = _hinders(start, matter.circumstances)
    if start.after:
        found = end(start.after)
        fits = [found] if found else []
    else:
        fits = [
            (one, one.at)
            for one in reversed(matter.of(start.event))
            if not start.acts or not one.act or one.act in start.acts
        ]
    for happening, at in fits:
        begins = _delayed(at, start.delay, matter)
        broken = hinders or _broken(start, matter, happening, begins)
        yield Begun(start, happening, begins, broken)
    if not fits:
        yield Begun(start, None, None, hinders)


def _delayed(at: date, delay: Length | None, matter: Matter) -> date:
    if delay is None:
        return at
    if delay.unit is Unit.HOURS:
        return after_hours(at, delay.amount, first=True)
    return last_day(day_of(at), delay, matter.calendar, first=False)


def _hinders(start: Start, circumstances: frozenset[str]) -> Said | None:
    if lacking := start.needs - circumstances:
        return Said(N_("It applies only if: {facts}."), {"facts": facts(lacking)})
    if barring := start.unless & circumstances:
        return Said(N_("It does not apply if: {facts}."), {"facts": facts(barring)})
    return None


def _broken(
    start: Start, matter: Matter, happening: Happening, begins: date
) -> Said | None:
    """Return what broke the silence that the start waits for."""
    for one in matter.of(*start.silent) if start.silent else ():
        if order(happening.at) <= order(one.at) and one.day <= day_of(begins):
            event = Word(EVENTS[one.event])
            return Said(
                N_("It does not apply, because of this: {event}, {day}."),
                {"event": event, "day": one.at},
            )
    return None


def why(one: Begun, taken: Begun | None, *, alone: bool) -> Said:
    """Return why a start was taken or not."""
    if one.hinders:
        return one.hinders
    if one.at is None:
        return Said(N_("It is not recorded."))
    if one is not taken:
        return Said(N_("Another start goes before it."))
    return _why_taken(one.start, alone=alone)


def _why_taken(start: Start, *, alone: bool) -> Said:
    if start.needs:
        return Said(N_("It applies because: {facts}."), {"facts": facts(start.needs)})
    if alone:
        return Said(N_("It is the only one that applies and is recorded."))
    return Said(N_("Of those recorded it goes first: by the rule, then by its day."))


def unsaid(one: Begun) -> Said | None:
    """Return the warning that nobody said what the decision is, if that matters."""
    if not one.start.acts or one.happening is None or one.happening.act:
        return None
    acts = tuple(Word(ACTS[act]) for act in ACTS if act in one.start.acts)
    return Said(
        N_("It is not recorded what the decision is. This rule is about: {acts}."),
        {"acts": acts},
    )
