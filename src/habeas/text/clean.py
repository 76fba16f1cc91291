"""The only changes ever made to what a document says: docs/spec/text.md, 'Cleaning'."""

import re

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f]")
_LONE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_CONTROLS = dict.fromkeys(set(range(32)) - {0x09, 0x0A})
MISSING = "\ufffd"
LONGEST_LABEL = 1000


def clean(text: str) -> str:
    """Return the text with LF line ends and without the other C0 controls but TAB.

    Half surrogate pairs, which no UTF-8 can hold, become U+FFFD. Nothing else changes:
    no normalisation, no trimming, no repaired quotation marks.
    """
    text = _LINE_ENDS.sub("\n", text).translate(_CONTROLS)
    return _LONE.sub(MISSING, text)


def label(text: str) -> str:
    """Return one line with single spaces, at most LONGEST_LABEL long: titles, names."""
    return " ".join(clean(text).split())[:LONGEST_LABEL]


def language_tag(told: str) -> str:
    """Return the BCP 47 tag with its language in small letters, '' if it is none."""
    first, dash, rest = told.strip().replace("_", "-").partition("-")
    tag = first.lower() + dash + rest
    return tag if _LANGUAGE.fullmatch(tag) else ""
