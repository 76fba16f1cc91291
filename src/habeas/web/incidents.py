"""Incidents, and the versions of one: all accounts side by side."""

from habeas.actions.desk import Desk
from habeas.case.facts.incidents import INCIDENT
from habeas.views.incidents import versions
from habeas.views.records import counts, latest, record
from habeas.views.timeline import cards
from habeas.web.ask import Answer, Ask, Page
from habeas.web.names import names_in
from habeas.web.paging import part

INCIDENTS = 50
"""Incidents on one page of the list."""


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the incidents of a case with their accounts, the newest first."""
    case = ask.id("case")
    shown = part(ask, counts(desk.views, case).get("incident", 0), INCIDENTS)
    lines = latest(desk.views, case, "incident", shown.most, shown.skip)
    found = cards(desk.views, case, [line.id for line in lines])
    return Page("incidents/list.html", {"cards": found, "part": shown}, case=case)


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one incident with every account of it in a column."""
    case, incident = ask.id("case"), ask.id("incident")
    view = record(desk.views, case, incident)
    return Page(
        "incidents/show.html",
        {
            "found": versions(desk.views, case, incident),
            "view": view,
            "kind": INCIDENT,
            "names": names_in(desk, [view]),
        },
        case=case,
    )
