"""Who may write, and names large files that cannot be, stops no other file."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.copying.files import large_files, missing_files
from habeas.crypto.digest import sha256
from habeas.vault.arriving import part_of, sealed_size
from habeas.views.records import record
from habeas.wire.parts import PART, seal_parts
from tests.actions.test_members_attacks import forge
from tests.copying.conftest import Team

MEBIBYTE = 1024 * 1024
IDENTITY, STORED = "AGE-SECRET-KEY-1" + "Q" * 58, "ab" * 32


@pytest.fixture
def case(team: Team) -> str:
    """Return a case of ann and bob that eve, who turns against it, writes in."""
    for name in ("bob", "eve"):
        team.enter(name)
    team.sync("ann", "bob", "eve", "ann")
    return team.copies.case


def put_there(team: Team, blobs: Sequence[bytes]) -> None:
    """Put blobs into the hub, as anybody may who writes in the case."""
    hub, id_ = team.server.hub, bytes.fromhex(team.copies.case)
    for data in blobs:
        coming = hub.blobs.receive(id_, sha256(data))
        coming.write(data)
        coming.keep()
        hub.store.things.note_blob(id_, sha256(data), len(data))


def add(desk: Desk, case: str, path: Path, size: int) -> dict[str, Any]:
    """Add a file of this size; return what its record says of it."""
    path.write_bytes(os.urandom(size))
    made = record(desk.views, case, add_file(desk, case, path))
    assert made is not None
    found: dict[str, Any] = made.state.fields["file"]
    return found


def lacks(team: Team, name: str) -> list[str]:
    desk = team.copies.desks[name]
    return [one.stored for one in missing_files(desk, team.copies.case)]


def test_a_file_that_cannot_be_stops_no_other(
    team: Team, case: str, tmp_path: Path
) -> None:
    ann, eve = team.copies.desks["ann"], team.copies.desks["eve"]
    size = PART + MEBIBYTE
    named = {"stored": STORED, "size": size, "identity": IDENTITY, "sha256": "cd" * 32}
    forge(eve, case, "document", {"name": "x", "number": 7, "file": named})
    team.sync("eve", "ann")
    (bogus,) = large_files(ann, case)
    parts = [os.urandom(PART), os.urandom(bogus.size - PART)]
    sealed = seal_parts(IDENTITY, STORED, [sha256(one) for one in parts])
    put_there(team, [*parts, sealed])
    true = add(ann, case, tmp_path / "big.bin", 2 * PART + MEBIBYTE)
    for name in ("ann", "bob"):
        (report,) = team.sync(name)
        assert "not the one that the case names" in report.hubs[0].said(str)
        assert true["stored"] not in lacks(team, name)
    for name in ("ann", "bob"):  # what was seen to be another file is not fetched again
        (report,) = team.sync(name)
        assert report.whole
        assert lacks(team, name) == [STORED]


def test_other_records_hide_no_file(team: Team, case: str, tmp_path: Path) -> None:
    ann, eve = team.copies.desks["ann"], team.copies.desks["eve"]
    true = [
        add(ann, case, tmp_path / str(size), size) for size in (PART + MEBIBYTE, 1000)
    ]
    team.copies.bring("ann", "eve")
    for number, file in enumerate(true):
        for one, size in (("00", 5), ("ff", 2 * PART)):  # before hers, and after
            other = {**file, "size": size, "identity": IDENTITY}
            fields = {"name": "x", "number": 7 + number, "file": other}
            id_ = one * 15 + f"0{number}"
            forge(eve, case, "document", fields, one=id_, lamport=1)
    team.sync("eve", "ann", "bob", "ann", "bob")
    assert lacks(team, "bob") == []


def test_a_list_of_parts_that_are_nowhere_hides_no_other(
    team: Team, case: str, tmp_path: Path
) -> None:
    ann, bob = team.copies.desks["ann"], team.copies.desks["bob"]
    true = add(ann, case, tmp_path / "big.bin", PART + MEBIBYTE)
    lists = [[b"\1" * 32, b"\2" * 32], [sha256(b"x" * PART)] * 2]
    made = [seal_parts(true["identity"], true["stored"], one) for one in lists]
    put_there(team, [*made, b"x" * PART])
    team.sync("ann", "bob")
    assert lacks(team, "bob") == []
    size = sealed_size(bob.vault.exhibits, true["stored"])
    assert size == sealed_size(ann.vault.exhibits, true["stored"])
    assert part_of(bob.vault.exhibits, true["stored"], 1)
