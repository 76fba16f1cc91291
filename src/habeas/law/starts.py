"""Which of the starts of a rule have happened, and which of them is taken."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from habeas.errors import Word
from habeas.law.days import after_hours, day_of, last_day
from habeas.law.events import ACTS, EVENTS
from habeas.law.happenings import Happening, Matter, facts, order
from habeas.law.said import Said
from habeas.law.terms import Length, Start, Term, Unit
from habeas.words import N_

End = Callable[[str], tuple[Happening, date] | None]
"""Returns what another term started with and when it ends, None if it does not."""

_OF_A_DECISION: Final = frozenset({"served", "learned", "in_force"})
"""Events that are about a decision, and may be told to be about which."""

_NOT_RECORDED: Final = Said(N_("It is not recorded."))
_BEHIND: Final = Said(N_("Another start goes before it."))
_ALONE: Final = Said(N_("It is the only one that applies and is recorded."))
_FIRST: Final = Said(
    N_("Of those recorded it goes first: by the rule, then by its day.")
)


class Begun(msgspec.Struct, frozen=True, gc=False):
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

    @property
    def waits(self) -> bool:
        """Return whether the term would start here, if it were recorded."""
        return self.at is None and self.hinders is None


def begun(term: Term, matter: Matter, end: End) -> tuple[Begun, ...]:
    """Return the starts of a term in the order of its rule.

    Of several happenings that fit one start those go first of which it is known what
    they are, and of these the latest: a new decision starts a new term, and the earlier
    one is still shown.
    """
    acts = _decisions(term)
    return tuple(
        one for start in term.starts for one in _begun(start, matter, end, acts)
    )


def _decisions(term: Term) -> frozenset[str]:
    """Return what decisions the rule is about, none if about any."""
    rows = [start.acts for start in term.starts if start.event == "decision"]
    return frozenset().union(*rows) if all(rows) else frozenset()


def substitute(
    term: Term, starts: Sequence[Begun], due: Callable[[Begun], date | None]
) -> Begun | None:
    """Return the start to count from until the one that applies is recorded.

    Only for a term of our own that may still start: what happened is one of its starts,
    and only the circumstances hinder it. Of several the one that ends first. What may
    be another document than the rule is about is none.
    """
    if term.whose != "own" or not any(it.waits for it in starts):
        return None
    acts = {act for start in term.starts for act in start.acts}
    found = [
        (order(end), one)
        for one in starts
        if one.at and one.happening and (end := due(one)) is not None
        if not acts or one.happening.act in acts
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def restored(matter: Matter, taken: Begun) -> tuple[Happening, ...]:
    """Return when the term was restored after it had started."""
    assert taken.happening is not None
    if "restored" not in matter.kinds:
        return ()
    since = taken.happening.day
    return tuple(one for one in matter.of("restored") if one.day >= since)


def _begun(
    start: Start, matter: Matter, end: End, acts: frozenset[str]
) -> Iterator[Begun]:
    hinders = _hinders(start, matter.circumstances)
    if start.event and start.event not in matter.kinds:
        yield Begun(start, None, None, hinders)
        return
    fits = _fits(start, matter, end, acts)
    for happening, at in fits:
        begins = _delayed(at, start.delay, matter)
        if broken := _broken(start, matter, happening, begins):
            yield Begun(start, happening, None, broken)
        else:
            yield Begun(start, happening, begins, hinders)
    if not fits:
        yield Begun(start, None, None, hinders)


def _fits(
    start: Start, matter: Matter, end: End, acts: frozenset[str]
) -> list[tuple[Happening, date]]:
    """Return what happened that the start is about, and when: the best first.

    `acts` are the decisions that the rule is about: the copy of another is no start.
    """
    if start.after:
        found = end(start.after)
        return [found] if found else []
    known = [(one, one.at) for one in reversed(matter.of(start.event))]
    wanted = start.acts or (acts if start.event in _OF_A_DECISION else frozenset())
    if not wanted:
        return known
    stated = [pair for pair in known if pair[0].act in wanted]
    return stated + [pair for pair in known if not pair[0].act]


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
        return _NOT_RECORDED
    if one is not taken:
        return _BEHIND
    return _why_taken(one.start, alone=alone)


def _why_taken(start: Start, *, alone: bool) -> Said:
    if start.needs:
        return Said(N_("It applies because: {facts}."), {"facts": facts(start.needs)})
    if alone:
        return _ALONE
    return _FIRST


def unsaid(one: Begun) -> Said | None:
    """Return the warning that nobody said what the decision is, if that matters."""
    if one.start.event != "decision" or not one.start.acts:
        return None
    if one.happening is None or one.happening.act:
        return None
    acts = tuple(Word(ACTS[act]) for act in ACTS if act in one.start.acts)
    return Said(
        N_("It is not recorded what the decision is. This rule is about: {acts}."),
        {"acts": acts},
    )
