"""The names of one folder, ordered once for every list that is read in it."""

from bisect import bisect_left
from functools import cached_property
from itertools import takewhile


class Siblings(frozenset[bytes]):
    """The plain files of a folder; a phone's export has a list for each of them."""

    @cached_property
    def in_order(self) -> list[bytes]:
        """The names in the order of their bytes."""
        return sorted(self)

    @cached_property
    def without_commas(self) -> dict[bytes, bytes]:
        """The first name by what it is once every comma was made a space."""
        found: dict[bytes, bytes] = {}
        for one in self.in_order:
            found.setdefault(one.replace(b",", b" "), one)
        return found

    @cached_property
    def by_stem(self) -> dict[bytes, list[bytes]]:
        """The names by what comes before their last dot."""
        found: dict[bytes, list[bytes]] = {}
        for one in self.in_order:
            found.setdefault(one.rpartition(b".")[0], []).append(one)
        return found

    def starting(self, start: bytes) -> list[bytes]:
        """Return the names that begin so."""
        first = bisect_left(self.in_order, start)
        rest = (self.in_order[at] for at in range(first, len(self)))
        return list(takewhile(lambda one: one.startswith(start), rest))
