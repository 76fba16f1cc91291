"""A back-up is put back at a member's who doesn't lead: what waits is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.danger import suspend_me
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.members import members, remove
from habeas.actions.record import open_case
from habeas.app import unlock
from habeas.case.facts.members import Role
from habeas.clock import Clock
from habeas.copying.files import missing_files
from habeas.copying.missed import missed
from habeas.copying.telling import copies, moved
from habeas.copying.urgent import send_now
from habeas.sync.hub import Hub
from habeas.sync.refusals import AbsentError, UnreachableError
from habeas.vault import read
from habeas.vault.hubs import keep_hub, newest_list
from habeas.wire.access import read_access
from tests.actions.copies import TITLE
from tests.actions.test_members import shown
from tests.actions.test_restoring import Machine
from tests.copying.conftest import Server, Team


def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> None:
        raise UnreachableError("the hub is gone")

    monkeypatch.setattr(Hub, "changes", gone)


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hubs be of before, which take no log that goes on from another."""

    async def absent(*_: object) -> None:
        raise AbsentError("{hub}", hub="it")

    monkeypatch.setattr(Hub, "go_on", absent)
    monkeypatch.setattr(Hub, "continuation", absent)


class _Machine(Machine):
    def __init__(self, team: Team, passphrase: str, state: Path, clock: Clock) -> None:
        super().__init__(team.copies, passphrase, state)
        self.clock = clock

    def start(self) -> None:
        desk = unlock(self.folder, self.passphrase, clock=self.clock)
        self.copies.desks["bob"] = desk


@pytest.fixture
def machine(
    team: Team, passphrase: str, state_home: Path, clock: Clock
) -> Callable[[Role], Desk]:
    """Return what lets Bob in, and puts back an older copy of his vault."""

    def restored(role: Role) -> Desk:
        team.sync("ann")
        team.enter("bob", role)
        team.sync("ann", "bob", "ann", "bob")
        made = _Machine(team, passphrase, state_home, clock)
        made.back_up()
        team.note("bob", "after the back-up")
        team.sync("bob", "ann")
        made.restore()
        return team.copies.desks["bob"]

    return restored


def on_today(desk: Desk) -> list[str]:
    return [one.what.format(**one.params, moment=one.moment) for one in missed(desk)]


def test_a_new_log_goes_to_the_hub_and_to_all_without_a_lead(
    team: Team, machine: Callable[[Role], Desk], tmp_path: Path
) -> None:
    """Ann, who alone leads, hears of it last; her next list names it."""
    team.enter("cat", Role.EDITOR)
    team.sync("ann", "cat")
    bob, case = machine(Role.EDITOR), bytes.fromhex(team.copies.case)
    team.note("bob", "put back")
    (tmp_path / "story.txt").write_text("She said so.")
    add_file(bob, case.hex(), tmp_path / "story.txt")
    (report,) = team.sync("bob")
    assert report.hubs[0].wrong == []
    assert on_today(bob) == []
    (line,) = copies(bob, case.hex()).hubs
    assert line.lacks == 0
    (came,) = team.sync("cat")
    assert came.hubs[0].strangers == set()
    assert "put back" in team.notes("cat")
    own = {log.id for log in read.logs(bob.vault, case) if log.own}
    assert not own <= listed(team, bob)
    team.sync("ann", "bob", "cat")
    assert own <= listed(team, bob)
    team.note("bob", "and on")
    team.sync("bob", "ann", "cat")
    assert shown(team.copies, "ann") == shown(team.copies, "cat")
    assert shown(team.copies, "ann") == shown(team.copies, "bob")


def listed(team: Team, desk: Desk) -> set[bytes]:
    """Return the logs that the hub's list names, as a copy last saw it."""
    case, key = bytes.fromhex(team.copies.case), team.server.known().key
    return {*read_access(newest_list(desk.vault, case, key) or b"").listed.logs}


def test_whoever_was_put_out_meanwhile_goes_on_nowhere(
    team: Team, machine: Callable[[Role], Desk]
) -> None:
    bob = machine(Role.EDITOR)
    ann, case = team.copies.desks["ann"], team.copies.case
    remove(ann, case, team.copies.members["bob"], "out")
    team.sync("ann", "ann")
    team.note("bob", "put back")
    (report,) = team.sync("bob")
    assert "does not know this device" in report.hubs[0].said(str)
    team.sync("ann")
    assert "put back" not in team.notes("ann")
    assert bob.vault.folder.is_dir()


@pytest.mark.usefixtures("older")
def test_what_a_new_log_holds_is_told_until_a_lead_has_met_it(
    team: Team, machine: Callable[[Role], Desk]
) -> None:
    bob, case = machine(Role.EDITOR), team.copies.case
    assert missed(bob) == []
    team.note("bob", "put back")
    (report,) = team.sync("bob")
    (hub,) = report.hubs
    assert report.whole
    assert hub.waits > 0
    assert f"does not take yet: {hub.waits}" in str(hub.wrong[0])
    assert "Nothing was new" not in " ".join(one.text for one in moved(hub))
    (line,) = copies(bob, case).hubs
    assert line.lacks == hub.waits
    assert "on a stick" in line.faults[0].advice
    (told,) = on_today(bob)
    assert "‘The case of A.’" in told
    assert f"{hub.waits}. Carry" in told
    team.sync("ann", "bob")
    assert "put back" not in team.notes("ann")
    team.copies.bring("bob", "ann")  # a stick
    team.sync("ann", "bob", "ann")
    assert "put back" in team.notes("ann")
    (line,) = copies(bob, case).hubs
    assert (line.lacks, line.faults, on_today(bob)) == (0, [], [])


def test_whoever_leads_has_nothing_to_carry(
    team: Team, machine: Callable[[Role], Desk]
) -> None:
    bob = machine(Role.LEAD)
    team.note("bob", "put back")
    (report,) = team.sync("bob")
    assert report.hubs[0].wrong == []
    team.sync("ann")
    assert "put back" in team.notes("ann")
    assert on_today(bob) == []


def test_whoever_keeps_a_case_alone_has_nothing_to_carry(  # noqa: PLR0913, PLR0917 - fixtures
    team: Team,
    server: Server,
    new_desk: Callable[[str], Desk],
    passphrase: str,
    state_home: Path,
    clock: Clock,
) -> None:
    bob = team.copies.desks["bob"] = new_desk("bob")
    team.copies.case = open_case(bob, TITLE, "test")
    keep_hub(bob.vault, bytes.fromhex(team.copies.case), server.known(invited=True))
    team.sync("bob")
    made = _Machine(team, passphrase, state_home, clock)
    made.back_up()
    team.note("bob", "after the back-up")
    team.sync("bob")
    made.restore()
    bob = team.copies.desks["bob"]
    team.note("bob", "put back")
    assert len(read.logs(bob.vault, bytes.fromhex(team.copies.case))) > 1
    (report,) = team.sync("bob")
    assert report.hubs[0].wrong == []
    found = copies(bob, team.copies.case)
    assert (found.only_here, found.written) == (0, found.safe)
    assert team.notes("bob") == {"after the back-up", "put back"}


def test_files_and_keys_go_under_the_log_before(
    team: Team, machine: Callable[[Role], Desk], tmp_path: Path
) -> None:
    bob, case = machine(Role.EDITOR), team.copies.case
    (tmp_path / "story.txt").write_text("She said so.")
    add_file(bob, case, tmp_path / "story.txt")
    (report,) = team.sync("bob")
    assert report.hubs[0].sent.files > 0
    assert report.hubs[0].sent.boxes > 0
    team.copies.bring("bob", "ann")
    team.sync("ann")
    assert missing_files(team.copies.desks["ann"], case) == []


@pytest.mark.usefixtures("older")
def test_a_suspension_that_no_hub_took_is_not_called_sent(
    team: Team, machine: Callable[[Role], Desk]
) -> None:
    bob = machine(Role.EDITOR)
    team.note("bob", "put back")
    assert [one.sent for one in suspend_me(bob, send_now)] == [False]
    assert any("What was recorded here last" in one for one in on_today(bob))
    team.sync("ann")
    assert members(team.copies.desks["ann"], team.copies.case)[1].out is None


def test_a_dead_hub_is_told_with_what_to_do_and_one_that_lives_is_enough(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.sync("ann")
    bob = team.enter("bob", Role.READER)
    team.sync("bob", "ann")
    with monkeypatch.context() as patch:
        unreachable(patch)
        assert [one.sent for one in suspend_me(bob, send_now)] == [False]
        assert any("What was recorded here last" in one for one in on_today(bob))
    assert [one.sent for one in suspend_me(bob, send_now)] == [True]
    assert on_today(bob) == []
