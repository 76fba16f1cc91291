"""What is being lost: the list, what was done about each, and the letter to print."""

from dataclasses import dataclass

from habeas.actions.decay import preservation_letter
from habeas.actions.desk import Desk
from habeas.actions.protected import unsearched
from habeas.case.decay import Finding
from habeas.case.facts.decay import PERISHABLE
from habeas.languages import translations
from habeas.law.windows import windows
from habeas.papers.letter import Typed
from habeas.views.countdown import countdown_words
from habeas.views.decay import Losing, losing, losing_one
from habeas.views.spoken import edtf_words
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.names import names_in
from habeas.web.paging import part

MOST = 50
"""Things on one page of the list."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is being lost, with the time that is left in words."""

    it: Losing
    left: str
    against: int


def lines_of(desk: Desk, case: str, language: str) -> list[Line]:
    """Return what is being lost, what is lost first at the top."""
    now = desk.clock.now()
    return [
        Line(
            one,
            countdown_words(one.standing, now, language),
            sum(finding.grave for finding in one.standing.findings),
        )
        for one in losing(desk.views, case, now)
    ]


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List what is being lost in a case, what is lost first at the top."""
    case = ask.id("case")
    found = lines_of(desk, case, ask.language)
    shown = part(ask, len(found), MOST)
    return Page(
        "decay/list.html",
        {"lines": found[shown.skip : shown.skip + shown.most], "part": shown},
        case=case,
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one with its countdown, every request and answer, and what contradicts."""
    case, now = ask.id("case"), desk.clock.now()
    found = losing_one(desk.views, case, ask.id("perishable"), now)
    it = found.losing
    told: dict[str, list[tuple[str, Finding]]] = {}
    for one in it.standing.findings:
        told.setdefault(one.link, []).append((_said(ask, one), one))
    return Page(
        "decay/show.html",
        {
            "kind": PERISHABLE,
            "view": found.view,
            "it": it,
            "left": countdown_words(it.standing, now, ask.language),
            "steps": found.steps,
            "told": told,
            "withdrawn": found.withdrawn,
            "unread": found.unread,
            "revision": windows().revision.isoformat(),
            "names": names_in(desk, [found.view, *found.steps.values()]),
        },
        case=case,
    )


def _said(ask: Ask, one: Finding) -> str:
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)
    return one.say(gettext, lambda day: edtf_words(day, place, gettext))


def ask_letter(desk: Desk, ask: Ask) -> Answer:
    """Ask what the letter should say beside the record; nothing of it is recorded."""
    case, now = ask.id("case"), desk.clock.now()
    found = losing_one(desk.views, case, ask.id("perishable"), now)
    holder = found.losing.holder
    return Page(
        "decay/ask_letter.html",
        {
            "view": found.view,
            "it": found.losing,
            "typed": _typed(ask)
            if ask.problem
            else Typed(holder.name if holder else ""),
            "into": ask.form.get("into", ask.language),
        },
        case=case,
    )


def show_letter(desk: Desk, ask: Ask) -> Answer:
    """Show the letter as it is printed."""
    case, one = ask.id("case"), ask.id("perishable")
    letter = preservation_letter(
        desk, case, one, _typed(ask), ask.form.get("into", ask.language)
    )
    found = losing_one(desk.views, case, one, desk.clock.now())
    shown = {"letter": letter, "view": found.view, "vague": unsearched(desk, case)}
    return Page("decay/letter.html", shown, case=case)


def _typed(ask: Ask) -> Typed:
    form = ask.form
    lines = (one.strip() for one in form.get("annexes").splitlines())
    return Typed(
        to=form.get("to"),
        person=form.get("person"),
        sender=form.get("sender"),
        answer_to=form.get("answer_to"),
        number=form.get("number"),
        annexes=tuple(one for one in lines if one),
    )
