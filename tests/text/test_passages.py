"""A passage is exact, is found again, and does not pass where it does not stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from habeas.text.extract import Span
from habeas.text.passage import (
    Passage,
    check_passage,
    find_loosely,
    find_quote,
    paragraphs,
    passage_at,
    sentences,
)

TEXT = (
    'Алия said: "I was\nlocked in."\n\n  The prison’s reply \u2013 none.\n\n\n'
    "Ол айтты. 😀 Ештеңе жоқ.\n\nThis manip-\nulation is seen."
)


def _words(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@given(st.text(min_size=1), st.data())
def test_what_was_selected_checks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = passage_at(text, start, end)
    assert check_passage(text, passage)
    assert Span(start, end) in find_quote(text, passage.quote)
    assert not check_passage(text + "x", passage)


GOOD = passage_at(TEXT, 5, 9)
FORGED: dict[str, Passage] = {
    "another version": replace(GOOD, text_version="0" * 64),
    "moved": replace(GOOD, start=6, end=10),
    "negative": replace(GOOD, start=-4, end=-1),
    "past the end": replace(GOOD, end=len(TEXT) + 1),
    "empty": replace(GOOD, end=5, quote=""),
    "other words": replace(GOOD, quote="told"),
    "other words before": replace(GOOD, prefix="Aлия "),
    "other words after": replace(GOOD, suffix=": 'no"),
}


def test_the_original_of_the_forgeries_is_good() -> None:
    assert GOOD.quote == "said"
    assert check_passage(TEXT, GOOD)


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_passage_is_refused(name: str) -> None:
    assert not check_passage(TEXT, FORGED[name])


@pytest.mark.parametrize("edges", [(-1, 3), (3, 3), (4, 2), (0, len(TEXT) + 1)])
def test_no_passage_outside_the_text(edges: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no passage"):
        passage_at(TEXT, *edges)


def test_every_exact_occurrence_is_found() -> None:
    assert find_quote("aaa", "aa") == [Span(0, 2), Span(1, 3)]
    assert find_quote("aaa", "b") == []
    assert find_quote("aaa", "") == []


LOOSE = {
    "another line break": ("I was locked in.", "I was\nlocked in."),
    "more spaces": (" I  was \n locked   in. ", "I was\nlocked in."),
    "typed apostrophe": ("The prison's reply", "The prison’s reply"),
    "a word broken at a line end": ("manipulation is", "manip-\nulation is"),
    "typed dash": ("reply - none", "reply \u2013 none"),
    "typographic quotation mark": ("said: “I was", 'said: "I was'),
}


@pytest.mark.parametrize("name", LOOSE)
def test_a_retyped_quote_is_found_exactly(name: str) -> None:
    typed, stands = LOOSE[name]
    (span,) = find_loosely(TEXT, typed)
    assert TEXT[span.start : span.end] == stands


def test_a_pattern_is_not_obeyed() -> None:
    assert find_loosely("abc", "a.c") == []
    assert find_loosely("abc", " \n ") == []


def test_paragraphs_leave_nothing_out_but_space() -> None:
    assert _words(TEXT, paragraphs(TEXT)) == [
        'Алия said: "I was\nlocked in."',
        "The prison’s reply \u2013 none.",
        "Ол айтты. 😀 Ештеңе жоқ.",
        "This manip-\nulation is seen.",
    ]
    assert paragraphs(" \n\n \n") == []


@given(st.text(st.sampled_from("ab \n\t.")))
def test_every_word_stands_in_one_paragraph(text: str) -> None:
    pieces = _words(text, paragraphs(text))
    assert [word for piece in pieces for word in piece.split()] == text.split()
    assert all("\n\n" not in piece for piece in pieces)


def test_sentences_of_a_paragraph() -> None:
    text = 'Before.\n\n"I was there." She said so, e.g. twice! Потом — нет… Ол кетті.'
    last = paragraphs(text)[-1]
    assert _words(text, sentences(text, last)) == [
        '"I was there."',
        "She said so, e.g. twice!",
        "Потом — нет…",
        "Ол кетті.",
    ]
