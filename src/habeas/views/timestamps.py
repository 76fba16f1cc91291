"""Whom a case asks for timestamps, what they answered, and what that vouches for."""

from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from habeas.case.facts.timestamps import Scheme
from habeas.case.rules.authorities import pem_of
from habeas.case.rules.vouching import Stamp
from habeas.timestamps.covered import Covered, read_covered
from habeas.views.db import Views
from habeas.views.records import Sound, records, states


@dataclass(frozen=True)
class Asked:
    """An authority that a person chose; `pem` is what its answers are judged by."""

    id: str
    name: str
    scheme: Scheme
    url: str
    ca: tuple[str, ...]
    singly: bool

    @property
    def pem(self) -> bytes:
        """The certificates as a PEM file."""
        return pem_of(self.ca)


@dataclass(frozen=True)
class Token:
    """An answer that was kept: the raw bytes, what they cover, what was found.

    `held` is the entry that holds it; `at` when that entry says it was written. `time`
    is None where a Bitcoin block must say it.
    """

    id: str
    name: str
    authority: str
    scheme: Scheme
    covers: Covered
    imprint: str
    raw: bytes
    exhibit: str
    time: datetime | None
    block: int
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    ca: tuple[str, ...]
    held: tuple[str, int]
    at: datetime

    @property
    def held_at(self) -> str:
        """When it was kept, by the author's clock (RFC 3339)."""
        return self.at.isoformat(timespec="seconds")

    @property
    def pem(self) -> bytes:
        """The certificates that it was judged by."""
        return pem_of(self.ca)

    @property
    def waits(self) -> bool:
        """Whether its calendar has not said yet in which block it stands."""
        return self.scheme is Scheme.OPENTIMESTAMPS and not self.block


def authorities(views: Views, case: str) -> list[Asked]:
    """Return the authorities of a case that stand, in the order they were chosen."""
    lines = records(views, case, "authority")
    found = states(views, [line.id for line in lines])
    return [
        _asked(found[line.id])
        for line in lines
        if {"name", "scheme", "url"} <= set(found[line.id].fields)
    ]


def tokens(views: Views, case: str) -> tuple[Token, ...]:
    """Return the timestamps of a case that stand and can be read, oldest first."""
    return views.kept(("timestamps", case), lambda: _tokens(views, case))


def stamps(views: Views, case: str) -> tuple[Stamp, ...]:
    """Return what the tokens of a case vouch for: those that state a time."""
    return tuple(
        Stamp(
            by=one.name,
            log=one.covers.log,
            first=one.covers.first,
            end=one.covers.end,
            whole=one.covers.whole,
            held=one.held,
            time=one.time,
        )
        for one in tokens(views, case)
        if one.time is not None
    )


def tokens_of(views: Views, case: str, exhibit: str) -> list[Token]:
    """Return the timestamps over an exhibit alone."""
    return [one for one in tokens(views, case) if one.exhibit == exhibit]


def _tokens(views: Views, case: str) -> tuple[Token, ...]:
    lines = records(views, case, "timestamp")
    found = states(views, [line.id for line in lines])
    read = [_token(found[line.id]) for line in lines]
    return tuple(one for one in read if one is not None)


def _asked(found: Sound) -> Asked:
    fields = found.fields
    return Asked(
        id=found.id,
        name=fields["name"],
        scheme=Scheme(fields["scheme"]),
        url=fields["url"],
        ca=tuple(fields.get("ca") or ()),
        singly=bool(fields.get("singly")),
    )


def _token(found: Sound) -> Token | None:
    """Return a token; None if its record is of a form that this version cannot read."""
    fields, first = found.fields, found.state.history[0]
    covers = read_covered(fields.get("covers", ""))
    raw = _decoded(fields.get("token"))
    named = {"name", "authority", "scheme", "imprint"} <= set(fields)
    if covers is None or raw is None or not named:
        return None
    if covers.imprint != fields["imprint"]:
        return None  # it does not cover what it says
    return Token(
        id=found.id,
        name=fields["name"],
        authority=fields["authority"],
        scheme=Scheme(fields["scheme"]),
        covers=covers,
        imprint=fields["imprint"],
        raw=raw,
        exhibit=fields.get("exhibit", ""),
        time=_time(fields),
        block=fields.get("block", 0),
        accepted=tuple(fields.get("accepted") or ()),
        refused=tuple(fields.get("refused") or ()),
        ca=tuple(fields.get("ca") or ()),
        held=first.entry,
        at=datetime.fromisoformat(first.at),
    )


def _decoded(lines: object) -> bytes | None:
    if not isinstance(lines, list):
        return None
    with suppress(ValueError):
        return b64decode("".join(lines), validate=True)
    return None


def _time(fields: Mapping[str, Any]) -> datetime | None:
    """Return the time that an accepted RFC 3161 token states."""
    if fields["scheme"] != Scheme.RFC3161 or not fields.get("accepted"):
        return None
    with suppress(ValueError):
        return datetime.strptime(fields.get("time", ""), "%Y-%m-%dT%H:%M:%SZ").replace(
            tzinfo=UTC
        )
    return None
