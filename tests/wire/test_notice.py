"""A notice: one spelling, one signature, one device, one size; who may contradict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.boxes import box_fingerprint, box_public, generate_box_key
from habeas.crypto.failure import OpenError
from habeas.crypto.sign import ed25519_public, generate_seed, mldsa44_public
from habeas.errors import BadInputError
from habeas.log.entry import Head
from habeas.wire.joining import HubAt
from habeas.wire.notice import (
    SIZE,
    Notice,
    Word,
    boxed_case,
    is_notice,
    key_hash,
    open_notice,
    read_notice,
    seal_notice,
    sign_notice,
    weigh,
)
from habeas.wire.refusal import WireError
from habeas.wire.signed import sign_text

PRIVATE, SEED, OTHER = generate_box_key(), generate_seed(), generate_seed()
ANN, DORA = ed25519_public(SEED), ed25519_public(OTHER)
HUB = HubAt("https://hub.example.org", "hub", bytes(32), mldsa44_public(SEED))
NOTICE = Notice(
    bytes(16),
    box_fingerprint(box_public(PRIVATE)),
    "contributor",
    5,
    frozenset({ANN}),
    3,
    box_public(generate_box_key()),
    (Head(ANN, 4, bytes(32)),),
    {},
    (HUB,),
)
NOTE = sign_notice(NOTICE, SEED)
SEALED = seal_notice(NOTE, NOTICE.state(), box_public(PRIVATE))


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE,
        replace(NOTICE, role="auditor", logs={ANN: key_hash(b"x"), DORA: bytes(16)}),
        replace(NOTICE, role="out", epoch=0, public=b""),
        replace(NOTICE, seen=(), hubs=(), leads=frozenset({ANN, DORA})),
    ],
    ids=["contributor", "auditor", "out", "bare"],
)
def test_it_is_read_as_it_was_written(notice: Notice) -> None:
    assert read_notice(sign_notice(notice, SEED)) == (notice, ANN)


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_changed_byte_of_it_is_taken(at: int, by: int) -> None:
    data = bytearray(NOTE)
    data[at] ^= by
    with pytest.raises(BadInputError):
        read_notice(bytes(data))


TEXT = NOTICE.text
SEEN = TEXT[TEXT.index("seen") : TEXT.index("hub https")]
SPELLED_OTHERWISE = {
    "no lead": TEXT.replace(f"lead {ANN.hex()}\n", ""),
    "a lead twice": TEXT.replace(f"lead {ANN.hex()}\n", f"lead {ANN.hex()}\n" * 2),
    "another role": TEXT.replace("role contributor", "role lead"),
    "out, with a key": TEXT.replace("role contributor", "role out"),
    "in, without a key": "".join(
        line for line in TEXT.splitlines(keepends=True) if not line.startswith("write")
    ),
    "a key cut short": TEXT.replace("write 3 ", "write 3 AAAA"),
    "number 0": TEXT.replace("number 5", "number 0"),
    "a line more": TEXT + "name Ann\n",
    "seen twice": TEXT.replace("hub https", f"{SEEN}hub https"),
}


@pytest.mark.parametrize("name", SPELLED_OTHERWISE)
def test_another_spelling_is_refused(name: str) -> None:
    with pytest.raises(WireError):
        read_notice(sign_text(SPELLED_OTHERWISE[name], SEED))


def test_it_travels_at_one_size_to_one_device() -> None:
    bare = sign_notice(replace(NOTICE, seen=(), hubs=()), SEED)
    for note in (NOTE, bare):
        made = seal_notice(note, NOTICE.state(), box_public(PRIVATE))
        assert (len(made), is_notice(made), boxed_case(made)) == (SIZE, True, bytes(16))
        assert open_notice(made, PRIVATE) == note
    with pytest.raises(OpenError):
        open_notice(SEALED, generate_box_key())


@given(st.integers(0, SIZE - 1))
def test_no_changed_byte_of_a_sealed_one_opens(at: int) -> None:
    data = bytearray(SEALED)
    data[at] ^= 1
    with pytest.raises((BadInputError, OpenError)):
        open_notice(bytes(data), PRIVATE)


def test_more_logs_than_it_has_room_for_are_refused() -> None:
    logs = {number.to_bytes(32): bytes(16) for number in range(200)}
    with pytest.raises(WireError):
        sign_notice(replace(NOTICE, role="auditor", logs=logs), SEED)


def test_the_state_is_the_same_for_all_who_know_the_same() -> None:
    assert NOTICE.state() == replace(NOTICE, number=9).state()
    assert NOTICE.state() != replace(NOTICE, epoch=4).state()
    assert NOTICE.state() != NOTICE.state(1)


@pytest.mark.parametrize(
    ("signer", "number", "word"),
    [
        (ANN, 6, Word.NEW),
        (ANN, 5, Word.OLD),
        (ANN, 1, Word.OLD),
        (DORA, 4, Word.OLD),
        (DORA, 3, Word.OLD),
        (DORA, 5, Word.AGAINST),
        (DORA, 999, Word.AGAINST),
        (bytes(32), 6, Word.STRANGE),
    ],
    ids=range(8),  # keys are drawn by chance, names of tests are not
)
def test_who_may_say_what_is_weighed(signer: bytes, number: int, word: Word) -> None:
    """Dora led until notice 4; what she signs behind that speaks against the rest."""
    new = replace(NOTICE, number=number)
    assert weigh(NOTICE, {DORA: 4}, new, signer) is word
