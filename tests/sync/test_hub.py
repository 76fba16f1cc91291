"""Every method of the client, against the real hub."""

import asyncio
import time
from collections.abc import Callable

import pytest

from habeas.crypto.digest import sha256
from habeas.hub import blobs, service
from habeas.log.note import parse
from habeas.log.refusal import NoteError
from habeas.sync.answers import Change, Changes, Conflict, Cosigned, LogKeys
from habeas.sync.asking import Caller
from habeas.sync.hub import MAX_BLOB, Hub, Known, introduce
from habeas.sync.network import open_network
from habeas.sync.refusals import (
    AbsentError,
    GoneError,
    HubRefusedError,
    UntrustedError,
)
from habeas.wire.boxes import MAX_BOX, BoxHead, object_id
from habeas.wire.pack import Pack
from tests.hub.peer import Case, Device, SetClock, chance
from tests.hub.process import NAME
from tests.sync.copy import ONCE, Copy


def test_both_sides_know_one_limit() -> None:
    assert (MAX_BLOB, MAX_BOX) == (blobs.MAX_BLOB, service.MAX_KEYBOX)


def test_what_a_hub_says_of_itself_is_what_the_case_knows(copy: Copy) -> None:
    told = copy.ask(lambda hub: hub.info())
    assert (told.name, told.keys) == (NAME, copy.hub_keys)
    assert told.limits["blob"] == MAX_BLOB

    async def first() -> object:
        async with open_network(copy.way) as network:
            return await introduce(network, NAME, copy.clock)

    assert asyncio.run(first()) == told


@pytest.mark.parametrize("what", ["name", "keys"])
def test_another_hub_is_not_asked_for_anything(what: str, copy: Copy) -> None:
    device = Device(copy.case.id)
    other = LogKeys(device.log, device.keys.mldsa44_public)
    copy.known = Known(
        "other.example.org" if what == "name" else NAME,
        other if what == "keys" else copy.hub_keys,
    )
    with pytest.raises(UntrustedError) as caught:
        copy.ask(lambda hub: hub.info())
    assert "127.0.0.1" in str(caught.value)


def test_the_head_of_the_hubs_own_log(copy: Copy) -> None:
    before = copy.ask(lambda hub: hub.checkpoint())[1].size
    copy.append(copy.case.device.write())
    assert copy.ask(lambda hub: hub.checkpoint())[1].size == before + 1


def test_an_access_list_goes_there_and_comes_back(
    copy: Copy, token: Callable[[], str]
) -> None:
    case = Case()
    caller, note = Caller(case.id, case.lead), case.first_list()
    invitation = token()
    assert copy.ask(lambda hub: hub.put_access(caller, note, invitation))
    assert not copy.ask(lambda hub: hub.put_access(caller, note, invitation))
    assert copy.ask(lambda hub: hub.access(caller)).note == note
    second = case.next_list()
    copy.ask(lambda hub: hub.put_access(caller, second))
    assert copy.ask(lambda hub: hub.access(caller)).listed.version == 2
    with pytest.raises(HubRefusedError) as old:
        copy.ask(lambda hub: hub.put_access(caller, note))
    assert old.value.word == "version"
    with pytest.raises(NoteError):
        copy.ask(lambda hub: hub.put_access(caller, b"no list"))


def test_an_invitation_counts_once(copy: Copy, token: Callable[[], str]) -> None:
    used = token()

    def begin(case: Case) -> bool:
        caller, note = Caller(case.id, case.lead), case.first_list()
        return copy.ask(lambda hub: hub.put_access(caller, note, used))

    assert begin(Case())
    with pytest.raises(HubRefusedError) as refused:
        begin(Case())
    assert refused.value.word == "invitation"
    assert used not in str(refused.value)


def test_entries_go_there_and_come_back(copy: Copy) -> None:
    made = copy.case.device.write(3)
    done = copy.append(made)
    assert isinstance(done, Cosigned)
    assert done.head.size == 3
    assert done.time == int(copy.clock.seconds)
    assert done.number is not None
    assert len(parse(done.note).signatures) == 4
    again = copy.append(made)
    assert isinstance(again, Cosigned)
    assert (again.head, again.number) == (done.head, None)
    pack, size = copy.ask(lambda hub: hub.entries(copy.reader, copy.log, 1))
    assert (pack.entries, size) == (made.entries[1:], 3)
    assert copy.ask(lambda hub: hub.whole(copy.reader, copy.log, 0)) == made
    assert copy.ask(lambda hub: hub.whole(copy.writer, copy.log, 3)).entries == ()


def test_more_than_one_pack_comes_under_one_head(copy: Copy) -> None:
    device = copy.case.device
    packs = [device.write(1, 400_000) for _ in range(3)]
    for pack in packs:
        copy.append(pack)
    part, size = copy.ask(lambda hub: hub.entries(copy.reader, copy.log, 0))
    assert (len(part.entries), size) == (2, 3)
    whole = copy.ask(lambda hub: hub.whole(copy.reader, copy.log, 0))
    assert whole == Pack(device.log, 0, packs[-1].note, tuple(device.entries))


def test_a_log_without_entries_is_empty(copy: Copy) -> None:
    pack, size = copy.ask(lambda hub: hub.entries(copy.reader, copy.log, 0))
    assert (pack.entries, pack.note, size) == ((), b"", 0)


def test_a_pack_from_another_place_is_a_conflict(copy: Copy) -> None:
    device = copy.case.device
    first, second, third = device.write(), device.write(2), device.write()
    early = copy.append(second)
    assert early == Conflict("size", 0, b"", b"")
    for pack in (first, second):
        copy.append(pack)
    late = copy.append(first)
    assert late == Conflict("size", 3, second.note, b"")
    assert isinstance(copy.append(third), Cosigned)


def test_two_histories_are_shown_with_both_heads(copy: Copy) -> None:
    device = copy.case.device
    first = device.write()
    twin = device.clone()
    copy.append(first)
    mine, other, longer = device.write(2), twin.write(2), twin.write(1)
    copy.append(mine)
    root = copy.append(longer)
    assert root == Conflict("root", 3, mine.note, b"")
    with pytest.raises(AbsentError):
        copy.ask(lambda hub: hub.fork(copy.reader, copy.log))
    fork = copy.append(other)
    assert fork == Conflict("fork", 3, mine.note, other.note)
    after = copy.append(device.write())
    assert isinstance(after, Conflict)
    assert (after.kind, after.held) == ("forked", mine.note)
    proof = copy.ask(lambda hub: hub.fork(copy.reader, copy.log))
    assert {proof.first, proof.second} == {mine.note, other.note}
    kinds = {one.kind for one in copy.ask(lambda h: h.changes(copy.reader, 0)).changes}
    assert "fork" in kinds


def test_files_go_there_come_back_and_go_for_good(copy: Copy) -> None:
    blob = chance(100_000)
    hash_ = sha256(blob)
    assert copy.ask(lambda hub: hub.blob_size(copy.reader, hash_)) is None
    with pytest.raises(AbsentError):
        copy.ask(lambda hub: hub.get_blob(copy.reader, hash_))
    assert copy.ask(lambda hub: hub.put_blob(copy.writer, blob))
    assert not copy.ask(lambda hub: hub.put_blob(copy.lead, blob))
    assert copy.ask(lambda hub: hub.blob_size(copy.reader, hash_)) == len(blob)
    assert copy.ask(lambda hub: hub.get_blob(copy.reader, hash_)) == blob
    copy.ask(lambda hub: hub.erase_blob(copy.lead, hash_))
    with pytest.raises(GoneError):
        copy.ask(lambda hub: hub.get_blob(copy.reader, hash_))
    with pytest.raises(GoneError):
        copy.ask(lambda hub: hub.put_blob(copy.writer, blob))
    with pytest.raises(GoneError):
        copy.ask(lambda hub: hub.blob_size(copy.reader, hash_))


def a_box(case: bytes) -> bytes:
    head = BoxHead(case, 1, 1, chance(), chance(16))
    return head.text + chance(1136 + 32 + 32)


def test_boxes_go_there_come_back_and_go_for_good(copy: Copy) -> None:
    box = a_box(copy.case.id)
    assert copy.ask(lambda hub: hub.put_box(copy.writer, box))
    assert not copy.ask(lambda hub: hub.put_box(copy.writer, box))
    assert copy.ask(lambda hub: hub.get_box(copy.reader, object_id(box))) == box
    copy.ask(lambda hub: hub.erase_box(copy.lead, object_id(box)))
    with pytest.raises(GoneError):
        copy.ask(lambda hub: hub.get_box(copy.reader, object_id(box)))


def test_a_body_goes_for_good_and_its_envelope_stays(copy: Copy) -> None:
    made = copy.case.device.write(2)
    copy.append(made)
    copy.ask(lambda hub: hub.erase_body(copy.lead, copy.log.ed25519, 0))
    pack = copy.ask(lambda hub: hub.whole(copy.reader, copy.log, 0))
    assert [one.sealed is None for one in pack.entries] == [True, False]
    with pytest.raises(AbsentError):
        copy.ask(lambda hub: hub.erase_body(copy.lead, copy.log.ed25519, 2))


def test_what_changed_is_told_once(copy: Copy) -> None:
    first = copy.ask(lambda hub: hub.changes(copy.reader, 0))
    assert first.whole
    copy.append(copy.case.device.write())
    then = copy.ask(lambda hub: hub.changes(copy.reader, first.cursor))
    assert then.changes == (Change("log", copy.log.ed25519.hex(), 1),)
    assert copy.ask(lambda hub: hub.changes(copy.reader, then.cursor)).changes == ()


def test_waiting_ends_with_the_first_change(copy: Copy) -> None:
    cursor = copy.ask(lambda hub: hub.changes(copy.reader, 0)).cursor

    async def both(hub: Hub) -> Changes:
        waiting = asyncio.create_task(hub.changes(copy.reader, cursor, 20))
        await asyncio.sleep(0.1)
        await hub.put_blob(copy.writer, chance(10))
        return await waiting

    began = time.monotonic()
    told = copy.ask(both)
    assert [one.kind for one in told.changes] == ["blob"]
    assert time.monotonic() - began < 10


def test_a_stranger_is_told_what_to_do(copy: Copy) -> None:
    stranger = Caller(copy.case.id, chance())
    copy.patience = ONCE
    with pytest.raises(HubRefusedError) as refused:
        copy.ask(lambda hub: hub.access(stranger))
    assert "does not know this device" in str(refused.value)
    assert copy.case.id.hex() not in str(refused.value)


@pytest.mark.parametrize("off", [-86_400, -61, 61, 86_400 * 400])
def test_a_clock_that_is_wrong_is_healed_by_the_hubs_date(
    off: int, copy: Copy, clock: SetClock
) -> None:
    clock.seconds = time.time()  # the server's Date is that of this machine
    copy.clock = SetClock(time.time() + off)

    async def twice(hub: Hub) -> Changes:
        await hub.access(copy.reader)
        return await hub.changes(copy.reader, 0)

    try:
        assert copy.ask(twice).changes
    finally:
        clock.seconds = SetClock().seconds


def test_a_clock_that_stays_wrong_is_said(copy: Copy, clock: SetClock) -> None:
    clock.seconds = 1_000_000_000  # the hub's own clock contradicts its Date
    try:
        with pytest.raises(HubRefusedError) as refused:
            copy.ask(lambda hub: hub.access(copy.reader))
    finally:
        clock.seconds = SetClock().seconds
    assert refused.value.word == "time"
    assert "Set the date" in str(refused.value)
