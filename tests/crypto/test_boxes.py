import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)

from habeas.crypto import bech32
from habeas.crypto.boxes import (
    box,
    box_fingerprint,
    box_public,
    epochbox_info,
    generate_box_key,
    keybox_info,
    unbox,
)
from habeas.crypto.failure import OpenError

Cases = Callable[[str], Iterator[tuple[dict[str, Any], dict[str, Any]]]]

PRIVATE = bytes(range(96))
PUBLIC = box_public(PRIVATE)
CASE, UNIT = b"\x4f" * 16, b"\x0c" * 16
INFO = keybox_info(CASE, 2, 1, UNIT)
SECRET = bytes(range(32))


def test_sizes() -> None:
    assert len(generate_box_key()) == 96
    assert generate_box_key() != generate_box_key()
    assert len(PUBLIC) == 1184 + 32
    assert len(box(PUBLIC, SECRET, INFO)) == 32 + 1136


def test_a_box_opens_with_its_key() -> None:
    assert unbox(PRIVATE, box(PUBLIC, SECRET, INFO), INFO) == SECRET


def test_boxing_twice_never_looks_the_same() -> None:
    assert box(PUBLIC, SECRET, INFO)[:64] != box(PUBLIC, SECRET, INFO)[:64]


def test_the_infos_are_these_lines() -> None:
    assert keybox_info(CASE, 2, 1, UNIT) == (
        b"habeas.org/keybox/v1\ncase " + b"4f" * 16 + b"\ncompartment 2 epoch 1\n"
        b"unit " + b"0c" * 16 + b"\n"
    )
    assert epochbox_info(CASE, 2, 1, PUBLIC) == (
        b"habeas.org/epochbox/v1\ncase " + b"4f" * 16 + b"\ncompartment 2 epoch 1\n"
        b"member " + hashlib.sha256(PUBLIC).hexdigest().encode() + b"\n"
    )
    assert box_fingerprint(PUBLIC) == hashlib.sha256(PUBLIC).digest()


def flip(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


SEALED = box(PUBLIC, SECRET, INFO)
ATTACKS = {
    "another ML-KEM key": (flip(PRIVATE, 31), SEALED, INFO),
    "another X25519 key": (flip(PRIVATE, 70), SEALED, INFO),
    "short private key": (PRIVATE[:-1], SEALED, INFO),
    "long private key": (PRIVATE + b"\x00", SEALED, INFO),
    "another unit": (PRIVATE, SEALED, keybox_info(CASE, 2, 1, b"\x0d" * 16)),
    "another compartment": (PRIVATE, SEALED, keybox_info(CASE, 3, 1, UNIT)),
    "another epoch": (PRIVATE, SEALED, keybox_info(CASE, 2, 2, UNIT)),
    "another case": (PRIVATE, SEALED, keybox_info(b"\x50" * 16, 2, 1, UNIT)),
    "an epochbox, not a keybox": (PRIVATE, SEALED, epochbox_info(CASE, 2, 1, PUBLIC)),
    "ML-KEM part changed": (PRIVATE, flip(SEALED, 0), INFO),
    "X25519 share changed": (PRIVATE, flip(SEALED, 1088), INFO),
    "secret changed": (PRIVATE, flip(SEALED, 1120), INFO),
    "tag changed": (PRIVATE, flip(SEALED, -1), INFO),
    "cut short": (PRIVATE, SEALED[:-1], INFO),
    "cut to the share": (PRIVATE, SEALED[:1120], INFO),
    "cut to the ML-KEM part": (PRIVATE, SEALED[:1088], INFO),
    "empty": (PRIVATE, b"", INFO),
    "share of small order": (PRIVATE, SEALED[:1088] + bytes(32) + SEALED[1120:], INFO),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attacks_do_not_open(attack: tuple[bytes, bytes, bytes]) -> None:
    with pytest.raises(
        OpenError, match=r"^(the box does not open with this|a private)"
    ):
        unbox(*attack)


@pytest.mark.parametrize("private", [PRIVATE[:-1], PRIVATE + b"\x00", b""])
def test_a_private_key_has_its_one_size(private: bytes) -> None:
    with pytest.raises(OpenError, match=r"^a private key has 96 bytes$"):
        box_public(private)


NOT_PUBLIC = {
    "empty": b"",
    "short": PUBLIC[:-1],
    "long": PUBLIC + b"\x00",
    "coefficients out of range": b"\xff" * 1184 + PUBLIC[1184:],
    "a private key": PRIVATE,
    "a point of small order": PUBLIC[:1184] + bytes(32),
}


@pytest.mark.parametrize("public", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_nothing_is_boxed_to_what_is_not_a_key(public: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        box(public, SECRET, INFO)


def hybrid_stanzas(path: Path) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield (header fields, enc || ciphertext) of the hybrid stanzas of an age file."""
    head, _, age = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
    lines = age.split(b"\n")
    for at, line in enumerate(lines):
        if line.startswith(b"-> mlkem768x25519 "):
            texts = (line.split(b" ")[2], lines[at + 1])
            parts = [base64.b64decode(t + b"=" * (-len(t) % 4)) for t in texts]
            yield fields, b"".join(parts)


def test_boxes_agree_with_age_hybrid_files(vectors: Callable[[str], Path]) -> None:
    """The CCTV files were made by another implementation of the same HPKE suite.

    An age identity is a 32-byte seed which SHAKE-256 stretches to our 96 bytes.
    """
    opened = []
    for fields, sealed in hybrid_stanzas(vectors("cctv-age/hybrid")):
        _, seed = bech32.decode(fields["identity"])
        private = hashlib.shake_256(seed).digest(96)
        info = b"age-encryption.org/mlkem768x25519"
        opened.append(unbox(private, sealed, info).hex() == fields["file key"])
    assert opened == [True]


def test_mlkem768_agrees_with_wycheproof(wycheproof: Cases) -> None:
    checked = 0
    for _, test in wycheproof("mlkem_768_test"):
        seed = bytes.fromhex(test["seed"])
        if len(seed) != 64 or test["result"] != "valid":
            continue
        key = MLKEM768PrivateKey.from_seed_bytes(seed)
        assert key.public_key().public_bytes_raw().hex() == test["ek"]
        assert key.decapsulate(bytes.fromhex(test["c"])).hex() == test["K"]
        assert box_public(seed + bytes(range(32)))[:1184].hex() == test["ek"]
        checked += 1
    assert checked == 153


def decapsulate(test: dict[str, Any]) -> bytes:
    key = MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(test["seed"]))
    return key.decapsulate(bytes.fromhex(test["c"]))


def test_mlkem768_refuses_what_wycheproof_refuses(wycheproof: Cases) -> None:
    refused = 0
    for _, test in wycheproof("mlkem_768_test"):
        if test["result"] == "valid":
            continue
        with pytest.raises(ValueError, match=r"."):
            decapsulate(test)
        refused += 1
    assert refused == 40


def test_x25519_agrees_with_wycheproof(wycheproof: Cases) -> None:
    """'acceptable' are twists and odd encodings: computed as RFC 7748 says, except
    that an all-zero secret is refused."""
    refused = 0
    for _, test in wycheproof("x25519_test"):
        key = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"]))
        other = X25519PublicKey.from_public_bytes(bytes.fromhex(test["public"]))
        if "ZeroSharedSecret" in test["flags"]:
            with pytest.raises(ValueError, match="shared key"):
                key.exchange(other)
            refused += 1
        else:
            assert key.exchange(other).hex() == test["shared"], test["tcId"]
    assert refused == 31
