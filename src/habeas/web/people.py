"""People under pseudonyms; who they are stands on a page of its own."""

from habeas.actions.desk import Desk
from habeas.actions.erasure import ground
from habeas.actions.sealed import stands
from habeas.case.facts.access import Look
from habeas.case.facts.erasure import BASIS_WORDS
from habeas.case.facts.people import IDENTITY, PERSON
from habeas.errors import NotFoundError
from habeas.vault.erased import erased_people
from habeas.views import people
from habeas.views.records import RecordView, linked, record, states
from habeas.views.roles import role_of
from habeas.web.ask import Answer, Ask, Page
from habeas.web.names import names_in
from habeas.web.paging import part
from habeas.web.risks import stands_of, unplanned
from habeas.words import N_

ACCOUNTS = 50
"""Accounts on one page of a person."""


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the people of a case."""
    case = ask.id("case")
    return Page(
        "people/list.html", {"people": people.people(desk.views, case)}, case=case
    )


def show(desk: Desk, ask: Ask) -> Answer:
    """Show everything a person said, in the order it was said."""
    view = _person(desk, ask)
    total = people.how_much_said(desk.views, view.case, view.id)
    shown = part(ask, total, ACCOUNTS)
    said = people.said_by(desk.views, view.case, view.id, shown.most, shown.skip)
    wanted = [one.incident for one in said if one.incident]
    basis = ground(desk, view.case, view.id)
    heads = states(desk.views, wanted)
    return Page(
        "people/show.html",
        {
            "view": view,
            "kind": PERSON,
            "names": names_in(desk, [view]),
            "said": said,
            "part": shown,
            "titles": {
                one: state.fields.get("title", {}) for one, state in heads.items()
            },
            "consents": _consents(desk, view),
            "ground": BASIS_WORDS[basis] if basis else "",
            "erased": view.id in erased_people(desk.vault, bytes.fromhex(view.case)),
            "role": role_of(desk.views, view.case, view.id),
            "stands": stands_of(desk, view.case, view.id, ask.language),
            "unplanned": view.id in {one.id for one in unplanned(desk, view.case)},
        },
        case=view.case,
    )


def identity(desk: Desk, ask: Ask) -> Answer:
    """Show who a person is: only here, only when asked for."""
    view = _person(desk, ask)
    known = people.identities(desk.views, view.case, view.id)
    return Page(
        "people/identity.html",
        {
            "view": view,
            "kind": IDENTITY,
            "known": known,
            "clear": {
                one.id for one in known if stands(desk, view.case, one.id, Look.SEEN)
            },
            "names": names_in(desk, known),
        },
        case=view.case,
    )


def _person(desk: Desk, ask: Ask) -> RecordView:
    view = record(desk.views, ask.id("case"), ask.id("person"))
    if view.type != "person":
        raise NotFoundError(N_("There is no person with this number."))
    return view


def _consents(desk: Desk, view: RecordView) -> list[RecordView]:
    found = [
        record(desk.views, view.case, one)
        for one in linked(desk.views, view.id, "person")
    ]
    return [one for one in found if one.type == "consent"]
