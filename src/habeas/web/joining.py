"""Come into a case that somebody else leads: a request, a welcome, two numbers."""

from habeas.actions import joining as acts
from habeas.actions.desk import Desk
from habeas.actions.outside import places_outside
from habeas.errors import BadInputError, NotFoundError
from habeas.vault.hubs import known_hubs
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.small_files import file_in
from habeas.words import N_


def show(desk: Desk, ask: Ask) -> Answer:
    """Show the requests that wait, and the forms to make one and to take an answer."""
    empty = acts.entered(desk)
    return Page(
        "members/join.html",
        {
            "asked": acts.asked(desk),
            "empty": empty,
            "hubs": [
                hub
                for case in empty
                for hub in known_hubs(desk.vault, bytes.fromhex(case))
            ],
            "typed": {name: ask.form.get(name) for name in ("label", "heard")},
        },
    )


def put(desk: Desk, ask: Ask) -> Answer:
    """Make a request."""
    acts.ask(desk, ask.form.get("label"))
    return Go("/join")


def file(desk: Desk, ask: Ask) -> Answer:
    """Hand out a request, to be sent."""
    found = _asked(desk, ask)
    name = acts.request_name(found.device)
    return Download(iter([found.note]), name, "text/plain; charset=utf-8")


def give_up(desk: Desk, ask: Ask) -> Answer:
    """Forget a request and its keys."""
    acts.give_up(desk, _asked(desk, ask).device)
    return Go("/join")


def enter(desk: Desk, ask: Ask) -> Answer:
    """Take a welcome whose number was read out."""
    data = file_in(ask.form)
    if not data:
        raise BadInputError(
            N_("No welcome was chosen."),
            advice=N_("Choose the file that came back. Nothing was changed."),
            field="file",
        )
    case = acts.enter(desk, data, ask.form.get("heard"))
    outside = case in {one.case for one in places_outside(desk)}
    return Go(f"/outside/{case}" if outside else "/join")


def _asked(desk: Desk, ask: Ask) -> acts.Asked:
    wanted = ask.path.get("device", "")
    for one in acts.asked(desk):
        if one.device.hex() == wanted:
            return one
    raise NotFoundError(N_("There is no such request."))
