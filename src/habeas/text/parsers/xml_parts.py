"""XML as a stream, without any document type: no entities, no external things."""

from collections.abc import Callable, Mapping
from typing import NoReturn, Protocol
from xml.parsers import expat


class DoctypeError(Exception):
    """A document type was declared: no honest Office file has one, and bombs do."""


class Handler(Protocol):
    """Hears elements by local name, and text."""

    def start(self, name: str) -> None:
        """Hear that an element begins."""
        ...

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        ...

    def data(self, text: str) -> None:
        """Hear text."""
        ...


def parse(source: bytes, handler: Handler) -> None:
    """Tell the handler what is in the source; an empty source is nothing.

    Raises:
        DoctypeError: it declares a document type, and with it perhaps entities.
        expat.ExpatError: it is not well-formed.
    """
    parse_given(source, handler, lambda name, _given: handler.start(name))


def parse_given(
    source: bytes, handler: Handler, start: Callable[[str, Mapping[str, str]], object]
) -> None:
    """Do as `parse`, but tell `start` of the attributes too, by their local names.

    Raises:
        DoctypeError, expat.ExpatError: as `parse`.
    """
    if not source:
        return

    def begin(name: str, given: Mapping[str, str]) -> None:
        start(_local(name), {_local(key): value for key, value in given.items()})

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.data
    parser.Parse(source, True)  # noqa: FBT003 - expat takes no keyword


def _refuse(*_: object) -> NoReturn:
    raise DoctypeError


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
