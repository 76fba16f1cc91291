"""Whatever is done to them in whatever order, stores keep what the model keeps."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from habeas.hub.places import IN_FOLDER, Places
from habeas.hub.refusals import HubRefusal
from habeas.hub.store import Growth, MovedError, Quota, Store, Unkept
from habeas.log.fork import Fork
from habeas.log.merkle import leaf_hash
from habeas.wire.access import SignedList
from habeas.wire.continuation import read_continuation
from habeas.wire.pack import Packed
from tests.hub.model import Model
from tests.hub.peer import Case, chance
from tests.hub.servers import Postgres

NOW = 1_796_040_000
CASES = [Case() for _ in range(2)]
IDS = [chance(16) for _ in range(3)]
which = st.sampled_from(range(len(CASES)))
ids = st.sampled_from(IDS)
sizes = st.lists(st.integers(0, 50), min_size=1, max_size=4)


class Machine(RuleBasedStateMachine):
    """Does everything to both, and compares every answer."""

    new_places: Callable[[], Places]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.places = self.new_places()
        self.real, self.close = self.places.open_store(Path(self.folder.name))
        self.model = Model().store()
        self.cases = [replace(case) for case in CASES]
        self.held: list[Growth] = []

    def teardown(self) -> None:
        self.close()
        self.folder.cleanup()

    def both(self, act: Callable[[Store], Any]) -> Any:  # noqa: ANN401 - any answer
        one, two = answered(act, self.model), answered(act, self.real)
        assert one == two
        return one

    @rule(at=which, most=st.integers(0, 600), entries=st.integers(0, 12))
    def open_case(self, at: int, most: int, entries: int) -> None:
        token, case = chance(), self.cases[at]
        (lead,) = case.listed.leads
        first = SignedList(case.listed, lead, b"list")
        self.both(lambda s: s.cases.invite(token, Quota(most, entries), NOW + 1))
        self.both(lambda s: s.cases.put_access(first, token, NOW))

    @rule(at=which, keep=st.booleans(), stale=st.booleans())
    def next_list(self, at: int, *, keep: bool, stale: bool) -> None:
        case = self.cases[at]
        before = case.listed
        logs = {case.device.log: case.device.keys.mldsa44_public} if keep else {}
        case.next_list(logs=logs)
        (lead,) = case.listed.leads
        new = SignedList(case.listed, lead, chance())
        if stale:
            case.listed = before
        self.both(lambda s: s.cases.put_access(new, b"", NOW))

    @rule(at=which, of=which, chained=st.booleans())
    def go_on(self, at: int, of: int, *, chained: bool) -> None:
        case = self.cases[at]
        old = (case.newer, case.device)[not chained]
        new = (self.cases[of].newer, case.device)[chained]
        made = read_continuation(case.goes_on(old, new))
        self.both(lambda s: s.cases.go_on(made))
        self.both(lambda s: s.cases.continuation(made.case, made.log))
        self.both(lambda s: s.cases.rights(made.case, made.log))

    @rule(at=which, bytes_=sizes)
    def judge(self, at: int, bytes_: list[int]) -> None:
        log = self.cases[at].device.log
        held = self.both(lambda s: s.logs.log(log))
        self.both(lambda s: s.logs.met([(log, log)]))
        if held is not None:
            entries = [Packed(chance(9), chance(size)) for size in bytes_]
            tree = held.tree.extend(leaf_hash(one.envelope) for one in entries)
            self.held.append(Growth(held, entries, tree, chance(9), chance()))

    @rule(data=st.data())
    def append(self, data: st.DataObject) -> None:
        if self.held:
            some = st.lists(st.sampled_from(self.held), min_size=1, max_size=3)
            made = data.draw(some)
            self.both(lambda s: [told(one) for one in s.logs.append(made)])

    @rule(at=which, index=st.integers(0, 8))
    def erase_body(self, at: int, index: int) -> None:
        self.both(lambda s: s.logs.erase_body(self.cases[at].device.log, index))

    @rule(at=which)
    def fork(self, at: int) -> None:
        log, proof = self.cases[at].device.log, Fork(chance(), chance())
        if self.both(lambda s: s.logs.log(log)) is not None:
            self.both(lambda s: s.logs.keep_fork(log, proof))

    @rule(at=which, id_=ids, box=st.sampled_from([b"one", b"two"]))
    def put_keybox(self, at: int, id_: bytes, box: bytes) -> None:
        self.both(lambda s: s.things.put_keybox(self.cases[at].id, id_, box))

    @rule(at=which, id_=ids, size=st.integers(0, 90))
    def note_blob(self, at: int, id_: bytes, size: int) -> None:
        self.both(lambda s: s.things.note_blob(self.cases[at].id, id_, size))

    @rule(at=which, id_=ids, kind=st.sampled_from(["blob", "keybox"]))
    def erase(self, at: int, id_: bytes, kind: str) -> None:
        self.both(lambda s: s.things.erase(self.cases[at].id, kind, id_))

    @rule(at=which, most=st.integers(0, 600))
    def set_quota(self, at: int, most: int) -> None:
        self.both(lambda s: s.cases.set_quota(self.cases[at].id, Quota(most, most)))

    @rule()
    def restored(self) -> None:
        self.both(lambda s: s.hub_tree.begin_again())

    @rule()
    def open_again(self) -> None:
        self.close()
        self.real, self.close = self.places.open_store(Path(self.folder.name))

    @invariant()
    def the_same_is_kept(self) -> None:
        self.both(lambda s: s.cases.usage())
        self.both(lambda s: (s.hub_tree.tree(), s.hub_tree.heads(0, 99)))
        self.both(lambda s: sorted(s.things.erased_blobs()))
        for case in self.cases:
            log, id_ = case.device.log, case.id
            self.both(lambda s, id_=id_: s.changes.after(id_, 0, 99))  # type: ignore[misc]
            self.both(lambda s, log=log: s.logs.log(log))  # type: ignore[misc]
            self.both(lambda s, log=log: s.logs.entries(log, 0, 99, 9999))  # type: ignore[misc]


def answered(act: Callable[[Store], Any], store: Store) -> Any:  # noqa: ANN401 - as above
    try:
        return act(store)
    except HubRefusal as refusal:
        return told(refusal)


def told(one: int | Unkept) -> int | str:
    """Return what came of an append in a form that can be compared."""
    if isinstance(one, HubRefusal):
        return one.word
    return "moved" if isinstance(one, MovedError) else one


def run(new_places: Callable[[], Places], examples: int) -> None:
    kind = type("Kind", (Machine,), {"new_places": staticmethod(new_places)})
    often = settings(max_examples=examples, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(kind, settings=often)


def test_sqlite() -> None:
    run(lambda: IN_FOLDER, 25)


def test_postgresql(postgres: Postgres) -> None:
    run(lambda: Places(postgres.new_database()), 10)
