"""What is erased at the copies is erased at the hub, and a newcomer finds nothing."""

from pathlib import Path

import pytest

from habeas.actions.erasure import erase, erasures, outlook
from habeas.actions.merging import held
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.vault import read
from habeas.vault.erased import erased_blobs, erased_bodies, erased_boxes
from habeas.vault.opening import boxes
from habeas.views.records import records
from tests.actions.test_erasure import Her, shown_all, text
from tests.copying.conftest import Team


@pytest.fixture
def her(team: Team, tmp_path: Path) -> Her:
    """Return her, who withdrew her consent, in a case that ann, bob and a hub have."""
    woman = Her(team.copies.desks["ann"], team.copies.case, tmp_path)
    woman.answer("withdrawn")
    team.enter("bob", Role.EDITOR, "identity")
    team.sync("ann", "bob", "ann")
    return woman


def forget(team: Team, her: Her) -> None:
    erase(her.desk, her.case, her.id, outlook(her.desk, her.case, her.id).seal)
    team.sync("ann", "bob", "ann", "bob")


def test_a_hub_is_asked_to_delete_and_does(
    team: Team, her: Her, tmp_path: Path
) -> None:
    vault, id_ = her.desk.vault, bytes.fromhex(her.case)
    old = boxes(vault, id_)
    bodies = {
        (log.id, one.index): one.sealed or b""
        for log in read.logs(vault, id_)
        for one in read.entries(vault, log.id)
    }
    file = vault.exhibits.path(her.stored).read_bytes()
    assert file in everything_in(tmp_path / "hub")
    forget(team, her)
    there = everything_in(tmp_path / "hub")
    gone = [old[one] for one in erased_boxes(vault, id_) if one in old]
    gone += [bodies[one] for one in erased_bodies(vault, id_)]
    assert len(gone) > len(erased_blobs(vault, id_)) > 1
    assert [one for one in gone if one[-64:] in there] == []
    assert file not in there


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_receipts_come_in_and_a_newcomer_finds_nothing(team: Team, her: Her) -> None:
    forget(team, her)
    team.enter("dan", Role.EDITOR, "identity")
    team.note("ann", "later")  # a device says so once it writes a log of its own
    team.sync("ann", "dan", "ann")
    (done,) = erasures(her.desk, her.case)
    assert {copy.device: bool(copy.done) for copy in done.copies} == {
        "laptop": True,
        "bob": True,
        "dan": True,
    }
    id_ = bytes.fromhex(her.case)
    for name in ("bob", "dan"):
        desk = team.copies.desks[name]
        assert {row[0] for row in shown_all(desk)} & her.hers == {her.id}
        assert erased_bodies(desk.vault, id_) == erased_bodies(her.desk.vault, id_)


def test_what_was_emptied_before_it_was_sent_goes_by_its_writer_alone(
    team: Team, her: Her
) -> None:
    """Its own log's key may bring it, and a lead; nobody else tries in vain."""
    cat, bob = team.enter("cat", Role.EDITOR, "identity"), team.copies.desks["bob"]
    team.sync("ann", "cat", "ann", "bob")
    said = {"speaker": her.id, "stance": "alleged"}
    late = put(bob, her.case, "claim", {**said, "text": text("said late")})
    erase(her.desk, her.case, her.id, outlook(her.desk, her.case, her.id).seal)
    team.copies.bring("ann", "bob")
    assert late not in {one.id for one in records(bob.views, her.case, "claim")}
    team.copies.bring("bob", "cat")
    assert [one.faults for report in team.sync("cat") for one in report.hubs] == [[]]
    assert all(one.whole for one in team.sync("bob", "ann", "cat"))
    assert len({str(sorted(held(one, her.case).items())) for one in (bob, cat)}) == 1
    for log, size in held(bob, her.case).items():
        there = team.server.hub.store.logs.log(log)
        assert there is not None
        assert there.tree.size == size
