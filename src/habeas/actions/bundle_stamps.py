"""The timestamps of a bundle: which go along, as which files, checked by what."""

from collections.abc import Collection, Iterable, Iterator

from habeas.actions.desk import Desk
from habeas.actions.timestamps import stamped_bytes
from habeas.papers.bundle.layout import timestamp_path
from habeas.papers.bundle.model import BundleTimestamp
from habeas.timestamps.commands import SUFFIX, command
from habeas.views.timestamps import Token, tokens


def covering(
    known: Iterable[Token], entries: Collection[tuple[str, int]]
) -> list[Token]:
    """Return the tokens that vouch best for these entries, by every authority.

    For each entry the smallest head that holds it, and what covers it by itself. A
    proof that is not finished goes along only where there is no finished one.
    """
    found: dict[tuple[str, str], Token] = {}
    for one in known:
        place = (one.authority, str(one.covers))
        if place not in found or found[place].waits:
            found[place] = one
    ordered = sorted(found.values(), key=lambda one: (one.covers.end, one.held))
    chosen: dict[str, Token] = {}
    for log, index in entries:
        taken: set[tuple[str, bool]] = set()
        for one in ordered:
            covers, kind = one.covers, (one.authority, one.covers.whole)
            over = covers.log == log and covers.first <= index < covers.end
            if over and kind not in taken:
                taken.add(kind)
                chosen[one.id] = one
    return sorted(chosen.values(), key=lambda one: one.held)


def check(token: Token) -> str:
    """Return the command that checks a token inside a bundle."""
    log, index = bytes.fromhex(token.held[0]), token.held[1]
    data, raw, root = (
        timestamp_path(log, index, suffix)
        for suffix in ("data", SUFFIX[token.scheme], "pem")
    )
    return command(token.scheme, data, raw, root, token.time)


def enclosed(
    desk: Desk, case: str, shown: Collection[str]
) -> Iterator[BundleTimestamp]:
    """Yield the timestamps among the disclosed records, with what they cover."""
    for one in tokens(desk.views, case):
        if one.id in shown:
            yield BundleTimestamp(
                log_id=bytes.fromhex(one.held[0]),
                index=one.held[1],
                suffix=SUFFIX[one.scheme],
                data=stamped_bytes(desk, one.covers),
                token=one.raw,
                pem=one.pem,
                command=check(one),
            )
