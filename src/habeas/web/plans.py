"""A plan of contact as a line of days: what was due, what was done, and the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from habeas.actions.desk import Desk
from habeas.case.facts.plans import ALARM, PLAN
from habeas.case.silence import Alert, RungDue
from habeas.languages import translations
from habeas.views.alarm_words import silence_words
from habeas.views.silence import PlanStep, PlanView, Watching, plan_one
from habeas.views.spoken import edtf_words
from habeas.web.ask import Answer, Ask, Page
from habeas.web.dates import locale_of
from habeas.web.inputs import Input, inputs_of
from habeas.web.names import names_in

LONGEST: Final = 70
"""Days drawn beside one another: ten weeks; of a longer line the last ones."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day of a line: `kind` names the drawing and the words."""

    day: str
    kind: str
    step: PlanStep | None = None
    rung: RungDue | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the strip: in the rhythm, silent or to come; what stands on it."""

    day: str
    kind: str
    today: bool
    step: bool


def show(desk: Desk, ask: Ask) -> Answer:
    """Show a plan, how it stands, each step on its day, and the form of an answer."""
    case, now = ask.id("case"), desk.clock.now()
    found = plan_one(desk.views, case, ask.id("plan"), now)
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)

    def say(day: str) -> str:
        return edtf_words(day, place, gettext)

    it = found.it
    return Page(
        "plans/show.html",
        {
            "kind": PLAN,
            "view": found.view,
            "it": it,
            "words": silence_words(it.silence, ask.language, say),
            "marks": list(_marks(found, now)),
            "cells": _cells(it, now.date()),
            "records": found.records,
            "notes": [(one, one.say(gettext, say)) for one in it.silence.course.notes],
            "withdrawn": found.withdrawn,
            "inputs": _inputs(desk, ask, it),
            "names": names_in(desk, [found.view, *found.records.values()]),
        },
        case=case,
    )


def _inputs(desk: Desk, ask: Ask, it: Watching) -> list[Input]:
    """Return the form of an answer about this plan; nothing in it is guessed."""
    own = it.plan.steps
    return [
        replace(one, choices=tuple(c for c in one.choices if c.value in own))
        if one.spec.name == "step"
        else one
        for one in inputs_of(desk, ALARM, {}, ask)
        if one.spec.name != "plan"
    ]


def _marks(found: PlanView, now: datetime) -> Iterator[Mark]:
    """Return the line of this silence, or of the rhythm that runs, in time."""
    course, plan = found.it.silence.course, found.it.plan
    begun = "explained" if course.explained else "contact" if course.by else "agreed"
    marks = [Mark(course.begun.isoformat(), begun, reply=course.by)]
    if course.due:
        marks.append(Mark(course.due.isoformat(), "due"))
    for rung in course.rungs:
        state = _state(rung, found.it.silence.due)
        marks.append(
            Mark(rung.on.isoformat(), state, plan.steps[rung.id], rung, rung.reply)
        )
    marks.append(Mark(now.date().isoformat(), "today"))
    order = {"today": 1}
    return iter(sorted(marks, key=lambda one: (one.day, order.get(one.kind, 0))))


def _state(rung: RungDue, due: Sequence[RungDue]) -> str:
    if rung.reply:
        return "done"
    return "now" if rung in due else "later"


def _cells(it: Watching, today: date) -> list[Cell]:
    """Return the days from the last contact to today or to the last step."""
    course = it.silence.course
    if course.due is None or it.silence.alert is Alert.ENDED:
        return []
    steps = {one.on for one in course.rungs}
    end = max(today, course.due, *steps)
    end = min(end, today + timedelta(days=LONGEST // 2))
    begin = max(course.begun, end - timedelta(days=LONGEST - 1))
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    return [
        Cell(one.isoformat(), _cell(one, it, today), one == today, one in steps)
        for one in days
    ]


def _cell(day: date, it: Watching, today: date) -> str:
    course = it.silence.course
    if day == course.begun:
        return "begun"
    if day == course.due:
        return "due"
    if day > today:
        return "later"
    return "silent" if course.due and day > course.due else "rhythm"
