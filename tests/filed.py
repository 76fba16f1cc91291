"""A paper that is taken out of a small case, changed in Word, and comes back."""

import io
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from habeas.actions.desk import Desk
from habeas.actions.filings import Coming, Differences, Filed, differences
from habeas.actions.paper_leaving import take_out
from habeas.actions.papers import As, Beginning, answer, begin
from habeas.actions.record import correct, open_case, put
from habeas.views.records import records

WHY = "She is held and cannot be asked."
QUOTE = "He came in at night and shut the door behind him"
DENIAL = "Nobody came in"
WHOLE = {
    "mandate": "Special Rapporteur on torture",
    "urgent": "no",
    "submitter": "Counsel 1",
    "agreed": "yes",
    "confidential": "Her name.",
    "rights": "As she wrote.",
}


@dataclass(frozen=True)
class Told:
    """A case in which one states and one denies, and a paper about it."""

    case: str
    person: str
    prison: str
    claim: str
    denial: str
    proceeding: str
    paper: str


def text(words: str, lang: str = "en") -> dict[str, str]:
    return {"lang": lang, "text": words}


def tell(desk: Desk) -> Told:
    case = open_case(
        desk, {"title": text("A."), "held_at": text("Facility 5"), "law": "KZ"}, "test"
    )
    person = put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})
    prison = put(desk, case, "person", {"pseudonym": "The prison", "role": "body"})
    (line,) = (one.id for one in records(desk.views, case, "case"))
    correct(desk, case, line, {"subject": person}, reason="known now")
    about = {"title": text("The night of 3 May"), "when": {"edtf": "2021-05-03"}}
    incident = put(desk, case, "incident", about)
    said = {"speaker": person, "stance": "alleged", "incident": incident}
    claim = put(desk, case, "claim", {**said, "text": text(QUOTE)})
    denied = {"speaker": prison, "stance": "denied", "incident": incident}
    denial = put(desk, case, "claim", {**denied, "text": text(DENIAL)})
    before = {"title": text("Complaint"), "track": "investigation"}
    proceeding = put(desk, case, "proceeding", before)
    one = begin(desk, case, Beginning("allegation-letter", "en"))
    answer(desk, case, one, WHOLE)
    return Told(case, person, prison, claim, denial, proceeding, one)


def filed_in(told: Told, **more: str) -> Filed:
    step = {"step": "filed", "when": {"edtf": "2021-12-07"}, "filing": "motion"}
    return Filed({**step, "number": "in. 77"}, told.proceeding, **more)


def taken(desk: Desk, told: Told, how: As = As.DOCX) -> bytes:
    return left(desk, told.case, told.paper, how, WHY)


def left(desk: Desk, case: str, one: str, how: As, why: str) -> bytes:
    """Let a paper leave; return its file."""
    leaving = take_out(desk, case, one, how, why)
    made = leaving.write()
    leaving.leave(desk)
    return made


def opened(data: bytes) -> Word:
    return Document(io.BytesIO(data))


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
        return coming.record(filed_in(told, despite="Once more."))
    finally:
        coming.abort()


def back(desk: Desk, told: Told, data: bytes) -> Differences:
    return differences(desk, told.case, told.paper, come(desk, told, data))


def holding(word: Word, words: str) -> Paragraph:
    """Return the line, in a table or not, in which words stand."""
    found = (Paragraph(one, word) for one in word.element.body.iter(qn("w:p")))
    return next(one for one in found if words in one.text)


def say(paragraph: Paragraph, old: str, new: str) -> None:
    """Change words where they stand, and nothing else of the line."""
    for one in paragraph._p.iter(qn("w:t")):
        one.text = (one.text or "").replace(old, new)


def track(word: Word, tag: str, words: str) -> None:
    """Put a tracked change behind the first line."""
    change, run = OxmlElement(tag), OxmlElement("w:r")
    change.set(qn("w:author"), "Somebody Else")
    inner = OxmlElement("w:t" if tag == "w:ins" else "w:delText")
    inner.text = words
    run.append(inner)
    change.append(run)
    word.paragraphs[0]._p.append(change)


def file_it(desk: Desk, case: str, one: str) -> None:
    """Let a paper leave, and come back with words that nobody recorded."""
    left(desk, case, one, As.DOCX, "7")
    coming = Coming(desk, case, one, "7.docx")
    coming.write(changed_word())
    coming.seal()
    coming.read()
    home = records(desk.views, case, "proceeding")[0].id
    step: dict[str, object] = {"step": "filed", "number": "7", "filing": "motion"}
    step |= {"when": {"edtf": "2021-06-01"}}  # before it was begun
    coming.record(Filed(step, home, "", "7", "court", "7"))


def changed_word() -> bytes:
    """Return a Word file with all that there is to be told of one."""
    word = opened_new()
    track(word, "w:ins", "7")
    track(word, "w:del", "7")
    word.add_comment(word.paragraphs[0].runs[0], "7", author="7")
    return bytes_of(word)


def opened_new() -> Word:
    word = Document()
    word.add_paragraph("7777").add_run("7")
    return word
