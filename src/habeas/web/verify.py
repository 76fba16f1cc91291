"""Check the record: every entry, head, file and passage."""

from contextlib import suppress

from habeas.actions.check import head_of, verify_case, verify_rest
from habeas.actions.desk import Desk
from habeas.actions.kept import kept
from habeas.errors import HabeasError
from habeas.web.ask import Answer, Ask, Page
from habeas.words import N_

_CHECKED = N_("Checked so far")


def show(desk: Desk, ask: Ask) -> Answer:
    """Show the signed heads, to be compared with another copy or a paper."""
    return _page(desk, ask.id("case"), {"report": None, "kept": None})


def check(desk: Desk, ask: Ask) -> Answer:
    """Check everything and say what holds."""
    case = ask.id("case")
    report = verify_case(desk, case, lambda done: ask.tell(_CHECKED, done))
    report.faults += verify_rest(desk).faults
    return _page(desk, case, {"report": report, "kept": kept(desk, case)})


def _page(desk: Desk, case: str, context: dict[str, object]) -> Page:
    heads: list[tuple[str, int, str]] = []
    with suppress(HabeasError):  # the check says which head does not hold
        heads = head_of(desk, case)
    return Page("verify/show.html", {"heads": heads, **context}, case=case)
