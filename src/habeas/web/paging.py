"""Long lists, a page at a time: which part is shown, and where its neighbours begin."""

from dataclasses import dataclass

from habeas.web.ask import Ask

_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a list that a page shows; `skip` are left out before it."""

    skip: int
    most: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first one shown, from 1."""
        return self.skip + 1

    @property
    def last(self) -> int:
        """The number of the last one shown."""
        return min(self.skip + self.most, self.total)

    @property
    def before(self) -> int | None:
        """How many the page before leaves out, or None if this is the first."""
        return max(self.skip - self.most, 0) if self.skip else None

    @property
    def after(self) -> int | None:
        """How many the next page leaves out, or None if this is the last."""
        return self.last if self.last < self.total else None


def part(ask: Ask, total: int, most: int) -> Part:
    """Return the part that the address asks for; beyond the end it is the last one."""
    asked = ask.query.get("skip")
    good = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST
    skip = int(asked) if good else 0
    return Part(skip if skip < total else max(total - 1, 0) // most * most, most, total)
