"""Working notes, and the form for the next one."""

from habeas.actions import record as acts
from habeas.actions.desk import Desk
from habeas.case.facts.notes import NOTE
from habeas.case.forms import read_form
from habeas.views.records import counts, latest, record
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.inputs import inputs_of
from habeas.web.names import names_in
from habeas.web.paging import part

NOTES = 50
"""Notes on one page."""


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the notes, newest first."""
    case = ask.id("case")
    shown = part(ask, counts(desk.views, case).get("note", 0), NOTES)
    lines = latest(desk.views, case, "note", shown.most, shown.skip)
    found = [record(desk.views, case, line.id) for line in lines]
    return Page(
        "notes/list.html",
        {
            "notes": found,
            "part": shown,
            "names": names_in(desk, found),
            "inputs": inputs_of(desk, NOTE, ask.form.mapping(), ask),
        },
        case=case,
    )


def put(desk: Desk, ask: Ask) -> Answer:
    """Record a note."""
    case = ask.id("case")
    acts.put(desk, case, "note", read_form(NOTE, ask.form.mapping(), ask.language))
    return Go(f"/cases/{case}/notes")
