"""What must hold after any history on real vaults, by name (docs/simulation.md)."""

from base64 import b64decode
from collections.abc import Callable

from habeas.actions.members import members
from habeas.actions.merging import held
from habeas.case.membership import knew
from habeas.crypto.digest import sha256
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.erased import TOLD, carried, orders
from habeas.vault.said_gone import SaidGone
from habeas.views.db import rebuild, unread
from habeas.views.records import records
from tests.actions.histories import WHO, History


def broken(history: History) -> list[str]:
    """Return the names of what does not hold, with whose copy it is."""
    found = list(history.wrong)
    for promise in PROMISES:
        found += [f"{promise.__name__}: {who}" for who in promise(history)]
    return found


def all_have_the_same_entries(history: History) -> list[str]:
    """But for who is out: they cannot open that a log goes on from one they know."""
    case, ann = history.copies.case, history.copies.desks["ann"]
    authority = authority_in(ann.vault, bytes.fromhex(case))
    out = {one.name.lower() for one in members(ann, case) if one.out is not None}
    lacking = []
    for who in WHO:
        differing = (
            held(ann, case).items() ^ held(history.copies.desks[who], case).items()
        )
        goes_on = {log for log, _size in differing if authority.goes_on(log.hex())}
        if {log for log, _size in differing} - (goes_on if who in out else set()):
            lacking.append(who)
    return lacking


def what_was_acknowledged_is_kept(history: History) -> list[str]:
    """It is shown on its writer's own device, or listed there with the reason."""
    missed = []
    for who, one in history.noted:
        desk = history.copies.desks[who]
        shown = desk.views.db.one("SELECT 1 FROM records WHERE id = ?", (one,))
        if not shown and not unread(desk.views, history.copies.case):
            missed.append(who)
    return missed


def those_who_read_the_same_see_the_same(history: History) -> list[str]:
    shown = {who: history.shown(who) for who in WHO}
    closed = {who: _closed(history, who) for who in WHO}
    return [
        f"{who} and {other}"
        for who in WHO
        for other in WHO
        if who < other and closed[who] == closed[other] and shown[who] != shown[other]
    ]


def _closed(history: History, who: str) -> set[tuple[bytes, int, str]]:
    """Return what is not read on a copy, and why: erased, not here, or without a key.

    That can rest on what came first: where the receipt of its writer doesn't count,
    only a copy that once had its key saw whose it was.
    """
    vault, case = history.copies.desks[who].vault, bytes.fromhex(history.copies.case)
    gone = SaidGone(vault, case)
    return {
        (log.id, one.index, "erased" if gone.explains(one) else _lacks(one))
        for log in read.logs(vault, case)
        for one in read.entries(vault, log.id)
        if one.unit == b"" or one.sealed is None
    }


def _lacks(one: read.Stored) -> str:
    return "content" if one.sealed is None else "key"


def a_fresh_index_shows_the_same(history: History) -> list[str]:
    otherwise = []
    for who in WHO:
        before = history.shown(who)
        desk = history.copies.desks[who]
        rebuild(desk.vault, desk.views)
        if history.shown(who) != before:
            otherwise.append(who)
    return otherwise


def who_is_out_opens_nothing_of_a_later_epoch(history: History) -> list[str]:
    ann, case = history.copies.desks["ann"], bytes.fromhex(history.copies.case)
    authority = authority_in(ann.vault, case)
    said = [body for _envelope, body in ann.vault.acts[case].values()]
    lifted = {one.fields["suspension"] for one in said if one.type == "lifting"}
    opened = []
    for line in members(ann, history.copies.case):
        if line.out is None or line.name == "Ann" or line.out.id in lifted:
            continue  # what seemed lifted for a while gave keys for a while
        desk = history.copies.desks[line.name.lower()]
        begun = [act for act in authority.of("epoch") if knew(act, line.out)]
        keys = {sha256(b64decode(act.fields["public"])) for act in begun}
        rows = desk.vault.db.all(
            "SELECT log FROM entries JOIN unit_boxes USING (unit)"
            f" WHERE key IN ({', '.join('?' * len(keys))})",
            sorted(keys),
        )
        theirs = {one.id for one in read.logs(desk.vault, case) if one.own}
        theirs |= {bytes.fromhex(one.fields["log"]) for one in line.devices}
        if any(bytes(one[0]) not in theirs for one in rows):
            opened.append(line.name)
    return opened


def what_is_erased_opens_nowhere_after_its_receipts(history: History) -> list[str]:
    """Whoever said that it is done has no key, no content and no page of it.

    If it still counts: what others write of somebody whose erasure turned out not to
    count is read like anything else.
    """
    case = history.copies.case
    return [who for who in WHO if _told(history, who, case) and _left(history, who)]


def _told(history: History, who: str, case: str) -> bool:
    vault, id_ = history.copies.desks[who].vault, bytes.fromhex(case)
    counting = {one.record for one in orders(vault, id_)}
    done = {one.record for one in carried(vault, id_) if one.stage == TOLD}
    return bool(counting & done)


def _left(history: History, who: str) -> bool:
    desk, theirs = history.copies.desks[who], (history.her,)
    units = "SELECT unit FROM unit_boxes WHERE subject = ?"
    bodies = f"SELECT 1 FROM entries WHERE unit IN ({units}) AND sealed NOT NULL"
    return bool(
        desk.vault.db.all(f"{units} AND box IS NOT NULL", theirs)
        or desk.vault.db.all(bodies, theirs)
        or records(desk.views, history.copies.case, "claim")
    )


PROMISES: tuple[Callable[[History], list[str]], ...] = (
    all_have_the_same_entries,
    what_was_acknowledged_is_kept,
    those_who_read_the_same_see_the_same,
    a_fresh_index_shows_the_same,
    who_is_out_opens_nothing_of_a_later_epoch,
    what_is_erased_opens_nowhere_after_its_receipts,
)
