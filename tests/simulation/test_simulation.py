"""A thousand histories in memory; each can be run again by its seed.

`./run simulate --seeds A..B` runs others, and shortens what does not hold.
"""

from collections.abc import Callable

import pytest

from habeas.case import recovering
from habeas.case.membership import Authority
from habeas.case.recovering import Recoveries
from tests.simulation import guarding, model
from tests.simulation.guarding import Guarded
from tests.simulation.history import History
from tests.simulation.invariants import broken
from tests.simulation.model import Copy

STEPS = 40
BLOCK, BLOCKS = 250, 4


def outcome(seed: int, steps: int = STEPS) -> list[str]:
    """Return what does not hold after the history of a seed."""
    history = History(seed)
    history.run(steps)
    history.heal()
    return broken(history)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_holds_after_any_history(block: int) -> None:
    seeds = range(block * BLOCK, (block + 1) * BLOCK)
    assert not {seed: found for seed in seeds if (found := outcome(seed))}


def test_a_seed_repeats_its_history() -> None:
    one, other = History(7), History(7)
    for history in (one, other):
        history.run(STEPS)
    assert one.told == other.told
    assert [c.view() for c in one.copies.values()] == [
        c.view() for c in other.copies.values()
    ]


FAULTS: dict[str, tuple[object, str, Callable[..., object], int]] = {
    "nobody renews a key": (model, "is_stale", lambda *_: False, 8),
    "sizes alone are compared": (Copy, "compare", lambda *_: None, 53),
    "a key is given by who lacks why it was not": (
        *(Authority, "epochs"),
        lambda found: [one for one in found.said if one.kind == "epoch"],
        319,
    ),
    "no key is given but of what stands": (
        *(Authority, "epochs"),
        lambda found: found.of("epoch"),
        19,
    ),
    "all may count": (Copy, "counts", lambda *_: True, 7),
    "the highest counter is followed": (
        *(Copy, "lamport"),
        lambda copy: max((e.body.lamport for e in copy.opened()), default=0),
        17,
    ),
}
"""What is broken, and a seed from which on that is soon noticed."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target, name, instead, first = FAULTS[fault]
    monkeypatch.setattr(target, name, instead)
    assert any(outcome(seed) for seed in range(first, first + 300))


def guarded(seed: int) -> list[str]:
    """Return what does not hold after the history of a seed with guardians."""
    history = Guarded(seed)
    history.run(STEPS)
    history.heal()
    return guarding.broken(history)


def test_what_holds_with_guardians() -> None:
    assert not {seed: found for seed in range(30) if (found := guarded(seed))}


GUARDING: dict[str, tuple[object, str, Callable[..., object], int]] = {
    "no no stops it": (Recoveries, "_stops", lambda *_: False, 14),
    "nobody waits": (recovering, "_ran_out", lambda *_: True, 5),
    "one guardian is enough": (recovering, "needed", lambda _: 1, 6),
}


@pytest.mark.parametrize("fault", GUARDING)
def test_a_fault_with_guardians_is_noticed(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, name, instead, first = GUARDING[fault]
    monkeypatch.setattr(target, name, instead)
    assert any(guarded(seed) for seed in range(first, first + 30))


def test_devices_come_in_by_guardians() -> None:
    """The invariants would hold too if none ever did."""
    history = Guarded(5)
    history.run(STEPS)
    history.heal()
    new = [one for one in history.copies.values() if "r" in one.device[4:]]
    assert any(one.reads() for one in new)
