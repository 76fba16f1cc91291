"""Events of risk with what they came after, how great the risk is held, and reviews."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from habeas.case.chain import Party
from habeas.case.dates import stretch
from habeas.case.dues import Due
from habeas.case.facts.risks import Harm, Level
from habeas.case.retaliation import Before, Event, Line
from habeas.case.rules.retaliation import Dated, before, sequence
from habeas.errors import NewerVersionError, NotFoundError
from habeas.law.reprisals import Note, notes_on
from habeas.views import silence
from habeas.views.acts import acts
from habeas.views.cases import case_law
from habeas.views.custody import Names, edtf_of, told_on, words_of
from habeas.views.db import Views
from habeas.views.records import RecordView, Sound, record, records, states
from habeas.words import N_

_HARMED = {"harm", "told_by"}
_ASSESSED = {"person", "level", "reasons"}
_LEVELS = {level: at for at, level in enumerate(Level)}


@dataclass(frozen=True)
class RiskEvent:
    """Something that happened to somebody: who says so, and what it came after.

    `order` and `stated` are '' where none was shown; `stated` and `words` have their
    language beside them.
    """

    id: str
    harm: Harm
    compartment: str
    when: str
    ended: str
    told_by: Party
    person: Party | None
    actor: Party | None
    order: str
    stated: tuple[str, str]
    words: tuple[str, str]
    before: Before
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Assessed:
    """How great the risk of a person is held to be, by the latest assessment."""

    id: str
    person: Party
    level: Level
    reasons: str
    lang: str
    compartment: str
    by: Party | None
    when: str
    review: str

    def past_review(self, now: datetime) -> bool:
        """Say whether the day came on which it was to be looked at again."""
        day = stretch(self.review).first
        return day is not None and day <= now.date()


@dataclass(frozen=True)
class Board:
    """The events of a case, with the acts, in one line of time; how many of each kind.

    `assessed` holds one for each person, the greatest risk first. `several` says that
    the lines are about more than one complainant.
    """

    events: Mapping[str, RiskEvent]
    lines: Sequence[Line]
    several: bool
    counts: Mapping[Harm, int]
    unordered: int
    assessed: Sequence[Assessed]
    unread: int


@dataclass(frozen=True)
class RiskView:
    """An event in full."""

    view: RecordView
    it: RiskEvent


def board(views: Views, case: str) -> Board:
    """Return the events of risk of a case, kept until something is recorded."""
    found: Board = views.kept(("board", case), lambda: _board(views, case))
    return found


def risk_one(views: Views, case: str, risk: str) -> RiskView:
    """Return one event with what it came after.

    Raises:
        NotFoundError: no such record in this case.
        NewerVersionError: it is recorded in a way that this version cannot show.
    """
    view = record(views, case, risk)
    if view.type != "risk":
        raise NotFoundError(N_("This is not an event of risk."))
    if not set(view.fields) >= _HARMED:
        raise NewerVersionError(N_("This was recorded by a newer Habeas."))
    it = board(views, case).events.get(risk)
    if it is None:  # withdrawn
        sound = states(views, [risk])[risk]
        it = _Reading(views, case, [sound]).event(sound)
    return RiskView(view, it)


def assessed_of(views: Views, case: str, person: str) -> Assessed | None:
    """Return the latest assessment of a person, with '' the greatest risk of any."""
    found = board(views, case).assessed
    return next((one for one in found if person in {"", one.person.id}), None)


def dues(views: Views, case: str) -> list[Due]:
    """Return what the risks of a case have to do: silences, steps, reviews."""
    assessed = _assessed(views, case)  # the line of time is not needed for this
    found = states(views, [one.id for one in assessed])
    reviews = [silence.review_due(found[one.id], one.person.name) for one in assessed]
    return [*silence.dues(views, case), *(one for one in reviews if one)]


def _board(views: Views, case: str) -> Board:
    lines = records(views, case, "risk")
    found = states(views, [line.id for line in lines])
    sound = [found[line.id] for line in lines if set(found[line.id].fields) >= _HARMED]
    reading = _Reading(views, case, sound)
    events = {one.id: reading.event(one) for one in sound}
    of_line = sequence(acts(views, case).protected, map(reading.happened, sound))
    return Board(
        events=events,
        lines=of_line,
        several=len({line.one.person for line in of_line} - {""}) > 1,
        counts=Counter(one.harm for one in events.values()),
        unordered=sum(not one.order for one in events.values()),
        assessed=_assessed(views, case),
        unread=len(lines) - len(sound),
    )


class _Reading:
    """Reads events beside the acts and the law of one case."""

    def __init__(self, views: Views, case: str, sound: Sequence[Sound]) -> None:
        found = acts(views, case)
        self._known, self._dated = found.by_record, Dated(found.protected)
        self._complainants = found.complainants
        named = [one.fields for one in sound]
        self._names = Names(views, case, named, ("told_by", "person", "actor"))
        self._law = case_law(views, case)

    def happened(self, one: Sound) -> Event:
        fields, known = one.fields, self._known
        after = tuple(known[ref] for ref in fields.get("after", ()) if ref in known)
        person = fields.get("person", "")
        alone = person if person in self._complainants else ""
        return Event(one.id, edtf_of(fields.get("when")), after, alone)

    def event(self, one: Sound) -> RiskEvent:
        fields, names, event = one.fields, self._names, self.happened(one)
        told_by = fields["told_by"]
        stated, words = fields.get("stated"), fields.get("words")
        return RiskEvent(
            id=one.id,
            harm=Harm(fields["harm"]),
            compartment=one.compartment,
            when=event.when,
            ended=edtf_of(fields.get("ended")),
            told_by=names.party(told_by) or Party(told_by, told_by[:8]),
            person=names.party(fields.get("person", "")),
            actor=names.party(fields.get("actor", "")),
            order=fields.get("order", ""),
            stated=(words_of(stated), stated["lang"] if stated else ""),
            words=(words_of(words), words["lang"] if words else ""),
            before=before(event, self._dated),
            notes=notes_on(fields["harm"], self._law),
        )


def _assessed(views: Views, case: str) -> list[Assessed]:
    """Return the latest of each person: by its first day, else by when it was told."""
    latest: dict[str, tuple[tuple[date, int, str], Sound]] = {}
    lines = records(views, case, "assessment")
    for one in states(views, [line.id for line in lines]).values():
        if not set(one.fields) >= _ASSESSED:
            continue
        day = stretch(edtf_of(one.fields.get("when"))).first
        told = day or told_on(one, frozenset({"level", "when"}))
        key = (told, _LEVELS[Level(one.fields["level"])], one.id)
        person = one.fields["person"]
        if person not in latest or latest[person][0] < key:
            latest[person] = (key, one)
    found = [_assessment(views, case, one) for _, one in latest.values()]
    return sorted(found, key=lambda one: (-_LEVELS[one.level], one.person.name, one.id))


def _assessment(views: Views, case: str, one: Sound) -> Assessed:
    fields = one.fields
    names = Names(views, case, [fields], ("person", "by"))
    return Assessed(
        id=one.id,
        person=names.party(fields["person"]) or Party(fields["person"], ""),
        level=Level(fields["level"]),
        reasons=words_of(fields["reasons"]),
        lang=fields["reasons"]["lang"],
        compartment=one.compartment,
        by=names.party(fields.get("by", "")),
        when=edtf_of(fields.get("when")),
        review=edtf_of(fields.get("review")),
    )
