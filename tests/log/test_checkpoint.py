import struct
from dataclasses import replace

import pytest

from habeas.crypto.sign import (
    Signer,
    ed25519_public,
    ed25519_sign,
    mldsa44_public,
    mldsa44_sign,
    mldsa44_verify,
)
from habeas.log.checkpoint import (
    Checkpoint,
    checkpoint_text,
    cosigned_message,
    log_vkeys,
    open_checkpoint,
    origin,
    parse_checkpoint_text,
    sign_checkpoint,
)
from habeas.log.merkle import EMPTY_ROOT
from habeas.log.note import (
    ED25519,
    MLDSA44_COSIGNATURE,
    Signature,
    key_id,
    parse,
    serialise,
    vkey,
)
from habeas.log.refusal import NoteError, SignatureError

ED_SEED, ML_SEED = bytes(range(32)), bytes(range(32, 64))
ED_PUBLIC, ML_PUBLIC = ed25519_public(ED_SEED), mldsa44_public(ML_SEED)
ORIGIN = f"habeas.org/log/{ED_PUBLIC.hex()}"
KEYS = log_vkeys(ED_PUBLIC, ML_PUBLIC)
CHECKPOINT = Checkpoint(ORIGIN, 17, bytes(range(100, 132)))
TEXT = f"{ORIGIN}\n17\nZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=\n"
NOTE = sign_checkpoint(CHECKPOINT, Signer(ED_SEED, ML_SEED))
ED_LINE, ML_LINE = parse(NOTE).signatures

MISSING = "^This checkpoint lacks a signature that it must have. Nothing was taken in."
WRONG = "^A signature on this checkpoint is wrong. Nothing was taken in."
OTHER_LOG = "^This checkpoint belongs to another log. Nothing was taken in."
NOT_ONE = "^This is not a checkpoint of a log. Nothing was taken in."


def test_the_three_lines() -> None:
    assert origin(ED_PUBLIC) == ORIGIN
    assert checkpoint_text(CHECKPOINT) == TEXT
    assert parse_checkpoint_text(TEXT) == CHECKPOINT


def test_a_log_signs_with_both_keys() -> None:
    assert open_checkpoint(NOTE, KEYS) == CHECKPOINT
    assert parse(NOTE).text == TEXT
    assert [line.name for line in parse(NOTE).signatures] == [ORIGIN, ORIGIN]
    assert ED_LINE.key_id == key_id(ORIGIN, ED25519, ED_PUBLIC)
    assert ML_LINE.key_id == key_id(ORIGIN, MLDSA44_COSIGNATURE, ML_PUBLIC)
    assert ED_LINE.blob == ed25519_sign(ED_SEED, TEXT.encode())
    assert ML_LINE.blob[:8] == bytes(8)
    assert len(ML_LINE.blob) == 8 + 2420


def test_the_cosigned_message_is_that_of_c2sp() -> None:
    """C2SP tlog-cosignature, 'ML-DSA-44 signed message'."""
    expected = (
        b"subtree/v1\n\x00"
        + struct.pack(">B", len(ORIGIN))
        + ORIGIN.encode()
        + struct.pack(">Q", 0)
        + struct.pack(">B", len(ORIGIN))
        + ORIGIN.encode()
        + struct.pack(">QQ", 0, 17)
        + bytes(range(100, 132))
    )
    assert cosigned_message(ORIGIN, CHECKPOINT) == expected
    assert mldsa44_verify(ML_PUBLIC, expected, ML_LINE.blob[8:])
    witness = cosigned_message("w.example", CHECKPOINT, 1679315147)
    assert witness.startswith(b"subtree/v1\n\x00\x09w.example\0\0\0\0d\x18P\xcb")


def test_the_verifier_keys_of_a_log() -> None:
    assert log_vkeys(ED_PUBLIC, ML_PUBLIC) == (
        vkey(ORIGIN, 0x01, ED_PUBLIC),
        vkey(ORIGIN, 0x06, ML_PUBLIC),
    )


def test_each_key_alone_is_enough_when_only_it_is_asked_for() -> None:
    for key in KEYS:
        assert open_checkpoint(NOTE, [key]) == CHECKPOINT


@pytest.mark.parametrize("length", [255, 256])
def test_a_name_has_at_most_255_bytes(length: int) -> None:
    name = "n" * length
    renamed = replace(CHECKPOINT, origin=name)
    if length == 255:
        assert b"\xff" + name.encode() in cosigned_message("w", renamed)
        assert b"\xff" + name.encode() in cosigned_message(name, CHECKPOINT)
        return
    with pytest.raises(
        ValueError, match=r"^a name of more than 255 bytes cannot be cosigned$"
    ):
        cosigned_message(name, CHECKPOINT)
    with pytest.raises(
        ValueError, match=r"^a name of more than 255 bytes cannot be cosigned$"
    ):
        cosigned_message("w", renamed)


def test_a_log_signs_no_other_log() -> None:
    for other in ("habeas.org/log/" + "00" * 32, ORIGIN + "/", "example.com"):
        with pytest.raises(ValueError, match=r"^a log signs its own checkpoints only$"):
            sign_checkpoint(replace(CHECKPOINT, origin=other), Signer(ED_SEED, ML_SEED))


WITNESS_SEED = bytes(range(64, 96))
WITNESS = "witness.example/w1"
WITNESS_KEY = vkey(WITNESS, MLDSA44_COSIGNATURE, mldsa44_public(WITNESS_SEED))


def cosignature(timestamp: int, name: str = WITNESS) -> Signature:
    message = cosigned_message(name, CHECKPOINT, timestamp)
    blob = timestamp.to_bytes(8, "big") + mldsa44_sign(WITNESS_SEED, message)
    return Signature(
        name, key_id(name, MLDSA44_COSIGNATURE, mldsa44_public(WITNESS_SEED)), blob
    )


@pytest.mark.parametrize("timestamp", [0, 1679315147, 2**63 - 1])
def test_a_witness_may_be_asked_for(timestamp: int) -> None:
    note = serialise(TEXT, [ED_LINE, ML_LINE, cosignature(timestamp)])
    assert open_checkpoint(note, [*KEYS, WITNESS_KEY]) == CHECKPOINT
    assert open_checkpoint(note, KEYS) == CHECKPOINT
    with pytest.raises(SignatureError, match=MISSING):
        open_checkpoint(NOTE, [*KEYS, WITNESS_KEY])


def test_time_in_the_far_future_of_the_format_is_refused() -> None:
    note = serialise(TEXT, [ED_LINE, ML_LINE, cosignature(2**63)])
    with pytest.raises(SignatureError, match=WRONG):
        open_checkpoint(note, [*KEYS, WITNESS_KEY])


def test_a_witness_alone_does_not_speak_for_a_log() -> None:
    note = serialise(TEXT, [ED_LINE, ML_LINE, cosignature(1)])
    with pytest.raises(SignatureError, match=OTHER_LOG):
        open_checkpoint(note, [WITNESS_KEY])


def test_a_witness_with_a_name_too_long_to_cosign_is_refused() -> None:
    name = "w" * 256
    public = mldsa44_public(WITNESS_SEED)
    line = replace(
        cosignature(0), name=name, key_id=key_id(name, MLDSA44_COSIGNATURE, public)
    )
    note = serialise(TEXT, [ED_LINE, ML_LINE, line])
    with pytest.raises(SignatureError, match=WRONG):
        open_checkpoint(note, [*KEYS, vkey(name, MLDSA44_COSIGNATURE, public)])


def changed(line: Signature, at: int) -> Signature:
    blob = bytearray(line.blob)
    blob[at] ^= 1
    return replace(line, blob=bytes(blob))


def resigned(checkpoint: Checkpoint, ed_seed: bytes, ml_seed: bytes) -> bytes:
    """Sign with any keys, under the names and key ids of the true ones."""
    text = checkpoint_text(checkpoint)
    message = cosigned_message(ORIGIN, checkpoint)
    return serialise(
        text,
        [
            replace(ED_LINE, blob=ed25519_sign(ed_seed, text.encode())),
            replace(ML_LINE, blob=bytes(8) + mldsa44_sign(ml_seed, message)),
        ],
    )


LARGER = replace(CHECKPOINT, size=18)
ATTACKS = {
    "size raised": (
        serialise(checkpoint_text(LARGER), [ED_LINE, ML_LINE]),
        WRONG,
    ),
    "root changed": (
        serialise(
            checkpoint_text(replace(CHECKPOINT, root=bytes(32))), [ED_LINE, ML_LINE]
        ),
        WRONG,
    ),
    "Ed25519 left out": (serialise(TEXT, [ML_LINE]), MISSING),
    "ML-DSA left out": (serialise(TEXT, [ED_LINE]), MISSING),
    "Ed25519 broken, ML-DSA of the old text": (
        resigned(LARGER, bytes(32), ML_SEED),
        WRONG,
    ),
    "curves broken: Ed25519 forged, ML-DSA not": (
        resigned(LARGER, ED_SEED, bytes(32)),
        WRONG,
    ),
    "Ed25519 bit": (serialise(TEXT, [changed(ED_LINE, 0), ML_LINE]), WRONG),
    "ML-DSA bit": (serialise(TEXT, [ED_LINE, changed(ML_LINE, -1)]), WRONG),
    "ML-DSA timestamp": (serialise(TEXT, [ED_LINE, changed(ML_LINE, 7)]), WRONG),
    "ML-DSA without timestamp": (
        serialise(TEXT, [ED_LINE, replace(ML_LINE, blob=ML_LINE.blob[8:])]),
        WRONG,
    ),
    "ML-DSA with more behind": (
        serialise(TEXT, [ED_LINE, replace(ML_LINE, blob=ML_LINE.blob + b"\x00")]),
        WRONG,
    ),
    "right and wrong signature of one key": (
        serialise(TEXT, [ED_LINE, changed(ED_LINE, 1), ML_LINE]),
        WRONG,
    ),
    "wrong and right signature of one key": (
        serialise(TEXT, [changed(ED_LINE, 1), ED_LINE, ML_LINE]),
        WRONG,
    ),
    "signatures exchanged": (
        serialise(
            TEXT,
            [
                replace(ED_LINE, key_id=ML_LINE.key_id),
                replace(ML_LINE, key_id=ED_LINE.key_id),
            ],
        ),
        WRONG,
    ),
    "signed under another name": (
        serialise(TEXT, [replace(ED_LINE, name="x"), ML_LINE]),
        MISSING,
    ),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attacks_are_refused(attack: tuple[bytes, str]) -> None:
    note, sentence = attack
    with pytest.raises(SignatureError, match=sentence):
        open_checkpoint(note, KEYS)


def test_unknown_signatures_are_ignored() -> None:
    strangers = [
        Signature("stranger.example", b"\x00\x00\x00\x01", b"noise"),
        replace(ED_LINE, key_id=b"\x00\x00\x00\x01"),
        replace(ED_LINE, name="stranger.example"),
    ]
    note = serialise(TEXT, [*strangers, ED_LINE, ML_LINE])
    assert open_checkpoint(note, KEYS) == CHECKPOINT


def test_no_key_is_no_permission() -> None:
    with pytest.raises(SignatureError, match=OTHER_LOG):
        open_checkpoint(NOTE, [])


def test_another_log_cannot_answer_for_this_one() -> None:
    """Its key signs a text with our origin: a valid signature, of the wrong log."""
    seed = bytes(32)
    text = TEXT
    name = origin(ed25519_public(seed))
    key = vkey(name, ED25519, ed25519_public(seed))
    line = Signature(
        name,
        key_id(name, ED25519, ed25519_public(seed)),
        ed25519_sign(seed, text.encode()),
    )
    with pytest.raises(SignatureError, match=OTHER_LOG):
        open_checkpoint(serialise(text, [line]), [key])


OTHER_SPELLINGS = {
    "empty": "",
    "two lines": "\n".join(TEXT.split("\n")[:2]) + "\n",
    "an extension line": TEXT + "extension\n",
    "an empty line": TEXT + "\n",
    "no origin": TEXT.removeprefix(ORIGIN),
    "no final newline": TEXT[:-1],
    "size with a zero in front": TEXT.replace("\n17\n", "\n017\n"),
    "size with a plus": TEXT.replace("\n17\n", "\n+17\n"),
    "negative size": TEXT.replace("\n17\n", "\n-17\n"),
    "no size": TEXT.replace("\n17\n", "\n\n"),
    "size past 2^63": TEXT.replace("\n17\n", f"\n{2**63}\n"),
    "size in other digits": TEXT.replace("\n17\n", "\n\u0661\u0667\n"),
    "root too short": f"{ORIGIN}\n17\nZGVm\n",
    "root of 33 bytes": f"{ORIGIN}\n17\n{'AAAA' * 11}\n",
    "root of 31 bytes": f"{ORIGIN}\n17\n{'AAAA' * 10}AA==\n",
    "root with loose bits": TEXT.replace("goM=", "goN="),
    "root without padding": TEXT.replace("=", ""),
    "empty tree with a root": f"{ORIGIN}\n0\n{'A' * 43}=\n",
    "CRLF": TEXT.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match=NOT_ONE):
        parse_checkpoint_text(text)


@pytest.mark.parametrize("size", [1, 2**63 - 1])
def test_sizes_up_to_2_to_the_63(size: int) -> None:
    checkpoint = replace(CHECKPOINT, size=size)
    assert parse_checkpoint_text(checkpoint_text(checkpoint)) == checkpoint


def test_the_empty_tree_has_its_one_root() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert (
        open_checkpoint(sign_checkpoint(empty, Signer(ED_SEED, ML_SEED)), KEYS) == empty
    )
