"""A paper as it is set: blocks made of runs, each with where its words come from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from habeas.papers.engine.dress import BARE, Dress


class Kind(StrEnum):
    """Whose words a run is."""

    FORM = "form"
    """The form's own: a heading, a term, the words around what the file holds."""
    FILE = "file"
    """From a record; it names its sources."""
    AUTHOR = "author"
    """Typed by whoever makes the paper; it may rest on nothing."""
    GAP = "gap"
    """Missing: what stands there is what is asked for."""


@dataclass(frozen=True)
class Source:
    """What words rest on: a record, the entry that put them there, its standing.

    `stance` is '' for a record that is no claim. `exhibit` is the number of the
    document that it stands in, `page` its page from 1, 0 if the whole is meant.
    """

    record: str
    entry: tuple[str, int]
    stance: str = ""
    exhibit: int | None = None
    page: int = 0


@dataclass(frozen=True)
class Run:
    """Words of one origin; `lang` is set where they are not in the paper's language."""

    text: str
    kind: Kind = Kind.FORM
    lang: str = ""
    sources: tuple[Source, ...] = ()
    strong: bool = False
    emphasis: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; the first of level 1 is the title."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `quoted` is set off from the text around it."""

    runs: Runs
    quoted: bool = False


@dataclass(frozen=True)
class Items:
    """A list; numbered from `start`, or with dots if that is None."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Table:
    """A table with its head."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Items | Table | NewPage


@dataclass(frozen=True)
class Annex:
    """A document that the paper points to, by the number it has as an annex."""

    number: int
    exhibit: int
    title: str
    record: str


@dataclass(frozen=True)
class Paper:
    """A paper, ready to be set. `notes` stand above it as long as it is a draft.

    `made` is the day on which it is made, YYYY-MM-DD.
    """

    form: str
    language: str
    made: str
    title: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    notes: tuple[str, ...] = ()
    dress: Dress = BARE


def runs_in(blocks: Iterable[Block]) -> Iterator[Run]:
    """Yield every run, in the order in which it is read."""
    for block in blocks:
        match block:
            case Heading(runs=runs) | Paragraph(runs=runs):
                yield from runs
            case Items(items=items):
                yield from runs_in(chain(*items))
            case Table(head=head, rows=rows):
                yield from chain(*head, *chain(*rows))
            case NewPage():
                pass
