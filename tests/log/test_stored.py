"""Receipts that fit one code: made from a cosigned head, and checked when read back."""

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sign import Signer
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.cosignature import cosign, cosigner_vkeys
from habeas.log.merkle import (
    Frontier,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from_nodes,
)
from habeas.log.note import parse, serialise
from habeas.log.policy import parse_policy
from habeas.log.refusal import LogError, ProofError, SignatureError
from habeas.log.stored import (
    QR_BYTES,
    as_code,
    check_stored,
    from_code,
    head_hash,
    head_leaf,
    receipt_proof,
)

NOW = 1_796_040_000
LOG, HUB, OTHER = (Signer(bytes([n]) * 32, bytes([n + 9]) * 32) for n in (1, 2, 3))
LOG_KEYS = log_vkeys(LOG.ed25519_public, LOG.mldsa44_public)
HUB_NAME = origin(HUB.ed25519_public)
HUB_KEYS = cosigner_vkeys(HUB_NAME, HUB)
OTHER_KEYS = cosigner_vkeys("witness.example.org/w1", OTHER)
SMALL = (LOG_KEYS[0], HUB_KEYS[0])
POLICY = parse_policy(
    f"log {LOG_KEYS[0]}\nwitness hub {HUB_KEYS[0]}\nquorum hub\n".encode()
)
SAME = [leaf_hash(b"the same entry everywhere")]
while len(SAME) < 21:
    SAME.append(node_hash(SAME[-1], SAME[-1]))
LEAF = SAME[0]


def node(level: int, _position: int) -> bytes:
    """A tree of equal leaves: as large as one wants, at no cost."""
    return SAME[level]


def cosigned(size: int) -> bytes:
    """Return a head as a hub answers it, and a witness's cosignatures under it."""
    head = Checkpoint(origin(LOG.ed25519_public), size, root_from_nodes(size, node))
    parsed = parse(sign_checkpoint(head, LOG))
    lines = (
        *cosign(head, HUB_NAME, HUB, NOW),
        *cosign(head, "witness.example.org/w1", OTHER, NOW),
    )
    return serialise(parsed.text, [*parsed.signatures, *lines])


def made(index: int, size: int, *more: str) -> bytes:
    hashes = inclusion_proof(index, size, node)
    return receipt_proof(cosigned(size), index, hashes, (*SMALL, *more))


@pytest.mark.parametrize("size", [1, 2, 1000, 2**20 - 1, 2**20])
def test_it_fits_one_code_and_is_checked_when_read_back(size: int) -> None:
    data = made(size - 1, size)
    code = as_code(data)
    assert len(code) <= QR_BYTES
    assert int(segno.make(code, error="l", micro=False).version) <= 40
    for read in (data, code.encode(), b" " + code.encode() + b"\r\n"):
        found = check_stored(read, LEAF, POLICY)
        assert (found.index, found.verdict.checkpoint.size) == (size - 1, size)
        assert found.verdict.safe
        assert found.verdict.there == {"hub": NOW}


def test_a_witness_more_fits_as_well() -> None:
    data = made(2**20 - 1, 2**20, OTHER_KEYS[0])
    assert len(as_code(data)) <= QR_BYTES
    assert data.count("—".encode()) == 3
    with_everything = made(0, 2**20, LOG_KEYS[1], *HUB_KEYS[1:])
    assert len(with_everything) > QR_BYTES


def test_the_file_keeps_no_signature_that_was_not_asked_for() -> None:
    note = from_code(made(0, 3)).split(b"\n\n", 1)[1]
    names = [one.name for one in parse(note).signatures]
    assert names == [origin(LOG.ed25519_public), HUB_NAME]


def test_a_receipt_is_not_made_without_a_signature_it_names() -> None:
    parsed = parse(cosigned(3))
    bare = serialise(parsed.text, parsed.signatures[:2])
    with pytest.raises(SignatureError):
        receipt_proof(bare, 0, inclusion_proof(0, 3, node), SMALL)


def test_another_entry_is_not_proved() -> None:
    with pytest.raises(ProofError, match="does not fit the entry"):
        check_stored(made(1, 3), leaf_hash(b"another"), POLICY)
    with pytest.raises(ProofError, match="does not fit the entry"):
        check_stored(made(1, 3).replace(b"index 1", b"index 7"), LEAF, POLICY)


def test_a_head_that_lacks_the_hub_is_told_as_lacking() -> None:
    proof = made(0, 3).rsplit("—".encode(), 1)[0]
    found = check_stored(proof, LEAF, POLICY)
    assert (found.verdict.safe, found.verdict.lacking) == (False, ("hub",))


def test_a_head_of_an_unknown_log_is_no_receipt() -> None:
    other = parse_policy(f"witness hub {HUB_KEYS[0]}\nquorum hub\n".encode())
    with pytest.raises(SignatureError):
        check_stored(made(0, 3), LEAF, other)
    assert check_stored(made(0, 3), LEAF, other, LOG_KEYS[:1]).verdict.safe


@pytest.mark.parametrize("data", [b"", b"***", b"AAAA", b"\xff\xfe", b"A"])
def test_what_is_no_receipt(data: bytes) -> None:
    with pytest.raises(ProofError):
        check_stored(data, LEAF, POLICY)


@given(st.integers(0, 1200), st.integers(0, 63))
def test_one_letter_changed_proves_nothing(at: int, other: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    code = as_code(made(5, 9))
    at %= len(code)
    changed = code[:at] + letters[other] + code[at + 1 :]
    try:
        found = check_stored(changed.encode(), LEAF, POLICY)
    except LogError:
        return
    assert (
        changed == code
        or not found.verdict.safe
        or found.index != 5
        or (from_code(changed.encode()) == from_code(code.encode()))
    )


def test_a_hub_s_log_proves_that_a_head_was_taken_in() -> None:
    """The same two functions over the hub's own log, which witnesses cosign."""
    head = Checkpoint(origin(LOG.ed25519_public), 3, root_from_nodes(3, node))
    leaf = head_leaf(head_hash(head))
    tree = Frontier().extend([leaf])
    own = Checkpoint(HUB_NAME, 1, tree.root())
    parsed = parse(sign_checkpoint(own, HUB))
    lines = cosign(own, "witness.example.org/w1", OTHER, NOW)
    note = serialise(parsed.text, [*parsed.signatures, *lines])
    hub_log = log_vkeys(HUB.ed25519_public, HUB.mldsa44_public)
    data = receipt_proof(note, 0, (), (hub_log[0], OTHER_KEYS[0]))
    text = f"log {hub_log[0]}\nwitness w {OTHER_KEYS[0]}\nquorum w\n"
    assert check_stored(data, leaf, parse_policy(text.encode())).verdict.safe
