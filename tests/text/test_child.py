"""The child's own steps, run here without its walls so that each can be seen."""

import io
import json
import sys
from types import SimpleNamespace

import msgspec
import pytest
from PIL import Image

from habeas.text import child, kinds, notes
from habeas.text.boilerplate import NAVIGATION
from habeas.text.check import parse_answer
from habeas.text.dates import TEXT
from habeas.text.job import Job
from tests.text.test_codes import LABEL, photo


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the walls by a record of when they would have gone up."""
    steps: list[str] = []
    monkeypatch.setattr(child, "limit_resources", lambda *_: steps.append("limits"))
    monkeypatch.setattr(child, "close_doors", lambda: steps.append("doors"))
    return steps


def _run(monkeypatch: pytest.MonkeyPatch, job: Job, data: bytes) -> tuple[int, bytes]:
    said = io.BytesIO()
    heard = io.BytesIO(msgspec.json.encode(job) + b"\n" + data)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=heard))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=said))
    return child.main(), said.getvalue()


def _job(kind: str, text_length: int = 1000, width: int = 0) -> Job:
    return Job(kind, 1 << 30, 5, text_length, 0, width)


def test_a_text_gets_its_proposals(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    data = "Menu\n7 December 2021\nShe said so.".encode("utf-16")
    code, answer = _run(monkeypatch, _job(kinds.TEXT), data)
    extract = parse_answer(answer)
    assert code == 0
    assert steps == ["limits", "doors"]
    assert [(span.start, span.end, span.why) for span in extract.boilerplate] == [
        (0, 4, NAVIGATION)
    ]
    assert [(date.edtf, date.where) for date in extract.dates] == [("2021-12-07", TEXT)]


def test_a_message_keeps_words_that_look_like_a_menu(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    _, answer = _run(monkeypatch, _job(kinds.MAIL), b"Subject: x\n\nHome\n")
    assert steps
    assert parse_answer(answer).boilerplate == ()


def test_too_much_text_is_no_text(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    _, answer = _run(monkeypatch, _job(kinds.TEXT, text_length=3), b"four")
    assert steps
    assert json.loads(answer)["text"] == ""
    assert parse_answer(answer).notes == (notes.TOO_MUCH_TEXT,)


def test_a_parser_that_fails_says_nothing(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    assert _run(monkeypatch, _job(kinds.DOCX), b"PK\x03\x04") == (1, b"")
    assert steps == ["limits", "doors"]


def test_codes_are_looked_for_behind_the_walls(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    job = msgspec.structs.replace(_job(kinds.JPEG), codes=True)
    assert _run(monkeypatch, job, photo(LABEL)) == (0, b'["' + LABEL.encode() + b'"]')
    assert _run(monkeypatch, job, photo()) == (0, b"[]")
    assert steps == ["limits", "doors"] * 2


PICTURES = {"PNG": kinds.PNG, "JPEG": kinds.JPEG, "PDF": kinds.PDF}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn(
    name: str, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, name)
    job = _job(PICTURES[name], width=20)
    code, answer = _run(monkeypatch, job, out.getvalue())
    assert (code, steps) == (0, ["limits", "doors"])
    assert Image.open(io.BytesIO(answer)).size == (20, 10)


def test_a_copy_is_made(monkeypatch: pytest.MonkeyPatch, steps: list[str]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PDF")
    for data, kind in ((out.getvalue(), kinds.PDF), (_square("PNG"), kinds.PNG)):
        job = msgspec.structs.replace(_job(kind), copy=True)
        code, answer = _run(monkeypatch, job, data)
        assert code == 0
        assert kinds.sniff(answer, "") == kind
    assert steps == ["limits", "doors"] * 2


def _square(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40)).save(out, kind)
    return out.getvalue()


def test_a_blur_is_drawn(monkeypatch: pytest.MonkeyPatch, steps: list[str]) -> None:
    job = msgspec.structs.replace(_job(kinds.PNG, width=20), blur=True)
    code, answer = _run(monkeypatch, job, _square("PNG"))
    assert (code, steps) == (0, ["limits", "doors"])
    assert Image.open(io.BytesIO(answer)).size == (20, 20)


def test_a_photograph_is_copied(
    monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG")
    job = msgspec.structs.replace(_job(kinds.JPEG), copy=True)
    code, answer = _run(monkeypatch, job, out.getvalue())
    assert (code, steps) == (0, ["limits", "doors"])
    assert kinds.sniff(answer, "") == kinds.JPEG
