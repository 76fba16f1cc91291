"""Markdown in, blocks out: headings, paragraphs, lists, quotations, tables.

CommonMark as markdown-it reads it, with tables and without links, pictures, code and
HTML. What the file tells is never read as Markdown: it stands in the text as a mark,
`U+E000 number U+E001`, and is put in its place after the reading.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from habeas.papers.engine.model import (
    Block,
    Heading,
    Items,
    Kind,
    NewPage,
    Paragraph,
    Run,
    Runs,
    Table,
)
from habeas.papers.engine.told import Told
from habeas.words import N_

MOST_TOKENS: Final = 250_000
"""A line of a table has two and three for each cell: 10,000 lines of seven cells."""
MOST_COLUMNS: Final = 63
"""Of a table; Word opens no wider one, and the time for each line grows with them."""
OPEN, CLOSE = "\ue000", "\ue001"
_MARK: Final = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_UNUSED: Final = (
    *("code", "fence", "html_block", "html_inline", "reference", "lheading"),
    *("autolink", "link", "image", "backticks", "entity"),
)


def blocks_of(text: str, marks: Sequence[Told]) -> tuple[Block, ...]:
    """Read a filled-in template; the mark of number n stands for `marks[n]`.

    Raises:
        ValueError: it has more paragraphs, cells or columns than can be set in minutes.
    """
    reader = MarkdownIt("commonmark").enable("table").disable(list(_UNUSED))
    tokens = reader.parse(text)
    if len(tokens) > MOST_TOKENS:
        raise ValueError(N_("it has too many paragraphs and cells for a paper"))
    return tuple(_Reader(marks).blocks(SyntaxTreeNode(tokens).children))


class _Reader:
    """Turns the tree of one text into blocks."""

    def __init__(self, marks: Sequence[Told]) -> None:
        self._marks = marks

    def blocks(
        self, nodes: Sequence[SyntaxTreeNode], *, quoted: bool = False
    ) -> list[Block]:
        found: list[Block] = []
        for node in nodes:
            match node.type:
                case "heading":
                    found.append(Heading(int(node.tag[1:]), self._runs(node)))
                case "paragraph":
                    found.append(Paragraph(self._runs(node), quoted))
                case "blockquote":
                    found.extend(self.blocks(node.children, quoted=True))
                case "bullet_list" | "ordered_list":
                    found.append(self._items(node))
                case "table":
                    found.append(self._table(node))
                case "hr":
                    found.append(NewPage())
                case other:  # a rule of markdown-it that is not switched off above
                    raise AssertionError(other)
        return [one for one in found if not _empty(one)]

    def _items(self, node: SyntaxTreeNode) -> Items:
        items = (tuple(self.blocks(item.children)) for item in node.children)
        start = None
        if node.type == "ordered_list":
            start = int(node.attrs.get("start", 1))
        return Items(tuple(one for one in items if one), start)

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *body = node.children
        (titles,) = head.children
        if len(titles.children) > MOST_COLUMNS:
            raise ValueError(N_("a table has up to 63 columns"))
        lines = [row for part in body for row in part.children]
        rows = (tuple(self._runs(cell) for cell in row.children) for row in lines)
        return Table(tuple(self._runs(cell) for cell in titles.children), tuple(rows))

    def _runs(self, node: SyntaxTreeNode) -> Runs:
        (inline,) = node.children
        found: list[Run] = []
        strong = emphasis = 0
        for token in inline.token.children or () if inline.token else ():
            match token.type:
                case "strong_open" | "strong_close":
                    strong += token.nesting
                case "em_open" | "em_close":
                    emphasis += token.nesting
                case _:
                    found += [
                        replace(
                            run,
                            strong=run.strong or strong > 0,
                            emphasis=run.emphasis or emphasis > 0,
                        )
                        for run in self._words(token)
                    ]
        return tuple(_trimmed(found))

    def _words(self, token: Token) -> list[Run]:
        if token.type == "softbreak":
            return [Run(" ")]
        if token.type == "hardbreak":
            return [Run("\n")]
        found: list[Run] = []
        parts = _MARK.split(token.content)
        for number, part in enumerate(parts):
            if number % 2:
                found += self._marks[int(part)].runs
            elif part:
                found.append(Run(part))
        return found


def _trimmed(runs: list[Run]) -> list[Run]:
    """Drop the spaces that an empty expression leaves behind."""
    found: list[Run] = []
    for run in runs:
        before = found[-1].text if found else " "
        again = run.kind is Kind.FORM and before.endswith((" ", "\n"))
        text = run.text.lstrip(" ") if again else run.text
        if text:
            found.append(replace(run, text=text))
    return found


def _empty(block: Block) -> bool:
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs):
            return not any(one.text.strip() for one in runs)
        case Items(items=items):
            return not items
        case Table(rows=rows):
            return not rows
        case NewPage():
            return False
