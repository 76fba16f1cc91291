"""An allegation letter from a case made of a real report, in which nothing is added.

The report belongs to others: its passages, and the names in it, are given by their
places. People are called by what they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from habeas.actions.claims import mark_claim
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.papers import As, Wanted, drawn_up, written
from habeas.actions.record import correct, put
from habeas.case.facts.claims import Stance
from habeas.crypto.digest import sha256
from habeas.papers.engine.compose import Composed
from habeas.papers.engine.form import form_named
from habeas.papers.engine.layout import lay_out, words_in
from habeas.papers.engine.model import Block, Kind, Run, runs_in
from habeas.papers.engine.wording import SAYS
from habeas.papers.leaks.errors import NameStandsError
from habeas.views.cases import case_head
from tests.cli.test_news_report import (
    CLAIMS,
    INCIDENTS,
    KNOWN,
    PEOPLE,
    REPORT,
    SHARED,
)
from tests.papers.forms.checking import Checker, plain, sentences

NAMES = ((3701, 3711), (3925, 3938), (4973, 4992), (5015, 5029))
"""Where the report names people."""
PLACE = (131, 141)
"""Where it names the prison."""
SITE = "The news site"
TITLE = "News report of December 2021"
SUBMITTER = "Counsel of the woman; the address is left with the secretariat."
SECRET = "The name of the woman, and that of the counsel who submits this."


ANSWERS = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "yes",
    "why_urgent": "She is said to be about to be moved to a hospital [ex 1, p. 1].",
    "agreed": "family",
    "confidential": SECRET,
    "submitter": SUBMITTER,
}


@dataclass
class Reported:
    """The case made of the report, and its text."""

    desk: Desk
    case: str
    text: str

    def letter(self, **answers: str) -> Composed:
        wanted = Wanted(form_named("allegation-letter"), "en", ANSWERS | answers)
        return drawn_up(self.desk, self.case, wanted)

    def faults(self, made: Composed) -> list[str]:
        form = form_named("allegation-letter")
        return Checker(self.desk, self.case, form, "en", ANSWERS).faults(made.paper)


def words(text: str) -> dict[str, str]:
    return {"lang": "en", "text": text}


@pytest.fixture
def reported(desk: Desk, case: str) -> Reported:
    source = SHARED / "data" / REPORT
    if not source.is_file():
        pytest.skip(f"{REPORT} is not beside this checkout: set HABEAS_SHARED.")
    assert sha256(source.read_bytes()).hex() == KNOWN
    text = source.read_text("utf-8")
    people = {
        name: put(desk, case, "person", {"pseudonym": name, "role": role})
        for name, role in PEOPLE
    }
    protect(desk, case, people["Lawyer 1"], [text[a:b] for a, b in NAMES])
    head = case_head(desk.views, case)
    correct(desk, case, head.record, {"subject": people["The woman"]}, reason="Known.")
    incidents = {
        title: put(desk, case, "incident", {"title": words(title)})
        for title in INCIDENTS
    }
    fields = {"title": words(TITLE), "author": people[SITE]}
    document = add_file(desk, case, source, fields)
    for start, end, speaker, through, stance, incident in CLAIMS:
        by = (SITE, *through) if speaker != SITE else ()
        claim = {
            "speaker": people[speaker],
            "via": [people[name] for name in by],
            "stance": stance,
            "incident": incidents[incident],
        }
        mark_claim(desk, case, document, claim, start=start, end=end)
    return Reported(desk, case, text)


def protect(desk: Desk, case: str, person: str, names: list[str]) -> None:
    told = [{"text": one, "kind": "full", "lang": "en"} for one in names]
    put(desk, case, "identity", {"person": person, "names": told}, "identity")


def factual(made: Composed) -> Iterator[Run]:
    """Yield what the letter says of the matter itself."""
    for run in runs_in(made.paper.blocks):
        if any(one.stance for one in run.sources):
            yield run


def test_every_factual_sentence_has_its_reference(reported: Reported) -> None:
    made = reported.letter()
    assert reported.faults(made) == []
    told = [plain(run.text) for run in factual(made)]
    passages = [plain(reported.text[start:end]) for start, end, *_ in CLAIMS]
    assert sorted(told) == sorted(passages)
    for run in factual(made):
        (source,) = run.sources
        assert (source.exhibit, source.page) == (1, 1)
    (annex,) = made.paper.annexes
    assert (annex.number, annex.exhibit, annex.title) == (1, 1, TITLE)


def test_each_is_told_as_its_speakers_with_its_standing(reported: Reported) -> None:
    lines = ["".join(run.text for run in one) for one in sentences(blocks(reported))]
    for start, end, speaker, through, stance, _incident in CLAIMS:
        passage = f"“{plain(reported.text[start:end])}”"
        by = ", ".join((SITE, *through))
        told = speaker if speaker == SITE else f"{speaker} (as told by {by})"
        said = SAYS[Stance(stance)].format(speaker=told, words=passage)
        (line,) = (one for one in lines if passage in one)
        assert line.endswith(said)


def blocks(reported: Reported) -> tuple[Block, ...]:
    return reported.letter().paper.blocks


def test_nothing_else_is_asserted(reported: Reported) -> None:
    """What stands beside the passages is the form's, or pointed to, or no fact."""
    made = reported.letter()
    assert set(made.resting) == {SUBMITTER, SECRET}
    told = {run.text for run in runs_in(made.paper.blocks) if run.kind is Kind.FILE}
    passages = {plain(reported.text[start:end]) for start, end, *_ in CLAIMS}
    called = {name for name, _role in PEOPLE} | set(INCIDENTS)
    assert told - passages <= called
    assert set(made.missing) == {"State concerned", "date"}  # the report's are vague


def test_no_name_of_the_report_is_in_it(reported: Reported) -> None:
    made = reported.letter()
    whole = "\n".join(words_in(lay_out(made.paper)))
    for start, end in (*NAMES, PLACE):
        assert reported.text[start:end] not in whole
    assert written(made.paper, As.PDF).startswith(b"%PDF")
    start, end = NAMES[0]
    with pytest.raises(NameStandsError):
        reported.letter(submitter=reported.text[start:end])
