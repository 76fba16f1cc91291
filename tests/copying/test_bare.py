"""A hub that leaves out what entries say blinds nobody, and nobody hands it on."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from habeas.actions.carrying import load_for
from habeas.actions.members import members, remove
from habeas.actions.merging import held, merge, outgoing, outgoing_boxes
from habeas.actions.record import put
from habeas.case.facts.members import Role
from habeas.copying.exchange import exchange
from habeas.hub.sql.logs import SqlLogs
from habeas.vault import read
from habeas.vault.hubs import keep_hub
from habeas.vault.inventories import own_inventory
from habeas.vault.lacking import doubtful, lacking
from habeas.views.db import unread
from habeas.wire.inventory import read_inventory
from habeas.wire.pack import Packed
from tests.copying.conftest import MANNER, Server, Team
from tests.copying.test_exchange import calls

WORDS = "what she said"


@pytest.fixture
def lied_to(team: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    """Return a case of which a hub handed bob, who leads too, ann's entries bare."""
    team.enter("bob", Role.LEAD)
    team.sync("ann", "bob", "ann")
    team.note("ann", WORDS)
    team.sync("ann")
    honest = SqlLogs.entries

    def bare(self: SqlLogs, *asked: object) -> Sequence[Packed]:
        return [Packed(one.envelope, None) for one in honest(self, *asked)]  # type: ignore[arg-type]

    with monkeypatch.context() as lying:
        lying.setattr(SqlLogs, "entries", bare)
        for _ in range(2):  # it is no better the second time
            (report,) = team.sync("bob")
            (hub,) = report.hubs
            assert "without their contents" in hub.said(str)
            assert ": 1." in hub.said(str)
    return team


def lacks(team: Team, name: str) -> int:
    desk = team.copies.desks[name]
    found = lacking(desk.vault, bytes.fromhex(team.copies.case))
    return sum(map(len, found.values()))


def test_it_is_told_and_asked_for_again(lied_to: Team) -> None:
    bob, case = lied_to.copies.desks["bob"], lied_to.copies.case
    assert lacks(lied_to, "bob") == 1
    assert lied_to.notes("bob") == set()
    told = "The content of this entry is missing, and no erasure names it."
    assert [why for _log, _at, why in unread(bob.views, case)] == [told]
    (report,) = lied_to.sync("bob")  # the hub is honest again
    assert report.whole
    assert report.hubs[0].came.entries == 1
    assert lied_to.notes("bob") == {WORDS}
    assert lacks(lied_to, "bob") == 0
    assert not unread(bob.views, case)


def test_nobody_hands_it_on(lied_to: Team, new_server: Callable[[str], Server]) -> None:
    case = lied_to.copies.case
    two, id_ = new_server("two"), bytes.fromhex(case)
    bob, ann = lied_to.copies.desks["bob"], lied_to.copies.desks["ann"]
    (log,) = (one.id for one in read.logs(ann.vault, id_) if one.own)
    size = 0
    for desk, known in ((bob, two.known(invited=True)), (ann, two.known())):
        keep_hub(desk.vault, id_, known)
        exchange(desk, case, MANNER)
        there = two.hub.store.logs.entries(log, 0, 100, 10**7)
        assert all(one.sealed is not None for one in there)
        size = len(there)
    assert [one.size for one in read.logs(ann.vault, id_) if one.own] == [size]


def test_what_has_no_head_before_it_stays_with_its_writer(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two notes under one head the second comes bare: neither can be handed on."""
    team.enter("bob", Role.LEAD)
    team.sync("ann", "bob", "ann")
    bob, case = team.copies.desks["bob"], team.copies.case
    before = held(bob, case)
    team.note("ann", "one")
    team.note("ann", WORDS)
    team.sync("ann")
    honest = SqlLogs.entries

    def bare(self: SqlLogs, *asked: object) -> Sequence[Packed]:
        *kept, last = honest(self, *asked)  # type: ignore[arg-type]
        return [*kept, Packed(last.envelope, None)]

    with monkeypatch.context() as lying:
        lying.setattr(SqlLogs, "entries", bare)
        team.sync("bob")
    assert lacks(team, "bob") == 1
    assert team.notes("bob") == {"one"}
    assert list(outgoing(bob, case, before)) == []
    assert load_for(bob, case).entries == sum(before.values()) + 1


def test_whoever_brings_it_fills_it(lied_to: Team) -> None:
    bob, id_ = lied_to.copies.desks["bob"], bytes.fromhex(lied_to.copies.case)
    ((log, places),) = lacking(bob.vault, id_).items()
    said = read_inventory(own_inventory(bob.vault, id_, ())).inventory
    assert said.logs[log][0] == places[0]  # so that a stick holds it again
    lied_to.copies.bring("ann", "bob")
    assert lied_to.notes("bob") == {WORDS}
    assert lacks(lied_to, "bob") == 0


def kept_back(team: Team) -> tuple[bytes, int]:
    """Let bob, who turned, hand cat his own removal bare, and an erasure that names it.

    And a note of ann's in the same way.
    """
    for name, role in (("bob", Role.LEAD), ("cat", Role.EDITOR)):
        team.enter(name, role)
    team.sync("ann", "bob", "cat", "ann", "bob", "cat")
    (ann, bob, cat), case = team.copies.desks.values(), team.copies.case
    before = next(one for one in read.logs(ann.vault, bytes.fromhex(case)) if one.own)
    team.note("ann", WORDS)
    remove(ann, case, team.copies.members["bob"], "turned")
    named = [f"{before.id.hex()} {before.size}-{before.size + 1}"]
    fields = {"whose": "a" * 32, "basis": "withdrawn", "consent": "b" * 32}
    put(bob, case, "erasure", {**fields, "records": 1, "entries": named})
    merge(cat, case, outgoing(bob, case, held(cat, case)))
    for pack in outgoing(ann, case, held(cat, case)):
        bare = [Packed(one.envelope, None) for one in pack.entries[:2]]
        kept = replace(pack, entries=(*bare, *pack.entries[2:]))
        merge(cat, case, [kept], outgoing_boxes(ann, case))
    return before.id, before.size


def test_an_act_that_an_erasure_keeps_back_is_asked_for_once(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, at = kept_back(team)
    cat, id_ = team.copies.desks["cat"], bytes.fromhex(team.copies.case)
    key = team.server.known().key
    assert doubtful(cat.vault, id_, key) == {log: [at, at + 1]}
    assert not out(team, "cat")
    team.sync("cat")  # the hub has less of ann's log than cat has
    assert not out(team, "cat")
    team.sync("ann", "cat")
    assert out(team, "cat")
    assert doubtful(cat.vault, id_, key) == {}
    assert team.notes("cat") == set()
    asked = calls(monkeypatch)
    team.note("cat", "news")
    team.sync("cat")
    assert "entries" not in asked


def out(team: Team, name: str) -> bool:
    lines = members(team.copies.desks[name], team.copies.case)
    return next(one for one in lines if one.name == "Bob").out is not None
