"""Fuzz one target, guided by coverage: drive.py NAME FOLDER SECONDS."""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

MEMORY = 2048  # megabytes
ONE = 20  # seconds for one input


def main() -> None:
    """Run until the time is over or something does not hold."""
    name, folder, seconds = sys.argv[1:]
    with atheris.instrument_imports(include=["habeas", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS, seeds_of  # noqa: PLC0415 - after

    corpus = Path(folder) / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds_of(name)):
        (corpus / f"{number:04}").write_bytes(seed)
    limits = [f"-rss_limit_mb={MEMORY}", f"-timeout={ONE}", "-max_len=65536"]
    course = [f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", "-seed=1"]
    arguments = [sys.argv[0], *limits, *course, "-print_final_stats=1", str(corpus)]
    atheris.Setup(arguments, TARGETS[name].holds)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
