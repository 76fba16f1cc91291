"""Reads the objects of a PDF that a program of ours wrote, strictly, in Python alone.

Not a reader of anybody's PDF: what came from outside was written anew by PDFium in the
child process, which has seen a hostile file and is not trusted. Whatever is not of that
plain form is refused. Atoms stay as they are written: nothing is decoded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Value = bytes | int | list["Value"] | dict[bytes, "Value"] | None
"""Bytes are an atom as it is written: name, number, string; an int is a reference."""

_DEEPEST: Final = 40
_MOST: Final = 2_000_000
_SPACE = re.compile(rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*")
_TOKEN = re.compile(
    rb"(?P<ref>\d{1,9} +\d{1,5} +R(?![^\0\t\n\f\r ()<>\[\]{}/%]))"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|(?P<text>\()"
    rb"|(?P<atom><[0-9A-Fa-f\0\t\n\f\r ]*>|/[^\0\t\n\f\r ()<>\[\]{}/%]*"
    rb"|[+-]?(?:\d+\.?\d*|\.\d+)|true|false|null)"
)
_IN_TEXT = re.compile(rb"\\.|[()]", re.DOTALL)
_SECTION = re.compile(rb"(\d{1,9}) (\d{1,9})\s+")
_HEAD = re.compile(rb"\s*(\d{1,9}) (\d{1,5}) obj")
_BODY = re.compile(rb"stream(?:\r\n|\n)")
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z")
_LINE: Final = 20
_NEAR_END: Final = 1024


class BrokenError(ValueError):
    """These bytes are no PDF of the plain form that is read here."""


@dataclass(frozen=True)
class Thing:
    """One object: its value and, if it is a stream, the bytes as they are stored."""

    value: Value
    stream: memoryview | None = None

    def entry(self, key: bytes) -> Value:
        """Return what a dictionary holds under a key, None if it is none."""
        return self.value.get(key) if isinstance(self.value, dict) else None


class Objects:
    """The objects of one PDF by their numbers."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places: dict[int, int] = {}
        self._instead: dict[int, Thing] = {}
        self.trailer = self._read_table()

    @property
    def numbers(self) -> list[int]:
        """The numbers of all objects, in order."""
        return sorted(self._places)

    def get(self, number: Value) -> Thing:
        """Return an object; one that is not there is null.

        Raises:
            BrokenError: it is not where the table says, or cannot be read.
        """
        if isinstance(number, int) and number in self._instead:
            return self._instead[number]
        place = self._places.get(number) if isinstance(number, int) else None
        if place is None:
            return Thing(None)
        head = _HEAD.match(self._data, place)
        if head is None or int(head[1]) != number:
            raise BrokenError("no object at its place")
        value, at = _Parser(self._data, head.end()).read()
        if not isinstance(value, dict):
            return Thing(value)
        body = _BODY.match(self._data, _skip(self._data, at))
        return Thing(value, self._stream(value, body.end()) if body else None)

    def put(self, number: int, thing: Thing) -> None:
        """Let another object stand under a number."""
        self._instead[number] = thing

    def follow(self, value: Value) -> Value:
        """Return a value, or what it refers to."""
        return self.get(value).value if isinstance(value, int) else value

    def _stream(self, value: dict[bytes, Value], start: int) -> memoryview:
        length = value.get(b"/Length")
        if not isinstance(length, bytes) or not length.isdigit():
            raise BrokenError("a stream without a length")
        end = start + int(length)
        if not self._data[end : end + 12].lstrip().startswith(b"endstream"):
            raise BrokenError("a stream that does not end")
        return memoryview(self._data)[start:end]

    def _read_table(self) -> dict[bytes, Value]:
        tail = self._data[-_NEAR_END:]
        found = _END.search(tail)
        at = int(found[1]) if found else -1
        if not found or self._data[at : at + 4] != b"xref":
            raise BrokenError("no table")
        at = _skip(self._data, at + 4)
        while section := _SECTION.match(self._data, at):
            at = self._read_section(int(section[1]), int(section[2]), section.end())
        at = _skip(self._data, at)
        if self._data[at : at + 7] != b"trailer":
            raise BrokenError("no trailer")
        value, _end = _Parser(self._data, at + 7).read()
        if not isinstance(value, dict) or b"/Prev" in value:
            raise BrokenError("no plain trailer")
        return value

    def _read_section(self, first: int, count: int, at: int) -> int:
        if count > _MOST or at + count * _LINE > len(self._data):
            raise BrokenError("a table that does not end")
        for number in range(first, first + count):
            line = self._data[at : at + _LINE]
            if line[17:18] == b"n" and line[:10].isdigit():
                self._places[number] = int(line[:10])
            at += _LINE
        return at


def _skip(data: bytes, at: int) -> int:
    found = _SPACE.match(data, at)
    return found.end() if found else at


class _Parser:
    """Reads one value from a place on."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def read(self) -> tuple[Value, int]:
        return self._value(0), self._at

    def _value(self, depth: int) -> Value:
        self._at = _skip(self._data, self._at)
        token = _TOKEN.match(self._data, self._at)
        if token is None or depth > _DEEPEST or token["close"]:
            raise BrokenError("no value")
        self._at = token.end()
        if token["ref"]:
            return int(token["ref"].split()[0])
        if token["text"]:
            return self._text(token.start())
        if token["open"]:
            return (self._dict if token["open"] == b"<<" else self._list)(depth + 1)
        return None if token["atom"] == b"null" else token["atom"]

    def _text(self, start: int) -> bytes:
        depth = 0
        for found in _IN_TEXT.finditer(self._data, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if not depth:
                self._at = found.end()
                return self._data[start : self._at]
        raise BrokenError("a string that does not end")

    def _ends(self, with_: bytes) -> bool:
        self._at = _skip(self._data, self._at)
        if not self._data.startswith(with_, self._at):
            return False
        self._at += len(with_)
        return True

    def _list(self, depth: int) -> Value:
        found: list[Value] = []
        while not self._ends(b"]"):
            found.append(self._value(depth))
        return found

    def _dict(self, depth: int) -> Value:
        found: dict[bytes, Value] = {}
        while not self._ends(b">>"):
            key = self._value(depth)
            if not isinstance(key, bytes) or not key.startswith(b"/"):
                raise BrokenError("a key that is no name")
            found[key] = self._value(depth)
        return found


def write_value(value: Value, numbered: Callable[[int], int] = int) -> bytes:
    """Return a value as it is written, its references numbered anew."""
    if value is None:
        return b"null"
    if isinstance(value, int):
        return b"%d 0 R" % numbered(value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, list):
        return b"[" + b" ".join(write_value(one, numbered) for one in value) + b"]"
    inner = (key + b" " + write_value(one, numbered) for key, one in value.items())
    return b"<<" + b" ".join(inner) + b">>"


def write_thing(number: int, value: Value, stream: bytes | memoryview | None) -> bytes:
    """Return an object as it stands in a file; `value` has its own numbers already."""
    written = b"%d 0 obj\n%b\n" % (number, write_value(value))
    if stream is not None:
        written += b"stream\n%b\nendstream\n" % bytes(stream)
    return written + b"endobj\n"
