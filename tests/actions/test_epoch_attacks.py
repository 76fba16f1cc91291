"""Who tries to read a compartment that was never opened to them, on real vaults."""

from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest

from habeas.actions.desk import Desk
from habeas.actions.merging import newest_epoch
from habeas.actions.record import put
from habeas.actions.settling import device_of, settle
from habeas.case.facts.members import Role
from habeas.crypto.boxes import box_public, generate_box_key
from habeas.crypto.digest import sha256
from habeas.vault.acts import authority_in
from habeas.vault.case_keys import keys_in
from habeas.vault.epochs import Epoch, keep_epochbox, opens_epoch
from habeas.wire.boxes import BoxHead, epochbox_object
from tests.actions.copies import Copies
from tests.actions.test_members_attacks import forge, notes

MEDICAL = 3


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads; cat reads medical, eve doesn't."""
    made = Copies(new_desk)
    made.begin()
    made.enter("cat", Role.EDITOR, "medical")
    made.enter("eve", Role.EDITOR)
    made.meet("ann", "cat", "eve")
    return made


def examined(copies: Copies, name: str, text: str) -> None:
    said = {"text": {"lang": "en", "text": text}}
    put(copies.desks[name], copies.case, "note", said, "medical")


def newest(copies: Copies, name: str, compartment: str) -> bytes:
    vault = copies.desks[name].vault
    found = newest_epoch(authority_in(vault, bytes.fromhex(copies.case)), compartment)
    assert found is not None
    return b64decode(found.fields["public"])


def test_the_key_of_one_compartment_is_not_given_in_the_name_of_another(
    copies: Copies,
) -> None:
    """Public keys stand in `case`: naming one there makes no key of it."""
    eve, case = copies.desks["eve"], copies.case
    examined(copies, "cat", "what the doctor saw")
    copies.meet("ann", "cat", "eve")
    public = newest(copies, "ann", "medical")
    fields = {
        "compartment": "case",
        "number": 2,
        "public": b64encode(public).decode(),
        "devices": [],
    }
    forge(eve, case, "epoch", fields)
    copies.meet("ann", "cat", "eve")
    examined(copies, "cat", "and saw later")
    copies.meet("ann", "cat", "eve")
    assert notes(copies, "eve") == set()
    assert notes(copies, "ann") == {"what the doctor saw", "and saw later"}
    for place in (1, MEDICAL):
        named = Epoch(place, 2, sha256(public), public)
        assert not opens_epoch(eve.vault, bytes.fromhex(case), named)


def test_who_reads_no_compartment_begins_no_epoch_of_it(copies: Copies) -> None:
    """Or all that is written there from then on could be read by whoever did."""
    eve, case = copies.desks["eve"], copies.case
    private = generate_box_key()
    authority = authority_in(eve.vault, bytes.fromhex(case))
    devices = [device_of(one).hex() for one in authority.readers("medical")]
    fields = {
        "compartment": "medical",
        "number": 2,
        "public": b64encode(box_public(private)).decode(),
        "devices": devices,
    }
    forge(eve, case, "epoch", fields)
    given(copies, private)
    copies.meet("ann", "cat", "eve")
    examined(copies, "cat", "what the doctor saw")
    place = copies.desks["cat"].vault.db.one(
        "SELECT key FROM unit_boxes ORDER BY rowid DESC LIMIT 1"
    )
    assert place is not None
    assert bytes(place[0]) != sha256(box_public(private))
    settle(copies.desks["cat"], case)
    assert newest(copies, "cat", "medical") != box_public(private)


def given(copies: Copies, private: bytes) -> None:
    """Give the key to all who read medical, as whoever begins an epoch does."""
    eve, id_ = copies.desks["eve"], bytes.fromhex(copies.case)
    public = box_public(private)
    head = BoxHead(id_, MEDICAL, 2, sha256(public))
    for name in ("ann", "cat"):
        theirs = keys_in(copies.desks[name].vault, id_).box_public
        made = epochbox_object(head, public, theirs, private)
        keep_epochbox(eve.vault.db, id_, head.key, made)
