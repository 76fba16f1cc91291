import pytest

from habeas.crypto.failure import OpenError
from habeas.crypto.wrapping import unwrap, wrap

KEY = bytes(range(32))
SECRET = b"the vault key, thirty-two bytes."
CONTEXT = b"habeas.org/vault/v1"


def test_a_wrapped_key_comes_back() -> None:
    wrapped = wrap(KEY, SECRET, CONTEXT)
    assert len(wrapped) == len(SECRET) + 28
    assert SECRET not in wrapped
    assert unwrap(KEY, wrapped, CONTEXT) == SECRET


def test_wrapping_twice_gives_two_nonces() -> None:
    first, second = wrap(KEY, SECRET, CONTEXT), wrap(KEY, SECRET, CONTEXT)
    assert first[:12] != second[:12]


ATTACKS = {
    "another key": (bytes(32), CONTEXT, 0),
    "another context": (KEY, b"habeas.org/vault/v2", 0),
    "no context": (KEY, b"", 0),
    "first bit flipped": (KEY, CONTEXT, 1),
    "last bit flipped": (KEY, CONTEXT, 1 << (8 * 60 - 1)),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attacks_do_not_open(attack: tuple[bytes, bytes, int]) -> None:
    key, context, mask = attack
    wrapped = int.from_bytes(wrap(KEY, SECRET, CONTEXT), "big") ^ mask
    with pytest.raises(OpenError, match=r"^the tag does not match$"):
        unwrap(key, wrapped.to_bytes(60, "big"), context)
