"""What a witness cosigns and what it refuses, status by status as C2SP says."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.log.checkpoint import cosigned_at, open_checkpoint
from habeas.log.note import parse, serialise
from habeas.log.refusal import PolicyError
from habeas.witness.cosigning import (
    WitnessRefusal,
    add_checkpoint,
    held_head,
    read_request,
)
from habeas.witness.folder import Witness, begin_again, create_witness, open_witness
from tests.witness.conftest import NAME, NOW, GrowingLog


def add(witness: Witness, body: bytes, now: int = NOW) -> bytes:
    return add_checkpoint(witness, body, lambda: now)


def refused(status: int, held: int | None = None) -> "pytest.RaisesExc[WitnessRefusal]":
    return pytest.raises(
        WitnessRefusal, check=lambda one: (one.status, one.held) == (status, held)
    )


def test_a_log_that_grows_is_cosigned_under_both_keys(
    witness: Witness, log: GrowingLog
) -> None:
    for old, size in ((0, 3), (3, 3), (3, 11), (11, 12)):
        lines = add(witness, log.request(old, size), NOW + size)
        note = log.note(size) + lines
        assert open_checkpoint(note, [*log.vkeys, *witness.vkeys()]) == log.head(size)
        times = [cosigned_at(one.blob) for one in parse(note).signatures[2:]]
        assert times == [NOW + size] * 2
    with witness.head(log.head(1).origin) as head:
        assert held_head(head) == log.head(12)


def test_one_of_the_keys_that_it_trusts_is_enough(
    watch: Callable[..., Witness], log: GrowingLog
) -> None:
    witness = watch(log.vkeys[0])
    parsed = parse(log.note(3))
    stray = parse(GrowingLog(9).note(3)).signatures
    note = serialise(parsed.text, [*stray, parsed.signatures[0]])
    assert add(witness, log.request(0, 3, note))
    with witness.head(log.head(1).origin) as head:
        assert parse(head.read() or b"").signatures == parsed.signatures[:1]


def test_another_old_size_is_told_the_size_that_is_held(
    witness: Witness, log: GrowingLog
) -> None:
    with refused(409, 0):
        add(witness, log.request(2, 3))
    add(witness, log.request(0, 5))
    for old, size in ((0, 7), (4, 7), (6, 7), (0, 5), (3, 4)):
        with refused(409, 5):
            add(witness, log.request(old, size))


def test_two_histories_are_not_both_cosigned(witness: Witness, log: GrowingLog) -> None:
    add(witness, log.request(0, 5))
    other = GrowingLog(salt=b"another history")
    with refused(409, 5):
        add(witness, other.request(5, 5))
    with refused(422):
        add(witness, other.request(5, 9))
    forks = list((witness.folder / "state").glob("*.fork"))
    assert len(forks) == 1
    assert open_checkpoint(forks[0].read_bytes(), log.vkeys) == other.head(5)
    assert add(witness, log.request(5, 9))


def test_a_stranger_and_a_wrong_signature(witness: Witness, log: GrowingLog) -> None:
    with refused(404):
        add(witness, GrowingLog(2).request(0, 3))
    text = parse(log.note(3)).text
    for signatures in (
        parse(GrowingLog(2).note(3)).signatures,
        parse(log.note(4)).signatures,
    ):
        with refused(403):
            add(witness, log.request(0, 3, serialise(text, signatures)))
    assert not list((witness.folder / "state").glob("*[0-9a-f]"))


def test_a_proof_that_proves_nothing(witness: Witness, log: GrowingLog) -> None:
    add(witness, log.request(0, 5))
    good = log.request(5, 9)
    lines = good.split(b"\n")
    for body in (
        good.replace(lines[1] + b"\n", b"", 1),
        good.replace(lines[1], lines[2], 1),
        log.request(5, 9).replace(b"old 5\n", b"old 5\n" + lines[1] + b"\n", 1),
    ):
        with refused(422):
            add(witness, body)
    empty = log.request(0, 3).replace(b"old 0\n", b"old 0\n" + lines[1] + b"\n")
    with refused(409, 5):
        add(witness, empty)


def test_a_proof_from_nothing_must_be_empty(witness: Witness, log: GrowingLog) -> None:
    hash_ = log.request(5, 9).split(b"\n")[1]
    with refused(422):
        add(witness, log.request(0, 3).replace(b"old 0\n", b"old 0\n" + hash_ + b"\n"))


BAD = {
    "nothing": lambda _: b"",
    "no old size": lambda body: body.split(b"\n", 1)[1],
    "a zero in front": lambda body: body.replace(b"old 0", b"old 00"),
    "a sign": lambda body: body.replace(b"old 0", b"old -1"),
    "no empty line": lambda body: body.replace(b"\n\n", b"\n", 1),
    "CRLF": lambda body: body.replace(b"\n", b"\r\n"),
    "no checkpoint": lambda _: b"old 0\n\n",
    "an old size above": lambda body: body.replace(b"old 0", b"old 4"),
    "64 hashes": lambda body: body.replace(
        b"old 0\n", b"old 0\n" + (b"A" * 43 + b"=\n") * 64
    ),
    "a hash with loose bits": lambda body: body.replace(
        b"old 0\n", b"old 0\n" + b"A" * 42 + b"B=\n"
    ),
    "an extension line": lambda body: body.replace(b"=\n\n", b"=\nmore\n\n"),
    "too many signatures": lambda body: body + (body.splitlines()[-2] + b"\n") * 63,
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD.keys())
def test_another_form_is_a_bad_request(
    spoil: Callable[[bytes], bytes], witness: Witness, log: GrowingLog
) -> None:
    with refused(400):
        add(witness, spoil(log.request(0, 3)))


def test_a_request_is_read_to_the_letter(log: GrowingLog) -> None:
    asked = read_request(log.request(5, 9))
    assert (asked.old, asked.head) == (5, log.head(9))


def test_threads_that_ask_at_once_get_one_history(
    witness: Witness,
) -> None:
    """Two histories of one size at once: one is cosigned, whoever is first."""
    bodies = [GrowingLog(salt=bytes([n])).request(0, 4) for n in range(8)]
    told: list[int] = []

    def ask(body: bytes) -> None:
        try:
            add(witness, body)
            told.append(200)
        except WitnessRefusal as refusal:
            told.append(refusal.status)

    threads = [threading.Thread(target=ask, args=(body,)) for body in bodies]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == [200, *[409] * 7]


def test_the_head_is_on_the_disk_before_anything_is_answered(
    witness: Witness, log: GrowingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError):
        add(witness, log.request(0, 3))
    monkeypatch.undo()
    assert add(witness, log.request(0, 3))


def test_a_restored_witness_signs_with_other_keys(
    witness: Witness, log: GrowingLog
) -> None:
    add(witness, log.request(0, 5))
    again = begin_again(witness.folder)
    assert again.name == witness.name
    assert set(again.vkeys()).isdisjoint(witness.vkeys())
    with refused(409, 5):
        add(again, log.request(0, 3))


def test_a_folder_that_is_none(tmp_path: Path, witness: Witness) -> None:
    with pytest.raises(NotFoundError):
        open_witness(tmp_path / "nowhere")
    with pytest.raises(BadInputError):
        create_witness(witness.folder, NAME)
    for name in ("", "two words", "a+b", "é", "x" * 201):
        with pytest.raises(BadInputError):
            create_witness(tmp_path / "new", name)
    (witness.folder / "logs.txt").write_text("witness a b\n")
    with pytest.raises(PolicyError, match="Line 1"):
        witness.logs()
    for text in ("not toml", 'name = "x"\n', 'name = "x"\ned25519_seed = "zz"\n'):
        (witness.folder / "witness.toml").write_text(text)
        with pytest.raises(StorageError):
            open_witness(witness.folder)
