"""What came from members who contribute and read nothing."""

from habeas.actions.contributions import give_number
from habeas.actions.desk import Desk
from habeas.views.contributions import contributions, handed_in
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.paging import part

SHOWN = 50
"""Contributions on one page."""


def show(desk: Desk, ask: Ask) -> Answer:
    """List what was handed in, as it came: the newest first."""
    case = ask.id("case")
    shown = part(ask, handed_in(desk.vault, case), SHOWN)
    found = contributions(desk.vault, desk.views, case, shown.most, shown.skip)
    return Page("contributions/list.html", {"found": found, "part": shown}, case=case)


def number(desk: Desk, ask: Ask) -> Answer:
    """Give a file that was handed in the next exhibit number."""
    case = ask.id("case")
    give_number(desk, case, ask.form.get("document"))
    return Go(f"/cases/{case}/contributions")
