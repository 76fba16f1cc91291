"""Fold text to one spelling, so that names match however they were typed.

Letters lose case, accents, soft hyphens and invisible characters; everything that is
not a letter or digit becomes one space. Kazakh letters become the Russian ones they are
often replaced by, soft and hard signs go, a word of mixed scripts becomes one of the
script that it looks like, and Latin words become a skeleton in which
the transliteration systems (GOST 7.79, BGN/PCGN, passport, ISO 9, Kazakh Latin) agree.
"""

import re
import unicodedata
from typing import Final

_IGNORABLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default-ignorable code points (Unicode) and interlinear annotation."""

_CONTROL: Final = "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"
_IGNORED = re.compile(f"[{_IGNORABLE}]")
_CONTROLS = re.compile(f"[{_CONTROL}]+")
_INVISIBLE = re.compile(
    f"[{_IGNORABLE}'`\u00b4\u2018-\u201b\u2032\u2033\u02b9-\u02bd\"\u201c-\u201e]"
)
_INSIDE = re.compile(rf"[^\W\d_][{_CONTROL}{_IGNORABLE}]+[^\W\d_]")
_LETTERS: Final = (
    *zip("әғқңөұүһіґєэѣ", "агкноуухигеее", strict=True),
    *zip("ıŋłøđæwqy", "inlodevki", strict=True),
    ("ь", ""),
    ("ъ", ""),
)
_LOOKALIKES: Final = str.maketrans("aeopcxykmthbi", "аеорсхукмтнви")
_AS_LATIN: Final = str.maketrans("аеорсхукмтнвиіѕјһԁԛԝѵүӏ", "aeopcxykmthbiisjhdqwvyl")
_GREEK: Final = str.maketrans("αεζηικμνορστυχβ", "aezhikmvopstyxb")
_WRAP: Final = r"[-\u00ad\u2010-\u2014][ \t]*[\r\n\x0b\f\x85\u2028\u2029]\s*(?:>\s*)*"
_WRAPPED = re.compile(_WRAP)
_GOES_ON = re.compile(rf"{_WRAP}(?=[a-zа-яёәғқңөұүһі])")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_IS_GREEK = re.compile(r"[α-ω]")
_CYRILLIC: Final = "а-я\u0450-\u052f"
_MIX = re.compile(rf"[a-z][{_CYRILLIC}]|[{_CYRILLIC}][a-z]")
_MIXED = re.compile(
    rf"(?<![a-z{_CYRILLIC}])(?=[{_CYRILLIC}]*[a-z])(?=[a-z]*[{_CYRILLIC}])"
    rf"[a-z{_CYRILLIC}]+"
)
_LATIN_ALONE = re.compile(r"[dfgjlnq-suvwz]")
_DIGRAPHS: Final = {
    **dict.fromkeys(("shch", "sch", "shh", "sh"), "s"),
    **dict.fromkeys(("tsch", "tch", "ch", "ts", "tz", "tc"), "c"),
    "zh": "z",
    "kh": "h",
    "gh": "g",
    "ck": "k",
    "ph": "f",
    "ou": "u",
    "ae": "e",
}
# One after the other: str.replace is several times faster than one regular expression.
_SKELETON: Final = (
    *sorted(_DIGRAPHS.items(), key=lambda pair: -len(pair[0])),
    *((one + one, one) for one in "abcdefghijklmnoprstuvxz"),
    *(("i" + one, one) for one in "aeou"),
)
_OTHER = re.compile(r"[\W_]+")
_LATIN = re.compile(r"[a-z]")


def fold(text: str) -> str:
    """Return `text` in the one spelling that names are compared in.

    A separator at either end stays as one space: the search needs to know that a word
    began or ended there.
    """
    if text.isascii():
        text = text.lower().translate(_ASCII)
    else:
        text = _INVISIBLE.sub("", text)
        text = unicodedata.normalize("NFKC", text).casefold()
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        if _IS_GREEK.search(text):
            text = text.translate(_GREEK)
        if _MIX.search(text):
            text = _MIXED.sub(_one_script, text)
        for one, other in _LETTERS:
            text = text.replace(one, other)
    if _LATIN.search(text):
        for long, short in _SKELETON:
            text = text.replace(long, short)
    return _OTHER.sub(" ", text)


def is_wrapped(text: str) -> bool:
    """Say whether a word ends in a hyphen where its line ends."""
    return _WRAPPED.search(text) is not None


def unwrapped(text: str) -> str:
    """Join each word that a hyphen broke; two words that a dash parted join as well."""
    return _WRAPPED.sub("", text)


def continued(text: str) -> str:
    """Join a broken word only where it goes on in small letters: a dash may be one."""
    return _GOES_ON.sub("", text)


def has_unseen(text: str) -> bool:
    """Say whether a control or invisible character stands between two letters."""
    return _INSIDE.search(text) is not None


def without_controls(text: str) -> str:
    """Join what control characters part; `fold` takes them for separators."""
    return _CONTROLS.sub("", text)


def parted(text: str) -> str:
    """Part what invisible characters join; `fold` leaves them out."""
    return _IGNORED.sub(" ", text)


def _one_script(word: re.Match[str]) -> str:
    """Read a word of two scripts as Latin if a letter of it can only be Latin."""
    latin = _LATIN_ALONE.search(word[0])
    return word[0].translate(_AS_LATIN if latin else _LOOKALIKES)


_ASCII: Final = str.maketrans("wqy", "vki", "'`\"")


def letters(text: str) -> int:
    """Return how many letters `text` has, accents and invisible characters apart."""
    return sum(character.isalpha() for character in unicodedata.normalize("NFC", text))
