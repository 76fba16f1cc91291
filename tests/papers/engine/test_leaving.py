"""What forms say of leaving, and what stands in the way, as tables."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from habeas.case.deadlines import Progress
from habeas.case.facts.consent import Use
from habeas.case.rules.consent import Verdict
from habeas.errors import BadInputError
from habeas.languages import LANGUAGES
from habeas.papers.engine.checked import Agreed, Check, Situation, State, Term
from habeas.papers.engine.checks import checks
from habeas.papers.engine.form import Form, form_named, forms, read_form
from habeas.papers.engine.leaving import (
    FilingRules,
    Question,
    Row,
    SignerRow,
    SignerRules,
    TermRule,
    Weigh,
    faults,
)

SAID = dict.fromkeys(LANGUAGES, "x")
FORMS = {one.name: one for one in forms()}
FOR_COLLEAGUES = {
    *("chronology", "dramatis-personae", "exhibit-list", "handover"),
    "witness-statement",
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_for_an_addressee_says_whom_it_is_handed_to(name: str) -> None:
    form = FORMS[name]
    assert (form.filing is None) == (name in FOR_COLLEAGUES)
    assert (form.filing is None) == (form.use == "counsel")
    if form.filing is None:
        assert form.signer is None
        assert not form.admissible
        return
    assert form.filing.to
    assert form.filing.restore in ("", form_named("restore-term").name)
    keys = [one.key for one in form.asked]
    assert len(set(keys)) == len(keys)


def row(**more: object) -> Row:
    return msgspec.convert({"say": SAID, "source": "art. 1", **more}, Row)


def question(**more: object) -> Question:
    plain = {"say": SAID, "source": "art. 1", "key": "asked"}
    return msgspec.convert({**plain, **more}, Question)


def filing(**more: object) -> FilingRules:
    return msgspec.convert({"to": (row(),), **more}, FilingRules)


SOUND = question(
    ask="kind", weighs={"bad": Weigh(say=SAID)}, given={"kind": ("bad", "good")}
)
SIGNER = SignerRules(may=(SignerRow(say=SAID, source="art. 2", proof=SAID),))
WRONG: dict[str, tuple[Any, Any, Any]] = {
    "words in one language": (filing(ways=(row(say={"en": "x"}),)), (), None),
    "no source": (filing(proof=(row(source=""),)), (), None),
    "a rule that no pack has": (filing(terms=(TermRule(rule="kz.x"),)), (), None),
    "a rule by what is not answered": (
        filing(terms=(TermRule(rule="un.ccpr", ask="kind", answers=("x",)),)),
        (),
        None,
    ),
    "a question that is no name": (filing(), (question(key="a b"),), None),
    "a question of the name of an ask": (filing(), (question(key="kind"),), None),
    "the same question twice": (filing(), (question(), question()), None),
    "a question by what is not asked": (filing(), (question(ask="y"),), None),
    "an answer that there is not": (
        filing(),
        (question(weighs={"bad": Weigh(say=SAID)}),),
        None,
    ),
    "a meaning in one language": (
        filing(),
        (question(weighs={"no": Weigh(say={"en": "x"})}),),
        None,
    ),
    "a condition that cannot be": (
        filing(),
        (question(given={"kind": ("x",)}),),
        None,
    ),
    "proof in one language": (
        filing(),
        (),
        SignerRules(may=(SignerRow(say=SAID, source="x", proof={"en": "x"}),)),
    ),
}
CHOICES = {"kind": frozenset({"bad", "good"})}


def test_what_is_sound_has_no_fault() -> None:
    assert not list(faults(filing(), (SOUND,), SIGNER, CHOICES, frozenset({"kind"})))


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_form_is_said(name: str) -> None:
    rules, questions, signer = WRONG[name]
    assert list(faults(rules, questions, signer, CHOICES, frozenset({"kind"})))


def test_a_form_with_a_fault_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    said = "\n".join(f'{one} = "x"' for one in LANGUAGES)
    head = 'use = "court"\nreads = []\nsource = "x"\nsure = "memory"\n'
    words = f"[title]\n{said}\n[about]\n{said}\n"
    for one in LANGUAGES:
        (folder / f"{one}.md").write_text("# x\n")
    wrong = '[[filing.to]]\nsource = "x"\nsay = { en = "x" }\n'
    (folder / "paper.toml").write_text(head + words + wrong)
    with pytest.raises(BadInputError, match="not said in every language"):
        read_form(folder)


APPEAL = FORMS["appeal"]
GIVEN = Agreed("p", "A.", Verdict.GIVEN, with_name=True, scope="All of it")
RUNS = Term(
    id="t",
    what="Appeal of a ruling",
    progress=Progress.RUNNING,
    due="22 December 2021",
    days=15,
    steps=("Counted.",),
    confirmed=True,
)
FINE = Situation(
    form=APPEAL,
    made=None,
    recipient="The court",
    agreed=(GIVEN,),
    answers={"may_sign": "yes"},
    terms=(RUNS,),
)


def stopping(about: Situation, language: str = "en") -> dict[str, Check]:
    return {one.code: one for one in checks(about, language) if one.stops}


def with_form(form: Form, **answers: str) -> Situation:
    return replace(FINE, form=form, answers={**FINE.answers, **answers})


STOPS: dict[str, tuple[Situation, str]] = {
    "nobody is named as who receives it": (replace(FINE, recipient=""), "recipient"),
    "nobody is the complainant": (replace(FINE, agreed=()), "consent:nobody"),
    **{
        f"the consent is {verdict}": (
            replace(FINE, agreed=(GIVEN, replace(GIVEN, verdict=verdict))),
            f"consent:p:{verdict}:",
        )
        for verdict in Verdict
        if verdict is not Verdict.GIVEN
    },
    "a protected name stands in it": (replace(FINE, leaking="A."), "leak"),
    "it tells what it may not read": (replace(FINE, outside=1), "outside"),
    "the right to sign is not answered": (replace(FINE, answers={}), "may_sign:"),
    "the right to sign is not known": (
        with_form(APPEAL, may_sign="unknown"),
        "may_sign:unknown",
    ),
    "nobody may sign it": (with_form(APPEAL, may_sign="no"), "may_sign:no"),
    "no term is known": (replace(FINE, terms=()), "term:unknown"),
    "the day of the term has passed": (
        replace(FINE, terms=(replace(RUNS, progress=Progress.PAST, days=-3),)),
        "term:t:past",
    ),
    "two bodies have one name": (replace(FINE, twice=("Court",)), "twice:"),
    "the person agreed to a visit alone": (
        with_form(FORMS["npm-notice"], passing="visit"),
        "may_be_passed:visit",
    ),
    "nobody was asked": (
        with_form(FORMS["allegation-letter"], agreed="unasked", not_anonymous="yes"),
        "person_agrees:unasked",
    ),
    "it may not be asked back": (
        with_form(FORMS["restore-term"], not_restorable="yes", ground="late_copy"),
        "not_restorable:yes",
    ),
    "the medical part is not covered": (
        replace(
            with_form(
                FORMS["wgad"], not_anonymous="yes", medical_scope="no", may_sign="yes"
            ),
            medical=2,
        ),
        "medical_scope:no",
    ),
}


def test_a_paper_in_order_leaves() -> None:
    assert not stopping(FINE)
    states = {one.code.partition(":")[0]: one.state for one in checks(FINE, "en")}
    assert states["term"] is State.OK
    assert states["consent"] is State.OK


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_paper_stops_it_alone_and_in_every_language(name: str) -> None:
    about, code = STOPS[name]
    (found,) = stopping(about)
    assert found.startswith(code)
    for language in LANGUAGES:
        assert list(stopping(about, language)) == [found]
    aside = replace(about, asides={found: "Because."})
    firm = stopping(about)[found].firm
    assert firm == (code in {"leak", "outside"})
    assert bool(stopping(aside)) == firm


def test_a_reason_is_for_one_recipient() -> None:
    refused = replace(FINE, agreed=(replace(GIVEN, verdict=Verdict.MISSING),))
    (code,) = stopping(refused)
    aside = replace(refused, asides={code: "She is held."})
    assert not stopping(aside)
    assert not stopping(replace(aside, recipient="the  COURT"))
    assert stopping(replace(aside, recipient="The press"))


NO = with_form(APPEAL, may_sign="no")
REFUSED = replace(FINE, agreed=(replace(GIVEN, verdict=Verdict.REFUSED, rests=("a",)),))
PAST = replace(RUNS, progress=Progress.PAST, day="2021-12-22")
LATE = replace(FINE, terms=(PAST,))
MEDICAL = replace(
    with_form(FORMS["wgad"], not_anonymous="yes", medical_scope="no"),
    medical=1,
    rests={"medical": ("a",)},
)
OTHERS = {
    "another refusal": (
        REFUSED,
        replace(REFUSED, agreed=(replace(REFUSED.agreed[0], rests=("a", "b")),)),
    ),
    "another use of a form": (
        REFUSED,
        replace(REFUSED, form=msgspec.structs.replace(APPEAL, use=Use.PUBLISH)),
    ),
    "another day": (
        LATE,
        replace(LATE, terms=(replace(PAST, day="2022-01-11"),)),
    ),
    "another answer of the same words": (
        NO,
        replace(NO, rests={"answer:may_sign": ("b",)}),
    ),
    "another record": (MEDICAL, replace(MEDICAL, rests={"medical": ("a", "b")})),
    "other records of consent": (
        MEDICAL,
        replace(MEDICAL, agreed=(replace(GIVEN, rests=("b",)),)),
    ),
    "another addressee": (MEDICAL, replace(MEDICAL, recipient="WGAD")),
    "another body of the name": (
        replace(FINE, twice=("Court",), rests={"twice:court": ("a", "b")}),
        replace(FINE, twice=("Court",), rests={"twice:court": ("a", "c")}),
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_reason_is_for_what_was_found(name: str) -> None:
    before, after = OTHERS[name]
    asides = dict.fromkeys(stopping(before), "Because.")
    assert asides
    assert not stopping(replace(before, asides=asides))
    assert stopping(replace(after, asides=asides))


def test_a_term_says_its_day_and_never_that_it_is_too_late() -> None:
    past = replace(RUNS, progress=Progress.PAST, days=-3, confirmed=False)
    about = replace(FINE, terms=(past,), restore="Motion to restore")
    (found,) = stopping(about).values()
    assert found.words == "Appeal of a ruling: by 22 December 2021"
    assert "Motion to restore" in " ".join(found.why)
    assert "Proposed by the program" in " ".join(found.why)
    assert "Counted." in found.why
    endless = replace(RUNS, progress=Progress.ENDLESS, due="", days=None)
    told = checks(replace(FINE, terms=(endless,)), "en")
    assert [one.state for one in told if one.code.startswith("term")] == [State.TELL]


def test_a_question_is_asked_only_where_it_applies() -> None:
    form = FORMS["appeal-medical"]
    asked = {one.code.partition(":")[0] for one in checks(with_form(form), "en")}
    assert "took_part" not in asked
    herself = with_form(form, right="person")
    assert any(code.startswith("took_part:") for code in stopping(herself))
