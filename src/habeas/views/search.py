"""Full-text search over what stands in a case; identities are not in it."""

from dataclasses import dataclass

from habeas.views.db import Views


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

    Quotes make it safe for anything typed; the last word matches its beginnings.
    """
    parts = ['"' + one.replace('"', '""') + '"' for one in words.split()]
    return " ".join(parts) + "*" if parts else '""'


def search(views: Views, case: str, words: str, limit: int = 50) -> list[Hit]:
    """Return records that have all the words, best first."""
    if not words.strip():
        return []
    with views.guard:
        rows = views.db.execute(
            "SELECT records.id, type, title,"
            " snippet(words, 0, char(2), char(3), '…', 24)"
            " FROM words JOIN records ON records.ordinal = words.rowid"
            " WHERE words MATCH ? AND words.case_id = ? ORDER BY rank LIMIT ?",
            (match(words), case, limit),
        ).fetchall()
    return [Hit(*row) for row in rows]
