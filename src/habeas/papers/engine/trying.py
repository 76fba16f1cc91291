"""Fill in a template on trial: what is wrong is heard and gone past, not raised.

A paper stops at the first fault, so that nothing wrong leaves. Whoever writes a form
wants all of them at once.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import Undefined

from habeas.errors import Word
from habeas.papers.engine.faults import Fault
from habeas.papers.engine.marked import blocks_of
from habeas.papers.engine.model import Block
from habeas.papers.engine.template import BROKEN, Marks, line_of, run, said_of
from habeas.words import N_

CANNOT: Final = N_("The template cannot do this: {why}.")
_NO_SOURCE: Final = N_(
    "What stands here has no source ({kind}), so it cannot be printed. Print a field of"
    ' a record, an answer, or gap("…").'
)
_KNOWN: Final = 24


def try_to_fill(
    source: str, context: Mapping[str, Any], file: str
) -> tuple[tuple[Block, ...], list[Fault]]:
    """Return a template's blocks as far as they came, and every fault on the way."""
    heard = _Heard(file)
    try:
        text = run(source, context, heard.mark, heard.undefined())
        return blocks_of(text, heard.marks.told), heard.faults
    except BROKEN as error:
        params = {"why": Word(said_of(error).rstrip(".")[:300])}
        heard.faults.append(Fault(file, line_of(error) or 0, CANNOT, params))
        return (), heard.faults


@dataclass
class _Heard:
    file: str
    marks: Marks = field(default_factory=Marks)
    faults: list[Fault] = field(default_factory=list)

    def mark(self, value: object) -> str:
        if isinstance(value, Undefined):
            bool(value)  # is heard
            return ""
        try:
            return self.marks.mark(value)
        except TypeError:
            self.hear(_NO_SOURCE, kind=type(value).__name__)
            return ""

    def hear(self, what: str, **params: object) -> None:
        found = Fault(self.file, _line(), what, params)
        if found not in self.faults:
            self.faults.append(found)

    def undefined(self) -> type[Undefined]:
        """Return what stands for a name that there is not: nothing, and it is heard."""
        hear = self.hear

        class Missing(Undefined):
            __slots__ = ()

            def _heard(self, *_: object) -> bool:
                what, params = _absent(self)
                hear(what, **params)
                return False

            def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - nothing again
                if name.startswith("__"):
                    raise AttributeError(name)
                self._heard()
                return self

            def __iter__(self) -> Iterator[Any]:
                self._heard()
                return iter(())

            def __len__(self) -> int:
                return int(self._heard())

            __bool__ = __eq__ = __ne__ = _heard
            __hash__ = Undefined.__hash__

        return Missing


def _absent(one: Undefined) -> tuple[str, dict[str, object]]:
    """Say what there is not, and what may be meant."""
    name, home = str(one._undefined_name), one._undefined_obj  # noqa: SLF001 - Jinja's
    known = sorted(home) if isinstance(home, dict) else []
    return absent(name, known)


def absent(name: str, known: Sequence[str]) -> tuple[str, dict[str, object]]:
    """Say that there is no such name; what may be meant, or what there is."""
    close = get_close_matches(name, known, 1)
    if close:
        return N_("There is no ‘{name}’. Is ‘{close}’ meant?"), {
            "name": name[:80],
            "close": close[0],
        }
    if not known:
        return N_("There is no ‘{name}’ here."), {"name": name[:80]}
    listed = ", ".join(known[:_KNOWN])
    return N_("There is no ‘{name}’. There are: {known}."), {
        "name": name[:80],
        "known": listed,
    }


def _line() -> int:
    """Return the line of the template that is being filled in.

    Jinja's own code is on the stack; it says which of its lines stands for which.
    """
    frame = sys._getframe()  # noqa: SLF001 - there is no other way to it
    while frame.f_back is not None and frame.f_code.co_filename != "<template>":
        frame = frame.f_back
    pairs = str(frame.f_globals.get("debug_info", "")).split("&")
    found = 0
    for pair in filter(None, pairs):
        template, _, code = pair.partition("=")
        if int(code) <= frame.f_lineno:
            found = int(template)
    return found
