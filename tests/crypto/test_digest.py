from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from habeas.crypto.digest import hkdf, new_sha256, sha256

Cases = Callable[[str], Iterator[tuple[dict[str, Any], dict[str, Any]]]]

# FIPS 180-4 examples
KNOWN = {
    b"": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    b"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
}


@pytest.mark.parametrize("data", KNOWN)
def test_sha256_is_sha256(data: bytes) -> None:
    assert sha256(data).hex() == KNOWN[data]


def test_a_hasher_fed_in_pieces_gives_the_same() -> None:
    hasher = new_sha256()
    hasher.update(b"a")
    hasher.update(memoryview(b"bc"))
    assert hasher.digest() == sha256(b"abc")
    assert hasher.hexdigest() == KNOWN[b"abc"]


def test_hkdf_agrees_with_wycheproof(wycheproof: Cases) -> None:
    seen: Counter[str] = Counter()
    for _, test in wycheproof("hkdf_sha256_test"):
        ikm, salt, info = (bytes.fromhex(test[k]) for k in ("ikm", "salt", "info"))
        seen[test["result"]] += 1
        if test["result"] == "valid":
            made = hkdf(ikm, info, test["size"], salt=salt)
            assert made.hex() == test["okm"], test["tcId"]
        else:
            with pytest.raises(ValueError, match="larger than"):
                hkdf(ikm, info, test["size"], salt=salt)
    assert seen == {"valid": 83, "invalid": 3}


def test_hkdf_gives_32_bytes_bound_to_the_purpose() -> None:
    assert len(hkdf(b"key", b"one")) == 32
    assert hkdf(b"key", b"one") != hkdf(b"key", b"two")
    # RFC 5869 §2.2: no salt is a string of zeros
    assert hkdf(b"key", b"one") == hkdf(b"key", b"one", salt=bytes(32))
