"""A token is accepted or refused, by one tool or the other; attacks by name."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from habeas.crypto.digest import sha256
from habeas.timestamps import openssl as program
from habeas.timestamps.judge import judge
from habeas.timestamps.openssl import ask_openssl, lacking
from habeas.timestamps.rfc3161 import MOST, Query, ask_library, query
from habeas.timestamps.verdict import Verdict
from tests.timestamps.authority import (
    BOASTFUL,
    LIBRESSL,
    OLD,
    Stamper,
    fake_openssl,
    openssl,
)

IMPRINT = sha256(b"the head of a log")
GRANTED = bytes.fromhex("3003020100")
WITH_MODS = bytes.fromhex("3003020101")
REJECTED = bytes.fromhex("30053003020102")
DISTANT = timedelta(minutes=5)


@pytest.fixture(scope="module")
def asked() -> Query:
    return query(IMPRINT)


@pytest.fixture(scope="module")
def token(stamper: Stamper, asked: Query) -> bytes:
    return stamper.answer(asked.der)


def test_a_request_holds_the_hash_and_never_the_same_nonce(asked: Query) -> None:
    assert asked.der.count(IMPRINT) == 1
    assert query(IMPRINT).nonce != asked.nonce


def test_a_good_token_is_accepted_by_both(
    stamper: Stamper, token: bytes, asked: Query
) -> None:
    for wanted in (asked, None):
        found = judge(token, IMPRINT, stamper.pem, wanted)
        assert found.holds
        assert [one.split()[0] for one in found.accepted] == [
            "rfc3161-client",
            "OpenSSL",
        ]
        assert found.refused == ()
        assert found.time is not None
        assert abs(datetime.now(UTC) - found.time) < DISTANT  # noqa: TID251 - the tool's


def test_a_token_that_the_library_refuses_is_judged_by_openssl(
    stamper: Stamper, token: bytes, asked: Query
) -> None:
    changed = token.replace(GRANTED, WITH_MODS, 1)
    assert changed != token  # granted, with modifications: RFC 3161 counts it as good
    found = judge(changed, IMPRINT, stamper.pem, asked)
    assert found.holds
    assert found.accepted[0].startswith("OpenSSL")
    assert "not GRANTED" in found.refused[0]


def test_a_token_that_the_library_cannot_read_has_the_time_that_openssl_reads(
    stamper: Stamper, token: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> None:
        raise ValueError("ASN.1 parse error")

    monkeypatch.setattr("habeas.timestamps.rfc3161.decode_timestamp_response", fail)
    found = judge(token, IMPRINT, stamper.pem)
    assert found.holds
    assert found.time is not None
    assert abs(datetime.now(UTC) - found.time) < DISTANT  # noqa: TID251 - the tool's


def refused(found: Verdict, *words: str) -> None:
    """Say that both refused, each for its own reason."""
    assert not found.holds
    assert found.accepted == ()
    assert len(found.refused) == len(words)
    for said, word in zip(found.refused, words, strict=True):
        assert word in said, found.refused


def test_a_token_over_other_bytes_is_refused(
    stamper: Stamper, token: bytes, asked: Query
) -> None:
    other = sha256(b"the head of another log")
    refused(judge(token, other, stamper.pem), "Mismatch", "imprint mismatch")
    mixed = Query(query(other).der, asked.nonce)
    refused(judge(token, other, stamper.pem, mixed), "Mismatch", "imprint mismatch")


def test_an_old_answer_to_a_new_request_is_refused(
    stamper: Stamper, token: bytes
) -> None:
    found = judge(token, IMPRINT, stamper.pem, query(IMPRINT))
    refused(found, "Nonce mismatch", "nonce mismatch")


def test_a_token_by_another_authority_of_the_same_name_is_refused(
    stamper: Stamper, stranger: Stamper, asked: Query
) -> None:
    forged = stranger.answer(asked.der)
    assert judge(forged, IMPRINT, stranger.pem, asked).holds
    refused(judge(forged, IMPRINT, stamper.pem, asked), "verify error", "verify error")


@pytest.mark.parametrize("which", ["expired", "outlived"])
def test_a_token_of_a_time_when_the_certificate_had_run_out_is_refused(
    which: str, asked: Query, request: pytest.FixtureRequest
) -> None:
    one: Stamper = request.getfixturevalue(which)
    found = judge(one.answer(asked.der), IMPRINT, one.pem, asked)
    refused(found, "verify error", "expired")


def test_a_certificate_that_is_not_for_timestamping_is_refused(
    stamper: Stamper, authorities: Path, asked: Query
) -> None:
    folder = authorities / "unfit"
    shutil.copytree(stamper.folder, folder)
    plain = folder / "plain.cnf"
    plain.write_text("keyUsage = digitalSignature\n")
    openssl(
        *("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "ca.pem"),
        *("-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile", plain),
        *("-days", 30, "-out", folder / "plain.pem"),
    )
    token = stamper.answer(asked.der)
    signer = openssl("x509", "-in", folder / "tsa.pem", "-outform", "DER")
    unfit = openssl("x509", "-in", folder / "plain.pem", "-outform", "DER")
    assert signer in token  # what names the signer no longer fits
    assert not judge(token.replace(signer, unfit), IMPRINT, stamper.pem, asked).holds


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "garbage": lambda token: b"\x30\x84\xff\xff\xff\xff" + token[:40],
    "a page": lambda _: b"<html>Welcome to this hotel</html>",
    "truncated": lambda token: token[:-1],
    "half": lambda token: token[: len(token) // 2],
    "more behind it": lambda token: token + b"\x00",
    "rejected": lambda _: REJECTED,
    "one bit of the signature": lambda token: (
        token[:-3] + bytes([token[-3] ^ 1]) + token[-2:]
    ),
    "too long": lambda token: token + bytes(MOST),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_no_answer_is_refused(
    attack: str, stamper: Stamper, token: bytes, asked: Query
) -> None:
    found = judge(ATTACKS[attack](token), IMPRINT, stamper.pem, asked)
    assert not found.holds
    assert found.refused


def test_every_changed_byte_of_a_token_is_refused_or_changes_nothing(
    stamper: Stamper, token: bytes, asked: Query
) -> None:
    good, time = ask_library(token, IMPRINT, stamper.pem, asked.nonce)
    for at in range(0, len(token), 7):
        bent = token[:at] + bytes([token[at] ^ 0x20]) + token[at + 1 :]
        opinion, read = ask_library(bent, IMPRINT, stamper.pem, asked.nonce)
        assert opinion.refusal or read == time, at
    assert not good.refusal


def test_without_a_root_nothing_is_judged(stamper: Stamper, token: bytes) -> None:
    own = (stamper.folder / "tsa.pem").read_bytes()
    for pem in (b"", b"not a certificate", own):
        assert not judge(token, IMPRINT, pem).holds


def test_where_there_is_no_openssl_the_library_judges_alone(
    stamper: Stamper, token: bytes, asked: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = judge(token, IMPRINT, stamper.pem, asked)
    assert found.holds
    assert len(found.accepted) == 1
    assert judge(token, sha256(b"else"), stamper.pem).refused


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exec sleep 60", "it gave no answer"),
        ("exit 1", "the answer holds no token"),
        ("echo token", "the answer holds no token"),
        ("echo 'Time stamp: Feb 31 10:00:00 2026 GMT'", "the answer holds no token"),
        ("echo 'Time stamp: Feb 03 10:00:00 2026 GMT'; [ $2 != -verify ]", "refused"),
    ],
)
def test_an_openssl_that_is_slow_or_says_nonsense_accepts_nothing(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows = '[ "$2" = -help ] && echo "-attime" && exit\n'
    monkeypatch.setenv("PATH", fake_openssl(tmp_path, knows + script))
    monkeypatch.setattr(program, "SECONDS", 0.3)
    found = ask_openssl(bytes(200_000), IMPRINT, b"")
    assert found is not None
    assert found[0].refusal == said


@pytest.mark.parametrize("script", [LIBRESSL, BOASTFUL, OLD])
def test_an_openssl_that_cannot_judge_is_not_asked_and_that_is_said(
    script: str,
    stamper: Stamper,
    token: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lacking() == ""
    monkeypatch.setenv("PATH", fake_openssl(tmp_path, script))
    found = judge(token, IMPRINT, stamper.pem)
    assert (found.holds, found.refused, len(found.accepted)) == (True, (), 1)
    assert "cannot judge timestamps" in lacking()
    monkeypatch.setenv("PATH", "/nowhere")
    assert "was not found" in lacking()


def test_an_openssl_that_cannot_be_started_accepts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "openssl"
    fake.write_text("no program at all")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = ask_openssl(b"token", IMPRINT, b"")
    assert found is not None
    assert "no answer" in str(found[0])
    assert lacking() == ""


def test_two_tools_that_read_two_times_accept_nothing(
    stamper: Stamper, token: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*_: object) -> object:
        opinion, _time = ask_library(token, IMPRINT, stamper.pem, None)
        return opinion, datetime(2020, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("habeas.timestamps.judge.ask_openssl", other)
    refused(judge(token, IMPRINT, stamper.pem), "two times")


def test_an_imprint_of_another_hash_is_refused(
    stamper: Stamper, tmp_path: Path
) -> None:
    config = (stamper.folder / "ca.cnf").read_text()
    config = config.replace("digests = sha256", "digests = sha256,sha3-256")
    (tmp_path / "tsa.cnf").write_text(config)
    openssl(
        *("ts", "-query", "-digest", IMPRINT.hex(), "-sha3-256", "-cert"),
        *("-out", tmp_path / "q.tsq"),
    )
    token = openssl(
        *("ts", "-reply", "-config", tmp_path / "tsa.cnf", "-section", "t"),
        *("-queryfile", tmp_path / "q.tsq", "-inkey", stamper.folder / "tsa.key"),
        *("-signer", stamper.folder / "tsa.pem"),
    )
    opinion, _ = ask_library(token, IMPRINT, stamper.pem, None)
    assert "SHA-256" in opinion.refusal


def test_the_program_shows_no_plaintext_and_leaves_no_file(
    stamper: Stamper, token: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    real = subprocess.run

    def note(words: list[str], **more: object) -> object:
        ran.append(words)
        return real(words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", note)
    assert ask_openssl(token, IMPRINT, stamper.pem) is not None
    for words in ran:
        assert all(not one.startswith("/") or "/dev/fd/" in one for one in words[1:])
