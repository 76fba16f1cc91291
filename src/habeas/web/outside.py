"""The page of a device that is outside of a case: add what it can't read, or audit."""

from habeas.actions import outside as acts
from habeas.actions.auditing import audit, sign_seen
from habeas.actions.desk import Desk
from habeas.case.facts.claims import BASIS_WORDS, CLAIM
from habeas.case.facts.notes import NOTE
from habeas.case.forms import read_form
from habeas.copying.handed import sent
from habeas.copying.places import places
from habeas.errors import BadInputError
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.small_files import file_in
from habeas.words import N_

_TYPED = ("text", "when", "speaker", "said", "basis", "heard", "what")


def show(desk: Desk, ask: Ask) -> Answer:
    """Show what this device may do in the case, and what it did."""
    place = acts.place_outside(desk, ask.id("outside"))
    shown = {
        "place": place,
        "hubs": [one.hub.name for one in places(desk, place.case)],
        "typed": {name: ask.form.get(name) for name in _TYPED},
    }
    if place.role == acts.AUDITOR:
        return Page("outside/audit.html", {**shown, "found": None})
    more = {"sent": sent(desk, place.case), "bases": BASIS_WORDS}
    return Page("outside/show.html", {**shown, **more})


def put(desk: Desk, ask: Ask) -> Answer:
    """Hand in a note, or what somebody said."""
    case, form = ask.id("outside"), ask.form
    if form.get("what") == "said":
        named = {"text": form.all("said"), "said": form.all("when")}
        fields = read_form(CLAIM, {**named, "basis": form.all("basis")}, ask.language)
        if not form.get("speaker").strip():
            raise BadInputError(
                N_("Say who said so, as the case may call them."),
                advice=N_("‘A cellmate’, say. Nothing was recorded."),
                field="speaker",
            )
        acts.hand_in_statement(desk, case, form.get("speaker"), fields)
    else:
        named = {"text": form.all("text"), "when": form.all("when")}
        acts.hand_in_note(desk, case, read_form(NOTE, named, ask.language))
    return Go(f"/outside/{case}")


def check(desk: Desk, ask: Ask) -> Answer:
    """Check everything that an auditor can see."""
    case = ask.id("outside")
    place = acts.place_outside(desk, case, acts.AUDITOR)
    hubs = [one.hub.name for one in places(desk, case)]
    found = audit(desk, case, lambda done: ask.tell(N_("Entries checked"), done))
    typed = {"heard": ""}
    shown = {"place": place, "hubs": hubs, "found": found, "typed": typed}
    return Page("outside/audit.html", shown)


def sign(desk: Desk, ask: Ask) -> Answer:
    """Sign what an auditor has seen."""
    sign_seen(desk, ask.id("outside"))
    return Go(f"/outside/{ask.id('case')}")


def take(desk: Desk, ask: Ask) -> Answer:
    """Take a notice that came as a file."""
    data = file_in(ask.form)
    if not data:
        raise BadInputError(
            N_("No notice was chosen."),
            advice=N_("Choose the file that came. Nothing was changed."),
            field="file",
        )
    return Go(f"/outside/{acts.take_notice(desk, data, ask.form.get('heard'))}")
