"""A consent is withdrawn: what goes, twice asked, done, and who has done it."""

from habeas.actions.desk import Desk
from habeas.actions.erasure import erase, erasures, outlook
from habeas.actions.erasure_names import SEARCHED, UNSEARCHED
from habeas.case.facts.erasure import BASIS_WORDS
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.names import link


def show(desk: Desk, ask: Ask) -> Answer:
    """Show what erasing a person would take, and where copies are.

    With `sure` in the address, ask the second time: what cannot be called back. After a
    refusal all of it is shown again, for it may be more by now.
    """
    case = ask.id("case")
    found = outlook(desk, case, ask.id("person"))
    return Page(
        "erasure/sure.html" if _is_sure(ask) else "erasure/show.html",
        {
            "it": found,
            "bases": BASIS_WORDS,
            "told": SEARCHED if found.searched else UNSEARCHED,
            "names": {one.id: link(desk, case, one.id) for one in found.stays},
        },
        case=case,
    )


def _is_sure(ask: Ask) -> bool:
    return bool(ask.query.get("sure")) and not ask.problem


def do(desk: Desk, ask: Ask) -> Answer:
    """Erase the person, as it was looked at."""
    case = ask.id("case")
    erase(desk, case, ask.id("person"), ask.form.get("seal"))
    return Go(f"/cases/{case}/erasures")


def show_all(desk: Desk, ask: Ask) -> Answer:
    """Show who was erased, and which devices have said that they did it."""
    case = ask.id("case")
    return Page(
        "erasure/list.html",
        {"erasures": erasures(desk, case), "bases": BASIS_WORDS},
        case=case,
    )
