"""Fuzz targets, guided by coverage: drive.py FOLDER SECONDS ABREAST NAME...

What is fuzzed is imported and prepared once, which takes longer than a short search;
each target then is a child of its own. It leaves a folder with its number among the
names: what it said in `said`, and at its end its exit code in `code`.
"""

import os
import resource
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

MEMORY = 2048  # megabytes
ONE = 20  # seconds for one input
SPARE = 300  # seconds of work beyond what was asked for


def main() -> None:
    """Search every target; return when all have ended."""
    folder, seconds, abreast, *names = sys.argv[1:]
    with atheris.instrument_imports(include=["habeas", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS, seeds_of  # noqa: PLC0415 - after

    running: dict[int, Path] = {}
    for number, name in enumerate(names):
        if len(running) == int(abreast):
            _settle(running)
        place = Path(folder) / str(number)
        (place / "corpus").mkdir(parents=True)
        for count, seed in enumerate(seeds_of(name)):
            (place / "corpus" / f"{count:04}").write_bytes(seed)
        child = os.fork()
        if child == 0:
            _begin(place, int(seconds))
            atheris.Setup(_arguments(place, seconds), TARGETS[name].holds)
            atheris.Fuzz()  # ends the process
        running[child] = place
    while running:
        _settle(running)


def _begin(place: Path, seconds: int) -> None:
    """Speak to a file, and end when much more time was used than was given."""
    said = os.open(place / "said", os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(said, sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    most = seconds * 2 + SPARE
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _arguments(place: Path, seconds: str) -> list[str]:
    limits = [f"-rss_limit_mb={MEMORY}", f"-timeout={ONE}", "-max_len=65536"]
    course = [f"-max_total_time={seconds}", f"-artifact_prefix={place}/", "-seed=1"]
    corpus = str(place / "corpus")
    return [sys.argv[0], *limits, *course, "-print_final_stats=1", corpus]


def _settle(running: dict[int, Path]) -> None:
    """Wait for the end of one child and write down how it ended."""
    child, status = os.wait()
    place = running.pop(child)
    (place / "coming").write_text(str(os.waitstatus_to_exitcode(status)))
    (place / "coming").rename(place / "code")  # whole, or not there


if __name__ == "__main__":
    main()
