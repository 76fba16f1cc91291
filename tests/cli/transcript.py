"""A command's test is a transcript: what is typed, what is answered, how it ended.

In a file of transcripts/:

    # a remark
    < phone/letter.txt      makes a file of the lines after it that begin with '| '
    > habeas claim list     a command; '| ' lines after it are its standard input
    …                       its standard output
    ! …                     its standard error
    [2]                     its exit code, where that is not 0

Ids become id1, id2 … in the order they are seen and may be typed so, numbers that are
read out number1, number2 …; long hashes, times of the clock and versions of tools
become what they are.
"""

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from habeas.cli.main import main
from habeas.cli.tree import build

TREE = cache(build)
"""The tree of commands, grown once a language: a process types one, the tests many."""

_ID = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8})(?![0-9a-f-])")
_PLAIN = (
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"), "<hash>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"/\S+/(?=phone\b)"), "<here>/"),
    (re.compile(r"(MD5[^:]*: )[0-9a-f]{32}"), r"\1<hash>"),
    (re.compile(r"(SHA-1[^:]*: )[0-9a-f]{40}"), r"\1<hash>"),
    (re.compile(r"(file system says: )[^(]*"), r"\1<time> "),
    (re.compile(r"(?m)^( *Read by: ).*$"), r"\1<tool>"),
    (re.compile(r"holidays \d+(?:\.\d+)+"), "holidays <version>"),
    (re.compile(r"\d+ days (left|ago)"), r"<some> days \1"),
    (re.compile(r"last changed \d+ days"), "last changed <some> days"),
    (re.compile(r"\d+ days ago"), "<some> days ago"),
    (re.compile(r"(never received; )\d+ to \d+ days"), r"\1<some> days"),
    (re.compile(r"(?m)(Made) +(?=Number to read out$)"), r"\1  "),
    (re.compile(r"(rules KZ )[0-9a-f]{16} [0-9-]{10}"), r"\1<version>"),
    (re.compile(r"(calendar holidays )\S+ KZ [0-9a-f]{16}"), r"\1<version>"),
    (re.compile(r"Silent for \d+ days"), "Silent for <some> days"),
    (re.compile(r"(?m); \d+ days$"), "; <some> days"),
    (re.compile(r"(state of the record: ).*"), r"\1<day>"),
    (re.compile(r"((?:erased|wrote last) on )[^;\n]*"), r"\1<day>"),
    (re.compile(r"((?:In|this) since )\w+ \d+, \d{4}"), r"\1<day>"),
    (re.compile(r"\w+ \d+, \d{4}(?=  the consent)"), "<day>"),
)
_TYPED_ID = re.compile(r"\bid\d+\b")
_NUMBER = re.compile(r"(?<!\d)\d{5}(?: \d{5}){5}(?!\d)")
_TYPED_NUMBER = re.compile(r"\bnumber\d+\b")


@dataclass
class Step:
    """One line typed, or one file made, with the lines that belong to it."""

    line: str
    given: list[str] = field(default_factory=list)


def steps(text: str) -> Iterator[Step | str]:
    """Yield steps and remarks; the answers that were written down are passed over."""
    step: Step | None = None
    for line in text.splitlines():
        if line.startswith(("> ", "< ")):
            if step:
                yield step
            step = Step(line)
        elif line.startswith("| ") or line == "|":
            assert step is not None
            step.given.append(line[2:])
        elif line.startswith("#"):
            if step:
                yield step
            step = None
            yield line
    if step:
        yield step


@dataclass
class Player:
    """Types the commands of a transcript and writes down what is answered."""

    passphrase: str
    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def play(self, text: str) -> str:
        """Return the transcript as it goes today."""
        return "\n\n".join(self._one(step) for step in steps(text)) + "\n"

    def _one(self, step: Step | str) -> str:
        if isinstance(step, str):
            return step
        lines = [step.line, *(f"| {line}".rstrip() for line in step.given)]
        if step.line.startswith("< "):
            text = "".join(f"{line}\n" for line in step.given)
            file = Path(step.line[2:])
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
            return "\n".join(lines)
        return "\n".join([*lines, *self._answer(step)])

    def _answer(self, step: Step) -> list[str]:
        program, *words = shlex.split(step.line[2:])
        assert program == "habeas"
        words = [self.meant(word) for word in words]
        code, out, err = self.run(words, "\n".join([*step.given, ""]))
        lines = [f"! {line}" for line in self.shown(err).splitlines()]
        lines = [*self.shown(out).splitlines(), *lines]
        return [*lines, f"[{code}]"] if code else lines

    def run(self, words: list[str], stdin: str = "") -> tuple[int, str, str]:
        """Return (exit code, standard output, standard error) of a command."""
        reading, writing = os.pipe()
        os.write(writing, self.passphrase.encode() + b"\n")
        os.close(writing)
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err), _standard_input(stdin):
                code = main(["--passphrase-fd", str(reading), *words])
        finally:
            os.close(reading)
        return code, out.getvalue(), err.getvalue()

    def meant(self, line: str) -> str:
        """Return a line with what its names stand for."""
        return _TYPED_NUMBER.sub(self._heard, _TYPED_ID.sub(self._real, line))

    def shown(self, text: str) -> str:
        """Return what was answered, with names for what differs from run to run."""
        for pattern, word in _PLAIN:
            text = pattern.sub(word, text)
        return _ID.sub(self._known, _NUMBER.sub(self._read_out, text))

    def _read_out(self, hit: re.Match[str]) -> str:
        return self.numbers.setdefault(hit.group(), f"number{len(self.numbers) + 1}")

    def _heard(self, hit: re.Match[str]) -> str:
        named = {name: number for number, name in self.numbers.items()}
        return named[hit.group()]

    def _known(self, hit: re.Match[str]) -> str:
        begin = hit.group()[:8]
        return self.ids.setdefault(begin, f"id{len(self.ids) + 1}")

    def _real(self, hit: re.Match[str]) -> str:
        named = {name: begin for begin, name in self.ids.items()}
        return named.get(hit.group(), hit.group())


@contextmanager
def _standard_input(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before
