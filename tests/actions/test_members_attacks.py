"""A member who lies, on real vaults: what they claim, name, number and date back."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from habeas.actions import members as acting
from habeas.actions import settling
from habeas.actions.desk import Desk
from habeas.actions.members import Newcomer, Seat, accept, admit, members, remove
from habeas.actions.merging import held, merge, newest_epoch, outgoing
from habeas.actions.record import put
from habeas.case.codec import Act, Body, encode_body
from habeas.case.compartments import COMPARTMENTS
from habeas.case.facts.members import Ground, Role
from habeas.crypto.boxes import box_public, generate_box_key
from habeas.crypto.digest import sha256
from habeas.crypto.nonce import random_bytes
from habeas.errors import RefusedError, StorageError
from habeas.log.continued import continues_text
from habeas.log.entry import Head
from habeas.vault import append as appending
from habeas.vault import read
from habeas.vault.acts import authority_in
from habeas.vault.append import Draft, append
from habeas.vault.case_keys import device_in
from habeas.vault.foreign import ForkError, forks
from habeas.vault.opening import ACTS
from habeas.vault.own_logs import LogKeys, new_log, own_log, signer
from habeas.views.db import rebuild, unread
from habeas.views.records import record, records
from tests.actions.copies import Copies


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads."""
    made = Copies(new_desk)
    made.begin()
    return made


def note(desk: Desk, case: str, text: str) -> str:
    return put(desk, case, "note", {"text": {"lang": "en", "text": text}})


def notes(copies: Copies, name: str) -> set[str]:
    views = copies.desks[name].views
    return {line.title for line in records(views, copies.case, "note")}


def said(text: str) -> dict[str, Any]:
    return {"text": {"lang": "en", "text": text}}


def forge(  # noqa: PLR0913 - whatever a liar may choose
    desk: Desk,
    case: str,
    kind: str,
    fields: dict[str, Any],
    *,
    lamport: int = 0,
    act: Act = Act.PUT,
    one: str = "",
    place: str = "case",
    by: bytes = b"",
) -> str:
    """Write what our own program never would, signed by this device all the same."""
    id_ = bytes.fromhex(case)
    body = Body(
        salt=random_bytes(32),
        act=act,
        type=kind,
        id=one or random_bytes(16).hex(),
        by=(by or device_in(desk.vault, id_)).hex(),
        at=desk.clock.now(),
        lamport=lamport or read.lamport(desk.vault, id_) + 1,
        fields=fields,
        reason="" if act is Act.PUT else "forged",
    )
    data, number = encode_body(body), COMPARTMENTS[place]
    append(desk.vault, id_, [Draft(number, "", data, body.lamport, kind in ACTS)])
    return body.id


def claim(monkeypatch: pytest.MonkeyPatch, desk: Desk, log: bytes) -> None:
    """Let a device claim from now on that it saw all of a log for ever."""
    true = appending._seen

    def seen(vault: object, case: bytes, own: bytes) -> tuple[Head, ...]:
        lines = true(vault, case, own)  # type: ignore[arg-type]
        if vault is not desk.vault:
            return lines
        return tuple(
            replace(one, size=10**15) if one.log == log else one for one in lines
        )

    monkeypatch.setattr(appending, "_seen", seen)


def log_of(copies: Copies, name: str) -> LogKeys:
    return own_log(copies.desks[name].vault.db, bytes.fromhex(copies.case))


@pytest.mark.parametrize("lamport", [2**52, 2**53 - 1, 2**31])
def test_a_counter_from_the_end_of_the_numbers(copies: Copies, lamport: int) -> None:
    """Or every honest counter after it would be refused, and soon none be left."""
    ann, eve = copies.desks["ann"], copies.enter("eve", Role.READER)
    forge(eve, copies.case, "access", {"what": "x"}, lamport=lamport)
    copies.meet("ann", "eve")
    note(ann, copies.case, "goes on")
    copies.meet("ann", "eve")
    assert notes(copies, "ann") == notes(copies, "eve") == {"goes on"}
    assert read.lamport(ann.vault, bytes.fromhex(copies.case)) < 100


def test_who_lacks_what_others_saw_is_not_refused(copies: Copies) -> None:
    """Bob has Ann's log and not Cat's, which Ann had seen: his counter is honest."""
    ann, bob, cat = copies.desks["ann"], copies.enter("bob"), copies.enter("cat")
    copies.meet("ann", "bob", "cat")
    for number in range(9):
        note(cat, copies.case, f"by cat {number}")
    copies.bring("cat", "ann")
    note(ann, copies.case, "by ann")
    packs = [
        one
        for one in outgoing(ann, copies.case, held(bob, copies.case))
        if one.log == log_of(copies, "ann").id
    ]
    merge(bob, copies.case, packs)
    note(bob, copies.case, "by bob")
    assert "by bob" in notes(copies, "bob")
    copies.meet("ann", "bob", "cat")
    for name in ("ann", "bob", "cat"):
        assert {"by ann", "by bob", "by cat 8"} <= notes(copies, name)


def test_an_epoch_that_claims_to_know_the_future(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its maker is removed: the key that she made must not stay the newest."""
    ann, eve = copies.desks["ann"], copies.enter("eve")
    copies.meet("ann", "eve")
    claim(monkeypatch, eve, log_of(copies, "ann").id)
    authority = authority_in(eve.vault, bytes.fromhex(copies.case))
    inside = [
        settling.device_of(one).hex()
        for one in authority.readers("case")
        if one.fields["member"] != copies.members["eve"]
    ]
    public = b64encode(box_public(generate_box_key())).decode()
    fields = {"compartment": "case", "number": 7, "public": public, "devices": inside}
    forge(eve, copies.case, "epoch", fields)
    copies.bring("eve", "ann")
    remove(ann, copies.case, copies.members["eve"], "left")
    note(ann, copies.case, "after")
    key = ann.vault.db.one(
        "SELECT key FROM entries JOIN unit_boxes USING (unit) ORDER BY entries.rowid"
        " DESC LIMIT 1"
    )
    assert key is not None
    assert bytes(key[0]) != sha256(b64decode(public))
    newest = newest_epoch(authority_in(ann.vault, bytes.fromhex(copies.case)), "case")
    assert newest is not None
    assert newest.ref[0] == log_of(copies, "ann").id.hex()
    copies.bring("ann", "eve")
    assert "after" not in notes(copies, "eve")


def test_an_epoch_whose_key_nobody_got(copies: Copies) -> None:
    """What all others sealed in it would be lost to them at the next lock."""
    ann, eve = copies.desks["ann"], copies.enter("eve")
    copies.enter("bob")
    copies.meet("ann", "eve", "bob")
    authority = authority_in(eve.vault, bytes.fromhex(copies.case))
    devices = [settling.device_of(one).hex() for one in authority.readers("case")]
    public = b64encode(box_public(generate_box_key())).decode()
    fields = {"compartment": "case", "number": 7, "public": public, "devices": devices}
    forge(eve, copies.case, "epoch", fields)
    copies.bring("eve", "ann")
    note(ann, copies.case, "by ann")
    ann.vault.unit_keys.clear()  # as a lock does
    copies.bring("ann", "bob")
    assert notes(copies, "bob") == {"by ann"}
    rebuild(ann.vault, ann.views)
    assert notes(copies, "ann") == {"by ann"}


@pytest.mark.parametrize("number", [2**53 - 1, 2**40, 0, -1])
def test_an_epoch_from_the_end_of_the_numbers(copies: Copies, number: int) -> None:
    ann, eve = copies.desks["ann"], copies.enter("eve")
    copies.enter("bob")
    copies.meet("ann", "eve")
    public = b64encode(box_public(generate_box_key())).decode()
    fields = {"compartment": "case", "number": number, "public": public, "devices": ()}
    forge(eve, copies.case, "epoch", fields)
    copies.meet("ann", "eve")
    remove(ann, copies.case, copies.members["bob"], "left")
    note(ann, copies.case, "after")
    copies.meet("ann", "eve")
    assert notes(copies, "eve") == {"after"}


ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing is lifted": ("lifting", {}),
    "a list is lifted": ("lifting", {"suspension": ["x"]}),
    "nobody is suspended": ("suspension", {}),
    "for no ground that is known": ("suspension", {"who": "ab" * 16, "ground": "hm"}),
    "a member of no role": ("member", {"name": "K."}),
    "a king": ("member", {"name": "K.", "role": "king"}),
    "a role of nobody": ("role", {"role": "lead", "compartments": ["case"]}),
    "a device without keys": ("device", {"member": "ab" * 16, "label": "x"}),
    "keys that are none": (
        "device",
        {
            **dict.fromkeys(("box", "log", "mldsa44", "request"), "!"),
            "member": "ab" * 16,
            "label": "x",
        },
    ),
    "from the letter a": ("acceptance", {"log": "ab" * 32, "start": "a", "stop": 9}),
    "an epoch of nowhere": (
        "epoch",
        {"compartment": "x", "number": 2, "public": "", "devices": []},
    ),
    "a removal of nobody": ("removal", {"stated": "x"}),
}


def test_acts_that_cannot_be_read_stop_nothing(copies: Copies) -> None:
    ann = copies.desks["ann"]
    for kind, fields in ODD.values():
        forge(ann, copies.case, kind, fields)  # a lead: nobody may write more
    bob = copies.enter("bob")
    note(bob, copies.case, "goes on")
    copies.meet("ann", "bob")
    assert notes(copies, "ann") == {"goes on"}
    refused = unread(ann.views, copies.case)
    assert len(refused) == len(ODD)


def test_what_one_wrote_is_not_anothers(copies: Copies) -> None:
    """An entry is of the device whose log it stands in, whatever it says of itself."""
    ann, eve, id_ = (
        copies.desks["ann"],
        copies.enter("eve"),
        bytes.fromhex(copies.case),
    )
    mine, theirs = (device_in(one.vault, id_) for one in (ann, eve))
    one = forge(eve, copies.case, "note", said("hers"), by=mine)
    copies.meet("eve", "ann")
    for desk in (ann, eve):
        (first,) = record(desk.views, copies.case, one).state.history
        assert first.by == theirs.hex()
    rebuild(ann.vault, ann.views)
    (first,) = record(ann.views, copies.case, one).state.history
    assert first.by == theirs.hex()


def test_an_act_is_not_corrected(copies: Copies) -> None:
    """A correction of a member's record is no other role."""
    ann = copies.desks["ann"]
    copies.enter("bob", Role.READER)
    copies.meet("ann", "bob")
    fields = {"role": "lead", "compartments": sorted(COMPARTMENTS)}
    for act in (Act.CORRECT, Act.WITHDRAW):
        forge(
            *(ann, copies.case, "member", fields if act is Act.CORRECT else {}),
            act=act,
            one=copies.members["bob"],
        )
    copies.meet("ann", "bob")
    assert [line.role for line in members(ann, copies.case)] == ["lead", "reader"]


def test_another_log_named_as_ones_own(copies: Copies) -> None:
    """A lead dates a device back that writes Bob's log, and removes it."""
    copies.enter("eve", Role.LEAD)
    early = read.lamport(copies.desks["ann"].vault, bytes.fromhex(copies.case)) + 1
    bob, eve, ann = copies.enter("bob"), copies.desks["eve"], copies.desks["ann"]
    copies.meet("ann", "bob", "eve")
    keys = log_of(copies, "bob")
    theirs = acting._device(
        copies.members["eve"],
        Newcomer(
            "mine", box_public(generate_box_key()), keys.id, keys.mldsa44, bytes(32)
        ),
    )
    stolen = forge(eve, copies.case, "device", dict(theirs.fields), lamport=early)
    forge(eve, copies.case, "removal", {"who": stolen})
    note(bob, copies.case, "by bob")
    copies.meet("ann", "bob", "eve")
    for name in ("ann", "bob", "eve"):
        assert notes(copies, name) == {"by bob"}
    device = authority_in(ann.vault, bytes.fromhex(copies.case)).device_of(
        keys.id.hex()
    )
    assert device is not None
    assert device.fields["member"] == copies.members["bob"]


def test_a_log_named_with_a_wrong_second_key(copies: Copies) -> None:
    """Or whoever joins later would never take in what Bob signed."""
    copies.enter("eve", Role.LEAD)
    eve = copies.desks["eve"]
    early = read.lamport(copies.desks["ann"].vault, bytes.fromhex(copies.case)) + 1
    copies.enter("bob")
    copies.meet("ann", "eve")
    right, wrong = log_of(copies, "bob"), new_log()
    theirs = acting._device(
        copies.members["eve"],
        Newcomer(
            "mine", box_public(generate_box_key()), right.id, wrong.mldsa44, bytes(32)
        ),
    )
    forge(eve, copies.case, "device", dict(theirs.fields), lamport=early)
    copies.bring("eve", "ann")
    copies.enter("new")
    note(copies.desks["bob"], copies.case, "by bob")
    copies.bring("bob", "ann")
    copies.bring("ann", "new")
    assert notes(copies, "new") == {"by bob"}


def test_what_others_put_under_a_head_is_not_kept(copies: Copies) -> None:
    """It would fill each pack of that log, and stop whoever hands it on."""
    copies.enter("bob")
    ann, bob, case = copies.desks["ann"], copies.desks["bob"], copies.case
    note(ann, case, "hers")
    line = f"— evil.example {b64encode(bytes(3000)).decode()}\n".encode()
    for pack in outgoing(ann, case, held(bob, case)):
        text, _, lines = pack.note.rpartition(b"\n\n")
        twice = text + b"\n\n" + line * 40 + lines + lines
        merge(bob, case, [replace(pack, note=twice)])
    (log,) = (one.id for one in read.logs(ann.vault, bytes.fromhex(case)) if one.own)
    assert held(bob, case)[log] == held(ann, case)[log]
    kept = read.head(bob.vault, log)
    assert kept == read.head(ann.vault, log)
    assert all(len(one.note) < 5000 for one in outgoing(bob, case, {}))


def test_nobody_accepts_what_they_never_held(copies: Copies) -> None:
    ann, bob = copies.desks["ann"], copies.enter("bob")
    copies.meet("ann", "bob")
    note(bob, copies.case, "unseen")
    remove(ann, copies.case, copies.members["bob"], "arrested")
    copies.bring("bob", "ann")
    log = log_of(copies, "bob").id.hex()
    accept(ann, copies.case, log, range(2**40), "all of it")
    assert notes(copies, "ann") == {"unseen"}
    note(bob, copies.case, "later")
    copies.bring("bob", "ann")
    assert notes(copies, "ann") == {"unseen"}


def test_another_history_shows_however_little_is_brought(copies: Copies) -> None:
    """A restored copy writes on: what comes next doesn't follow, and that is proven."""
    ann, bob, cat = copies.desks["ann"], copies.enter("bob"), copies.enter("cat")
    copies.meet("ann", "bob", "cat")
    case, id_ = copies.case, bytes.fromhex(copies.case)
    before = {name: held(copies.desks[name], case) for name in ("ann", "cat")}
    note(bob, case, "one history")
    copies.bring("bob", "ann")
    own = log_of(copies, "bob")
    twin(bob, own, before["ann"][own.id])
    note(bob, case, "another")
    note(bob, case, "and on")
    copies.bring("bob", "cat")
    packs = list(outgoing(cat, case, held(ann, case)))
    done = merge(ann, case, packs)
    assert not isinstance(done.refused[own.id], ForkError)
    assert held(ann, case)[own.id] == 0  # asked for from the start
    done = merge(ann, case, outgoing(cat, case, held(ann, case)))
    assert isinstance(done.refused[own.id], ForkError)
    assert [log for log, _proof in forks(ann.vault, id_)] == [own.id]
    note(cat, case, "an honest member who saw the other one")
    copies.meet("ann", "cat")
    assert "an honest member who saw the other one" in notes(copies, "ann")


def twin(desk: Desk, own: LogKeys, size: int) -> None:
    """Put a log back to a size, as if the disk had been copied, guards taken off."""
    db = desk.vault.db
    for table, column in (("entries", "position"), ("checkpoints", "size")):
        for trigger in (f"{table}_stay", "nodes_stay"):
            db.run(f"DROP TRIGGER IF EXISTS {trigger}")
        least = size if table == "entries" else size + 1
        db.run(f"DELETE FROM {table} WHERE log = ? AND {column} >= ?", (own.id, least))
    db.run(
        "DELETE FROM nodes WHERE log = ? AND (position + 1) << level > ?",
        (own.id, size),
    )
    tree = read.frontier(db, own.id)
    desk.vault.signed[own.id] = (tree.size, tree.root())
    assert desk.vault.heads is not None
    known = desk.vault.heads.of(own.id)
    assert known is not None
    desk.vault.heads.swap(own.id, known.head, (tree.size, tree.root()))
    desk.vault.heads.settle(own.id, (tree.size, tree.root()))
    rebuild(desk.vault, desk.views)


@pytest.mark.parametrize("first", ["ann", "eve"])
def test_a_record_begun_twice_is_shown_alike(copies: Copies, first: str) -> None:
    """An editor begins Ann's record anew, in another place, with a lower counter."""
    ann = copies.desks["ann"]
    eve, bob = copies.enter("eve", Role.EDITOR, "medical"), copies.enter("bob")
    copies.meet("ann", "eve", "bob")
    counter = read.lamport(eve.vault, bytes.fromhex(copies.case)) + 1
    for number in range(3):
        note(ann, copies.case, f"earlier {number}")
    one = note(ann, copies.case, "by ann")
    forge(
        *(eve, copies.case, "note", said("by eve")),
        one=one,
        lamport=counter,
        place="medical",
    )
    copies.enter("cat", Role.EDITOR, "medical")
    copies.bring(first, "cat")
    copies.meet("ann", "eve", "cat")
    shown = {name: everything(copies.desks[name]) for name in ("ann", "eve", "cat")}
    assert shown["ann"] == shown["eve"] == shown["cat"]
    rebuild(ann.vault, ann.views)
    assert everything(ann) == shown["ann"]
    assert bob is not None


def everything(desk: Desk) -> list[tuple[object, ...]]:
    found = desk.views.db.all("SELECT id, type, compartment, title, state FROM records")
    return sorted(found)


def test_cut_short_between_a_removal_and_the_new_key(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = copies.desks["ann"]
    copies.enter("bob")
    copies.meet("ann", "bob")

    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(settling, "begin_epoch", full)
        with pytest.raises(StorageError):
            remove(ann, copies.case, copies.members["bob"], "left")
        patch.setattr(ann, "settle", full)
        with pytest.raises(StorageError):
            note(ann, copies.case, "not yet")
    note(ann, copies.case, "after")
    copies.bring("ann", "bob")
    assert notes(copies, "ann") == {"after"}
    assert notes(copies, "bob") == set()


def test_a_log_goes_on_by_its_first_entry_alone(copies: Copies) -> None:
    """What a later entry says of it is nothing, whoever signed that."""
    ann, eve = copies.desks["ann"], copies.enter("eve", Role.READER)
    copies.meet("ann", "eve")
    id_, theirs, mine = (
        bytes.fromhex(copies.case),
        log_of(copies, "ann"),
        log_of(copies, "eve"),
    )
    previous = f"{theirs.id.hex()} 1 {'00' * 32}"
    for keys in (theirs, mine):
        text = continues_text(id_, mine.id, mine.mldsa44, previous)
        signed = signer(eve.vault, keys).ed25519(text)
        fields = {
            "mldsa44": b64encode(mine.mldsa44).decode(),
            "software": "x",
            "previous": previous,
            "continues": b64encode(signed).decode(),
        }
        forge(eve, copies.case, "log", fields)
    forge(eve, copies.case, "note", said("as a lead"))
    copies.meet("ann", "eve")
    assert notes(copies, "ann") == set()
    assert ann is not None


def test_a_reader_suspends_another_device_of_their_own(copies: Copies) -> None:
    ann, bob = copies.desks["ann"], copies.enter("bob", Role.READER)
    copies.meet("ann", "bob")
    id_, keys = bytes.fromhex(copies.case), new_log()
    other = Newcomer(
        "phone", box_public(generate_box_key()), keys.id, keys.mldsa44, bytes(32)
    )
    device = acting._device(copies.members["bob"], other)
    forge(ann, copies.case, "device", dict(device.fields), one=device.id)
    copies.meet("ann", "bob")
    (her, _bob) = members(ann, copies.case)
    with pytest.raises(RefusedError):
        acting.suspend(bob, copies.case, her.id, Ground.LOST)
    acting.suspend(bob, copies.case, device.id, Ground.LOST)
    copies.meet("ann", "bob")
    authority = authority_in(ann.vault, id_)
    (phone,) = (one for one in authority.of("device") if one.id == device.id)
    assert authority.out(phone) is not None


def test_a_late_decision_is_worked_out_again(copies: Copies) -> None:
    """What a writer had seen comes after what they wrote."""
    ann, bob = copies.desks["ann"], copies.enter("bob", Role.LEAD)
    cat = copies.enter("cat")
    copies.meet("ann", "bob", "cat")
    note(bob, copies.case, "by bob")
    copies.bring("bob", "ann")
    new = admit(ann, copies.case, _stranger(), Seat("Dan", Role.EDITOR))
    (mine,) = (
        one
        for one in outgoing(ann, copies.case, held(cat, copies.case))
        if one.log == log_of(copies, "ann").id
    )
    merge(cat, copies.case, [mine])
    copies.meet("ann", "bob", "cat")
    assert new in [line.id for line in members(cat, copies.case)]
    assert notes(copies, "cat") == {"by bob"}


def _stranger() -> Newcomer:
    keys = new_log()
    return Newcomer(
        "new", box_public(generate_box_key()), keys.id, keys.mldsa44, bytes(32)
    )
