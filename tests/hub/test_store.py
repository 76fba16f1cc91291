"""One suite that every keeper of a hub passes, the model in dictionaries too."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from habeas.crypto.digest import sha256
from habeas.hub.places import Places
from habeas.hub.refusals import HubRefusal
from habeas.hub.store import (
    Change,
    Growth,
    HeldLog,
    MovedError,
    Nonce,
    Quota,
    Rights,
    Shown,
    Store,
    Watcher,
)
from habeas.log.fork import Fork
from habeas.log.merkle import Frontier, leaf_hash, root
from habeas.log.stored import head_leaf
from habeas.wire.access import SignedList
from habeas.wire.pack import Packed, weight
from tests.hub.model import Model
from tests.hub.peer import Case, chance

ROOM = 10**9
NOW = 1_796_040_000
TOKEN = sha256(b"token")


@pytest.fixture(params=["model", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "model":
        yield Model().store()
        return
    places = Places()
    if request.param == "postgres":
        places = Places(request.getfixturevalue("postgres").new_database())
    made, close = places.open_store(tmp_path)
    yield made
    close()


def signed(case: Case, note: bytes = b"a list") -> SignedList:
    (lead,) = case.listed.leads
    return SignedList(case.listed, lead, note)


def opened(store: Store, quota: Quota | None = None) -> Case:
    case = Case()
    token = chance()
    store.cases.invite(token, quota or Quota(ROOM, ROOM), NOW + 1)
    assert store.cases.put_access(signed(case), token, NOW)
    return case


def growth(store: Store, case: Case, *sizes: int) -> Growth:
    """Return entries that were judged sound: the store believes the judge."""
    held = store.logs.log(case.device.log)
    assert held
    entries = [Packed(chance(20), chance(size)) for size in sizes]
    tree = held.tree.extend(leaf_hash(one.envelope) for one in entries)
    return Growth(held, entries, tree, chance(30), chance())


def taken(store: Store, one: Growth) -> int:
    """Have a store take in what one log grew by; raise why not."""
    (told,) = store.logs.append([one])
    if isinstance(told, Exception):
        raise told
    return told


def refused(word: str) -> "pytest.RaisesExc[HubRefusal]":
    return pytest.raises(HubRefusal, check=lambda error: error.word == word)


class TestNonces:
    def test_one_counts_once_for_its_key_until_it_expires(self, store: Store) -> None:
        are_new = store.nonces.are_new
        once = Nonce(b"key", b"nonce", 10)
        assert are_new([once], 0) == [True]
        assert are_new([once], 9) == [False]
        others = [Nonce(b"other", b"nonce", 10), Nonce(b"key", b"another", 10)]
        assert are_new([others[0], once, *others], 9) == [True, False, False, True]
        assert are_new([Nonce(b"key", b"nonce", 20)], 10) == [True]


class TestCases:
    def test_an_invitation_opens_one_case(self, store: Store) -> None:
        one, two = Case(), Case()
        store.cases.invite(TOKEN, Quota(7, 8), NOW + 1)
        with refused("invitation"):
            store.cases.put_access(signed(one), TOKEN, NOW + 1)
        assert store.cases.put_access(signed(one), TOKEN, NOW)
        assert not store.cases.put_access(signed(one), TOKEN, NOW)
        with refused("invitation"):
            store.cases.put_access(signed(two), TOKEN, NOW)
        assert store.cases.access(one.id) == b"a list"
        assert store.cases.access(two.id) is None
        (used,) = store.cases.usage()
        assert (used.case, used.quota) == (one.id, Quota(7, 8))

    def test_a_refused_list_uses_no_invitation_and_binds_nothing(
        self, store: Store
    ) -> None:
        first = opened(store)
        case = Case()
        case.listed = replace(case.listed, logs={first.device.log: bytes(1312)})
        store.cases.invite(TOKEN, Quota(7, 8), NOW + 1)
        with refused("bound"):
            store.cases.put_access(signed(case), TOKEN, NOW)
        assert store.cases.access(case.id) is None
        assert store.cases.put_access(signed(Case()), TOKEN, NOW)

    def test_rights_are_those_of_the_newest_list(self, store: Store) -> None:
        case = opened(store)
        (lead,), (reader,) = case.listed.leads, case.listed.readers
        log = case.device.log
        rights = store.cases.rights
        assert rights(case.id, lead) == Rights(lead=True)
        assert rights(case.id, log) == Rights(log=True)
        assert rights(case.id, reader) == Rights(read=True)
        assert not rights(chance(16), lead).any
        case.next_list(logs={}, readers=frozenset({log}))
        assert not store.cases.put_access(signed(case), b"", NOW)
        assert not rights(case.id, reader).any
        assert rights(case.id, log) == Rights(read=True)

    def test_a_list_follows_on_the_one_held_by_one_of_its_leads(
        self, store: Store
    ) -> None:
        case = opened(store)
        first = case.listed
        case.next_list()
        with refused("stranger"):
            store.cases.put_access(replace(signed(case), signer=chance()), b"", NOW)
        store.cases.put_access(signed(case), b"", NOW)
        case.listed = first
        with refused("version"):
            store.cases.put_access(signed(case), b"", NOW)
        case.next_list(readers=frozenset())
        with refused("version"):
            store.cases.put_access(signed(case), b"", NOW)

    def test_a_quota_can_be_changed(self, store: Store) -> None:
        case = opened(store, Quota(0, 0))
        with refused("quota"):
            taken(store, growth(store, case, 10))
        assert store.cases.set_quota(case.id, Quota(30, 1))
        assert not store.cases.set_quota(chance(16), Quota(30, 1))
        taken(store, growth(store, case, 10))
        (used,) = store.cases.usage()
        assert (used.used_bytes, used.used_entries) == (30, 1)


class TestLogs:
    def test_what_is_taken_in_is_there(self, store: Store) -> None:
        case = opened(store)
        log = case.device.log
        one, numbers = growth(store, case, 5, 6), []
        numbers.append(taken(store, one))
        two = growth(store, case, 7)
        numbers.append(taken(store, two))
        assert numbers == [0, 1]
        kept = [*one.entries, *two.entries]
        assert store.logs.entries(log, 0, 10, ROOM) == kept
        assert store.logs.entries(log, 1, 1, ROOM) == kept[1:2]
        room = weight(20, 5) + weight(20, 6)
        assert store.logs.entries(log, 0, 10, room) == kept[:2]
        assert store.logs.entries(log, 0, 10, room - 1) == kept[:1]
        leaves = [leaf_hash(entry.envelope) for entry in kept]
        assert store.logs.leaves(log, 0, 10) == leaves
        assert store.logs.leaves(log, 1, 1) == leaves[1:2]
        held = store.logs.log(log)
        assert held == HeldLog(
            log, case.id, case.device.keys.mldsa44_public, two.tree, two.note
        )
        assert held.tree.root() == root(leaves)

    def test_two_that_follow_on_the_same_size_are_not_both_taken_in(
        self, store: Store
    ) -> None:
        case = opened(store)
        one, two = growth(store, case, 5), growth(store, case, 5)
        taken(store, one)
        with pytest.raises(MovedError):
            taken(store, two)
        assert store.logs.entries(case.device.log, 0, 10, ROOM) == one.entries

    def test_of_many_each_is_taken_in_or_not_alone(self, store: Store) -> None:
        one, two, poor = opened(store), opened(store), opened(store, Quota(10, 1))
        first, second = growth(store, one, 5), growth(store, two, 6)
        twin, third = growth(store, one, 7), growth(store, poor, 8)
        told = store.logs.append([first, twin, third, second])
        assert told[::3] == [0, 1]
        assert isinstance(told[1], MovedError)
        assert isinstance(told[2], HubRefusal)
        assert told[2].word == "quota"
        for case, made in ((one, first), (two, second)):
            assert store.logs.entries(case.device.log, 0, 9, ROOM) == made.entries
        assert store.hub_tree.heads(0, 9) == [first.head_hash, second.head_hash]
        assert store.logs.append([]) == []

    def test_many_are_met_with_what_each_may_do(self, store: Store) -> None:
        one, two = opened(store), opened(store)
        logs = [case.device.log for case in (one, two)]
        met = store.logs.met(
            [(logs[0], logs[0]), (logs[0], logs[1]), (logs[1], logs[1]), (b"?", b"?")]
        )
        found = [(one[0].case, one[1].log) if one else None for one in met]
        assert found == [(one.id, True), (one.id, False), (two.id, True), None]

    def test_a_quota_takes_all_or_nothing(self, store: Store) -> None:
        case = opened(store, Quota(100, 10))
        with refused("quota"):
            taken(store, growth(store, case, 20, 50))
        assert store.logs.entries(case.device.log, 0, 10, ROOM) == []
        assert store.changes.after(case.id, 1, 10) == (1, [])
        assert store.hub_tree.tree().size == 0
        taken(store, growth(store, case, 20))

    def test_a_log_that_no_list_names_takes_nothing(self, store: Store) -> None:
        case = opened(store)
        made = growth(store, case, 5)
        case.next_list(logs={})
        store.cases.put_access(signed(case), b"", NOW)
        with refused("stranger"):
            taken(store, made)

    def test_a_body_is_erased_and_gives_its_room_back(self, store: Store) -> None:
        case = opened(store)
        log = case.device.log
        made = growth(store, case, 5, 6)
        taken(store, made)
        for _ in range(2):
            assert store.logs.erase_body(log, 1)
        assert not store.logs.erase_body(log, 2)
        assert not store.logs.erase_body(chance(), 0)
        kept = store.logs.entries(log, 0, 10, ROOM)
        assert kept == [made.entries[0], Packed(made.entries[1].envelope, None)]
        assert store.cases.usage()[0].used_bytes == 45
        assert store.changes.after(case.id, 2, 10)[1] == [
            Change("body", f"{log.hex()}:1", 0)
        ]

    def test_a_fork_ends_a_log_and_its_first_proof_stays(self, store: Store) -> None:
        case = opened(store)
        log = case.device.log
        made = growth(store, case, 5)
        assert store.logs.fork(log) is None
        proof = Fork(b"first", b"second", (chance(), chance()))
        store.logs.keep_fork(log, proof)
        store.logs.keep_fork(log, Fork(b"a", b"b"))
        assert store.logs.fork(log) == proof
        held = store.logs.log(log)
        assert held
        assert held.forked
        with pytest.raises(MovedError):
            taken(store, made)
        assert [c.kind for c in store.changes.after(case.id, 1, 10)[1]] == ["fork"]

    def test_what_is_not_there(self, store: Store) -> None:
        assert store.logs.log(chance()) is None
        assert store.logs.entries(chance(), 0, 10, ROOM) == []
        assert store.logs.leaves(chance(), 0, 10) == []


class TestThings:
    def test_a_keybox(self, store: Store) -> None:
        case, things, id_ = opened(store), store.things, chance(16)
        assert things.keybox(case.id, id_) is None
        assert things.put_keybox(case.id, id_, b"box")
        assert not things.put_keybox(case.id, id_, b"box")
        with refused("keybox"):
            things.put_keybox(case.id, id_, b"other")
        assert things.keybox(case.id, id_) == b"box"
        assert things.keybox(opened(store).id, id_) is None
        things.erase(case.id, "keybox", id_)
        with refused("erased"):
            things.keybox(case.id, id_)
        with refused("erased"):
            things.put_keybox(case.id, id_, b"box")

    def test_a_blob(self, store: Store) -> None:
        case, things, hash_ = opened(store), store.things, chance()
        assert things.blob_size(case.id, hash_) is None
        assert things.note_blob(case.id, hash_, 70)
        assert not things.note_blob(case.id, hash_, 70)
        assert things.blob_size(case.id, hash_) == 70
        assert store.cases.usage()[0].used_bytes == 70
        assert things.erased_blobs() == []
        for _ in range(2):
            things.erase(case.id, "blob", hash_)
        assert things.erased_blobs() == [(case.id, hash_)]
        assert store.cases.usage()[0].used_bytes == 0
        with refused("erased"):
            things.blob_size(case.id, hash_)
        with refused("erased"):
            things.note_blob(case.id, hash_, 70)

    def test_what_never_came_can_be_erased_within_the_quota(self, store: Store) -> None:
        case, hash_ = opened(store, Quota(100, 1)), chance()
        store.things.erase(case.id, "blob", hash_)
        with refused("erased"):
            store.things.note_blob(case.id, hash_, 7)
        with refused("quota"):
            store.things.erase(case.id, "blob", chance())

    def test_a_quota(self, store: Store) -> None:
        case = opened(store, Quota(10, 10))
        with refused("quota"):
            store.things.put_keybox(case.id, chance(16), bytes(11))
        with refused("quota"):
            store.things.note_blob(case.id, chance(), 11)
        assert store.changes.after(case.id, 1, 10) == (1, [])


class TestChanges:
    def test_each_thing_once_in_the_order_of_its_newest(self, store: Store) -> None:
        case, id_ = opened(store), chance(16)
        taken(store, growth(store, case, 1))
        store.things.put_keybox(case.id, id_, b"box")
        taken(store, growth(store, case, 1, 1))
        log = Change("log", case.device.log.hex(), 3)
        box = Change("keybox", id_.hex(), 3)
        access = Change("access", case.id.hex(), 1)
        assert store.changes.after(case.id, 0, 10) == (4, [access, box, log])
        assert store.changes.after(case.id, 0, 2) == (3, [access, box])
        assert store.changes.after(case.id, 3, 10) == (4, [log])
        assert store.changes.after(case.id, 9, 10) == (
            4,
            [],
        )
        store.things.erase(case.id, "keybox", id_)
        gone = Change("keybox-erased", id_.hex(), 0)
        assert store.changes.after(case.id, 0, 10) == (5, [access, log, gone])

    def test_cases_know_nothing_of_one_another(self, store: Store) -> None:
        one, two = opened(store), opened(store)
        taken(store, growth(store, one, 1))
        cursor, found = store.changes.after(two.id, 0, 10)
        assert (cursor, len(found)) == (1, 1)
        assert store.changes.after(chance(16), 0, 10) == (0, [])


class TestHubTree:
    def test_it_is_the_tree_of_every_accepted_head(self, store: Store) -> None:
        case = opened(store)
        heads = []
        for _ in range(300):
            made = growth(store, case, 1)
            heads.append(made.head_hash)
            taken(store, made)
        leaves = [head_leaf(one) for one in heads]
        tree = store.hub_tree
        assert tree.tree() == Frontier().extend(leaves)
        assert tree.tree().root() == root(leaves)
        assert tree.heads(290, 20) == heads[290:]
        assert tree.hashes(0, 256, 256) == leaves[256:]
        assert tree.hashes(8, 0, 256) == [root(leaves[:256])]
        other = opened(store)
        last = growth(store, other, 1)
        taken(store, last)
        tree.begin_again()
        assert set(tree.heads(0, 10)) == {heads[-1], last.head_hash}
        assert tree.tree().size == 2


def test_a_witness_stands_once_at_its_address(store: Store) -> None:
    one = Watcher("https://a.example.org", ("key 1", "key 2"))
    other = Watcher("https://b.example.org", ("key 3",), 7, 2, 90, "no answer")
    for watcher in (other, one, replace(one, size=3)):
        store.witnesses.put(watcher)
    assert store.witnesses.all() == [replace(one, size=3), other]
    assert store.witnesses.remove(one.url)
    assert not store.witnesses.remove(one.url)
    store.witnesses.note(replace(one, size=4))
    store.witnesses.note(replace(other, size=8, failures=0))
    assert store.witnesses.all() == [replace(other, size=8, failures=0)]
    store.witnesses.note(replace(other, vkeys=("key 4",), size=9))
    assert store.witnesses.all()[0].size == 8


def test_the_head_that_is_shown_never_shrinks(store: Store) -> None:
    assert store.witnesses.shown() is None
    for size, note in ((5, b"five"), (4, b"four"), (5, b"five with more")):
        store.witnesses.show(Shown(size, note))
    assert store.witnesses.shown() == Shown(5, b"five with more")
    store.witnesses.put(Watcher("https://a.example.org", ("key",), 5, 1, 90, "x"))
    store.witnesses.forget_shown()
    assert store.witnesses.shown() is None
    assert store.witnesses.all()[0].size == 0


def test_one_at_a_time_asks_the_witnesses(store: Store) -> None:
    assert store.witnesses.take_turn(NOW, NOW + 60)
    assert not store.witnesses.take_turn(NOW + 59, NOW + 100)
    assert store.witnesses.take_turn(NOW + 60, NOW + 120)
