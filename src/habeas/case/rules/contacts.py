"""What refusals have in common, what they came after, and which agreed contact passed.

Plain counts. That one thing came after another says nothing about why: no cause is
claimed, and what nobody recorded is counted as not recorded.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from statistics import median_low
from typing import Final, TypeVar

from habeas.case.contacts import (
    HAPPENED,
    After,
    Agreed,
    Count,
    Earlier,
    Kept,
    Meeting,
    Patterns,
    Refused,
    Table,
    Trace,
    Waiting,
)
from habeas.case.facts.contacts import Form, Outcome, Written
from habeas.case.moments import Reach, reach
from habeas.case.reached import HEARD_OF, is_ahead

T = TypeVar("T")
Dated = tuple[Meeting, Reach]
Days = tuple[date, date]


def patterns(meetings: Sequence[Meeting], earlier: Sequence[Earlier]) -> Patterns:
    """Count the refusals; `earlier` is what they may have come after."""
    refused = [one for one in in_order(meetings) if one.outcome is Outcome.REFUSED]
    return Patterns(
        outcomes=_choices(meetings, Outcome, lambda one: one.outcome),
        forms=_among(Form, refused, meetings, lambda one: one.form),
        weekdays=_among(range(7), refused, meetings, _weekday),
        hours=_among(range(24), refused, meetings, lambda one: one.hour),
        refusers=_refusers(refused),
        reasons=_said(refused, lambda one: one.stated),
        laws=_said(refused, lambda one: one.law),
        written=_choices(refused, Written, lambda one: one.written),
        waiting=_waiting(refused),
        refused=tuple(_refused(refused, meetings, earlier)),
    )


def _refused(
    refused: Sequence[Meeting], meetings: Sequence[Meeting], earlier: Sequence[Earlier]
) -> Iterator[Refused]:
    """Yield each refusal with what of its own person's, or of nobody's, it came after.

    What is another person's in custody is theirs alone.
    """
    held = {one.person.id for one in meetings}
    contacts = [one for one in earlier if one.trace is Trace.CONTACT]
    others = [one for one in earlier if one.trace is not Trace.CONTACT]
    before = {
        own: (
            _Before([one for one in others if one.of == own or one.of not in held]),
            _Before([one for one in contacts if one.of == own]),
        )
        for own in {one.person.id for one in refused}
    }
    for one in refused:
        complaint, contact = before[one.person.id]
        yield Refused(one, complaint.nearest(one), contact.nearest(one))


class _Before:
    """What refusals may have come after, in order of time: sorted once for all."""

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        dated = [
            (first, one)
            for one in earlier
            if (first := reach(one.when, None)) is not None
        ]
        dated.reverse()  # of equals the first given is met first from the end
        self.dated = sorted(dated, key=lambda pair: pair[0].start)
        self.starts = [first.start for first, _ in self.dated]

    def nearest(self, refusal: Meeting) -> After | None:
        """Return what it came after most closely: of the last day that has any.

        Of several that are as close by the days the latest, then the first given.
        """
        at = refusal.at
        if at is None:
            return None
        found: list[After] = []
        for place in range(bisect_right(self.starts, at.end) - 1, -1, -1):
            first, one = self.dated[place]
            if one.id == refusal.id:
                continue
            came = _between(one, first, at)
            if found and came.most != found[0].most:
                break
            found.append(came)
        return min(found, key=lambda it: (not it.surely, it.least), default=None)


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Return contacts by their first moment, those without a date last."""
    known = [(one.at, one) for one in meetings]
    dated = [(at, one) for at, one in known if at is not None]
    dated.sort(key=lambda pair: pair[0].start)
    return [*(one for _, one in dated), *(one for at, one in known if at is None)]


def after(refusal: Meeting, earlier: Iterable[Earlier]) -> After | None:
    """Return what a refusal came after most closely, None if nothing is recorded.

    Closest is what was at most the fewest days before, by the widest reading of both
    dates; what can only have been later is left out.
    """
    return _Before(earlier).nearest(refusal)


def _between(earlier: Earlier, first: Reach, at: Reach) -> After:
    least = (at.start.date() - first.end.date()).days
    most = (at.end.date() - first.start.date()).days
    return After(earlier, max(least, 0), most, surely=first.end <= at.start)


def trace_of(meeting: Meeting) -> Earlier | None:
    """Return a contact that took place as what a refusal may have come after."""
    if meeting.outcome not in HAPPENED or not meeting.when:
        return None
    return Earlier(
        id=meeting.id,
        page=meeting.id,
        trace=Trace.CONTACT,
        what=str(meeting.form),
        lang="",
        when=meeting.when,
        of=meeting.person.id,
    )


def agreed(meetings: Sequence[Meeting]) -> list[Agreed]:
    """Return every contact that was agreed for a day, the earliest first.

    It was kept if the person was reached on one of its days, tried if somebody was
    refused or nothing came of it then, moved if a contact before it named another day;
    `later` the person was reached only after it. A parcel says nothing of the person,
    so it counts only where a parcel was agreed; what is dated after the day on which it
    was recorded has not been yet, whatever its outcome says.
    """
    by_person: dict[str, list[Meeting]] = {}
    for one in in_order(meetings):
        by_person.setdefault(one.person.id, []).append(one)
    found = [
        (at.start, _fate(one, at, own))
        for own in by_person.values()
        for one in own
        if (at := reach(one.next, None)) is not None
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _fate(meeting: Meeting, at: Reach, own: Sequence[Meeting]) -> Agreed:
    days = at.start.date(), at.end.date()
    others = [
        (one, moment)
        for one in own
        if one.id != meeting.id and (moment := one.at) and not _ahead(one, moment)
    ]
    for kept, fits in _FATES:
        for one in others:
            if fits(meeting, one, days):
                return Agreed(meeting, meeting.next, kept, one[0].id)
    return Agreed(meeting, meeting.next, Kept.OPEN)


def _within(at: Reach, days: Days) -> bool:
    return days[0] <= at.start.date() and at.end.date() <= days[1]


def _ahead(one: Meeting, at: Reach) -> bool:
    day = at.start.date()
    return one.recorded is not None and is_ahead(one.when, day, one.recorded)


def _speaks(agreeing: Meeting, one: Meeting) -> bool:
    return one.form in HEARD_OF or one.form is agreeing.form


def _held(agreeing: Meeting, one: Dated, days: Days) -> bool:
    return _reached(agreeing, one[0]) and _within(one[1], days)


def _reached(agreeing: Meeting, one: Meeting) -> bool:
    return one.outcome in HAPPENED and _speaks(agreeing, one)


def _tried(agreeing: Meeting, one: Dated, days: Days) -> bool:
    fits = one[0].outcome in _IN_VAIN and _speaks(agreeing, one[0])
    return fits and _within(one[1], days)


def _moved(agreeing: Meeting, one: Dated, days: Days) -> bool:
    return (
        bool(one[0].next)
        and agreeing.at is not None
        and agreeing.at.end <= one[1].start
        and one[1].end.date() <= days[1]
    )


def _later(agreeing: Meeting, one: Dated, days: Days) -> bool:
    return _reached(agreeing, one[0]) and one[1].start.date() > days[1]


def _perhaps(agreeing: Meeting, one: Dated, days: Days) -> bool:
    """Say whether a contact whose date is wide may have been on one of the days."""
    first, last = one[1].start.date(), one[1].end.date()
    wide = first < days[0] <= last or first <= days[1] < last
    return wide and _reached(agreeing, one[0])


_IN_VAIN: Final = frozenset({Outcome.REFUSED, Outcome.NOT_HELD})
_FATES: Final = (
    (Kept.HELD, _held),
    (Kept.TRIED, _tried),
    (Kept.MOVED, _moved),
    (Kept.LATER, _later),
    (Kept.PERHAPS, _perhaps),
)
"""What may have become of an agreed contact; what is sure stands before what may be."""


def _weekday(meeting: Meeting) -> int | None:
    return meeting.day.weekday() if meeting.day else None


def _among(
    keys: Iterable[int | str],
    refused: Sequence[Meeting],
    meetings: Sequence[Meeting],
    key: Callable[[Meeting], int | str | None],
) -> Table:
    """Count refusals beside all attempts, in the order of the keys without empty ones.

    Contacts that were asked for and have no answer yet are no attempts.
    """
    tried = Counter(key(one) for one in meetings if one.outcome is not Outcome.ASKED)
    counted = Counter(key(one) for one in refused)
    rows = [Count(str(one), counted[one], tried[one]) for one in keys if tried[one]]
    return Table(tuple(rows), unknown=counted[None])


def _choices(
    meetings: Sequence[Meeting],
    words: Iterable[str],
    key: Callable[[Meeting], str | None],
) -> Table:
    counted = Counter(key(one) for one in meetings)
    rows = [Count(str(one), counted[one]) for one in words if counted[one]]
    return Table(tuple(rows), unknown=counted[None])


def _refusers(refused: Sequence[Meeting]) -> Table:
    counted = Counter(one.refused_by for one in refused)
    rows = [Count(who.id, n, words=who.name) for who, n in _by_number(counted) if who]
    return Table(tuple(rows), unknown=counted[None])


def _said(refused: Sequence[Meeting], words: Callable[[Meeting], str]) -> Table:
    """Count what was said, whatever the capitals and the stop at the end."""
    first: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for one in refused:
        key = " ".join(words(one).casefold().split()).rstrip(".!")
        first.setdefault(key, words(one).strip())
        counted[key] += 1
    rows = [Count(key, n, words=first[key]) for key, n in _by_number(counted) if key]
    return Table(tuple(rows), unknown=counted[""])


def _by_number(counted: Counter[T]) -> list[tuple[T, int]]:
    """Return the most frequent first; of equals, what was counted first."""
    return sorted(counted.items(), key=lambda pair: -pair[1])


def _waiting(meetings: Sequence[Meeting]) -> Waiting | None:
    known = [one.waited for one in meetings if one.waited is not None]
    if not known:
        return None
    return Waiting(
        known=len(known),
        unknown=len(meetings) - len(known),
        least=min(known),
        middle=median_low(known),
        most=max(known),
    )
