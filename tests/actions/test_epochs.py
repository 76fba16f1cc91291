"""Whom a new key of a compartment is given to, and when another is begun."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.members import accept, lift, members, remove, suspend
from habeas.actions.merging import (
    epoch_of,
    held,
    merge,
    newest_epoch,
    outgoing,
    outgoing_boxes,
)
from habeas.actions.record import put
from habeas.actions.settling import settle
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act
from habeas.vault.acts import authority_in
from habeas.vault.epochs import opens_epoch
from habeas.vault.own_logs import own_log
from habeas.views.records import records
from tests.actions.copies import Copies


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann and bob lead; cat edits."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.LEAD)
    made.enter("cat")
    made.meet("ann", "bob", "cat")
    return made


def note(copies: Copies, who: str, text: str) -> None:
    put(copies.desks[who], copies.case, "note", {"text": {"lang": "en", "text": text}})


def notes(copies: Copies, who: str) -> set[str]:
    lines = records(copies.desks[who].views, copies.case, "note")
    return {line.title for line in lines}


def log_of(copies: Copies, who: str) -> bytes:
    return own_log(copies.desks[who].vault.db, bytes.fromhex(copies.case)).id


def newest(copies: Copies, who: str) -> Act:
    found = authority_in(copies.desks[who].vault, bytes.fromhex(copies.case))
    act = newest_epoch(found, "case")
    assert act is not None
    return act


def bring_log(copies: Copies, source: str, target: str, log: bytes) -> None:
    """Carry the entries of one log, and all boxes."""
    there, here = copies.desks[source], copies.desks[target]
    packs = outgoing(there, copies.case, held(here, copies.case))
    mine = [one for one in packs if one.log == log]
    merge(here, copies.case, mine, outgoing_boxes(there, copies.case))
    settle(here, copies.case)


def test_who_lacks_why_somebody_is_out_gives_them_no_key(copies: Copies) -> None:
    """Ann holds the epoch that Cat began, and not the suspension that made her."""
    bob, id_ = copies.desks["bob"], bytes.fromhex(copies.case)
    suspend(bob, copies.case, copies.members["bob"], Ground.LOST)
    copies.bring("bob", "cat")
    note(copies, "cat", "after")
    begun = newest(copies, "cat")
    bring_log(copies, "cat", "ann", log_of(copies, "cat"))
    assert begun.ref in {one.ref for one in newest_known(copies, "ann")}
    copies.bring("ann", "bob")
    copies.bring("cat", "bob")
    assert not opens_epoch(bob.vault, id_, epoch_of(begun))
    assert notes(copies, "bob") == set()
    copies.meet("ann", "bob", "cat")
    assert not opens_epoch(bob.vault, id_, epoch_of(begun))
    (line,) = (one for one in members(bob, copies.case) if one.name == "Bob")
    assert line.out is not None
    lift(copies.desks["ann"], copies.case, line.out.id)
    copies.meet("ann", "bob", "cat")
    assert notes(copies, "bob") == {"after"}


def newest_known(copies: Copies, who: str) -> tuple[Act, ...]:
    found = authority_in(copies.desks[who].vault, bytes.fromhex(copies.case))
    return tuple(one for one in found.said if one.kind == "epoch")


def test_what_is_accepted_is_read_by_all_whatever_epoch_it_is_of(
    copies: Copies,
) -> None:
    """Bob was out when he began it: it does not stand, and he gave it to some alone."""
    ann, bob = copies.desks["ann"], copies.desks["bob"]
    remove(bob, copies.case, copies.members["cat"], "by mistake")
    note(copies, "bob", "the last evening")
    suspend(ann, copies.case, copies.members["bob"], Ground.LOST)
    copies.meet("ann", "bob", "cat")
    assert notes(copies, "cat") == set()
    accept(ann, copies.case, log_of(copies, "bob").hex(), range(99), "seen")
    copies.meet("ann", "cat")
    assert notes(copies, "ann") == notes(copies, "cat") == {"the last evening"}


def test_a_disk_that_was_put_back_begins_keys_anew(
    copies: Copies, state_home: Path
) -> None:
    """Whom it gave the newest to may stand in what was lost."""
    ann, before = copies.desks["ann"], newest(copies, "ann")
    note(copies, "ann", "before")
    assert newest(copies, "ann") is before or newest(copies, "ann").ref == before.ref
    assert ann.vault.heads is not None
    for one in state_home.rglob("*"):
        if one.is_file():
            one.unlink()
    note(copies, "ann", "put back")
    begun = newest(copies, "ann")
    assert begun.ref != before.ref
    assert b64decode(begun.fields["public"]) != b64decode(before.fields["public"])
    note(copies, "ann", "once is enough")
    assert newest(copies, "ann").ref == begun.ref
    copies.meet("ann", "bob", "cat")
    assert newest(copies, "cat").ref == begun.ref
    assert notes(copies, "cat") == {"before", "put back", "once is enough"}
