"""OpenTimestamps proofs: made, brought further, read by the reference client too."""

import subprocess
import sys
from pathlib import Path

import pytest
from opentimestamps.core.notary import (
    BitcoinBlockHeaderAttestation,
    PendingAttestation,
    UnknownAttestation,
)
from opentimestamps.core.op import OpSHA1, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from habeas.crypto.digest import sha256
from habeas.timestamps.calendars import (
    MOST,
    MOST_PROOF,
    Commitment,
    MalformedError,
    read_proof,
    tool,
    upgraded,
)
from tests.timestamps.authority import Calendar, written

DATA = b"three lines"
IMPRINT = sha256(DATA)
MADE = Commitment(IMPRINT, bytes(16))
URL = "https://calendar.invalid"


def ots(*words: str) -> str:
    """Run the reference client."""
    code = "from otsclient.args import *; import otsclient.args as a, sys;"
    code += "args = a.parse_ots_args(sys.argv[1:]); args.cmd_func(args)"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        check=False,
        text=True,
    )
    return done.stdout + done.stderr


def test_a_proof_is_pending_then_names_a_block(tmp_path: Path) -> None:
    calendar = Calendar(URL)
    proof = MADE.proof(calendar.submit(MADE.digest))
    found = read_proof(proof)
    assert (found.imprint, found.block) == (IMPRINT, 0)
    ((where, commitment),) = found.pending
    assert where == URL
    assert calendar.further(commitment) is None
    calendar.block = 900_000
    answer = calendar.further(commitment)
    assert answer is not None
    whole = upgraded(proof, commitment, answer)
    assert read_proof(whole).block == 900_000
    (tmp_path / "head").write_bytes(DATA)
    (tmp_path / "head.ots").write_bytes(whole)
    told = ots("info", str(tmp_path / "head.ots"))
    assert IMPRINT.hex() in told
    assert "BitcoinBlockHeaderAttestation(900000)" in told
    assert tool().startswith("opentimestamps 0")


def test_two_commitments_to_one_hash_say_nothing_to_a_calendar() -> None:
    assert MADE.digest != Commitment(IMPRINT, bytes([1]) * 16).digest
    assert MADE.digest != IMPRINT


def attested(*several: object) -> bytes:
    """Return an answer that attests the commitment itself."""
    stamp = Timestamp(MADE.digest)
    stamp.attestations.update(several)
    return written(stamp)


def test_a_block_at_once_is_a_block() -> None:
    answer = attested(
        BitcoinBlockHeaderAttestation(7),
        BitcoinBlockHeaderAttestation(5),
        UnknownAttestation(b"12345678", b"?"),
    )
    assert read_proof(MADE.proof(answer)).block == 5


ANSWERS = {
    "nothing": b"",
    "garbage": b"\x00garbage",
    "a page": b"<html>",
    "more behind it": attested(PendingAttestation(URL)) + b"x",
    "too long": attested(PendingAttestation(URL)) + bytes(MOST),
    "no block": attested(BitcoinBlockHeaderAttestation(0)),
    "a block of another world": attested(BitcoinBlockHeaderAttestation(10**30)),
    "very deep": b"\xf1\x01a" * 300,
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(MalformedError):
        MADE.proof(ANSWERS[answer])
    good = MADE.proof(attested(PendingAttestation(URL)))
    with pytest.raises(MalformedError):
        upgraded(good, MADE.digest, ANSWERS[answer])


def of_sha1() -> bytes:
    stamp = Timestamp(bytes(20))
    stamp.attestations.add(PendingAttestation(URL))
    context = BytesSerializationContext()
    DetachedTimestampFile(OpSHA1(), stamp).serialize(context)
    made: bytes = context.getbytes()
    return made


def test_what_is_no_proof_is_refused() -> None:
    good = MADE.proof(attested(PendingAttestation(URL)))
    for bad in (b"", good[:-1], good + b"x", good + bytes(MOST_PROOF), of_sha1()):
        with pytest.raises(MalformedError):
            read_proof(bad)
    assert len(read_proof(good).imprint) == OpSHA256.DIGEST_LENGTH


def test_every_changed_byte_is_refused_or_read() -> None:
    good = MADE.proof(attested(PendingAttestation(URL)))
    for at in range(len(good)):
        bent = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        try:
            assert len(read_proof(bent).imprint) == 32
        except MalformedError:
            continue


def test_an_answer_for_another_commitment_adds_nothing() -> None:
    good = MADE.proof(attested(PendingAttestation(URL)))
    stamp = Timestamp(bytes(32))
    stamp.attestations.add(BitcoinBlockHeaderAttestation(9))
    assert upgraded(good, bytes(32), written(stamp)) == good
