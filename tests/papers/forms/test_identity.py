"""What each form prints of who the complainant is: what it lists, and nothing else."""

from collections.abc import Mapping

import pytest

from habeas.papers.engine.casefile import Scope, gather
from habeas.papers.engine.compose import Composed, compose
from habeas.papers.engine.form import Form, form_named, forms
from habeas.papers.engine.identity import FIELDS, Naming
from habeas.papers.engine.layout import lay_out, words_in
from habeas.views.people import identities
from habeas.views.records import Sound, states
from tests.papers.forms.checking import Checker
from tests.papers.forms.conftest import Desks, each

PSEUDONYMS = {
    *("chronology", "dramatis-personae", "exhibit-list", "handover"),
    *("witness-statement", "preservation-request", "protective-measures"),
}
NAMED = [one.name for one in forms() if one.identity]
NAMES = {
    "en": "Ainasha Zhelbegenova",
    "ru": "Айнаша Желбегенова",
    "kk": "Айнаша Желбегенқызы",
}
BORN = {"en": "April 17, 2001", "ru": "17 апреля 2001", "kk": "2001 ж. 17 сәуір"}
NUMBER = "D-0417-2201"
HOME = {"lang": "ru", "text": "улица Придуманная, 7"}


def test_which_forms_print_a_name_and_say_why() -> None:
    assert {one.name for one in forms()} - PSEUDONYMS == set(NAMED)
    for form in forms():
        assert set(form.identifies) <= set(FIELDS)
        assert bool(form.anonymous) or not form.identity
        for one in form.identity:
            assert one.source.strip()


def aina(desks: Desks) -> Sound:
    """Return her identity, with an address that the demo doesn't tell."""
    found = identities(desks.desk.views, desks.case)
    (one,) = (each for each in found if each.fields.get("numbers"))
    sound = states(desks.desk.views, [one.id])[one.id]
    return Sound(
        *(sound.id, sound.case, sound.type, sound.compartment, sound.title),
        {**sound.fields, "address": HOME},
        sound.state,
    )


def named(
    desks: Desks, form: Form, language: str, answers: Mapping[str, str]
) -> Composed:
    """Make a paper of the demo with all that its form lists of Aina's identity."""
    her, now = aina(desks), desks.desk.clock.now()
    fields = frozenset(form.identifies)
    scope = Scope(
        *(desks.case, language, frozenset(form.compartments), now),
        naming=Naming(her.fields["person"], fields, records=(her,)),
    )
    file = gather(desks.desk.views, scope, form.reads)
    return compose(form, file, answers, now.date())


@pytest.mark.parametrize(("name", "language"), each(*NAMED))
def test_it_prints_what_it_lists_with_its_entry_and_nothing_else(
    desks: Desks, name: str, language: str
) -> None:
    form = form_named(name)
    answers = desks.answers(form)
    made = named(desks, form, language, answers)
    words = "\n".join(words_in(lay_out(made.paper)))
    listed = set(form.identifies)
    assert NAMES[language] in words
    assert not any(one in words for code, one in NAMES.items() if code != language)
    assert (NUMBER in words) == ("numbers" in listed)
    assert (BORN[language] in words) == ("born" in listed)
    assert (HOME["text"] in words) == ("address" in listed)
    if form.use == "international":
        assert made.missing == ()
    assert NAMES[language] not in made.paper.title
    faults = Checker(desks.desk, desks.case, form, language, answers).faults(made.paper)
    assert [one for one in faults if HOME["text"] not in one] == []


FORBIDDEN = {
    "complaint-torture": ("identity", ("sealed",)),
    "npm-notice": ("passing", ("unnamed", "visit")),
    "spt-information": ("authorised", ("general",)),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_the_person_agreed_to_in_the_paper_itself_comes_first(
    desks: Desks, name: str
) -> None:
    form = form_named(name)
    key, codes = FORBIDDEN[name]
    for code in codes:
        for language in form.languages:
            answers = desks.answers(form) | {key: code}
            made = named(desks, form, language, answers)
            assert NAMES[language] not in "\n".join(words_in(lay_out(made.paper)))


def test_a_title_never_holds_a_name(desks: Desks) -> None:
    """A file shows its title to whoever looks at its properties."""
    bare = form_named("allegation-letter")
    fields = {one: getattr(bare, one) for one in bare.__struct_fields__}
    template = {"en": "# Of {{ complainant.full_name }}\n"}
    form = Form(**{**fields, "templates": template})
    made = named(desks, form, "en", {})
    assert made.paper.title == bare.title["en"]
    assert f"Of {NAMES['en']}" in "\n".join(words_in(lay_out(made.paper)))


@pytest.mark.parametrize("name", ["wgad", "torture-questionnaire"])
def test_who_signs_is_a_gap_until_it_is_answered(desks: Desks, name: str) -> None:
    form = form_named(name)
    made = named(desks, form, "en", desks.answers(form) | {"signs": ""})
    (asked,) = (one.label["en"] for one in form.ask if one.key == "signs")
    assert asked in made.missing
