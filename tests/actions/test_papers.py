"""A paper from its beginning to the sealed exhibit, over a small case."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pytest

from habeas.actions.desk import Desk
from habeas.actions.papers import (
    As,
    Beginning,
    answer,
    begin,
    composed,
    seal,
    written,
)
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Kind, runs_in
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import paper, papers
from habeas.views.records import linked, record, records

WHOLE = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "yes",
    "why_urgent": "She is to be moved.",
    "submitter": "Counsel 1",
    "confidential": "Her name.",
    "agreed": "yes",
}


@dataclass(frozen=True)
class Told:
    """A case in which one states and one denies."""

    case: str
    person: str
    claim: str


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


@pytest.fixture
def told(desk: Desk) -> Told:
    case = open_case(
        desk, {"title": text("A."), "held_at": text("Facility 5"), "law": "KZ"}, "test"
    )
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    prison = put(desk, case, "person", {"pseudonym": "The prison", "role": "body"})
    (line,) = (one.id for one in records(desk.views, case, "case"))
    correct(desk, case, line, {"subject": person}, reason="known now")
    incident = put(
        desk,
        case,
        "incident",
        {"title": text("The night of 3 May"), "when": {"edtf": "2026-05-03"}},
    )
    said = {"speaker": person, "stance": "alleged", "incident": incident}
    claim = put(desk, case, "claim", {**said, "text": text("He came in at night")})
    denied = {"speaker": prison, "stance": "denied", "incident": incident}
    put(desk, case, "claim", {**denied, "text": text("Никто не входил", "ru")})
    return Told(case, person, claim)


def words_of(desk: Desk, case: str, one: str) -> str:
    return "\n".join(words_in(lay_out(composed(desk, case, one).paper)))


def test_who_says_what_stands_with_its_standing_and_its_entry(
    desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    words = words_of(desk, told.case, one)
    assert "A. states: He came in at night" in words
    assert "The prison denies this: Никто не входил" in words
    made = composed(desk, told.case, one)
    sources = {
        (one.stance, one.record)
        for run in runs_in(made.paper.blocks)
        if run.kind is Kind.FILE
        for one in run.sources
    }
    assert ("alleged", told.claim) in sources
    assert len(made.foreign) == 1  # the denial stands in Russian
    for run in runs_in(made.paper.blocks):
        assert bool(run.sources) == (run.kind is Kind.FILE)


def test_what_is_missing_is_named_until_it_is_answered(desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    assert len(composed(desk, told.case, one).missing) == 5
    with pytest.raises(RefusedError) as refused:
        seal(desk, told.case, one)
    assert "Which mandate" in str(refused.value)
    assert answer(desk, told.case, one, WHOLE) == len(WHOLE)
    assert answer(desk, told.case, one, WHOLE) == 0
    made = composed(desk, told.case, one)
    assert made.ready
    assert not made.paper.notes
    assert len(made.resting) == 3
    answer(desk, told.case, one, {"mandate": ""})
    assert composed(desk, told.case, one).missing == (
        "Which mandate or mandates it is for",
    )


def test_a_paper_is_sealed_as_it_stands_and_a_claim_withdrawn_is_not_in_the_next(
    desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, WHOLE)
    document = seal(desk, told.case, one)
    assert paper(desk.views, told.case, one).view.fields["sealed"] == document
    assert record(desk.views, told.case, document).compartment == "counsel"
    assert "He came in at night" in words_of(desk, told.case, one)
    withdraw(desk, told.case, told.claim, reason="she asked for it")
    assert "He came in at night" not in words_of(desk, told.case, one)


def test_a_sealing_that_was_interrupted_is_ended_by_the_next(
    desk: Desk, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, WHOLE)
    with monkeypatch.context() as broken:
        broken.setattr("habeas.actions.papers.keep_copy", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal(desk, told.case, one)
    (left,) = (it.id for it in records(desk.views, told.case, "document"))
    assert seal(desk, told.case, one) == left
    assert paper(desk.views, told.case, one).view.fields["sealed"] == left
    (copy,) = linked(desk.views, one, "paper", kind="paper_copy")
    assert record(desk.views, told.case, copy).fields["document"] == left
    with pytest.raises(RefusedError, match="is in the case already"):
        seal(desk, told.case, one)


def test_a_protected_name_stops_it(desk: Desk, told: Told) -> None:
    fields = {"person": told.person, "names": [{"text": "Айгерим Выдуманная"}]}
    put(desk, told.case, "identity", fields)
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, {"submitter": "Sister of Aigerim Vydumannaya"})
    with pytest.raises(NameStandsError) as refused:
        composed(desk, told.case, one)
    assert "Vydumannaya" not in str(refused.value)


BAD: dict[str, dict[str, str]] = {
    "what it does not ask": {"reason": "x"},
    "no choice of it": {"urgent": "perhaps"},
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_answer_is_refused(name: str, desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    with pytest.raises(BadInputError):
        answer(desk, told.case, one, {"mandate": "x", **BAD[name]})


def test_an_exhibit_that_there_is_not_is_refused_and_the_answer_kept(
    desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, {"rights": "As he wrote. [ex 9]"})
    with pytest.raises(BadInputError) as refused:
        composed(desk, told.case, one)
    assert refused.value.params["number"] == 9
    assert paper(desk.views, told.case, one).given["rights"] == "As he wrote. [ex 9]"


def test_no_text_points_to_what_the_paper_may_not_read(desk: Desk, told: Told) -> None:
    one = begin(desk, told.case, Beginning("allegation-letter", "en"))
    answer(desk, told.case, one, WHOLE)
    privileged = seal(desk, told.case, one)
    number = record(desk.views, told.case, privileged).fields["number"]
    answer(desk, told.case, one, {"rights": f"As written. [ex {number}]"})
    with pytest.raises(BadInputError, match="does not read"):
        composed(desk, told.case, one)


def test_a_paper_about_one_incident_tells_of_no_other(desk: Desk, told: Told) -> None:
    other = put(desk, told.case, "incident", {"title": text("Another night")})
    chosen = Beginning("allegation-letter", "en", incidents=[other])
    words = words_of(desk, told.case, begin(desk, told.case, chosen))
    assert "Another night" in words
    assert "He came in at night" not in words
    with pytest.raises(BadInputError, match="about the whole case"):
        begin(desk, told.case, Beginning("chronology", "en", incidents=[other]))


def test_no_paper_is_begun_that_there_is_not(desk: Desk, told: Told) -> None:
    for form, language in (("allegation-letter", "kk"), ("nothing", "en")):
        with pytest.raises(NotFoundError):
            begin(desk, told.case, Beginning(form, language))
    assert papers(desk.views, told.case) == []
    with pytest.raises(NotFoundError):
        paper(desk.views, told.case, told.person)


def _of_pdf(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in found)


def _of_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        read = [parts.read(f"word/{one}.xml") for one in ("document", "footnotes")]
    return re.sub(r"<[^>]+>", "", b" ".join(read).decode())


@pytest.mark.parametrize(("how", "read"), [(As.PDF, _of_pdf), (As.DOCX, _of_docx)])
def test_both_kinds_of_file_say_the_same_and_are_made_alike(
    how: As, read: Callable[[bytes], str], desk: Desk, told: Told
) -> None:
    one = begin(desk, told.case, Beginning("chronology", "kk"))
    made = composed(desk, told.case, one).paper
    content = written(made, how)
    assert content == written(made, how)
    found = " ".join(read(content).split())
    assert "Оқиғалар хронологиясы" in found
    assert "The night of 3 May" in found
    entry = record(desk.views, told.case, told.person).state.history[0].entry
    assert f"{entry[0][:8]}·" in found
