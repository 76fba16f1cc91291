"""The values in docs/spec are what the code does: other code can be held to them."""

import json
from pathlib import Path
from typing import Any

import pytest

from habeas.text.clean import clean
from habeas.text.encodings import decode
from habeas.text.extract import version_of
from habeas.text.passage import Passage, check_passage, passage_at

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec"
VALUES: dict[str, Any] = json.loads((SPEC / "vectors" / "text.json").read_text("utf-8"))
TEXTS = {case["name"]: case for case in VALUES["texts"]}


@pytest.mark.parametrize("name", TEXTS)
def test_bytes_become_the_text_of_the_spec(name: str) -> None:
    case = TEXTS[name]
    decoded = decode(bytes.fromhex(case["received"]))
    text = clean(decoded.text)
    assert (decoded.encoding, text) == (case["encoding"], case["text"])
    assert version_of(text) == case["text_version"]


@pytest.mark.parametrize("at", range(len(VALUES["passages"]["passages"])))
def test_a_passage_of_the_spec_holds(at: int) -> None:
    text = VALUES["passages"]["text"]
    passage = Passage(**VALUES["passages"]["passages"][at])
    assert check_passage(text, passage)
    assert passage_at(text, passage.start, passage.end) == passage
    page = (SPEC / "text.md").read_text("utf-8")
    assert text in page
    assert passage.text_version in page
