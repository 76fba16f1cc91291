"""Every sentence of every paper is the template's, or it has a source that says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from habeas.case.facts.claims import Stance
from habeas.papers.engine.form import form_named
from habeas.papers.engine.model import (
    Heading,
    Kind,
    Paper,
    Paragraph,
    Run,
    Runs,
    Source,
    runs_in,
)
from tests.papers.forms.checking import Checker, sentences
from tests.papers.forms.conftest import Desks, each


def checker(desks: Desks, name: str, language: str) -> Checker:
    form = form_named(name)
    return Checker(desks.desk, desks.case, form, language, desks.answers(form))


@pytest.mark.parametrize(("name", "language"), each())
def test_every_sentence_is_the_templates_or_rests_on_an_entry(
    desks: Desks, name: str, language: str
) -> None:
    paper = desks.whole(form_named(name), language).paper
    assert checker(desks, name, language).faults(paper) == []
    assert any(run.kind is Kind.FILE for run in runs_in(paper.blocks))


@pytest.mark.parametrize(("name", "language"), each())
def test_a_case_that_holds_nothing_asserts_nothing(
    desks: Desks, name: str, language: str
) -> None:
    """There are gaps where something is asked for, and no word from anywhere else."""
    made = desks.bare(form_named(name), language)
    kinds = {run.kind for run in runs_in(made.paper.blocks)}
    told = {run.text for run in runs_in(made.paper.blocks) if run.kind is Kind.FILE}
    assert told <= {"A case that holds nothing"}
    assert kinds <= {Kind.FORM, Kind.GAP, Kind.FILE}
    assert made.missing
    assert made.paper.annexes == ()


def first_alleged(paper: Paper) -> Runs:
    return next(
        runs
        for runs in sentences(paper.blocks)
        if any(one.stance == Stance.ALLEGED for run in runs for one in run.sources)
    )


def stated_bare(runs: Runs) -> Runs:
    """The words alone, as if they were so."""
    return tuple(run for run in runs if run.kind is Kind.FILE)


def resting_on(runs: Runs, change: Callable[[Source], Source]) -> Runs:
    return tuple(
        replace(run, sources=tuple(change(one) for one in run.sources)) for run in runs
    )


def made_a_ruling(runs: Runs) -> Runs:
    return resting_on(
        runs, lambda one: replace(one, stance="ruled") if one.stance else one
    )


def of_another_entry(runs: Runs) -> Runs:
    return resting_on(runs, lambda one: replace(one, entry=("0" * 64, 1)))


def without_sources(runs: Runs) -> Runs:
    return tuple(replace(run, sources=()) for run in runs)


def made_stronger(runs: Runs) -> Runs:
    return tuple(
        replace(run, text=f"{run.text} Everybody knows it.") if run.sources else run
        for run in runs
    )


def added_to(runs: Runs) -> Runs:
    return (*runs, Run("The guard did it."))


SPOILED: dict[str, Callable[[Runs], Runs]] = {
    "the sentence does not say its standing": stated_bare,
    "the record has another standing": made_a_ruling,
    "from the file, and no source": without_sources,
    "its source is no entry of the record": of_another_entry,
    "not what the record says": made_stronger,
    "neither of the template nor of the program": added_to,
}


@pytest.mark.parametrize("why", SPOILED)
def test_a_sentence_that_is_spoiled_is_found(desks: Desks, why: str) -> None:
    """The check itself can fail."""
    paper = desks.whole(form_named("allegation-letter"), "en").paper
    runs = SPOILED[why](first_alleged(paper))
    spoiled = replace(paper, blocks=(Heading(1, ()), Paragraph(runs)))
    found = checker(desks, "allegation-letter", "en").faults(spoiled)
    assert any(one.startswith(why) for one in found), found
