"""Web pages: the words a browser would show, in paragraphs. Nothing is ever fetched.

lexbor reads as the HTML standard says, so the text is what a browser shows of a
malformed page too. Scripts, styles, templates and fallbacks for old browsers are not
text; style sheets are not applied, so hidden elements count as shown.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version

from selectolax.lexbor import LexborHTMLParser, LexborNode

from habeas.text.boilerplate import AROUND
from habeas.text.encodings import decode
from habeas.text.extract import Extract, Span
from habeas.text.flow import Flow
from habeas.text.parsers.page_facts import facts_of
from habeas.text.parsers.plain import encoding_notes

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w:-]+)", re.IGNORECASE
)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SILENT = _tags(
    "head script style template noscript iframe object video audio canvas svg datalist"
)
_LINES = _tags("li tr dt dd option button label summary caption")
_BLOCKS = _tags(
    "address article aside blockquote body details dialog div dl fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend main nav ol p pre"
    " section select table ul"
)
_CELLS = _tags("td th")
_AROUND_ROLES = _tags("navigation banner contentinfo search")
_INSIDE_TEXT = _tags("article main blockquote section")


def read(data: bytes) -> Extract:
    """Return the text of a web page, its own dates, and what stands around the text."""
    declared = _CHARSET.search(data[:4096])
    name = declared.group(1).decode("ascii", "replace") if declared else ""
    decoded = decode(data, name)
    tree = LexborHTMLParser(decoded.text)
    pouring = _Pouring()
    pouring.pour(tree)
    text = pouring.flow.text()
    facts = facts_of(tree)
    return Extract(
        text=text,
        tool="selectolax-lexbor",
        tool_version=version("selectolax"),
        title=facts.title,
        language=facts.language,
        dates=facts.dates,
        boilerplate=tuple(pouring.marks(text)),
        notes=encoding_notes(decoded),
        metadata=(("encoding", decoded.encoding), *facts.metadata),
    )


def text_of(html: str) -> str:
    """Return only the text: for the HTML body of a message."""
    pouring = _Pouring()
    pouring.pour(LexborHTMLParser(html))
    return pouring.flow.text()


class _Pouring:
    """Walks the tree without recursion (a page may nest 100,000 deep) into a Flow."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._around: list[tuple[int, int]] = []
        self._around_since: int | None = None
        self._around_depth = 0
        self._text_depth = 0
        self._kept_spaces = 0

    def pour(self, tree: LexborHTMLParser) -> None:
        """Enter and leave every node in document order."""
        node = tree.root
        while node is not None:
            below = node.first_child if self._enter(node) else None
            if below is not None:
                node = below
                continue
            node = self._onward(node)

    def marks(self, text: str) -> Iterator[Span]:
        """Yield what stands around the text, without outer white space."""
        for start, end in self._around:
            piece = text[start:end]
            first, last = len(piece) - len(piece.lstrip()), len(piece.rstrip())
            if first < last:
                yield Span(start + first, start + last, AROUND)

    def _onward(self, node: LexborNode | None) -> LexborNode | None:
        while node is not None:
            self._leave(node.tag or "")
            if node.next is not None:
                return node.next
            node = node.parent
        return None

    def _enter(self, node: LexborNode) -> bool:
        """Take a node in; returns whether its children are text as well."""
        if node.is_text_node:
            self._write(node.text_content or "")
            return False
        tag = node.tag or ""
        if tag in _SILENT or not node.is_element_node:
            return False
        self._open(tag, node)
        return True

    def _write(self, words: str) -> None:
        if self._kept_spaces:
            self.flow.verbatim(words)
        else:
            self.flow.words(words)

    def _open(self, tag: str, node: LexborNode) -> None:
        self._part(tag)
        if tag == "br":
            self.flow.line_break()
        self._kept_spaces += tag == "pre"
        self._text_depth += tag in _INSIDE_TEXT
        if self._around_since is not None:
            self._around_depth += 1
        elif self._is_around(tag, node):
            self._around_since, self._around_depth = self.flow.position, 1

    def _leave(self, tag: str) -> None:
        if tag in _SILENT or tag.startswith("-"):
            return
        if tag in _CELLS:
            self.flow.cell()
        else:
            self._part(tag)
        self._kept_spaces -= tag == "pre"
        self._text_depth -= tag in _INSIDE_TEXT
        if self._around_since is not None:
            self._around_depth -= 1
            if self._around_depth == 0:
                self._around.append((self._around_since, self.flow.position))
                self._around_since = None

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flow.block()
        elif tag in _LINES:
            self.flow.line()

    def _is_around(self, tag: str, node: LexborNode) -> bool:
        if tag == "nav":
            return True
        if self._text_depth:
            return False
        return tag == "footer" or (node.attributes.get("role") or "") in _AROUND_ROLES
