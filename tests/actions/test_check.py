"""Verify: everything that was changed is named, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.check import head_of, verify_case
from habeas.actions.claims import mark_quote
from habeas.actions.desk import Desk
from habeas.actions.identities import set_photo
from habeas.actions.record import open_case, put, withdraw
from habeas.case.codec import Act, Body, decode_body, encode_body
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError
from habeas.log.entry import Head
from habeas.vault import read
from habeas.vault.append import Draft, open_log
from habeas.vault.own_logs import new_log
from habeas.views.db import catch_up
from habeas.views.records import records

Add = Callable[..., str]


@pytest.fixture
def full(desk: Desk, case: str, her: str, add: Add) -> str:
    """Return a case with a document, two claims in it and a photo."""
    one = add()
    fields = {"speaker": her, "stance": "alleged"}
    mark_quote(desk, case, one, fields, "came at night")
    mark_quote(desk, case, one, fields, "denied it")
    identity = put(desk, case, "identity", {"person": her})
    png = b"\x89PNG\r\n\x1a\n" + bytes(99)
    set_photo(desk, case, identity, [png], "given")
    return case


def force(desk: Desk, sql: str, *values: object) -> None:
    """Change what no program of ours can: as somebody with the key and an editor."""
    for row in desk.vault.db.all("SELECT name FROM sqlite_schema WHERE type='trigger'"):
        desk.vault.db.run(f"DROP TRIGGER {row[0]}")
    desk.vault.db.run(sql, values)


def test_a_whole_case_is_clean_and_counted(desk: Desk, full: str) -> None:
    steps: list[int] = []
    report = verify_case(desk, full, steps.append)
    assert report.clean
    assert (report.entries, report.files, report.passages) == (10, 3, 2)
    assert (report.erased, report.newer, report.faults) == (0, 0, [])
    assert steps == list(range(1, 16))


def edit(name: str, old: str, new: str) -> str:
    return (
        f"UPDATE entries SET {name} = CAST(replace(CAST({name} AS TEXT),"
        f" '{old}', '{new}') AS BLOB) WHERE position = 2"
    )


CHANGED: dict[str, str] = {
    "a sealed body": "UPDATE entries SET sealed = x'00' WHERE position = 2",
    "an envelope": "UPDATE entries SET envelope = x'00' WHERE position = 2",
    "an envelope's place": edit("envelope", "index 2", "index 7"),
    "an envelope's compartment": edit("envelope", "compartment 1", "compartment 3"),
    "an envelope's case": edit("envelope", "\ncase ", "\ncase 0"),
    "two bodies exchanged": "UPDATE entries SET sealed = (SELECT sealed FROM entries"
    " WHERE position = 4) WHERE position = 2",
    "a Lamport counter": "UPDATE entries SET lamport = 99 WHERE position = 2",
    "the last entry removed": "DELETE FROM entries WHERE position = 9",
    "an entry in the middle removed": "DELETE FROM entries WHERE position = 4",
    "the newest head removed": "DELETE FROM checkpoints WHERE size = 10",
    "the newest head changed": "UPDATE checkpoints SET note = x'00' WHERE size = 10",
    "a head signed over less": "UPDATE checkpoints SET note = (SELECT note FROM"
    " checkpoints WHERE size = 3) WHERE size = 10",
    "every head removed": "DELETE FROM checkpoints",
    "the log's second key": "UPDATE logs SET mldsa44_public = zeroblob(1312)",
}


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("name", CHANGED)
def test_what_was_changed_is_named(name: str, desk: Desk, full: str) -> None:
    force(desk, CHANGED[name])
    report = verify_case(desk, full)
    assert report.faults
    for fault in report.faults:
        assert fault.what.endswith(".")
        assert fault.where


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("how", ["removed", "cut", "a bit flipped"])
def test_a_damaged_file_is_named(number: int, how: str, desk: Desk, full: str) -> None:
    folder = desk.vault.folder / "exhibits"
    path: Path = sorted(folder.rglob("*.age"))[number]
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(data if how == "a bit flipped" else data[:-1])
    report = verify_case(desk, full)
    assert report.files == 3
    places = {fault.where.split()[0] for fault in report.faults}
    assert places & {"document", "extract", "photo"}


def test_files_of_what_was_withdrawn_or_replaced_are_checked_as_well(
    desk: Desk, full: str
) -> None:
    (identity,) = records(desk.views, full, "identity")
    png = b"\x89PNG\r\n\x1a\n" + bytes(88)
    set_photo(desk, full, identity.id, [png], "a better one")
    withdraw(desk, full, identity.id, reason="wrong person")
    (line,) = records(desk.views, full, "document")
    withdraw(desk, full, line.id, reason="wrong file")
    report = verify_case(desk, full)
    assert (report.clean, report.files) == (True, 4)


def test_what_is_lost_is_named_and_the_rest_is_compared_all_the_same(
    desk: Desk, full: str
) -> None:
    """Its leaf in the tree may have outlived an entry: then the head still tells."""
    force(desk, "DELETE FROM entries WHERE position IN (3, 4, 6)")
    report = verify_case(desk, full)
    assert report.entries == 7
    lost = [one.where[9:] for one in report.faults if "cannot be read" in one.what]
    assert lost == ["3–4", "6"]
    assert not any("head" in one.what for one in report.faults)
    desk.vault.db.run("DELETE FROM nodes WHERE level = 0 AND position = 4")
    told = [one.what for one in verify_case(desk, full).faults]
    assert any("head cannot be compared" in what for what in told)


def test_a_content_that_nobody_erased_is_missed(desk: Desk, full: str) -> None:
    desk.vault.db.run("UPDATE entries SET sealed = NULL WHERE position = 2")
    report = verify_case(desk, full)
    assert ["no erasure names it" in one.what for one in report.faults] == [True]
    assert report.erased == 0


def test_a_newer_entry_is_counted_and_no_fault(
    desk: Desk, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.case.codec._VERSION", 2)
    put(desk, full, "note", {"text": {"lang": "en", "text": "x"}})
    monkeypatch.undo()
    report = verify_case(desk, full)
    assert (report.clean, report.newer) == (True, 1)


def test_a_forged_passage_is_named(desk: Desk, full: str) -> None:
    desk.views.db.run(
        "UPDATE records SET state = CAST(replace(CAST(state AS TEXT),"
        " 'denied it', 'signed it') AS BLOB)"
    )
    (fault,) = verify_case(desk, full).faults
    assert "passage" in fault.what


def test_a_head_that_an_entry_claims_to_have_seen_is_checked(
    desk: Desk, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "x"}}, "test")
    ((own, _, _),), ((foreign, size, root),) = (
        head_of(desk, one) for one in (full, other)
    )
    for claimed in (
        Head(bytes([7] * 32), 3, bytes(32)),  # a log that is not here
        Head(bytes.fromhex(foreign), size, bytes.fromhex(root)),  # of another case
    ):
        with monkeypatch.context() as forged:
            forged.setattr("habeas.vault.append._seen", lambda *_, c=claimed: (c,))
            put(desk, full, "note", {"text": {"lang": "en", "text": "x"}})
    report = verify_case(desk, full)
    assert [one.where for one in report.faults] == [f"{own[:8]} 10–11"]
    assert report.erased == 0


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("log", {"mldsa44": "AAAA", "software": "other"}),
        ("log", {"software": "other"}),
        ("case", {"title": {"lang": "en", "text": "x"}}),
    ],
)
def test_a_log_must_begin_by_naming_the_second_key_that_signs_it(
    kind: str, fields: dict[str, object], desk: Desk
) -> None:
    """Or a stranger with the bundle alone could not tell which key it is."""
    body = Body(
        salt=bytes(32),
        act=Act.PUT,
        type=kind,
        id="1" * 32,
        by="2" * 64,
        at=desk.clock.now(),
        lamport=1,
        fields=fields,
    )
    case = bytes(range(16))
    open_log(desk.vault, case, new_log(), [1], [Draft(1, "", encode_body(body), 1)])
    catch_up(desk.vault, desk.views)
    (fault,) = verify_case(desk, case.hex()).faults
    assert fault.where.endswith(" 0")


def test_the_commitment_is_the_hash_of_the_body_alone(desk: Desk, full: str) -> None:
    """What a stranger checks with sha256sum."""
    (log,) = read.logs(desk.vault, bytes.fromhex(full))
    for stored in read.entries(desk.vault, log.id):
        body = read.open_body(desk.vault, stored)
        assert f"commit sha256:{sha256(body).hex()}\n".encode() in stored.envelope
        assert encode_body(decode_body(body)) == body
    with pytest.raises(HabeasError):
        verify_case(desk, "0" * 32)
