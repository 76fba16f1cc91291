"""Hubs that lie, lose or have erased: told, and nothing else is stopped by it."""

import os
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from habeas.actions.merging import outgoing
from habeas.copying import taken
from habeas.copying.places import places
from habeas.copying.reach import Kind
from habeas.copying.report import HubReport
from habeas.copying.telling import copies, moved, where
from habeas.crypto.digest import sha256
from habeas.errors import DamagedError, StorageError
from habeas.log.fork import Fork
from habeas.sync.answers import Changes, Conflict
from habeas.sync.hub import Hub
from habeas.sync.refusals import AbsentError, GoneError, HubRefusedError, refusal
from habeas.vault import arriving, read
from habeas.vault.arriving import Arrival, keep_whole, part_of, sealed_size
from habeas.vault.coming import Coming
from habeas.vault.hubs import Holding, keep_holdings, newest_list
from habeas.wire.access import read_access
from habeas.wire.pack import Pack, Packed
from habeas.wire.parts import PART
from tests.copying.conftest import Team


def lies(monkeypatch: pytest.MonkeyPatch, name: str, answer: Any) -> None:  # noqa: ANN401 - an answer or an error
    """Let a method of the client give this answer, or fail so."""

    async def told(*_: object) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Hub, name, told)


def said(team: Team, name: str = "ann") -> str:
    return team.sync(name)[0].hubs[0].said(str)


def claim(team: Team, name: str, *held: Holding) -> None:
    """Let a copy believe that the hub said it has these."""
    vault, case = team.copies.desks[name].vault, bytes.fromhex(team.copies.case)
    with vault.transaction() as db:
        keep_holdings(db, case, team.server.known().key, held)
    vault.db.run("UPDATE holders SET mark = x''")


def test_an_older_list_than_was_told_is_untrue(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    vault, case = team.copies.desks["ann"].vault, bytes.fromhex(team.copies.case)
    claim(team, "ann", Holding("access", team.copies.case, 9))
    note = newest_list(vault, case, team.server.known().key)
    lies(monkeypatch, "access", read_access(note or b""))
    assert "cannot be true" in said(team)


def test_what_it_says_it_has_and_has_not_is_told(team: Team) -> None:
    team.sync("ann")
    claim(team, "ann", Holding("keybox", "ab" * 16, 1300))
    assert "says that it does not have this" in said(team)


def test_what_was_erased_there_is_not_sent_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = GoneError("{hub}", hub="it")
    lies(monkeypatch, "put_box", gone)
    (report,) = team.sync("ann")
    assert report.whole
    assert report.hubs[0].sent.boxes == 0
    asked: list[object] = []

    async def counted(*args: object) -> bool:
        asked.append(args)
        return True

    monkeypatch.setattr(Hub, "put_box", counted)
    claim(team, "ann")
    team.sync("ann")
    assert asked == []


def test_a_log_of_nobody_is_left_and_told(team: Team) -> None:
    team.sync("ann")
    claim(team, "ann", Holding("log", "cd" * 32, 3), Holding("fork", "ef" * 32, 0))
    (report,) = team.sync("ann")
    (hub,) = report.hubs
    assert hub.strangers == {bytes.fromhex("cd" * 32)}
    assert any("let in lie there" in one.text for one in moved(hub))


CONFLICTS = {
    "another history without proof": "root",
    "an old state": "size",
    "two histories": "fork",
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_an_append_that_is_refused(
    name: str, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    desk, case = team.copies.desks["ann"], team.copies.case
    (log,) = read.logs(desk.vault, bytes.fromhex(case))
    note = read.head(desk.vault, log.id)
    team.note("ann", "one more")
    kind: Any = CONFLICTS[name]
    size = 1 if kind == "size" else log.size
    lies(monkeypatch, "append", Conflict(kind, size, note, b""))
    lies(monkeypatch, "fork", AbsentError("{hub} has none.", hub="it"))
    lies(monkeypatch, "entries", (Pack(log.id, log.size, note, ()), log.size))
    told = said(team)
    words = {"root": "cannot be true", "size": "", "fork": "it has none."}
    assert words[kind] in told


def test_entries_that_do_not_follow_are_fetched_whole_and_told(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.enter("bob")
    team.sync("ann", "bob")
    desk, case = team.copies.desks["ann"], team.copies.case
    id_ = bytes.fromhex(case)
    (log,) = (one for one in read.logs(desk.vault, id_) if one.own)
    team.note("ann", "one")
    (pack,) = list(outgoing(desk, case, {log.id: log.size}))[:1]
    first = pack.entries[0]
    spoilt = Packed(first.envelope, b"\0" * len(first.sealed or b""))
    team.sync("ann")

    async def whole(_self: Hub, _caller: object, _keys: object, start: int) -> Pack:
        return Pack(log.id, start, pack.note, (spoilt,))

    async def parts(*asked: Any) -> AsyncIterator[Pack]:  # noqa: ANN401 - as above
        yield await whole(*asked)

    monkeypatch.setattr(Hub, "whole", whole)
    monkeypatch.setattr(Hub, "parts", parts)
    assert "cannot be true" in said(team, "bob")


def test_many_entries_wait_on_the_disk_and_leave_nothing_there(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taken, "_MOST", 0)
    team.enter("bob")
    for words in ("one", "two"):
        team.note("ann", words)
    team.sync("ann")
    incoming = team.copies.desks["bob"].vault.exhibits.folder / "incoming"
    waited: list[int] = []
    add = Coming.add

    def counted(coming: Coming, entries: Sequence[Packed]) -> None:
        add(coming, entries)
        waited.append(len(list(incoming.iterdir())))

    monkeypatch.setattr(Coming, "add", counted)
    (report,) = team.sync("bob")
    assert report.whole
    assert waited
    assert not list(incoming.iterdir())
    assert team.notes("bob") == team.notes("ann")


def test_a_true_proof_of_a_fork_is_kept_once(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    desk, id_ = team.copies.desks["ann"], bytes.fromhex(team.copies.case)
    (log,) = read.logs(desk.vault, id_)
    claim(team, "ann", Holding("fork", log.id.hex(), 0))
    lies(monkeypatch, "fork", Fork(b"one", b"two", ()))
    (report,) = team.sync("ann")
    assert report.hubs[0].forks == {log.id}
    assert any("two histories" in one.text for one in moved(report.hubs[0]))


def test_another_lead_was_sooner(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.sync("ann")
    real, first = Hub.put_access, [True]

    async def sooner(self: Hub, *args: Any) -> bool:  # noqa: ANN401 - as the real one
        if first[0]:
            first[0] = False
            raise refusal("it", 409, "version")
        return await real(self, *args)

    monkeypatch.setattr(Hub, "put_access", sooner)
    team.enter("bob")
    assert all(one.whole for one in team.sync("ann", "bob"))


def test_a_list_that_is_refused_is_told(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    team.enter("bob")
    lies(monkeypatch, "put_access", refusal("it", 409, "bound"))
    assert "knows a device of this list" in said(team)


def test_a_full_hub_still_gives(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.enter("bob")
    team.sync("ann", "bob", "ann")
    team.note("bob", "from bob")
    team.sync("bob")
    team.note("ann", "from ann")
    lies(monkeypatch, "append", refusal("it", 507, "quota"))
    assert "is full" in said(team)
    assert "from bob" in team.notes("ann")


def test_what_it_is_asked_for_by_nobody_it_knows(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    lies(monkeypatch, "changes", refusal("it", 503, "busy"))
    told: HubRefusedError = refusal("it", 503, "busy")
    assert told.word == "busy"
    assert "too busy" in said(team)
    assert "too busy" in " ".join(
        str(one)
        for one in copies(team.copies.desks["ann"], team.copies.case).hubs[0].faults
    )


def refuses(_: object) -> None:
    raise OSError


def test_a_disk_that_refuses_is_told(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = team.copies.desks["ann"].vault.exhibits
    name = "ab" * 32
    assert sealed_size(store, name) == 0
    with pytest.raises(StorageError):
        part_of(store, name, 0)
    arrival = Arrival(store, name)
    arrival.take(b"not what has this hash")
    with pytest.raises(DamagedError):
        arrival.finish()
    monkeypatch.setattr(
        arriving, "sync_folder", lambda _: (_ for _ in ()).throw(OSError)
    )
    with pytest.raises(StorageError):
        keep_whole(store, name, b"x")
    monkeypatch.setattr(os, "fsync", refuses)
    with pytest.raises(StorageError):
        keep_whole(store, name, b"x")


def test_a_file_that_comes_by_two_ways_is_whole_or_not_there(team: Team) -> None:
    """The slower one would cut off what the faster one wrote behind it."""
    store = team.copies.desks["ann"].vault.exhibits
    parts = [b"1" * PART, b"2" * PART, b"3"]
    name = sha256(b"".join(parts)).hex()
    fast, slow = Arrival(store, name), Arrival(store, name)
    fast.take(parts[0])
    fast.take(parts[1])
    with pytest.raises(StorageError, match="by another way"):
        slow.take(parts[0])
    fast.take(parts[2])
    fast.finish()
    assert store.path(name).read_bytes() == b"".join(parts)
    with pytest.raises(StorageError, match="by another way"):
        fast.take(b"4")


def test_where_an_entry_is_and_what_nobody_says(team: Team) -> None:
    ann, case = team.copies.desks["ann"], team.copies.case
    (log,) = read.logs(ann.vault, bytes.fromhex(case))
    assert where(ann, case, (log.id.hex(), 0), str, str) == "only here"
    team.sync("ann")
    assert where(ann, case, (log.id.hex(), 0), str, str) == "with the hub"
    (place,) = places(ann, case)
    report = HubReport(place.hub)
    report.fail(StorageError("one"))
    report.fail(StorageError("one"))
    assert len(report.faults) == 1
    assert moved(report) == []
    assert Kind.HUB.value == "hub"
    assert Changes(0, (), whole=True).whole
