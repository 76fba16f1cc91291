"""Which letters the bytes mean: the file's own word first, then a guess that is told.

The guess knows what reaches a case in Kazakhstan and Russia: UTF-8, UTF-16, Windows
1251 and its Kazakh sister KZ-1048, KOI8-R, DOS 866 and Western 1252.
"""

import codecs
from dataclasses import dataclass

from habeas.text.clean import MISSING

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("cp1251", "kz1048", "koi8-r", "cp866", "cp1252")
_SAMPLE = 100_000
_FREQUENT = frozenset("оеаинтсрлвкмдпуыяь")
_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя" + "әіңғүұқөһ")
_MARKS = frozenset("«»“”„‘’–—…№§\xa0°")
_CLOSING = frozenset("»”’…—–")
_FIRST_NOT_LATIN = "\u0250"
_FEW = 1000
"""One unreadable letter in so many still counts as UTF-8 with damage."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read as, and whether that was a guess or lossy."""

    text: str
    encoding: str
    guessed: bool = False
    broken: bool = False


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of bytes; `declared` is what the document itself says, or ''."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            return Decoded(text, encoding, broken=MISSING in text)
    for encoding in (_known(declared), "utf-8"):
        strict = _strictly(data, encoding)
        # NULs are valid UTF-8, so UTF-16 without a mark passes for it.
        if strict is not None and not (encoding == "utf-8" and _is_wide(data)):
            return Decoded(strict, encoding)
    return _guess(data)


def _guess(data: bytes) -> Decoded:
    if _is_wide(data):
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, guessed=True, broken=MISSING in text)
    text = data.decode("utf-8", "replace")
    if text.count(MISSING) * _FEW <= len(text) and len(text) < len(data):
        return Decoded(text, "utf-8", guessed=True, broken=True)
    sample = data[:_SAMPLE]
    best = max(_CANDIDATES, key=lambda name: _score(sample.decode(name, "replace")))
    text = data.decode(best, "replace")
    return Decoded(text, best, guessed=True, broken=MISSING in text)


def _known(declared: str) -> str:
    """Return Python's name of a declared encoding, '' if unknown or not for text."""
    try:
        found = codecs.lookup(declared.strip())
    except (LookupError, ValueError):
        return ""
    # bytes-to-bytes codecs (zip, hex) are not letters, and zip would be a bomb.
    return found.name if found._is_text_encoding else ""  # noqa: SLF001 - no public way


def _strictly(data: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except ValueError:
        return None


def _is_wide(data: bytes) -> bool:
    """Tell UTF-16 without a mark: every second byte of Latin text is NUL."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    return half > 1 and sample.count(0) >= half * 0.6 and _one_sided(sample, half)


def _one_sided(sample: bytes, half: int) -> bool:
    sides = (sample[0::2].count(0), sample[1::2].count(0))
    return min(sides) <= half * 0.05


def _score(text: str) -> float:
    """Return how much a decoding looks like writing; only the order matters."""
    total, before = 0.0, " "
    for here in text:
        if here > "\x7f":
            total += _worth(here, before)
        elif here.isalpha() and before > "\x7f" and before.isalpha():
            total -= 0 if before < _FIRST_NOT_LATIN else 1  # Cyrillic beside Latin
        before = here
    return total


def _worth(here: str, before: str) -> float:
    """Return how likely this letter is after that one, by rough kinds of signs."""
    small = here.lower()
    if small in _LETTERS:
        return _cyrillic(here, before)
    if small in _MARKS:
        return -1.0 if before.isalpha() and small not in _CLOSING else 0.1
    if here.isalpha() and here < _FIRST_NOT_LATIN:
        return 0.6 if before.isascii() else -0.6
    return -2.0


def _cyrillic(here: str, before: str) -> float:
    worth = 1.0 if here.lower() in _FREQUENT else 0.4
    if before.isascii() and before.isalpha():
        return worth - 1.0
    # KOI8-R read as Windows letters, and the other way, turns the cases round.
    return worth - 1.5 if here.isupper() and before.islower() else worth
