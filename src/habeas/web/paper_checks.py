"""Before a paper leaves: whom it is for, by its page."""

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import address
from habeas.web.ask import Answer, Ask, Go


def address_it(desk: Desk, ask: Ask) -> Answer:
    """Record who receives a paper."""
    case, one = ask.id("case"), ask.id("paper")
    address(desk, case, one, ask.form.get("recipient"))
    return Go(f"/cases/{case}/papers/{one}#paper")
