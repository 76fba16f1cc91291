"""Try a form that somebody writes on the invented case."""

from collections.abc import Callable, Mapping
from pathlib import Path

from habeas.actions.desk import Desk
from habeas.errors import HabeasError
from habeas.papers.engine.casefile import CaseFile, Scope, gather
from habeas.papers.engine.check_form import (
    Checked,
    Sample,
    check_form,
    check_texts,
    unusable,
)
from habeas.papers.engine.faults import Fault
from habeas.papers.engine.form import RECORDS, AskFor, Form, Wanted
from habeas.papers.engine.own import refuse_name, texts_in
from habeas.views.cases import case_heads
from habeas.views.records import records

_LINE = "…………"
_TEXT = "…………\n\n…………"
_DAY = "2026-07-20"


def check_folder(folder: Path, open_sample: Callable[[], Desk]) -> Checked:
    """Return all that is wrong with a form in a folder, and how it reads.

    `open_sample` opens an invented case; it is closed again. It is not asked for while
    the settings cannot be read.
    """
    name = folder.resolve().name
    faults = []
    try:
        refuse_name(name)
    except HabeasError as error:
        faults.append(Fault(name[:80], 0, error.what, error.params))
    texts = texts_in(folder)
    form, wrong, hints = check_texts(texts)
    if form is None or unusable(wrong):
        return Checked(name, (*faults, *wrong), tuple(hints))
    desk = open_sample()
    try:
        found = check_form(name, texts, sample_of(desk, case_heads(desk.views)[0].id))
    finally:
        desk.close()
    return Checked(name, (*faults, *found.faults), found.hints, found.tried, found.form)


def sample_of(desk: Desk, case: str) -> Sample:
    """Return a case as what forms are tried on."""
    now = desk.clock.now()

    def file(form: Form, language: str) -> CaseFile:
        scope = Scope(case, language, frozenset(form.compartments), now)
        return gather(desk.views, scope, form.reads)

    def answers(form: Form) -> Mapping[str, str]:
        return {one.key: _answer(desk, case, one) for one in form.ask}

    return Sample(file, answers, now.date())


def _answer(desk: Desk, case: str, ask: AskFor) -> str:
    if ask.kind in RECORDS:
        return records(desk.views, case, str(ask.kind))[0].id
    plain = {Wanted.TEXT: _TEXT, Wanted.DAY: _DAY}
    return next(iter(ask.choices), plain.get(ask.kind, _LINE))
