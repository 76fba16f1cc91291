"""The deadline engine: what a term of a rule pack is, worked out from what happened.

Pure: no clock, no file. The same happenings, pack and calendar give the same answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from habeas.errors import Word
from habeas.law.calendars import Calendar
from habeas.law.days import day_of
from habeas.law.doubts import doubts, earlier, newer
from habeas.law.ends import End, Way, end_of
from habeas.law.events import EVENTS
from habeas.law.happenings import Alternative, Computed, Happening, Matter, order
from habeas.law.packs import Pack
from habeas.law.said import Said
from habeas.law.starts import Begun, begun, restored, substitute, why
from habeas.law.terms import Counting, Kind, Term, Words
from habeas.law.windows import Status
from habeas.words import N_

_ENDLESS: Final = {
    Kind.TERM: N_("It has not started: nothing that starts it is recorded."),
    Kind.SOFT: N_("No number of days is fixed; act without delay that needs a reason."),
    Kind.WINDOW: N_("It is open as long as the proceedings run."),
    Kind.AT_ONCE: N_("It has not started: nothing that starts it is recorded."),
    Kind.NONE: N_("There is no time limit."),
    Kind.RULE: N_("This is a rule and not a term: it has no date."),
}


def compute(  # noqa: PLR0913 - the last two have defaults that fit most cases
    pack: Pack,
    term_id: str,
    happenings: Sequence[Happening],
    circumstances: frozenset[str] = frozenset(),
    *,
    calendar: Calendar | None = None,
    where: str = "",
) -> Computed:
    """Work one term out, with every step and every doubt.

    `where` is the jurisdiction of the case: some terms are not available everywhere.

    Raises:
        KeyError: the pack has no such term.
    """
    matter = _matter(pack, happenings, circumstances, calendar, where)
    return _compute(matter, term_id)


def proposed(  # noqa: PLR0913 - as compute
    pack: Pack,
    proceeding: str,
    happenings: Sequence[Happening],
    circumstances: frozenset[str] = frozenset(),
    *,
    calendar: Calendar | None = None,
    where: str = "",
) -> tuple[Computed, ...]:
    """Return every term of a kind of proceedings that has started, the first due first.

    Where it was not said what a decision is, terms that are about one kind of decision
    are not proposed. Rules that are no terms are not proposed either. A term of our own
    whose start is not recorded, while another start of it is, is proposed with the end
    by that other one: see `Computed.safe`.
    """
    matter = _matter(pack, happenings, circumstances, calendar, where)
    found = [
        _compute(matter, name, safe=True)
        for name, versions in pack.terms.items()
        if any(proceeding in one.proceedings for one in versions)
        and versions[-1].kind not in (Kind.RULE, Kind.UNAVAILABLE)
    ]
    sure = (one for one in found if one.started and not _vague(one))
    return tuple(sorted(sure, key=_by_due))


def _vague(one: Computed) -> bool:
    taken = next((it for it in one.alternatives if it.taken), None)
    if taken is None:  # a safe day: `substitute` has looked at what it starts with
        return False
    assert one.start is not None
    return bool(taken.start.acts) and not one.start.act


def _by_due(one: Computed) -> tuple[bool, tuple[date, datetime], str]:
    due = one.due or date.max
    if not isinstance(due, datetime):  # a day ends after all of its moments
        return one.due is None, (due, datetime.max.replace(tzinfo=UTC)), one.term.id
    return False, order(due), one.term.id


def _matter(
    pack: Pack,
    happenings: Iterable[Happening],
    circumstances: frozenset[str],
    calendar: Calendar | None,
    where: str,
) -> Matter:
    row = tuple(sorted(happenings, key=lambda one: order(one.at)))
    kinds = frozenset([one.event for one in row])
    days = calendar or pack.calendar
    return Matter(pack, row, circumstances, days, where, kinds)


def _compute(matter: Matter, term_id: str, *, safe: bool = False) -> Computed:
    term, starts, warnings = _version(matter, term_id)
    taken = next((one for one in starts if one.applies), None)
    counting = matter.pack.counting_of(term)
    way = Way(term, counting, matter)
    ends = {id(one): end_of(way, one) for one in starts if one.at}
    alternatives = _alternatives(starts, taken, ends)
    instead = None
    if safe and taken is None:
        instead = substitute(term, starts, lambda one: ends[id(one)].due)
    basis = taken or instead
    end = ends[id(basis)] if basis else End()
    unavailable = _unavailable(term, matter, taken)
    unsure = (
        *warnings,
        *end.warnings,
        *doubts(way, taken),
        *earlier(term, alternatives, end.due if taken else None),
        *newer(matter, term, end.due),
    )
    return Computed(
        term=term,
        start=basis.happening if basis else None,
        begins=basis.at if basis else None,
        due=None if unavailable else end.due,
        soft=term.kind is Kind.SOFT,
        steps=(unavailable,) if unavailable else _steps(way, basis, alternatives, end),
        alternatives=alternatives,
        warnings=() if unavailable else unsure,
        status=_status(term, counting, taken, end),
        calendar=matter.calendar.version,
        revision=matter.pack.revision,
        digest=matter.pack.digest,
        stopped=end.stopped,
        unavailable=unavailable,
        restored=next(reversed(restored(matter, taken)), None) if taken else None,
        restoration=_restoration(term, counting),
        in_time=counting.in_time,
        safe=instead is not None,
    )


def _alternatives(
    starts: Sequence[Begun], taken: Begun | None, ends: Mapping[int, End]
) -> tuple[Alternative, ...]:
    alone = sum(one.applies for one in starts) == 1
    return tuple(
        Alternative(
            one.start,
            one.happening,
            ends[id(one)].due if one.at else None,
            one is taken,
            why(one, taken, alone=alone),
        )
        for one in starts
    )


def _version(
    matter: Matter, term_id: str
) -> tuple[Term, tuple[Begun, ...], tuple[Said, ...]]:
    """Return the version in force on the day of the start, with its starts.

    Where none that was read was in force then, the nearest one, with a warning; where
    nothing has started it, the newest.
    """
    versions = matter.pack.terms[term_id]
    nearest: tuple[int, date, Term, tuple[Begun, ...]] | None = None
    for term in reversed(versions):
        starts = begun(term, matter, lambda name: _end_of_other(matter, name))
        taken = next((one for one in starts if one.applies), None)
        if taken is None or taken.at is None:
            continue
        day = day_of(taken.at)
        away = _days_outside(term, day)
        if nearest is None or away < nearest[0]:
            nearest = away, day, term, starts
    if nearest is None:
        latest = versions[-1]
        found = begun(latest, matter, lambda name: _end_of_other(matter, name))
        return latest, found, ()
    away, day, term, starts = nearest
    return term, starts, (_unread(term, day),) if away else ()


def _days_outside(term: Term, day: date) -> int:
    """Return how many days lie between a day and a version in force, 0 if it was."""
    before = (term.valid_from - day).days if term.valid_from else 0
    after = (day - term.valid_to).days if term.valid_to else 0
    return max(before, after, 0)


def _unread(term: Term, day: date) -> Said:
    words = N_(
        "No version of this rule in force on {day} was read. The one used is:"
        " {revision}. Have counsel confirm it."
    )
    return Said(words, {"day": day, "revision": term.revision_read})


def _end_of_other(matter: Matter, term_id: str) -> tuple[Happening, date] | None:
    if term_id not in matter.ends:
        other = _compute(matter, term_id)
        start, due = other.start, other.due
        matter.ends[term_id] = (start, due) if start and due else None
    return matter.ends[term_id]


def _unavailable(term: Term, matter: Matter, taken: Begun | None) -> Said | None:
    """Return why the term is not there in this jurisdiction or at all."""
    words = N_("Not available here, because: {because}")
    if term.kind is Kind.UNAVAILABLE:
        return Said(words, {"because": term.because}, term.article)
    for row in term.unavailable:
        late = row.since is None or bool(
            taken and taken.at and day_of(taken.at) >= row.since
        )
        if row.jurisdiction == matter.where and late:
            return Said(words, {"because": row.because}, term.article)
    return None


def _steps(
    way: Way, taken: Begun | None, alternatives: Sequence[Alternative], end: End
) -> tuple[Said, ...]:
    term, counting = way.term, way.counting
    if taken is None:
        return (Said(_ENDLESS[term.kind], article=term.article), *_waits(term))
    assert taken.happening is not None
    event = Word(EVENTS[taken.happening.event])
    words = N_("It starts with this: {event}, {day}.")
    if not taken.applies:
        words = N_("Counted from this, to be safe: {event}, {day}.")
    steps = [Said(words, {"event": event, "day": taken.happening.at}, term.article)]
    if taken.hinders:
        steps.append(taken.hinders)
    if len(alternatives) > 1:
        steps += [one.why for one in alternatives if one.taken]
        if taken.start.note:
            steps.append(Said("{note}", {"note": taken.start.note}, term.article))
    if taken.start.after:
        words = N_("It runs from where another term ends: {day}.")
        steps.append(Said(words, {"day": taken.at}, term.article))
    elif taken.start.delay:
        words = N_("It runs from {length} after that: {day}.")
        params = {"length": taken.start.delay, "day": taken.at}
        steps.append(Said(words, params, term.article))
    return (*steps, *end.steps, *_last_step(term, counting, end))


def _last_step(term: Term, counting: Counting, end: End) -> Iterator[Said]:
    article = counting.end_article
    if isinstance(end.due, datetime):
        yield Said(N_("It ends at {moment}."), {"moment": end.due}, article)
    elif end.due:
        yield Said(N_("It ends at 24:00 on {day}."), {"day": end.due}, article)
    elif end.stopped is None:
        yield Said(_ENDLESS[term.kind], article=term.article)
    if term.kind is Kind.SOFT and end.due:
        words = N_("A soft limit: what comes later needs a reason, and may be heard.")
        yield Said(words, article=term.article)


def _waits(term: Term) -> Iterator[Said]:
    """Yield what would start it."""
    events = dict.fromkeys(one.event for one in term.starts if one.event)
    if events:
        words = N_("It would start with: {events}.")
        yield Said(words, {"events": tuple(Word(EVENTS[one]) for one in events)})


def _restoration(term: Term, counting: Counting) -> tuple[Words, ...]:
    """Return the grounds in words; none for what cannot be restored, or is not ours."""
    if term.whose != "own" or not term.restorable:
        return ()
    return tuple(one.what for one in counting.restoration)


def _status(term: Term, counting: Counting, taken: Begun | None, end: End) -> Status:
    parts = [term.status]
    if end.due is not None and term.kind is not Kind.AT_ONCE:
        parts.append(counting.status)
    if taken and taken.start.status:
        parts.append(taken.start.status)
    if taken is None and end.due is not None:  # a safe day and not the end itself
        parts.append(Status.UNCONFIRMED)
    unsure = Status.UNCONFIRMED in parts
    return Status.UNCONFIRMED if unsure else Status.CONFIRMED
