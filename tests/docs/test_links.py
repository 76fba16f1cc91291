"""A reader who follows a link, or a path that the code cites, arrives."""

import re
from pathlib import Path

import pytest

from tests.docs.tree import REPO, files, texts

PAGES = sorted(files(".md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
CITED = re.compile(r"docs/[\w./-]+\.(?:md|json|txt|py|png)\b")


def anchors(page: Path) -> set[str]:
    """Return the names that headings get."""
    heads = re.findall(r"(?m)^#+ (.*)$", CODE.sub("", page.read_text("utf-8")))
    return {
        re.sub(r"[^\w -]", "", head.strip().lower()).replace(" ", "-") for head in heads
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def test_every_document_that_the_tree_cites_exists() -> None:
    lost = {
        f"{name}: {cited}"
        for name, text in texts(".py", ".md", ".sql", ".toml", ".html")
        for cited in CITED.findall(text)
        if not (REPO / cited).exists()
    }
    assert lost == set()
