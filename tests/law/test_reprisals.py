"""The notes beside an event: each with its article, in every language."""

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from habeas.case.facts.cases import CASE
from habeas.case.facts.risks import Harm
from habeas.law.reprisals import notes_on, read_reprisals, reprisals


def whole() -> dict[str, Any]:
    text = (files("habeas.law") / "reprisals.toml").read_text("utf-8")
    return tomllib.loads(text)


def test_every_note_stands_beside_events_and_laws_that_there_are() -> None:
    law = CASE.spec("law")
    assert law is not None
    for note in reprisals().notes:
        assert set(note.harms) <= {one.value for one in Harm}, note.id
        assert note.law in {"", *law.ask.words}, note.id
        assert note.read <= reprisals().revision, note.id


@pytest.mark.parametrize("note", reprisals().notes, ids=lambda one: one.id)
def test_no_note_says_that_anything_happened_or_why(note: Any) -> None:  # noqa: ANN401 - a Note
    english = note.says["en"].lower()
    assert not any(word in english for word in ("because", "retaliat", "too late"))


def test_self_harm_has_its_own_article_before_the_rest() -> None:
    found = notes_on("self_harm", "KZ")
    assert found[0].article == "PEC of Kazakhstan, art. 104(3)(3)"
    assert "14(9), 49(1)" in [one.article for one in found][1]
    assert "104(3)(3)" not in "".join(one.article for one in notes_on("threat", "KZ"))
    assert notes_on("self_harm", "E-W") == ()
    assert notes_on("self_harm", "") == ()


FAULTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "no article": lambda data: data["note"][0].update(article=" "),
    "a language is missing": lambda data: data["note"][0]["says"].pop("kk"),
    "a language is empty": lambda data: data["note"][0]["says"].update(ru=" "),
    "no status": lambda data: data["note"][0].pop("status"),
    "a status of our own": lambda data: data["note"][0].update(status="sure"),
    "twice": lambda data: data["note"].append(data["note"][0]),
    "something unknown": lambda data: data["note"][0].update(code="import os"),
    "no day": lambda data: data["note"][0].pop("read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_right_is_refused(fault: str) -> None:
    data = whole()
    FAULTS[fault](data)
    with pytest.raises(ValueError, match="reprisals"):
        read_reprisals(data)
