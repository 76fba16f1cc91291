"""Signed requests: attacks by name, and another implementation of RFC 9421."""

import time
from base64 import b64encode
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public
from habeas.wire.refusal import UnsignedError, UntimelyError
from habeas.wire.request import (
    LONGEST_LIFE,
    SKEW,
    Request,
    Times,
    content_digest,
    open_request,
    read_digest,
    sign_request,
)

SEED = bytes(range(32))
NOW = 1_796_040_000
ASKED = Request(
    "POST", "hub.example.org", "/v1/logs/ab/entries", "from=1", sha256(b"x")
)
TIMES = Times(NOW, NOW + 60, bytes(16))


def signed() -> tuple[str, str]:
    made = sign_request(ASKED, SEED, TIMES)
    return made["signature-input"], made["signature"]


def test_what_was_signed_is_opened() -> None:
    opened = open_request(ASKED, *signed(), NOW)
    assert opened.key == ed25519_public(SEED)
    assert (opened.times.created, opened.times.expires) == (NOW, NOW + 60)


OTHERS = {
    "method": Request("GET", ASKED.authority, ASKED.path, ASKED.query, ASKED.digest),
    "hub": Request("POST", "other.example.org", ASKED.path, ASKED.query, ASKED.digest),
    "path": Request(
        "POST", ASKED.authority, "/v1/logs/ac/entries", "from=1", ASKED.digest
    ),
    "query": Request("POST", ASKED.authority, ASKED.path, "from=2", ASKED.digest),
    "no query": Request("POST", ASKED.authority, ASKED.path, "", ASKED.digest),
    "content": Request("POST", ASKED.authority, ASKED.path, ASKED.query, sha256(b"y")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_signature_holds_for_its_own_request_alone(name: str) -> None:
    with pytest.raises(UnsignedError):
        open_request(OTHERS[name], *signed(), NOW)


def altered(old: str, new: str) -> tuple[str, str]:
    given_, blob = signed()
    assert old in given_
    return given_.replace(old, new), blob


SPELLINGS = {
    "nothing": ("", ""),
    "no signature": (signed()[0], ""),
    "another label": (signed()[0].replace("habeas=", "sig1="), signed()[1]),
    "a component left out": altered(' "content-digest"', ""),
    "another order": altered('"@method" "@authority"', '"@authority" "@method"'),
    "no end": altered(f";expires={NOW + 60}", ""),
    "no nonce": altered(f';nonce="{"A" * 22}"', ""),
    "another algorithm": altered("ed25519", "hmac-sha256"),
    "another purpose": altered("habeas-hub-v1", "habeas-hub-v2"),
    "another end": altered(f"expires={NOW + 60}", f"expires={NOW + 61}"),
    "another nonce": altered('nonce="A', 'nonce="B'),
    "another key": altered(ed25519_public(SEED).hex(), ed25519_public(bytes(32)).hex()),
    "a key of small order": altered(ed25519_public(SEED).hex(), "01" + "00" * 31),
    "two signatures": (f"{signed()[0]}, {signed()[0]}", signed()[1]),
    "a blank at the end": (signed()[0] + " ", signed()[1]),
    "signature of nothing": (signed()[0], f"habeas=:{b64encode(bytes(64)).decode()}:"),
    "unpadded": (signed()[0], signed()[1].replace("==:", ":")),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_is_refused(name: str) -> None:
    with pytest.raises(UnsignedError) as refused:
        open_request(ASKED, *SPELLINGS[name], NOW)
    assert not isinstance(refused.value, UntimelyError)


@pytest.mark.parametrize(
    ("created", "expires", "now", "good"),
    [
        pytest.param(NOW, NOW + 60, NOW, True, id="now"),
        pytest.param(NOW, NOW + 60, NOW + 59, True, id="just in time"),
        pytest.param(NOW, NOW + 60, NOW + 60, False, id="over"),
        pytest.param(NOW + SKEW, NOW + SKEW + 1, NOW, True, id="a fast clock"),
        pytest.param(NOW + SKEW + 1, NOW + SKEW + 2, NOW, False, id="future"),
        pytest.param(NOW, NOW + LONGEST_LIFE, NOW, True, id="as long as may be"),
        pytest.param(NOW, NOW + LONGEST_LIFE + 1, NOW, False, id="too long"),
        pytest.param(NOW, NOW, NOW, False, id="no time"),
        pytest.param(NOW + 60, NOW, NOW, False, id="backwards"),
    ],
)
def test_the_times(created: int, expires: int, now: int, *, good: bool) -> None:
    made = sign_request(ASKED, SEED, Times(created, expires, bytes(16)))
    fields = made["signature-input"], made["signature"]
    if good:
        open_request(ASKED, *fields, now)
    else:
        with pytest.raises(UntimelyError):
            open_request(ASKED, *fields, now)


@pytest.mark.parametrize(
    "text",
    ["", "sha-256=::", "sha-512=:AAAA:", "md5=:AAAA:", content_digest(bytes(31))],
)
def test_another_digest_is_refused(text: str) -> None:
    with pytest.raises(UnsignedError):
        read_digest(text)


@given(st.text(max_size=300), st.text(max_size=100))
def test_whatever_comes_is_refused_in_our_own_words(one: str, two: str) -> None:
    with pytest.raises(UnsignedError):
        open_request(ASKED, one, two, NOW)


class _Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id))

    def resolve_private_key(self, key_id: str) -> None:
        raise AssertionError(key_id)


def test_another_implementation_of_rfc_9421_accepts_what_we_sign() -> None:
    now = int(time.time())  # it judges by the real clock
    asked = Request(
        "GET", "hub.example.org", "/v1/logs/ab/entries", "from=1", sha256(b"")
    )
    headers = sign_request(asked, SEED, Times(now, now + 60, bytes(16)))
    message = SimpleNamespace(
        method="GET",
        url="https://hub.example.org/v1/logs/ab/entries?from=1",
        headers={name.title(): value for name, value in headers.items()},
    )
    verifier = HTTPMessageVerifier(
        signature_algorithm=algorithms.ED25519, key_resolver=_Keys()
    )
    (result,) = verifier.verify(message)
    assert result.parameters["keyid"] == ed25519_public(SEED).hex()
    message.url = "https://hub.example.org/v1/logs/ab/entries?from=2"
    with pytest.raises(InvalidSignature):
        verifier.verify(message)
