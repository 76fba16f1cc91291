import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from dilithium_py.ml_dsa import ML_DSA_44  # type: ignore[import-untyped]

from habeas.crypto.sign import (
    ed25519_public,
    ed25519_sign,
    ed25519_verify,
    generate_seed,
    mldsa44_public,
    mldsa44_sign,
    mldsa44_verify,
)

Cases = Callable[[str], Iterator[tuple[dict[str, Any], dict[str, Any]]]]
Verify = Callable[[bytes, bytes, bytes], bool]

SEED = bytes(range(32))
MESSAGE = b"habeas.org/log/1b7a\n3\n"


def test_ed25519_is_that_of_rfc_8032() -> None:
    """RFC 8032 §7.1, test 1."""
    seed = bytes.fromhex(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    )
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
        "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert ed25519_public(seed).hex() == public
    assert ed25519_sign(seed, b"").hex() == signature
    assert ed25519_verify(bytes.fromhex(public), b"", bytes.fromhex(signature))


KINDS: dict[str, tuple[bytes, bytes, Verify]] = {
    "Ed25519": (ed25519_public(SEED), ed25519_sign(SEED, MESSAGE), ed25519_verify),
    "ML-DSA-44": (mldsa44_public(SEED), mldsa44_sign(SEED, MESSAGE), mldsa44_verify),
}


def flip(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_true_three_verify(kind: str) -> None:
    public, signature, verify = KINDS[kind]
    attacks = {
        "another message": (public, MESSAGE + b"\n", signature),
        "no message": (public, b"", signature),
        "another key": (flip(public, 5), MESSAGE, signature),
        "first byte of the signature": (public, MESSAGE, flip(signature, 0)),
        "last byte of the signature": (public, MESSAGE, flip(signature, -1)),
        "short signature": (public, MESSAGE, signature[:-1]),
        "long signature": (public, MESSAGE, signature + b"\x00"),
        "no signature": (public, MESSAGE, b""),
        "short key": (public[:-1], MESSAGE, signature),
        "long key": (public + b"\x00", MESSAGE, signature),
        "no key": (b"", MESSAGE, signature),
    }
    assert verify(public, MESSAGE, signature)
    accepted = [name for name, attack in attacks.items() if verify(*attack)]
    assert accepted == []


def test_sizes() -> None:
    assert len(ed25519_public(SEED)) == 32
    assert len(mldsa44_public(SEED)) == 1312
    assert len(mldsa44_sign(SEED, b"")) == 2420


def test_seeds_are_new() -> None:
    assert len(generate_seed()) == 32
    assert generate_seed() != generate_seed()


P = 2**255 - 19
ORDER_8 = (
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7,
)
SMALL_ORDER = [
    y + sign for y in (0, 1, P - 1, P, P + 1, *ORDER_8) for sign in (0, 2**255)
]


@pytest.mark.parametrize("encoding", SMALL_ORDER, ids=hex)
def test_a_key_that_fits_many_messages_is_refused(encoding: int) -> None:
    """With R = identity and S = 0, OpenSSL accepts such keys for some messages."""
    public = encoding.to_bytes(32, "little")
    signature = (1).to_bytes(32, "little") + bytes(32)
    messages = [bytes([n]) for n in range(64)]
    assert not any(ed25519_verify(public, m, signature) for m in messages)


def test_without_our_check_such_a_key_would_be_accepted() -> None:
    identity = (1).to_bytes(32, "little")
    key = Ed25519PublicKey.from_public_bytes(identity)
    key.verify(identity + bytes(32), b"any message at all")


# What each flag of the CCTV vectors means to us. `low_order_R` and the components of
# small order may stand: an honest signer never makes them, but a strict reader and
# OpenSSL agree on them, so no two readers can be made to disagree.
REFUSED = {"low_order_A", "low_order_residue", "non_canonical_A", "non_canonical_R"}


def test_cctv_edge_cases_of_ed25519(vectors: Callable[[str], Path]) -> None:
    cases = json.loads(vectors("cctv-ed25519/ed25519vectors.json").read_bytes())
    accepted = 0
    for case in cases:
        key, signature = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"])
        found = ed25519_verify(key, case["msg"].encode(), signature)
        assert found == REFUSED.isdisjoint(case["flags"] or ()), case
        accepted += found
    assert (len(cases), accepted) == (914, 86)


def test_ed25519_agrees_with_wycheproof(wycheproof: Cases) -> None:
    seen: Counter[str] = Counter()
    for group, test in wycheproof("ed25519_test"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        good = ed25519_verify(public, message, signature)
        assert good == (test["result"] == "valid"), test["tcId"]
        seen[test["result"]] += 1
    assert seen == {"valid": 88, "invalid": 63}


def test_mldsa44_agrees_with_wycheproof(wycheproof: Cases) -> None:
    seen: Counter[str] = Counter()
    for group, test in wycheproof("mldsa_44_verify_test"):
        if test.get("ctx"):
            seen["with a context, which we never use"] += 1
            continue
        public = bytes.fromhex(group["publicKey"])
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        good = mldsa44_verify(public, message, signature)
        assert good == (test["result"] == "valid"), test["tcId"]
        seen[test["result"]] += 1
    assert seen["valid"] == 75
    assert seen["invalid"] == 98
    assert seen["with a context, which we never use"] == 7


def test_another_implementation_of_mldsa44_agrees() -> None:
    """In plain Python, by other people, from the text of FIPS 204."""
    public, message = mldsa44_public(SEED), b"a head"
    assert ML_DSA_44.key_derive(SEED)[0] == public
    signature = mldsa44_sign(SEED, message)
    assert ML_DSA_44.verify(public, message, signature)
    assert not ML_DSA_44.verify(public, message + b".", signature)
    theirs = ML_DSA_44.sign(ML_DSA_44.key_derive(SEED)[1], message)
    assert mldsa44_verify(public, message, theirs)
    assert not mldsa44_verify(public, message, flip(theirs, 100))
