"""Consents: who agreed to what, for whom, and what was refused or withdrawn."""

from habeas.actions.desk import Desk
from habeas.vault.erased import erased_people
from habeas.views.records import record, records
from habeas.web.ask import Answer, Ask, Page
from habeas.web.names import names_in


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List every answer that stands, oldest first."""
    case = ask.id("case")
    found = [
        record(desk.views, case, line.id)
        for line in records(desk.views, case, "consent")
    ]
    return Page(
        "consents/list.html",
        {
            "consents": found,
            "names": names_in(desk, found),
            "erased": len(erased_people(desk.vault, bytes.fromhex(case))),
        },
        case=case,
    )
