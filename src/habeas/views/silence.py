"""Plans of contact: who is silent, since when, and which step of the plan is due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from habeas.case.chain import Party
from habeas.case.dates import stretch
from habeas.case.dues import Due, Sort
from habeas.case.facts.plans import Answer, Counting
from habeas.case.moments import reach
from habeas.case.rules.silence import course, silence
from habeas.case.silence import Alert, Reply, Rhythm, Rung, Silence, Watch
from habeas.errors import NewerVersionError, NotFoundError
from habeas.views.custody import Names, edtf_of, told_on, words_of
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, linked, record, records, states
from habeas.views.signs import signs_of
from habeas.words import N_

_PLANNED = {"what", "person"}
_STEPPED = {"plan", "day", "what"}
_ANSWERED = {"plan", "answer"}
_ORDER = {alert: at for at, alert in enumerate(Alert)}


@dataclass(frozen=True)
class PlanStep:
    """A step of a plan in words: who is told what, which way."""

    id: str
    day: int
    what: str
    lang: str
    tell: Party | None
    how: str


@dataclass(frozen=True)
class Watched:
    """A plan with what bears on it; `unread` counts what this version cannot read.

    `agreed` and `measures` have their language beside them, '' where nothing is said.
    """

    id: str
    what: str
    lang: str
    compartment: str
    person: Party
    responsible: Party | None
    every: int | None
    review: str
    agreed: tuple[str, str]
    measures: tuple[str, str]
    steps: Mapping[str, PlanStep]
    watch: Watch
    unread: int

    def at(self, now: datetime) -> "Watching":
        """Return how it stands at a moment."""
        return Watching(self, silence(self.watch, now))


@dataclass(frozen=True)
class Watching:
    """A plan and how it stands."""

    plan: Watched
    silence: Silence


@dataclass(frozen=True)
class PlanView:
    """A plan in full, with its steps, answers and contacts as records by id."""

    view: RecordView
    it: Watching
    records: Mapping[str, RecordView]
    withdrawn: tuple[RecordView, ...]


def watched(views: Views, case: str) -> Sequence[Watched]:
    """Return the plans of a case as recorded, whatever the time is."""
    found: Sequence[Watched] = views.kept(
        ("watched", case), lambda: _watched(views, case)
    )
    return found


def silences(views: Views, case: str, now: datetime) -> list[Watching]:
    """Return how each plan of a case stands: the longest silence first."""
    found = [one.at(now) for one in watched(views, case)]
    return sorted(found, key=_urgency)


def alarms(views: Views, case: str, now: datetime) -> list[Watching]:
    """Return the plans whose person is silent, paused or not."""
    return [one for one in silences(views, case, now) if one.silence.alarms]


def plan_one(views: Views, case: str, plan: str, now: datetime) -> PlanView:
    """Return a plan with its steps and answers.

    Raises:
        NotFoundError: no such record in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    view = record(views, case, plan)
    if view.type != "plan":
        raise NotFoundError(N_("This is not a plan of contact."))
    if not set(view.fields) >= _PLANNED:
        raise NewerVersionError(N_("This was recorded by a newer Habeas."))
    found = _Case(views, case).plan(states(views, [plan])[plan])
    it = found.at(now)
    shown = {*found.steps, *(one.id for one in found.watch.replies)}
    shown |= {one.link for one in it.silence.course.notes if one.link}
    shown |= {it.silence.course.by} - {""}
    gone = linked(views, plan, "plan", withdrawn=True)
    return PlanView(
        view,
        it,
        {one: record(views, case, one) for one in sorted(shown)},
        tuple(record(views, case, one) for one in gone),
    )


def dues(views: Views, case: str) -> list[Due]:
    """Return the day by which a contact is due, each step of a plan, and each review.

    While the alarm is paused, no step comes before the day on which that ends.
    """
    return [due for one in watched(views, case) for due in _dues(one)]


def review_due(found: Sound, whom: str) -> Due | None:
    """Return when an assessment is to be looked at again, at the earliest."""
    day = stretch(edtf_of(found.fields.get("review"))).first
    if day is None:
        return None
    return Due(
        sort=Sort.REVIEW,
        record=found.id,
        page=found.id,
        at=day.isoformat(),
        compartment=found.compartment,
        whom=whom,
    )


def _dues(one: Watched) -> Iterator[Due]:
    review = stretch(one.review).first
    if review:
        yield _due(one, Sort.REVIEW, one.id, review)
    found = course(one.watch)
    if found.due is None:
        return
    held = found.held.isoformat() if found.held else ""
    yield replace(_due(one, Sort.SILENCE, one.id, found.due), held=held)
    for rung in found.rungs:
        step = one.steps[rung.id]
        if not rung.reply:
            at = max(rung.on, found.held or rung.on)
            due = _due(one, Sort.SILENCE, rung.id, at)
            yield replace(due, what=step.what, lang=step.lang)


def _due(one: Watched, sort: Sort, about: str, day: date) -> Due:
    return Due(
        sort=sort,
        record=about,
        page=one.id,
        at=day.isoformat(),
        compartment=one.compartment,
        what=one.what,
        lang=one.lang,
        ends=_last(one.watch.rhythm.ended),
        whom=one.person.name,
    )


def _last(ended: str) -> str:
    """Return the last moment that an end may mean, by the clock of the place."""
    span = reach(ended, None)
    return span.end.isoformat(timespec="minutes") if span else ""


def _urgency(one: Watching) -> tuple[int, int, date, str]:
    found = one.silence
    return _ORDER[found.alert], -found.day, found.course.due or date.max, one.plan.id


def _watched(views: Views, case: str) -> list[Watched]:
    lines = records(views, case, "plan")
    found = states(views, [line.id for line in lines])
    of_case = _Case(views, case)
    return [
        of_case.plan(found[line.id])
        for line in lines
        if set(found[line.id].fields) >= _PLANNED
    ]


class _Case:
    """What the plans of one case share: the signs of life by person."""

    def __init__(self, views: Views, case: str) -> None:
        self._views, self._case = views, case
        self._signs = signs_of(views, case)

    def plan(self, found: Sound) -> Watched:
        linking = states(self._views, linked(self._views, found.id, "plan")).values()
        steps = [one for one in linking if _is(one, "escalation", _STEPPED)]
        replies = [one for one in linking if _is(one, "alarm", _ANSWERED)]
        named = [found.fields, *(one.fields for one in steps)]
        roles = ("person", "responsible", "tell")
        names = Names(self._views, self._case, named, roles)
        fields, person = found.fields, found.fields["person"]
        told = {one.id: _step(one, names) for one in steps}
        return Watched(
            id=found.id,
            what=found.title,
            lang=fields["what"]["lang"],
            compartment=found.compartment,
            person=names.party(person) or Party(person, person[:8]),
            responsible=names.party(fields.get("responsible", "")),
            every=fields.get("every"),
            review=edtf_of(fields.get("review")),
            agreed=_spoken(fields.get("agreed")),
            measures=_spoken(fields.get("measures")),
            steps=told,
            watch=Watch(
                _rhythm(found),
                tuple(self._signs.get(person, ())),
                tuple(Rung(one.id, one.day) for one in told.values()),
                tuple(_reply(one) for one in replies),
            ),
            unread=len(linking) - len(steps) - len(replies),
        )


def _spoken(text: Mapping[str, str] | None) -> tuple[str, str]:
    return words_of(text), text["lang"] if text else ""


def _is(one: Sound, kind: str, needed: set[str]) -> bool:
    return one.type == kind and set(one.fields) >= needed


def _rhythm(found: Sound) -> Rhythm:
    fields = found.fields
    counting = fields.get("counting")
    return Rhythm(
        person=fields["person"],
        recorded=_first_told(found),
        every=fields.get("every"),
        counting=Counting(counting) if counting else None,
        since=edtf_of(fields.get("since")),
        ended=edtf_of(fields.get("ended")),
    )


def _first_told(found: Sound) -> date:
    """Return the day on which it was recorded: no correction moves the days on."""
    return datetime.fromisoformat(found.state.history[0].at).date()


def _step(one: Sound, names: Names) -> PlanStep:
    fields = one.fields
    return PlanStep(
        id=one.id,
        day=fields["day"],
        what=words_of(fields["what"]),
        lang=fields["what"]["lang"],
        tell=names.party(fields.get("tell", "")),
        how=str(fields.get("how") or ""),
    )


def _reply(one: Sound) -> Reply:
    fields = one.fields
    return Reply(
        id=one.id,
        answer=Answer(fields["answer"]),
        recorded=told_on(one, frozenset({"answer", "when", "until", "step"})),
        when=edtf_of(fields.get("when")) or _first_told(one).isoformat(),
        step=fields.get("step", ""),
        until=edtf_of(fields.get("until")),
        reasoned=bool(words_of(fields.get("why")).strip()),
    )
