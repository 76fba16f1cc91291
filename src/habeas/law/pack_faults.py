"""What can be wrong with a pack beyond the form of its rows, each with file and row."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from habeas.law.events import ACTS, CIRCUMSTANCES, EVENTS, PROCEEDINGS
from habeas.law.pack_files import HEAD, HOLIDAYS, PEOPLE, Head, Parsed
from habeas.law.terms import ADDRESSEES, ROLES, Kind, Start, Term, Unit

LONGEST: Final = {
    Unit.HOURS: 876_600,
    Unit.DAYS: 36_525,
    Unit.WORKING_DAYS: 36_525,
    Unit.WEEKS: 5_218,
    Unit.MONTHS: 1_200,
    Unit.YEARS: 100,
}
"""A hundred years: what is longer is a slip of the pen."""

MOST_BEFORE: Final = 10
"""Terms that may end, one after another, before one starts."""

_ID: Final = re.compile(r"[a-z]+(\.[A-Za-z0-9]+)+")
_LENGTHY: Final = frozenset({Kind.TERM})
_LENGTHLESS: Final = frozenset({Kind.NONE, Kind.RULE, Kind.UNAVAILABLE, Kind.AT_ONCE})


def faults_of(parsed: Parsed) -> Iterator[str]:
    """Yield a sentence for everything that does not fit together."""
    yield from (f"{HOLIDAYS}: {one}" for one in parsed.holidays.faults())
    if parsed.head is None:
        return
    if not parsed.terms:
        yield f"{HEAD}: the pack has no term"
    known = frozenset(term.id for _, term in parsed.terms)
    for place, term in parsed.terms:
        for fault in _faults(term, parsed.head, known):
            yield f"{place}: {fault}"
    yield from _overlaps(parsed.terms)
    yield from _cycles(parsed.terms)
    yield from _people(parsed, known)


def _faults(term: Term, head: Head, known: frozenset[str]) -> Iterator[str]:
    if not _ID.fullmatch(term.id):
        yield "the id must be like ‘kz.appeal.ruling’"
    if not term.source.strip():
        yield "has no source"
    if not term.revision_read.strip():
        yield "does not say which revision was read"
    if term.valid_from and term.valid_to and term.valid_from > term.valid_to:
        yield "ends before it begins"
    yield from _unknown("body", {term.actor, term.addressee} - {""}, head.bodies)
    yield from _unknown("proceedings", term.proceedings, PROCEEDINGS)
    yield from _unknown("counting", {term.counting} - {""}, head.counting)
    yield from _unfit_length(term)
    yield from _unfit_extensions(term)
    for start in term.starts:
        yield from _unfit_start(start, known)
    for when in [row.when for row in term.longer] + [bar.when for bar in term.bars]:
        yield from _unknown("circumstance", when, CIRCUMSTANCES)
        if not when:
            yield "has a row that does not say when it holds"


def _unknown(what: str, words: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for one in sorted(set(words) - set(known)):
        yield f"unknown {what} {one!r}"


def _unfit_length(term: Term) -> Iterator[str]:
    if (term.amount is None) != (term.unit is None):
        yield "needs both an amount and a unit, or neither"
    amounts = _amounts(term)
    beyond = {LONGEST[unit] for amount, unit in amounts if _odd(amount, unit)}
    yield from (f"has a length outside 1 to {most}" for most in sorted(beyond))
    own = all(start.length for start in term.starts)
    if term.kind in _LENGTHY and not term.starts:
        yield "has no start"
    if term.kind in _LENGTHY and term.length is None and not own:
        yield "is a term and has no length"
    if term.kind in _LENGTHLESS and amounts:
        yield f"has a length, which the kind {term.kind.value!r} cannot have"
    if amounts and not term.counting:
        yield "does not say how it is counted"
    if (term.kind is Kind.UNAVAILABLE) != bool(term.because):
        yield "says why it is not available if and only if it is not"


def _odd(amount: int, unit: Unit) -> bool:
    return not 0 < amount <= LONGEST[unit]


def _amounts(term: Term) -> list[tuple[int, Unit]]:
    """Return every length that a term has, wherever it stands."""
    found = [] if term.amount is None else [(term.amount, term.unit or Unit.YEARS)]
    found += [(row.amount, row.unit) for row in term.longer]
    found += [(row.amount, row.unit) for row in term.extensions]
    lengths = [one for it in term.starts for one in (it.delay, it.length) if one]
    return found + [(one.amount, one.unit) for one in lengths]


def _unfit_extensions(term: Term) -> Iterator[str]:
    hours = {
        one.unit is Unit.HOURS
        for one in (*term.longer, *term.extensions, term.length)
        if one is not None
    }
    if len(hours) > 1:
        yield "mixes hours and days"
    ways = {(one.total, one.unit) for one in term.extensions if not one.total}
    if len(ways) + any(one.total for one in term.extensions) > 1:
        yield "has extensions of several kinds"
    if term.pauses and term.unit in (Unit.HOURS, Unit.WORKING_DAYS):
        yield f"cannot stop and run on in {term.unit.value}"


def _unfit_start(start: Start, known: frozenset[str]) -> Iterator[str]:
    if bool(start.event) == bool(start.after):
        yield "a start is either an event or the end of another term"
    yield from _unknown("event", {start.event} - {""} | start.silent, EVENTS)
    yield from _unknown("act", start.acts, ACTS)
    yield from _unknown("circumstance", start.needs | start.unless, CIRCUMSTANCES)
    if start.after and start.after not in known:
        yield f"starts after {start.after!r}, which the pack does not have"


def _overlaps(terms: list[tuple[str, Term]]) -> Iterator[str]:
    """Yield two versions of a rule that hold on one day."""
    versions: dict[str, list[tuple[str, Term]]] = {}
    for place, term in terms:
        versions.setdefault(term.id, []).append((place, term))
    for rows in versions.values():
        rows.sort(key=lambda row: row[1].valid_from or date.min)
        for (_, one), (place, other) in pairwise(rows):
            if (one.valid_to or date.max) >= (other.valid_from or date.min):
                yield f"{place}: two versions hold on one day"


def _cycles(terms: list[tuple[str, Term]]) -> Iterator[str]:
    """Yield each term that starts, at last, where it ends itself."""
    after: dict[str, set[str]] = {}
    for _, term in terms:
        names = {start.after for start in term.starts if start.after}
        after.setdefault(term.id, set()).update(names)
    for place, term in terms:
        reached = _reached(term.id, after)
        if term.id in reached:
            yield f"{place}: is a cycle: it starts where it ends itself"
        elif len(reached) > MOST_BEFORE:
            yield f"{place}: waits for the ends of more than {MOST_BEFORE} other terms"


def _reached(name: str, after: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = set(after[name])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting |= after.get(one, set())
    return reached


def _people(parsed: Parsed, known: frozenset[str]) -> Iterator[str]:
    for fault in _unknown("addressee", parsed.addressees, ADDRESSEES):
        yield f"{PEOPLE}: {fault}"
    for fault in _unknown("role", parsed.roles, ROLES):
        yield f"{PEOPLE}: {fault}"
    for number, one in enumerate(parsed.exclusions, 1):
        place = f"{PEOPLE}: exclusion {number}"
        if len(one.roles) != len(("one", "other")):
            yield f"{place}: needs two roles"
        for fault in _unknown("role", one.roles, ROLES):
            yield f"{place}: {fault}"
        if one.rule not in known:
            yield f"{place}: its rule {one.rule!r} is not in the pack"
