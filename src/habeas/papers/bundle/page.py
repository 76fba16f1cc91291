"""Render the readable page of a bundle: one file, no script, nothing fetched."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from habeas.case.facts.registry import RECORDS
from habeas.crypto.digest import sha256
from habeas.languages import translations
from habeas.papers.bundle import pages
from habeas.papers.bundle.layout import (
    PAYLOAD,
    body_path,
    entry_path,
    exhibit_path,
    proof_path,
)
from habeas.papers.bundle.logs import fingerprint
from habeas.papers.bundle.model import BundleLog, BundleRequest
from habeas.papers.bundle.pages.model import PageIncident
from habeas.words import N_

STANCES = {
    "alleged": N_("Alleged"),
    "denied": N_("Denied"),
    "documented": N_("Documented"),
    "ruled": N_("Ruled"),
    "confirmed": N_("Confirmed"),
    "unknown": N_("Unknown"),
}
ACTS = {
    "put": N_("recorded"),
    "correct": N_("corrected"),
    "withdraw": N_("withdrawn"),
}


@dataclass(frozen=True)
class _Row:
    """A line of the table: one disclosed entry, or a run of withheld ones."""

    first: int
    last: int
    disclosed: bool
    act: str = ""
    type: str = ""
    at: str = ""
    body: str = ""
    envelope: str = ""
    proof: str = ""


@dataclass(frozen=True)
class _LogTable:
    """What the page shows of one log."""

    id: str
    size: int
    withheld: int
    fingerprint: str
    folder: str
    rows: tuple[_Row, ...]


def render_page(request: BundleRequest) -> bytes:
    """Return the bytes of data/index.html in the request's language."""
    words = translations(request.language)
    environment = _environment()
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    style = _style()
    numbers = {one.number: one for one in request.exhibits}
    page = environment.get_template("page.html").render(
        request=request,
        page=request.page,
        incidents=[*request.page.incidents, *_loose(request)],
        logs=[_table(log) for log in request.logs],
        style=style,
        style_hash=b64encode(sha256(style.encode())).decode(),
        stances=STANCES,
        body_of=lambda ref: body_path(bytes.fromhex(ref.log), ref.index)[
            len(PAYLOAD) :
        ],
        file_of=lambda number: _file(numbers, number),
        exhibit_files=[(one, _file(numbers, one.number)) for one in request.exhibits],
        originals=sum(not one.read_in for one in request.exhibits),
        nothing=sha256(b"").hex(),
    )
    return page.encode()


def _loose(request: BundleRequest) -> list[PageIncident]:
    return [PageIncident("", "", request.page.loose)] if request.page.loose else []


def _file(numbers: dict[str, Any], number: str) -> str:
    one = numbers.get(number)
    return exhibit_path(one.number, one.name)[len(PAYLOAD) :] if one else ""


def _table(log: BundleLog) -> _LogTable:
    runs = groupby(enumerate(log.entries), key=lambda pair: pair[1].body is not None)
    rows: list[_Row] = []
    for disclosed, run in runs:
        entries = list(run)
        if disclosed:
            rows += [_row(log, index, one.body or b"") for index, one in entries]
        else:
            rows.append(_Row(entries[0][0], entries[-1][0], disclosed=False))
    return _LogTable(
        id=log.log_id.hex(),
        size=len(log.entries),
        withheld=sum(entry.body is None for entry in log.entries),
        fingerprint=fingerprint(log),
        folder=entry_path(log.log_id, 0)[len(PAYLOAD) : -len("000000.entry")],
        rows=tuple(rows),
    )


def _row(log: BundleLog, index: int, body: bytes) -> _Row:
    said = json.loads(body)
    kind = RECORDS.get(said["type"])
    return _Row(
        first=index,
        last=index,
        disclosed=True,
        act=ACTS.get(said["act"], said["act"]),
        type=kind.label if kind else said["type"],
        at=said["at"].replace("T", " "),
        body=body_path(log.log_id, index)[len(PAYLOAD) :],
        envelope=entry_path(log.log_id, index)[len(PAYLOAD) :],
        proof=proof_path(log.log_id, index)[len(PAYLOAD) :],
    )


def _style() -> str:
    return files(pages).joinpath("page.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("habeas.papers.bundle", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["grouped"] = _grouped
    environment.filters["unwrapped"] = _unwrapped
    return environment


def _grouped(digits: str) -> str:
    """Write a hash in groups of four, to be read out on the telephone."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _unwrapped(passage: str) -> str:
    """Let lines flow that the document broke for its own width; keep paragraphs."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", passage)
