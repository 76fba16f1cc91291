"""Letters: the list with where each is, and the life of one as a line of steps."""

from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.case.facts.letters import LETTER, Addressee
from habeas.case.letters import Finding, Place, days_since
from habeas.languages import translations
from habeas.views.letters import LetterLine, letter_one, letters
from habeas.views.spoken import edtf_words, span_words
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.names import names_in
from habeas.web.paging import part

MOST = 50
"""Letters on one page of the list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A letter, the days that it is where it is, whether it should have gone on."""

    it: LetterLine
    since: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to; empty means all."""

    place: str
    to: str

    def takes(self, one: LetterLine) -> bool:
        """Say whether a letter is meant."""
        return self.place in ("", one.life.place) and self.to in ("", one.addressee)


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the letters, the one recorded last first."""
    case = ask.id("case")
    place, to = ask.query.get("place"), ask.query.get("to")
    chosen = Chosen(
        place if place in list(Place) else "", to if to in list(Addressee) else ""
    )
    everything = letters(desk.views, case)
    found = [one for one in everything if chosen.takes(one)]
    shown = part(ask, len(found), MOST)
    return Page(
        "letters/list.html",
        {
            "lines": [
                _line(desk, ask, one) for one in found[shown.skip : shown.skip + MOST]
            ],
            "part": shown,
            "total": len(everything),
            "chosen": chosen,
        },
        case=case,
    )


def _line(desk: Desk, ask: Ask, one: LetterLine) -> Line:
    now, since = desk.clock.now(), one.life.since
    words = span_words(*days_since(since, now), ask.language) if since else ""
    return Line(one, words, one.life.overdue(now))


def show(desk: Desk, ask: Ask) -> Answer:
    """Show a letter: where it is, each step, what contradicts, what the law says."""
    case = ask.id("case")
    found = letter_one(desk.views, case, ask.id("letter"))
    line = _line(desk, ask, found.line)
    told: dict[str, list[tuple[str, Finding]]] = {}
    for one in line.it.life.findings:
        told.setdefault(one.link, []).append((_said(ask, one), one))
    onward = line.it.life.onward
    return Page(
        "letters/show.html",
        {
            "kind": LETTER,
            "view": found.view,
            "it": line.it,
            "since": line.since,
            "overdue": line.overdue,
            "onward": onward.end.isoformat(timespec="minutes") if onward else "",
            "steps": found.steps,
            "told": told,
            "withdrawn": found.withdrawn,
            "unread": found.unread,
            "names": names_in(desk, [found.view, *found.steps.values()]),
        },
        case=case,
    )


def _said(ask: Ask, one: Finding) -> str:
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)
    return one.say(gettext, lambda day: edtf_words(day, place, gettext))
