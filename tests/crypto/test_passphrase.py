from collections.abc import Iterator
from dataclasses import replace

import pytest

from habeas.crypto import passphrase
from habeas.crypto.passphrase import KdfParams, calibrate, derive, passphrase_bytes
from habeas.errors import DamagedError

MIB = 1024
SALT = b"0123456789abcdef"


def test_derive_is_argon2id() -> None:
    """The vector of the reference implementation, phc-winner-argon2 src/test.c."""
    made = derive(b"password", KdfParams(64 * MIB, 2, 1, b"somesalt"))
    expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    assert made.hex() == expected


@pytest.mark.parametrize(
    "other",
    [
        KdfParams(64, 1, 4, SALT[::-1]),
        KdfParams(64, 2, 4, SALT),
        KdfParams(128, 1, 4, SALT),
        KdfParams(64, 1, 2, SALT),
    ],
)
def test_every_number_matters(other: KdfParams) -> None:
    assert derive(b"x", other) != derive(b"x", KdfParams(64, 1, 4, SALT))


def test_one_passphrase_in_two_spellings_is_one_passphrase() -> None:
    composed, decomposed = "caf\u00e9 \u0439", "cafe\u0301 \u0438\u0306"
    assert composed != decomposed
    assert passphrase_bytes(composed) == passphrase_bytes(decomposed)
    assert passphrase_bytes("\ufb01") != passphrase_bytes("fi")  # NFC, not NFKC


GREEDY = {
    "no memory": (31, 1, 4, SALT),
    "a terabyte": (2**30, 1, 4, SALT),
    "one KiB more than two GiB": (2 * 1024 * MIB + 1, 1, 4, SALT),
    "no pass": (64 * MIB, 0, 4, SALT),
    "negative passes": (64 * MIB, -1, 4, SALT),
    "a year of passes": (64 * MIB, 10**9, 4, SALT),
    "one pass too many": (64 * MIB, 1025, 4, SALT),
    "no lane": (64 * MIB, 1, 0, SALT),
    "sixty-five lanes": (64 * MIB, 1, 65, SALT),
    "short salt": (64 * MIB, 1, 4, bytes(7)),
    "long salt": (64 * MIB, 1, 4, bytes(65)),
}


@pytest.mark.parametrize("numbers", GREEDY.values(), ids=GREEDY.keys())
def test_numbers_out_of_bounds_are_refused_before_any_work(
    numbers: tuple[int, int, int, bytes],
) -> None:
    with pytest.raises(
        DamagedError, match=r"^The passphrase settings of this vault are"
    ):
        KdfParams(*numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        (32, 1, 4, bytes(8)),
        (8, 1, 1, bytes(64)),
        (512, 1, 64, SALT),
        (2 * 1024 * MIB, 32, 4, SALT),
        (64 * MIB, 1024, 4, SALT),
    ],
)
def test_numbers_at_the_bounds_are_accepted(
    numbers: tuple[int, int, int, bytes],
) -> None:
    assert KdfParams(*numbers).salt == numbers[3]


def slow_timer(seconds: float) -> Iterator[float]:
    yield 100.0
    yield 100.0 + seconds


@pytest.mark.parametrize(
    ("seconds", "physical_mib", "memory_mib", "passes"),
    [
        (0.2, 16_384, 256, 5),
        (0.3, 16_384, 256, 3),
        (5.0, 16_384, 256, 1),
        (0.2, 2048, 256, 5),
        (0.2, 1024, 128, 5),
        (5.0, 1024, 128, 3),
        (0.25, 0, 64, 4),
        (5.0, 256, 64, 3),
        (0.0, 16_384, 256, 256),
    ],
)
def test_calibrate_takes_memory_first_and_then_passes(
    seconds: float,
    physical_mib: int,
    memory_mib: int,
    passes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[KdfParams] = []
    monkeypatch.setattr(passphrase, "derive", lambda _, params: measured.append(params))
    ticks = slow_timer(seconds)
    params = calibrate(memory_kib=physical_mib * MIB, timer=lambda: next(ticks))
    assert (params.memory_kib, params.iterations) == (memory_mib * MIB, passes)
    assert (params.lanes, len(params.salt)) == (4, 16)
    assert isinstance(params.iterations, int)
    # what was measured is one pass over just this memory
    assert measured == [replace(params, iterations=1)]


def test_calibrate_takes_a_new_salt_and_asks_the_machine() -> None:
    first, second = calibrate(0.01), calibrate(0.01)
    assert first.salt != second.salt
    assert 64 * MIB <= first.memory_kib <= 256 * MIB


def test_calibrate_aims_at_the_time_asked_for() -> None:
    ticks = slow_timer(0.2)
    params = calibrate(2.0, memory_kib=2**30, timer=lambda: next(ticks))
    assert params.iterations == 10


def test_a_system_that_does_not_say_its_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert passphrase.machine_memory_kib() > 64 * MIB
    monkeypatch.delattr("os.sysconf")
    assert passphrase.machine_memory_kib() == 0


def test_memory_is_counted_in_kib(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr("os.sysconf", told.__getitem__)
    found = passphrase.machine_memory_kib()
    assert (found, type(found)) == (4000, int)
