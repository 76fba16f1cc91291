"""The values records are made of: text with its language, dates, names, passages."""

from enum import StrEnum

import msgspec

from habeas.words import N_


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A small frozen part of a record, written inside its entry body."""


class Text(Value, frozen=True, kw_only=True):
    """Words in the language they were said or written in (BCP 47 tag)."""

    lang: str
    text: str


class Known(StrEnum):
    """How a date is known."""

    STATED = "stated"
    DOCUMENT = "document"
    FILE = "file"
    SEEN = "seen"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


KNOWN_WORDS = {
    Known.STATED: N_("somebody said so"),
    Known.DOCUMENT: N_("written in the document"),
    Known.FILE: N_("told by the file or its file system"),
    Known.SEEN: N_("seen by the person recording"),
    Known.INFERRED: N_("worked out from other facts"),
    Known.UNKNOWN: N_("not known how"),
}


class When(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A date as EDTF (ISO 8601-2), 'XXXX' if unknown, with how it is known."""

    edtf: str
    known: Known = Known.UNKNOWN
    note: str = ""


class NameKind(StrEnum):
    """What kind of name it is."""

    FULL = "full"
    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FORMER = "former"
    ALIAS = "alias"


NAME_WORDS = {
    NameKind.FULL: N_("full name"),
    NameKind.FAMILY: N_("family name"),
    NameKind.GIVEN: N_("given name"),
    NameKind.PATRONYMIC: N_("patronymic"),
    NameKind.FORMER: N_("former name"),
    NameKind.ALIAS: N_("alias or nickname"),
}


class Name(Value, frozen=True, kw_only=True):
    """A name in one script and language."""

    text: str
    kind: NameKind = NameKind.FULL
    lang: str = "und"


class Passage(Value, frozen=True, kw_only=True):
    """The exact span of an extracted text that a claim rests on.

    Offsets are Unicode code points into the text whose UTF-8 has SHA-256 `version`;
    `end` is exclusive; `quote` is the text between them, to the character.
    """

    document: str
    extract: str
    version: str
    start: int
    end: int
    quote: str


class Span(Value, frozen=True, kw_only=True):
    """A stretch of an extracted text, in code points, and why it is marked."""

    start: int
    end: int
    why: str


class Sealed(Value, frozen=True, kw_only=True):
    """A sealed file: what it was, where its ciphertext is, which key opens it."""

    sha256: str
    size: int
    media_type: str
    stored: str
    identity: str
