"""The deadlines that are still open, as a paper for colleagues tells them."""

from datetime import datetime

from habeas.case.deadlines import PROGRESS_WORDS, SETTLED_WORDS, Progress
from habeas.case.facts.deadlines import WHOSE_WORDS
from habeas.papers.engine.model import Kind, Run
from habeas.papers.engine.telling import Facts, Teller, source_of
from habeas.papers.engine.told import NOTHING, Label, Told
from habeas.views.db import Views
from habeas.views.deadlines import Deadline, deadlines
from habeas.views.records import states
from habeas.views.spoken import edtf_words

_CLOSED = frozenset({Progress.DONE, Progress.DONE_LATE, Progress.ASIDE})


def open_deadlines(
    views: Views, case: str, now: datetime, teller: Teller, readable: frozenset[str]
) -> tuple[list[Facts], int]:
    """Return what is due, the most pressing first, and how many stay apart.

    A day that was computed rests on the step that it runs from; one that was decided,
    on the decision. The name of a rule is the program's own word.
    """
    with views.guard:
        found = [
            one
            for one in deadlines(views, case, now)
            if one.standing.progress not in _CLOSED
        ]
        allowed = [one for one in found if one.told.compartment in readable]
        told = [_due(views, one, teller) for one in allowed]
    return told, len(found) - len(allowed)


def _due(views: Views, one: Deadline, teller: Teller) -> Facts:
    told, standing, say = one.told, one.standing, teller.gettext
    named = told.called(teller.language)
    what: Told | Label = Label(named)
    if told.title and told.record in teller.records:
        what = teller.words(teller.records[told.record], "what", named, told.lang)
    home = teller.records.get(told.matter.id) if told.matter else None
    return {
        "what": what,
        "due": _day(views, one, teller, standing.due),
        "safe": _day(views, one, teller, standing.safe),
        "whose": Label(say(WHOSE_WORDS[standing.whose])),
        "settled": Label(say(SETTLED_WORDS[standing.settled])),
        "progress": Label(say(PROGRESS_WORDS[standing.progress])),
        "proceeding": teller.facts(home)["title"] if home else NOTHING,
    }


def _day(views: Views, one: Deadline, teller: Teller, edtf: str) -> Told:
    if not edtf:
        return NOTHING
    words = edtf_words(edtf, teller.language, teller.gettext)
    resting = one.told.record or one.told.start
    found = teller.records.get(resting) or states(views, [resting]).get(resting)
    sources = (source_of(found, "when"),) if found else ()
    return Told((Run(words, Kind.FILE, sources=sources),))
