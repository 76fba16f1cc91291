"""The floor: errors that carry advice, the clock, the languages."""

import time

import pytest

from habeas import errors
from habeas.clock import SystemClock
from habeas.errors import BadInputError, HabeasError, Word
from habeas.languages import LANGUAGES, translations

KINDS = [
    one
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, HabeasError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_has_advice_and_a_status(kind: type[HabeasError]) -> None:
    sentence, advice = kind("It did not work.").say()
    assert sentence == "It did not work."
    assert advice.endswith(".")
    assert 400 <= kind.status < 600


def test_both_sentences_are_translated_then_filled_in() -> None:
    error = BadInputError(
        "‘{field}’ is {n}.", advice="Not {n}.", field=Word("Name"), n=3
    )
    words = {"Name": "Аты", "Not {n}.": "{n} емес."}
    assert error.say(lambda message: words.get(message, message)) == (
        "‘Аты’ is 3.",
        "3 емес.",
    )


def test_str_is_both_sentences() -> None:
    assert str(BadInputError("One.", advice="Two.")) == "One. Two."


def test_the_clock_knows_its_zone_and_counts_seconds() -> None:
    now = SystemClock().now()
    assert now.utcoffset() is not None
    assert now.microsecond == 0
    assert abs(now.timestamp() - time.time()) < 5


@pytest.mark.parametrize("language", [*LANGUAGES, "xx", "", "../en"])
def test_a_language_translates_or_leaves_as_it_is(language: str) -> None:
    message = "‘{field}’ is missing."
    said = translations(language).gettext(message)
    assert "{field}" in said
    if language not in ("ru", "kk"):
        assert said == message
