"""A vault of the version before: its keys move once, and everything opens."""

import pytest

from habeas.crypto.boxes import (
    box,
    box_public,
    epochbox_info,
    keybox_info,
)
from habeas.errors import DamagedError, NotFoundError
from habeas.vault import read
from habeas.vault.append import append, open_log
from habeas.vault.case_keys import device_in
from habeas.vault.epochs import epoch_private
from habeas.vault.own_logs import new_log
from habeas.vault.units import unit_key
from habeas.vault.vault import Vault
from tests.vault.opening import Open
from tests.vault.test_log import CASE, COMPARTMENTS, drafts, force, log_of

OLD = """
CREATE TABLE epochs (case_id BLOB NOT NULL, compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL, public BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE epochboxes (case_id BLOB NOT NULL, compartment INTEGER NOT NULL,
  epoch INTEGER NOT NULL, member BLOB NOT NULL, box BLOB NOT NULL,
  PRIMARY KEY (case_id, compartment, epoch, member)) STRICT, WITHOUT ROWID;
CREATE TABLE units (id BLOB PRIMARY KEY, case_id BLOB NOT NULL,
  compartment INTEGER NOT NULL, epoch INTEGER NOT NULL, subject TEXT NOT NULL,
  keybox BLOB) STRICT, WITHOUT ROWID;
CREATE TRIGGER units_stay BEFORE DELETE ON units
BEGIN SELECT RAISE(ABORT, 'units are never removed'); END;
CREATE TRIGGER epochs_stay BEFORE DELETE ON epochs
BEGIN SELECT RAISE(ABORT, 'epochs are never removed'); END;
"""


@pytest.fixture
def old(vaults: Open) -> Vault:
    """Return a vault whose keys lie as the version before laid them."""
    vault = vaults("vault")
    open_log(vault, CASE, new_log(), COMPARTMENTS, drafts(b"first"))
    append(vault, CASE, drafts(b"second", lamport=2))
    db, own = vault.db, box_public(vault.member_private)
    epochs = db.all("SELECT compartment, epoch, key, public FROM epoch_keys")
    units = db.all("SELECT unit, compartment, epoch, subject, key FROM unit_boxes")
    privates = {row[2]: epoch_private(vault, CASE, row[0], row[2]) for row in epochs}
    keys = {row[0]: unit_key(vault, row[0]) for row in units}
    db.make(OLD)
    for place, epoch, key, public in epochs:
        info = epochbox_info(CASE, place, epoch, own)
        made = box(own, privates[key], info)
        db.run("INSERT INTO epochs VALUES (?, ?, ?, ?)", (CASE, place, epoch, public))
        row = (CASE, place, epoch, vault.member, made)
        db.run("INSERT INTO epochboxes VALUES (?, ?, ?, ?, ?)", row)
    for unit, place, epoch, subject, key in units:
        made = box(
            box_public(privates[key]), keys[unit], keybox_info(CASE, place, epoch, unit)
        )
        values = (unit, CASE, place, epoch, subject, made)
        db.run("INSERT INTO units VALUES (?, ?, ?, ?, ?, ?)", values)
    for table in ("epoch_keys", "epoch_now", "epoch_boxes", "unit_boxes", "case_keys"):
        force(vault, f"DELETE FROM {table}")
    return vault


def test_all_opens_and_goes_on(old: Vault, vaults: Open) -> None:
    old.close()
    vault = vaults("vault")
    log = log_of(vault).id
    found = [read.open_body(vault, one) for one in read.entries(vault, log)]
    assert found == [b"first", b"second"]
    append(vault, CASE, drafts(b"third", lamport=3))
    units = {one.unit for one in read.entries(vault, log)}
    assert len(units) == 1, "the unit that was there is used"
    tables = {row[0] for row in vault.db.all("SELECT name FROM sqlite_schema")}
    assert not tables & {"epochs", "epochboxes", "units"}
    assert device_in(vault, CASE) == vault.member
    vault.close()
    again = vaults("vault")
    assert read.open_body(again, read.entry(again, log, 2)) == b"third"


def test_a_destroyed_keybox_stays_destroyed(old: Vault, vaults: Open) -> None:
    old.db.run("UPDATE units SET keybox = NULL")
    old.close()
    vault = vaults("vault")
    with pytest.raises(NotFoundError):
        read.open_body(vault, read.entry(vault, log_of(vault).id, 0))


def test_a_damaged_box_stops_it_and_changes_nothing(old: Vault, vaults: Open) -> None:
    old.db.run("UPDATE epochboxes SET box = zeroblob(length(box))")
    old.close()
    for _ in range(2):
        with pytest.raises(DamagedError):
            vaults("vault")
