"""Proceedings: the list with what comes of what, and one with its steps in time."""

from habeas.actions.desk import Desk
from habeas.case.chain import Remark
from habeas.case.facts.proceedings import PROCEEDING
from habeas.languages import translations
from habeas.views.deadline_dues import next_hearing, unanswered
from habeas.views.proceedings import Proceeding, proceeding, proceedings
from habeas.views.roles import roles
from habeas.views.spoken import edtf_words
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.deadlines import Line, lines_of
from habeas.web.names import names_in
from habeas.web.paging import part

MOST = 50
"""Proceedings on one page of the list."""


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the proceedings: those that run, then the closed ones."""
    case = ask.id("case")
    found = proceedings(desk.views, case)
    running = [one for one in found if not one.matter.closed]
    closed = [one for one in found if one.matter.closed]
    shown = part(ask, len(found), MOST)
    page = [*running, *closed][shown.skip : shown.skip + shown.most]
    next_due: dict[str, Line] = {}
    for line in lines_of(desk, case, ask.language):
        matter = line.it.told.matter
        if line.left and matter:
            next_due.setdefault(matter.id, line)
    return Page(
        "proceedings/list.html",
        {
            "running": [one for one in page if not one.matter.closed],
            "closed": [one for one in page if one.matter.closed],
            "part": shown,
            "next_due": next_due,
        },
        case=case,
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one: its facts, each step with what does not fit, what is due in it."""
    case = ask.id("case")
    found = proceeding(desk.views, case, ask.id("proceeding"))
    matter = found.proceeding.matter
    mine = [
        one
        for one in lines_of(desk, case, ask.language)
        if one.it.told.matter and one.it.told.matter.id == matter.id
    ]
    concerned = {one.id for one in (*matter.counsel, matter.person) if one}
    return Page(
        "proceedings/show.html",
        {
            "kind": PROCEEDING,
            "view": found.view,
            "it": matter,
            "above": found.above,
            "below": found.below,
            "steps": found.steps,
            "told": _told(ask, found.proceeding),
            "withdrawn": found.withdrawn,
            "hearing": next_hearing(matter, desk.clock.now()),
            "asked": unanswered(matter),
            "due": [one for one in mine if one.it.standing.due or one.it.told.record],
            "rest": [
                one
                for one in mine
                if not one.it.standing.due and not one.it.told.record
            ],
            "roles": sorted(
                roles(desk.views, case), key=lambda one: one.person.id not in concerned
            ),
            "names": names_in(desk, [found.view, *found.steps.values()]),
        },
        case=case,
    )


def _told(ask: Ask, found: Proceeding) -> dict[str, list[tuple[str, Remark]]]:
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)
    told: dict[str, list[tuple[str, Remark]]] = {}
    for one in found.remarks:
        words = one.say(gettext, lambda day: edtf_words(day, place, gettext))
        told.setdefault(one.link, []).append((words, one))
    return told
