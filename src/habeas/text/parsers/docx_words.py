"""The words of one WordprocessingML part (ECMA-376 part 1, section 17)."""

from habeas.text.flow import Flow

_TEXT = "t"
_SIGNS = {"tab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_BREAKS = frozenset(("br", "cr"))
_SILENT = frozenset(("Fallback", "del", "moveFrom", "pPr", "tblPr", "sectPr"))
"""Fallback repeats a drawing for old programs; moveFrom repeats what moveTo says; the
properties hold tab stops that are called 'tab' too."""


class Words:
    """Pours paragraphs, rows and cells into a Flow; notices deleted words."""

    def __init__(self, flow: Flow) -> None:
        self.deleted = False
        self._flow = flow
        self._silent = 0
        self._tables = 0
        self._in_text = False
        self._flow.block()

    def start(self, name: str) -> None:
        """Hear that an element begins."""
        if name in _SILENT:
            self._silent += 1
        self.deleted = self.deleted or name == "delText"
        if self._silent:
            return
        self._in_text = name == _TEXT
        self._tables += name == "tbl"
        if name in _SIGNS:
            self._flow.verbatim(_SIGNS[name])
        elif name in _BREAKS:
            self._flow.line_break()
        elif name == "tbl":
            self._flow.block()

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        if name in _SILENT:
            self._silent -= 1
        self._in_text = False
        if self._silent:
            return
        self._tables -= name == "tbl"
        if name == "tc":
            self._flow.cell()
        elif name == "tr" or (name == "p" and self._tables):
            self._flow.line()
        elif name in {"p", "tbl"}:
            self._flow.block()

    def data(self, text: str) -> None:
        """Hear text; only that of text elements is read by a person."""
        if self._in_text and not self._silent:
            self._flow.verbatim(text)
