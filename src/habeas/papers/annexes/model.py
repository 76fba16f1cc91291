"""What an annex file says, as plain data for whatever sets it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """One annex.

    Its original stands on `pages` of its own, page by page; if that is 0, `notes` and
    `text` are set in its place: a text, or why nothing is printed. `facts` are lines
    of the index about it: file, size, what it is a copy of. `date` and `facts` are in
    the paper's language, `text` in `lang`, of two or three letters. `first` and `last`
    are its sheets, which whoever sets it finds out.
    """

    number: int
    exhibit: int
    heading: str
    title: str
    date: str
    facts: tuple[str, ...]
    sha256: str
    pages: int = 0
    notes: tuple[str, ...] = ()
    text: str = ""
    lang: str = "en"
    first: int = 0
    last: int = 0


@dataclass(frozen=True)
class Told:
    """A line of the page on how to check: a heading, an item of a list, or plain."""

    words: str
    head: bool = False
    item: bool = False


@dataclass(frozen=True)
class Words:
    """The frame's own words; in `stamp` and `sheet` stand {annex}, {page}, {pages}."""

    index: str
    check: str
    none: str
    columns: tuple[str, ...]
    stamp: str
    sheet: str


@dataclass(frozen=True)
class Frame:
    """A whole annex file but for the pages of the originals; `made` is YYYY-MM-DD.

    `sheets` are all its pages, which whoever sets it finds out.
    """

    language: str
    made: str
    title: str
    about: str
    words: Words
    annexes: tuple[Leaf, ...]
    check: tuple[Told, ...]
    sheets: int = 0
