"""A case carried in a file: what travels, what is refused, what is said of it."""

import io
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from habeas.actions.auditing import audit, sign_seen
from habeas.actions.bringing import bring
from habeas.actions.carried import Came, look_into
from habeas.actions.carried_words import told
from habeas.actions.carrying import (
    EVERYWHERE,
    devices_for,
    load_for,
    seal_to,
    seal_with,
    sealed_pieces,
)
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.members import remove, suspend
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import open_case, put
from habeas.case.facts.members import Ground, Role
from habeas.crypto.age import AgeWriter, read_age
from habeas.crypto.age_recipients import (
    NeedsPassphraseError,
    NotForUsError,
    Opener,
    for_passphrase,
)
from habeas.errors import NotFoundError, RefusedError, StorageError
from habeas.vault import read
from habeas.vault.arriving import sealed_names
from habeas.vault.case_keys import device_in, keys_in
from habeas.vault.inventories import inventory_of, keep_inventory, own_inventory
from habeas.vault.lacking import lacking
from habeas.views.records import records
from habeas.wire.carry import LEAST, Writing
from habeas.wire.inventory import Inventory, read_inventory, sign_inventory
from habeas.wire.pack import Packed, encode
from habeas.wire.refusal import UnsignedError, WireError
from habeas.wire.writers import read_writers, write_writers
from tests.actions.copies import Copies
from tests.actions.forking import fork, reopen
from tests.actions.test_outside import NOTE, let_in

SOME = os.urandom(100_000)
WORDS = "six words nobody else has thought of"
KEYS = st.builds(lambda one: bytes([one]) * 1312, st.integers(0, 255))


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    made = Copies(new_desk)
    made.begin()
    made.enter("bob", Role.LEAD)
    made.meet("ann", "bob")
    return made


def carry(
    copies: Copies, source: str, *to: str, places: frozenset[str] = EVERYWHERE
) -> bytes:
    desk = copies.desks[source]
    members = [copies.members.get(one) or founder_of(copies) for one in to]
    devices = devices_for(desk, copies.case, members)
    load = load_for(desk, copies.case, devices, places)
    file = b"".join(sealed_pieces(desk, load, seal_to(desk, copies.case, devices)))
    assert len(file) <= load.size
    return file


def founder_of(copies: Copies) -> str:
    ann = copies.desks["ann"]
    lines = records(ann.views, copies.case, "member")
    return next(one.id for one in lines if one.title == "Ann")


def take(copies: Copies, target: str, file: bytes) -> Came:
    return bring(copies.desks[target], io.BytesIO(file))


def note(copies: Copies, who: str, text: str, place: str = "") -> str:
    fields = {"text": {"lang": "en", "text": text}}
    return put(copies.desks[who], copies.case, "note", fields, place)


def notes(copies: Copies, who: str) -> set[str]:
    lines = records(copies.desks[who].views, copies.case, "note")
    return {one.id for one in lines}


def exhibit(copies: Copies, who: str, data: bytes, folder: Path) -> str:
    path = folder / f"{len(data)}.bin"
    path.write_bytes(data)
    return add_file(copies.desks[who], copies.case, path)


def test_what_one_wrote_comes_to_the_other(copies: Copies) -> None:
    made = {note(copies, "ann", str(number)) for number in range(3)}
    came = take(copies, "bob", carry(copies, "ann", "bob"))
    assert made == notes(copies, "bob")
    assert (came.writer, came.device) == ("Ann", "laptop")
    assert [(one.name, one.held, one.closed) for one in came.members] == [("Ann", 0, 0)]
    assert came.members[0].entries == came.entries >= 3
    assert came.fault is None
    assert take(copies, "bob", carry(copies, "ann", "bob")).entries == 0


def test_only_what_the_other_lacks_travels_in_both_directions(
    copies: Copies, tmp_path: Path
) -> None:
    exhibit(copies, "ann", os.urandom(900_000), tmp_path)
    first = carry(copies, "ann", "bob")
    assert len(first) > 900_000
    take(copies, "bob", first)
    note(copies, "bob", "an answer")
    back = carry(copies, "bob", "ann")
    assert len(back) < LEAST * 1.1
    came = take(copies, "ann", back)
    assert came.entries == 1 + (came.entries - 1)
    note(copies, "ann", "again")
    again = load_for(
        copies.desks["ann"],
        copies.case,
        devices_for(copies.desks["ann"], copies.case, [copies.members["bob"]]),
    )
    assert (again.entries, again.boxes, again.files) == (1, 0, ())


def test_without_an_inventory_signed_entries_say_what_is_there(copies: Copies) -> None:
    note(copies, "ann", "one")
    copies.bring("ann", "bob")
    note(copies, "bob", "he had all of it when he wrote this")
    copies.bring("bob", "ann")
    ann = copies.desks["ann"]
    devices = devices_for(ann, copies.case, [copies.members["bob"]])
    assert load_for(ann, copies.case, devices).entries == 0
    assert load_for(ann, copies.case).entries == sum(held(ann, copies.case).values())


def test_exhibits_are_a_choice(copies: Copies, tmp_path: Path) -> None:
    exhibit(copies, "ann", SOME, tmp_path)
    without = take(copies, "bob", carry(copies, "ann", "bob", places=frozenset()))
    assert without.files == 0
    assert {one.type for one in without.lacking} == {"document", "extract"}
    only = take(copies, "bob", carry(copies, "ann", "bob", places=frozenset({"case"})))
    assert (only.files, only.lacking) == (2, [])
    assert sealed_names(copies.desks["bob"].vault.exhibits) >= sealed_names(
        copies.desks["ann"].vault.exhibits
    )


def test_a_passphrase_seals_everything_to_nobody_in_particular(copies: Copies) -> None:
    made = note(copies, "ann", "for whoever has the words")
    ann, bob = copies.desks["ann"], copies.desks["bob"]
    load = load_for(ann, copies.case)
    file = b"".join(sealed_pieces(ann, load, for_passphrase(b"four words", 2)))
    with pytest.raises(NeedsPassphraseError):
        bring(bob, io.BytesIO(file))
    with pytest.raises(NeedsPassphraseError):
        bring(bob, io.BytesIO(file), passphrase="other words")
    bring(bob, io.BytesIO(file), passphrase="four words")
    assert made in notes(copies, "bob")
    assert seal_with("x") is not None


def test_looking_changes_nothing(copies: Copies, tmp_path: Path) -> None:
    exhibit(copies, "ann", SOME, tmp_path)
    file, bob = carry(copies, "ann", "bob"), copies.desks["bob"]
    before = held(bob, copies.case)
    came = look_into(bob, io.BytesIO(file))
    assert (came.writer, came.entries > 0, came.files) == ("Ann", True, 2)
    assert held(bob, copies.case) == before
    assert came.members[0].name == "Ann"
    # whoever wrote it can look into it as well
    assert look_into(copies.desks["ann"], io.BytesIO(file)).entries == 0


def test_who_is_out_is_sent_nothing(copies: Copies) -> None:
    remove(copies.desks["ann"], copies.case, copies.members["bob"], "left")
    with pytest.raises(RefusedError, match="out of the case"):
        carry(copies, "ann", "bob")
    with pytest.raises(NotFoundError):
        devices_for(copies.desks["ann"], copies.case, ["00" * 16])


def test_a_file_for_others_does_not_open(copies: Copies) -> None:
    copies.enter("cat")
    file = carry(copies, "ann", "cat")
    with pytest.raises(NotForUsError):
        take(copies, "bob", file)


def test_what_somebody_wrote_after_they_were_out_is_held(copies: Copies) -> None:
    suspend(copies.desks["ann"], copies.case, copies.members["bob"], Ground.SEIZED)
    note(copies, "bob", "a word from somebody else's hands")
    note(copies, "bob", "and another")
    came = take(copies, "ann", carry(copies, "bob", "ann"))
    (bob,) = came.members
    assert (bob.name, bob.entries, bob.held) == ("Bob", 2, 2)
    assert notes(copies, "ann") == set()


def test_another_case_is_named(copies: Copies) -> None:
    file = carry(copies, "ann", "bob")
    title = {"title": {"lang": "en", "text": "Quite another"}}
    second = open_case(copies.desks["bob"], title, "test")
    with pytest.raises(RefusedError, match="The case of A"):
        bring(copies.desks["bob"], io.BytesIO(file), case=second)


def test_a_case_that_is_not_here_is_refused(
    copies: Copies, new_desk: Callable[[str], Desk]
) -> None:
    load = load_for(copies.desks["ann"], copies.case)
    seal = for_passphrase(b"w", 2)
    file = b"".join(sealed_pieces(copies.desks["ann"], load, seal))
    with pytest.raises(NotFoundError, match="not in this vault"):
        bring(new_desk("stranger"), io.BytesIO(file), passphrase="w")


def test_what_came_before_the_end_of_a_cut_file_stays(
    copies: Copies, tmp_path: Path
) -> None:
    exhibit(copies, "ann", SOME * 3, tmp_path)
    file = carry(copies, "ann", "bob")
    for part in (0.0, 0.01):
        with pytest.raises(WireError):
            take(copies, "bob", file[: int(len(file) * part)])
    for part in (0.3, 0.9, 0.999):
        assert take(copies, "bob", file[: int(len(file) * part)]).fault is not None
    came = take(copies, "bob", file)
    assert came.fault is None
    assert came.lacking == []


def test_a_changed_byte_is_noticed_wherever_it_is(copies: Copies) -> None:
    note(copies, "ann", "one")
    file = bytearray(carry(copies, "ann", "bob"))
    for at in range(10, len(file), len(file) // 23):
        changed = file.copy()
        changed[at] ^= 0x40
        try:
            assert take(copies, "bob", bytes(changed)).fault is not None, at
        except (WireError, NotForUsError):
            continue  # at its beginning: nothing was taken in
    assert take(copies, "bob", bytes(file)).fault is None


def sealed_by_hand(copies: Copies, *pieces: bytes) -> bytes:
    """Whoever has the public key of a box can seal what they like to it."""
    bob = copies.desks["bob"]
    out: list[bytes] = []
    writer = AgeWriter(
        lambda piece: out.append(bytes(piece)), seal_to(bob, copies.case, [])
    )
    writing = Writing()
    for piece in (writing.head(bytes.fromhex(copies.case)), *pieces):
        writer.write(piece)
    writer.finish()
    return b"".join(out)


NONSENSE = (
    b"pack 8388609\n",
    b"blob " + b"0" * 64 + b" 99999999999\n",
    b"inventory 3\nxyz",
    b"pack 3\nxyz",
    b"box 3\nxyzend\n",
    b"end\n" + b"\0" * 1000,
    b"\0" * 1_000_000,
)


def test_nonsense_under_a_good_seal_is_a_fault(copies: Copies) -> None:
    for piece in NONSENSE:
        came = take(copies, "bob", sealed_by_hand(copies, piece))
        assert came.fault is not None, piece[:20]
        assert came.entries == 0


def test_a_member_who_claims_to_hold_everything_gets_what_they_lack(
    copies: Copies,
) -> None:
    """Or nobody could carry anything to the others who are chosen with them."""
    ann, bob, id_ = copies.desks["ann"], copies.desks["bob"], bytes.fromhex(copies.case)
    keys = keys_in(bob.vault, id_)
    sizes = {one.id: (10**19 - 1, bytes(32)) for one in read.logs(ann.vault, id_)}
    said = sign_inventory(Inventory(id_, keys.device, sizes), keys.request_seed)
    keep_inventory(ann.vault, read_inventory(said).inventory, said)
    note(copies, "ann", "more")
    assert take(copies, "bob", carry(copies, "ann", "bob")).fault is None


def test_a_list_in_the_name_of_somebody_else_is_a_fault(copies: Copies) -> None:
    """What came before it stays, is told, and nothing is believed of the list."""
    ann, bob, id_ = copies.desks["ann"], copies.desks["bob"], bytes.fromhex(copies.case)
    text = note(copies, "ann", "words")
    true = own_inventory(ann.vault, id_, ())
    false = true[:-3] + (b"0" if true[-3:-2] != b"0" else b"1") + true[-2:]
    writing = Writing()
    writing.head(id_)
    pieces = [writing.item("inventory", false)]
    pieces += [writing.item("box", one) for one in outgoing_boxes(ann, copies.case)]
    lacking = outgoing(ann, copies.case, held(bob, copies.case))
    pieces += [writing.item("pack", encode(one)) for one in lacking]
    file = sealed_by_hand(copies, *pieces, *writing.end())
    came = take(copies, "bob", file)
    assert isinstance(came.fault, UnsignedError)
    assert (came.writer, came.entries) == ("", 1)
    assert text in notes(copies, "bob")
    assert inventory_of(bob.vault, id_, device_in(ann.vault, id_)) is None
    assert isinstance(look_into(bob, io.BytesIO(file)).fault, UnsignedError)


def test_a_file_that_the_case_does_not_name_is_passed_over(copies: Copies) -> None:
    data = b"x" * 1000
    name = "ab" * 32
    writing = Writing()
    writing.head(bytes.fromhex(copies.case))
    pieces = [writing.blob(name, len(data)), data, *writing.end()]
    came = take(copies, "bob", sealed_by_hand(copies, *pieces))
    assert (came.unwanted, came.files, came.fault) == (1, 0, None)
    assert name not in sealed_names(copies.desks["bob"].vault.exhibits)


def test_a_file_under_a_wrong_name_is_not_kept(copies: Copies, tmp_path: Path) -> None:
    exhibit(copies, "ann", SOME, tmp_path)
    came = take(copies, "bob", carry(copies, "ann", "bob", places=frozenset()))
    lacking = came.lacking[0]
    writing = Writing()
    writing.head(bytes.fromhex(copies.case))
    pieces = [writing.blob(lacking.stored, 5), b"wrong", *writing.end()]
    came = take(copies, "bob", sealed_by_hand(copies, *pieces))
    assert (came.wrong, came.files) == (1, 0)
    assert lacking in came.lacking


def test_a_full_disk_is_said_before_it_is_full(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exhibit(copies, "ann", SOME, tmp_path)
    file = carry(copies, "ann", "bob")
    monkeypatch.setattr(
        "habeas.actions.bringing.shutil.disk_usage",
        lambda _folder: type("Usage", (), {"free": 1000})(),
    )
    with pytest.raises(StorageError, match="too little room"):
        take(copies, "bob", file)


def test_a_stranger_in_the_file_is_counted_and_left_out(copies: Copies) -> None:
    """Ann knows Cat; Bob is handed Cat's entries without what lets her in."""
    copies.enter("cat")
    note(copies, "cat", "hello")
    copies.bring("cat", "ann")
    ann = copies.desks["ann"]
    logs = held(copies.desks["bob"], copies.case)
    packs = [one for one in outgoing(ann, copies.case, {}) if one.log not in logs]
    writing = Writing()
    writing.head(bytes.fromhex(copies.case))
    pieces = [writing.item("pack", encode(one)) for one in packs]
    came = take(copies, "bob", sealed_by_hand(copies, *pieces, *writing.end()))
    assert came.strangers == len(packs) == 1
    assert came.entries == 0


def test_two_histories_of_one_log_are_reported(
    copies: Copies, monkeypatch: pytest.MonkeyPatch, state_home: Path, tmp_path: Path
) -> None:
    """Bob's whole disk is copied to another machine, and both are written to."""
    copies.meet("ann", "bob")
    fork(copies, "bob", "twin")
    shutil.copytree(state_home, tmp_path / "elsewhere")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    reopen(copies, "twin")
    note(copies, "bob", "here")
    note(copies, "twin", "there")
    take(copies, "ann", carry(copies, "bob", "ann"))
    copies.members["twin"] = copies.members["bob"]
    came = take(copies, "ann", carry(copies, "twin", "ann"))
    assert came.forks == ["Bob"]
    assert came.differing == ["Bob"]


def test_a_copy_that_was_put_back_is_reported(copies: Copies) -> None:
    note(copies, "bob", "one")
    older = carry(copies, "bob", "ann")
    note(copies, "bob", "two")
    take(copies, "ann", carry(copies, "bob", "ann"))
    assert take(copies, "ann", older).behind


WHO = ("ann", "bob", "cat")
STEP = st.tuples(
    st.sampled_from(["note", "write", "read", "old"]),
    st.sampled_from(WHO),
    st.sampled_from(WHO),
)


@pytest.fixture
def three(copies: Copies) -> Copies:
    copies.enter("cat")
    copies.meet(*WHO)
    return copies


@given(steps=st.lists(STEP, max_size=14))
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each begins where the last one ended
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_files_in_any_order_end_in_the_same_set(
    steps: Sequence[tuple[str, str, str]], three: Copies
) -> None:
    files: dict[str, list[bytes]] = {who: [] for who in WHO}
    for act, one, other in steps:
        if act == "note":
            note(three, one, one)
        elif act == "write" and one != other:
            files[other].append(carry(three, one, other))
        elif files[one]:
            take(three, one, files[one].pop(-1 if act == "read" else 0))
    for one, other in permutations(WHO, 2):
        take(three, other, carry(three, one, other))
    for one, other in permutations(WHO, 2):
        take(three, other, carry(three, one, other))
    sets = [held(three.desks[who], three.case) for who in WHO]
    assert sets[0] == sets[1] == sets[2]
    assert notes(three, "ann") == notes(three, "bob") == notes(three, "cat")


@pytest.fixture
def oda(copies: Copies) -> Desk:
    """Let an auditor in, who has got nothing yet but the welcome."""
    put(copies.desks["ann"], copies.case, "note", NOTE)
    return let_in(copies, "oda", Role.AUDITOR)


def test_an_auditor_gets_all_of_it_on_a_stick_and_no_word(
    copies: Copies, oda: Desk
) -> None:
    id_ = bytes.fromhex(copies.case)
    path = copies.desks["ann"].vault.folder.parent / "a.bin"
    path.write_bytes(SOME)
    add_file(copies.desks["ann"], copies.case, path)
    came = take(copies, "oda", carry(copies, "ann", "oda"))
    assert (came.fault, came.files, came.strangers) == (None, 0, 0)
    said = [one.words for one in told(came, kept=True)]
    assert [words[:11] for words in said] == ["New entries"]
    assert [one.closed for one in came.members] == [0]
    found = audit(oda, copies.case)
    there = {one.id: one.size for one in read.logs(copies.desks["ann"].vault, id_)}
    assert found.clean
    assert {one.log: one.entries for one in found.logs if not one.own} == there
    assert not sealed_names(oda.vault.exhibits)


def test_a_content_that_is_lacking_ends_no_stick_of_an_auditor(
    copies: Copies, oda: Desk
) -> None:
    """Bob lacks what somebody left out of a pack; envelopes are all that is wanted."""
    bob, case = copies.desks["bob"], copies.case
    copies.bring("ann", "bob")
    note(copies, "ann", "left out")
    bare = [
        replace(pack, entries=tuple(Packed(e.envelope, None) for e in pack.entries))
        for pack in outgoing(copies.desks["ann"], case, held(bob, case))
    ]
    merge(bob, case, bare)
    assert lacking(bob.vault, bytes.fromhex(case))
    came = take(copies, "oda", carry(copies, "bob", "oda"))
    assert came.fault is None
    own = {one.id for one in read.logs(bob.vault, bytes.fromhex(case))}
    assert {log: held(oda, case)[log] for log in own} == held(bob, case)


def test_the_stick_of_an_auditor_holds_no_body_and_no_box(
    copies: Copies, oda: Desk
) -> None:
    """It is searched at the gate together with whoever carries it."""
    file, ann = carry(copies, "ann", "oda"), copies.desks["ann"]
    opener = Opener([keys_in(oda.vault, bytes.fromhex(copies.case)).box_private], b"")
    plain = b"".join(read_age(io.BytesIO(file), opener))
    bodies = [
        bytes(body)
        for (body,) in ann.vault.db.all("SELECT sealed FROM entries")
        if body is not None
    ]
    assert bodies
    assert not any(one in plain for one in bodies)
    kinds = {line.split(b" ")[0] for line in plain.splitlines() if line[:4] != b"log "}
    assert b"habeas.org/sealed-notice/v1" in kinds
    assert not kinds & {b"habeas.org/keybox/v1", b"habeas.org/epochbox/v1", b"blob"}
    assert b"habeas.org/inventory/v1" not in kinds


def test_a_key_that_a_notice_does_not_name_brings_an_auditor_nothing(
    copies: Copies, oda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write the file could else put a log of their own into the case."""
    wrong = os.urandom(1312)
    monkeypatch.setattr(
        "habeas.actions.carrying.write_writers",
        lambda keys: write_writers(dict.fromkeys(keys, wrong)),
    )
    came = take(copies, "oda", carry(copies, "ann", "oda"))
    assert came.strangers > 0
    assert {one.own for one in read.logs(oda.vault, bytes.fromhex(copies.case))} == {
        True,
        False,  # of the welcome: two people compared its words
    }


def test_the_next_stick_of_an_auditor_holds_what_they_have_not_signed_for(
    copies: Copies, oda: Desk
) -> None:
    first = carry(copies, "ann", "oda")
    take(copies, "oda", first)
    sign_seen(oda, copies.case)
    back = load_for(oda, copies.case)
    file = b"".join(sealed_pieces(oda, back, seal_with(WORDS)))
    said = bring(copies.desks["ann"], io.BytesIO(file), passphrase=WORDS)
    assert (said.fault, said.gaps, said.refused) == (None, [], [])
    ann, member = copies.desks["ann"], copies.members["oda"]
    again = load_for(ann, copies.case, devices_for(ann, copies.case, [member]))
    assert again.entries <= 2  # what ann wrote since: that she heard of it


def test_what_an_auditor_brings_takes_no_body_from_who_reads(
    copies: Copies, oda: Desk
) -> None:
    """Their copy has none: bob, who lacks an entry, must not take it for erased."""
    put(copies.desks["ann"], copies.case, "note", NOTE)
    take(copies, "oda", carry(copies, "ann", "oda"))
    file = b"".join(sealed_pieces(oda, load_for(oda, copies.case), seal_with(WORDS)))
    bring(copies.desks["bob"], io.BytesIO(file), passphrase=WORDS)
    copies.bring("ann", "bob")
    titles = [
        one.title for one in records(copies.desks["bob"].views, copies.case, "note")
    ]
    assert len(titles) == 2


@pytest.mark.usefixtures("oda")
def test_who_audits_and_who_reads_get_a_file_each(copies: Copies) -> None:
    with pytest.raises(RefusedError, match="without content"):
        carry(copies, "ann", "bob", "oda")


NO_WRITERS = {
    "nothing": b"",
    "another form": b"habeas.org/writers/v2\n",
    "no key": b"habeas.org/writers/v1\nlog " + b"0" * 64 + b" AAAA\n",
    "not base64": b"habeas.org/writers/v1\nlog " + b"0" * 64 + b" A\n",
    "another line": b"habeas.org/writers/v1\nhello\n",
    "no end of a line": b"habeas.org/writers/v1",
}


@pytest.mark.parametrize("data", NO_WRITERS.values(), ids=NO_WRITERS.keys())
def test_what_are_no_keys_of_logs(data: bytes) -> None:
    with pytest.raises(WireError):
        read_writers(data)


@given(st.dictionaries(st.binary(min_size=32, max_size=32), KEYS, max_size=5))
def test_keys_of_logs_have_one_form(keys: dict[bytes, bytes]) -> None:
    data = write_writers(keys)
    assert read_writers(data) == keys
    for changed in (data + b"\n", data[:-1], data + data):
        with pytest.raises(WireError):
            read_writers(changed)
