"""Whoever turned keeps no act from anybody by an erasure that names it."""

from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.members import members, remove
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.vault import read
from habeas.vault.lacking import lacking
from habeas.views.db import unread
from habeas.wire.pack import Pack, Packed
from tests.actions.copies import Copies
from tests.actions.test_members import shown


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann and bob lead, and that cat and dan edit; bob turned."""
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.LEAD)
    made.enter("cat", Role.EDITOR)
    made.enter("dan", Role.EDITOR)
    made.meet("ann", "bob", "cat", "dan")
    return made


def remove_bob(copies: Copies) -> tuple[str, int]:
    """Let ann remove bob; return the log and the number of that entry."""
    before = own_log(copies)
    remove(copies.desks["ann"], copies.case, copies.members["bob"], "turned")
    return before.id.hex(), before.size


def own_log(copies: Copies) -> read.LogInfo:
    """Return ann's log as it is."""
    logs = read.logs(copies.desks["ann"].vault, bytes.fromhex(copies.case))
    return next(one for one in logs if one.own)


def order(copies: Copies, **named: object) -> None:
    """Let bob order an erasure that names what it should not, and tell cat of it."""
    fields = {"basis": "withdrawn", "consent": "b" * 32, "records": 1}
    what = {"whose": "a" * 32, **fields, **named}
    put(copies.desks["bob"], copies.case, "erasure", what)
    bob, cat = copies.desks["bob"], copies.desks["cat"]
    merge(cat, copies.case, outgoing(bob, copies.case, held(cat, copies.case)))


def bare(copies: Copies, place: tuple[str, int]) -> list[Pack]:
    """Return what cat lacks of ann's, without the content of one entry."""
    ann, cat = both(copies)
    packs = []
    for pack in outgoing(ann, copies.case, held(cat, copies.case)):
        kept = [
            Packed(one.envelope, None)
            if (pack.log.hex(), pack.start + at) == place
            else one
            for at, one in enumerate(pack.entries)
        ]
        packs.append(Pack(pack.log, pack.start, pack.note, tuple(kept)))
    return packs


def both(copies: Copies) -> tuple[Desk, Desk]:
    return copies.desks["ann"], copies.desks["cat"]


def agree(copies: Copies) -> bool:
    """Say whether ann and cat show and list the same once they have met."""
    copies.meet("ann", "cat")
    ann, cat = both(copies)
    listed = [list(unread(one.views, copies.case)) for one in (ann, cat)]
    return shown(copies, "ann") == shown(copies, "cat") and listed[0] == listed[1]


def is_out(copies: Copies, name: str) -> bool:
    (line,) = (
        one for one in members(copies.desks[name], copies.case) if one.name == "Bob"
    )
    return line.out is not None


def test_what_was_handed_bare_is_taken_from_whoever_has_it(copies: Copies) -> None:
    """Bob hands cat his own removal without content, and an erasure that names it."""
    (ann, cat), case = both(copies), copies.case
    log, at = remove_bob(copies)
    order(copies, entries=[f"{log} {at}"])
    merge(cat, case, bare(copies, (log, at)), outgoing_boxes(ann, case))
    assert not is_out(copies, "cat")
    assert lacking(cat.vault, bytes.fromhex(case)) == {}
    merge(cat, case, outgoing(ann, case, {}))
    assert is_out(copies, "cat")
    assert agree(copies)


def test_what_is_closed_is_not_emptied_before_it_is_read(copies: Copies) -> None:
    """The erasure comes first, the entry next, and its key last."""
    (ann, cat), case = both(copies), copies.case
    remove(ann, case, copies.members["dan"], "another, so that keys are new")
    log, at = remove_bob(copies)
    order(copies, entries=[f"{log} {at}"])
    merge(cat, case, outgoing(ann, case, held(cat, case)))
    assert not is_out(copies, "cat")
    merge(cat, case, [], outgoing_boxes(ann, case))
    assert is_out(copies, "cat")
    assert agree(copies)


@pytest.mark.parametrize("first", ["the erasure", "the key"])
def test_nobodys_key_is_destroyed_by_no_erasure(copies: Copies, first: str) -> None:
    """It opens who may do what."""
    (ann, cat), case = both(copies), copies.case
    remove(ann, case, copies.members["dan"], "another, so that keys are new")
    remove_bob(copies)
    rows = ann.vault.db.all("SELECT unit, id FROM unit_boxes WHERE subject = ''")
    if first == "the key":
        merge(cat, case, [], outgoing_boxes(ann, case))
    order(copies, units=[f"{bytes(one).hex()} {bytes(box).hex()}" for one, box in rows])
    copies.bring("ann", "cat")
    assert is_out(copies, "cat")
    assert agree(copies)
    for desk in (ann, cat):
        gone = desk.vault.db.all("SELECT 1 FROM unit_boxes WHERE box IS NULL")
        assert gone == []


def test_what_is_no_act_stays_erased(copies: Copies) -> None:
    """An entry that is named and that an old copy brings again is not taken in."""
    (ann, cat), case = both(copies), copies.case
    own = own_log(copies)
    note = put(ann, case, "note", {"text": {"lang": "en", "text": "hers"}})
    copies.bring("ann", "bob")
    old = [*outgoing(ann, case, {})]
    order(copies, entries=[f"{own.id.hex()} {own.size}"])
    merge(cat, case, bare(copies, (own.id.hex(), own.size)), outgoing_boxes(ann, case))
    merge(cat, case, old, outgoing_boxes(ann, case))
    entries = {one.index: one for one in read.entries(cat.vault, own.id)}
    assert entries[own.size].sealed is None
    assert agree(copies)
    assert note not in {row[0] for row in shown(copies, "ann")}
