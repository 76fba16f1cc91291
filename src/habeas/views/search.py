"""Full-text search over what stands in a case; identities are not in it."""

import re
from dataclasses import dataclass

from habeas.views.db import Views

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 32


@dataclass(frozen=True)
class Hit:
    """A record that has the words, with a short piece around them.

    The words found stand between U+0002 and U+0003 in `piece`.
    """

    id: str
    type: str
    title: str
    piece: str


def match(words: str) -> str:
    """Return an FTS5 query for words as a person types them; every one must occur.

    Whatever is no letter or digit only separates, so that nothing typed is an operator;
    the last word matches its beginnings. '' if there is no word.
    """
    found = _WORD.findall(words)[:_MOST_WORDS]
    return " ".join(f'"{one}"' for one in found) + "*" if found else ""


def search(views: Views, case: str, words: str, limit: int = 50) -> list[Hit]:
    """Return records that have all the words, best first."""
    query = match(words)
    if not query:
        return []
    with views.guard:
        rows = views.db.all(
            "SELECT records.id, type, title,"
            " snippet(words, 0, char(2), char(3), '…', 24)"
            " FROM words JOIN records ON records.ordinal = words.rowid"
            " WHERE words MATCH ? AND records.case_id = ? ORDER BY rank LIMIT ?",
            (query, case, limit),
        )
    return [Hit(*row) for row in rows]
