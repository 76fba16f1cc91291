"""Who the complainant is, in a paper: chosen on its page, which says why not."""

from typing import Any

from habeas.actions.desk import Desk
from habeas.actions.paper_names import name_it, naming_of
from habeas.case.facts.registry import RECORDS
from habeas.papers.engine.identity import FIELDS, LACK_WORDS, Lack
from habeas.views.papers import PaperView
from habeas.web.ask import Answer, Ask, Go

_LABELS = {
    one.name: one.ask.label for one in RECORDS["identity"].fields if one.name in FIELDS
}


def naming_told(desk: Desk, case: str, found: PaperView) -> dict[str, Any]:
    """Return what the page of a paper says of the name."""
    naming = naming_of(desk, case, found)
    others = [one for one in naming.lacking if one is not Lack.NOT_CHOSEN]
    return {
        "naming": naming,
        "named": found.named,
        "lacks": [LACK_WORDS[one] for one in naming.lacking],
        "may_name": not others,
        "identity_labels": _LABELS,
    }


def name_one(desk: Desk, ask: Ask) -> Answer:
    """Choose ‘with the name’ for a paper, or go back to the pseudonym."""
    case, one = ask.id("case"), ask.id("paper")
    name_it(desk, case, one, on=ask.form.get("named") == "on")
    return Go(f"/cases/{case}/papers/{one}#named")
