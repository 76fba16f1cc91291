"""Nothing changes but line ends, control characters and what UTF-8 cannot hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.text.clean import clean, label, language_tag

CASES = {
    "Windows and Mac line ends": ("a\r\nb\rc\n", "a\nb\nc\n"),
    "form feed and vertical tab": ("a\fb\vc", "a\nb\nc"),
    "controls": ("a\0b\x07c\x1b[31md\x1f", "abc[31md"),
    "tab stays": ("a\tb", "a\tb"),
    "half a pair": ("a\ud800b\udfff", "a\ufffdb\ufffd"),
    "no normal form is forced": ("e\u0301 \u00e9", "e\u0301 \u00e9"),
    "other spaces stay": ("\u00a0\u2028\u200b x ", "\u00a0\u2028\u200b x "),
    "quotation marks stay": ("«“'”»…", "«“'”»…"),
}


@pytest.mark.parametrize("name", CASES)
def test_cleaning(name: str) -> None:
    text, expected = CASES[name]
    assert clean(text) == expected


@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()


def test_a_label_is_one_bounded_line() -> None:
    assert label("  a\r\n b\tc\0 ") == "a b c"
    assert len(label("x" * 5000)) == 1000


LANGUAGES = {"RU": "ru", "kk_KZ": "kk-KZ", "zh-Hant-TW": "zh-Hant-TW", "русский": ""}


@pytest.mark.parametrize("told", LANGUAGES)
def test_a_language_is_a_tag_or_nothing(told: str) -> None:
    assert language_tag(told) == LANGUAGES[told]
    assert language_tag(language_tag(told)) == language_tag(told)
