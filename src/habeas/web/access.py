"""Who opened a file, how, when and what for."""

from habeas.actions.desk import Desk
from habeas.case.facts.registry import RECORDS
from habeas.errors import NotFoundError
from habeas.vault.case_keys import device_in
from habeas.views.access import openings
from habeas.views.records import record
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Page
from habeas.web.paging import part
from habeas.words import N_

OPENINGS = 100
"""Openings on one page."""
_HAVE_FILES = ("document", "identity")


def show(desk: Desk, ask: Ask) -> Answer:
    """List every recorded opening of a record's file, the newest first."""
    case, one = ask.id("case"), ask.id("record")
    view = record(desk.views, case, one)
    if view.type not in _HAVE_FILES:
        raise NotFoundError(N_("This record has no file that could be opened."))
    found = openings(desk.views, case, one)
    shown = part(ask, len(found), OPENINGS)
    page = record_page(case, view.type, one)
    if view.type == "identity":
        page = f"{record_page(case, 'person', view.fields.get('person', ''))}/identity"
    return Page(
        "documents/access.html",
        {
            "view": view,
            "kind": RECORDS[view.type],
            "openings": found[shown.skip : shown.skip + shown.most],
            "part": shown,
            "own": device_in(desk.vault, bytes.fromhex(case)).hex(),
            "page": page,
        },
        case=case,
    )
