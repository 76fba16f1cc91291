"""Who is outside of a case meets its hub: they bring, are told, and fetch nothing."""

import io
from dataclasses import replace

import pytest

from habeas.actions import joining
from habeas.actions.auditing import audit
from habeas.actions.bringing import bring
from habeas.actions.carrying import devices_for, load_for, seal_to, sealed_pieces
from habeas.actions.cosigned_heads import cosigned_packs, head_of, heads_here
from habeas.actions.desk import Desk
from habeas.actions.members import Seat, remove
from habeas.actions.outside import HandingIn, hand_in_note, place_outside
from habeas.actions.sealed import item_of, look
from habeas.case.facts.access import Look
from habeas.case.facts.members import Role
from habeas.copying.files import missing_files
from habeas.log.checkpoint import log_vkeys, open_checkpoint, origin
from habeas.log.cosignature import cosign
from habeas.log.note import parse, serialise
from habeas.vault import arriving, read
from habeas.vault.hubs import cosigned, keep_cosigned
from habeas.views.records import record, records
from habeas.wire import parts
from tests.copying.conftest import Team

NOTE = {"text": {"lang": "en", "text": "Seen today."}}


def let_in(team: Team, name: str, role: Role = Role.CONTRIBUTOR) -> Desk:
    copies = team.copies
    ann, desk = copies.desks["ann"], copies.new_desk(name)
    asked = joining.ask(desk, "telephone")
    seat = Seat(name.title(), role)
    let = joining.let_in(ann, copies.case, asked.note, asked.number, seat)
    joining.enter(desk, let.welcome, let.number)
    copies.desks[name], copies.members[name] = desk, let.member
    return desk


def test_it_brings_a_note_and_fetches_no_entry(team: Team) -> None:
    team.note("ann", "before")
    eve = let_in(team, "eve")
    hand_in_note(eve, team.copies.case, NOTE)
    team.sync("ann")
    (report,) = team.sync("eve")
    assert report.whole, report.hubs[0].faults
    assert (report.hubs[0].came.entries, report.hubs[0].sent.entries) == (0, 2)
    logs = read.logs(eve.vault, bytes.fromhex(team.copies.case))
    assert [one.size for one in logs if not one.own] == [0]
    (came,) = team.sync("ann")
    assert came.whole, came.hubs[0].faults
    assert team.notes("ann") == {"before", "Seen today."}
    assert (again := team.sync("eve")[0]).whole
    assert again.hubs[0].sent.entries == 0


def test_offline_it_queues_and_all_goes_later(team: Team) -> None:
    eve = let_in(team, "eve")
    for number in range(3):
        text = {"lang": "en", "text": f"Day {number}."}
        hand_in_note(eve, team.copies.case, {"text": text})
    team.sync("ann", "eve", "ann")
    assert team.notes("ann") == {"Day 0.", "Day 1.", "Day 2."}


def test_a_new_key_reaches_it_by_the_hub_and_closes_what_follows(team: Team) -> None:
    ann, case = team.copies.desks["ann"], team.copies.case
    team.enter("bob")
    eve = let_in(team, "eve")
    team.sync("ann", "eve", "bob")
    before = place_outside(eve, case).believed.notice.epoch
    remove(ann, case, team.copies.members["bob"], "left")
    hand_in_note(eve, case, NOTE)  # of the old key: it is offline
    team.sync("ann", "eve")
    assert place_outside(eve, case).believed.notice.epoch == before + 1
    hand_in_note(eve, case, {"text": {"lang": "en", "text": "Closed to Bob."}})
    team.sync("eve", "ann")
    assert team.notes("ann") == {"Seen today.", "Closed to Bob."}
    team.copies.bring("ann", "bob")
    assert "Closed to Bob." not in team.notes("bob")


@pytest.mark.parametrize("size", [9, 250_000])
def test_a_file_goes_whole_and_opens_elsewhere(
    team: Team, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = 100_000
    for module in (parts, arriving):
        monkeypatch.setattr(module, "PART", part)
    monkeypatch.setattr("habeas.copying.files.PART", part)
    monkeypatch.setattr("habeas.actions.outside.PART", part)
    case = team.copies.case
    ann, eve = team.copies.desks["ann"], let_in(team, "eve")
    coming = HandingIn(eve, case, "film.mp4")
    coming.write(b"f" * size)
    coming.finish()
    team.sync("ann", "eve", "ann")
    assert missing_files(ann, case) == []
    (line,) = records(ann.views, case, "document")
    view = record(ann.views, case, line.id)
    item = item_of(case, line.id, view.fields["file"])
    assert b"".join(look(ann, item, Look.SAVED)) == b"f" * size


def test_removed_it_is_not_let_in_any_more(team: Team) -> None:
    ann, case = team.copies.desks["ann"], team.copies.case
    eve = let_in(team, "eve")
    team.sync("ann", "eve")
    remove(ann, case, team.copies.members["eve"], "")
    team.sync("ann")
    hand_in_note(eve, case, NOTE)  # nobody told it yet
    assert not team.sync("eve")[0].whole
    team.sync("ann")
    assert team.notes("ann") == set()


def test_an_auditor_gets_the_logs_by_the_hub_and_no_word(team: Team) -> None:
    team.enter("bob")
    team.note("ann", "before")
    team.note("bob", "of bob")
    team.sync("ann", "bob", "ann")
    oda = let_in(team, "oda", Role.AUDITOR)
    team.sync("ann", "oda")
    found = audit(oda, team.copies.case)
    assert (found.clean, found.lacking) == (True, 0)
    assert len([one for one in found.logs if one.entries]) == 3
    (again,) = team.sync("oda")
    assert again.whole, again.hubs[0].faults
    assert again.hubs[0].came.boxes == 0
    assert oda.vault.db.all("SELECT 1 FROM epoch_boxes") == []
    team.note("ann", "later")
    team.sync("ann", "oda")
    after = audit(oda, team.copies.case)
    assert after.clean
    assert after.entries > found.entries


def test_an_auditor_sees_on_a_stick_what_the_hub_cosigned(team: Team) -> None:
    """Only whoever wrote a log was answered so: a hub gives it to nobody else."""
    ann, case = team.copies.desks["ann"], team.copies.case
    team.note("ann", "before")
    team.sync("ann")
    oda = let_in(team, "oda", Role.AUDITOR)
    size = next(one.size for one in read.logs(ann.vault, bytes.fromhex(case)))
    team.sync("ann")
    team.note("ann", "after")
    devices = devices_for(ann, case, [team.copies.members["oda"]])
    load, wrap = load_for(ann, case, devices), seal_to(ann, case, devices)
    file = b"".join(sealed_pieces(ann, load, wrap))
    assert bring(oda, io.BytesIO(file)).fault is None
    first = audit(oda, case).logs[0]
    ((hub, held, at),) = [(one.hub, one.size, one.at) for one in first.cosigned]
    assert hub == team.server.known().name
    assert size <= held < first.entries
    assert at.tzinfo is not None


@pytest.mark.parametrize("what", ["of another hub", "of another history", "cut"])
def test_a_head_that_no_hub_of_the_case_cosigned_counts_for_nothing(
    what: str, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, id_ = team.copies.desks["ann"], bytes.fromhex(team.copies.case)
    team.note("ann", "before")
    team.sync("ann")
    hub = team.server.known()
    (log,) = [one for one in read.logs(ann.vault, id_) if one.own]
    ((_id, note),) = cosigned(ann.vault, id_, hub.key)
    assert head_of(ann.vault, log, hub, note) is not None
    if what == "of another hub":
        hub = replace(hub, key=log.id)
    elif what == "cut":
        note = note[: len(note) // 2]
    else:
        monkeypatch.setattr(read, "root_at", lambda *_where: bytes(32))
    assert head_of(ann.vault, log, hub, note) is None


def answered(team: Team, at: int = 0, *, lines: int = 1) -> read.LogInfo:
    """Let the hub have answered ann at this time, with so many lines of one key."""
    ann, id_ = team.copies.desks["ann"], bytes.fromhex(team.copies.case)
    team.note("ann", "before")
    team.sync("ann")
    hub = team.server.known()
    (log,) = [one for one in read.logs(ann.vault, id_) if one.own]
    ((_id, note),) = cosigned(ann.vault, id_, hub.key)
    head = open_checkpoint(note, log_vkeys(log.id, log.mldsa44))
    parsed, keys = parse(note), team.server.hub.keys
    own = [one for one in parsed.signatures if one.name == head.origin]
    times = [at + number for number in range(lines)]
    theirs = [cosign(head, origin(hub.key), keys, time)[1] for time in times]
    told = serialise(parsed.text, [*own, *theirs])
    with ann.vault.transaction() as db:
        keep_cosigned(db, id_, hub.key, log.id, head.size, told)
    return log


@pytest.mark.parametrize("at", [10**12, 2**62])
def test_a_time_that_no_calendar_has_is_passed_over(team: Team, at: int) -> None:
    ann = team.copies.desks["ann"]
    log = answered(team, at)
    assert heads_here(ann.vault, log) == []
    assert list(cosigned_packs(ann, team.copies.case)) == []


def test_of_two_cosignatures_of_one_key_the_first_counts(team: Team) -> None:
    ann = team.copies.desks["ann"]
    log = answered(team, 10**9, lines=2)
    (head,) = heads_here(ann.vault, log)
    assert head.at.timestamp() == 10**9
    assert [one.log for one in cosigned_packs(ann, team.copies.case)] == [log.id]
