"""Case forms: the endings that Russian and Kazakh put on a name.

Simple by intent: it makes more forms than grammar allows and never fewer than the
common ones; a form that nobody writes costs nothing.
"""

from typing import Final

_OV: Final = ("", "а", "у", "ым", "е", "ы", "ых", "ыми", "ой", "ою", "ом")
_ADJECTIVE: Final = (
    *("ий", "ый", "ой", "ого", "его", "ому", "ему", "им", "ым", "ом", "ем"),
    *("ая", "яя", "ую", "юю", "ою", "ею", "ей", "ие", "ые", "их", "ых", "ими", "ыми"),
)
_CONSONANT: Final = (
    *("", "а", "у", "ом", "ем", "е", "и", "ы"),
    *("ов", "ев", "ей", "ам", "ами", "ах"),
)
_SOFT: Final = ("ь", "я", "ю", "ем", "ём", "е", "и", "ей", "ям", "ями", "ях", "ью")
_YOT: Final = ("й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях")
_HARD_A: Final = (
    "а",
    "ы",
    "и",
    "е",
    "у",
    "ой",
    "ою",
    "ей",
    "ею",
    "",
    "ам",
    "ами",
    "ах",
)
_SOFT_A: Final = ("я", "и", "е", "ю", "ей", "ею", "ь", "й", "ям", "ями", "ях")
_KAZAKH: Final = (
    *("нын", "нин", "дын", "дин", "тын", "тин", "га", "ге", "ка"),
    *("ке", "на", "не", "ны", "ни", "ды", "ди", "ты", "ти"),
    *("н", "да", "де", "та", "те", "нда", "нде", "дан", "ден"),
    *("тан", "тен", "нан", "нен", "мен", "бен", "пен"),
    *("ныки", "ники", "дыки", "дики", "тыки", "тики"),
    *(
        plural + case
        for plurals, cases in (
            (("лар", "дар", "тар"), ("", "дын", "ды", "га", "да", "дан", "дыки")),
            (("лер", "дер", "тер"), ("", "дин", "ди", "ге", "де", "ден", "дики")),
        )
        for plural in plurals
        for case in (*cases, "мен")
    ),
)
_CONSONANTS: Final = "бвгджзклмнпрстфхцчшщғқңһ"
_SURNAME_A: Final = ("ова", "ева", "ёва", "ина", "ына")
_SURNAME: Final = ("ов", "ев", "ёв", "ин", "ын")
_ADJECTIVE_ENDS: Final = ("ий", "ый", "ой", "ая", "яя")
_FLEETING: Final = ("ец", "ок", "ек", "ел", "ев", "ень")


def case_forms(name: str, *, family: bool) -> set[str]:
    """Return the case forms of a lower-case Cyrillic name, of both genders."""
    if family and name.endswith(_SURNAME_A):
        return _with(name[:-1], _OV)
    if family and name.endswith(_SURNAME):
        return _with(name, _OV)
    if family and name.endswith(_ADJECTIVE_ENDS):
        return _with(name[:-2], _ADJECTIVE)
    return _by_last_letter(name)


_BY_LAST: Final = {"а": _HARD_A, "я": _SOFT_A, "ь": _SOFT, "й": _YOT}


def _by_last_letter(name: str) -> set[str]:
    if name.endswith(tuple(_BY_LAST)):
        return _with(name[:-1], _BY_LAST[name[-1]]) | _fleeting(name)
    if name.endswith(tuple(_CONSONANTS)):
        return _with(name, _CONSONANT) | _fleeting(name)
    return {name}


def _fleeting(name: str) -> set[str]:
    """Кравец - Кравца, Павел - Павла, Лев - Льва: the vowel that drops out."""
    if not name.endswith(_FLEETING):
        return set()
    bare = name.rstrip("ь")
    return _with(bare[:-2] + bare[-1], ("а", "у", "ом", "ем", "е", "ы", "и", "я", "ю"))


def kazakh_forms(folded: str) -> set[str]:
    """Return a folded Cyrillic name with each Kazakh case, plural and owner ending."""
    return _with(folded, _KAZAKH)


def _with(stem: str, endings: tuple[str, ...]) -> set[str]:
    return {stem + ending for ending in endings}
