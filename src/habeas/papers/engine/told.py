"""What a template may print: words that know where they come from, and nothing else."""

from dataclasses import dataclass
from typing import NoReturn

from habeas.papers.engine.model import Kind, Run, Runs


class Label(str):
    """Words of this program in the language of the paper: no fact of the case."""

    __slots__ = ()


@dataclass(frozen=True)
class Told:
    """Words for a template to print. Empty ones are false, so that it may leave out.

    It has no text of its own to be cut, joined or changed on the way: a template says
    where it stands and not what it says.
    """

    runs: Runs = ()

    def __bool__(self) -> bool:
        return any(one.text for one in self.runs)

    def __str__(self) -> NoReturn:
        """Refuse: words would lose their source.

        Raises:
            TypeError: always.
        """
        message = "what the file tells is printed as it is, not changed on the way"
        raise TypeError(message)

    @property
    def text(self) -> str:
        """The words alone, for a list or a file name; no template reads it."""
        return "".join(one.text for one in self.runs)


NOTHING = Told()


def told(*parts: "Told | str") -> Told:
    """Join words of the program and what is told, in this order."""
    found: list[Run] = []
    for part in parts:
        if isinstance(part, Told):
            found.extend(part.runs)
        elif part:
            found.append(Run(part))
    return Told(tuple(found))


def phrase(pattern: str, **parts: Told) -> Told:
    """Put what is told into a phrase: '{speaker} denies this: {words}'.

    The words around are the program's own, in the language of the paper.
    """
    found: list[Told | str] = []
    rest = pattern
    while rest:
        before, brace, rest = rest.partition("{")
        found.append(before)
        if brace:
            name, _, rest = rest.partition("}")
            found.append(parts[name])
    return told(*found)


def gap(what: str) -> Told:
    """Return the mark of what is missing."""
    return Told((Run(what, Kind.GAP),))
