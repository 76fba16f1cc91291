"""Forms as the browser sends them: WHATWG application/x-www-form-urlencoded.

Parsed here and not by the framework, because the framework caches what it has parsed,
and a cached form may hold a passphrase or the words of a person.
"""

import re
from dataclasses import dataclass

from habeas.errors import BadInputError
from habeas.words import N_

MAX_FORM = 2 * 1024 * 1024
MAX_FIELDS = 20_000
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """Names and values in the order they were sent; never shown by repr."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a name, trimmed, with LF line ends."""
        values = self.all(name)
        return values[-1] if values else default

    def raw(self, name: str) -> str:
        """Return the last value exactly as sent: for a passphrase."""
        values = [value for key, value in self.pairs if key == name]
        return values[-1] if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name, trimmed, with LF line ends."""
        return tuple(
            value.replace("\r\n", "\n").strip()
            for key, value in self.pairs
            if key == name
        )

    def mapping(self) -> dict[str, list[str]]:
        """Return every name with its values, as habeas.case.forms reads them."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value.replace("\r\n", "\n").strip())
        return found

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self.pairs)


def _unquote(part: bytes) -> str:
    plain = _ESCAPE.sub(
        lambda found: bytes((int(found[1], 16),)), part.replace(b"+", b" ")
    )
    return plain.decode("utf-8")


def parse(body: bytes) -> Form:
    """Parse a form body or a query string.

    Raises:
        BadInputError: more than `MAX_FIELDS` fields, not UTF-8, or a NUL in it.
    """
    parts = body.split(b"&") if body else []
    if len(parts) > MAX_FIELDS:
        raise BadInputError(N_("The form has too many fields."))
    try:
        pairs = tuple(
            (_unquote(name), _unquote(value))
            for name, _, value in (part.partition(b"=") for part in parts if part)
        )
    except UnicodeDecodeError:
        raise BadInputError(N_("The form is not written in UTF-8.")) from None
    if any("\x00" in name or "\x00" in value for name, value in pairs):
        raise BadInputError(N_("The form holds a character that is no text."))
    return Form(pairs)
