"""The papers that colleagues make for one another, and for a witness."""

import pytest

from habeas.papers.engine.form import form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Heading, Table
from habeas.views.records import records
from tests.papers.forms.conftest import Desks, each

NAMES = (
    *("chronology", "dramatis-personae", "exhibit-list"),
    *("witness-statement", "handover"),
)


def text(desks: Desks, name: str, language: str = "en", **answers: str) -> str:
    form = form_named(name)
    given = desks.answers(form) | answers
    made = desks.make(form, language, desks.case, given)
    return "\n".join(words_in(lay_out(made.paper)))


def named(desks: Desks, pseudonym: str) -> str:
    people = records(desks.desk.views, desks.case, "person")
    return next(one.id for one in people if one.title == pseudonym)


@pytest.mark.parametrize(("name", "language"), each(*NAMES))
def test_with_every_answer_nothing_is_missing(
    desks: Desks, name: str, language: str
) -> None:
    form = form_named(name)
    assert form.languages == ("en", "ru", "kk")
    assert desks.whole(form, language).missing == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_languages_say_the_same(desks: Desks, name: str) -> None:
    """As many headings of each level and as many rows of each table."""
    shapes = {
        language: [
            (one.level if isinstance(one, Heading) else len(one.rows))
            for one in desks.whole(form_named(name), language).paper.blocks
            if isinstance(one, Heading | Table)
        ]
        for language in form_named(name).languages
    }
    assert shapes["ru"] == shapes["en"]
    assert shapes["kk"] == shapes["en"]


def test_a_statement_holds_what_its_witness_says_and_nothing_of_others(
    desks: Desks,
) -> None:
    sister = text(desks, "witness-statement", witness=named(desks, "Aina’s sister"))
    assert "Желтоқсанның 6-сында мені кіргізбеді." in sister
    assert "What the witness saw, heard or felt" in sister
    assert "He put his arm around my neck" not in sister
    reports = sister[sister.index("of the words of others") :]
    assert "Aina (as told by Aina’s sister) states" in reports


def test_what_others_report_of_a_witness_waits_for_confirmation(desks: Desks) -> None:
    aina = text(desks, "witness-statement", witness=named(desks, "Aina"))
    own, rest = aina.split("What others report the witness to have said")
    assert "He put his arm around my neck" in own
    assert "as told by" not in own.split("What the witness saw")[1]
    assert "Aina (as told by The Demo Post, Counsel 1) states" in rest


def test_a_witness_who_says_nothing_gives_a_gap(desks: Desks) -> None:
    courier = {"witness": named(desks, "Courier"), "more": ""}
    assert "[statements of this witness]" in text(desks, "witness-statement", **courier)


def test_a_chronology_names_events_and_who_says_what_of_them(desks: Desks) -> None:
    full = text(desks, "chronology", fullness="full")
    short = text(desks, "chronology", fullness="short")
    for found in (full, short):
        assert "The second night in the isolation ward" in found
        assert "(date: worked out from other facts)" in found
    assert "Aina states: “He put his arm" in full
    assert "Aina states: “He put his arm" not in short
    assert "what is complained of happened" not in full
    assert "Aina states: threat. She was told" in full


def test_a_handover_says_what_is_open_and_what_is_missing(desks: Desks) -> None:
    found = text(desks, "handover")
    due = found[found.index("Open deadlines") : found.index("\nProceedings")]
    assert "Decision on a complaint by the prosecutor" in due
    assert "nobody has confirmed it" in due
    missing = found[found.index("What is missing") :]
    assert "Proceeding without the body before which it is: Complaint about" in missing
    assert "standing is not known: Counsel 2 says" in missing
    assert "Second complaint to the prosecutor" in missing
    assert "Nothing more is to be published until the appeal is decided." in found
    assert "Footage of the gate on 2 June" in found
    assert "She does not want to see you" in found


def test_people_are_called_as_the_case_calls_them(desks: Desks) -> None:
    found = text(desks, "dramatis-personae", "ru")
    assert "Officer 2" in found
    assert "Zhelbegenova" not in found
    assert "Желбегенова" not in found


def test_exhibits_stand_by_number_with_who_held_them(desks: Desks) -> None:
    found = text(desks, "exhibit-list")
    places = [found.index(f"\n{n}\n") for n in range(1, 12)]
    assert places == sorted(places)
    assert "K-001271" in found
    assert "Laboratory 3" in found
