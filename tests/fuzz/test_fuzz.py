"""Every parser, given what nobody would write: what must hold of it holds.

By hypothesis, from whole examples cut up and put together; by atheris, guided by
coverage, each target in a process of its own with limits on memory and time. More of
it: HABEAS_FUZZ_SECONDS=600 ./run test tests/fuzz
"""

import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 - seeded

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds_of
from tests.tally import Tally

SECONDS = os.environ.get("HABEAS_FUZZ_SECONDS", "2")
DRIVE = Path(__file__).parent / "drive.py"
GUIDED = sys.platform == "linux" and platform.machine() == "x86_64"
GUIDED = GUIDED and sys.version_info < (3, 15)
_DONE = re.compile(r"stat::number_of_executed_units: (\d+)")


@dataclass
class Searches:
    """Searches that go on beside the tests, and where they leave what they found."""

    folder: Path
    driver: "subprocess.Popen[bytes]"

    def ended(self, name: str) -> tuple[int, str]:
        """Wait for the end of a search; return its exit code and what it said."""
        place = self.folder / str(list(TARGETS).index(name))
        while not (place / "code").exists():
            if self.driver.poll() is not None and not (place / "code").exists():
                pytest.fail((self.folder / "said").read_text(errors="replace")[-4000:])
            time.sleep(0.1)
        said = (place / "said").read_text(errors="replace")
        return int((place / "code").read_text()), said


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds(name: str) -> None:
    """Those that something was found with before, too."""
    seeds = seeds_of(name)
    assert seeds
    for seed in seeds:
        TARGETS[name].holds(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_made_of_the_examples_holds(name: str, tally: Tally) -> None:
    """The same inputs on every run: cut, doubled, crossed, with bytes changed."""
    chance, count = Random(name), 0
    seeds = [seed[:20_000] for seed in TARGETS[name].seeds()[:10]]
    for _ in range(60):
        TARGETS[name].holds(
            _spoiled(chance.choice(seeds), chance.choice(seeds), chance)
        )
        count += 1
    tally("hostile inputs tried", count)


def _spoiled(one: bytes, other: bytes, chance: Random) -> bytes:
    start, end = sorted(chance.randrange(len(one) + 1) for _ in "12")
    ways = (
        lambda: one[:start] + one[end:],
        lambda: one[:end] + one[start:],
        lambda: one[:start] + other[min(end, len(other)) :],
        lambda: one[:start] + chance.randbytes(4) + one[start + 4 :],
        lambda: one[:start] + chance.choice(TOKENS) + one[start:],
        lambda: one.upper() if chance.random() < 0.2 else one + one[start:end] * 50,
    )
    return chance.choice(ways)()


TOKENS = (
    *(b"\0", b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"="),
    *(b"99999999999999999999", b"-1", b"1e9", b"NaN", b'{"a":', b"[" * 5000, b"../"),
    *(one.encode() for one in ("\u202e", "e\u0301", "\u0130", "\u2028")),
)


@st.composite
def made_of(draw: st.DrawFn, name: str) -> bytes:
    """Pieces of examples, and odd ones, in any order: structure first, bytes last."""
    lines = [
        line
        for seed in seeds_of(name)[:10]
        for line in seed[:20_000].splitlines(keepends=True)
    ]
    piece = st.sampled_from(lines) | st.sampled_from(TOKENS) | st.binary(max_size=8)
    whole = draw(st.sampled_from(seeds_of(name)))
    cut = draw(st.integers(0, len(whole)))
    middle = b"".join(draw(st.lists(piece, max_size=6)))
    return whole[:cut] + middle + whole[cut + draw(st.integers(0, len(middle))) :]


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_given_it_holds(name: str) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(made_of(name))
    def tried(data: bytes) -> None:
        TARGETS[name].holds(data)

    tried()


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searches]:
    """Begin the search of every target, as many at once as there are processors."""
    folder = tmp_path_factory.mktemp("fuzz")
    program = [sys.executable, str(DRIVE), str(folder), SECONDS, str(os.cpu_count())]
    with (folder / "said").open("wb") as said:
        driver = subprocess.Popen(
            [*program, *TARGETS],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, "TMPDIR": str(folder), "PYTHONHASHSEED": "1"},
            start_new_session=True,
        )
        yield Searches(folder, driver)
    with suppress(ProcessLookupError):
        os.killpg(driver.pid, signal.SIGKILL)  # where a test gave up
    driver.wait()


@pytest.mark.skipif(not GUIDED, reason="atheris is not made for this system")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found_by_a_guided_search(name: str, searches: Searches) -> None:
    """What is found is printed; it goes to tests/fuzz/found/<target> and is mended."""
    code, said = searches.ended(name)
    assert code == 0, said[-4000:]
    ran = _DONE.search(said)
    assert ran is not None
    assert int(ran[1]) > len(TARGETS[name].seeds())
