"""Puts the text of a structured document together, block by block.

Blocks stand apart by a blank line, lines by LF, table cells by TAB; nothing else is
added to what the document says.
"""

import re

from habeas.text.clean import clean

_SPACE = re.compile(r"[ \t\n]+")


class Flow:
    """A growing text: breaks are asked for, and written only between two pieces."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""

    @property
    def position(self) -> int:
        """Return the length so far in code points, without a break still pending."""
        return self._length

    def text(self) -> str:
        """Return the text, without a break at its end."""
        return "".join(self._parts)

    def block(self) -> None:
        """Begin a new paragraph with the next piece."""
        self._ask("\n\n")

    def line(self) -> None:
        """Begin a new line with the next piece."""
        self._ask("\n")

    def line_break(self) -> None:
        """Break the line as <br> does: two of them leave one blank line."""
        self._gap = "\n\n" if "\n" in self._gap else "\n"

    def cell(self) -> None:
        """End a table cell: the next piece stands in the next one, or in a new row."""
        self._gap = "\t"

    def words(self, text: str) -> None:
        """Add running text, where any white space is one space as in HTML."""
        text = _SPACE.sub(" ", clean(text))
        if text.startswith(" "):
            self._ask(" ")
        self.verbatim(text.strip(" "))
        if text.endswith(" "):
            self._ask(" ")

    def verbatim(self, text: str) -> None:
        """Add text with its own line ends and spaces."""
        text = clean(text)
        if not text:
            return
        gap = self._gap if self._length else ""
        self._gap = ""
        self._parts += (gap, text)
        self._length += len(gap) + len(text)

    def _ask(self, gap: str) -> None:
        if _STRENGTH[gap] > _STRENGTH[self._gap]:
            self._gap = gap


_STRENGTH = {"": 0, " ": 1, "\t": 2, "\n": 3, "\n\n": 4}
