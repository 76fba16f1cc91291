"""What keeps a paper in, and what lets it out, over a small case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from habeas.actions.desk import Desk
from habeas.actions.paper_checks import KeptInError, address, checked, look, set_aside
from habeas.actions.paper_leaving import Despite, take_out
from habeas.actions.papers import As, Beginning, answer, begin
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.case.facts.members import Role
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.papers.engine.checked import Check, State
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.papers import paper
from habeas.views.records import linked, records
from tests.actions.copies import Copies

LETTER = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "no",
    "submitter": "Counsel 1",
    "confidential": "Her name.",
    "agreed": "yes",
    "not_anonymous": "yes",
    "medical_scope": "yes",
    "may_sign": "yes",
}


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


@dataclass(frozen=True)
class Told:
    """A case with one complainant, who is its subject."""

    desk: Desk
    case: str
    person: str

    def put(self, kind: str, compartment: str = "", **fields: object) -> str:
        return put(self.desk, self.case, kind, fields, compartment)

    def begin(self, form: str, recipient: str = "", **answers: str) -> str:
        """Begin a paper, in English if it is there."""
        language = "en" if form not in ("appeal", "complaint-judge") else "ru"
        wanted = Beginning(form, language, recipient=recipient)
        one = begin(self.desk, self.case, wanted)
        answer(self.desk, self.case, one, answers)
        return one

    def found(self, one: str) -> dict[str, Check]:
        """Return the checks by the first word of their codes."""
        found = checked(
            self.desk, self.case, one, look(self.desk, self.case, one), "en"
        )
        return {each.code.partition(":")[0]: each for each in found}

    def states(self, one: str) -> dict[str, State]:
        return {name: each.state for name, each in self.found(one).items()}

    def stopping(self, one: str) -> set[str]:
        return {name for name, each in self.found(one).items() if each.stops}


@pytest.fixture
def told(desk: Desk) -> Told:
    case = open_case(desk, {"title": text("A."), "law": "KZ"}, "test")
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    (line,) = (each.id for each in records(desk.views, case, "case"))
    correct(desk, case, line, {"subject": person}, reason="known now")
    return Told(desk, case, person)


def test_consents_are_judged_for_the_use_and_the_recipient(told: Told) -> None:
    given = {"person": told.person, "answer": "given"}
    told.put("consent", **given, use="counsel", scope=text("All but the photographs"))
    told.put("consent", **given, use="international", recipient=text("Working  group"))
    letter = told.begin("allegation-letter", " SPT ", **LETTER)
    note = told.begin("chronology", "Counsel 2")
    assert paper(told.desk.views, told.case, letter).recipient == "SPT"
    assert told.stopping(letter) == {"consent"}  # for counsel, and not for the UN
    assert told.found(letter)["consent"].why[0].endswith("recipient: Working  group")
    assert not told.stopping(note)
    assert "All but the photographs" in told.found(note)["consent"].why[0]
    assert address(told.desk, told.case, letter, "Working Group")
    assert not address(told.desk, told.case, letter, "Working Group ")
    answer(told.desk, told.case, letter, LETTER)
    assert not told.stopping(letter)
    told.put("consent", **{**given, "answer": "refused"}, use="international")
    assert told.found(letter)["consent"].words.startswith("A. refused this")
    assert address(told.desk, told.case, letter, "")
    answer(told.desk, told.case, letter, LETTER)
    assert told.stopping(letter) == {"consent", "recipient"}


def test_what_is_asked_before_it_leaves_is_answered_beside_the_paper(
    told: Told,
) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    one = told.begin("un-complaint", "Committee against Torture")
    asked = {"remedies_exhausted", "not_elsewhere", "not_anonymous", "state_accepted"}
    assert told.stopping(one) == {*asked, "may_sign", "term"}
    answers = {"exhausted": "no", "elsewhere": "no", "not_anonymous": "unknown"}
    more = {
        "state_accepted": "no",
        "state_accepted_why": "It is asked.",
        "may_sign": "",
    }
    answer(told.desk, told.case, one, {**answers, **more, "committee": "cedaw"})
    found = told.found(one)
    assert found["remedies_exhausted"].state is State.STOP
    assert "unreasonably prolonged" in found["remedies_exhausted"].why[0]
    assert found["not_elsewhere"].state is State.OK
    assert found["not_anonymous"].words.startswith("Not known: ")
    assert found["state_accepted"].why[1] == "It is asked."
    assert found["term"].state is State.TELL  # the Protocol sets no term
    assert "authorisation" not in found  # she acts for herself
    answer(told.desk, told.case, one, {"acting": "other", "authorised": "none"})
    assert told.states(one)["authorisation"] is State.TELL
    with pytest.raises(BadInputError):
        answer(told.desk, told.case, one, {"may_sign": "perhaps"})


def test_a_reason_is_kept_and_is_for_what_was_found_alone(told: Told) -> None:
    one = told.begin("allegation-letter", "SPT", **LETTER)
    with pytest.raises(KeptInError) as kept:
        take_out(told.desk, told.case, one, As.DOCX)
    (stopping,) = kept.value.checks
    assert "A. is not recorded to have agreed" in str(kept.value)
    with pytest.raises(BadInputError):
        set_aside(told.desk, told.case, one, stopping.code, " ", "en")
    with pytest.raises(NotFoundError):
        set_aside(told.desk, told.case, one, "consent:x", "Because.", "en")
    set_aside(told.desk, told.case, one, stopping.code, "She is held.", "en")
    assert not told.stopping(one)
    assert told.found(one)["consent"].aside == "She is held."
    assert take_out(told.desk, told.case, one, As.DOCX).write().startswith(b"PK")
    refusal = {"person": told.person, "use": "international", "answer": "refused"}
    told.put("consent", **refusal)
    assert told.stopping(one) == {"consent"}  # it was no reason against a refusal
    take_out(told.desk, told.case, one, As.DOCX, "Her mother asks for it.")
    reasons = paper(told.desk.views, told.case, one).asides.values()
    assert {each.title for each in reasons} == {
        "She is held.",
        "Her mother asks for it.",
    }
    (last,) = (each.id for each in reasons if each.title != "She is held.")
    withdraw(told.desk, told.case, last, reason="She did not ask.")
    assert told.stopping(one) == {"consent"}


def test_what_was_answered_for_one_recipient_is_open_for_another(told: Told) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    said = {"speaker": told.person, "stance": "alleged", "text": text("Bruises")}
    told.put("claim", "medical", **said)
    one = told.begin("allegation-letter", "SPT", **LETTER)
    assert not told.stopping(one)
    assert address(told.desk, told.case, one, "WGAD")
    asked = {"medical_scope", "may_sign", "not_anonymous"}
    assert told.stopping(one) == asked
    assert "for another recipient: SPT" in str(told.found(one)["may_sign"].why)
    again = {key: LETTER[key] for key in asked}
    assert answer(told.desk, told.case, one, again) == len(asked)
    assert not told.stopping(one)
    assert answer(told.desk, told.case, one, again) == 0
    assert address(told.desk, told.case, one, "")
    assert told.stopping(one) == {*asked, "recipient"}
    answer(told.desk, told.case, one, again)
    address(told.desk, told.case, one, "SPT")
    assert told.stopping(one) == asked
    assert "nobody was named" in str(told.found(one)["medical_scope"].why)


def test_a_reason_ends_with_the_next_withdrawal(told: Told) -> None:
    about = {"person": told.person, "use": "international"}
    said = {"speaker": told.person, "stance": "alleged", "text": text("Bruises")}
    told.put("consent", **about, answer="withdrawn")
    told.put("claim", "medical", **said)
    one = told.begin("allegation-letter", "SPT", **{**LETTER, "medical_scope": "no"})
    for code in [each.code for each in told.found(one).values() if each.stops]:
        set_aside(told.desk, told.case, one, code, "A slip of the clerk.", "en")
    assert not told.stopping(one)
    told.put("claim", "medical", **said)
    assert told.stopping(one) == {"medical_scope"}
    told.put("consent", **about, answer="given")
    told.put("consent", **about, answer="withdrawn")
    assert told.stopping(one) == {"medical_scope", "consent"}


def test_a_protected_name_lets_nobody_set_it_aside(told: Told) -> None:
    names = [{"text": "Айгерим Выдуманная"}]
    told.put("identity", person=told.person, names=names)
    one = told.begin("allegation-letter", "SPT", **LETTER)
    answer(
        told.desk, told.case, one, {"submitter": "The sister of Aigerim Vydumannaya"}
    )
    leak = told.found(one)["leak"]
    assert leak.firm
    assert leak.words.startswith("A protected name, date or number of A. ")
    with pytest.raises(KeptInError):
        set_aside(told.desk, told.case, one, leak.code, "It must.", "en")
    code = told.found(one)["consent"].code
    with pytest.raises(NameStandsError):
        set_aside(told.desk, told.case, one, code, "Vydumannaya asks for it.", "en")
    with pytest.raises(NameStandsError):
        take_out(told.desk, told.case, one, As.PDF, "It must.")


@pytest.mark.parametrize("how", As)
def test_the_file_is_searched_as_it_is_written(
    how: As, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.put("identity", person=told.person, names=[{"text": "Айгерим Выдуманная"}])
    one = told.begin("dramatis-personae", "Counsel 2")
    other = told.begin("allegation-letter", "SPT", mandate="To Vydumannaya")
    made = "habeas.actions.papers.refuse_other_names"
    leaving = take_out(told.desk, told.case, one, how, "She is held.")
    assert leaving.write()
    monkeypatch.setattr(made, lambda *_args: None)  # as if the words had been missed
    leaving = take_out(told.desk, told.case, other, how, "She is held.")
    with pytest.raises(NameStandsError) as stands:
        leaving.write()
    assert "Vydumannaya" not in str(stands.value)


def test_what_is_medical_needs_somebody_who_says_that_it_is_covered(told: Told) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    said = {"speaker": told.person, "stance": "alleged", "text": text("Bruises")}
    answers = {**LETTER, "medical_scope": ""}
    one = told.begin("allegation-letter", "SPT", **answers)
    assert told.states(one)["medical"] is State.OK
    told.put("claim", "medical", **said)
    assert told.stopping(one) == {"medical_scope"}
    answer(told.desk, told.case, one, {"medical_scope": "no"})
    assert told.stopping(one) == {"medical_scope"}
    answer(told.desk, told.case, one, {"medical_scope": "yes"})
    assert not told.stopping(one)
    assert "1 record of the medical" in told.found(one)["medical_scope"].words


def test_what_is_privileged_is_told_of_a_paper_for_colleagues(told: Told) -> None:
    told.put(
        "claim",
        "counsel",
        speaker=told.person,
        stance="unknown",
        text=text("To counsel alone"),
    )
    assert told.states(told.begin("handover", "C."))["privileged"] is State.TELL
    letter = told.begin("allegation-letter", "SPT", **LETTER)
    assert told.states(letter)["privileged"] is State.OK
    assert told.states(letter)["apart"] is State.TELL


TERMS: Mapping[str, tuple[str, State, str]] = {
    "long ago": ("2021-10-04", State.STOP, "Its day has passed."),
    "of yesterday": ("2021-12-01", State.OK, "days are left"),
    "of an unknown day": ("2021-11", State.STOP, "It may end any day"),
}


def court(told: Told) -> tuple[str, str]:
    """Record a court and a proceeding before it; return both."""
    body = told.put("person", pseudonym="District Court", role="body")
    matter = told.put(
        "proceeding", title=text("Trial"), track="court", law="KZ", body=body
    )
    return body, matter


@pytest.mark.parametrize("name", TERMS)
def test_the_term_of_a_paper_is_the_one_of_its_decision(name: str, told: Told) -> None:
    when, state, words = TERMS[name]
    _body, matter = court(told)
    ruled = {"proceeding": matter, "step": "decision", "ruling": "ruling"}
    act = told.put("proceeding_step", **ruled, when={"edtf": when})
    told.put("proceeding_step", **ruled, when={"edtf": "2020-02-03"})
    answers = {"matter": matter, "act": act, "term": "ruling"}
    term = told.found(told.begin("appeal", "The court", **answers))["term"]
    assert (term.state, term.words.startswith("Appeal of a ruling: by ")) == (
        state,
        True,
    )
    said = " ".join(term.why)
    assert words in said
    assert ("Motion to restore" in said) == (name == "long ago")
    assert "too late" not in said


def test_a_term_that_nothing_starts_is_asked_for(told: Told) -> None:
    _body, matter = court(told)
    one = told.begin("appeal", "The court", matter=matter, term="verdict")
    term = told.found(one)["term"]
    assert term.state is State.STOP
    assert "15 calendar days" in term.why[1]
    request = told.begin("preservation-request", "The prison")
    assert told.states(request)["term"] is State.TELL


def test_two_courts_of_one_name_are_told_apart(told: Told) -> None:
    body, matter = court(told)
    one = told.begin("appeal", "The court", court="district  court")
    assert "twice" not in told.found(one)
    told.put("person", pseudonym="District court", role="body")
    assert "twice" in told.stopping(one)
    answer(told.desk, told.case, one, {"court": "District Court in Ile"})
    assert "twice" not in told.found(one)
    answer(told.desk, told.case, one, {"matter": matter})
    assert ("twice" in told.found(one)) == _names_the_court(told, one)
    correct(
        told.desk, told.case, body, {"pseudonym": "District Court, Ile"}, reason="x"
    )
    assert "twice" not in told.found(one)


def _names_the_court(told: Told, one: str) -> bool:
    looked = look(told.desk, told.case, one)
    assert looked.made
    return "District Court" in repr(looked.made.paper.blocks).replace(
        "District Court in Ile", ""
    )


def test_two_copies_may_set_the_same_check_aside(told: Told) -> None:
    one = told.begin("allegation-letter", "SPT", **LETTER)
    code = told.found(one)["consent"].code
    for why in ("First.", "Second."):
        fields = {"paper": one, "check": code, "why": text(why)}
        put(told.desk, told.case, "paper_override", fields)
    assert told.found(one)["consent"].aside == "First."
    with pytest.raises(HabeasError):
        told.put("paper_override", "medical", paper=one, check=code, why=text("x"))


def test_a_reason_is_for_the_checks_alone_that_were_shown(told: Told) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    one = told.begin("allegation-letter", "SPT", **{**LETTER, "may_sign": ""})
    (seen,) = (each.code for each in told.found(one).values() if each.stops)
    told.put("consent", person=told.person, use="international", answer="withdrawn")
    said = Despite("It is signed on Monday.", frozenset({seen}))
    with pytest.raises(KeptInError) as kept:
        take_out(told.desk, told.case, one, As.PDF, said)
    assert [each.code.partition(":")[0] for each in kept.value.checks] == ["consent"]
    assert not paper(told.desk.views, told.case, one).asides
    stops = {each.code for each in told.found(one).values() if each.stops}
    leaving = take_out(
        told.desk, told.case, one, As.PDF, Despite("x", frozenset(stops))
    )
    assert {each.code for each in leaving.gate.aside} == stops


def test_what_changes_while_it_is_written_keeps_it_in(told: Told) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    one = told.begin("allegation-letter", "SPT", **LETTER)
    leaving = take_out(told.desk, told.case, one, As.DOCX)
    assert leaving.write()
    assert not linked(told.desk.views, one, "paper", kind="paper_copy")
    told.put("consent", person=told.person, use="international", answer="withdrawn")
    with pytest.raises(KeptInError):
        leaving.leave(told.desk)
    assert not linked(told.desk.views, one, "paper", kind="paper_copy")
    told.put("consent", person=told.person, use="international", answer="given")
    leaving.leave(told.desk)
    assert linked(told.desk.views, one, "paper", kind="paper_copy")


def test_who_may_not_write_sets_nothing_aside(
    new_desk: Callable[[str], Desk],
) -> None:
    copies = Copies(new_desk)
    copies.begin()
    ann, case = copies.desks["ann"], copies.case
    put(ann, case, "person", {"pseudonym": "A.", "role": "complainant"})
    one = begin(ann, case, Beginning("allegation-letter", "en", recipient="SPT"))
    bob = copies.enter("bob", Role.READER, "counsel")
    code = next(
        each.code
        for each in checked(bob, case, one, look(bob, case, one), "en")
        if each.stops
    )
    for act in (
        lambda: take_out(bob, case, one, As.PDF, "She is held."),
        lambda: set_aside(bob, case, one, code, "She is held.", "en"),
    ):
        with pytest.raises(RefusedError, match="Your role"):
            act()
    assert not records(bob.views, case, "paper_override")


def test_a_witness_is_not_printed_against_their_word(told: Told) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    witness = told.put("person", pseudonym="W.", role="witness")
    guard = told.put("person", pseudonym="G.", role="official")
    about = told.put("incident", title=text("A night"), when={"edtf": "2021-12-01"})
    for speaker in (witness, guard):
        said = {"speaker": speaker, "stance": "alleged", "incident": about}
        told.put("claim", **said, text=text("It was dark"))
    one = told.begin("allegation-letter", "SPT", **LETTER)

    def judged() -> dict[str, State]:
        found = checked(
            told.desk, told.case, one, look(told.desk, told.case, one), "en"
        )
        return {c.words: c.state for c in found if c.code.startswith("consent")}

    unasked, refused, kept = (
        f"W. {what}."
        for what in (
            "is not recorded to have agreed to this: send to a UN or regional body",
            "refused this: send to a UN or regional body",
            "took the consent to this back: keep it in this case",
        )
    )
    assert judged()[unasked] is State.TELL
    assert not told.stopping(one)
    assert not any(words.startswith("G.") for words in judged())
    told.put("consent", person=witness, use="record", answer="withdrawn")
    assert judged()[kept] is State.STOP
    told.put("consent", person=witness, use="international", answer="refused")
    assert judged()[refused] is State.STOP
    with pytest.raises(KeptInError):
        take_out(told.desk, told.case, one, As.PDF)


@pytest.mark.parametrize(
    ("role", "unasked", "checks"),
    [
        ("relative", [State.TELL], 2),
        ("expert", [], 2),
        ("press", [], 2),
        ("official", [], 0),
    ],
)
def test_whoever_refused_is_named_before_their_words_are_printed(
    told: Told, role: str, unasked: list[State], checks: int
) -> None:
    told.put("consent", person=told.person, use="international", answer="given")
    speaker = told.put("person", pseudonym="S.", role=role)
    about = told.put("incident", title=text("A night"), when={"edtf": "2021-12-01"})
    said = {"speaker": speaker, "stance": "alleged", "incident": about}
    told.put("claim", **said, text=text("It was dark"))
    one = told.begin("allegation-letter", "SPT", **LETTER)

    def named() -> list[State]:
        looked = look(told.desk, told.case, one)
        found = checked(told.desk, told.case, one, looked, "en")
        return [it.state for it in found if it.code.startswith(f"consent:{speaker}")]

    assert named() == unasked
    told.put("consent", person=speaker, use="international", answer="refused")
    assert named() == [State.STOP] * (checks // 2)
    told.put("consent", person=speaker, use="record", answer="withdrawn")
    assert named() == [State.STOP] * checks
