"""Deadlines: the list, one with its explanation, and what is decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from habeas.actions import deadlines as acts
from habeas.actions.desk import Desk
from habeas.case.deadlines import Progress
from habeas.case.facts.deadlines import DEADLINE, Whose
from habeas.languages import translations
from habeas.views.cases import case_law
from habeas.views.days_left import Left, left
from habeas.views.deadlines import Deadline, deadline, deadlines, pack_of
from habeas.views.explained import Explained, Sentence, explained, said_sentence
from habeas.views.proceedings import proceedings
from habeas.views.records import known, record, type_of
from habeas.views.spoken import edtf_words
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.dates import locale_of
from habeas.web.inputs import Input, inputs_of
from habeas.web.names import names_in
from habeas.words import N_

PANEL = 4
"""Deadlines that stand on the first page of a case."""
_OVER = frozenset(
    {
        *(Progress.DONE, Progress.DONE_LATE, Progress.DONE_UNSURE),
        Progress.ASIDE,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A deadline in a list: what is due, the days that are left, the article."""

    it: Deadline
    called: str
    left: Left | None
    article: str
    actor: str


@dataclass(frozen=True, slots=True)
class Group:
    """Deadlines under one heading (a message id)."""

    name: str
    heading: str
    lines: tuple[Line, ...]


def lines_of(desk: Desk, case: str, language: str) -> list[Line]:
    """Return the deadlines of a case, the most pressing first."""
    now = desk.clock.now()
    return [_line(one, now, language) for one in deadlines(desk.views, case, now)]


def pressing(desk: Desk, case: str, language: str) -> list[Line]:
    """Return the deadlines that run, the most pressing first: for the panel.

    What an authority has not answered in its time comes last: it waits for a complaint,
    while our own days run out.
    """
    running = [one for one in lines_of(desk, case, language) if one.left]
    return sorted(running, key=lambda one: _past(one) and not _own(one))


def _own(one: Line) -> bool:
    return one.it.standing.whose is Whose.OWN


def _line(one: Deadline, now: datetime, language: str) -> Line:
    found = one.computed
    pack = pack_of(one.told.matter) if one.told.matter else None
    actor = pack.bodies.get(found.term.actor, {}) if found and pack else {}
    return Line(
        one,
        one.told.called(language),
        left(one.standing, now, language),
        found.term.article[language] if found else "",
        actor.get(language, ""),
    )


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the deadlines of a case: what is over, near, later, without a day, done."""
    case = ask.id("case")
    lines = lines_of(desk, case, ask.language)
    lawless = [
        one.matter for one in proceedings(desk.views, case) if not one.matter.law
    ]
    return Page(
        "deadlines/list.html",
        {
            "groups": _grouped(lines),
            "total": len(lines),
            "lawless": lawless,
            "law": case_law(desk.views, case),
        },
        case=case,
    )


def _grouped(lines: list[Line]) -> list[Group]:
    tests: tuple[tuple[str, str, Callable[[Line], bool]], ...] = (
        ("past", N_("Its day has passed"), _past),
        ("soon", N_("Within a week"), lambda one: bool(one.left and one.left.near)),
        ("later", N_("Later"), lambda one: one.left is not None),
        ("met", N_("A step seems to meet it"), _met),
        ("over", N_("Done, or settled"), _over),
        ("open", N_("Without a day"), lambda _: True),
    )
    found: dict[str, list[Line]] = {name: [] for name, _, _ in tests}
    for line in lines:
        found[next(name for name, _, fits in tests if fits(line))].append(line)
    return [
        Group(name, heading, tuple(found[name]))
        for name, heading, _ in tests
        if found[name]
    ]


def _past(one: Line) -> bool:
    return one.it.standing.progress is Progress.PAST


def _met(one: Line) -> bool:
    return one.it.standing.progress is Progress.MET


def _over(one: Line) -> bool:
    return one.it.standing.progress in _OVER


def show(desk: Desk, ask: Ask) -> Answer:
    """Show one: the day, how it came about, what was decided, what may be decided."""
    case, now, name = ask.id("case"), desk.clock.now(), ask.id("deadline")
    if type_of(desk.views, case, name) is None and known(desk.views, case, name):
        return Go(f"/cases/{case}/records/{name}")  # a decision that was withdrawn
    found = deadline(desk.views, case, name, now)
    told = found.told
    decided = [record(desk.views, case, one.id) for one in told.decisions]
    return Page(
        "deadlines/show.html",
        {
            "kind": DEADLINE,
            "line": _line(found, now, ask.language),
            "it": found,
            "own": told.whose is Whose.OWN,
            "how": _explained(found, ask),
            "kept": _kept(found, ask),
            "decided": decided[::-1],
            "names": names_in(desk, decided),
            "inputs": _inputs(desk, ask),
            "act": ask.form.get("act") if ask.problem else "",
        },
        case=case,
    )


def _explained(found: Deadline, ask: Ask) -> Explained | None:
    told = found.told
    pack = pack_of(told.matter) if told.matter else None
    if told.worked is None or pack is None:
        return None
    gettext = translations(ask.language).gettext
    return explained(told.worked, pack, ask.language, gettext, _say(ask))


def _kept(found: Deadline, ask: Ask) -> Sentence | None:
    kept = found.told.meeting.kept
    if kept is None or found.standing.progress is Progress.ASIDE:
        return None
    return said_sentence(kept, ask.language, _say(ask))


def _say(ask: Ask) -> Callable[[str], str]:
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)
    return lambda edtf: edtf_words(edtf, place, gettext)


def _inputs(desk: Desk, ask: Ask) -> dict[str, Input]:
    filled = ask.form.mapping() if ask.problem else {}
    inputs = inputs_of(desk, DEADLINE, filled, ask, fresh=False)
    return {one.spec.name: one for one in inputs}


def confirm(desk: Desk, ask: Ask) -> Answer:
    """Record that the computed day counts."""
    return _go(ask, acts.confirm(desk, *_asked(ask)))


def override(desk: Desk, ask: Ask) -> Answer:
    """Record that another day counts, and why."""
    return _go(ask, acts.override(desk, *_asked(ask)))


def set_aside(desk: Desk, ask: Ask) -> Answer:
    """Record that no such term runs, and why."""
    return _go(ask, acts.set_aside(desk, *_asked(ask)))


def done(desk: Desk, ask: Ask) -> Answer:
    """Record when it was done, or by which step."""
    return _go(ask, acts.done(desk, *_asked(ask)))


def _asked(ask: Ask) -> tuple[str, str, dict[str, list[str]], str]:
    return ask.id("case"), ask.id("deadline"), ask.form.mapping(), ask.language


def _go(ask: Ask, name: str) -> Go:
    return Go(f"/cases/{ask.id('case')}/deadlines/{name}")
