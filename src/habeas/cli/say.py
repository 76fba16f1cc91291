"""The one place where the command line prints: answers, tables, JSON and errors.

Answers go to standard output, everything else to standard error. Nothing that a file
or a record holds can steer the terminal: control characters are shown, not sent.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self, TextIO, TypeVar

import msgspec
from rich.cells import cell_len

from habeas.errors import HabeasError
from habeas.languages import translations

T = TypeVar("T")
Translate = Callable[[str], str]

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_QUIET_SECONDS = 1.0
_EVERY_SECONDS = 5.0


def plain(text: str) -> str:
    """Return a text that cannot steer a terminal; line ends and tabs stay."""
    return _STEERING.sub(lambda hit: f"\\u{ord(hit.group()):04x}", text)


def one_line(text: str) -> str:
    """Return a text on one line that cannot steer a terminal."""
    return plain(" ".join(text.split()))


def cut(text: str, longest: int = 72) -> str:
    """Return the beginning of a text on one line."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


@dataclass
class Voice:
    """How this run of a command speaks: its language, and whether in JSON."""

    language: str
    gettext: Translate
    json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form of a message that goes with a number."""
        return translations(self.language).ngettext(one, many, number)

    def line(self, text: str = "", indent: int = 0) -> None:
        """Print a text; every line of it indented."""
        margin = " " * indent
        for one in plain(text).splitlines() or [""]:
            print(f"{margin}{one}".rstrip(), file=self.out)

    def raw(self, text: str) -> None:
        """Print what this program itself has drawn."""
        self.out.write(text)

    def data(self, value: object) -> None:
        """Print a value as JSON: structs and dataclasses by their field names."""
        built = msgspec.to_builtins(value, enc_hook=str)  # a kind of str of our own
        text = json.dumps(built, ensure_ascii=False, indent=2)
        print(plain(text), file=self.out)  # in a JSON string the same escape

    def table(self, head: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
        """Print columns under their headings; nothing is cut."""
        cells = [[one_line(str(cell)) for cell in row] for row in (head, *rows)]
        widths = [
            max(cell_len(cell) for cell in column)
            for column in zip(*cells, strict=True)
        ]
        for row in cells:
            padded = (
                cell + " " * (width - cell_len(cell))
                for cell, width in zip(row, widths, strict=True)
            )
            print("  ".join(padded).rstrip(), file=self.out)

    def listing(
        self,
        values: Sequence[T],
        head: Sequence[str],
        row: Callable[[T], Iterable[object]],
        none: str,
    ) -> None:
        """Print a list: as JSON where asked, else as a table, or that there is none."""
        if self.json:
            self.data(values)
        elif values:
            self.table(head, [row(value) for value in values])
        else:
            self.line(none)

    def note(self, text: str) -> None:
        """Say something beside the answer, on standard error."""
        print(plain(text), file=self.err)

    def error(self, error: HabeasError) -> None:
        """Print what went wrong and what to do next."""
        what, advice = error.say(self.gettext)
        self.note(f"habeas: {one_line(what)}\n{one_line(advice)}")


class Progress:
    """How far a long piece of work is, on standard error, after a second of silence.

    On a terminal one line is written over; elsewhere a line every five seconds.
    """

    def __init__(
        self,
        voice: Voice,
        words: str,
        total: int = 0,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice, self._words, self._total = voice, words, total
        self._seconds = seconds
        self._next = seconds() + _QUIET_SECONDS
        self._live = voice.err.isatty()
        self._shown = False

    def tell(self, words: str, done: int) -> None:
        """Say what is being done now (a message id), and how many of them are done."""
        self._words = self._voice.gettext(words)
        self(done)

    def __call__(self, done: int) -> None:
        """Say that so much is done, if it is time to say something."""
        now = self._seconds()
        if now < self._next:
            return
        self._next = now + (0.2 if self._live else _EVERY_SECONDS)
        self._shown = True
        far = f"{done * 100 // self._total} %" if self._total else f"{done}"
        line = f"{one_line(self._words)} … {far}"
        self._voice.err.write(f"\r\x1b[K{line}" if self._live else f"{line}\n")
        self._voice.err.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._live:
            self._voice.err.write("\r\x1b[K")
            self._voice.err.flush()
