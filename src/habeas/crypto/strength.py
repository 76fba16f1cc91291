"""How long a passphrase holds against guessing, at what Argon2id makes a guess cost.

The estimate is zxcvbn's, which knows leaked passwords, words, names, rows of keys,
dates and repeats. It knows Latin letters only, so a passphrase in another script is
also looked at as the keys it is typed with, and its words are counted as words.
All of it happens here: nothing is sent, and nothing that was typed is kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from math import log10

from habeas.words import N_

SECONDS_PER_GUESS = 1.0  # what calibrate aims at on the person's own machine
MANY = 10_000  # such machines: what somebody with a budget rents
_READ = 72  # zxcvbn takes no more; what follows can only help
_WEAK, _STRONG = 11.0, 14.0  # powers of ten of guesses
_WORD = 5.0  # a word of another script: one of 100,000, with its inflections
_WORD_LETTERS = 10  # letters beyond these are no common word any more
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z]+")
_KEYS = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюёәіңғүұқөһ",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`2345890-=",
)
_LOOKALIKES = frozenset("4@8({[<369!1|0$57+%2")
_MOST_LOOKALIKES = 8  # zxcvbn tries what each may stand for: with 20, half a minute
_SIGNS = str.maketrans("@({[<!|$+%", "acccciistx")  # digits stay: they may be a date
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_TIMES = (
    (1, N_("at once")),
    (_MINUTE, N_("in seconds")),
    (_HOUR, N_("in minutes")),
    (_DAY, N_("in hours")),
    (30 * _DAY, N_("in days")),
    (365 * _DAY, N_("in months")),
    (100 * 365 * _DAY, N_("in years")),
)
_NEVER = N_("in more than a lifetime")
_REASONS = {
    "dictionary": N_("It is made of words or names that are tried first."),
    "spatial": N_("It follows the keys of a keyboard."),
    "repeat": N_("It repeats itself."),
    "sequence": N_("It counts up or down, as abc or 6543 do."),
    "regex": N_("It holds a year."),
    "date": N_("It holds a date."),
}


class Level(Enum):
    """Weak needs an explicit yes; good and strong do not."""

    WEAK = N_("Weak.")
    GOOD = N_("Good.")
    STRONG = N_("Strong.")


@dataclass(frozen=True)
class Strength:
    """`guesses` is the power of ten that is needed; the times are message ids."""

    guesses: float
    reason: str = ""

    @property
    def level(self) -> Level:
        """Whether it is weak, good or strong."""
        if self.guesses < _WEAK:
            return Level.WEAK
        return Level.GOOD if self.guesses < _STRONG else Level.STRONG

    @property
    def alone(self) -> str:
        """When somebody with this one computer has guessed it."""
        return _time(self.guesses + log10(SECONDS_PER_GUESS))

    @property
    def many(self) -> str:
        """When somebody with ten thousand such computers has."""
        return _time(self.guesses + log10(SECONDS_PER_GUESS) - log10(MANY))


def weigh(passphrase: str) -> Strength:
    """Estimate the guesses that a passphrase takes; the least estimate counts."""
    text = unicodedata.normalize("NFC", passphrase)[:_READ]
    if not text:
        return Strength(0.0)
    found = [_known(text)]
    if _FOREIGN.search(text):
        found.append(_known(text.lower().translate(_KEYS)[:_READ]))
        found.append(_as_words(text))
    return min(found, key=lambda one: one.guesses)


def _known(text: str) -> Strength:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - it reads its lists when imported

    if len(_LOOKALIKES.intersection(text)) > _MOST_LOOKALIKES:
        text = text.translate(_SIGNS)
    told = zxcvbn(text)
    longest = max(told["sequence"], key=lambda one: len(one["token"]))
    reason = _REASONS.get(longest["pattern"], "")
    return Strength(float(told["guesses_log10"]), reason)


def _as_words(text: str) -> Strength:
    """Count each different word of another script once, and the rest as it is."""
    words = {word.lower() for word in _FOREIGN.findall(text)}
    rest = _FOREIGN.sub("", text).strip()
    counted = sum(_word(len(word)) for word in words)
    return Strength(counted + (_known(rest).guesses if rest else 0.0))


def _word(letters: int) -> float:
    return min(letters, _WORD) + max(0, letters - _WORD_LETTERS)


def _time(seconds: float) -> str:
    """Return when, for a power of ten of seconds."""
    return next((word for most, word in _TIMES if seconds < log10(most)), _NEVER)
