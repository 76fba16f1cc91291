"""Other spellings of one name: Cyrillic in Latin letters, Latin in Cyrillic ones.

Only what `fold` does not already make equal is listed. Sources: GOST 7.79-2000 (A, B),
BGN/PCGN 1947 and 1979, ICAO 9303 (passports), ISO 9, the Kazakh alphabets of 2018-2021.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

MAX_SPELLINGS = 256

_ONE_TO_ONE: Final = dict(
    zip("абвгдзиклмнопрстуфы", "abvgdziklmnoprstufy", strict=True)
)
_TO_LATIN: Final = {
    **{one: (other,) for one, other in _ONE_TO_ONE.items()},
    "е": ("e", "ye", "je"),
    "ё": ("e", "yo", "jo", "o"),
    "э": ("e",),
    "є": ("e", "ye", "je"),
    "ж": ("zh", "j"),
    "дж": ("dzh", "j", "dj"),
    "кс": ("ks", "x"),
    "й": ("i", "", "j"),
    "і": ("i",),
    "ї": ("i", "ji"),
    "ґ": ("g",),
    "х": ("kh", "x", "ch"),
    "ц": ("ts", "c"),
    "ч": ("ch",),
    "ш": ("sh",),
    "щ": ("shch", "stsch"),
    "ъ": ("",),
    "ь": ("", "j"),
    "ю": ("yu", "u", "ju"),
    "я": ("ya", "a", "ja"),
    "ә": ("a", "e"),
    "ғ": ("g",),
    "қ": ("k",),
    "ң": ("n", "ng"),
    "һ": ("h",),
    "ө": ("o", "u", "oe"),
    "ұ": ("u",),
    "ү": ("u", "ue"),
}
_TO_CYRILLIC: Final = {
    **{other: (one,) for one, other in _ONE_TO_ONE.items()},
    "v": ("в",),
    "w": ("в",),
    "q": ("к",),
    "e": ("е",),
    "shch": ("щ",),
    "sch": ("щ", "ш"),
    "sh": ("ш",),
    "zh": ("ж",),
    "dzh": ("дж",),
    "j": ("ж", "й", "дж"),
    "kh": ("х",),
    "h": ("х", "г"),
    "x": ("кс", "х"),
    "gh": ("г",),
    "ch": ("ч",),
    "ts": ("ц",),
    "c": ("ц", "к"),
    "ng": ("нг", "н"),
    "ou": ("у",),
    "yu": ("ю",),
    "iu": ("ю", "иу"),
    "ju": ("ю", "жу"),
    "yo": ("е",),
    "jo": ("е", "жо"),
    "ya": ("я",),
    "ia": ("я", "ия"),
    "iya": ("ия",),
    "ja": ("я", "жа"),
    "ye": ("е",),
    "je": ("е", "же"),
    "y": ("ы", "й"),
    "iy": ("ий",),
    "yy": ("ый",),
}
# How Russian clerks write Kazakh names, beyond the plain replacements that fold makes.
_RUSSIAN_HABITS: Final = {
    "ә": ("а", "я", "е"),
    "ө": ("о", "у", "е"),
    "ү": ("у", "ю"),
    "ұ": ("у", "ы"),
    "ң": ("н", "нг"),
    "һ": ("х", "г", ""),
    "қ": ("к", "х"),
}


def _spellings(text: str, table: Mapping[str, tuple[str, ...]], most: int) -> list[str]:
    """Return at most `most` spellings, by the longest known piece at each place."""
    pieces: list[tuple[str, ...]] = []
    longest, position = max(map(len, table)), 0
    while position < len(text):
        tail = text[position : position + longest]
        sizes = range(len(tail), 0, -1)
        piece = next((tail[:size] for size in sizes if tail[:size] in table), tail[0])
        pieces.append(table.get(piece, (piece,)))
        position += len(piece)
    found = [""]
    for choices in pieces:
        found = list(islice((head + tail for head in found for tail in choices), most))
    return found


def latin(names: Iterable[str]) -> set[str]:
    """Return the Latin spellings of lower-case Cyrillic names."""
    return {one for name in names for one in _spellings(name, _TO_LATIN, MAX_SPELLINGS)}


def cyrillic(name: str) -> set[str]:
    """Return the likely Cyrillic spellings of a lower-case Latin name."""
    return set(_spellings(name, _TO_CYRILLIC, 32))


def russian_habits(name: str) -> set[str]:
    """Return the spellings of a lower-case Kazakh name that Russian papers use."""
    return set(_spellings(name, _RUSSIAN_HABITS, 32))


def is_cyrillic(text: str) -> bool:
    """Say whether a name is written in Cyrillic letters, by its first letter."""
    return any("\u0400" <= one <= "\u052f" for one in text[:2])
