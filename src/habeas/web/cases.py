"""The list of cases, a new case, and the overview of one."""

from importlib.metadata import version

from habeas.actions import record as acts
from habeas.actions.desk import Desk
from habeas.actions.joining import entered
from habeas.actions.notices import notices
from habeas.actions.outside import places_outside
from habeas.case.facts.cases import CASE
from habeas.case.forms import read_form
from habeas.languages import translations
from habeas.views import documents, people, timeline
from habeas.views.alarm_words import ago_words
from habeas.views.cases import case_head, case_heads
from habeas.views.records import records
from habeas.views.risks import assessed_of
from habeas.views.signs import last_contact
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.deadlines import PANEL, pressing
from habeas.web.decay import lines_of
from habeas.web.inputs import inputs_of
from habeas.web.risks import alarms_of
from habeas.web.strip import strip_of

_SHOWN = 5


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the cases of this vault."""
    heads, told = case_heads(desk.views), _told(desk, ask)
    outside = places_outside(desk)
    if not heads and not outside:
        return Go("/cases/new")
    shown = {"cases": heads, "notices": told, "outside": outside}
    return Page("cases/list.html", shown)


def ask_new(desk: Desk, ask: Ask) -> Answer:
    """Ask what a new case is called."""
    inputs = inputs_of(desk, CASE, ask.form.mapping(), ask)
    kept = [one for one in inputs if one.spec.name != "subject"]
    first = not case_heads(desk.views)
    told = _told(desk, ask) if first else []
    return Page(
        "cases/new.html",
        {
            "inputs": kept,
            "first": first,
            "notices": told,
            "coming": bool(entered(desk)),
        },
    )


def _told(desk: Desk, ask: Ask) -> list[tuple[str, str, bool]]:
    """Return what should be known before work: a sentence, a next step, how serious."""
    gettext = translations(ask.language).gettext
    return [(*one.say(gettext), one.serious) for one in notices(desk)]


def open_new(desk: Desk, ask: Ask) -> Answer:
    """Begin a case with a log of its own."""
    fields = read_form(CASE, ask.form.mapping(), ask.language)
    case = acts.open_case(desk, fields, f"habeas {version('habeas')}")
    return Go(f"/cases/{case}")


def overview(desk: Desk, ask: Ask) -> Answer:
    """Show what the case holds and what may be done next."""
    case, now = ask.id("case"), desk.clock.now()
    subject = case_head(desk.views, case).subject
    last = last_contact(desk.views, case, subject, now)
    return Page(
        "cases/overview.html",
        {
            "stances": timeline.stance_counts(desk.views, case),
            "people": people.people(desk.views, case),
            "documents": documents.latest(desk.views, case, _SHOWN),
            "consents": records(desk.views, case, "consent"),
            "urgent": [
                one
                for one in lines_of(desk, case, ask.language)[:_SHOWN]
                if not one.it.settled
            ],
            "alarms": alarms_of(desk, case, ask.language),
            "last": last,
            "ago": ago_words(last, now.date(), ask.language) if last else "",
            "risk": assessed_of(desk.views, case, subject),
            "shown": _SHOWN,
            "pressing": pressing(desk, case, ask.language),
            "pressing_shown": PANEL,
            "strip": strip_of(desk, case, ask.language),
        },
        case=case,
    )
