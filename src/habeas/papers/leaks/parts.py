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

    Where a full name of several words does not tell, each word is taken for a family
    name too: then it is searched for alone, which may stop an export once too often
    and never lets one through.
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
    if len(rest) == len(long) == 1 and middle:
        return NameParts(frozenset(), frozenset(rest), frozenset(middle))
    family = {word for word in long if _looks_like_family(word)} or set(long)
    if middle and len(rest) == len(family) == len(words) - 1:
        family = {_beside(words)}
    given = set(rest) - family or set(rest)
    return NameParts(frozenset(family), frozenset(given), frozenset(middle))


def _looks_like_family(word: str) -> bool:
    return bool(_FAMILY.search(word)) and fold(word) not in _GIVEN


def _beside(words: list[str]) -> str:
    """Family, given, patronymic in Russian order; or given, patronymic, family."""
    return words[-1] if _PATRONYMIC.search(words[1]) else words[0]
