"""Proceedings and what happened in them, as rules and pages read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from habeas.case.chain import Party
from habeas.case.facts.proceedings import Filing, Presence, Ruling, Step, Track
from habeas.case.moments import CLOCK, Reach, reach

THERE = frozenset({Presence.PRESENT, Presence.VIDEO})
AWAY = frozenset({Presence.EXCLUDED, Presence.NOT_BROUGHT, Presence.ABSENT})


@dataclass(frozen=True)
class Stage:
    """One step. `when` is EDTF, '' if nobody can read it.

    `told` is when that day was recorded, by the recorder's clock: a time of day without
    a zone is by that clock. `letter` says that it is a step of a letter.
    """

    id: str
    step: Step
    told: datetime
    when: str = ""
    ruling: Ruling | None = None
    filing: Filing | None = None
    presence: Presence | None = None
    about: str = ""
    answer_by: str = ""
    who: Party | None = None
    to: Party | None = None
    excluded_by: Party | None = None
    counsel: tuple[Party, ...] = ()
    new_evidence: bool = False
    letter: bool = False


@dataclass(frozen=True)
class Matter:
    """A proceeding with its steps in order of time, undated ones last.

    `law` is the code of the rules that apply, '' if nobody said; `own_law` whether it
    was said of this proceeding.
    """

    id: str
    title: str
    lang: str
    track: Track
    law: str
    compartment: str
    own_law: bool = False
    body: Party | None = None
    number: str = ""
    person: Party | None = None
    counsel: tuple[Party, ...] = ()
    parent: str = ""
    flags: frozenset[str] = frozenset()
    steps: tuple[Stage, ...] = ()
    unread: int = 0

    @property
    def closed(self) -> bool:
        """Whether a step says that it is closed, and none after it reopens it."""
        last = [one.step for one in self.steps if one.step in (Step.CLOSED, *_REOPENS)]
        return bool(last) and last[-1] is Step.CLOSED


_REOPENS = (Step.RESUMED, Step.RESTORED)


def in_time(steps: Sequence[Stage], zone: tzinfo | None) -> tuple[Stage, ...]:
    """Return the steps by their first moment, those without a date last.

    Of one day, what has its hour comes first: a ruling follows its hearing.
    """
    timed = [(reach(one.when, zone), one) for one in steps]
    known = [(at, one) for at, one in timed if at is not None]
    known.sort(key=lambda pair: _place(*pair))
    return (*(one for _, one in known), *(one for at, one in timed if at is None))


def _place(at: Reach, one: Stage) -> tuple[date, bool, datetime]:
    return at.start.date(), CLOCK.match(one.when) is None, at.start


def families(steps: Sequence[Stage]) -> Mapping[str, frozenset[str]]:
    """Return which steps belong together: by the first, the ids of all about it.

    A step about a decision, and one about that step, belong to the decision. A step
    that is about nothing, and that nothing is about, belongs to none: it concerns all.
    """
    about = {one.id: one.about for one in steps}
    roots = {one.id: _root(one.id, about) for one in steps}
    found: dict[str, set[str]] = {}
    for one, root in roots.items():
        if about[one] or one != root:
            found.setdefault(root, {root} & set(about)).add(one)
    return {root: frozenset(members) for root, members in found.items()}


def _root(one: str, about: Mapping[str, str]) -> str:
    """Return what a step is about in the end; a ring ends where it closes."""
    seen = {one}
    while about.get(one):
        above = about[one]
        if above in seen:
            return min(seen)
        seen.add(above)
        one = above
    return one
