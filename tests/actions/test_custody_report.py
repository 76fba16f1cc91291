"""The custody report: what it says, the same bytes each time, what it keeps back."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx import Document

from habeas.actions import custody_report as module
from habeas.actions.custody_report import Form, custody_report
from habeas.actions.desk import Desk
from habeas.actions.documents import begin_import
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import correct, open_case, put, withdraw
from habeas.errors import BadInputError, NotFoundError
from habeas.languages import LANGUAGES
from habeas.papers.leaks.errors import NameStandsError
from tests.actions.test_documents import Add

EVIL = 'A shirt #read("/etc/passwd") $x$ <b> \\ {field} "quoted" `code` Қайғы 😀'


def said(desk: Desk, case: str, form: Form, language: str = "en", *only: str) -> str:
    """Return the words of a report, whatever it is written as."""
    made = custody_report(desk, case, form, language, only)
    if form is Form.CASE:
        return made.decode()
    if form is Form.PDF:
        pages = list(pypdfium2.PdfDocument(made))
        text = "\n".join(page.get_textpage().get_text_range() for page in pages)
        return " ".join(text.replace("\ufffe", "").replace("\u200b", "").split())
    paper = Document(io.BytesIO(made))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def person(desk: Desk, case: str, name: str) -> str:
    return put(desk, case, "person", {"pseudonym": name, "role": "other"})


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


@pytest.fixture
def shirt(desk: Desk, case: str) -> str:
    """Return an exhibit with a chain in which there is one break."""
    sister, counsel, other = (
        person(desk, case, name) for name in ("Sister", "Counsel 1", "Counsel 2")
    )
    made = add_exhibit(
        desk,
        case,
        {"what": text(EVIL), "kind": "garment", "found_by": sister, "seal": "K-0"},
    )

    def happens(event: str, **fields: Any) -> str:  # noqa: ANN401 - of a form
        own = {"exhibit": made, "event": event, "signed": "signed", **fields}
        return put(desk, case, "custody", own)

    def at(day: int) -> dict[str, str]:
        return {"edtf": f"2021-12-0{day}T14:30:00+05:00", "known": "seen"}

    happens(
        "handed", giver=sister, taker=counsel, when=at(1), place=text("Office"),
        witnesses=[other], authority=text("Mandate 7"), seal_before="K-0",
    )  # fmt: skip
    happens("opened", giver=other, when={"edtf": "2021-12", "known": "stated"})
    wrong = happens("moved", when=at(3))
    withdraw(desk, case, wrong, reason="it was another shirt")
    return made


@pytest.mark.parametrize("form", [Form.PDF, Form.DOCX])
def test_what_it_says(desk: Desk, case: str, shirt: str, add: Add, form: Form) -> None:
    assert shirt
    add("a letter", "letter.txt")
    told = said(desk, case, form)
    for words in (
        "The case of A.",
        EVIL.replace("😀", "").split("`")[0],
        "1. handed over",
        "nothing says how it came from one to the other",
        "by what authority",
        "Mandate 7",
        "it was another shirt",
        "letter.txt, text/plain, 8 B",
        "encoding: utf-8",
    ):
        assert words.casefold() in told.casefold(), words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", Form)
def test_the_same_log_gives_the_same_bytes(
    desk: Desk, case: str, shirt: str, form: Form, language: str
) -> None:
    assert shirt
    first = custody_report(desk, case, form, language)
    assert custody_report(desk, case, form, language) == first
    person(desk, case, "Counsel 3")  # another head, another report
    changed = custody_report(desk, case, form, language) != first
    assert changed is (form is not Form.CASE)


def test_it_speaks_three_languages(desk: Desk, case: str, shirt: str) -> None:
    assert shirt
    assert "Отчёт о хранении" in said(desk, case, Form.PDF, "ru")
    assert "Сақтау есебі" in said(desk, case, Form.DOCX, "kk")


def test_case_validate_accepts_it(
    desk: Desk, case: str, shirt: str, add: Add, tmp_path: Path
) -> None:
    photo = add(b"\x89PNG\r\n\x1a\n not a picture", "IMG 1.png")
    found = {
        "path": "DCIM/IMG 1.png",
        "device": text("A phone"),
        "created": {"edtf": "2021-12-01", "known": "file"},
    }
    correct(desk, case, photo, found, reason="as found")
    put(desk, case, "custody", {"exhibit": photo, "event": "moved"})
    file = tmp_path / "report.jsonld"
    file.write_bytes(custody_report(desk, case, Form.CASE, "en"))
    program = Path(sys.executable).with_name("case_validate")
    version = ["--built-version", "case-1.5.0"]
    ended = subprocess.run(
        [program, *version, file], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
    assert "Conforms: True" in ended.stdout
    graph = json.loads(file.read_bytes())["@graph"]
    kinds = [one["@type"] for one in graph]
    assert kinds.count("investigation:InvestigativeAction") == 3
    assert kinds.count("investigation:ProvenanceRecord") == 2
    numbers = [one.get("investigation:exhibitNumber") for one in graph]
    assert sorted(one for one in numbers if one) == ["1", "2"]
    assert shirt in [one.get("core:tag") for one in graph]


def test_a_broken_graph_is_not_accepted(
    desk: Desk, case: str, shirt: str, tmp_path: Path
) -> None:
    """The validator of the test above can say no."""
    assert shirt
    made = custody_report(desk, case, Form.CASE, "en").decode()
    file = tmp_path / "broken.jsonld"
    file.write_text(made.replace("2021-12-01T14:30:00+05:00", "a day in December"))
    program = Path(sys.executable).with_name("case_validate")
    version = ["--built-version", "case-1.5.0"]
    ended = subprocess.run([program, *version, file], capture_output=True, check=False)
    assert ended.returncode != 0


@pytest.mark.parametrize("form", Form)
def test_a_protected_name_stops_it(
    desk: Desk, case: str, her: str, shirt: str, form: Form
) -> None:
    names = [{"text": "Zhanna Invented", "kind": "full", "lang": "en"}]
    put(desk, case, "identity", {"person": her, "names": names})
    custody_report(desk, case, form, "en")
    told = {"exhibit": shirt, "event": "moved", "condition": text("Zhanna Invented's")}
    put(desk, case, "custody", told)
    with pytest.raises(NameStandsError) as refused:
        custody_report(desk, case, form, "en")
    assert "Zhanna" not in str(refused.value)


@pytest.mark.parametrize("form", Form)
def test_an_exhibit_that_was_withdrawn_keeps_its_chain(
    desk: Desk, case: str, shirt: str, form: Form
) -> None:
    withdraw(desk, case, shirt, reason="consent was withdrawn")
    told = said(desk, case, form)
    assert "Mandate 7" in told
    assert ("consent was withdrawn" in told) is (form is not Form.CASE)


def test_another_compartment_is_told_only_when_it_is_named(
    desk: Desk, case: str, shirt: str
) -> None:
    what = {"what": text("A medical sample"), "kind": "sample"}
    sample = add_exhibit(desk, case, what, "medical")
    assert shirt
    assert "medical sample" not in said(desk, case, Form.PDF)
    assert "medical sample" in said(desk, case, Form.PDF, "en", sample)


def test_what_lies_elsewhere_is_named_by_its_number(
    desk: Desk, case: str, shirt: str
) -> None:
    incoming = begin_import(desk, case, "finding F20.txt", "medical")
    incoming.write(b"a finding")
    paper = incoming.finish()
    event = {"exhibit": shirt, "event": "moved", "receipt": paper}
    moved = put(desk, case, "custody", event)
    assert "F20" not in said(desk, case, Form.DOCX)
    assert "F20" in said(desk, case, Form.DOCX, "en", shirt, paper)
    folder = put(desk, case, "batch", {"source": "/home/a-real-name/in"})
    letter = begin_import(desk, case, "letter.txt")
    letter.write(b"a letter")
    letter.finish({"batch": folder})
    assert "a-real-name" not in said(desk, case, Form.DOCX)
    correct(desk, case, moved, {"purpose": text("To court")}, reason="left out")
    assert "left out (" in said(desk, case, Form.DOCX)


def test_letters_that_no_xml_may_hold(desk: Desk, case: str, shirt: str) -> None:
    put(
        desk,
        case,
        "custody",
        {"exhibit": shirt, "event": "moved", "condition": text("torn \ufffe\uffff")},
    )
    assert "torn" in said(desk, case, Form.DOCX)


def test_nothing_to_report(desk: Desk) -> None:
    empty = open_case(desk, {"title": text("Empty")}, "test")
    with pytest.raises(BadInputError, match="nothing to report"):
        custody_report(desk, empty, Form.PDF, "en")


def test_too_much_to_report(
    desk: Desk, case: str, shirt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 0)
    with pytest.raises(BadInputError, match="at most 0"):
        custody_report(desk, case, Form.PDF, "en", [shirt])


def test_what_is_no_exhibit(desk: Desk, case: str, her: str) -> None:
    with pytest.raises(NotFoundError):
        custody_report(desk, case, Form.PDF, "en", [her])
