"""What a page is asked, and what it may answer.

Pages are plain functions `(Desk, Ask) -> Answer`: they know nothing of the framework,
and they run one at a time in the thread that holds the vault (see keeper.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from habeas.errors import HabeasError, NotFoundError
from habeas.web.forms import Form
from habeas.words import N_, Tell, silent

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, parsed.

    `tell` is told how far long work is. `problem` is set when a form comes back to the
    person with what was wrong in it; `form` then holds what they typed, so that nothing
    has to be typed twice.
    """

    path: Mapping[str, str]
    query: Form
    form: Form
    language: str
    address: str = "/"
    problem: HabeasError | None = None
    tell: Tell = silent

    def id(self, name: str) -> str:
        """Return a 32-hex id from the path.

        Raises:
            NotFoundError: it is not an id at all.
        """
        value = self.path.get(name, "")
        if len(value) != 32 or not _HEX.issuperset(value):  # noqa: PLR2004 - 16 bytes
            raise NotFoundError(N_("There is no record with this number."))
        return value


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it needs; `case` draws the case's frame around it."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    case: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Go:
    """See another page of ours (303)."""

    to: str


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes that a person asked to take out of the vault."""

    chunks: Iterator[bytes]
    name: str
    media_type: str = "application/octet-stream"


Answer = Page | Go | Download
