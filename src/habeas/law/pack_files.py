"""The files of a rule pack, parsed row by row into typed values, faults gathered.

pack.toml is the head; holidays.toml and people.toml may be there; every other file
holds `[[term]]` rows.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

import msgspec

from habeas.languages import LANGUAGES
from habeas.law.calendars import Holidays
from habeas.law.terms import Addressee, Counting, Exclusion, Role, Term, Words

HEAD: Final = "pack.toml"
HOLIDAYS: Final = "holidays.toml"
PEOPLE: Final = "people.toml"
DEEPEST: Final = 20
"""How many tables and lists may stand in one another: no row needs so many."""
BLANK: Final = "{}"
"""Where a code of `codes` has the number of the article."""

ARTICLES: Final = frozenset(
    {"article", "start_article", "end_article", "restore_article"}
)
WORDS: Final = frozenset({"name", "what", "note", "notes", "because", "may"})

T = TypeVar("T")


class PackError(ValueError):
    """A pack that cannot be used: `faults` are sentences that name file and row."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """pack.toml."""

    code: str
    name: Words
    revision: date
    codes: dict[str, dict[str, str]] = {}
    bodies: dict[str, Words] = {}
    counting: dict[str, Counting] = {}


@dataclass
class Parsed:
    """What was read, and what could not be."""

    faults: list[str] = field(default_factory=list)
    head: Head | None = None
    holidays: Holidays = field(default_factory=Holidays)
    terms: list[tuple[str, Term]] = field(default_factory=list)
    addressees: dict[str, Addressee] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()


def parse(sources: Mapping[str, str]) -> Parsed:
    """Parse the files of a pack by name; nothing is raised, all faults are kept."""
    parsed = Parsed()
    data = {name: _toml(name, sources[name], parsed) for name in sorted(sources)}
    if HEAD not in data:
        parsed.faults.append(f"{HEAD}: is missing")
        return parsed
    raw = data.pop(HEAD)
    codes = _codes(raw, parsed)
    parsed.head = _row(HEAD, raw, Head, codes, parsed)
    holidays = data.pop(HOLIDAYS, {})
    parsed.holidays = _row(HOLIDAYS, holidays, Holidays, codes, parsed) or Holidays()
    _people(data.pop(PEOPLE, {}), codes, parsed)
    for name, rows in data.items():
        _terms(name, rows, codes, parsed)
    return parsed


def _toml(name: str, text: str, parsed: Parsed) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        parsed.faults.append(f"{name}: is not TOML: {error}")
        return {}
    except RecursionError:
        data = {}
        deep = True
    else:
        deep = _too_deep(data)
    if deep:
        parsed.faults.append(f"{name}: holds tables in tables deeper than {DEEPEST}")
        return {}
    return data


def _too_deep(data: object) -> bool:
    layer: list[object] = [data]
    for _ in range(DEEPEST):
        layer = [inner for one in layer for inner in _inside(one)]
        if not layer:
            return False
    return True


def _inside(one: object) -> list[object]:
    if isinstance(one, dict):
        return list(one.values())
    return one if isinstance(one, list) else []


def _codes(raw: Mapping[str, Any], parsed: Parsed) -> dict[str, dict[str, str]]:
    """Return how the articles of each code of law are said."""
    found: dict[str, dict[str, str]] = {}
    codes = raw.get("codes")
    for code, words in (codes if isinstance(codes, dict) else {}).items():
        lacks = _lacking(words)
        if lacks or any(one.count(BLANK) != 1 for one in words.values()):
            words_ = lacks or f"needs one {BLANK} in each language"
            parsed.faults.append(f"{HEAD}: codes {code}: {words_}")
        else:
            found[code] = words
    return found


def _terms(
    name: str, rows: Mapping[str, Any], codes: dict[str, dict[str, str]], parsed: Parsed
) -> None:
    known = rows.get("term")
    if set(rows) - {"term"} or not isinstance(known, list):
        parsed.faults.append(f"{name}: may hold [[term]] rows and nothing else")
    for number, raw in enumerate(known if isinstance(known, list) else (), 1):
        called = raw.get("id") if isinstance(raw, dict) else None
        place = f"{name}: {called or f'row {number}'}"
        term = _row(place, raw, Term, codes, parsed)
        if term:
            parsed.terms.append((place, term))


def _people(
    data: Mapping[str, Any], codes: dict[str, dict[str, str]], parsed: Parsed
) -> None:
    kinds: tuple[tuple[str, type[Any], dict[str, Any]], ...] = (
        ("addressees", Addressee, parsed.addressees),
        ("roles", Role, parsed.roles),
    )
    for key, kind, into in kinds:
        rows = data.get(key, {})
        if not isinstance(rows, dict):
            parsed.faults.append(f"{PEOPLE}: {key}: must be a table")
            continue
        for name, raw in rows.items():
            row = _row(f"{PEOPLE}: {key} {name}", raw, kind, codes, parsed)
            if row:
                into[name] = row
    exclusions = data.get("exclusion", [])
    if not isinstance(exclusions, list):
        parsed.faults.append(f"{PEOPLE}: exclusion: must be [[exclusion]] rows")
        exclusions = []
    found = [
        _row(f"{PEOPLE}: exclusion {number}", raw, Exclusion, codes, parsed)
        for number, raw in enumerate(exclusions, 1)
    ]
    parsed.exclusions = tuple(one for one in found if one)
    unknown = set(data) - {"addressees", "roles", "exclusion"}
    parsed.faults += [f"{PEOPLE}: {name}: is unknown" for name in sorted(unknown)]


def _row(
    place: str,
    raw: Any,  # noqa: ANN401 - whatever a file holds
    kind: type[T],
    codes: dict[str, dict[str, str]],
    parsed: Parsed,
) -> T | None:
    """Return a typed row; None, with its faults kept, if it is wrong."""
    faults: list[str] = []
    ready = _ready(raw, codes, faults.append)
    found: T | None = None
    try:
        found = msgspec.convert(ready, kind)
    except msgspec.ValidationError as error:
        faults.append(str(error))
    parsed.faults += [f"{place}: {one}" for one in faults]
    return found if not faults else None


def _ready(
    raw: Any,  # noqa: ANN401 - as above
    codes: dict[str, dict[str, str]],
    fault: Callable[[str], object],
) -> Any:  # noqa: ANN401 - as above
    """Return a value with its articles said in every language, its words checked."""
    if isinstance(raw, list):
        return [_ready(one, codes, fault) for one in raw]
    if not isinstance(raw, dict):
        return raw
    made = {}
    for key, value in raw.items():
        if key in ARTICLES and isinstance(value, str):
            made[key] = _said(value, codes, fault)
        elif key in ARTICLES | WORDS:
            if lacks := _lacking(value):
                fault(f"{key}: {lacks}")
            made[key] = value
        else:
            made[key] = _ready(value, codes, fault)
    return made


def _lacking(words: object) -> str:
    """Return what is wrong with words that must stand in every language."""
    if not isinstance(words, dict):
        return f"must be a table of {', '.join(LANGUAGES)}"
    for language in LANGUAGES:
        said = words.get(language, "")
        if not isinstance(said, str) or not said.strip():
            return f"does not say it in the language {language}"
    unknown = set(words) - set(LANGUAGES)
    return f"has the unknown language {min(unknown)}" if unknown else ""


def _said(
    article: str, codes: dict[str, dict[str, str]], fault: Callable[[str], object]
) -> dict[str, str]:
    """Return 'CPC 422(2); CC 147' in every language."""
    said: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for part in article.split(";"):
        found = _cited(part.strip(), codes)
        if found is None:
            fault(f"article {part.strip()!r}: begins with no code of {HEAD}")
            continue
        words, number = found
        for language, cited in said.items():
            cited.append(words[language].replace(BLANK, number))
    return {language: "; ".join(cited) for language, cited in said.items()}


def _cited(
    article: str, codes: dict[str, dict[str, str]]
) -> tuple[dict[str, str], str] | None:
    for code in sorted(codes, key=len, reverse=True):
        found = re.fullmatch(rf"{re.escape(code)} (\S.*)", article)
        if found:
            return codes[code], found[1]
    return None
