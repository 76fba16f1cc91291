"""Every sentence of the program stands in every language, with its blanks intact."""

import re
import string

import messages
import pytest
from babel.messages.catalog import Message

from habeas.languages import LANGUAGES, translations

OTHERS = sorted(set(LANGUAGES) - {"en"})


def parts(of: object) -> list[str]:
    """Return a message's forms: one, or a singular and its plurals."""
    return [of] if isinstance(of, str) else [str(one) for one in of or ()]  # type: ignore[attr-defined]


def blanks(text: str) -> set[str]:
    """Return what will be filled in: {name} or %(name)s."""
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        named = set()
    return named | set(re.findall(r"%\((\w+)\)", text))


def translated(language: str) -> list[Message]:
    return [one for one in messages.load(language) if one.id]


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: str) -> None:
    assert messages.missing(language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_blank_is_kept(language: str) -> None:
    wrong = {
        str(one.id)
        for one in translated(language)
        for form in parts(one.string)
        if form and blanks(form) != set().union(*map(blanks, parts(one.id)))
    }
    assert wrong == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_that_the_program_reads_is_this_one(language: str) -> None:
    catalogue = translations(language)
    plain = {
        one.id: one.string for one in translated(language) if isinstance(one.id, str)
    }
    assert len(plain) > 300
    assert {message: catalogue.gettext(message) for message in plain} == plain


def test_english_and_an_unknown_language_are_what_the_source_says() -> None:
    for language in ("en", "xx"):
        assert translations(language).gettext("Nothing.") == "Nothing."
