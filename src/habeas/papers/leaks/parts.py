"""Which word of a full name is the family name, the given name, the patronymic."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from habeas.papers.leaks.fold import fold
from habeas.papers.leaks.protected import Part, ProtectedName
from habeas.papers.leaks.translit import latin

_PATRONYMIC: Final = re.compile(
    r"(?:ович|евич|ьич|ич|овна|евна|ична|инична|ұлы|улы|қызы|кызы|оглы|оғлы"
    r"|ovich|evich|yevich|ovna|evna|yevna|ichna|uly|kyzy|qyzy|ogly|oglu)\Z"
)
_FAMILY: Final = re.compile(
    r"(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая|ой)|енко|[уюч]к|[ыи]х|дзе|швили|[яа]нц?"
    r"|баев?а?|беков?а?"
    r"|[oe]va?|ina?|sk(?:iy|ii|yi|y|i|aya|aia|a)|enko|[uy]k|dze|shvili)\Z"
)
_TWO: Final = 2
# Given names that end like family names.
_GIVEN: Final = frozenset(
    fold(name)
    for word in (
        *("августин", "альбина", "алина", "ангелина", "арина", "валентин"),
        *("валентина", "галина", "дарина", "ева", "екатерина", "ирина"),
        *("карина", "катерина", "константин", "кристина", "лев", "магдалина"),
        *("марина", "мартин", "нина", "полина", "регина", "сабина"),
        *("сабрина", "эвелина", "эльвина", "эрмина"),
    )
    for name in (word, *latin([word]))
)


@dataclass(frozen=True)
class NameParts:
    """The lower-case words of one person's names, by what they are."""

    family: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    patronymic: frozenset[str] = frozenset()
    alias: frozenset[str] = field(default=frozenset())


def name_parts(names: Iterable[ProtectedName]) -> NameParts:
    """Sort the words of all names of one person.

    A full name without a patronymic does not tell which word is the family name
    (Ерлан Жүніс, Мадина Омар): each is taken for one, and so searched for alone. With a
    patronymic its place tells: family, given, patronymic; or given, patronymic, family.
    Where the endings disagree with the place, both words are taken. This stops an
    export once too often rather than letting a family name through.
    """
    family: set[str] = set()
    given: set[str] = set()
    patronymic: set[str] = set()
    alias: set[str] = set()
    for name in names:
        words = name_words(name.text)
        match name.part:
            case Part.FAMILY:
                family.update(words)
            case Part.GIVEN:
                given.update(words)
            case Part.PATRONYMIC:
                patronymic.update(words)
            case Part.ALIAS:
                alias.add(" ".join(words))
            case _:
                parts = _full(words)
                family |= parts.family
                given |= parts.given
                patronymic |= parts.patronymic
    return NameParts(
        frozenset(family),
        frozenset(given),
        frozenset(patronymic),
        frozenset(alias - {""}),
    )


def name_words(text: str) -> list[str]:
    """Return the lower-case words of a name; hyphens stay, initials keep one letter."""
    text = unicodedata.normalize("NFC", text).lower().replace("\u00ad", "")
    return [word for word in re.split(r"[\s.,;()«»\"]+", text) if word]


def _full(words: list[str]) -> NameParts:
    middle = {word for word in words[1:] if _PATRONYMIC.search(word)}
    rest = [word for word in words if word not in middle]
    long = [word for word in rest if len(word) > 1]
    if len(rest) == 1 and middle:
        # Anna Abramovich, Роман Аркадьевич Абрамович: it may be the family name.
        return NameParts(frozenset(middle), frozenset(rest), frozenset(middle))
    family = set(long)
    if middle and len(rest) == len(long) == len(words) - 1 == _TWO:
        family = _by_place(words, rest)
    given = set(rest) - family or set(rest)
    return NameParts(frozenset(family), frozenset(given), frozenset(middle))


def _by_place(words: list[str], rest: list[str]) -> set[str]:
    family = _beside(words)
    if _looks_like_family(family):
        return {family}
    return {family} | {word for word in rest if _looks_like_family(word)}


def _looks_like_family(word: str) -> bool:
    return bool(_FAMILY.search(word)) and fold(word) not in _GIVEN


def _beside(words: list[str]) -> str:
    """Family, given, patronymic in Russian order; or given, patronymic, family."""
    return words[-1] if _PATRONYMIC.search(words[1]) else words[0]
