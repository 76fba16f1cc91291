"""The log of a vault: appended durably, never changed, never continued by a copy."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from habeas.crypto.digest import sha256
from habeas.crypto.passphrase import KdfParams
from habeas.crypto.seal import seal, seal_context
from habeas.errors import (
    DamagedError,
    HabeasError,
    LockedError,
    NotFoundError,
    RefusedError,
)
from habeas.log.checkpoint import log_vkeys, open_checkpoint
from habeas.log.entry import decode
from habeas.log.merkle import leaf_hash, root
from habeas.vault import append as append_module
from habeas.vault import read
from habeas.vault.append import Draft, append, open_log, superseded
from habeas.vault.own_logs import new_log, own_log
from habeas.vault.vault import Vault, create_vault
from tests.vault.opening import Open

CASE, OTHER_CASE = bytes(16), bytes([1] * 16)
COMPARTMENTS = (1, 2, 3, 4)


def drafts(*bodies: bytes, lamport: int = 1, place: int = 1) -> list[Draft]:
    return [Draft(place, "", one, lamport + n) for n, one in enumerate(bodies)]


@pytest.fixture
def vault(vaults: Open) -> Vault:
    made = vaults("vault")
    open_log(made, CASE, new_log(), COMPARTMENTS, drafts(b"first"))
    return made


def bodies(vault: Vault, case: bytes = CASE) -> list[list[bytes]]:
    return [
        [read.open_body(vault, one) for one in read.entries(vault, log.id)]
        for log in read.logs(vault, case)
    ]


def log_of(vault: Vault, case: bytes = CASE) -> read.LogInfo:
    (log,) = read.logs(vault, case)
    return log


def append_and_fail(vault: Vault) -> None:
    with vault.transaction() as db:
        own = own_log(db, CASE)
        place = append_module._Place(CASE, own.id, ())
        tree = read.frontier(db, own.id)
        append_module._append(vault, place, own, tree, drafts(b"second", lamport=2))
        raise KeyError


class TestAppend:
    def test_entries_come_back_in_order_after_unlocking(
        self, vault: Vault, vaults: Open
    ) -> None:
        log = log_of(vault).id.hex()
        assert append(vault, CASE, drafts(b"second", b"third", lamport=2)) == [
            (log, 1),
            (log, 2),
        ]
        vault.close()
        again = vaults("vault")
        assert bodies(again) == [[b"first", b"second", b"third"]]
        assert read.lamport(again, CASE) == 3

    def test_an_envelope_commits_to_the_body_and_names_its_place(
        self, vault: Vault
    ) -> None:
        append(vault, CASE, [Draft(3, "1" * 32, b"medical", 2)])
        stored = read.entry(vault, log_of(vault).id, 1)
        envelope = decode(stored.envelope)
        assert stored.sealed is not None
        assert envelope.case == CASE
        assert envelope.log == log_of(vault).id
        assert (envelope.index, envelope.compartment, envelope.epoch) == (1, 3, 1)
        assert envelope.commit == sha256(b"medical")
        assert envelope.body_hash == sha256(stored.sealed)
        assert envelope.body_size == len(stored.sealed)
        assert b"medical" not in stored.sealed

    @pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 16, 33])
    def test_the_signed_head_is_the_root_of_the_envelopes(
        self, count: int, vault: Vault
    ) -> None:
        if count > 1:
            append(vault, CASE, drafts(*[b"x"] * (count - 1), lamport=2))
        log = log_of(vault)
        leaves = [leaf_hash(one.envelope) for one in read.entries(vault, log.id)]
        head = open_checkpoint(read.head(vault, log.id), log_vkeys(log.id, log.mldsa44))
        assert (head.size, head.root) == (count, root(leaves))
        for size in range(1, count + 1):
            assert read.root_at(vault, log.id, size) == root(leaves[:size])

    def test_more_than_a_page_of_entries(self, vault: Vault) -> None:
        append(vault, CASE, drafts(*[b"x"] * 2001, lamport=2))
        log = log_of(vault).id
        assert [one.index for one in read.entries(vault, log)] == list(range(2002))
        assert [one.index for one in read.entries(vault, log, 1999)] == [
            1999,
            2000,
            2001,
        ]

    def test_one_signed_head_for_one_append(self, vault: Vault) -> None:
        append(vault, CASE, drafts(b"a", b"b", b"c", lamport=2))
        assert vault.db.all("SELECT size FROM checkpoints ORDER BY size") == [
            (1,),
            (4,),
        ]

    def test_each_person_in_each_compartment_has_a_unit_key_of_their_own(
        self, vault: Vault
    ) -> None:
        places = [(2, "1" * 32), (2, "2" * 32), (2, "1" * 32), (3, "1" * 32), (1, "")]
        append(vault, CASE, [Draft(c, s, b"x", 2) for c, s in places])
        log = log_of(vault).id
        units = [one.unit for one in read.entries(vault, log)]
        assert units[1] == units[3]
        assert units[0] == units[5]
        assert len(set(units)) == 4

    def test_nothing_is_kept_of_an_append_that_fails(
        self, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> bytes:
            raise KeyError

        with monkeypatch.context() as broken:
            broken.setattr(append_module, "sign_checkpoint", refuse)
            with pytest.raises(KeyError):
                append(vault, CASE, drafts(b"second", lamport=2))
            with pytest.raises(KeyError):
                open_log(vault, OTHER_CASE, new_log(), COMPARTMENTS, drafts(b"x"))
        assert bodies(vault) == [[b"first"]]
        assert read.cases(vault) == [CASE]
        assert superseded(vault, CASE) is None
        append(vault, CASE, drafts(b"second", lamport=2))
        assert bodies(vault) == [[b"first", b"second"]]

    def test_a_commit_that_fails_takes_its_note_back(self, vault: Vault) -> None:
        """Or a full disk would begin a new log each time."""
        with pytest.raises(KeyError):
            append_and_fail(vault)
        assert bodies(vault) == [[b"first"]]
        assert superseded(vault, CASE) is None

    def test_cases_do_not_touch_each_other(self, vault: Vault) -> None:
        open_log(vault, OTHER_CASE, new_log(), COMPARTMENTS, drafts(b"other"))
        append(vault, CASE, drafts(b"second", lamport=2))
        assert bodies(vault) == [[b"first", b"second"]]
        assert bodies(vault, OTHER_CASE) == [[b"other"]]
        assert read.cases(vault) == [CASE, OTHER_CASE]
        assert read.case_of(vault, log_of(vault, OTHER_CASE).id) == OTHER_CASE
        assert log_of(vault).id != log_of(vault, OTHER_CASE).id


class TestNotThere:
    def test_a_case(self, vault: Vault) -> None:
        for ask in (read.logs, superseded):
            with pytest.raises(NotFoundError):
                ask(vault, OTHER_CASE)
        with pytest.raises(NotFoundError):
            append(vault, OTHER_CASE, drafts(b"x"))
        assert read.lamport(vault, OTHER_CASE) == 0

    def test_a_log(self, vault: Vault) -> None:
        assert list(read.entries(vault, bytes(32))) == []
        for ask in (read.head, read.case_of):
            with pytest.raises(NotFoundError):
                ask(vault, bytes(32))

    def test_an_entry(self, vault: Vault) -> None:
        with pytest.raises(NotFoundError, match="7"):
            read.entry(vault, log_of(vault).id, 7)

    def test_a_tree_larger_than_the_log(self, vault: Vault) -> None:
        with pytest.raises(DamagedError):
            read.root_at(vault, log_of(vault).id, 9)

    def test_a_compartment(self, vault: Vault) -> None:
        with pytest.raises(NotFoundError):
            append(vault, CASE, drafts(b"x", lamport=2, place=9))
        assert bodies(vault) == [[b"first"]]


ENTRY = "SELECT log, position, envelope, sealed, unit, lamport FROM entries"
FORBIDDEN = {
    "remove an entry": "DELETE FROM entries",
    "change an envelope": "UPDATE entries SET envelope = x'00'",
    "change a sealed body": "UPDATE entries SET sealed = x'00'",
    "move an entry": "UPDATE entries SET position = position + 1",
    "renumber an entry": "UPDATE entries SET lamport = 9",
    "give an entry to another unit": "UPDATE entries SET unit = x'00'",
    "replace an entry": f"INSERT OR REPLACE INTO entries {ENTRY}",
    "ignore an entry": f"REPLACE INTO entries {ENTRY}",
    "replace on update": "UPDATE OR REPLACE entries SET position = 0",
    "an upsert": f"INSERT INTO entries {ENTRY} WHERE true"
    " ON CONFLICT DO UPDATE SET envelope = x'00'",
    "leave a gap": "INSERT INTO entries SELECT log, position + 2, envelope, sealed,"
    " unit, lamport FROM entries",
    "remove a head": "DELETE FROM checkpoints",
    "change a head": "UPDATE checkpoints SET note = x'00'",
    "replace a head": "INSERT OR REPLACE INTO checkpoints SELECT log, size, x'00'"
    " FROM checkpoints",
    "a head of an earlier size": "INSERT INTO checkpoints SELECT log, 0, note"
    " FROM checkpoints",
    "remove a node": "DELETE FROM nodes",
    "change a node": "UPDATE nodes SET hash = x'00'",
    "replace a node": "INSERT OR REPLACE INTO nodes SELECT log, level, position, x'00'"
    " FROM nodes",
    "remove a log": "DELETE FROM logs",
    "change a log's keys": "UPDATE logs SET ed25519_seed = x'00'",
    "replace a log": "INSERT OR REPLACE INTO logs SELECT id, case_id, x'00', x'00',"
    " x'00', opened FROM logs",
    "replace a log by its number": "INSERT OR REPLACE INTO logs SELECT x'00', case_id,"
    " x'00', x'00', x'00', opened FROM logs",
    "an entry of no log": "INSERT INTO entries VALUES (x'00', 0, x'00', x'00', x'', 1)",
    "remove an epoch": "DELETE FROM epoch_keys",
    "change an epoch's key": "UPDATE epoch_keys SET public = x'00'",
    "replace an epoch": "INSERT OR REPLACE INTO epoch_keys SELECT case_id, compartment,"
    " epoch, key, x'00' FROM epoch_keys",
    "remove a unit": "DELETE FROM unit_boxes",
    "change a unit": "UPDATE unit_boxes SET subject = 'x'",
    "move a unit": "UPDATE unit_boxes SET key = x'00'",
    "change a keybox": "UPDATE unit_boxes SET box = x'00'",
    "replace a unit": "INSERT OR REPLACE INTO unit_boxes SELECT unit, case_id,"
    " compartment, epoch, key, subject, own, id, x'00' FROM unit_boxes",
    "remove an epochbox": "DELETE FROM epoch_boxes",
    "change an epochbox": "UPDATE epoch_boxes SET box = x'00'",
    "change the keys in a case": "UPDATE case_keys SET request_seed = x'00'",
}


def contents(vault: Vault) -> Sequence[object]:
    tables = ("entries", "checkpoints", "nodes", "logs", "epoch_keys", "unit_boxes")
    return [vault.db.all(f"SELECT * FROM {one} ORDER BY 1, 2, 3") for one in tables]


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_recorded_is_never_changed(
    name: str, recursive: str, vault: Vault
) -> None:
    vault.db.run(f"PRAGMA recursive_triggers = {recursive}")
    before = contents(vault)
    with pytest.raises(RefusedError, match="never changed"):
        vault.db.run(FORBIDDEN[name])
    assert contents(vault) == before


def test_a_body_may_be_erased_and_the_log_still_verifies(vault: Vault) -> None:
    append(vault, CASE, drafts(b"second", lamport=2))
    log = log_of(vault).id
    before = read.head(vault, log)
    vault.db.run("UPDATE entries SET sealed = NULL WHERE position = 1")
    with pytest.raises(NotFoundError, match="erased"):
        read.open_body(vault, read.entry(vault, log, 1))
    leaves = [leaf_hash(one.envelope) for one in read.entries(vault, log)]
    assert read.root_at(vault, log, 2) == root(leaves)
    assert read.head(vault, log) == before
    append(vault, CASE, drafts(b"third", lamport=3))


def test_without_its_keybox_an_entry_is_closed(vault: Vault, vaults: Open) -> None:
    vault.db.run("UPDATE unit_boxes SET box = NULL")
    vault.close()
    again = vaults("vault")
    with pytest.raises(NotFoundError, match="key"):
        read.open_body(again, read.entry(again, log_of(again).id, 0))


def force(vault: Vault, sql: str) -> None:
    """Change what no program of ours can: as somebody with the key and an editor."""
    for name in vault.db.all("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        vault.db.run(f"DROP TRIGGER {name[0]}")
    vault.db.run(sql)


CHANGED = {
    "the sealed body": "UPDATE entries SET sealed = zeroblob(length(sealed))",
    "a short sealed body": "UPDATE entries SET sealed = x'00'",
    "the envelope": "UPDATE entries SET envelope = x'00'",
    "the envelope's place": "UPDATE entries SET envelope ="
    " CAST(replace(CAST(envelope AS TEXT), 'index 0', 'index 5') AS BLOB)",
    "the envelope's commitment": "UPDATE entries SET envelope ="
    " CAST(replace(CAST(envelope AS TEXT), 'commit sha256:', 'commit sha256:"
    + "0" * 64
    + "') AS BLOB)",
    "the keybox": "UPDATE unit_boxes SET box = CAST(substr(box, 1,"
    " length(box) - 9) || zeroblob(9) AS BLOB)",
}


@pytest.mark.parametrize("name", CHANGED)
def test_whatever_was_changed_the_body_does_not_open(
    name: str, vault: Vault, vaults: Open
) -> None:
    force(vault, CHANGED[name])
    vault.close()
    again = vaults("vault")
    with pytest.raises(DamagedError):
        read.open_body(again, read.entry(again, log_of(again).id, 0))


def test_a_body_sealed_twice_is_not_what_the_envelope_commits_to(
    vault: Vault,
) -> None:
    """Whoever has the unit key can seal another body; the commitment refuses it."""
    log = log_of(vault)
    stored = read.entry(vault, log.id, 0)
    envelope = decode(stored.envelope)
    context = seal_context(CASE, log.id, 0, 1, 1)
    forged = seal(vault.unit_keys[stored.unit], context, b"forged")
    assert envelope.commit == sha256(b"first")
    with pytest.raises(DamagedError):
        read.open_body(
            vault,
            read.Stored(log.id, 0, stored.envelope, forged, stored.unit, 1),
        )


def test_a_closed_compartment(vault: Vault, vaults: Open) -> None:
    force(vault, "DELETE FROM epoch_boxes")
    vault.close()
    again = vaults("vault")
    with pytest.raises(NotFoundError, match="closed"):
        read.open_body(again, read.entry(again, log_of(again).id, 0))


def test_a_missing_node_is_damage(vault: Vault) -> None:
    force(vault, "DELETE FROM nodes")
    with pytest.raises(DamagedError):
        append(vault, CASE, drafts(b"second", lamport=2))


UNSIGNED = {
    "a node of the tree": "UPDATE nodes SET hash = zeroblob(32)",
    "the last entry gone": "DELETE FROM entries WHERE position = 2",
    "no head": "DELETE FROM checkpoints",
    "the newest head gone": "DELETE FROM checkpoints WHERE size = 3",
    "a head that nobody signed": "UPDATE checkpoints SET note = x'00'",
    "a head of the other key": "UPDATE logs SET mldsa44_public = zeroblob(1312)",
    "an older head again": "UPDATE checkpoints SET note ="
    " (SELECT note FROM checkpoints WHERE size = 1)",
}


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("name", UNSIGNED)
def test_nothing_is_added_to_a_log_that_is_not_what_was_signed_last(
    name: str, vault: Vault, vaults: Open
) -> None:
    append(vault, CASE, drafts(b"second", b"third", lamport=2))
    vault.close()
    vault = vaults("vault")
    force(vault, UNSIGNED[name])
    vault.heads = None  # it would stop some of them sooner
    before = contents(vault)
    with pytest.raises(DamagedError, match="nothing was added"):
        append(vault, CASE, drafts(b"fourth", lamport=4))
    assert contents(vault) == before


@pytest.mark.parametrize("name", ["a node of the tree", "the last entry gone"])
def test_nor_when_it_changes_while_it_is_open(name: str, vault: Vault) -> None:
    append(vault, CASE, drafts(b"second", b"third", lamport=2))
    force(vault, UNSIGNED[name])
    with pytest.raises(DamagedError, match="nothing was added"):
        append(vault, CASE, drafts(b"fourth", lamport=4))


def test_a_case_goes_on_in_another_log_only_if_the_first_is_whole(
    vault: Vault,
) -> None:
    force(vault, "UPDATE nodes SET hash = zeroblob(32)")
    with pytest.raises(DamagedError):
        open_log(vault, CASE, new_log(), (), drafts(b"of another log", lamport=2))
    assert bodies(vault) == [[b"first"]]


def test_after_a_page_could_not_be_read_nothing_is_written(vault: Vault) -> None:
    before = contents(vault)
    vault.db.damaged = True
    with pytest.raises(DamagedError, match=r"log\.db"):
        append(vault, CASE, drafts(b"second", lamport=2))
    assert contents(vault) == before


def look_at_every_page(vaults: Open) -> None:
    vault = vaults("vault")
    contents(vault)
    vault.db.all("PRAGMA integrity_check")


@pytest.mark.counts("bytes flipped and detected")
@pytest.mark.parametrize("part", [0.3, 0.5, 0.7, 0.9])
def test_a_bit_flipped_anywhere_in_log_db_is_noticed(
    part: float, vault: Vault, vaults: Open, tmp_path: Path
) -> None:
    append(vault, CASE, drafts(*[b"x" * 500] * 200, lamport=2))
    vault.close()
    path = tmp_path / "vault" / "log.db"
    data = bytearray(path.read_bytes())
    data[int(len(data) * part)] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedError, match=r"log\.db"):
        look_at_every_page(vaults)
    assert path.read_bytes() == bytes(data)


class TestCopies:
    """One writer per log, ever: docs/adr/0007."""

    def copy(self, tmp_path: Path, name: str, other: str) -> None:
        shutil.copytree(tmp_path / name, tmp_path / other)

    def test_the_vault_that_wrote_last_goes_on(
        self, vault: Vault, vaults: Open
    ) -> None:
        assert superseded(vault, CASE) is None
        append(vault, CASE, drafts(b"second", lamport=2))
        vault.close()
        assert superseded(vaults("vault"), CASE) is None

    def test_a_restored_backup_does_not(
        self, vault: Vault, vaults: Open, tmp_path: Path
    ) -> None:
        vault.close()
        self.copy(tmp_path, "vault", "backup")
        vault = vaults("vault")
        append(vault, CASE, drafts(b"second", lamport=2))
        vault.close()
        backup = vaults("backup")
        head = superseded(backup, CASE)
        assert head is not None
        assert (head.log, head.size) == (log_of(backup).id, 1)
        assert head.root == read.root_at(backup, head.log, 1)
        with pytest.raises(LockedError):
            append(backup, CASE, drafts(b"another second", lamport=2))
        assert bodies(backup) == [[b"first"]]

    def test_it_opens_a_log_of_its_own_that_saw_the_old_one(
        self, vault: Vault, vaults: Open, state_home: Path
    ) -> None:
        vault.close()
        shutil.rmtree(state_home / "habeas")  # as on another machine
        moved = vaults("vault")
        old = superseded(moved, CASE)
        assert old is not None
        open_log(moved, CASE, new_log(), (), drafts(b"goes on", lamport=2))
        assert superseded(moved, CASE) is None
        append(moved, CASE, drafts(b"and on", lamport=3))
        assert sorted(bodies(moved)) == [[b"first"], [b"goes on", b"and on"]]
        (fresh,) = [one for one in read.logs(moved, CASE) if one.id != old.log]
        for stored in read.entries(moved, fresh.id):
            assert decode(stored.envelope).seen == (old,)
        assert read.lamport(moved, CASE) == 3

    def test_two_copies_at_once_one_of_them_is_refused(
        self, vault: Vault, vaults: Open, tmp_path: Path
    ) -> None:
        vault.close()
        self.copy(tmp_path, "vault", "copy")
        one, other = vaults("vault"), vaults("copy")
        assert superseded(one, CASE) is None
        assert superseded(other, CASE) is None
        append(one, CASE, drafts(b"second", lamport=2))
        with pytest.raises(LockedError, match="copy of this vault"):
            append(other, CASE, drafts(b"another second", lamport=2))

    def test_killed_between_the_note_and_the_commit_a_new_log_begins(
        self, vault: Vault, vaults: Open
    ) -> None:
        """The note is written first: one log too many, never one history too many."""
        log = log_of(vault).id
        head = (1, read.root_at(vault, log, 1))
        assert vault.heads is not None
        assert vault.heads.swap(log, head, (2, bytes(32)))
        vault.close()
        again = vaults("vault")
        assert superseded(again, CASE) is not None
        assert again.heads is not None
        known = again.heads.of(log)
        assert known is not None
        assert known.explains(head)
        assert not known.explains((0, bytes(32)))

    @pytest.mark.parametrize("torn", [b"", b"x", b"x" * 5000])
    def test_a_torn_note_is_as_none(
        self, torn: bytes, vault: Vault, vaults: Open, state_home: Path
    ) -> None:
        vault.close()
        notes = sorted((state_home / "habeas").iterdir())
        assert len(notes) == 2
        for note in notes:
            note.write_bytes(torn)
        assert superseded(vaults("vault"), CASE) is not None

    @pytest.mark.parametrize("torn", [b"", b"x", b"x" * 5000])
    def test_one_note_torn_leaves_the_other(
        self, torn: bytes, vault: Vault, state_home: Path
    ) -> None:
        """The note of the commit is written last and is the one that may be torn."""
        log = log_of(vault).id
        assert vault.heads is not None
        settled = vault.heads.of(log)
        assert settled is not None
        assert settled.before is None
        (last,) = (state_home / "habeas").glob("*.heads2")
        last.write_bytes(torn)
        noted = vault.heads.of(log)
        assert noted is not None
        assert noted.head == settled.head
        assert noted.before is not None

    def test_the_note_says_nothing_to_others(
        self, vault: Vault, state_home: Path
    ) -> None:
        for note in (state_home / "habeas").iterdir():
            data = note.read_bytes()
            assert len(data) == 4096 + 28
            assert note.stat().st_mode & 0o077 == 0
            assert log_of(vault).id.hex().encode() not in data
            assert CASE.hex() not in note.name

    def test_where_nothing_can_be_noted_the_vault_still_records(
        self, vault: Vault, vaults: Open, state_home: Path
    ) -> None:
        """… in a new log at each unlock."""
        vault.close()
        shutil.rmtree(state_home / "habeas")
        (state_home / "habeas").write_text("in the way")
        again = vaults("vault")
        assert superseded(again, CASE) is not None
        open_log(again, CASE, new_log(), (), drafts(b"goes on", lamport=2))
        append(again, CASE, drafts(b"and on", lamport=3))
        assert superseded(again, CASE) is None
        again.close()
        assert superseded(vaults("vault"), CASE) is not None

    def test_a_demo_keeps_no_note(
        self, tmp_path: Path, passphrase: str, params: KdfParams, state_home: Path
    ) -> None:
        demo = create_vault(
            tmp_path / "demo", passphrase, params, demo=True, heads=state_home / "no"
        )
        open_log(demo, CASE, new_log(), COMPARTMENTS, drafts(b"first"))
        assert superseded(demo, CASE) is None
        append(demo, CASE, drafts(b"second", lamport=2))
        demo.close()
        assert not (state_home / "no").exists()


def test_every_error_of_a_locked_vault_says_so(vault: Vault) -> None:
    log = log_of(vault).id
    vault.close()
    asks: list[Callable[[], object]] = [
        lambda: read.cases(vault),
        lambda: read.logs(vault, CASE),
        lambda: read.entry(vault, log, 0),
        lambda: list(read.entries(vault, log)),
        lambda: read.head(vault, log),
        lambda: append(vault, CASE, drafts(b"x")),
    ]
    for ask in asks:
        with pytest.raises(LockedError, match="locked"):
            ask()


def test_no_error_speaks_of_sqlite(vault: Vault) -> None:
    for sql in ("SELECT", "SELECT * FROM nothing", "INSERT INTO logs VALUES (1)"):
        with pytest.raises(HabeasError) as refused:
            vault.db.run(sql)
        assert "sql" not in str(refused.value).lower()


class TestWriteAheadLog:
    """After a crash the newest entries are in log.db-wal, and only there."""

    @pytest.fixture
    def crashed(self, vault: Vault, tmp_path: Path) -> Path:
        """Return the folder as it stood in the middle of the work."""
        vault.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        vault.db.run("PRAGMA wal_autocheckpoint = 0")
        for number in range(2, 30):
            append(vault, CASE, drafts(b"x" * 900, lamport=number))
        shutil.copytree(tmp_path / "vault", tmp_path / "crashed")
        assert (tmp_path / "crashed" / "log.db-wal").stat().st_size > 100_000
        return tmp_path / "crashed"

    def test_they_are_there_after_the_crash(
        self, crashed: Path, vault: Vault, vaults: Open
    ) -> None:
        vault.close()
        again = vaults(crashed.name)
        assert log_of(again).size == 29
        assert superseded(again, CASE) is None

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
    def test_if_it_is_damaged_the_loss_does_not_go_unnoticed(
        self, part: float, crashed: Path, vault: Vault, vaults: Open
    ) -> None:
        """SQLite drops the commits from the damage on; the note outside remembers."""
        vault.close()
        path = crashed / "log.db-wal"
        data = bytearray(path.read_bytes())
        data[int(len(data) * part)] ^= 1
        path.write_bytes(data)
        again = vaults(crashed.name)
        old = superseded(again, CASE)
        assert old is not None
        assert old.size < 29
        with pytest.raises(LockedError):
            append(again, CASE, drafts(b"x", lamport=30))
