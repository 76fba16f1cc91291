"""Signs of life: what was promised, when it is late, and who may say so alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.life import (
    SETTLING,
    Agreement,
    Listening,
    Sign,
    in_force,
    may_decide,
    standing,
)
from habeas.case.rules.life import check_watch
from habeas.errors import BadInputError

START = datetime(2021, 12, 7, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def agreed(hours: int = 24, grace: int = 12, *, own: bool = False) -> Agreement:
    return Agreement(f"{hours}+{grace}", "bob", hours, grace, "", own)


def heard(begun: float, last: float) -> Listening:
    return Listening(START + begun * HOUR, START + last * HOUR)


CASES = {
    "in time": (heard(0, 20), 20, Sign.GOOD),
    "to the minute": (heard(0, 24), 24, Sign.GOOD),
    "late, and waited for": (heard(0, 30), 30, Sign.LATE),
    "silent": (heard(0, 36), 36, Sign.SILENT),
    "nobody listened at all": (None, 1000, Sign.LATE),
    "nobody listened since": (heard(0, 35), 900, Sign.LATE),
    "the observer woke after a month": (heard(720, 720), 720, Sign.LATE),
    "and has listened for a while": (heard(720, 723), 723, Sign.SILENT),
    "the observer's clock leapt to 2030": (heard(70_000, 70_000), 70_000, Sign.LATE),
}


@pytest.mark.parametrize("name", CASES)
def test_how_it_stands(name: str) -> None:
    listening, hours, sign = CASES[name]
    found = standing(agreed(), START, listening, START + hours * HOUR)
    assert found.sign is sign
    assert found.promised == START + 24 * HOUR


@given(
    st.integers(2, 200),
    st.integers(1, 200),
    st.lists(st.floats(0.1, 400), min_size=1, max_size=20),
)
def test_nobody_is_silent_whom_the_copy_did_not_listen_for(
    hours: int, grace: int, gaps: list[float]
) -> None:
    """However a copy sleeps and wakes: first it listens, and for a while."""
    now, listening = START, None
    for gap in gaps:
        now += gap * HOUR
        listening = listening.again(now) if listening else Listening(now, now)
        found = standing(agreed(hours, grace), START, listening, now)
        if found.sign is Sign.SILENT:
            assert now >= START + (hours + grace) * HOUR
            assert now - listening.since >= SETTLING
        if timedelta(hours=gap) > SETTLING:
            assert found.sign is not Sign.SILENT


@pytest.mark.parametrize("hours", [-5.0, 3.1, 1000.0])
def test_a_break_and_a_clock_put_back_begin_anew(hours: float) -> None:
    now = START + hours * HOUR
    assert Listening(START - HOUR, START).again(now) == Listening(now, now)


AGREED = {
    "the later one": ([agreed(24, 12), agreed(48, 12)], (48, 12)),
    "stricter, by oneself": ([agreed(24, 12), agreed(12, 12, own=True)], (12, 12)),
    "looser, by oneself": ([agreed(24, 12), agreed(24, 13, own=True)], (24, 12)),
    "ended by oneself": ([agreed(24, 12), agreed(0, 0, own=True)], (24, 12)),
    "begun by oneself": ([agreed(24, 12, own=True)], (24, 12)),
    "ended by another": ([agreed(24, 12), agreed(0, 0)], None),
    "ended, then begun by oneself": (
        [agreed(), agreed(0, 0), agreed(99, 9, own=True)],
        (99, 9),
    ),
}


@pytest.mark.parametrize("name", AGREED)
def test_what_stands(name: str) -> None:
    said, expected = AGREED[name]
    found = in_force(said).get("bob")
    assert (found and (found.hours, found.grace)) == expected


DECIDED = {
    "two of three": ("ann", "bob", "ann bob eve", "eve", True),
    "one of three": ("ann", "bob", "ann bob eve", "", False),
    "one of two, the first": ("ann", "bob", "ann bob", "", True),
    "one of two, the second": ("bob", "ann", "ann bob", "", False),
    "two of four with the first": ("eve", "bob", "ann bob eve dan", "ann", True),
    "two of four without the first": ("bob", "eve", "ann bob eve dan", "dan", False),
    "a reader is silent": ("ann", "rita", "ann bob", "bob", True),
    "the silent one's other device was heard": ("ann", "bob", "ann bob", "bob", True),
    "a stranger's voice": ("ann", "bob", "ann bob eve", "zoe", False),
}


@pytest.mark.parametrize("name", DECIDED)
def test_who_may_say_so_alone(name: str) -> None:
    mine, silent, voices, others, expected = DECIDED[name]
    assert may_decide(mine, silent, voices.split(), others.split()) is expected


@given(st.lists(st.sampled_from("ab"), min_size=2, max_size=7))
def test_no_two_halves_silence_each_other(sides: list[str]) -> None:
    """Whoever a hub keeps from whom: of two who hear only their side, one decides."""
    voices = [f"m{number}" for number in range(len(sides))]
    half = {
        side: {one for one, where in zip(voices, sides, strict=True) if where == side}
        for side in "ab"
    }

    def suspends(side: str, other: str) -> bool:
        return any(
            may_decide(mine, silent, voices, half[side])
            for mine in half[side]
            for silent in half[other]
        )

    assert not (suspends("a", "b") and suspends("b", "a"))


@pytest.mark.parametrize(
    ("hours", "grace"), [(1, 5), (-4, 5), (24, 0), (24, -1), (5000, 5), (24, 5000)]
)
def test_what_cannot_be_kept_is_not_agreed(hours: int, grace: int) -> None:
    with pytest.raises(BadInputError):
        check_watch({"hours": hours, "grace": grace})


@pytest.mark.parametrize(("hours", "grace"), [(2, 1), (24, 12), (0, 0), (1440, 1440)])
def test_what_can_be_kept_is(hours: int, grace: int) -> None:
    check_watch({"hours": hours, "grace": grace})
