"""A passphrase made by chance, in letters that the person's keyboard has.

English words are those of the EFF's long list: 7,776 words, 12.9 bits each. Nobody
keeps such a list of Russian or Kazakh words. There a word is two invented syllables, of
16 consonants and 4 vowels that both keyboards have on their bare keys: 12 bits each.
Letters are left out so that no rude word comes up.
"""

from functools import cache
from secrets import choice

WORDS = 6
SYLLABIC = frozenset({"ru", "kk"})
_CONSONANTS = "бвгдзклмнпрстфчш"
_VOWELS = "аеио"


def make_phrase(language: str) -> str:
    """Return six words by chance: 72 bits in Cyrillic, 77 in English."""
    if language in SYLLABIC:
        return " ".join(_syllable() + _syllable() for _ in range(WORDS))
    words = _english()
    return " ".join(choice(words) for _ in range(WORDS))


def _syllable() -> str:
    return choice(_CONSONANTS) + choice(_VOWELS)


@cache
def _english() -> list[str]:
    from xkcdpass.xkcd_password import (  # noqa: PLC0415 - for this alone
        generate_wordlist,
        locate_wordfile,
    )

    found = generate_wordlist(
        wordfile=locate_wordfile("eff-long"), min_length=3, max_length=9
    )
    return sorted(set(found))
