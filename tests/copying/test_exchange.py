"""Copies of a case meet at a real hub: all of it travels, once, and nothing else."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from habeas.actions.documents import add_file
from habeas.actions.members import lift, remove, suspend
from habeas.app import unlock
from habeas.case.facts.members import Ground, Role
from habeas.copying import files
from habeas.copying.access import doors
from habeas.copying.files import missing_files
from habeas.copying.places import places
from habeas.copying.standing import listed_at
from habeas.crypto.certificates import public_key_hash
from habeas.crypto.sign import ed25519_public, generate_seed
from habeas.errors import LockedError
from habeas.sync.hub import Hub
from habeas.sync.refusals import UnreachableError, UntrustedError
from habeas.vault import arriving, read
from habeas.vault.case_keys import keys_in
from habeas.vault.foreign import forks
from habeas.vault.hubs import keep_hub, known_hubs, newest_list
from habeas.views.records import records
from habeas.wire.access import read_access, sign_access
from habeas.words import N_
from tests.conftest import PASSPHRASE, FixedClock
from tests.copying.conftest import Server, Team
from tests.sync.certificates import behind, shown


def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that each question to a hub adds its name to."""
    asked: list[str] = []
    for name in ("changes", "append", "put_box", "put_blob", "put_access", "entries"):
        real = getattr(Hub, name)

        async def counted(
            self: Hub, *args: object, _real: object = real, _name: str = name
        ) -> object:
            asked.append(_name)
            return await _real(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(Hub, name, counted)
    return asked


def test_what_one_saves_the_other_has_after_an_exchange(team: Team) -> None:
    team.note("ann", "before")
    (first,) = team.sync("ann")
    assert first.whole, first.hubs[0].faults
    team.enter("bob")
    team.note("ann", "after")
    assert all(one.whole for one in team.sync("ann", "bob", "ann"))
    assert team.notes("bob") == {"before", "after"}
    team.note("bob", "from bob")
    assert all(one.whole for one in team.sync("bob", "ann"))
    assert team.notes("ann") == {"before", "after", "from bob"}


def test_only_what_is_new_travels(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.note("ann", "one")
    team.enter("bob")
    team.sync("ann", "bob")
    team.note("bob", "with a key of its own")
    team.sync("bob", "ann", "bob")
    asked = calls(monkeypatch)
    (nothing,) = team.sync("bob")
    assert asked == ["changes"]
    assert not nothing.hubs[0].sent
    assert not nothing.hubs[0].came
    team.note("bob", "two")
    team.sync("bob")
    assert asked == ["changes", "changes", "append", "changes"]
    asked.clear()
    (came,) = team.sync("ann")
    assert asked == ["changes", "entries"]
    assert came.hubs[0].came.entries == 1


def test_files_come_whole_small_and_large(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (files, arriving):
        monkeypatch.setattr(module, "PART", 8192)
    bob, ann = team.enter("bob"), team.copies.desks["ann"]
    for name, size in (("small", 100), ("large", 50_000)):
        (tmp_path / f"{name}.txt").write_text(f"{name} " * (size // 6))
        add_file(ann, team.copies.case, tmp_path / f"{name}.txt")
    assert all(one.whole for one in team.sync("ann", "bob"))
    assert missing_files(bob, team.copies.case) == []
    for one in files.large_files(bob, team.copies.case):
        mine, theirs = (d.vault.exhibits.path(one.stored) for d in (ann, bob))
        assert one.count > 5
        assert mine.read_bytes() == theirs.read_bytes()


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, after: int) -> list[int]:
    """Let a method of the client fail after so many times; return how many are left."""
    real, left = getattr(Hub, name), [after]

    async def breaks(self: Hub, *args: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise UnreachableError(N_("{hub} could not be reached."), hub="it")
        return await real(self, *args)

    monkeypatch.setattr(Hub, name, breaks)
    return left


def test_a_large_file_goes_on_where_it_broke_off(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (files, arriving):
        monkeypatch.setattr(module, "PART", 8192)
    bob, ann = team.enter("bob"), team.copies.desks["ann"]
    (tmp_path / "large.txt").write_text("large " * 12_000)
    add_file(ann, team.copies.case, tmp_path / "large.txt")
    left = breaking(monkeypatch, "put_blob", 3)
    assert not team.sync("ann")[0].whole
    assert team.sync("bob")[0].whole  # what has not come yet is no fault
    every = len(missing_files(bob, team.copies.case))
    assert every
    left[0] = 10**6
    assert team.sync("ann")[0].whole
    left = breaking(monkeypatch, "get_blob", 5)
    assert not team.sync("bob")[0].whole
    left[0] = most = 10**6
    assert team.sync("bob")[0].whole
    assert missing_files(bob, team.copies.case) == []
    parts = sum(one.count for one in files.large_files(bob, team.copies.case))
    assert most - left[0] < parts + every  # the first ones were here


def test_who_is_removed_is_let_in_no_more(team: Team) -> None:
    team.enter("bob")
    team.note("bob", "while in")
    team.sync("ann", "bob", "ann")
    ann, case = team.copies.desks["ann"], team.copies.case
    remove(ann, case, team.copies.members["bob"], "left the office")
    team.note("ann", "without bob")
    assert team.sync("ann")[0].whole
    (shut,) = team.sync("bob")
    assert "does not know this device" in shut.hubs[0].said(str)
    assert team.notes("bob") == {"while in"}
    assert team.notes("ann") == {"while in", "without bob"}
    listed = listed_at(ann, bytes.fromhex(case), places(ann, case)[0])
    assert listed is not None
    assert len(listed.leads | listed.readers) == 1


def test_who_is_suspended_comes_back(team: Team) -> None:
    bob = team.enter("bob")
    ann, case = team.copies.desks["ann"], team.copies.case
    team.sync("ann", "bob", "ann")
    suspend(ann, case, team.copies.members["bob"], Ground.LOST)
    team.sync("ann")
    assert not team.sync("bob")[0].whole
    (which,) = (line.id for line in records(ann.views, case, "suspension"))
    lift(ann, case, which)
    team.note("ann", "welcome back")
    assert all(one.whole for one in team.sync("ann", "bob"))
    assert "welcome back" in team.notes("bob")
    assert bob.vault is not ann.vault


def test_a_second_hub_gets_what_was_before_and_who_is_out(
    team: Team, new_server: Callable[[str], Server]
) -> None:
    team.enter("bob")
    team.note("bob", "of bob")
    team.sync("ann", "bob", "ann")
    ann, case = team.copies.desks["ann"], team.copies.case
    remove(ann, case, team.copies.members["bob"], "left")
    mirror = new_server("mirror")
    keep_hub(ann.vault, bytes.fromhex(case), mirror.known(invited=True))
    (report,) = team.sync("ann")
    assert report.whole, [one.faults for one in report.hubs]
    carol = team.copies.enter("carol")
    keep_hub(carol.vault, bytes.fromhex(case), mirror.known())
    assert team.sync("ann", "carol")[1].whole
    assert team.notes("carol") == {"of bob"}
    counts = {one.used_entries for one in mirror.hub.store.cases.usage()}
    sizes = read.logs(carol.vault, bytes.fromhex(case))
    assert counts == {sum(one.size for one in sizes)}


def test_what_one_hub_brought_goes_to_the_other(
    team: Team, new_server: Callable[[str], Server]
) -> None:
    ann, case = team.copies.desks["ann"], team.copies.case
    mirror = new_server("mirror")
    keep_hub(ann.vault, bytes.fromhex(case), mirror.known(invited=True))
    team.sync("ann")
    bob = team.copies.enter("bob")
    keep_hub(bob.vault, bytes.fromhex(case), mirror.known())
    team.note("bob", "by the mirror")
    team.sync("ann", "bob", "ann")
    usage = [one.hub.store.cases.usage() for one in (team.server, mirror)]
    assert usage[0][0].used_entries == usage[1][0].used_entries
    assert team.notes("ann") == {"by the mirror"}


def test_two_histories_of_one_device_are_told_and_kept(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    bob, case = team.enter("bob"), bytes.fromhex(team.copies.case)
    team.sync("ann", "bob", "ann")
    (own,) = (one.id for one in read.logs(bob.vault, case) if one.own)
    bob.close()
    shutil.copytree(tmp_path / "bob", tmp_path / "clone")
    team.copies.desks["bob"] = bob = unlock(tmp_path / "bob", PASSPHRASE, clock=clock)
    team.note("bob", "one way")
    assert all(one.whole for one in team.sync("bob", "ann"))
    bob.close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    clone = unlock(tmp_path / "clone", PASSPHRASE, clock=clock)
    assert clone.vault.heads is not None
    clone.vault.heads = None  # a clone that doesn't know that it is one
    team.copies.desks["bob"] = clone
    team.note("bob", "another way")
    team.sync("bob")
    (heard,) = team.sync("ann")
    ann = team.copies.desks["ann"]
    assert heard.hubs[0].forks == {own}
    assert [log for log, _fork in forks(ann.vault, case)] == [own]
    assert [log for log, _fork in forks(clone.vault, case)] == [own]
    clone.close()


def test_a_key_that_nobody_let_in_is_told(team: Team) -> None:
    bob = team.enter("bob", Role.LEAD)
    team.sync("ann", "bob", "ann")
    case, key = bytes.fromhex(team.copies.case), team.server.known().key
    held = read_access(newest_list(bob.vault, case, key) or b"").listed
    stranger = ed25519_public(generate_seed())
    forged = replace(
        held,
        version=held.version + 1,
        previous=held.hash(),
        readers=held.readers | {stranger},
    )
    seed = keys_in(bob.vault, case).request_seed
    team.server.hub.store.cases.put_access(
        read_access(sign_access(forged, seed)), b"", 0
    )
    carol = team.copies.enter("carol")
    keep_hub(carol.vault, case, team.server.known())
    assert stranger not in doors(bob, team.copies.case).readers
    (mended,) = team.sync("bob")
    assert mended.whole
    assert mended.hubs[0].sent.lists == 1


def test_a_lock_in_the_middle_ends_it(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = team.copies.desks["ann"]
    team.note("ann", "here")
    real = Hub.append

    async def locks(self: Hub, *args: object) -> object:
        answer = await real(self, *args)  # type: ignore[arg-type]
        ann.close()
        return answer

    monkeypatch.setattr(Hub, "append", locks)
    with pytest.raises(LockedError):
        team.sync("ann")


def test_by_a_pinned_key_the_whole_of_a_case_travels(
    team: Team, tmp_path: Path
) -> None:
    """And to whoever shows another key nothing is said: not even which case it is."""
    key, id_ = Ed25519PrivateKey.generate(), bytes.fromhex(team.copies.case)
    cert, ann = shown(tmp_path, key), team.copies.desks["ann"]
    known = known_hubs(ann.vault, id_)[0]
    with behind(cert, team.server.base) as port:
        address = f"https://127.0.0.1:{port}"
        pinned = replace(known, address=address, pin=public_key_hash(cert.der))
        keep_hub(ann.vault, id_, replace(pinned, pin=bytes(32)))
        (report,) = team.sync("ann")
        assert isinstance(report.hubs[0].faults[0], UntrustedError)
        assert team.server.hub.store.cases.usage() == []
        keep_hub(ann.vault, id_, pinned)
        team.note("ann", "by TLS")
        (report,) = team.sync("ann")
        assert report.whole
        bob = team.copies.enter("bob")
        keep_hub(bob.vault, id_, replace(pinned, invitation=""))
        reports = team.sync("ann", "bob")
        assert all(one.whole for one in reports)
        assert "by TLS" in team.notes("bob")
