"""A paper that left and came back: how it went, what is told of it, what came."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

from habeas.actions import filings as filings_of
from habeas.actions.desk import Desk
from habeas.actions.filing_doubts import DoubtfulFilingError
from habeas.actions.filings import (
    Coming,
    Filed,
    differences,
    file_as_sealed,
    filed_lines,
    since,
)
from habeas.actions.paper_copies import Fate, keep_copy
from habeas.actions.papers import As, Beginning, answer, begin, composed, seal
from habeas.actions.record import correct, put, withdraw
from habeas.actions.replies import answer_point, replies
from habeas.case.facts.members import Role
from habeas.errors import BadInputError, NotFoundError
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.filings import copies, filings
from habeas.views.records import linked, record, records
from tests.actions.copies import Copies
from tests.filed import (
    QUOTE,
    WHOLE,
    Told,
    back,
    bytes_of,
    come,
    filed_in,
    holding,
    opened,
    say,
    taken,
    tell,
    text,
    track,
)

FORM = "Submission to the special procedures (allegation letter or urgent appeal)"
TITLE = {"lang": "en", "text": "What counsel calls it"}


@pytest.fixture
def told(desk: Desk) -> Told:
    return tell(desk)


def test_a_file_comes_back_with_its_differences_and_starts_the_clock(
    desk: Desk, told: Told
) -> None:
    word = opened(taken(desk, told))
    say(holding(word, QUOTE), "shut", "closed")
    found = back(desk, told, bytes_of(word))
    assert found.compared is not None
    assert len(found.compared.altered) == 1
    (one,) = filings(desk.views, told.case, told.paper, desk.clock.now())
    assert (one.how, one.when, one.mark) == (
        "filed: complaint, motion or appeal",
        "2021-12-07",
        "in. 77",
    )
    document = record(desk.views, told.case, one.fields.fields["document"])
    assert (document.compartment, document.fields["name"]) == ("counsel", "filed.docx")
    assert one.clocks
    assert all(it.told.start == one.fields.fields["step"] for it in one.clocks)
    assert not one.answered
    reads = records(desk.views, told.case, "access")
    differences(desk, told.case, told.paper, one.id)
    assert len(records(desk.views, told.case, "access")) == len(reads) == 1


def test_protected_names_are_told_wherever_they_stand_and_never_refused(
    desk: Desk, told: Told
) -> None:
    word = opened(taken(desk, told))
    people: list[str] = []
    for name in ("Айгерим", "Болат", "Ержан", "Гульнар"):
        who = {"pseudonym": f"{len(people)}", "role": "witness"}
        people.append(put(desk, told.case, "person", who))
        fields = {"person": people[-1], "names": [{"text": f"{name} Выдуманная"}]}
        put(desk, told.case, "identity", fields)
    word.add_paragraph("Sister of Aigerim Vydumannaya")
    track(word, "w:del", "Болат Выдуманная")
    word.add_comment(word.paragraphs[1].runs[0], "Ержан Выдуманная", author="R.")
    word.core_properties.last_modified_by = "Гульнар Выдуманная"
    found = back(desk, told, bytes_of(word))
    assert set(found.told["named"]) == set(people)


def test_authors_properties_links_and_the_file_name_are_searched(
    desk: Desk, told: Told
) -> None:
    name = "Айгерим Выдуманная"
    put(desk, told.case, "identity", {"person": told.person, "names": [{"text": name}]})

    def authored(word: Word) -> None:
        track(word, "w:ins", "x")
        for one in word.element.body.iter(qn("w:ins")):
            one.set(qn("w:author"), name)

    def titled(word: Word) -> None:
        word.core_properties.title = name

    def linked_to(word: Word) -> None:
        to = "mailto:Aigerim.Vydumannaya@example.org"
        word.part.relate_to(to, "http://example.org/link", is_external=True)

    for change in (authored, titled, linked_to):
        word = Document()
        word.add_paragraph("Nothing else.")
        change(word)
        assert "named" in back(desk, told, bytes_of(word)).told, change.__name__
    named = come(desk, told, bytes_of(Document()), "Appeal of Vydumannaya.docx")
    found = record(desk.views, told.case, named)
    assert any(one.startswith("named ") for one in found.fields["found"])
    document = record(desk.views, told.case, found.fields["document"])
    assert document.compartment == "identity"


def test_what_is_too_long_to_be_read_says_so(
    desk: Desk, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filings_of, "read_word", lambda *_args, **_more: None)
    word = Document()
    word.add_paragraph("Longer than any paper.")
    assert back(desk, told, bytes_of(word)).told == {"unsearched": ("",)}


def medical_paper(desk: Desk, case: str) -> str:
    who = {"pseudonym": "A.", "role": "complainant"}
    person = put(desk, case, "person", who)
    (line,) = (one.id for one in records(desk.views, case, "case"))
    known = {"subject": person, "law": "KZ"}
    correct(desk, case, line, known, reason="known now")
    names = [{"text": "Выдуманная"}]
    put(desk, case, "identity", {"person": person, "names": names})
    said = {"speaker": person, "stance": "alleged", "text": text("Bruises")}
    put(desk, case, "claim", said, "medical")
    one = begin(desk, case, Beginning("allegation-letter", "en"))
    answer(desk, case, one, WHOLE)
    return one


def test_medical_words_lie_where_only_those_read_who_may(
    new_desk: Callable[[str], Desk],
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    one = medical_paper(ann, case)
    sealed = seal(ann, case, one)
    (kept,) = linked(ann.views, one, "paper", kind="paper_copy")
    for it in (sealed, kept):
        assert record(ann.views, case, it).compartment == "medical"
    letter = Filed({"step": "filed"}, way="hand", addressee="npm")
    coming = Coming(ann, case, one, "of Выдуманная.txt")
    coming.write(b"Bruises")
    coming.seal()
    coming.read()
    copies.enter("bob", Role.EDITOR, "identity")  # and not the medical part
    filing = record(ann.views, case, coming.record(letter))
    assert filing.compartment == "counsel"
    assert "words" not in filing.fields
    assert not linked(ann.views, filing.id, "filing")
    paper_of = composed(ann, case, one).paper
    keep_copy(ann, case, one, replace(paper_of, title="New"), place="identity")
    assert linked(ann.views, one, "paper", kind="paper_copy") == [kept]


@pytest.mark.parametrize("data", [b"\0\1\2" * 50, b"PK\3\4word/" + b"7" * 99])
def test_what_cannot_be_read_is_sealed_all_the_same(
    data: bytes, desk: Desk, told: Told
) -> None:
    found = back(desk, told, data)
    assert not found.comparable
    assert found.told == {"unread": ("",)}
    (one,) = filings(desk.views, told.case, told.paper, desk.clock.now())
    assert one.number


def test_a_file_with_a_name_lies_with_identities_and_so_do_its_words(
    desk: Desk, told: Told
) -> None:
    who = {"person": told.person, "names": [{"text": "Айгерим Выдуманная"}]}
    put(desk, told.case, "identity", who)
    fields = record(desk.views, told.case, told.paper).fields
    shown = put(desk, told.case, "paper", fields, "case")
    filing = come(desk, replace(told, paper=shown), "Айгерим Выдуманная".encode())
    found = record(desk.views, told.case, filing)
    assert (found.compartment, "words" in found.fields) == ("case", False)
    document = record(desk.views, told.case, found.fields["document"])
    extract = records(desk.views, told.case, "extract")[0].id
    (words,) = linked(desk.views, filing, "filing")
    for one in (document.id, extract, words):
        assert record(desk.views, told.case, one).compartment == "identity"
    assert "Выдуманная" not in str(found.fields)
    assert filed_lines(desk, told.case, shown) is not None


def test_bad_input_records_nothing(desk: Desk, told: Told) -> None:
    with pytest.raises(BadInputError, match="empty"):
        come(desk, told, b"")
    with pytest.raises(BadInputError, match="to whom it went"):
        file_as_sealed(desk, told.case, told.paper, Filed({"step": "filed"}))
    for step, home in (("filed", "f" * 32), ("decision", told.proceeding)):
        with pytest.raises(BadInputError):
            file_as_sealed(desk, told.case, told.paper, Filed({"step": step}, home))
    with pytest.raises(NotFoundError):
        differences(desk, told.case, told.paper, told.claim)
    with pytest.raises(NotFoundError):
        replies(desk, told.case, told.claim)
    for kind in ("document", "letter", "proceeding_step", "paper_filing"):
        assert not records(desk.views, told.case, kind)


def test_why_it_is_filed_again_is_kept_and_holds_no_name(
    desk: Desk, told: Told
) -> None:
    names = [{"text": "Айгерим Выдуманная"}]
    put(desk, told.case, "identity", {"person": told.person, "names": names})
    first = file_as_sealed(desk, told.case, told.paper, filed_in(told, despite="No."))
    assert "despite" not in record(desk.views, told.case, first).fields
    step = record(desk.views, told.case, first).fields["step"]
    reply = {"proceeding": told.proceeding, "step": "reply", "about": step}
    put(desk, told.case, "proceeding_step", {**reply, "when": {"edtf": "2021-12-01"}})
    with pytest.raises(DoubtfulFilingError) as odd:
        file_as_sealed(desk, told.case, told.paper, filed_in(told))
    assert len(odd.value.doubts) == 2
    named = filed_in(told, despite="Aigerim Vydumannaya asked")
    with pytest.raises(NameStandsError):
        file_as_sealed(desk, told.case, told.paper, named)
    assert len(records(desk.views, told.case, "paper_filing")) == 1
    again = filed_in(told, despite="The court lost it.")
    second = file_as_sealed(desk, told.case, told.paper, again)
    kept = record(desk.views, told.case, second).fields["despite"]
    assert kept == text("The court lost it.")
    withdraw(desk, told.case, second, reason="not so")
    withdraw(desk, told.case, first, reason="not so")
    file_as_sealed(desk, told.case, told.paper, filed_in(told))


def test_a_pdf_is_searched_and_the_sealed_one_is_not_sealed_twice(
    desk: Desk, told: Told
) -> None:
    made = taken(desk, told, As.PDF)
    filing = come(desk, told, made, "printed.pdf")
    found = differences(desk, told.case, told.paper, filing)
    assert found.pages
    assert found.unfound == ()
    change = {"text": text("He came")}
    correct(desk, told.case, told.claim, change, reason="so it is")
    document = seal(desk, told.case, told.paper)
    again = come(desk, told, taken(desk, told, As.PDF), "again.pdf")
    assert record(desk.views, told.case, again).fields["document"] == document
    assert differences(desk, told.case, told.paper, again).exact


def test_by_post_it_is_a_letter_too_and_no_term_starts_twice(
    desk: Desk, told: Told
) -> None:
    correct(desk, told.case, told.paper, {"title": TITLE}, reason="to tell them apart")
    by_post = filed_in(told, tracking="RR 7", addressee="prosecutor")
    file_as_sealed(desk, told.case, told.paper, by_post)
    letter = record(
        desk.views, told.case, records(desk.views, told.case, "letter")[0].id
    )
    assert (letter.compartment, letter.title) == ("case", FORM)
    alone = Filed(
        {"step": "filed", "number": "77"},
        way="hand",
        addressee="npm",
        despite="To the monitors as well.",
    )
    file_as_sealed(desk, told.case, told.paper, alone)
    first, second = filings(desk.views, told.case, told.paper, desk.clock.now())
    assert (first.mark, first.tracking) == ("in. 77", "RR 7")
    assert len({it.told.rule for it in first.clocks}) == len(first.clocks)
    assert (second.how, second.mark, second.matter) == ("received", "77", None)
    day = {"edtf": "2021-12-11"}
    posted = {"letter": first.letter, "step": "received", "when": day}
    put(desk, told.case, "letter_step", posted)
    about = {"about": first.fields.fields["step"], "when": {"edtf": "2021-12-17"}}
    reply = {"proceeding": told.proceeding, "step": "reply", **about}
    put(desk, told.case, "proceeding_step", reply)
    answer = {"what": text("Reply"), "addressee": "person", "replies": second.letter}
    put(desk, told.case, "letter", answer, "counsel")
    first, second = filings(desk.views, told.case, told.paper, desk.clock.now())
    assert [(it.what, it.answers) for it in first.came] == [
        ("answer received", True),
        ("received", False),
    ]
    assert first.answered
    assert second.answered


def test_what_the_paper_rests_on_and_counts_no_more(desk: Desk, told: Told) -> None:
    assert since(desk, told.case, told.paper) == ()
    taken(desk, told)
    taken(desk, told)
    assert len(copies(desk.views, told.paper)) == 1
    assert since(desk, told.case, told.paper) == ()
    withdraw(desk, told.case, told.claim, reason="she asked for it")
    fields = {"stance": "unknown", "reliability": "C"}
    correct(desk, told.case, told.denial, fields, reason="not so")
    found = {one.record: one for one in since(desk, told.case, told.paper)}
    assert found[told.claim].fate is Fate.WITHDRAWN
    assert found[told.claim].stance == "alleged"
    assert found[told.denial].fields == ("Standing",)


def test_a_reply_answers_point_by_point_and_silence_admits_nothing(
    desk: Desk, told: Told
) -> None:
    assert not replies(desk, told.case, told.paper).kept
    filing = come(desk, told, taken(desk, told))
    step = record(desk.views, told.case, filing).fields["step"]
    paper = come(desk, told, b"No guard was there. The door was open.", "reply.txt")
    document = record(desk.views, told.case, paper).fields["document"]
    came = {"proceeding": told.proceeding, "step": "reply", "about": step}
    put(desk, told.case, "proceeding_step", {**came, "document": document})
    said = {"speaker": told.prison, "document": document}
    first, second = (
        put(desk, told.case, "claim", {**said, "stance": stance, "text": text(words)})
        for stance, words in (("denied", "No guard."), ("alleged", "It was open."))
    )
    found = replies(desk, told.case, told.paper)
    assert [one.ours.id for one in found.points] == [told.claim, told.denial]
    assert found.unanswered == 2
    assert {one.id for one in found.others} == {first, second}
    answer_point(desk, told.case, told.claim, first)
    withdraw(desk, told.case, told.claim, reason="she asked for it")
    found = replies(desk, told.case, told.paper)
    point = found.points[0]
    assert ([one.id for one in point.answers], point.withdrawn) == ([first], True)
    assert found.points[1].answers == ()
    assert [one.id for one in found.others] == [second]
    for bad in (first, told.person, told.claim, ""):
        with pytest.raises(BadInputError):
            answer_point(desk, told.case, told.claim, bad)
    with pytest.raises(BadInputError, match="itself"):
        correct(desk, told.case, first, {"answers": [first]}, reason="a ring")


def test_what_left_is_no_evidence_that_stays_out(desk: Desk) -> None:
    told = tell(desk)
    before = composed(desk, told.case, told.paper).apart
    come(desk, told, taken(desk, told))
    assert composed(desk, told.case, told.paper).apart == before
