"""Words that were searched for: kept here, so that no address holds one.

A browser writes every address into its history on the disk; a name that was searched
for would stand there in the clear.
"""

import secrets
from dataclasses import dataclass, field

_MOST = 200
"""Searches remembered; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True, repr=False)
class Searches:
    """The words of past searches by random names, until the vault locks."""

    _words: dict[str, str] = field(default_factory=dict)

    def keep(self, words: str) -> str:
        """Return a name for these words."""
        for name in list(self._words)[: max(0, len(self._words) + 1 - _MOST)]:
            del self._words[name]
        name = secrets.token_urlsafe(9)
        self._words[name] = words
        return name

    def words(self, name: str) -> str:
        """Return the words of a name, '' if it is forgotten."""
        return self._words.get(name, "")

    def forget(self) -> None:
        """Forget them all."""
        self._words.clear()
