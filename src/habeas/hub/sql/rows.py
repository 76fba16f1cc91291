"""Many rows in one statement: a database is asked once, and not for each."""

import re
from collections.abc import Iterator, Sequence

from habeas.hub.sql.database import Values

_PLACES = re.compile(r"VALUES (\((?:\?(?:, )?)+\))")
_MOST = 64


def places(values: Sequence[object]) -> str:
    """Return a place in brackets for each of some values, behind IN."""
    return f"({', '.join('?' * len(values))})"


def is_insert(sql: str) -> bool:
    """Say whether a statement inserts one row of values and nothing else."""
    return _PLACES.search(sql) is not None


def together(sql: str, rows: Sequence[Values]) -> Iterator[tuple[str, list[object]]]:
    """Yield statements that insert all rows, in order.

    Each inserts a power of two of them, so that a database prepares only a few.
    """
    start = 0
    while start < len(rows):
        count = min(_MOST, 1 << (len(rows) - start).bit_length() - 1)
        values = [one for row in rows[start : start + count] for one in row]
        yield _many(sql, count), values
        start += count


def _many(sql: str, count: int) -> str:
    return _PLACES.sub(lambda hit: "VALUES " + ", ".join([hit[1]] * count), sql)
