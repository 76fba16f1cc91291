"""Why a template cannot be read: all that can be found, not only the first.

Jinja stops where it understands no more. That tag is then taken as if it were in order,
and the rest is read again; what nobody can guess ends the reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from habeas.errors import Word
from habeas.papers.engine.faults import Fault
from habeas.papers.engine.guard import refused
from habeas.papers.engine.template import BROKEN, said_of
from habeas.papers.engine.trying import CANNOT

MOST: Final = 50
"""Faults of one template that are told: whoever has more begins anew."""
_TAG: Final = re.compile(r"\{%[-+]?\s*(\w*).*?%\}|\{\{.*?\}\}", re.DOTALL)
_SOUND: Final = {
    "if": "{% if true %}",
    "for": "{% for one in [] %}",
    "elif": "{% elif true %}",
    "else": "{% else %}",
}
"""What stands for a broken tag that others belong to."""
_AROUND: Final = {
    "if": ("", "{% endif %}"),
    "for": ("", "{% endfor %}"),
    "elif": ("{% if true %}", "{% endif %}"),
    "else": ("{% if true %}", "{% endif %}"),
    "endif": ("{% if true %}", ""),
    "endfor": ("{% for one in [] %}", ""),
}
"""What a tag needs beside it to be read alone."""


@dataclass(frozen=True)
class _Tag:
    start: int
    end: int
    word: str


def syntax_faults(file: str, text: str) -> Iterator[Fault]:
    """Yield why a template cannot be read, and each thing in it that none may do."""
    told = 0
    while told < MOST:
        try:
            tree = _parse(text)
            found = list(refused(tree))
        except TemplateSyntaxError as error:
            told += 1
            yield _fault(file, error.lineno, error)
            mended = _mended(text, error.lineno)
            if mended == text:
                return
            text = mended
        except BROKEN as error:
            yield _fault(file, 0, error)
            return
        else:
            yield from (_fault(file, one.lineno, one) for one in found)
            return


def _parse(text: str) -> nodes.Template:
    return Environment(autoescape=True).parse(text)


def _fault(file: str, line: int, error: BaseException) -> Fault:
    return Fault(file, line, CANNOT, {"why": Word(said_of(error).rstrip("."))})


def _mended(text: str, line: int) -> str:
    """Return a template without the tag that is at fault in a line; as is if none is.

    What cannot be read by itself is at fault; else the last tag of the line, which has
    no place there.
    """
    there = [one for one in _tags(text) if _within(text, one, line)]
    broken = next((one for one in there if not _readable(text, one)), None)
    if broken is not None:
        return _without(text, broken)
    stray = [one for one in there if one.word.startswith(("end", "el"))]
    return _without(text, stray[-1], stray=True) if stray else text


def _tags(text: str) -> Iterator[_Tag]:
    for one in _TAG.finditer(text):
        yield _Tag(one.start(), one.end(), one[1] or "")


def _within(text: str, tag: _Tag, line: int) -> bool:
    first = text.count("\n", 0, tag.start) + 1
    return first <= line <= first + text.count("\n", tag.start, tag.end)


def _readable(text: str, tag: _Tag) -> bool:
    before, after = _AROUND.get(tag.word, ("", ""))
    try:
        _parse(f"{before}{text[tag.start : tag.end]}{after}")
    except BROKEN:
        return False
    return True


def _without(text: str, tag: _Tag, *, stray: bool = False) -> str:
    """Return a template with a sound tag in place of this one; its lines stay."""
    meant = "" if stray else next(iter(get_close_matches(tag.word, _SOUND, 1)), "")
    lines = "\n" * text.count("\n", tag.start, tag.end)
    return f"{text[: tag.start]}{_SOUND.get(meant, '')}{lines}{text[tag.end :]}"
