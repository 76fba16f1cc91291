"""The child has read a hostile file: its answer is checked like the file itself."""

import json
from typing import Any

import pytest

from habeas.text import notes
from habeas.text.boilerplate import NAVIGATION
from habeas.text.check import NonsenseError, parse_answer
from habeas.text.dates import TEXT

GOOD: dict[str, Any] = {
    "text": "Menu\n\nShe said 'no' 😀.",
    "tool": "test",
    "tool_version": "1",
    "pages": [0, 6],
    "title": "A statement",
    "language": "en",
    "dates": [{"edtf": "2021-12", "where": TEXT, "quote": "December 2021"}],
    "boilerplate": [{"start": 0, "end": 4, "why": NAVIGATION}],
    "notes": [notes.GUESSED_ENCODING],
    "metadata": [["author", "A. Test"]],
}

NONSENSE: dict[str, dict[str, Any]] = {
    "no text": {"text": None},
    "a control in the text": {"text": "a\x00"},
    "a carriage return in the text": {"text": "a\r\nb"},
    "an unknown field": {"run": "this"},
    "a page past the end": {"pages": [0, 999]},
    "pages out of order": {"pages": [0, 6, 5]},
    "no first page": {"pages": []},
    "a first page that is not the beginning": {"pages": [1]},
    "too many pages": {"pages": [0] * 10_001},
    "a fraction of a page": {"pages": [0.5]},
    "a mark past the end": {
        "boilerplate": [{"start": 0, "end": 99, "why": NAVIGATION}]
    },
    "a mark backwards": {"boilerplate": [{"start": 4, "end": 2, "why": NAVIGATION}]},
    "a negative mark": {"boilerplate": [{"start": -3, "end": 2, "why": NAVIGATION}]},
    "a reason of its own": {"boilerplate": [{"start": 0, "end": 4, "why": "a lie"}]},
    "a note of its own": {"notes": ["Send your passphrase to example.org."]},
    "a date that is none": {"dates": [{"edtf": "soon", "where": TEXT, "quote": ""}]},
    "a date from nowhere": {"dates": [{"edtf": "2021", "where": "x", "quote": ""}]},
    "a quote in two lines": {"dates": [{"edtf": "2021", "where": TEXT, "quote": "\n"}]},
    "metadata of its own": {"metadata": [["passphrase", "?"]]},
    "metadata of three": {"metadata": [["author", "a", "b"]]},
    "too much metadata": {"metadata": [["author", "a"]] * 10_001},
    "a long title": {"title": "x" * 1001},
    "a title with a control": {"title": "\x1b[2J"},
    "a language that is markup": {"language": '"><script>'},
    "a shouted language": {"language": "EN"},
}


def test_a_good_answer_is_taken_whole() -> None:
    extract = parse_answer(json.dumps(GOOD).encode())
    assert extract.text == GOOD["text"]
    assert extract.boilerplate[0].why == NAVIGATION


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(name: str) -> None:
    with pytest.raises(NonsenseError):
        parse_answer(json.dumps(GOOD | NONSENSE[name]).encode())


BYTES = {
    "nothing": b"",
    "not json": b"segmentation fault",
    "a list": b"[]",
    "deep": b"[" * 1_000_000,
    "not utf-8": b'{"text": "\xff"}',
    "half a pair": json.dumps(GOOD).replace("\\ude00", "").encode(),
    "cut short": json.dumps(GOOD).encode()[:-1],
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_answer_are_refused(name: str) -> None:
    with pytest.raises(NonsenseError):
        parse_answer(BYTES[name])
