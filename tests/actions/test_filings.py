"""A paper that left and came back: what differs, how it went, what is told of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from habeas.actions.desk import Desk
from habeas.actions.filings import (
    Coming,
    Differences,
    Filed,
    differences,
    file_as_sealed,
)
from habeas.actions.paper_copies import Fate, changed_since, kept_copies
from habeas.actions.papers import As, Beginning, answer, begin, seal, take_out
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.errors import BadInputError, NotFoundError
from habeas.papers.engine.comparing import How
from habeas.views.filings import copies, filings
from habeas.views.records import record, records

WHY = "She is held and cannot be asked."
WHOLE = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "no",
    "submitter": "Counsel 1",
    "agreed": "yes",
    "rights": "As she wrote.",
}
QUOTE = "He came in at night and shut the door behind him"


@dataclass(frozen=True)
class Told:
    """A case in which one states and one denies, and a paper about it."""

    case: str
    person: str
    claim: str
    denial: str
    proceeding: str
    paper: str


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
    about = {"title": text("The night of 3 May"), "when": {"edtf": "2026-05-03"}}
    incident = put(desk, case, "incident", about)
    said = {"speaker": person, "stance": "alleged", "incident": incident}
    claim = put(desk, case, "claim", {**said, "text": text(QUOTE)})
    denied = {"speaker": prison, "stance": "denied", "incident": incident}
    denial = put(desk, case, "claim", {**denied, "text": text("Nobody came in")})
    before = {"title": text("Complaint"), "track": "complaint"}
    proceeding = put(desk, case, "proceeding", before)
    one = begin(desk, case, Beginning("allegation-letter", "en"))
    answer(desk, case, one, WHOLE)
    return Told(case, person, claim, denial, proceeding, one)


def filed_in(told: Told, **more: str) -> Filed:
    step = {"step": "filed", "when": {"edtf": "2026-05-10"}, "filing": "complaint"}
    return Filed({**step, "number": "in. 77"}, told.proceeding, **more)


def taken(desk: Desk, told: Told) -> Word:
    write = take_out(desk, told.case, told.paper, As.DOCX, WHY)
    return Document(io.BytesIO(write()))


def bytes_of(word: Word) -> bytes:
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def come(desk: Desk, told: Told, data: bytes, name: str = "filed.docx") -> str:
    coming = Coming(desk, told.case, told.paper, name)
    try:
        coming.write(data)
        coming.seal()
        coming.read()
        return coming.record(filed_in(told))
    finally:
        coming.abort()


def back(desk: Desk, told: Told, word: Word) -> Differences:
    filing = come(desk, told, bytes_of(word))
    return differences(desk, told.case, told.paper, filing)


def holding(word: Word, words: str):
    return next(one for one in word.paragraphs if words in one.text)


def say(paragraph, old: str, new: str) -> None:
    for run in paragraph.runs:
        run.text = run.text.replace(old, new) if old in run.text else run.text


def test_what_comes_back_as_it_left_differs_in_nothing(desk: Desk, told: Told) -> None:
    found = back(desk, told, taken(desk, told))
    assert found.comparable
    assert found.compared is not None
    assert found.compared.differences == ()
    assert found.compared.same > 10
    assert found.told == {"author": ("Habeas",)}


def test_a_changed_quotation_is_loud_and_its_words_are_told(
    desk: Desk, told: Told
) -> None:
    word = taken(desk, told)
    say(holding(word, QUOTE), "shut the door", "left the door open")
    (one,) = back(desk, told, word).compared.differences
    assert one.how is How.CHANGED
    assert one.grave
    assert [(it.record, it.words) for it in one.quotes] == [(told.claim, QUOTE)]
    assert ("shut", "gone") in [(it.text, it.how) for it in one.pieces]
    assert not one.lost


def test_what_a_typewriting_program_changes_is_no_difference(
    desk: Desk, told: Told
) -> None:
    word = taken(desk, told)
    for one in word.paragraphs:
        say(one, "–", "-")
        say(one, " ", "\u00a0")
    assert back(desk, told, word).compared.differences == ()


def test_an_added_paragraph_rests_on_nothing_and_a_moved_one_is_the_same(
    desk: Desk, told: Told
) -> None:
    word = taken(desk, told)
    mine = word.add_paragraph("The guard is a criminal.")
    place = holding(word, QUOTE)._p
    place.addprevious(mine._p)
    moved = holding(word, "Nobody came in")._p
    place.addprevious(moved)
    found = back(desk, told, word).compared
    assert found.bare == 1
    assert [(one.how, one.pieces[0].text) for one in found.differences][0] == (
        How.ADDED,
        "The guard is a criminal.",
    )
    assert {one.how for one in found.differences} <= {How.ADDED, How.MOVED}
    assert not found.altered


def test_a_footnote_that_vanished_is_missed(desk: Desk, told: Told) -> None:
    word = taken(desk, told)
    line = holding(word, QUOTE)._p
    for one in line.findall(f".//{qn('w:footnoteReference')}"):
        one.getparent().remove(one)
    found = back(desk, told, word).compared
    (one,) = found.differences
    assert found.lost == 1
    entry = record(desk.views, told.case, told.claim).state.history[0].entry
    assert f"{entry[0][:8]}·{entry[1]}" in one.lost[0]
    assert not one.quotes


def test_a_cell_and_a_statement_left_out(desk: Desk, told: Told) -> None:
    word = taken(desk, told)
    cell = word.tables[0].rows[0].cells[-1]
    before = cell.text
    cell.paragraphs[0].add_run(" and more")
    gone = holding(word, "Nobody came in")._p
    gone.getparent().remove(gone)
    found = back(desk, told, word).compared.differences
    assert {(one.how, one.kind.value) for one in found} >= {(How.CHANGED, "annex")} or (
        (How.CHANGED, "cell") in {(one.how, one.kind.value) for one in found}
    )
    assert any(
        one.how is How.GONE and "Nobody came in" in one.pieces[0].text for one in found
    )
    assert before


def track(word: Word, tag: str, words: str) -> None:
    """Put a tracked change behind the first paragraph's words."""
    change, run = OxmlElement(tag), OxmlElement("w:r")
    change.set(qn("w:author"), "Somebody Else")
    inner = OxmlElement("w:t" if tag == "w:ins" else "w:delText")
    inner.text = words
    run.append(inner)
    change.append(run)
    word.paragraphs[0]._p.append(change)


def test_tracked_changes_comments_and_authors_are_told(desk: Desk, told: Told) -> None:
    word = taken(desk, told)
    track(word, "w:ins", " inserted words")
    track(word, "w:del", " deleted words")
    word.add_comment(word.paragraphs[1].runs[0], "Is that so?", author="Reviewer")
    found = back(desk, told, word)
    (one,) = found.compared.differences
    assert "".join(it.text for it in one.pieces).endswith("inserted words")
    assert found.told["inserted"] == ("1",)
    assert found.told["deleted"] == ("1",)
    assert found.told["comments"] == ("1",)
    assert set(found.told["author"]) == {"Habeas", "Somebody Else", "Reviewer"}


@pytest.mark.parametrize("place", ["body", "deleted", "comment", "author"])
def test_a_protected_name_is_told_and_never_refused(
    place: str, desk: Desk, told: Told
) -> None:
    name = "Айгерим Выдуманная"
    fields = {"person": told.person, "names": [{"text": name}]}
    put(desk, told.case, "identity", fields)
    word = taken(desk, told)
    if place == "body":
        word.add_paragraph(f"Sister of {name}")
    elif place == "deleted":
        track(word, "w:del", name)
    elif place == "comment":
        word.add_comment(word.paragraphs[1].runs[0], name, author="Reviewer")
    else:
        word.core_properties.last_modified_by = name
    found = back(desk, told, word)
    assert found.told["named"] == (told.person,)


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"<a>" + b"0" * (70 << 20))
    return made.getvalue()


NOT_PAPERS: dict[str, Callable[[], bytes]] = {
    "a bomb": bomb,
    "no Word file": lambda: b"\x00\x01\x02" * 50,
    "an empty zip": lambda: b"PK\x05\x06" + bytes(18),
    "half a file": lambda: b"PK\x03\x04word/" + b"7" * 100,
}


@pytest.mark.parametrize("name", NOT_PAPERS)
def test_what_cannot_be_read_is_sealed_all_the_same(
    name: str, desk: Desk, told: Told
) -> None:
    taken(desk, told)
    filing = come(desk, told, NOT_PAPERS[name]())
    found = differences(desk, told.case, told.paper, filing)
    assert not found.comparable
    assert found.told == {"unread": ("",)}
    (one,) = filings(desk.views, told.case, told.paper, desk.clock.now())
    assert one.number
    assert record(desk.views, told.case, one.fields.fields["document"]).compartment == (
        "counsel"
    )


def test_bad_input_records_nothing(desk: Desk, told: Told) -> None:
    before = len(records(desk.views, told.case, "document"))
    with pytest.raises(BadInputError, match="empty"):
        come(desk, told, b"")
    with pytest.raises(BadInputError, match="to whom it went"):
        file_as_sealed(desk, told.case, told.paper, Filed({"step": "filed"}))
    lost = Filed({"step": "filed"}, "f" * 32)
    with pytest.raises(BadInputError):
        file_as_sealed(desk, told.case, told.paper, lost)
    with pytest.raises(NotFoundError):
        differences(desk, told.case, told.paper, told.claim)
    assert len(records(desk.views, told.case, "document")) == before
    assert not records(desk.views, told.case, "paper_filing")
    assert not records(desk.views, told.case, "letter")


def test_the_sealed_file_itself_is_not_sealed_twice(desk: Desk, told: Told) -> None:
    write = take_out(desk, told.case, told.paper, As.PDF, WHY)
    document = seal(desk, told.case, told.paper)
    filing = come(desk, told, write(), "again.pdf")
    assert record(desk.views, told.case, filing).fields["document"] == document
    assert differences(desk, told.case, told.paper, filing).exact


def test_a_pdf_is_told_line_by_line(desk: Desk, told: Told) -> None:
    write = take_out(desk, told.case, told.paper, As.PDF, WHY)
    filing = come(desk, told, write(), "scan.pdf")
    found = differences(desk, told.case, told.paper, filing)
    assert found.pages
    assert [one.text for one in found.unfound] == []
    correct(desk, told.case, told.claim, {"text": text("He came")}, reason="so it is")
    taken(desk, told)
    found = differences(desk, told.case, told.paper, filing)
    assert [one.text for one in found.unfound] == []  # it was made of the one before


def test_what_the_paper_rests_on_and_counts_no_more(desk: Desk, told: Told) -> None:
    taken(desk, told)
    taken(desk, told)
    assert len(copies(desk.views, told.paper)) == 1
    (kept,) = kept_copies(desk, told.paper)
    assert changed_since(desk, told.case, kept) == ()
    withdraw(desk, told.case, told.claim, reason="she asked for it")
    fields = {"stance": "unknown"}
    correct(desk, told.case, told.denial, fields, reason="not so")
    found = {one.record: one for one in changed_since(desk, told.case, kept)}
    assert found[told.claim].fate is Fate.WITHDRAWN
    assert found[told.claim].stance == "alleged"
    assert found[told.denial].fields == ("Standing",)
    taken(desk, told)
    assert len(copies(desk.views, told.paper)) == 2
