"""A receipt that both sides sign: one spelling, and every attack on it is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sign import ed25519_public, ed25519_sign
from habeas.log.note import Signature, key_id, parse, serialise
from habeas.log.receipt import (
    LINES,
    LONGEST,
    Receipt,
    as_code,
    countersigned,
    fingerprint,
    read_receipt,
    signature,
    write_receipt,
)
from habeas.log.refusal import LogError, SignatureError

VECTORS = Path(__file__).parents[2] / "docs/spec/vectors/receipt.json"
VECTOR = json.loads(VECTORS.read_text("utf-8"))
GIVER, TAKER = (bytes.fromhex(VECTOR[f"{who}_seed"]) for who in ("giver", "receiver"))
OTHER = bytes([3]) * 32
LOG, THEIRS = ed25519_public(GIVER), ed25519_public(TAKER)
RECEIPT = read_receipt(VECTOR["note"].encode()).receipt
TOLD = RECEIPT.told


def sign(receipt: Receipt, seed: bytes) -> Signature:
    return signature(ed25519_public(seed), ed25519_sign(seed, receipt.text.encode()))


def released(receipt: Receipt = RECEIPT) -> bytes:
    return write_receipt(receipt, [sign(receipt, GIVER)])


def both() -> bytes:
    return countersigned(read_receipt(released()), sign(RECEIPT, TAKER))


def test_the_vector_of_the_spec() -> None:
    assert both().decode() == VECTOR["note"]
    assert as_code(both()) == VECTOR["code"]
    assert (fingerprint(LOG), fingerprint(THEIRS)) == (
        VECTOR["giver"],
        VECTOR["receiver"],
    )


def test_the_giver_then_the_receiver() -> None:
    one = read_receipt(released())
    assert (one.receipt, one.released, one.receivers) == (RECEIPT, True, ())
    two = read_receipt(both())
    assert (two.receipt, two.released, two.receivers) == (RECEIPT, True, (THEIRS,))


def test_signing_twice_is_signing_once() -> None:
    assert countersigned(read_receipt(both()), sign(RECEIPT, TAKER)) == both()


@pytest.mark.parametrize(
    "changed",
    [
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: b"\n \n" + note + b"\n\n",
        lambda note: as_code(note).encode(),
        lambda note: as_code(note).encode() + b"\n",
        lambda note: b"\n".join(
            as_code(note).encode()[at : at + 40] for at in range(0, 2000, 40)
        ),
    ],
    ids=["line ends", "blanks", "code", "a line of code", "lines of code"],
)
def test_it_may_come_as_a_file_or_as_a_code(changed: Callable[[bytes], bytes]) -> None:
    assert read_receipt(changed(both())).note == both()


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "too long": lambda note: note + b" " * LONGEST,
    "no signature": lambda note: note.partition(b"\n\n")[0] + b"\n\n",
    "another seal": lambda note: note.replace(b"seal K-1", b"seal K-2"),
    "another exhibit": lambda note: note.replace(b"exhibit 3", b"exhibit 4"),
    "another entry": lambda note: note.replace(b" 17 ", b" 18 "),
    "a number in another spelling": lambda note: note.replace(b" 17 ", b" 017 "),
    "capital letters": lambda note: note.replace(
        LOG.hex().encode(), LOG.hex().upper().encode()
    ),
    "a line more": lambda note: note.replace(b"seal K-1", b"seal K-1\nfine 7"),
    "a line twice": lambda note: note.replace(b"seal K-1", b"seal K-1\nseal K-1"),
    "lines in another order": lambda note: note.replace(
        b"event handed\nfrom Counsel 1", b"from Counsel 1\nevent handed"
    ),
    "an empty line of words": lambda note: note.replace(b"seal K-1", b"seal "),
    "two spaces": lambda note: note.replace(b"seal K-1", b"seal  K-1"),
    "a mark of direction": lambda note: note.replace(b"K-1", "K\u202e1".encode()),
    "another kind of note": lambda note: note.replace(b"custody-receipt", b"log"),
    "another version": lambda note: note.replace(b"/v1", b"/v2"),
    "no entry": lambda note: note.replace(b"entry ", b"entries "),
    "letters that are no code": lambda _: b"not a receipt at all",
    "a code of something else": lambda _: as_code(b"something else").encode(),
    "a name that is no log": lambda note: note.replace(
        b"habeas.org/log/", b"habeas.org/lag/"
    ),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_attacks_are_refused(attack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(LogError):
        read_receipt(attack(both()))


def test_a_signature_of_another_text_is_refused() -> None:
    other = Receipt(LOG, 17, bytes(32), TOLD)
    forged = write_receipt(RECEIPT, [sign(RECEIPT, GIVER), sign(other, TAKER)])
    with pytest.raises(SignatureError):
        read_receipt(forged)


def test_a_signature_under_another_name_is_refused() -> None:
    line = sign(RECEIPT, OTHER)
    name = f"habeas.org/log/{THEIRS.hex()}"
    stolen = Signature(name, key_id(name, 1, THEIRS), line.blob)
    with pytest.raises(SignatureError):
        read_receipt(write_receipt(RECEIPT, [stolen]))


def test_a_crowd_of_signatures_is_refused() -> None:
    with pytest.raises(SignatureError):
        read_receipt(write_receipt(RECEIPT, [sign(RECEIPT, GIVER)] * 9))


@pytest.mark.parametrize(
    "told",
    [
        {"colour": "grey"},
        {"what": ""},
        {"what": "a\nb"},
        {"what": " a"},
        {"what": "x" * 501},
    ],
)
def test_what_is_no_line_is_never_written(told: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="plain lines"):
        write_receipt(Receipt(LOG, 1, bytes(32), told), [])


WORDS = st.text(min_size=1, max_size=60).map(
    lambda text: " ".join("".join(c for c in text if c.isprintable()).split())
)


@given(
    st.dictionaries(st.sampled_from(LINES), WORDS.filter(bool)),
    st.integers(0, 2**53),
    st.integers(0, 5000),
)
def test_what_is_written_is_read_and_no_flipped_bit_is(
    told: dict[str, str], index: int, flip: int
) -> None:
    receipt = Receipt(LOG, index, bytes(32), told)
    note = released(receipt)
    assert read_receipt(note).receipt == receipt
    changed = bytearray(note)
    changed[flip % len(note)] ^= 1 << flip % 8
    try:
        found = read_receipt(bytes(changed))
    except LogError:
        return
    assert found.note == note  # a line end or a blank at an edge, and nothing else


def test_a_checkpoint_is_no_receipt_and_no_receipt_is_a_checkpoint() -> None:
    text = f"habeas.org/log/{LOG.hex()}\n9\n{'A' * 43}=\n"
    blob = ed25519_sign(GIVER, text.encode())
    with pytest.raises(LogError):
        read_receipt(serialise(text, [signature(LOG, blob)]))
    assert parse(both()).text.count("\n") > 3
