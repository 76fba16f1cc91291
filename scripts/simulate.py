"""`./run simulate`: histories by chance in memory, as many as there is time for.

Each is named by its seed and can be run again; one after which something does not hold
is shortened to its fewest steps and told step by step.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.simulation.history import History
from tests.simulation.invariants import broken

_TOLD = 30


def outcome(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Return what does not hold after a history, and how it went."""
    history = History(seed)
    history.run(steps)
    history.heal()
    return broken(history), history.told


def shortened(seed: int, steps: int) -> int:
    """Return the fewest steps of a history after which something does not hold."""
    return next(few for few in range(steps + 1) if outcome(seed, few)[0])


def main(arguments: list[str]) -> int:
    """Run the histories that were asked for; 1 if something did not hold."""
    parser = argparse.ArgumentParser(prog="./run simulate", description=__doc__)
    parser.add_argument("--seeds", default="0..1000", help="from..up to, one less")
    parser.add_argument("--steps", type=int, default=40)
    asked = parser.parse_args(arguments)
    first, _dots, end = asked.seeds.partition("..")
    seeds, bad = range(int(first), int(end or int(first) + 1)), 0
    for seed in seeds:
        if not outcome(seed, asked.steps)[0]:
            continue
        bad += 1
        few = shortened(seed, asked.steps)
        found, told = outcome(seed, few)
        print(f"seed {seed}, after {few} steps:", *found, sep="\n  ")
        print("  it went:", *told[-_TOLD:], sep="\n    ")
    print(f"{len(seeds)} histories, {bad} after which something did not hold")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
