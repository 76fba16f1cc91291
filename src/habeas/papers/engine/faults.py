"""What is wrong with a file that a person wrote: each fault, where, and what is meant.

Read from the type that the file becomes, so that a key added there is known here: the
keys, their kinds and the words that they may hold.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final

from msgspec import inspect as kinds

from habeas.errors import BadInputError, Word
from habeas.words import N_

Path = tuple[str | int, ...]
_AT: Final = re.compile(r"\(at line (\d+)")
_HEAD: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=""")
_KIND_WORDS: Final = {
    kinds.StrType: N_("words in quotation marks"),
    kinds.IntType: N_("a whole number"),
    kinds.FloatType: N_("a number"),
    kinds.BoolType: N_("true or false"),
    kinds.DictType: N_("a table: one line for each word"),
    kinds.StructType: N_("a table: one line for each word"),
    kinds.VarTupleType: N_("a list in square brackets"),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `line` is 0 where no line is meant."""

    file: str
    line: int
    what: str
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, translate: Callable[[str], str] = N_) -> str:
        """Return it as a sentence with its place, in the language of `translate`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.error().say(translate)[0]}"

    def error(self) -> BadInputError:
        """Return it as an error, for whoever needs the file as a whole."""
        error = BadInputError(self.what, advice=N_("Correct the file, then try again."))
        error.params = {**self.params}
        return error


def read_toml(text: str, file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a TOML file says; nothing of it and why, if it cannot be read."""
    try:
        return tomllib.loads(text), []
    except RecursionError:
        return {}, [Fault(file, 0, N_("It is nested too deeply."))]
    except ValueError as error:  # TOMLDecodeError, and a number too long to read
        found = _AT.search(str(error))
        line = int(found[1]) if found else len(text.splitlines())
        why = str(error).partition(" (at ")[0]
        what = N_("It is not TOML here: {why}. A quotation mark or bracket is missing?")
        return {}, [Fault(file, line, what, {"why": why})]


def structure_faults(
    raw: Mapping[str, Any], wanted: type, text: str, file: str
) -> list[Fault]:
    """Return how what a file says differs from what the type takes, all of it."""
    lines = Lines(text)
    found = [
        Fault(file, lines.of(path), what, params)
        for path, what, params in _struct(raw, _info(wanted), ())
    ]
    return sorted(found, key=lambda one: one.line)


Found = Iterator[tuple[Path, str, Mapping[str, object]]]


def _info(wanted: type) -> kinds.StructType:
    found = kinds.type_info(wanted)
    assert isinstance(found, kinds.StructType)
    return found


def _struct(raw: Mapping[str, Any], info: kinds.StructType, path: Path) -> Found:
    known = {one.encode_name: one for one in info.fields}
    for key, value in raw.items():
        if key not in known:
            yield (*path, key), *_unknown(key, known)
            continue
        yield from _value(value, known[key].type, (*path, key))
    for key, one in known.items():
        if one.required and key not in raw:
            yield path, N_("‘{key}’ is missing."), {"key": key}


def _unknown(key: str, known: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    close = get_close_matches(key, known, 1)
    if close:
        what = N_("There is no key ‘{key}’. Is ‘{close}’ meant?")
        return what, {"key": key[:80], "close": close[0]}
    what = N_("There is no key ‘{key}’ here. There are: {known}.")
    return what, {"key": key[:80], "known": ", ".join(known)}


def _value(value: object, info: kinds.Type, path: Path) -> Found:
    match info, value:
        case kinds.UnionType(types=types), _:
            yield from _value(value, _chosen(types), path)
        case kinds.StructType(), dict():
            yield from _struct(value, info, path)
        case kinds.DictType(value_type=inner), dict():
            for key, one in value.items():
                yield from _value(one, inner, (*path, key))
        case kinds.VarTupleType(), list():
            yield from _list(value, info, path)
        case kinds.EnumType(cls=cls), str():
            yield from _word(value, cls, path)
        case _:
            yield from _plain(value, info, path)


def _list(value: list[object], info: kinds.VarTupleType, path: Path) -> Found:
    if info.max_length is not None and len(value) > info.max_length:
        what = N_("‘{key}’ is too long: up to {most} lines.")
        yield path, what, {"key": _named(path), "most": info.max_length}
    for number, one in enumerate(value):
        yield from _value(one, info.item_type, (*path, number))


def _chosen(types: tuple[kinds.Type, ...]) -> kinds.Type:
    return next(one for one in types if not isinstance(one, kinds.NoneType))


def _word(value: str, cls: type[Enum], path: Path) -> Found:
    words = [str(one.value) for one in cls]
    if value not in words:
        what = N_("‘{value}’ is not known here. It is one of: {words}.")
        yield path, what, {"value": value[:80], "words": ", ".join(words)}


def _plain(value: object, info: kinds.Type, path: Path) -> Found:
    fits = {
        kinds.StrType: isinstance(value, str),
        kinds.BoolType: isinstance(value, bool),
        kinds.IntType: type(value) is int,
        kinds.FloatType: type(value) in (int, float),
    }
    if not fits.get(type(info), False):
        said = kinds.StrType if isinstance(info, kinds.EnumType) else type(info)
        kind = _KIND_WORDS.get(said, "")
        yield (
            path,
            N_("‘{key}’ takes {kind}."),
            {"key": _named(path), "kind": Word(kind)},
        )
        return
    yield from _limits(value, info, path)


def _limits(value: Any, info: kinds.Type, path: Path) -> Found:  # noqa: ANN401 - it fits
    if isinstance(info, kinds.StrType):
        if info.max_length is not None and len(value) > info.max_length:
            what = N_("‘{key}’ is too long: up to {most} characters.")
            yield path, what, {"key": _named(path), "most": info.max_length}
        return
    if isinstance(info, kinds.IntType | kinds.FloatType):
        least, most = info.ge, info.le
        if least is not None and most is not None and not least <= value <= most:
            what = N_("‘{key}’ lies between {least} and {most}.")
            yield path, what, {"key": _named(path), "least": least, "most": most}


def _named(path: Path) -> str:
    return ".".join(str(one + 1) if isinstance(one, int) else one for one in path)


class Lines:
    """In which line of a TOML file a key stands, as near as can be said."""

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._last: dict[Path, int] = {}
        table: Path = ()
        inside = ""
        for number, line in enumerate(text.splitlines(), 1):
            if not inside:
                table = self._line(line, number, table)
            for quotes in ('"""', "'''"):
                if line.count(quotes) % 2 and inside in ("", quotes):
                    inside = "" if inside else quotes

    def of(self, path: Path) -> int:
        """Return the line of a key, or of the nearest table around it."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 0)

    def _line(self, line: str, number: int, table: Path) -> Path:
        if head := _HEAD.match(line):
            keys = _keys(head[2])
            if head[1] == "[[":
                whole = (*self._place(keys[:-1]), keys[-1])
                self._last[whole] = self._last.get(whole, -1) + 1
            table = self._place(keys)
            self._found.setdefault(table, number)
        elif key := _KEY.match(line):
            self._found.setdefault((*table, *_keys(key[1])), number)
        return table

    def _place(self, keys: tuple[str, ...]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._last:
                path = (*path, self._last[path])
        return path


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(one.strip().strip("\"'") for one in dotted.split("."))
