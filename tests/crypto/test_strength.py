"""The hint beside a new passphrase: fair to every script, plain about the time."""

import pytest

from habeas.crypto import phrases
from habeas.crypto.phrases import make_phrase
from habeas.crypto.strength import Level, Strength, weigh

WEAK = {
    "a leaked one": "password1",
    "a word with a year": "Winter2024!",
    "a row of keys": "qwertyuiop",
    "a Russian word and digits": "пароль12345",
    "the same in Latin keys": "gfhjkm12345",
    "a row of Cyrillic keys": "йцукенгшщ",
    "capitals of the same": "ЙЦУКЕНГШЩ",
    "two Russian words": "любовь морковь",
    "one long Kazakh word": "қауіпсіздік",
    "one word again and again": "қызыл қызыл қызыл қызыл",
    "one letter": "a" * 80,
    "spaces": " " * 40,
    "a date": "12.05.1987",
    "counting": "123456789012",
    "nothing": "",
}
STRONG = {
    "five English words": "seven green bicycles under water",
    "five Kazakh words": "қызыл алма ескі көпір тас",
    "five Russian words": "жёлтый трактор семь яблок ночью",
    "random letters": "kJ8$xq2Lz0PwTe5",
    "made by us in English": make_phrase("en"),
    "made by us in Russian": make_phrase("ru"),
    "made by us in Kazakh": make_phrase("kk"),
}


@pytest.mark.parametrize("text", WEAK.values(), ids=WEAK)
def test_a_weak_one_is_called_so(text: str) -> None:
    assert weigh(text).level is Level.WEAK


@pytest.mark.parametrize("text", STRONG.values(), ids=STRONG)
def test_a_strong_one_is_called_so(text: str) -> None:
    found = weigh(text)
    assert found.level is Level.STRONG
    assert found.many == "in more than a lifetime"


def test_words_of_another_script_weigh_what_english_words_weigh() -> None:
    english = weigh("yellow tractor seven apples").guesses
    russian = weigh("жёлтый трактор семь яблоки").guesses
    assert abs(english - russian) < 4


def test_a_word_said_twice_counts_once() -> None:
    once = weigh("көпір алма тас").guesses
    assert weigh("көпір алма тас Көпір").guesses == once


def test_one_passphrase_in_two_spellings_weighs_the_same() -> None:
    assert weigh("ёлка й") == weigh("е\u0308лка и\u0306")


def test_what_follows_72_letters_is_not_read() -> None:
    start = "жёлтый трактор семь яблок ночью на мосту у реки за лесом в тумане утром"
    long = start.ljust(72, "!")
    assert weigh(long + "x" * 100_000) == weigh(long)


@pytest.mark.parametrize(
    ("guesses", "level"),
    [
        (10.99, Level.WEAK),
        (11.0, Level.GOOD),
        (13.99, Level.GOOD),
        (14.0, Level.STRONG),
    ],
)
def test_where_the_levels_begin(guesses: float, level: Level) -> None:
    assert Strength(guesses).level is level


@pytest.mark.parametrize(
    ("guesses", "alone", "many"),
    [
        (-0.1, "at once", "at once"),
        (0.0, "in seconds", "at once"),
        (1.7, "in seconds", "at once"),
        (1.78, "in minutes", "at once"),
        (3.5, "in minutes", "at once"),
        (3.56, "in hours", "at once"),
        (4.9, "in hours", "in seconds"),
        (4.94, "in days", "in seconds"),
        (6.4, "in days", "in minutes"),
        (6.42, "in months", "in minutes"),
        (7.49, "in months", "in minutes"),
        (7.5, "in years", "in minutes"),
        (9.49, "in years", "in days"),
        (9.5, "in more than a lifetime", "in days"),
        (13.51, "in more than a lifetime", "in more than a lifetime"),
    ],
)
def test_how_long_it_takes(guesses: float, alone: str, many: str) -> None:
    found = Strength(guesses)
    assert (found.alone, found.many) == (alone, many)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dragonfly", "words or names"),
        ("zxcvfdsaqwer", "keys"),
        ("үұқөһ", "keys"),
        ("abababababab", "repeats"),
        ("abcdefghijk", "counts"),
        ("1999", "year"),
        ("12.05.1987", "date"),
        ("xq", ""),
    ],
)
def test_why(text: str, reason: str) -> None:
    found = weigh(text).reason
    assert reason in found
    assert bool(reason) == bool(found)


def test_how_words_of_another_script_are_counted() -> None:
    """Five digits a word at most, one more for each letter beyond ten."""
    assert weigh("") == Strength(0.0)
    assert weigh("көпір алма тас").guesses == 5 + 4 + 3
    long = weigh("қауіпсіздіктің").guesses  # 14 letters
    assert long == 5 + 4
    assert weigh("көпір xq7").guesses > weigh("көпір").guesses
    assert weigh("көпір").guesses <= 5


def test_small_and_capital_letters_are_the_same_keys() -> None:
    small, capital = weigh("пароль12345"), weigh("ПАРОЛЬ12345")
    assert small == capital
    assert small.guesses < 5


def test_many_signs_that_stand_for_letters_are_read_as_these_letters() -> None:
    """Not all their meanings at once: that takes zxcvbn half a minute."""
    crowded = "4@8({[<36" * 8
    assert weigh(crowded) == weigh("4a8cccc36" * 8)
    nine, eight = "({[<!|+%p@ssword", "({[<!|+p@ssword"
    assert weigh(nine) == weigh("cccciitxpassword")
    assert weigh(eight) != weigh("cccciitpassword")


def test_a_phrase_is_six_words_of_the_keyboard() -> None:
    english, russian, kazakh = (make_phrase(one) for one in ("en", "ru", "kk"))
    assert [len(one.split(" ")) for one in (english, russian, kazakh)] == [6, 6, 6]
    assert english.replace("-", "").replace(" ", "").isalpha()
    assert english.isascii()
    assert english.islower()
    for phrase in (russian, kazakh):
        assert set(phrase) <= set("бвгдзклмнпрстфчшаеио ")
        assert all(len(word) == 4 for word in phrase.split())


def test_no_phrase_comes_twice() -> None:
    for language in ("en", "ru", "kk", "xx"):
        assert make_phrase(language) != make_phrase(language)


def test_the_words_are_enough() -> None:
    """The promise of 12 bits and more a word, counted."""
    syllables = len(set(phrases._CONSONANTS)) * len(set(phrases._VOWELS))
    assert syllables**2 == 2**12
    assert len(phrases._english()) == 7776
    seen = {word for _ in range(2000) for word in make_phrase("en").split()}
    assert len(seen) > 5000
