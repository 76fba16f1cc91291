"""Claims: mark one in a document, and show one with its passage and its past."""

from habeas.actions import record as acts
from habeas.actions.claims import mark_claim, mark_quote, passage_stands
from habeas.actions.desk import Desk
from habeas.case.facts.claims import CLAIM
from habeas.case.forms import read_form
from habeas.errors import HabeasError, NotFoundError
from habeas.views.accounts import accounts
from habeas.views.records import record, records, states
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.documents import number
from habeas.web.names import names_in
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
    form = ask.form.mapping()
    form["speaker"] = [_speaker(desk, case, ask)]
    form["incident"] = [_incident(desk, case, ask)]
    fields = read_form(CLAIM, form, ask.language)
    if ask.form.get("start") and ask.form.get("end"):
        start, end = number(ask.form.get("start")), number(ask.form.get("end"))
        made = mark_claim(desk, case, one, fields, start=start, end=end)
    else:
        made = mark_quote(desk, case, one, fields, ask.form.get("quote"))
    return Go(f"/cases/{case}/documents/{one}?claim={made}#{made}")


def _speaker(desk: Desk, case: str, ask: Ask) -> str:
    """Return the chosen speaker, or one recorded now under a new pseudonym."""
    name = ask.form.get("new_speaker")
    if ask.form.get("speaker") or not name:
        return ask.form.get("speaker")
    known = _known(desk, case, "person", name)
    role = ask.form.get("new_role") or "other"
    return known or acts.put(desk, case, "person", {"pseudonym": name, "role": role})


def _incident(desk: Desk, case: str, ask: Ask) -> str:
    title = ask.form.get("new_incident")
    if ask.form.get("incident") or not title:
        return ask.form.get("incident")
    known = _known(desk, case, "incident", title)
    fields: dict[str, object] = {"title": {"lang": ask.language, "text": title}}
    if when := ask.form.get("new_when"):
        fields["when"] = {"edtf": when, "known": "stated"}
    return known or acts.put(desk, case, "incident", fields)


def _known(desk: Desk, case: str, kind: str, title: str) -> str:
    lines = records(desk.views, case, kind)
    return next((line.id for line in lines if line.title == title), "")


def _stands(desk: Desk, case: str, fields: dict[str, object]) -> bool:
    try:
        return passage_stands(desk, case, fields)
    except HabeasError:
        return False
