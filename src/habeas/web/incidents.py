"""Incidents, and the versions of one: all accounts side by side."""

from habeas.actions.desk import Desk
from habeas.case.facts.incidents import INCIDENT
from habeas.views.incidents import versions
from habeas.views.records import record, records
from habeas.views.timeline import item
from habeas.web.ask import Answer, Ask, Page
from habeas.web.names import names_in


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the incidents of a case with how many accounts each has."""
    case = ask.id("case")
    cards = [
        card
        for line in records(desk.views, case, "incident")
        if (card := item(desk.views, case, line.id)) is not None
    ]
    return Page("incidents/list.html", {"cards": cards}, case=case)


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
