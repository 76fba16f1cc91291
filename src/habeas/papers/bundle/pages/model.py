"""What the readable page shows: words already in the reader's language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EntryRef:
    """An entry of a log in this bundle."""

    log: str
    index: int


@dataclass(frozen=True)
class PageAccount:
    """One claim: who says what, from where, and where it was taken from.

    `stance` is one of alleged, denied, documented, ruled, confirmed, unknown.
    `via` names who reported it, the nearest to the speaker first. `change` is ''
    or says in words that the entry was corrected or withdrawn, and why.
    """

    stance: str
    speaker: str
    entry: EntryRef
    passage: str = ""
    passage_lang: str = ""
    text: str = ""
    text_lang: str = ""
    role: str = ""
    via: tuple[str, ...] = ()
    said_to: str = ""
    said: str = ""
    about: str = ""
    basis: str = ""
    exhibit: str = ""
    reliability: str = ""
    credibility: str = ""
    change: str = ""


@dataclass(frozen=True)
class PageIncident:
    """One event and all accounts of it; `entry` is None for accounts without one."""

    title: str
    title_lang: str
    accounts: tuple[PageAccount, ...]
    entry: EntryRef | None = None
    when: str = ""
    known: str = ""
    place: str = ""


@dataclass(frozen=True)
class PageNote:
    """Another disclosed record (a note, a person, a consent) in a line of words."""

    kind: str
    text: str
    text_lang: str
    entry: EntryRef


@dataclass(frozen=True)
class BundlePage:
    """The page in the order it is read; `purpose` says for whom it was made."""

    title: str
    incidents: tuple[PageIncident, ...] = ()
    loose: tuple[PageAccount, ...] = ()
    notes: tuple[PageNote, ...] = ()
    purpose: str = ""
