"""How a paper is dressed: the letterhead, the typeface and the measures of a house."""

from dataclasses import dataclass
from enum import StrEnum


class Sheets(StrEnum):
    """Paper sizes, as Typst calls them."""

    A4 = "a4"
    LETTER = "us-letter"
    LEGAL = "us-legal"


SIZES = {Sheets.A4: (210.0, 297.0), Sheets.LETTER: (215.9, 279.4)} | {
    Sheets.LEGAL: (215.9, 355.6)
}
"""Width and height in millimetres."""


class Side(StrEnum):
    """Where the lines of a letterhead stand."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Worn(StrEnum):
    """How much of a house a form wears."""

    PLAIN = "plain"
    """Typeface and measures alone: what is signed by no one of the house."""
    LETTERHEAD = "letterhead"
    """And the letterhead and footer."""
    SIGNED = "signed"
    """And at its end the first of those who sign, if the form does not ask who does."""


@dataclass(frozen=True)
class Logo:
    """A picture, checked; `name` is its file's, `height` in millimetres."""

    name: str
    content: bytes
    height: float

    @property
    def is_drawing(self) -> bool:
        """Whether it is made of shapes (SVG), not of points."""
        return self.name.lower().endswith(".svg")


@dataclass(frozen=True)
class Margins:
    """In millimetres."""

    left: float = 28
    right: float = 18
    top: float = 22
    bottom: float = 22


@dataclass(frozen=True)
class Dress:
    """What a house gives to one paper; without a house, nothing.

    `face` is '' for the one that comes with the program, or a face that was found on
    this machine and has the letters of the paper's language. `fonts` is the folder
    that it lies in, '' if the system has it. `notes` say what was asked for and cannot
    be had.
    """

    face: str = ""
    fonts: str = ""
    size: float = 0
    sheet: Sheets = Sheets.A4
    margins: Margins | None = None
    side: Side = Side.LEFT
    logo: Logo | None = None
    head: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    footer: str = ""
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every line of it that will be read."""
        return tuple(one for one in (*self.head, *self.signature, self.footer) if one)


BARE = Dress()
"""No house."""
