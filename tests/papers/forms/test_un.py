"""The papers for United Nations bodies have what each of them asks for."""

import pytest

from habeas.papers.engine.form import form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.leaving import Sure
from habeas.papers.engine.model import Heading
from tests.papers.forms.conftest import Desks, each

NAMES = (
    *("un-complaint", "torture-questionnaire", "wgad"),
    *("allegation-letter", "spt-information"),
)
ASKED = {
    ("un-complaint", "en"): [
        "I. Information on the complainant",
        "II. State party and articles violated",
        "III. Exhaustion of domestic remedies and application to other",
        "IV. Facts of the complaint",
        "V. Supporting documents",
    ],
    ("un-complaint", "ru"): [
        "I. Сведения о заявителе",
        "II. Государство-участник и нарушенные статьи",
        "III. Исчерпание внутренних средств правовой защиты",
        "IV. Факты",
        "V. Подтверждающие документы",
    ],
    ("torture-questionnaire", "en"): [
        *("I. Identity", "II. Circumstances surrounding torture"),
        *("A. Date and place", "B. Identity of the force", "C. Persons permitted"),
        *("D. Methods", "E. Injuries", "F. What the purpose", "G. Examination by a"),
        *("H. Whether appropriate", "I. Whether the examination", "J. If the person"),
        *("III. Remedial action", "IV. Information concerning the author"),
    ],
    ("wgad", "en"): [
        *("I. Identity", "II. Arrest", "III. Detention", "IV. Circumstances"),
        *("V. Reasons why", "VI. Internal steps", "VII. Person submitting"),
    ],
    ("allegation-letter", "en"): [
        *("1. The person concerned", "2. Date, place and circumstances"),
        *("3. Alleged perpetrators", "4. What was done", "5. Contacts"),
        *("6. What is said", "7. Rights", "8. What is asked", "9. What must stay"),
        "10. Who submits this",
    ],
    ("spt-information", "en"): [
        *("1. The place", "2. The person", "3. What is reported", "4. Complaints"),
        *("5. Access", "6. What is said", "7. Isolated", "8. What could be looked at"),
        *("9. What must stay", "10. Who submits"),
    ],
    ("spt-information", "ru"): [
        *("1. Место", "2. Лицо", "3. Что сообщается", "4. Жалобы", "5. Доступ"),
        *("6. Что, как говорят", "7. Единичный", "8. Что можно", "9. Что должно"),
        "10. Кто подаёт",
    ],
}


def headings(
    desks: Desks, name: str, language: str, *, bare: bool = False
) -> list[str]:
    form = form_named(name)
    made = desks.bare(form, language) if bare else desks.whole(form, language)
    return [
        "".join(run.text for run in one.runs)
        for one in made.paper.blocks
        if isinstance(one, Heading)
    ]


def text(desks: Desks, name: str, language: str = "en") -> str:
    made = desks.whole(form_named(name), language)
    return "\n".join(words_in(lay_out(made.paper)))


def answered(desks: Desks, name: str, **answers: str) -> str:
    form = form_named(name)
    made = desks.make(form, "en", desks.case, desks.answers(form) | answers)
    return "\n".join(words_in(lay_out(made.paper)))


@pytest.mark.parametrize(("name", "language"), each(*NAMES))
def test_with_every_answer_nothing_is_missing(
    desks: Desks, name: str, language: str
) -> None:
    made = desks.whole(form_named(name), language)
    assert made.missing == ()
    assert made.apart == 0
    assert len(made.paper.annexes) == 9


@pytest.mark.parametrize("bare", [False, True], ids=["whole", "bare"])
@pytest.mark.parametrize(("name", "language"), each(*NAMES))
def test_every_field_of_the_list_stands_in_its_order(
    desks: Desks, name: str, language: str, *, bare: bool
) -> None:
    found = iter(headings(desks, name, language, bare=bare))
    for asked in ASKED[name, language]:
        assert any(one.startswith(asked) for one in found), asked


def test_what_is_from_memory_says_so_on_its_first_page(desks: Desks) -> None:
    for name in ("un-complaint", "torture-questionnaire", "wgad"):
        assert form_named(name).sure is Sure.MEMORY
        assert "from memory" in desks.whole(form_named(name), "en").paper.notes[0]
    assert desks.whole(form_named("spt-information"), "en").paper.notes == ()


def test_who_the_person_is_stands_on_a_sheet_to_be_filled_in_by_hand(
    desks: Desks,
) -> None:
    for name in ("un-complaint", "torture-questionnaire", "wgad"):
        assert "Identity sheet (confidential)" in headings(desks, name, "en")
        assert "See the identity sheet" in text(desks, name)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"acting": "other", "authorised": "none", "why_none": ""}, "in what relation"),
        ({"exhausted": "prolonged", "remedies": ""}, "why the remedies are not"),
        ({"elsewhere": "yes", "elsewhere_which": ""}, "which procedure, when"),
    ],
    ids=["no authorisation", "not exhausted", "elsewhere"],
)
def test_what_makes_a_complaint_inadmissible_has_to_be_explained(
    desks: Desks, answers: dict[str, str], said: str
) -> None:
    assert f"[{said}" in answered(desks, "un-complaint", **answers)


def test_an_urgent_appeal_says_why(desks: Desks) -> None:
    urgent = answered(desks, "allegation-letter", urgent="yes", why_urgent="", asked="")
    assert "Urgent appeal" in urgent
    assert "[what is about to happen" in urgent
    assert "without delay" in urgent
    letter = answered(desks, "allegation-letter", urgent="no", why_urgent="", asked="")
    assert "[what is about to happen" not in letter
    assert "without delay" not in letter
    wgad = answered(desks, "wgad", urgent="yes", why_urgent="")
    assert "[why it cannot wait" in wgad


def test_those_who_are_said_to_be_responsible_are_told_as_the_records_have_it(
    desks: Desks,
) -> None:
    found = text(desks, "allegation-letter")
    perpetrators = found[found.index("3. Alleged") : found.index("4. What was done")]
    assert "Officer 1" in perpetrators
    assert "Officer 3" not in perpetrators  # no event is connected with him
    assert "Officer 1 (as told by District court) denies this" in perpetrators
    assert "no finding against them" in perpetrators


def test_statements_are_numbered_through_all_events(desks: Desks) -> None:
    found = text(desks, "un-complaint").split("\n")
    numbers = [one.partition(".")[0] for one in found if " states: " in one]
    assert numbers == sorted(numbers, key=int)
    assert len(set(numbers)) == len(numbers) > 10
