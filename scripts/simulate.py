"""`./run simulate`: histories by chance, as many as there is time for.

Each is named by its seed and can be run again; one after which something does not hold
is shortened to its fewest steps and told step by step.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.actions import histories, promises
from tests.copying.hub_histories import HubHistory
from tests.simulation import guarding
from tests.simulation.history import History
from tests.simulation.invariants import broken

_TOLD = 30

Outcome = Callable[[int, int], tuple[list[str], list[str]]]
"""Of a seed and a number of steps: what does not hold, and how it went."""


KINDS = {
    "guardians": "in memory; guardians let devices in",
    "vaults": "on real vaults",
    "disks": "on real vaults; back-ups are put back, and the power goes",
    "hub": "on real vaults, with a true hub that goes back and lines that break",
    "every-step": "on real vaults, once for each durable step, at which the power goes",
}


def in_memory(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return what does not hold after a history in memory, and how it went."""
    history = History(seed)
    history.run(steps)
    history.heal()
    return broken(history), history.told


def with_guardians(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return the same of one in which guardians let devices in."""
    history = guarding.Guarded(seed)
    history.run(steps)
    history.heal()
    return guarding.broken(history), history.told


def on_vaults(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return the same of one on real vaults."""
    with TemporaryDirectory() as folder, histories.seeded(seed):
        return _ended(histories.History(Path(folder), seed), steps)


def on_disks(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return the same where back-ups are put back, and the power goes."""
    with TemporaryDirectory() as folder, histories.seeded(seed):
        history = histories.History(Path(folder), seed, crashes=True, backups=True)
        return _ended(history, steps)


def at_hub(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return the same where they meet at a true hub."""
    with TemporaryDirectory() as folder, histories.seeded(seed):
        return _ended(HubHistory(Path(folder), seed), steps)


def _ended(history: histories.History, steps: int) -> tuple[list[str], list[str]]:
    try:
        history.run(steps)
        history.heal()
        return promises.broken(history), history.told
    finally:
        history.close()


def at_every_step(seed: int, steps: int) -> Iterator[tuple[int, list[str]]]:
    """Let the power go once, at each durable step in turn; yield what does not hold."""
    for at in count(1):
        with TemporaryDirectory() as folder, histories.seeded(seed):
            history = histories.History(Path(folder), seed, at=at)
            found, _told = _ended(history, steps)
        if not history.went:
            return
        yield at, found


def shortened(outcome: Outcome, seed: int, steps: int) -> int:
    """Return the fewest steps of a history after which something does not hold."""
    return next(few for few in range(steps + 1) if outcome(seed, few)[0])


def told(outcome: Outcome, seed: int, steps: int) -> bool:
    """Run one history, and tell what does not hold after it; say if all does."""
    if not outcome(seed, steps)[0]:
        return True
    few = shortened(outcome, seed, steps)
    found, went = outcome(seed, few)
    print(f"seed {seed}, after {few} steps:", *found, sep="\n  ")
    print("  it went:", *went[-_TOLD:], sep="\n    ")
    return False


def told_of_each(seed: int, steps: int) -> bool:
    """Tell at which durable steps the power must not go; say if there is none."""
    tried, bad = 0, 0
    for at, found in at_every_step(seed, steps):
        tried += 1
        if found:
            bad += 1
            print(f"seed {seed}, the power going at step {at}:", *found, sep="\n  ")
    print(f"seed {seed}: the power went at each of {tried} durable steps")
    return not bad


def _asked_for(asked: argparse.Namespace) -> Outcome:
    if asked.disks:
        return on_disks
    if asked.vaults:
        return on_vaults
    if asked.hub:
        return at_hub
    return with_guardians if asked.guardians else in_memory


def main(arguments: list[str]) -> int:
    """Run the histories that were asked for; 1 if something did not hold."""
    parser = argparse.ArgumentParser(prog="./run simulate", description=__doc__)
    parser.add_argument("--seeds", default="0..1000", help="from..up to, one less")
    parser.add_argument("--steps", type=int, default=40)
    for name, what in KINDS.items():
        parser.add_argument(f"--{name}", action="store_true", help=what)
    asked = parser.parse_args(arguments)
    first, _dots, end = asked.seeds.partition("..")
    seeds = range(int(first), int(end or int(first) + 1))
    if asked.every_step:
        held = [told_of_each(seed, asked.steps) for seed in seeds]
    else:
        outcome = _asked_for(asked)
        held = [told(outcome, seed, asked.steps) for seed in seeds]
    bad = held.count(False)
    print(f"{len(seeds)} histories, {bad} after which something did not hold")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
