"""The order in which entries are folded: by counter, then number."""

import pytest

from habeas.vault.read import in_order
from tests.vault.opening import Open

LOG = b"l" * 32

CASES = {
    "none": [],
    "as they were written": [1, 2, 3, 5, 5, 9],
    "some that no key opened": [1, 0, 2, 0, 0, 3],
    "only those": [0, 0],
    "one that slips in": [4, 5, 1, 6],
    "counted down": [9, 8, 7],
    "one that slips in beside closed ones": [0, 5, 0, 4, 0],
}


def by_definition(counters: list[int]) -> list[int]:
    opened = [one for one in counters if one]
    if opened == sorted(opened):
        return list(range(len(counters)))
    return sorted(range(len(counters)), key=lambda at: (counters[at], at))


@pytest.mark.parametrize("name", CASES)
def test_by_counter_unless_that_is_the_order_of_writing(
    name: str, vaults: Open
) -> None:
    vault, counters = vaults("one"), CASES[name]
    vault.db.run("INSERT INTO logs VALUES (?, ?, NULL, NULL, x'', 1)", (LOG, b"c" * 16))
    vault.db.run_many(
        "INSERT INTO entries VALUES (?, ?, x'', x'', x'', ?)",
        [(LOG, at, counter) for at, counter in enumerate(counters)],
    )
    for start in range(len(counters) + 1):
        found = [one.index - start for one in in_order(vault, LOG, start)]
        assert found == by_definition(counters[start:]), start
