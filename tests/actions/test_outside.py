"""A device outside of a case: it hands in what it can't read, and learns nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from habeas.actions import joining
from habeas.actions.bringing import bring
from habeas.actions.carrying import (
    devices_for,
    load_for,
    seal_with,
    sealed_pieces,
)
from habeas.actions.contributions import give_number
from habeas.actions.desk import Desk
from habeas.actions.members import (
    Seat,
    change_role,
    lift,
    members,
    remove,
    share,
    suspend,
)
from habeas.actions.merging import outgoing_boxes
from habeas.actions.outside import (
    HandingIn,
    hand_in_note,
    hand_in_statement,
    place_outside,
    places_outside,
    take_notice,
)
from habeas.actions.outsiders import sealed_for
from habeas.actions.record import correct, put
from habeas.actions.sealed import item_of, unseen
from habeas.case.facts.members import Ground, Role
from habeas.crypto.boxes import box_public, generate_box_key
from habeas.crypto.failure import OpenError
from habeas.errors import BadInputError, HabeasError, NotFoundError, RefusedError
from habeas.vault import read
from habeas.vault.case_keys import keys_in
from habeas.vault.outside import believed, handed
from habeas.vault.own_logs import own_log
from habeas.views.contributions import contributions
from habeas.views.db import catch_up, rebuild
from habeas.views.records import record, records
from habeas.wire.boxes import open_keybox
from habeas.wire.joining import number
from habeas.wire.notice import open_notice, read_notice, seal_notice, sign_notice
from tests.actions.copies import Copies

SECRET = "The guard K. came twice that night."
NOTE = {"text": {"lang": "en", "text": SECRET}}


@pytest.fixture
def copies(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads."""
    made = Copies(new_desk)
    made.begin()
    return made


def let_in(copies: Copies, name: str, role: Role = Role.CONTRIBUTOR) -> Desk:
    ann, desk = copies.desks["ann"], copies.new_desk(name)
    asked = joining.ask(desk, f"telephone of {name}")
    seat = Seat(name.title(), role)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    joining.enter(desk, let.welcome, let.number)
    copies.desks[name], copies.members[name] = desk, let.member
    return desk


def tell(copies: Copies, source: str, name: str) -> None:
    """Bring a device outside what a hub would bring it: boxes, and no entry."""
    made = outgoing_boxes(copies.desks[source], copies.case)
    joining.arrive(copies.desks[name], copies.case, [], made)


def notes(desk: Desk, case: str) -> list[str]:
    return [one.title for one in records(desk.views, case, "note")]


def test_what_is_handed_in_is_read_by_others_and_said_to_be_theirs(
    copies: Copies,
) -> None:
    carl = let_in(copies, "carl")
    hand_in_note(carl, copies.case, NOTE)
    copies.bring("carl", "ann")
    ann = copies.desks["ann"]
    assert notes(ann, copies.case) == [SECRET]
    (line,) = records(ann.views, copies.case, "note")
    by = record(ann.views, copies.case, line.id).state.history[0].by
    assert by == keys_in(carl.vault, bytes.fromhex(copies.case)).device.hex()


def test_a_statement_brings_its_speaker(copies: Copies) -> None:
    carl = let_in(copies, "carl")
    said = {"text": {"lang": "en", "text": "She screamed."}, "basis": "heard"}
    hand_in_statement(carl, copies.case, "A cellmate", said)
    copies.bring("carl", "ann")
    ann = copies.desks["ann"]
    (claim,) = records(ann.views, copies.case, "claim")
    fields = record(ann.views, copies.case, claim.id).fields
    speaker = record(ann.views, copies.case, fields["speaker"])
    assert (speaker.title, fields["stance"]) == ("A cellmate", "alleged")


@pytest.mark.parametrize("size", [1, 70_000])
def test_a_file_is_opened_by_those_who_read_and_never_by_its_sender(
    copies: Copies, size: int
) -> None:
    carl = let_in(copies, "carl")
    coming = HandingIn(carl, copies.case, "video.mp4")
    coming.write(b"v" * size)
    coming.finish()
    copies.bring("carl", "ann")
    ann = copies.desks["ann"]
    (line,) = records(ann.views, copies.case, "document")
    file = record(ann.views, copies.case, line.id).fields["file"]
    assert (file["size"], line.title) == (size, "video.mp4")
    assert file["identity"] not in every_byte(carl)


def every_byte(desk: Desk) -> str:
    """Return all that the vault's databases hold, opened with its own keys."""
    found = []
    for db in (desk.vault.db, desk.views.db):
        for (table,) in db.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            for row in db.all(f'SELECT * FROM "{table}"'):
                found += [
                    one.decode("utf-8", "replace") if isinstance(one, bytes) else one
                    for one in row
                ]
    return "\n".join(map(str, found))


def names(everything: str, name: str) -> bool:
    """Say if a name stands there as text has it: keys hold three letters often."""
    return bool(re.search(rf"(?m)(?:^|[\"' ]){name}(?:$|[\"' ])", everything))


def test_the_key_is_not_on_its_disk_and_nothing_is_read_back(copies: Copies) -> None:
    carl = let_in(copies, "carl")
    case = bytes.fromhex(copies.case)
    hand_in_note(carl, copies.case, NOTE)
    own = own_log(carl.vault.db, case).id
    assert SECRET not in every_byte(carl)
    assert not carl.vault.unit_keys
    for stored in read.entries(carl.vault, own):
        with pytest.raises(NotFoundError):
            read.open_body(carl.vault, stored)
    private = keys_in(carl.vault, case).box_private
    for (box,) in carl.vault.db.all("SELECT box FROM unit_boxes"):
        with pytest.raises(OpenError):
            open_keybox(private, bytes(box))
    assert carl.vault.db.all("SELECT * FROM epoch_boxes") == []


def test_its_device_holds_no_word_of_the_case_nor_of_who_is_in_it(
    copies: Copies,
) -> None:
    ann, case = copies.desks["ann"], copies.case
    put(ann, case, "person", {"pseudonym": "Marina", "role": "complainant"})
    copies.enter("beth", Role.EDITOR)
    carl = let_in(copies, "carl")
    hand_in_note(carl, case, NOTE)
    tell(copies, "ann", "carl")
    everything = every_byte(carl)
    for word in ("The case of A.", "Marina", "laptop"):
        assert word not in everything
    assert not [one for one in ("Ann", "Beth", "Carl") if names(everything, one)]
    assert records(carl.views, case, "case") == []


def test_it_cannot_correct_or_say_who_may_what(copies: Copies) -> None:
    carl = let_in(copies, "carl")
    hand_in_note(carl, copies.case, NOTE)
    with pytest.raises(RefusedError):
        put(carl, copies.case, "note", NOTE)
    with pytest.raises(RefusedError):
        remove(carl, copies.case, copies.members["carl"], "")
    with pytest.raises(RefusedError):
        share(carl, copies.case, "Carl", "telephone")
    with pytest.raises(HabeasError):
        correct(carl, copies.case, "0" * 32, NOTE, reason="so")


def test_a_new_key_is_sealed_to_once_it_was_told(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    beth = copies.enter("beth", Role.EDITOR)
    carl = let_in(copies, "carl")
    remove(ann, case, copies.members["beth"], "left")
    hand_in_note(carl, case, NOTE)  # offline, of the epoch before
    tell(copies, "ann", "carl")
    hand_in_note(carl, case, {"text": {"lang": "en", "text": "Later."}})
    copies.bring("carl", "ann")
    assert sorted(notes(ann, case)) == ["Later.", SECRET]
    copies.bring("carl", "beth")
    copies.bring("ann", "beth")
    assert "Later." not in notes(beth, case)


def test_removed_it_hands_in_nothing_once_it_hears_and_nothing_counts(
    copies: Copies,
) -> None:
    ann, case = copies.desks["ann"], copies.case
    carl = let_in(copies, "carl")
    remove(ann, case, copies.members["carl"], "")
    hand_in_note(carl, case, NOTE)  # it has not heard
    copies.bring("carl", "ann")
    assert notes(ann, case) == []
    tell(copies, "ann", "carl")
    assert place_outside(carl, case).role == "out"
    with pytest.raises(RefusedError):
        hand_in_note(carl, case, NOTE)


def test_back_after_a_suspension_what_it_hands_in_counts(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    carl = let_in(copies, "carl")
    suspend(ann, case, copies.members["carl"], Ground.SEIZED)
    tell(copies, "ann", "carl")
    (line,) = (one for one in members(ann, case) if one.name == "Carl")
    assert line.out is not None
    lift(ann, case, line.out.id)
    tell(copies, "ann", "carl")
    hand_in_note(carl, case, NOTE)
    copies.bring("carl", "ann")
    assert notes(ann, case) == [SECRET]


def forged(copies: Copies, by: Desk, name: str, **changed: object) -> bytes:
    """Return a notice with another key in it, signed by the log of some device."""
    desk, case = copies.desks[name], bytes.fromhex(copies.case)
    held = believed(desk.vault, case)
    assert held is not None
    wrong = {"public": box_public(generate_box_key()), "number": 10_000, **changed}
    notice = replace(held.notice, **wrong)  # type: ignore[arg-type]
    seed = own_log(by.vault.db, case).ed25519_seed
    box = keys_in(desk.vault, case).box_public
    return seal_notice(sign_notice(notice, seed), bytes(32), box)


def test_a_key_of_somebody_who_does_not_lead_is_not_sealed_to(copies: Copies) -> None:
    beth = copies.enter("beth", Role.EDITOR)
    carl = let_in(copies, "carl")
    before = believed(carl.vault, bytes.fromhex(copies.case))
    made = forged(copies, beth, "carl")
    joining.arrive(carl, copies.case, [], [made])
    assert believed(carl.vault, bytes.fromhex(copies.case)) == before
    with pytest.raises(RefusedError):
        take_notice(carl, made)


def test_a_lead_who_is_out_stops_it_and_captures_nothing(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    dora = copies.enter("dora", Role.LEAD)
    carl = let_in(copies, "carl")
    remove(ann, case, copies.members["dora"], "arrested")
    tell(copies, "ann", "carl")
    sealed_to = place_outside(carl, case).believed.notice.public
    joining.arrive(carl, case, [], [forged(copies, dora, "carl")])
    held = place_outside(carl, case).believed
    assert (held.against, held.notice.public) == (True, sealed_to)
    with pytest.raises(RefusedError):
        hand_in_note(carl, case, NOTE)
    again = sealed_for(ann, case, device_of(ann, case, "Carl"))
    with pytest.raises(BadInputError):
        take_notice(carl, again, "1" * 30)
    with pytest.raises(RefusedError):
        take_notice(carl, again)
    assert take_notice(carl, again, number(again)) == case
    hand_in_note(carl, case, NOTE)


def test_captured_before_it_heard_it_stops_when_it_hears(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    dora = copies.enter("dora", Role.LEAD)
    carl = let_in(copies, "carl")
    tell(copies, "ann", "carl")
    remove(ann, case, copies.members["dora"], "arrested")
    leads = frozenset({own_log(dora.vault.db, bytes.fromhex(case)).id})
    joining.arrive(carl, case, [], [forged(copies, dora, "carl", leads=leads)])
    hand_in_note(carl, case, NOTE)
    tell(copies, "ann", "carl")
    with pytest.raises(RefusedError):
        hand_in_note(carl, case, NOTE)


def device_of(desk: Desk, case: str, name: str) -> str:
    (line,) = (one for one in members(desk, case) if one.name == name)
    return line.devices[-1].id


def test_a_notice_is_opened_by_the_device_that_it_is_for(copies: Copies) -> None:
    carl, dina = let_in(copies, "carl"), let_in(copies, "dina")
    made = sealed_for(
        copies.desks["ann"],
        copies.case,
        device_of(copies.desks["ann"], copies.case, "Carl"),
    )
    case = bytes.fromhex(copies.case)
    with pytest.raises(OpenError):
        open_notice(made, keys_in(dina.vault, case).box_private)
    note = open_notice(made, keys_in(carl.vault, case).box_private)
    assert read_notice(note)[0].role == "contributor"
    with pytest.raises(NotFoundError):
        take_notice(dina, made)


def test_the_same_notice_is_made_once_by_whoever_leads(copies: Copies) -> None:
    copies.enter("dora", Role.LEAD)
    let_in(copies, "carl")
    copies.meet("ann", "dora")
    copies.meet("ann", "dora")
    for name in ("ann", "dora"):
        db = copies.desks[name].vault.db
        states = [bytes(row[0]) for row in db.all("SELECT state FROM notice_boxes")]
        assert len(states) == len(set(states))


def test_a_second_device_of_a_contributor_is_told_too(copies: Copies) -> None:
    let_in(copies, "carl")
    ann, tablet = copies.desks["ann"], copies.new_desk("tablet")
    asked = joining.ask(tablet, "tablet")
    member = copies.members["carl"]
    let = joining.let_in(ann, copies.case, asked.note, asked.number, member)
    joining.enter(tablet, let.welcome, let.number)
    assert [one.role for one in places_outside(tablet)] == ["contributor"]
    copies.desks["tablet"] = tablet
    hand_in_note(tablet, copies.case, NOTE)
    copies.bring("tablet", "ann")
    assert notes(ann, copies.case) == [SECRET]


def test_made_an_editor_it_reads_the_case_and_what_it_handed_in(
    copies: Copies,
) -> None:
    ann, case = copies.desks["ann"], copies.case
    carl = let_in(copies, "carl")
    hand_in_note(carl, case, NOTE)
    copies.bring("carl", "ann")
    change_role(ann, case, copies.members["carl"], Seat("", Role.EDITOR))
    copies.bring("ann", "carl")
    assert notes(carl, case) == [SECRET]
    assert places_outside(carl) == []
    put(carl, case, "note", {"text": {"lang": "en", "text": "Now I read."}})


def test_what_was_handed_in_is_listed_without_a_word_of_it(copies: Copies) -> None:
    carl = let_in(copies, "carl")
    coming = HandingIn(carl, copies.case, "photo.jpg")
    coming.write(b"p")
    coming.finish()
    hand_in_note(carl, copies.case, NOTE)
    found = handed(carl.vault, bytes.fromhex(copies.case))
    assert [(one.index, len(one.files)) for one in found] == [(2, 0), (1, 1)]
    assert "photo.jpg" not in every_byte(carl)


def test_a_refused_file_leaves_nothing(copies: Copies, tmp_path: Path) -> None:
    carl = let_in(copies, "carl")
    coming = HandingIn(carl, copies.case, "empty.txt")
    with pytest.raises(BadInputError):
        coming.finish()
    assert list((tmp_path / "carl").rglob("*.age")) == []


def test_no_list_is_made_of_what_nobody_here_can_read(copies: Copies) -> None:
    carl = let_in(copies, "carl")
    hand_in_note(carl, copies.case, NOTE)
    rebuild(carl.vault, carl.views)
    catch_up(carl.vault, carl.views)
    assert carl.views.db.all("SELECT * FROM unread") == []


def test_a_file_from_outside_is_given_a_number_by_who_reads(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    carl = let_in(copies, "carl")
    coming = HandingIn(carl, case, "photo.jpg")
    coming.write(b"p")
    coming.finish()
    hand_in_note(carl, case, NOTE)
    copies.bring("carl", "ann")
    found = contributions(ann.vault, ann.views, case, 10)
    assert [(one.kind, one.member, one.waits) for one in found] == [
        ("note", "Carl", False),
        ("document", "Carl", True),
    ]
    assert found[1].record is not None
    assert give_number(ann, case, found[1].record.id) == 1
    again = contributions(ann.vault, ann.views, case, 10)
    assert [one.waits for one in again] == [False, False]
    with pytest.raises(RefusedError):
        give_number(ann, case, found[1].record.id)


def test_without_a_hub_it_goes_in_a_file_under_a_passphrase(copies: Copies) -> None:
    ann, case = copies.desks["ann"], copies.case
    carl, words = let_in(copies, "carl"), "seven invented words for a stick"
    coming = HandingIn(carl, case, "photo.jpg")
    coming.write(b"p" * 99)
    coming.finish()
    load = load_for(carl, case)
    file = b"".join(sealed_pieces(carl, load, seal_with(words)))
    bring(ann, BytesIO(file), passphrase=words)
    (line,) = records(ann.views, case, "document")
    item = item_of(case, line.id, record(ann.views, case, line.id).fields["file"])
    assert b"".join(unseen(ann, item.file)) == b"p" * 99


def test_no_file_with_the_case_is_made_for_it(copies: Copies) -> None:
    let_in(copies, "carl")
    with pytest.raises(RefusedError):
        devices_for(copies.desks["ann"], copies.case, [copies.members["carl"]])
