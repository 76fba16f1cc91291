"""The annex file's own words: index, stamps, and how a reader checks what it holds."""

from collections.abc import Callable

from habeas.papers.annexes.model import Told, Words
from habeas.words import N_

Gettext = Callable[[str], str]

STAMP = N_("Annex {annex}, p. {page} of {pages}")
SHEET = N_("sheet {page} of {pages}")
HEADING = N_("Annex {annex}: {title}")
TITLE = N_("Annexes: {title}")
ABOUT = N_(
    "Each page of an annex has a stamp in its upper margin, and was made smaller where"
    " the stamp needed room. The originals are untouched: the digest of each stands"
    " under its title. How to check them is said on the page after this index."
)
NOTICE = N_(
    "This page could not be printed: the file may be damaged or made to do harm. The"
    " original is given beside on a carrier."
)
BESIDE = N_("This is not printed here. The original is given beside on a carrier.")
HELD = N_("This document is not given with this paper.")
LOCKED = N_("This file is locked with a password.")
DAMAGED = N_("This file cannot be read: it may be damaged or made to do harm.")
TOO_LONG = N_("This is too long to be printed here.")
SET = N_(
    "Text of the original as it was read; how it looked is not shown. The original is"
    " given beside on a carrier."
)
NO_WORDS = N_("Nothing of it can be read as text.")
REDACTED = N_(
    "A redacted copy (Ex. {copy}) stands in place of the original; the digest is that"
    " of the copy."
)
FILE = N_("File: {name}; {kind}; size in bytes: {size}")
_COLUMNS = (
    *(N_("Annex"), N_("Document"), N_("Ex."), N_("Date"), N_("Sheets")),
    N_("SHA-256, begin"),
)
_CHECK = (
    Told(N_("What the digests are"), head=True),
    Told(
        N_(
            "The line of 64 signs with each annex is its SHA-256 digest: a number that"
            " is worked out from every byte of the file. A file that differs in a"
            " single letter has another digest, and nobody can make a second file with"
            " the same one."
        )
    ),
    Told(N_("To check a file"), head=True),
    Told(
        N_(
            "Take the original from the carrier, or from the folder data/exhibits of"
            " the verification bundle."
        ),
        item=True,
    ),
    Told(
        N_(
            "Have a computer work out its digest: sha256sum FILE (Linux), shasum -a 256"
            " FILE (macOS), certutil -hashfile FILE SHA256 (Windows)."
        ),
        item=True,
    ),
    Told(N_("Compare it with the line in the index, sign by sign."), item=True),
    Told(N_("To check the bundle"), head=True),
    Told(
        N_(
            "If a verification bundle is given beside this file, open verify.html from"
            " it in a browser, without internet if you like, and drop the folder or the"
            " zip file onto it. Two other ways lie in the bundle: verify.py and"
            " VERIFY.txt. You need not trust whoever gave it to you."
        ),
        item=True,
    ),
    Told(
        N_(
            "A footnote of the paper ends with the entry that it rests on: eight signs"
            " of the log and a number. The readable page of the bundle,"
            " data/index.html, shows that entry."
        ),
        item=True,
    ),
    Told(N_("What this proves, and what it does not"), head=True),
    Told(
        N_(
            "It proves that these files and entries are those that were sealed in the"
            " log of the case, and that none of them was changed or taken out since"
            " without a trace."
        ),
        item=True,
    ),
    Told(
        N_(
            "It does not prove that what a document or a statement says is true, who"
            " wrote it, or, unless another party gave it a timestamp, when. What this"
            " file shows of an original is a copy for reading; what counts is the"
            " original."
        ),
        item=True,
    ),
)


def frame_words(say: Gettext) -> Words:
    """Return the words of the frame in a language."""
    return Words(
        index=say(N_("Index of annexes")),
        check=say(N_("How to check these annexes")),
        none=say(N_("This paper names no document of the case, so it has no annexes.")),
        columns=tuple(map(say, _COLUMNS)),
        stamp=say(STAMP),
        sheet=say(SHEET),
    )


def check_words(say: Gettext) -> tuple[Told, ...]:
    """Return the page on how to check, in a language."""
    return tuple(Told(say(one.words), one.head, one.item) for one in _CHECK)
