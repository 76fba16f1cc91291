"""The steps of a proceeding as the rule packs read them, and what the packs propose.

What a vague date may mean is worked out twice, from its first and from its last day:
the term ends between the two, and the earlier end is the safe one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Final

import msgspec

from habeas.case.dates import stretch
from habeas.case.facts.proceedings import Filing, Ruling, Step, Track
from habeas.case.moments import CLOCK
from habeas.case.proceedings import AWAY, THERE, Matter, Stage, families
from habeas.law.counting import proposed
from habeas.law.happenings import YEARS, Alternative, Computed, Happening
from habeas.law.packs import Pack
from habeas.law.said import Said
from habeas.views.safe_day import OF_A_DECISION, sooner
from habeas.words import N_

_OTHER_ACT: Final = "other"
"""What a measure is to the packs; that it is one is a fact, `listed_act`."""


NEWEST: Final = 40
"""Steps of one kind that are worked out apart, each as it stood before the later ones.

More of them are a register rather than a proceeding, and each costs as much as all.
"""
_CAPPED: Final = N_(
    "Of steps of one kind only the newest {n} are worked out; the earlier ones are not."
)


@dataclass(frozen=True)
class Worked:
    """A term that a pack proposes, from the earliest and from the latest start.

    `late` is None where the dates are exact, or where no last day is known. `facts`
    are the circumstances that were taken into account. `vague`: the end depends on what
    a date may mean.
    """

    early: Computed
    late: Computed | None
    facts: frozenset[str]
    vague: bool
    sooner: Alternative | None = None
    """Another start by which a term of our own ends first: its day is the safe one."""
    doubt: str = ""
    """'~' or '?' where the date of the start is marked so: then the end is as well."""

    @property
    def start(self) -> str:
        """Return the step from which it runs."""
        assert self.early.start is not None
        return self.early.start.id

    @property
    def due(self) -> str:
        """Return its end as EDTF: a stretch if it is vague, '' if there is none."""
        first = self._marked(self.early.due)
        if not first or not self.vague:
            return first
        last = self._marked(self.late.due if self.late else None)
        return first if last == first else f"{first}/{last or '..'}"

    @property
    def safe(self) -> str:
        """Return the day by the start that ends first, '' if the one taken does."""
        return self._marked(self.sooner.due) if self.sooner else ""

    def _marked(self, day: date | None) -> str:
        told = edtf_day(day)
        return told if isinstance(day, datetime) or not told else told + self.doubt


@dataclass(frozen=True)
class _Scope:
    """Steps that are read together; `starts` are those that may start a term here.

    `kin` belong to one decision, or are about nothing at all.
    """

    stages: tuple[Stage, ...]
    starts: frozenset[str]
    kin: frozenset[str]
    capped: bool = False


def worked(matter: Matter, pack: Pack, where: str) -> list[Worked]:
    """Return every term that has started in a proceeding, once for each start.

    A later ruling starts a term of its own, and the one of the earlier ruling runs on.
    Steps about one decision say nothing about another.
    """
    found: dict[tuple[str, str], Worked] = {}
    for scope in _scopes(matter):
        for one in _proposed(matter, pack, where, scope):
            found.setdefault((one.start, one.early.term.id), one)
    return list(found.values())


def edtf_day(day: date | None) -> str:
    """Return a day, or a moment to the minute with its zone, as EDTF; '' for none."""
    if isinstance(day, datetime):
        return day.isoformat(timespec="minutes").replace("+00:00", "Z")
    return day.isoformat() if day else ""


def facts_of(matter: Matter, stages: Sequence[Stage]) -> frozenset[str]:
    """Return the facts that choose between terms, as far as these steps tell them."""
    seen = {one.presence for one in stages if one.step is Step.HEARING}
    told = {
        "hearing_held": any(one.step is Step.HEARING for one in stages),
        "new_evidence": any(one.new_evidence for one in stages),
        "extended": any(one.step is Step.EXTENDED and not one.when for one in stages),
        "listed_act": any(one.ruling is Ruling.MEASURE for one in stages),
        "person_absent": bool(seen & AWAY) and not seen & THERE,
    }
    return matter.flags | {name for name, there in told.items() if there}


def span_of(when: str, zone: tzinfo | None) -> tuple[date, date | None] | None:
    """Return the first and the last day or moment of a date; None if it tells none.

    The last is None where nothing says when it ends. A time of day without a zone is by
    the clock `zone`.
    """
    clock = CLOCK.fullmatch(when)
    if clock:
        moment = datetime.fromisoformat(when)
        at = moment if clock[2] else moment.replace(tzinfo=zone or UTC)
        return at, at
    span = stretch(when)
    if span.first is None:
        return None
    return span.first, span.last


def _scopes(matter: Matter) -> Iterator[_Scope]:
    kin = families(matter.steps)
    related = {one for members in kin.values() for one in members}
    shared = [one for one in matter.steps if one.id not in related]
    for members in kin.values():
        stages = [one for one in matter.steps if one.id in members or one in shared]
        yield from _apart(stages, members)
    yield from _apart(matter.steps, frozenset(one.id for one in shared))


def _apart(stages: Sequence[Stage], starts: frozenset[str]) -> Iterator[_Scope]:
    """Yield the steps as they stand now, and as they stood before each repetition."""
    counts = Counter(one.step for one in stages if one.id in starts)
    capped = {step for step, n in counts.items() if n > NEWEST}
    yield _Scope(tuple(stages), starts, starts, bool(capped))
    later: dict[Step, set[str]] = {}
    for one in reversed(stages):
        after = later.setdefault(one.step, set())
        if after and one.id in starts and len(after) < NEWEST:
            before = tuple(it for it in stages if it.id not in after)
            alone = frozenset({one.id})
            yield _Scope(before, alone, starts, one.step in capped)
        after.add(one.id)


def _proposed(
    matter: Matter, pack: Pack, where: str, scope: _Scope
) -> Iterator[Worked]:
    early, late = _happenings(scope.stages, matter.track)
    facts = facts_of(matter, scope.stages)
    track = str(matter.track)
    first = proposed(pack, track, early, facts, where=where)
    ends = {one.id: one.at for one in late}
    vague = {one.id for one in early if ends.get(one.id) != one.at}
    other: Mapping[tuple[str, str], Computed] = {}
    if vague:
        again = proposed(pack, track, late, facts, where=where)
        other = {(it.term.id, it.start.id): it for it in again if it.start}
    dated = {one.id: one.when for one in scope.stages}
    for one in first:
        if one.start is None or one.start.id not in scope.starts:
            continue
        last = other.get((one.term.id, one.start.id))
        moves = bool(vague) and (last is None or last.due != one.due)
        doubt = _doubt(dated[one.start.id])
        other_start = sooner(one, scope.kin)
        told = _capped(one) if scope.capped else one
        yield Worked(told, last if moves else None, facts, moves, other_start, doubt)


def _capped(one: Computed) -> Computed:
    """Add that the earlier steps of a kind are not worked out."""
    words = Said(_CAPPED, {"n": NEWEST})
    return msgspec.structs.replace(one, warnings=(*one.warnings, words))


def _doubt(when: str) -> str:
    if set("~%") & set(when):
        return "~"
    return "?" if "?" in when else ""


def _happenings(
    stages: Sequence[Stage], track: Track
) -> tuple[tuple[Happening, ...], tuple[Happening, ...]]:
    """Return the steps at the first and at the last day that each may mean."""
    early: list[Happening] = []
    late: list[Happening] = []
    acts = {**_acts(stages), **_filed(stages, track)}
    for one in stages:
        first, last = readings(one, acts.get(one.id, ""))
        early += [first] if first else []
        late += [last] if last else []
    return tuple(early), tuple(late)


def readings(stage: Stage, act: str = "") -> tuple[Happening | None, Happening | None]:
    """Return a step at the first and at the last day that it may mean.

    None where its date tells neither, or lies outside what can be counted.
    """
    span = span_of(stage.when, stage.told.tzinfo)
    if span is None:
        return None, None
    first, last = (
        Happening(str(stage.step), day, act, stage.id)
        if day is not None and day.year in YEARS
        else None
        for day in span
    )
    return first, last


def _acts(stages: Sequence[Stage]) -> Mapping[str, str]:
    """Return what each step is, or is a copy of: a term may be that of a verdict alone.

    A service that does not say of what is that of the only decision, if there is one.
    """
    decided = [one for one in stages if one.step is Step.DECISION]
    acts = {one.id: _act(one.ruling) for one in stages}
    sole = acts[decided[0].id] if len(decided) == 1 else ""
    for one in stages:
        if one.step in OF_A_DECISION and not acts[one.id]:
            acts[one.id] = acts.get(one.about, "") or ("" if one.about else sole)
    return acts


def _filed(stages: Sequence[Stage], track: Track) -> Mapping[str, str]:
    """Return what each step filed; in a complaint it is one if nobody said."""
    usual = Filing.COMPLAINT if track is Track.COMPLAINT else ""
    return {
        one.id: str(one.filing or usual) for one in stages if one.step is Step.FILED
    }


def _act(ruling: Ruling | None) -> str:
    if ruling is Ruling.MEASURE:
        return _OTHER_ACT
    return str(ruling) if ruling else ""
