import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.aead import unlock
from habeas.crypto.failure import OpenError
from habeas.crypto.seal import open_sealed, seal, seal_context

UNIT = bytes(range(32))
CASE, LOG = b"\x4f" * 16, b"\x9d" * 32
CONTEXT = seal_context(CASE, LOG, 17, 2, 1)
BODY = b'{"_salt":"00","act":"put"}'


def test_the_context_is_these_four_lines() -> None:
    assert seal_context(CASE, LOG, 17, 2, 1) == (
        b"case " + b"4f" * 16 + b"\nlog " + b"9d" * 32 + b"\nindex 17\n"
        b"compartment 2 epoch 1\n"
    )


def test_the_key_is_derived_for_this_one_entry() -> None:
    info = b"habeas.org/seal/v1\n" + CONTEXT
    key = HKDF(SHA256(), 32, None, info).derive(UNIT)
    assert unlock(key, seal(UNIT, CONTEXT, BODY), CONTEXT) == BODY


def test_a_body_comes_back() -> None:
    sealed = seal(UNIT, CONTEXT, BODY)
    assert len(sealed) == len(BODY) + 28
    assert open_sealed(UNIT, CONTEXT, sealed) == BODY


def test_sealing_twice_never_looks_the_same() -> None:
    assert seal(UNIT, CONTEXT, BODY)[:12] != seal(UNIT, CONTEXT, BODY)[:12]


MOVED = {
    "another unit's key": (bytes(32), CONTEXT),
    "another case": (UNIT, seal_context(b"\x50" * 16, LOG, 17, 2, 1)),
    "another log": (UNIT, seal_context(CASE, b"\x9e" * 32, 17, 2, 1)),
    "another index": (UNIT, seal_context(CASE, LOG, 18, 2, 1)),
    "another compartment": (UNIT, seal_context(CASE, LOG, 17, 3, 1)),
    "another epoch": (UNIT, seal_context(CASE, LOG, 17, 2, 2)),
}


@pytest.mark.parametrize("place", MOVED.values(), ids=MOVED.keys())
def test_a_sealed_body_cannot_be_moved(place: tuple[bytes, bytes]) -> None:
    with pytest.raises(OpenError):
        open_sealed(*place, seal(UNIT, CONTEXT, BODY))


@given(st.integers(0, 8 * (len(BODY) + 28) - 1))
def test_no_flipped_bit_opens(bit: int) -> None:
    sealed = bytearray(seal(UNIT, CONTEXT, BODY))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(OpenError):
        open_sealed(UNIT, CONTEXT, bytes(sealed))
