"""An auditor sees that nothing was changed, and no word of it."""

from collections.abc import Callable

import pytest

from habeas.actions import joining
from habeas.actions.auditing import audit, sign_seen
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, change_role
from habeas.actions.merging import heads_of, held, outgoing, outgoing_boxes
from habeas.actions.outside import hand_in_note, place_outside
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.errors import NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.foreign import Writer
from tests.actions.copies import Copies
from tests.actions.test_outside import NOTE, SECRET, every_byte, let_in, names


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads, with an editor."""
    made = Copies(new_desk)
    made.begin()
    made.enter("beth", Role.EDITOR)
    put(made.desks["ann"], made.case, "note", NOTE)
    made.meet("ann", "beth")
    return made


@pytest.fixture
def auditor(copies: Copies) -> Desk:
    """Return an auditor's desk that got what is there, and the keys of its logs."""
    desk = let_in(copies, "oda", Role.AUDITOR)
    bring(copies, desk)
    return desk


def bring(copies: Copies, desk: Desk) -> None:
    ann, case = copies.desks["ann"], copies.case
    packs = list(outgoing(ann, case, held(desk, case)))
    packs += heads_of(ann, case)
    keys = {
        one.id: one.mldsa44 for one in read.logs(ann.vault, bytes.fromhex(copies.case))
    }
    joining.arrive(desk, case, packs, outgoing_boxes(ann, case), keys)


def test_it_holds_every_envelope_and_no_body_and_no_key(
    copies: Copies, auditor: Desk
) -> None:
    ann, id_ = copies.desks["ann"], bytes.fromhex(copies.case)
    sizes = {one.id: one.size for one in read.logs(auditor.vault, id_) if not one.own}
    assert sizes == {one.id: one.size for one in read.logs(ann.vault, id_)}
    bodies = auditor.vault.db.all(
        "SELECT 1 FROM entries JOIN logs ON log = logs.id"
        " WHERE ed25519_seed IS NULL AND sealed IS NOT NULL"
    )
    assert bodies == []
    assert auditor.vault.db.all("SELECT 1 FROM unit_boxes WHERE own = 0") == []
    assert auditor.vault.db.all("SELECT 1 FROM epoch_boxes") == []
    everything = every_byte(auditor)
    assert SECRET not in everything
    assert "The case of A." not in everything
    assert not [one for one in ("Ann", "Beth", "Oda") if names(everything, one)]


def test_all_holds_and_each_log_is_counted(copies: Copies, auditor: Desk) -> None:
    found = audit(auditor, copies.case)
    assert (found.clean, found.lacking) == (True, 0)
    first = found.logs[0]
    assert first.number == 1
    assert sum(first.places.values()) == first.entries > 5
    assert any(one.saw for one in found.logs)
    assert all(one.met for one in found.logs if not one.own)


@pytest.mark.parametrize("column", ["envelope", "root"])
def test_what_was_changed_is_found(copies: Copies, auditor: Desk, column: str) -> None:
    db = auditor.vault.db
    for (name,) in db.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        db.run(f'DROP TRIGGER "{name}"')
    if column == "envelope":
        where = "SELECT log, envelope FROM entries WHERE position = 3"
        ((log, old),) = db.all(where)[:1]
        digit = b"0" if bytes(old)[-2:-1] != b"0" else b"1"
        new = bytes(old)[:-2] + digit + b"\n"
        db.run(
            "UPDATE entries SET envelope = ? WHERE log = ? AND position = 3", (new, log)
        )
    else:
        ((log,),) = db.all("SELECT id FROM logs WHERE ed25519_seed IS NULL")[:1]
        note = bytes(read.head(auditor.vault, log))
        at = note.index(b"\n\n") - 3
        other = b"A" if note[at : at + 1] != b"A" else b"B"
        forged = note[:at] + other + note[at + 1 :]
        db.run("UPDATE checkpoints SET note = ? WHERE log = ?", (forged, log))
    auditor.vault.signed.clear()
    auditor.vault.roots.clear()
    assert not audit(auditor, copies.case).clean


def test_its_signature_shows_the_others_what_it_held(
    copies: Copies, auditor: Desk
) -> None:
    ann, case = copies.desks["ann"], copies.case
    sign_seen(auditor, case)
    copies.desks["oda"] = auditor
    copies.bring("oda", "ann")
    logs = {one.id: one.size for one in read.logs(ann.vault, bytes.fromhex(case))}
    assert 2 in logs.values()
    assert audit(auditor, case).clean


def test_it_adds_nothing_and_a_contributor_audits_nothing(
    copies: Copies, auditor: Desk
) -> None:
    with pytest.raises(RefusedError):
        hand_in_note(auditor, copies.case, NOTE)
    carl = let_in(copies, "carl")
    with pytest.raises(NotFoundError):
        audit(carl, copies.case)
    with pytest.raises(NotFoundError):
        sign_seen(carl, copies.case)


def test_an_auditor_is_not_made_a_reader_of_what_was_dropped(
    copies: Copies, auditor: Desk
) -> None:
    ann, case = copies.desks["ann"], copies.case
    assert place_outside(auditor, case).role == "auditor"
    with pytest.raises(RefusedError):
        change_role(ann, case, copies.members["oda"], Seat("", Role.EDITOR))


def test_a_key_that_no_notice_names_writes_nothing_for_it(
    copies: Copies, auditor: Desk
) -> None:
    named = place_outside(auditor, copies.case).believed.notice.logs
    assert len(named) == 3
    assert Writer(bytes(32), bytes(1312)).log not in named
