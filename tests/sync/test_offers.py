"""The order of work: only what is missing travels, and it comes to an end."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.sync.answers import Change
from habeas.sync.offers import Here, Step, There, steps, stops
from habeas.wire import pack as packs
from habeas.wire.pack import MAX_ENTRIES, Pack, Packed, room, weight

A, B, C = (bytes([n]) * 32 for n in (1, 2, 3))
BOX, BOX2 = bytes([4]) * 16, bytes([5]) * 16


def verbs(here: Here, there: There) -> list[str]:
    return [one.verb for one in steps(here, there)]


def test_nothing_to_do() -> None:
    here = Here(1, {A: 5}, frozenset({A}), boxes=frozenset({BOX}), blobs={B: 1})
    there = There(1, {A: 5}, boxes=frozenset({BOX}), blobs={B: 1})
    assert steps(here, there) == []


def test_a_newer_list_is_fetched_before_anything() -> None:
    here = Here(1, {A: 5}, frozenset({A}), blobs={B: 1}, leads=True)
    assert steps(here, There(2)) == [Step("fetch access", stop=2)]


def test_the_order_of_work() -> None:
    here = Here(
        access=3,
        logs={A: 5, B: 1},
        brought=frozenset({A}),
        boxes=frozenset({BOX}),
        blobs={A: 900, B: 10},
        wanted=frozenset({C}),
        erased_blobs=frozenset({bytes(32)}),
        leads=True,
    )
    there = There(
        access=2,
        logs={A: 2, B: 4, C: 7},
        boxes=frozenset({BOX2}),
        blobs={C: 5},
    )
    assert steps(here, there) == [
        Step("send box", BOX),
        Step("send entries", A, 2, 5),
        Step("send blob", B),
        Step("send blob", A),
        Step("erase blob", bytes(32)),
        Step("fetch box", BOX2),
        Step("fetch entries", B, 1, 4),
        Step("fetch entries", C, 0, 7),
        Step("fetch blob", C),
    ]


NOTHING_SENT = {
    "a log of others": (Here(logs={A: 5}), There()),
    "a forked log": (
        Here(logs={A: 5}, brought=frozenset({A}), forks=frozenset({A})),
        There(forked=frozenset({A})),
    ),
    "a log whose proof is here alone": (
        Here(logs={A: 5}, brought=frozenset({A}), forks=frozenset({A})),
        There(logs={A: 9}),
    ),
    "an erased box": (
        Here(boxes=frozenset({BOX})),
        There(gone_boxes=frozenset({BOX})),
    ),
    "an erased file": (Here(blobs={A: 1}), There(gone_blobs=frozenset({A}))),
    "a file to be erased": (
        Here(blobs={A: 1}, erased_blobs=frozenset({A})),
        There(),
    ),
    "a box to be erased": (
        Here(boxes=frozenset({BOX}), erased_boxes=frozenset({BOX})),
        There(),
    ),
    "a file that nobody wants": (Here(), There(blobs={A: 1})),
    "a box to be erased here": (
        Here(erased_boxes=frozenset({BOX})),
        There(boxes=frozenset({BOX})),
    ),
    "a file to be erased here": (
        Here(wanted=frozenset({A}), erased_blobs=frozenset({A})),
        There(blobs={A: 1}),
    ),
    "an older list": (Here(access=2), There(access=1)),
    "a list of who doesn't lead": (Here(access=2), There()),
    "what may not be read": (
        Here(reads=False, wanted=frozenset({A})),
        There(logs={A: 5}, boxes=frozenset({BOX}), blobs={A: 1}),
    ),
    "a body that the hub hasn't": (
        Here(erased_bodies=frozenset({(A, 5)}), leads=True),
        There(logs={A: 5}),
    ),
}


@pytest.mark.parametrize("name", NOTHING_SENT)
def test_what_does_not_travel(name: str) -> None:
    here, there = NOTHING_SENT[name]
    if there.logs.get(A) and here.reads:
        here = replace(here, logs={A: 99, **here.logs})
    assert steps(here, there) == []


def test_what_is_erased_by_a_lead() -> None:
    here = Here(
        logs={A: 5},
        leads=True,
        erased_boxes=frozenset({BOX}),
        erased_blobs=frozenset({A}),
        erased_bodies=frozenset({(A, 1), (A, 2)}),
    )
    there = There(logs={A: 5}, gone_bodies=frozenset({(A, 1)}))
    assert verbs(here, there) == ["erase box", "erase blob", "erase body"]
    assert verbs(replace(here, leads=False), there) == []


def test_a_fork_is_fetched_once_and_the_log_is_left_alone() -> None:
    there = There(logs={A: 5}, forked=frozenset({A}))
    here = Here(logs={A: 7}, brought=frozenset({A}))
    assert steps(here, there) == [Step("fetch fork", A)]
    assert steps(replace(here, forks=frozenset({A})), there) == []


def test_an_own_log_that_is_longer_there_is_fetched_and_not_sent() -> None:
    here = Here(logs={A: 3}, brought=frozenset({A}))
    assert steps(here, There(logs={A: 5})) == [Step("fetch entries", A, 3, 5)]


def test_what_changed_is_taken_in() -> None:
    there = There().after(
        [
            Change("access", "00" * 16, 2),
            Change("log", A.hex(), 3),
            Change("blob", A.hex(), 10),
            Change("blob", B.hex(), 20),
            Change("keybox", BOX.hex(), 5),
            Change("keybox", BOX2.hex(), 5),
            Change("fork", B.hex(), 4),
            Change("body", f"{A.hex()}:2", 0),
        ]
    )
    there = there.after(
        [
            Change("log", A.hex(), 9),
            Change("blob-erased", B.hex(), 0),
            Change("keybox-erased", BOX.hex(), 0),
            Change("blob-erased", C.hex(), 0),
        ]
    )
    assert there == There(
        access=2,
        logs={A: 9},
        forked=frozenset({B}),
        boxes=frozenset({BOX2}),
        blobs={A: 10},
        gone_boxes=frozenset({BOX}),
        gone_blobs=frozenset({B, C}),
        gone_bodies=frozenset({(A, 2)}),
    )


def test_a_change_of_a_kind_that_is_not_known_yet() -> None:
    assert There(1).after([Change("song", "00", 1)]) == There(1)


ids = st.binary(min_size=1, max_size=1)
sizes = st.dictionaries(ids, st.integers(0, 5), max_size=5)
some = st.frozensets(ids, max_size=5)
heres = st.builds(
    Here,
    access=st.integers(0, 3),
    logs=sizes,
    brought=some,
    forks=some,
    boxes=some,
    blobs=sizes,
    wanted=some,
    erased_boxes=some,
    erased_blobs=some,
    leads=st.booleans(),
    reads=st.booleans(),
)
theres = st.builds(
    There,
    access=st.integers(0, 3),
    logs=sizes,
    forked=some,
    boxes=some,
    blobs=sizes,
    gone_boxes=some,
    gone_blobs=some,
)


CHANGED = {
    "send box": "keybox",
    "send blob": "blob",
    "send entries": "log",
    "erase box": "keybox-erased",
    "erase blob": "blob-erased",
}


def done(step: Step, here: Here, there: There) -> tuple[Here, There]:
    """Return what both have after a step that went well."""
    if kind := CHANGED.get(step.verb):
        size = here.blobs.get(step.id, 0) if kind == "blob" else step.stop
        assert kind != "log" or there.logs.get(step.id, 0) == step.start
        return here, there.after([Change(kind, step.id.hex(), size)])
    one = frozenset({step.id})
    if step.verb == "fetch access":
        here = replace(here, access=step.stop)
    elif step.verb == "fetch box":
        here = replace(here, boxes=here.boxes | one)
    elif step.verb == "fetch blob":
        here = replace(here, blobs={**here.blobs, step.id: there.blobs[step.id]})
    elif step.verb == "fetch fork":
        here = replace(here, forks=here.forks | one)
    else:
        assert step.verb == "fetch entries"
        assert here.logs.get(step.id, 0) == step.start
        here = replace(here, logs={**here.logs, step.id: step.stop})
    return here, there


@given(here=heres, there=theres)
def test_it_comes_to_an_end_and_nothing_travels_twice(here: Here, there: There) -> None:
    seen: set[Step] = set()
    for _ in range(4):
        todo = steps(here, there)
        if not todo:
            break
        assert len(todo) == len(set(todo))
        assert not seen & set(todo)
        seen |= set(todo)
        for one in todo:
            here, there = done(one, here, there)
    assert steps(here, there) == []


@given(
    start=st.integers(0, 10**6),
    sizes=st.lists(st.integers(0, 6 * 1024 * 1024), max_size=12),
)
def test_packs_are_as_full_as_they_can_be(start: int, sizes: list[int]) -> None:
    weights = [weight(500, size) for size in sizes]
    found = stops(start, weights, 10_000)
    assert found == sorted(set(found))
    assert (found[-1] if found else start) == start + len(sizes)
    most = room(bytes(10_000))
    loads = [
        weights[a - start : b - start]
        for a, b in zip([start, *found], found, strict=False)
    ]
    assert all(sum(load) <= most for load in loads)
    for load, following in itertools.pairwise(loads):
        assert sum(load) + following[0] > most


def test_many_small_entries_are_split_by_number() -> None:
    found = stops(7, [weight(400, 100)] * (MAX_ENTRIES + 3), 5000)
    assert found == [7 + MAX_ENTRIES, 7 + MAX_ENTRIES + 3]
    assert stops(7, [], 5000) == []


def test_a_pack_that_is_full_can_be_written() -> None:
    note, envelope = bytes(5000), b"e" * 500
    body = (room(note) - 2 * weight(500, 0)) // 2
    weights = [weight(500, body)] * 3
    assert stops(0, weights, len(note)) == [2, 3]
    two = (Packed(envelope, bytes(body)),) * 2
    assert len(packs.encode(Pack(A, 0, note, two))) <= packs.MAX_PACK


def test_an_entry_that_fits_nowhere() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        stops(0, [packs.MAX_PACK], 5000)
