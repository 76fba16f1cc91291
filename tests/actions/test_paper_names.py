"""A paper with the name: printed if everything allows it, and else nowhere at all."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.paper_leaving import take_out
from habeas.actions.paper_names import name_it, naming_of, searcher
from habeas.actions.papers import (
    As,
    Beginning,
    answer,
    begin,
    composed,
    seal,
    written,
)
from habeas.actions.record import correct, open_case, put, put_all
from habeas.case.facts.members import Role
from habeas.errors import RefusedError
from habeas.papers.engine.form import form_named
from habeas.papers.engine.identity import Lack
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import paper
from habeas.views.records import record, records
from tests.actions.copies import Copies

NAME, KAZAKH, LATIN = "Айгерим Выдуманная", "Айгерім Ойданқызы", "Aigerim Vydumannaya"
FORMER, BORN, NUMBER = "Прежняя", "April 17, 2001", "N 0417220199"
STREET = "улица Придуманная, 7"
SECRET = (
    *(NAME, KAZAKH, LATIN, FORMER, NUMBER, STREET, "2001-04-17", BORN),
    *("17 апреля 2001", "Выдуманн", "Ойданқызы", "Vydumann", "0417220199"),
)
IDENTITY = {
    "names": [
        {"text": NAME, "lang": "ru"},
        {"text": KAZAKH, "lang": "kk"},
        {"text": LATIN, "lang": "en"},
        {"text": FORMER, "lang": "ru", "kind": "former"},
    ],
    "born": {"edtf": "2001-04-17"},
    "numbers": [NUMBER],
    "address": {"lang": "ru", "text": STREET},
}
COURT = "Regional court No. 3"


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


@dataclass(frozen=True)
class Told:
    """A case whose complainant has a name and agreed to everything, with it."""

    case: str
    person: str
    sister: str


def tell(desk: Desk, case: str) -> Told:
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    sister = put(desk, case, "person", {"pseudonym": "B.", "role": "relative"})
    (line,) = (one.id for one in records(desk.views, case, "case"))
    correct(desk, case, line, {"subject": person}, reason="known now")
    given = {"person": person, "answer": "given", "with_name": True}
    hers = {"person": sister, "names": [{"text": "Выдуманная Жанар Сериковна"}]}
    put_all(
        desk,
        case,
        [
            New("identity", {"person": person, **IDENTITY}),
            New("identity", {**hers, "born": {"edtf": "1999-05-06"}}),
            *(New("consent", {**given, "use": one}) for one in ("court", "authority")),
            New("consent", {**given, "use": "international"}),
        ],
    )
    return Told(case, person, sister)


@pytest.fixture
def told(desk: Desk) -> Told:
    return tell(desk, open_case(desk, {"title": text("A."), "law": "KZ"}, "test"))


def words_of(desk: Desk, case: str, one: str) -> str:
    return "\n".join(words_in(lay_out(composed(desk, case, one).paper)))


def of_pdf(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    pages = "".join(page.get_textpage().get_text_range() for page in found)
    return " ".join((pages, *found.get_metadata_dict().values()))


def of_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(
            parts.read(one).decode("utf-8", "replace") for one in parts.namelist()
        )


def everything_in(desk: Desk, case: str, one: str) -> str:
    """Return all words of a paper, as laid out and as both files hold them."""
    made = composed(desk, case, one).paper
    pdf, docx = written(made, As.PDF), written(made, As.DOCX)
    return " ".join((words_of(desk, case, one), of_pdf(pdf), of_docx(docx)))


def secrets_in(found: str) -> set[str]:
    flat = " ".join(found.split())
    return {one for one in SECRET if one in flat or one in found}


PRINTS = {
    ("appeal", "ru"): {NAME, STREET, "Выдуманн"},
    ("access-motion", "kk"): {KAZAKH, "Ойданқызы"},
    ("wgad", "en"): {LATIN, "Vydumann", BORN, NUMBER, "0417220199", STREET},
    ("un-complaint", "ru"): {NAME, "Выдуманн", "17 апреля 2001"},
}


@pytest.mark.parametrize(("form", "language"), PRINTS)
def test_it_prints_what_its_form_lists_in_its_own_language(
    form: str, language: str, desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning(form, language))
    assert name_it(desk, told.case, one, on=True).printed
    assert secrets_in(everything_in(desk, told.case, one)) == PRINTS[form, language]
    assert not name_it(desk, told.case, one, on=False).printed
    assert secrets_in(words_of(desk, told.case, one)) == set()


def refuses(desk: Desk, told: Told, **fields: object) -> None:
    said = {"person": told.person, "use": "court", "answer": "given"}
    put(desk, told.case, "consent", said | fields)


def withdraws(desk: Desk, told: Told) -> None:
    refuses(desk, told, answer="withdrawn")


def says_no(desk: Desk, told: Told) -> None:
    refuses(desk, told, answer="refused", recipient=text(COURT))


def agrees_without_the_name(desk: Desk, told: Told) -> None:
    refuses(desk, told, with_name=False)


def was_to_be_asked_again(desk: Desk, told: Told) -> None:
    refuses(desk, told, with_name=True, ask_again={"edtf": "2021-12-01"})


def is_named_twice(desk: Desk, told: Told) -> None:
    other = {"person": told.person, "names": [{"text": "Кто-то Другая"}]}
    put(desk, told.case, "identity", other)


def is_nobody(desk: Desk, told: Told) -> None:
    (line,) = (one.id for one in records(desk.views, told.case, "case"))
    correct(desk, told.case, line, {}, drop=["subject"], reason="not sure")


LATER: dict[Lack, Callable[[Desk, Told], None]] = {
    Lack.WITHDRAWN: withdraws,
    Lack.REFUSED: says_no,
    Lack.WITHOUT_NAME: agrees_without_the_name,
    Lack.ASK_AGAIN: was_to_be_asked_again,
    Lack.UNSETTLED: is_named_twice,
    Lack.NOBODY: is_nobody,
}


@pytest.mark.parametrize("lack", LATER)
def test_what_changes_after_it_was_chosen_puts_the_pseudonym_back(
    lack: Lack, desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("restore-term", "ru", recipient=COURT))
    assert name_it(desk, told.case, one, on=True).printed
    LATER[lack](desk, told)
    found = naming_of(desk, told.case, paper(desk.views, told.case, one))
    assert found.lacking == (lack,)
    assert secrets_in(everything_in(desk, told.case, one)) == set()
    name_it(desk, told.case, one, on=False)
    with pytest.raises(RefusedError):
        name_it(desk, told.case, one, on=True)
    assert not paper(desk.views, told.case, one).named


def test_a_consent_to_one_recipient_names_nobody_to_another(
    desk: Desk, told: Told
) -> None:
    withdraws(desk, told)
    refuses(desk, told, with_name=True, recipient=text(COURT))
    for recipient, lack in ((COURT, ()), ("Court No. 4", (Lack.WITHDRAWN,))):
        begun = Beginning("restore-term", "ru", recipient=recipient)
        one = begin(desk, told.case, begun)
        correct(desk, told.case, one, {"named": True}, reason="by hand")
        found = naming_of(desk, told.case, paper(desk.views, told.case, one))
        assert found.lacking == lack
        assert bool(secrets_in(words_of(desk, told.case, one))) is not bool(lack)


def test_the_file_that_leaves_holds_the_name_as_long_as_it_may(
    desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("restore-term", "ru", recipient=COURT))
    name_it(desk, told.case, one, on=True)
    left = take_out(desk, told.case, one, As.DOCX, "The term ends today.").write()
    assert secrets_in(of_docx(left)) == {NAME, "Выдуманн"}
    withdraws(desk, told)
    left = take_out(desk, told.case, one, As.DOCX, "She is held.").write()
    assert secrets_in(of_docx(left)) == set()


@pytest.mark.parametrize("form", ["chronology", "protective-measures", "handover"])
def test_a_paper_that_asks_for_no_name_prints_none(
    form: str, desk: Desk, told: Told
) -> None:
    language = form_named(form).languages[0]
    one = begin(desk, told.case, Beginning(form, language))
    with pytest.raises(RefusedError, match="asks for no name"):
        name_it(desk, told.case, one, on=True)
    correct(desk, told.case, one, {"named": True}, reason="by hand")
    assert secrets_in(words_of(desk, told.case, one)) == set()


def test_who_may_not_read_a_name_gets_it_by_no_paper(
    new_desk: Callable[[str], Desk],
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    told = tell(ann, case)
    one = begin(ann, case, Beginning("access-motion", "ru"))
    answered = {"signer": NAME, "to": "Начальнику", "standing": "лично"}
    answer(ann, case, one, answered)
    name_it(ann, case, one, on=True)
    assert NAME in words_of(ann, case, one)
    bob = copies.enter("bob", Role.EDITOR, "counsel")
    eve = copies.enter("eve", Role.EDITOR, "counsel", "identity")
    copies.meet("ann", "bob", "eve")
    assert naming_of(eve, case, paper(eve.views, case, one)).printed
    assert NAME in words_of(eve, case, one)
    found = paper(bob.views, case, one)
    assert found.named
    assert naming_of(bob, case, found).lacking == (Lack.NOT_READ,)
    assert set(found.given) == {"to", "standing"}
    assert secrets_in(words_of(bob, case, one)) == set()
    assert record(bob.views, case, told.person).title == "A."


PASSES = (NAME, "Выдуманной", "Aigerim Vydumannaya", "Ойданқызы", "2001-04-17", NUMBER)
STOPS = (
    *("Выдуманная Жанар", "Жанар Сериковна", "Ж. Выдуманная", "6 мая 1999", FORMER),
    "Zhanar Vydumannaya",
)


def test_everybody_else_still_stops_it(desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("wgad", "en"))
    closed = searcher(
        desk, told.case, naming_of(desk, told.case, paper(desk.views, told.case, one))
    )
    found = name_it(desk, told.case, one, on=True)
    opened = searcher(desk, told.case, found)
    for words in PASSES:
        assert next(closed.scan_text(words), None), words
        assert next(opened.scan_text(words), None) is None, words
    for words in STOPS:
        assert next(opened.scan_text(f"of {words}, it is said"), None), words


def test_a_field_that_its_form_does_not_list_stops_it(desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("appeal", "ru"))
    name_it(desk, told.case, one, on=True)
    for words in (NUMBER, "17.04.2001", "Жанар Сериковна"):
        answer(desk, told.case, one, {"arguments": f"О ней: {words}."})
        with pytest.raises(NameStandsError) as refused:
            composed(desk, told.case, one)
        assert not secrets_in(str(refused.value))
    answer(desk, told.case, one, {"arguments": f"О ней: {NAME}."})
    assert f"О ней: {NAME}." in words_of(desk, told.case, one)


def test_an_answer_with_a_name_lies_where_names_do(desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("appeal", "ru"))

    def lies() -> dict[str, str]:
        found = paper(desk.views, told.case, one)
        return {key: each.compartment for key, each in found.answers.items()}

    answer(desk, told.case, one, {"signer": "Адвокат", "contact": f"За {NAME}"})
    assert lies() == {"signer": "counsel", "contact": "identity"}
    answer(desk, told.case, one, {"signer": NAME})
    assert lies() == {"signer": "identity", "contact": "identity"}
    answer(desk, told.case, one, {"signer": "Адвокат", "contact": ""})
    assert lies() == {"signer": "identity"}
    assert paper(desk.views, told.case, one).given == {"signer": "Адвокат"}
    assert paper(desk.views, told.case, one).doubled == ()


WHOLE = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "no",
    "agreed": "yes",
    "submitter": "Counsel 1",
    "confidential": "Her name.",
}


@pytest.mark.parametrize(("on", "place"), [(True, "identity"), (False, "counsel")])
def test_a_paper_with_the_name_is_sealed_where_names_lie(
    desk: Desk, told: Told, place: str, *, on: bool
) -> None:
    incident = {"title": text("The night of 3 May"), "when": {"edtf": "2026-05-03"}}
    about = put(desk, told.case, "incident", incident)
    said = {"speaker": told.person, "stance": "alleged", "incident": about}
    put(desk, told.case, "claim", {**said, "text": text("He came in at night")})
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, WHOLE)
    name_it(desk, told.case, one, on=on)
    document = seal(desk, told.case, one)
    sealed = record(desk.views, told.case, document)
    assert sealed.compartment == place
    assert not secrets_in(sealed.title + sealed.fields["name"])
    extracts = [
        record(desk.views, told.case, line.id)
        for line in records(desk.views, told.case, "extract")
    ]
    assert {one.compartment for one in extracts} == {place}


def test_name_and_medical_part_together_are_sealed_only_for_those_who_read_both(
    new_desk: Callable[[str], Desk],
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    told = tell(ann, case)
    (line,) = (one.id for one in records(ann.views, case, "case"))
    correct(ann, case, line, {"law": "KZ"}, reason="known now")
    said = {"speaker": told.person, "stance": "alleged", "text": text("Bruises")}
    put(ann, case, "claim", said, "medical")
    one = begin(ann, case, Beginning("allegation-letter", "en"))
    answer(ann, case, one, WHOLE)
    name_it(ann, case, one, on=True)
    copies.enter("both", Role.EDITOR, "identity", "medical")
    assert record(ann.views, case, seal(ann, case, one)).compartment == "identity"
    copies.enter("bob", Role.EDITOR, "identity")
    answer(ann, case, one, {"submitter": "Counsel 2"})
    documents = records(ann.views, case, "document")
    with pytest.raises(RefusedError, match="name and the medical part"):
        seal(ann, case, one)
    assert records(ann.views, case, "document") == documents
