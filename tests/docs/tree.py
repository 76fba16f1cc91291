"""The files of the checkout, without what is made or ignored."""

import os
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
MADE = {"__pycache__", "dist", "mutants", "test-results"}


def files(*suffixes: str) -> Iterator[Path]:
    """Yield every file of the tree, or those whose name ends so."""
    for folder, names, found in os.walk(REPO):
        names[:] = sorted(name for name in names if _ours(name))
        for name in sorted(found):
            if not suffixes or name.endswith(suffixes):
                yield Path(folder) / name


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Yield (path in the tree, text) of every file that is UTF-8 text."""
    for file in files(*suffixes):
        try:
            yield str(file.relative_to(REPO)), file.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def _ours(name: str) -> bool:
    hidden = name.startswith(".") and name != ".ci"
    return not hidden and name not in MADE and not name.endswith(".egg-info")
