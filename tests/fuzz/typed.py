"""Oracles for what a person types, and for the file that says how a vault opens."""

import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from habeas.case.dates import month_of, sort_key, stretch
from habeas.case.facts.registry import RECORDS
from habeas.case.forms import fill_form, read_form
from habeas.errors import HabeasError
from habeas.vault.header import NAME, header_text, read_header

_PLACE = Path(tempfile.mkdtemp(prefix="habeas-fuzz-"))


def header(data: bytes) -> None:
    (_PLACE / NAME).write_bytes(data)
    try:
        read = read_header(_PLACE)
    except HabeasError:
        return
    assert header_text(read).encode() == data


def date(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        span = stretch(text)
    except HabeasError:
        return
    assert not (span.first and span.last) or span.first <= span.last
    sort, month = sort_key(text), month_of(text)
    assert sort.startswith(month or "9999-99")


def form(data: bytes) -> None:
    """The fields that a form stands for fill in a form that stands for them."""
    filled = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True)
    for kind in RECORDS.values():
        try:
            fields = read_form(kind, filled, "en")
        except HabeasError:
            continue
        assert read_form(kind, fill_form(kind, fields), "en") == fields, kind.name


def typed(fields: dict[str, str]) -> bytes:
    """Return what `form` reads."""
    return urlencode(fields).encode()
