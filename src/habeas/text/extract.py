"""What reading a file found: its text, and proposals a person may accept or undo.

Offsets count Unicode code points of `text`, from 0, ends excluded: docs/spec/text.md.
"""

import hashlib

import msgspec


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the text, with the reason it is marked (a message id, or '')."""

    start: int
    end: int
    why: str = ""


class DateProposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date the file seems to tell of itself; nothing until a person takes it.

    `edtf` is a day, month or year (2021-12-07, 2021-12, 2021); `where` is a message id;
    `quote` is what the file said, word for word.
    """

    edtf: str
    where: str
    quote: str


class Extract(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a file and how it was got.

    `pages` holds the start offset of each page, (0,) where there are none.
    `language` is a BCP 47 tag, '' when the file does not tell. `notes` and the `why`
    and `where` of the parts are message ids. `metadata` pairs a key of
    `habeas.text.check.KEYS` with what the file said.
    """

    text: str
    tool: str
    tool_version: str
    pages: tuple[int, ...] = (0,)
    title: str = ""
    language: str = ""
    dates: tuple[DateProposal, ...] = ()
    boilerplate: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def text_version(self) -> str:
        """Return the name of exactly this text: SHA-256 of its UTF-8, in hex."""
        return version_of(self.text)


def version_of(text: str) -> str:
    """Return SHA-256 of the UTF-8 of a text, in lower-case hex (spec: text version)."""
    return hashlib.sha256(text.encode()).hexdigest()
