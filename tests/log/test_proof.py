import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sign import Signer, ed25519_public, mldsa44_public
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.merkle import leaf_hash, node_hash
from habeas.log.proof import MAX_PROOF, Proof, decode, encode, verify
from habeas.log.refusal import NoteError, ProofError, SignatureError

ED_SEED, ML_SEED = bytes(range(32)), bytes(range(32, 64))
ED_PUBLIC = ed25519_public(ED_SEED)
KEYS = log_vkeys(ED_PUBLIC, mldsa44_public(ML_SEED))
LEAVES = [leaf_hash(bytes([n])) for n in range(3)]
CHECKPOINT = Checkpoint(
    origin(ED_PUBLIC), 3, node_hash(node_hash(LEAVES[0], LEAVES[1]), LEAVES[2])
)
NOTE = sign_checkpoint(CHECKPOINT, Signer(ED_SEED, ML_SEED))
PROOF = Proof(1, (LEAVES[0], LEAVES[2]), NOTE)
HASHES = [base64.b64encode(leaf).decode() for leaf in LEAVES]
TEXT = f"c2sp.org/tlog-proof@v1\nindex 1\n{HASHES[0]}\n{HASHES[2]}\n\n{NOTE.decode()}"
NOT_ONE = "^This is not a proof file in the form of C2SP tlog-proof. Nothing was taken"
DOES_NOT_FIT = "^This proof does not fit the entry. Nothing was taken in."


def test_the_form() -> None:
    assert encode(PROOF) == TEXT.encode()
    assert decode(TEXT.encode()) == PROOF


def test_extra_data_stands_in_the_second_line() -> None:
    proof = replace(PROOF, extra=b"opaque")
    expected = TEXT.replace("@v1\n", "@v1\nextra b3BhcXVl\n", 1)
    assert encode(proof) == expected.encode()
    assert decode(expected.encode()) == proof


def test_a_proof_in_a_log_of_one_entry_has_no_hashes() -> None:
    proof = Proof(0, (), NOTE)
    assert encode(proof).startswith(b"c2sp.org/tlog-proof@v1\nindex 0\n\nhabeas.org/")
    assert decode(encode(proof)) == proof


def test_a_true_proof_gives_its_checkpoint() -> None:
    assert verify(PROOF, LEAVES[1], KEYS) == CHECKPOINT
    assert verify(replace(PROOF, extra=b"anything"), LEAVES[1], KEYS) == CHECKPOINT


FALSE = {
    "another entry": (PROOF, LEAVES[0]),
    "the entry itself, not its leaf hash": (PROOF, b"\x01"),
    "another index": (replace(PROOF, index=0), LEAVES[1]),
    "an index outside": (replace(PROOF, index=3), LEAVES[1]),
    "a hash missing": (replace(PROOF, hashes=PROOF.hashes[:1]), LEAVES[1]),
    "a hash too many": (replace(PROOF, hashes=(*PROOF.hashes, LEAVES[0])), LEAVES[1]),
    "hashes exchanged": (replace(PROOF, hashes=PROOF.hashes[::-1]), LEAVES[1]),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("case", FALSE.values(), ids=FALSE.keys())
def test_a_false_proof_is_refused(case: tuple[Proof, bytes]) -> None:
    with pytest.raises(ProofError, match=DOES_NOT_FIT):
        verify(*case, KEYS)


def test_an_unsigned_or_broken_checkpoint_is_refused() -> None:
    unsigned = replace(PROOF, checkpoint_note=NOTE.replace(b"\n3\n", b"\n4\n"))
    with pytest.raises(SignatureError):
        verify(unsigned, LEAVES[1], KEYS)
    with pytest.raises(SignatureError):
        verify(PROOF, LEAVES[1], [])
    with pytest.raises(NoteError):
        verify(replace(PROOF, checkpoint_note=b"no note"), LEAVES[1], KEYS)


OTHER_SPELLINGS = {
    "empty": "",
    "another version": TEXT.replace("@v1", "@v2"),
    "no first line": TEXT.split("\n", 1)[1],
    "first line only": "c2sp.org/tlog-proof@v1\n\nnote",
    "CRLF": TEXT.replace("\n", "\r\n"),
    "no index": TEXT.replace("index 1\n", ""),
    "index twice": TEXT.replace("index 1\n", "index 1\nindex 1\n"),
    "index with a zero in front": TEXT.replace("index 1", "index 01"),
    "index with a plus": TEXT.replace("index 1", "index +1"),
    "index with a space": TEXT.replace("index 1", "index 1 "),
    "index in upper case": TEXT.replace("index 1", "INDEX 1"),
    "index past 2^63": TEXT.replace("index 1", f"index {2**63}"),
    "index in other digits": TEXT.replace("index 1", "index \u0661"),
    "extra after the index": TEXT.replace("index 1\n", "index 1\nextra b3BhcXVl\n"),
    "extra twice": TEXT.replace("@v1\n", "@v1\nextra b3Bh\nextra b3Bh\n", 1),
    "extra empty": TEXT.replace("@v1\n", "@v1\nextra \n", 1),
    "extra without data": TEXT.replace("@v1\n", "@v1\nextra\n", 1),
    "extra without padding": TEXT.replace("@v1\n", "@v1\nextra b3BhcXV\n", 1),
    "hash too short": TEXT.replace(HASHES[0], "AAAA"),
    "hash too long": TEXT.replace(HASHES[0], "AAAA" * 11),
    "hash with loose bits": TEXT.replace(HASHES[0], "A" * 42 + "B="),
    "hash with a space": TEXT.replace(HASHES[0], HASHES[0] + " "),
    "no blank line": TEXT.replace("\n\n", "\n"),
    "no checkpoint": TEXT.split("\n\n", maxsplit=1)[0] + "\n\n",
}


@pytest.mark.parametrize("text", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_another_spelling_is_refused(text: str) -> None:
    assert text != TEXT
    with pytest.raises(ProofError, match=NOT_ONE):
        decode(text.encode())


BAD_VALUES = {
    "negative index": replace(PROOF, index=-1),
    "index past 2^63": replace(PROOF, index=2**63),
    "short hash": replace(PROOF, hashes=(bytes(31),)),
    "64 hashes": replace(PROOF, hashes=(bytes(32),) * 64),
    "no extra data that is empty": replace(PROOF, extra=b""),
    "no note": replace(PROOF, checkpoint_note=b""),
}


@pytest.mark.parametrize("proof", BAD_VALUES.values(), ids=BAD_VALUES.keys())
def test_values_without_a_spelling_are_refused(proof: Proof) -> None:
    with pytest.raises(ProofError, match=NOT_ONE):
        encode(proof)


def test_the_largest_tree_and_the_largest_file() -> None:
    deep = replace(PROOF, index=2**63 - 1, hashes=(bytes(32),) * 63)
    assert decode(encode(deep)) == deep
    room = MAX_PROOF - len(encode(replace(PROOF, checkpoint_note=b"x"))) + 1
    assert len(encode(replace(PROOF, checkpoint_note=b"x" * room))) == 512 * 1024
    with pytest.raises(ProofError, match=NOT_ONE):
        encode(replace(PROOF, checkpoint_note=b"x" * (room + 1)))


hashes = st.binary(min_size=32, max_size=32)


@given(
    st.integers(0, 2**63 - 1),
    st.lists(hashes, max_size=63),
    st.one_of(st.none(), st.binary(min_size=1, max_size=100)),
)
def test_what_is_written_is_read(
    index: int, path: list[bytes], extra: bytes | None
) -> None:
    proof = Proof(index, tuple(path), NOTE, extra)
    assert decode(encode(proof)) == proof
