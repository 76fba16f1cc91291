"""What is being lost in a case, how each stands, and what was done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from habeas.case.chain import Party
from habeas.case.decay import Deed, Limit, Standing, State, Thing
from habeas.case.dues import Due, Sort
from habeas.case.facts.decay import Matter, Step
from habeas.case.rules.decay import settled, span_of, standing
from habeas.errors import NewerVersionError, NotFoundError
from habeas.law.windows import Window, windows
from habeas.views.custody import Names, edtf_of, told_on
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, linked, record, records, states
from habeas.words import N_

_JUDGED = frozenset({"step", "when", "who", "to", "lost", "days", "exhibit"})
_SHOWN = {"what", "kind"}
_ORDER = {state: at for at, state in enumerate(State)}
_SETTLED = frozenset({State.SECURED, State.FOUND_LOST, State.SAID_LOST, State.NEVER})


@dataclass(frozen=True)
class Losing:
    """Something that is being lost: who holds it, how it stands, the usual window."""

    id: str
    what: str
    lang: str
    matter: Matter
    compartment: str
    holder: Party | None
    able: tuple[Party, ...]
    standing: Standing
    window: Window

    @property
    def settled(self) -> bool:
        """Whether there is an answer or a copy, so that no time runs."""
        return self.standing.state in _SETTLED


@dataclass(frozen=True)
class LosingView:
    """One in full, with the records of its steps by id; `withdrawn` count no more."""

    view: RecordView
    losing: Losing
    steps: Mapping[str, RecordView]
    withdrawn: tuple[RecordView, ...]
    unread: int


def losing(views: Views, case: str, now: datetime) -> list[Losing]:
    """Return what is being lost, what is lost first at the top.

    After what runs out comes what has no known end, what is past its time and still
    worth asking for, and what is settled by an answer or a copy.
    """
    kept = views.kept(("decay", case), lambda: _all(views, case))
    return sorted((one.at(now) for one in kept), key=_urgency)


def losing_one(views: Views, case: str, perishable: str, now: datetime) -> LosingView:
    """Return one of them with its steps.

    Raises:
        NotFoundError: no such record in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    view = record(views, case, perishable)
    if view.type != "perishable":
        raise NotFoundError(N_("This is not something that is being lost."))
    if not set(view.fields) >= _SHOWN:
        raise NewerVersionError(N_("This was recorded by a newer Habeas."))
    told = _told(views, case, states(views, [perishable])[perishable])
    gone = linked(views, perishable, "perishable", withdrawn=True)
    return LosingView(
        view,
        told.at(now),
        {deed.id: record(views, case, deed.id) for deed in told.deeds},
        tuple(record(views, case, one) for one in gone),
        told.unread,
    )


def dues(views: Views, case: str) -> list[Due]:
    """Return what is being lost and has no answer yet, by its earliest moment."""
    return [_due(one) for one in _all(views, case) if not settled(one.deeds)]


def _due(one: "_Told") -> Due:
    span, _ = span_of(one.thing, one.deeds, None)
    return Due(
        sort=Sort.DECAY,
        record=one.found.id,
        page=one.found.id,
        at=_minute(span.earliest) if span else "",
        until=_minute(span.latest) if span else "",
        compartment=one.found.compartment,
        what=one.found.title,
        lang=one.found.fields["what"]["lang"],
    )


def _minute(moment: datetime) -> str:
    """Return a moment as a due says it; the ends of a day stand for the day."""
    if moment.time() in (time.min, time.max):
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes")


def _urgency(one: Losing) -> tuple[int, datetime, str]:
    span = one.standing.span
    state = one.standing.state
    rank = _ORDER[State.RUNNING if state is State.ANY_DAY else state]
    return rank, span.earliest if span else datetime.max, one.id  # noqa: DTZ901 - as in case/moments.py


@dataclass(frozen=True)
class _Told:
    """What the records say, without the time at which somebody looks."""

    found: Sound
    thing: Thing
    deeds: tuple[Deed, ...]
    holder: Party | None
    able: tuple[Party, ...]
    unread: int

    def at(self, now: datetime) -> Losing:
        return Losing(
            id=self.found.id,
            what=self.found.title,
            lang=self.found.fields["what"]["lang"],
            matter=self.thing.matter,
            compartment=self.found.compartment,
            holder=self.holder,
            able=self.able,
            standing=standing(self.thing, self.deeds, now),
            window=windows().rows[self.thing.matter],
        )


def _all(views: Views, case: str) -> list[_Told]:
    lines = records(views, case, "perishable")
    found = states(views, [line.id for line in lines])
    return [
        _told(views, case, found[line.id])
        for line in lines
        if set(found[line.id].fields) >= _SHOWN
    ]


def _told(views: Views, case: str, found: Sound) -> _Told:
    fields = found.fields
    linking = states(views, linked(views, found.id, "perishable"))
    steps = {one: step for one, step in linking.items() if "step" in step.fields}
    several = [{"holder": one} for one in (fields.get("holder"), *_ids(fields, "able"))]
    several += [step.fields for step in steps.values()]
    names = Names(views, case, several, ("holder", "who", "to"))
    parties = (names.party(one) for one in _ids(fields, "able"))
    return _Told(
        found,
        _thing(views, case, fields),
        tuple(_deed(one, names) for one in steps.values()),
        names.party(fields.get("holder", "")),
        tuple(one for one in parties if one),
        unread=len(linking) - len(steps),
    )


def _thing(views: Views, case: str, fields: Mapping[str, Any]) -> Thing:
    matter = Matter(fields["kind"])
    shown = states(views, _ids(fields, "shown")).values()
    return Thing(
        matter=matter,
        when=edtf_of(fields.get("when")),
        ends=edtf_of(fields.get("ends")),
        days=fields.get("days"),
        shown=tuple(one.title for one in shown if one.case == case),
        usual=_usual(windows().rows[matter]),
    )


def _usual(row: Window) -> Limit | None:
    if row.hours is None:
        return None
    most = timedelta(hours=row.longest or row.hours)
    return Limit(timedelta(hours=row.hours), most, general=True)


def _deed(step: Sound, names: Names) -> Deed:
    fields = step.fields
    return Deed(
        id=step.id,
        step=Step(fields["step"]),
        recorded=told_on(step, _JUDGED),
        when=edtf_of(fields.get("when")),
        who=names.party(fields.get("who", "")),
        to=names.party(fields.get("to", "")),
        lost=edtf_of(fields.get("lost")),
        days=fields.get("days"),
        proof=bool(fields.get("mark") or fields.get("enclosed")),
        exhibit=bool(fields.get("exhibit")),
    )


def _ids(fields: Mapping[str, Any], name: str) -> list[str]:
    return list(fields.get(name) or ())
