"""Files sealed to hybrid keys or with a passphrase, against age's own test kit."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from habeas.crypto import bech32
from habeas.crypto.age import AgeWriter, Wrap, read_age
from habeas.crypto.age_recipients import (
    MOST,
    NeedsPassphraseError,
    NotForUsError,
    Opener,
    for_boxes,
    for_passphrase,
)
from habeas.crypto.boxes import box_public, generate_box_key
from habeas.errors import BadInputError, DamagedError, HabeasError
from tests.crypto.test_age import Vector, read_vector

PLAIN = b"an invented case" * 5000
EASY = 2  # of scrypt: the tests needn't wait


def sealed(wrap: Wrap) -> bytes:
    pieces: list[bytes] = []
    writer = AgeWriter(lambda piece: pieces.append(bytes(piece)), wrap)
    writer.write(PLAIN)
    writer.finish()
    return b"".join(pieces)


def opened(file: bytes, opener: Opener) -> bytes:
    return b"".join(read_age(io.BytesIO(file), opener))


def test_each_of_the_chosen_keys_opens_it_and_no_other() -> None:
    privates = [generate_box_key() for _ in range(3)]
    file = sealed(for_boxes([box_public(one) for one in privates]))
    other = generate_box_key()
    for private in privates:
        opener = Opener([other, private])
        assert opened(file, opener) == PLAIN
        assert opener.used == 1
    with pytest.raises(NotForUsError):
        opened(file, Opener([other]))
    with pytest.raises(NotForUsError):
        opened(file, Opener([], b"words"))


@pytest.mark.parametrize(("count", "shown"), [(1, 4), (3, 4), (4, 4), (5, 8)])
def test_how_many_a_file_is_for_is_hidden(count: int, shown: int) -> None:
    file = sealed(for_boxes([box_public(generate_box_key()) for _ in range(count)]))
    assert file.count(b"-> mlkem768x25519 ") == shown


def test_as_many_keys_as_a_file_may_have_fit_its_header() -> None:
    last = generate_box_key()
    many = [box_public(generate_box_key())] * (MOST - 1)
    assert opened(sealed(for_boxes([*many, box_public(last)])), Opener([last])) == PLAIN
    for publics in ([], many * 2):
        with pytest.raises(BadInputError, match=f"1 to {MOST} devices"):
            for_boxes(publics)


def test_a_passphrase_opens_it_in_every_tool_of_age() -> None:
    file = sealed(for_passphrase(b"two words", EASY))
    assert opened(file, Opener([], b"two words")) == PLAIN
    assert pyrage.passphrase.decrypt(file, "two words") == PLAIN


def test_a_wrong_passphrase_and_none_are_told_apart() -> None:
    file = sealed(for_passphrase(b"two words", EASY))
    with pytest.raises(NeedsPassphraseError, match="sealed with a passphrase"):
        opened(file, Opener([generate_box_key()]))
    with pytest.raises(NeedsPassphraseError, match="does not open the file"):
        opened(file, Opener([], b"two word"))


SAYS = {
    "success": "",
    "no match": "NotForUsError NeedsPassphraseError",
    "HMAC failure": "DamagedError",
    "payload failure": "DamagedError",
    "header failure": "DamagedError",
}
# The cipher library refuses these points as it refuses a wrong key; and what stands
# in an X25519 recipient is not read here.
ALIKE = {"hybrid_identity", "hybrid_low_order", "hybrid_x25519_arg"}


def opener_of(vector: Vector) -> Opener:
    privates = []
    text = vector.fields.get("identity", "")
    if "-PQ-" in text:
        _, seed = bech32.decode(text)
        # the key of X-Wing is what its seed unfolds to
        privates = [hashlib.shake_256(seed).digest(96)]
    return Opener(privates, vector.fields.get("passphrase", "").encode())


def outcome(vector: Vector) -> tuple[str, bytes]:
    try:
        return "", opened(vector.file, opener_of(vector))
    except HabeasError as error:
        return type(error).__name__, b""


def test_the_cctv_kit_of_both_recipients(vectors: Callable[[str], Path]) -> None:
    kit = [read_vector(path) for path in sorted(vectors("cctv-age").iterdir())]
    ours = [
        one
        for one in kit
        if "armored" not in one.fields
        and ("passphrase" in one.fields or "-PQ-" in one.fields.get("identity", ""))
    ]
    for vector in ours:
        found, plain = outcome(vector)
        expected = vector.fields["expect"]
        if vector.name in ALIKE:
            assert found == "NotForUsError", vector.name
            continue
        assert found in SAYS[expected].split() or found == SAYS[expected], vector.name
        if expected == "success":
            digest = hashlib.sha256(plain).hexdigest()
            assert digest == vector.fields["payload"], vector.name
    assert len(ours) == 43


def test_a_header_that_was_changed_is_refused() -> None:
    private = generate_box_key()
    file = bytearray(sealed(for_boxes([box_public(private)])))
    file[file.index(b"\n--- ") + 5] ^= 1
    with pytest.raises(DamagedError):
        opened(bytes(file), Opener([private]))
