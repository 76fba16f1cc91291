"""Claims: mark one in a document, and show one with its passage and its past."""

from habeas.actions.claims import mark_claim, mark_quote, passage_stands
from habeas.actions.desk import Desk
from habeas.case.facts.claims import CLAIM
from habeas.case.forms import read_form
from habeas.errors import HabeasError, NotFoundError
from habeas.views.accounts import accounts
from habeas.views.records import record, states
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.documents import number
from habeas.web.names import names_in
from habeas.web.newcomers import arrive
from habeas.words import N_


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one account: its words, its source, who says so, what it was before."""
    case = ask.id("case")
    view = record(desk.views, case, ask.id("claim"))
    if view.type != "claim":
        raise NotFoundError(N_("There is no claim with this number."))
    account = accounts(desk.views, [view.id])[0]
    heads = states(desk.views, [account.incident] if account.incident else [])
    return Page(
        "claims/show.html",
        {
            "view": view,
            "kind": CLAIM,
            "account": account,
            "incident": heads.get(account.incident),
            "stands": _stands(desk, case, view.fields),
            "names": names_in(desk, [view]),
        },
        case=case,
    )


def mark(desk: Desk, ask: Ask) -> Answer:
    """Record a claim on a passage: by its place, else by its words.

    The place comes from the page's script and must hold the words that were sent with
    it; without script the words alone say where.
    """
    case, one = ask.id("case"), ask.id("document")
    come = arrive(desk, case, CLAIM, ask.form.mapping(), ask.language)
    fields = read_form(CLAIM, come.form, ask.language)
    if ask.form.get("start") and ask.form.get("end"):
        start, end = number(ask.form.get("start")), number(ask.form.get("end"))
        made = mark_claim(
            desk, case, one, fields, start=start, end=end, before=come.news
        )
    else:
        quote = ask.form.get("quote")
        made = mark_quote(desk, case, one, fields, quote, before=come.news)
    return Go(f"/cases/{case}/documents/{one}?claim={made}#{made}")


def _stands(desk: Desk, case: str, fields: dict[str, object]) -> bool:
    try:
        return passage_stands(desk, case, fields)
    except HabeasError:
        return False
