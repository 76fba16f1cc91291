from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from habeas.crypto.aead import lock, unlock
from habeas.crypto.failure import OpenError

Cases = Callable[[str], Iterator[tuple[dict[str, Any], dict[str, Any]]]]


def test_agrees_with_wycheproof(wycheproof: Cases) -> None:
    seen: Counter[str] = Counter()
    for group, test in wycheproof("chacha20_poly1305_test"):
        key, nonce, aad, plain, cipher, tag = (
            bytes.fromhex(test[k]) for k in ("key", "iv", "aad", "msg", "ct", "tag")
        )
        if group["ivSize"] != 96:
            seen["another nonce size"] += 1
            continue
        seen[test["result"]] += 1
        if test["result"] == "valid":
            assert lock(key, nonce, plain, aad) == nonce + cipher + tag, test["tcId"]
            assert unlock(key, nonce + cipher + tag, aad) == plain, test["tcId"]
        else:
            with pytest.raises(OpenError):
                unlock(key, nonce + cipher + tag, aad)
    assert seen["valid"] == 256
    assert seen["invalid"] == 60
    assert seen["another nonce size"] == 9


@pytest.mark.parametrize("size", range(28))
def test_what_is_shorter_than_a_nonce_and_a_tag_does_not_open(size: int) -> None:
    with pytest.raises(OpenError, match=r"^shorter than a nonce and a tag$"):
        unlock(bytes(32), bytes(size), b"")


def test_the_shortest_thing_opens() -> None:
    locked = lock(bytes(32), bytes(12), b"", b"context")
    assert len(locked) == 28
    assert unlock(bytes(32), locked, b"context") == b""
