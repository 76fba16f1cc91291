"""The terms that a paper has to keep: what the rules give, what the case says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from habeas.case.deadlines import Progress, Settled
from habeas.case.facts.deadlines import Whose
from habeas.languages import translations
from habeas.law.packs import packs
from habeas.law.said import say_length
from habeas.law.terms import Term as Rule
from habeas.papers.engine.checked import Term
from habeas.papers.engine.form import Form, Wanted
from habeas.views.db import Views
from habeas.views.deadlines import Deadline, deadlines, pack_of
from habeas.views.explained import explained
from habeas.views.spoken import edtf_words

_SETTLED: Final = frozenset({Settled.CONFIRMED, Settled.OVERRIDDEN, Settled.ADDED})


def rules_of(form: Form, answers: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules that a form names, those that its answers leave open."""
    wanted = [
        one.rule
        for one in (form.filing.terms if form.filing else ())
        if not one.ask or answers.get(one.ask, "") in ("", *one.answers)
    ]
    latest = {
        rule: pack.latest(rule)
        for pack in packs().values()
        for rule in wanted
        if rule in pack.terms
    }
    return tuple(latest[rule] for rule in wanted)


def said_rules(rules: tuple[Rule, ...], language: str) -> tuple[str, ...]:
    """Say what the law gives: which term, how long, by which article."""
    return tuple(
        "; ".join(
            part
            for part in (
                one.what[language],
                say_length(one.length, language) if one.length else "",
                one.article[language],
            )
            if part
        )
        for one in rules
    )


def terms(  # noqa: PLR0913, PLR0917 - a form, its answers, a case, who reads when
    views: Views,
    case: str,
    form: Form,
    answers: Mapping[str, str],
    proceeding: str,
    now: datetime,
    language: str,
) -> tuple[Term, ...] | None:
    """Return the terms of a paper, the most pressing first.

    Those of the rules that the form names; where it names none, whatever is open and
    ours in its proceeding. None if neither can be: the paper has no term that is known.
    A rule that has no day is said as it is.
    """
    matter = _answered(form, answers, Wanted.PROCEEDING) or proceeding
    act = _answered(form, answers, Wanted.STEP)
    rules = rules_of(form, answers)
    here = [
        one
        for one in deadlines(views, case, now)
        if not matter or (one.told.matter and one.told.matter.id == matter)
    ]
    if not rules:
        open_ = [one for one in here if matter and _ours(one)]
        if not open_ and not (form.filing and form.filing.terms):
            return None
        return tuple(_term(one, language) for one in open_)
    found = [one for one in here if one.told.rule in {rule.id for rule in rules}]
    found = [one for one in found if _about(one, act)] or found
    known = {one.told.rule for one in found}
    chosen = len(rules) == 1  # what is left open may be the one that has a day
    endless = [rule for rule in rules if chosen and rule.length is None]
    endless = [rule for rule in endless if rule.id not in known]
    return (
        *(_term(one, language) for one in found),
        *(_endless(one, language) for one in endless),
    )


def _answered(form: Form, answers: Mapping[str, str], kind: Wanted) -> str:
    """Return the first record of a kind that was answered, '' if none was."""
    given = (answers.get(one.key, "") for one in form.ask if one.kind is kind)
    return next((one for one in given if one), "")


def _ours(one: Deadline) -> bool:
    return one.standing.runs and one.standing.whose is Whose.OWN


def _about(one: Deadline, act: str) -> bool:
    step = one.told.step
    return bool(act and step and act in {step.id, step.about})


def _term(one: Deadline, language: str) -> Term:
    standing, told = one.standing, one.told
    _ = translations(language).gettext

    def day(edtf: str) -> str:
        return edtf_words(edtf, language, _)

    due = standing.safe or standing.due
    steps: tuple[str, ...] = ()
    pack = pack_of(told.matter) if told.matter else None
    if told.worked and pack:
        found = explained(told.worked, pack, language, _, day)
        said = (*found.steps, *found.warnings)
        steps = tuple(" ".join(filter(None, (it.words, it.article))) for it in said)
        steps += found.restoration if standing.days is not None else ()
    return Term(
        id=one.id,
        what=told.called(language),
        progress=standing.progress,
        due=day(due) if due else "",
        days=standing.days,
        steps=steps,
        confirmed=standing.settled in _SETTLED,
        day=due or "",
    )


def _endless(rule: Rule, language: str) -> Term:
    """Say a rule that gives no day."""
    notes = rule.notes.get(language, "")
    steps = tuple(filter(None, (notes, rule.article[language])))
    return Term(
        rule.id, rule.what[language], Progress.ENDLESS, "", None, steps, confirmed=True
    )
