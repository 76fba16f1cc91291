"""Events of risk and the acts before them in one line of time, plans, alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from habeas.actions.desk import Desk
from habeas.case.facts.people import Role
from habeas.case.facts.risks import RISK
from habeas.case.retaliation import Act, Line, Order, Tie
from habeas.languages import translations
from habeas.views import people
from habeas.views.alarm_words import between_words, silence_words, since_words
from habeas.views.risks import Board, RiskEvent, board, risk_one
from habeas.views.silence import Watching, alarms, silences, watched
from habeas.views.spoken import edtf_words
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.names import names_in
from habeas.web.paging import part

MOST = 50
"""Lines of the sequence on one page."""


@dataclass(frozen=True, slots=True)
class Told:
    """An act before an event, with the days in words; `against` if it came after."""

    act: Act
    page: str
    days: str
    against: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the sequence, act or event, and how long after the line before."""

    act: Act | None
    event: RiskEvent | None
    page: str
    since: str
    tied: Sequence[Told] = ()
    nearest: Sequence[Told] = ()

    @property
    def when(self) -> str:
        """Its date, '' if nobody knows it."""
        return self.act.when if self.act else self.event.when if self.event else ""


@dataclass(frozen=True, slots=True)
class Stand:
    """A plan, and how it stands in words."""

    it: Watching
    words: str


def stands(found: Sequence[Watching], language: str) -> list[Stand]:
    """Return plans with how they stand in words."""
    gettext, place = translations(language).gettext, locale_of(language)

    def say(day: str) -> str:
        return edtf_words(day, place, gettext)

    return [Stand(one, silence_words(one.silence, language, say)) for one in found]


def alarms_of(desk: Desk, case: str, language: str) -> list[Stand]:
    """Return the alarms of a case in words, the longest silence first."""
    return stands(alarms(desk.views, case, desk.clock.now()), language)


def stands_of(desk: Desk, case: str, person: str, language: str) -> list[Stand]:
    """Return the plans of one person in words."""
    found = silences(desk.views, case, desk.clock.now())
    return stands([one for one in found if one.plan.person.id == person], language)


def show_all(desk: Desk, ask: Ask) -> Answer:
    """Show the line of time, how great the risk is held, and each plan."""
    case, now = ask.id("case"), desk.clock.now()
    found = board(desk.views, case)
    shown = part(ask, len(found.lines), MOST)
    lines = found.lines[shown.skip : shown.skip + shown.most]
    return Page(
        "risks/list.html",
        {
            "board": found,
            "lines": [_shown(one, found, case, ask.language) for one in lines],
            "part": shown,
            "plans": stands(silences(desk.views, case, now), ask.language),
            "unplanned": unplanned(desk, case),
            "past": _past(found, now),
            "notes": _notes(found),
        },
        case=case,
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one event with what it came after, as told and as the dates propose."""
    case = ask.id("case")
    found = risk_one(desk.views, case, ask.id("risk"))
    line = _of_event(found.it, case, "", ask.language)
    return Page(
        "risks/show.html",
        {
            "kind": RISK,
            "view": found.view,
            "it": found.it,
            "line": line,
            "names": names_in(desk, [found.view]),
        },
        case=case,
    )


def unplanned(desk: Desk, case: str) -> list[people.PersonLine]:
    """Return the complainants with whom no plan of contact is agreed."""
    planned = {one.person.id for one in watched(desk.views, case)}
    return [
        one
        for one in people.people(desk.views, case)
        if one.role == Role.COMPLAINANT and one.id not in planned
    ]


def _past(found: Board, now: datetime) -> frozenset[str]:
    return frozenset(one.id for one in found.assessed if one.past_review(now))


def _notes(found: Board) -> Mapping[str, object]:
    """Return what the law says of these events, each once."""
    return {note.id: note for one in found.events.values() for note in one.notes}


def _shown(line: Line, found: Board, case: str, language: str) -> Shown:
    since = since_words(line.since, language)
    if isinstance(line.one, Act):
        return Shown(line.one, None, _page(case, line.one), since)
    return _of_event(found.events[line.one.id], case, since, language)


def _of_event(event: RiskEvent, case: str, since: str, language: str) -> Shown:
    return Shown(
        None,
        event,
        record_page(case, "risk", event.id),
        since,
        _told(event.before.tied, case, language),
        _told(event.before.nearest, case, language),
    )


def _told(ties: Sequence[Tie], case: str, language: str) -> list[Told]:
    return [
        Told(
            one.act,
            _page(case, one.act),
            between_words(one.between, language),
            one.between is not None and one.between.order is Order.BEFORE,
        )
        for one in ties
    ]


def _page(case: str, act: Act) -> str:
    return record_page(case, act.type, act.id)
