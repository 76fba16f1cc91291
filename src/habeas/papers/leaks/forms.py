"""The written forms of a name: what a search for it must look for.

Not covered, and said so on the page: diminutives (Мария - Маша), nicknames that are not
recorded, a person recognisable from facts alone.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from habeas.papers.leaks.endings import case_forms, kazakh_forms
from habeas.papers.leaks.fold import fold, letters
from habeas.papers.leaks.parts import NameParts, name_parts
from habeas.papers.leaks.protected import ProtectedName
from habeas.papers.leaks.translit import cyrillic, is_cyrillic, latin, russian_habits

ALONE: Final = 4
"""A family name or alias of so many letters is searched for alone."""

_DECLINED_LATIN: Final = 6
_JOINED: Final = 7
_SHORTEST_WITH_INITIAL: Final = 3
_MOST_PAIRS: Final = 24


def written_forms(name: str) -> frozenset[str]:
    """Return the folded forms in which one full name is searched for."""
    return person_forms([ProtectedName(name)])


def person_forms(names: Iterable[ProtectedName]) -> frozenset[str]:
    """Return the folded forms of all names of one person, in the spelling of `fold`.

    Family names of four letters and more and aliases stand alone; shorter family names
    only with a given name or an initial; given names only with a patronymic or a
    short family name.
    """
    found = set[str]().union(*_made(name_parts(names)))
    return frozenset(form.strip() for form in found if _says_enough(form))


def together_forms(names: Iterable[ProtectedName]) -> frozenset[str]:
    """Return the folded forms of a family name beside a given name or an initial.

    They tell people apart whose family name may be printed, since somebody else who
    has it is named. A short family name is searched for so in any case.
    """
    parts = name_parts(names)
    family = {
        one: _by_script(_few(one, family=True))
        for one in parts.family
        if letters(one) >= ALONE
    }
    found: set[str] = set()
    for first in parts.given:
        starts = _initials(first, parts.patronymic, short=ALONE)
        given = _by_script(starts | _few(first, family=False))
        for second in family.keys() - {first}:
            for scripts in zip(given, family[second], strict=True):
                for one, two in product(*scripts):
                    found |= {f"{one} {two}", f"{two} {one}"}
    return frozenset(found)


def _by_script(forms: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the forms in Cyrillic and the others."""
    found: tuple[list[str], list[str]] = ([], [])
    for form in forms:
        found[not is_cyrillic(form)].append(form.strip())
    return found


def has_forms(name: ProtectedName) -> bool:
    """Say whether a name is searched for in any form: the first one found will do."""
    made = _made(name_parts([name]))
    return any(_says_enough(form) for forms in made for form in forms)


def _says_enough(form: str) -> bool:
    return letters(form) >= _SHORTEST_WITH_INITIAL


def _made(parts: NameParts) -> Iterator[Iterable[str]]:
    for word in parts.family:
        if letters(word) >= ALONE:
            yield _word_forms(word, family=True)
            yield _joined(word, parts.given)
            yield from _halves(word)
        else:
            yield _short_family(word, parts)
    for word in parts.alias:
        if letters(word) >= ALONE:
            yield _word_forms(word, family=True)
    for given, patronymic in product(parts.given, parts.patronymic):
        yield _pairs(given, patronymic, family=False)


def _halves(word: str) -> Iterator[Iterator[str]]:
    for half in word.split("-") if "-" in word else ():
        if letters(half) >= ALONE:
            yield _word_forms(half, family=True)


def _bases(word: str) -> set[str]:
    """The word in Cyrillic: as written, as Russian papers write it, or spelled back."""
    if is_cyrillic(word):
        return {word} | russian_habits(word)
    return cyrillic(word)


def _word_forms(word: str, *, family: bool) -> Iterator[str]:
    """Yield all folded forms of one word, in both scripts and in every case."""
    bases = _bases(word)
    declined = {one for base in bases for one in case_forms(base, family=family)}
    yield from _written(map(fold, declined))
    yield from _written(one for base in bases for one in kazakh_forms(fold(base)))
    latin_bases = latin(bases) | ({word} if not is_cyrillic(word) else set())
    plain = {fold(one) for one in latin_bases}
    yield from _written(plain | {one + "s" for one in plain})
    yo = {one.replace("ев", "ёв") for one in declined}
    for form in map(fold, latin(declined | yo)):
        if len(form) >= _DECLINED_LATIN:
            yield from _written([form])


def _written(forms: Iterable[str]) -> Iterator[str]:
    """Leave out what is nothing but a space."""
    return (one for one in forms if one.strip())


def _joined(family: str, given: Iterable[str]) -> set[str]:
    """E-mail and file names: aivanova, ivanovaa, aliyaivanova, ivanovaaliya."""
    found: set[str] = set()
    for first in given:
        for one, two in product(_plain(family), _plain(first)):
            if is_cyrillic(one) != is_cyrillic(two):
                continue
            found |= {one + two, two + one, one + two[0], two[0] + one}
    return {form for form in found if len(form) >= _JOINED}


def _plain(word: str) -> list[str]:
    """Return the undeclined folded spellings of a word, at most _MOST_PAIRS."""
    bases = _bases(word)
    spelled = latin(bases) | bases | {word}
    return sorted({fold(one) for one in spelled} - {"", " "})[:_MOST_PAIRS]


def _short_family(word: str, parts: NameParts) -> set[str]:
    found: set[str] = set()
    for given in parts.given:
        found |= _pairs(given, word, family=True)
        for form in _few(word, family=True):
            for initials in _initials(given, parts.patronymic, short=letters(word)):
                found |= {f"{initials} {form}", f"{form} {initials}"}
    return found


def _initials(given: str, patronymics: Iterable[str], *, short: int) -> set[str]:
    first = {one[0] for one in _plain(given)}
    both = {
        f"{one} {two[0]}"
        for one in first
        for patronymic in patronymics
        for two in _plain(patronymic)
    }
    return both | (first if short >= _SHORTEST_WITH_INITIAL else set())


def _few(word: str, *, family: bool) -> set[str]:
    """Return case forms in Cyrillic and undeclined ones in Latin."""
    bases = _bases(word)
    declined = {fold(one) for base in bases for one in case_forms(base, family=family)}
    return declined | set(_plain(word))


def _pairs(given: str, second: str, *, family: bool) -> set[str]:
    """Return given name and second word together, in both orders, cases and scripts."""
    found: set[str] = set()
    for one, two in product(_few(given, family=False), _few(second, family=family)):
        if is_cyrillic(one) == is_cyrillic(two):
            found |= {f"{one} {two}", f"{two} {one}"}
    return found
