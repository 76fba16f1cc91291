"""A case leaves a device for a journey: all of it, and only another lets it back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.calendars import keep_at
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.life import Terms, agree, listened
from habeas.actions.members import admit_device, lift, members, remove
from habeas.actions.notices import notices
from habeas.actions.record import begin_log, open_case, put
from habeas.actions.travel import leave, ready, say_going
from habeas.case.facts.members import Ground, Role
from habeas.errors import HabeasError, LockedError, RefusedError
from habeas.vault import leaving, read
from habeas.vault.acts import founder
from habeas.vault.arriving import Arrival
from habeas.vault.case_keys import keys_in, new_keys
from habeas.vault.database import Database
from habeas.vault.foreign import Writer, join
from habeas.vault.hubs import Holding, keep_cosigned, keep_holdings
from habeas.vault.leaving import NEUTRAL
from habeas.vault.opening import box_ids
from habeas.vault.own_logs import new_log, own_log
from habeas.views.cases import any_case
from habeas.views.records import record, records
from tests.actions.copies import TITLE, Copies, newcomer
from tests.conftest import PASSPHRASE

SECRET = "Qyzylorda-7 said so"


@pytest.fixture
def pair(new_desk: Callable[[str], Desk]) -> Copies:
    """Return a case that ann leads; bob, who leads too, is about to travel."""
    made = Copies(new_desk)
    made.begin()
    bob = made.enter("bob", Role.LEAD)
    put(bob, made.case, "note", {"text": {"lang": "en", "text": SECRET}})
    return made


def told(pair: Copies) -> Desk:
    """Let bob say that he goes, and ann hear it and answer."""
    bob = pair.desks["bob"]
    say_going(bob, pair.case)
    pair.bring("bob", "ann")
    pair.bring("ann", "bob")
    return bob


def test_it_is_said_proven_and_gone_and_ann_lets_it_back(
    pair: Copies, tmp_path: Path
) -> None:
    bob, ann = pair.desks["bob"], pair.desks["ann"]
    own = open_case(bob, {"title": {"lang": "en", "text": "Bob's own"}}, "test")
    keep_at(bob, str(tmp_path / "days.ics"), "en")
    (before,) = ready(bob)
    assert (before.leads, before.said, before.title) == (
        ("Ann",),
        False,
        "The case of A.",
    )
    assert before.entries > 0
    told(pair)
    (after,) = ready(bob)
    assert after.may_go
    assert members(ann, pair.case)[1].out is not None
    assert leave(bob, [pair.case]) == 1
    with pytest.raises(LockedError):
        bob.vault.db.one("SELECT 1")
    assert not (tmp_path / "bob" / "views.db").exists()
    bob = pair.desks["bob"] = app.unlock(tmp_path / "bob", PASSPHRASE)
    try:
        assert [one.hex() for one in read.cases(bob.vault)] == [own]
        assert not notices(bob)
        put(bob, own, "note", {"text": {"lang": "en", "text": "goes on"}})
        assert len(read.logs(bob.vault, bytes.fromhex(own))) == 1  # its log went on
        come_back(pair)
        assert {line.title for line in records(bob.views, pair.case, "note")} == {
            SECRET
        }
    finally:
        bob.close()


def come_back(pair: Copies) -> None:
    """Join anew, as bob; ann lets the device in after they compared words."""
    keys, log = new_keys(), new_log()
    bob, ann, id_ = pair.desks["bob"], pair.desks["ann"], bytes.fromhex(pair.case)
    admit_device(ann, pair.case, newcomer("bob's", keys, log), pair.members["bob"])
    root = founder(ann.vault, id_)
    (first,) = (one for one in read.logs(ann.vault, id_) if one.id == root)
    join(bob.vault, id_, Writer(root, first.mldsa44), keys)
    pair.bring("ann", "bob")
    begin_log(bob, pair.case, log)
    pair.bring("bob", "ann")
    put(bob, pair.case, "note", {"text": {"lang": "en", "text": SECRET}})
    pair.bring("bob", "ann")
    assert len(records(ann.views, pair.case, "note")) == 2  # it counts again


def test_nothing_of_it_is_left_in_the_vault(
    pair: Copies, tmp_path: Path, state_home: Path
) -> None:
    bob, id_ = pair.desks["bob"], bytes.fromhex(pair.case)
    (tmp_path / "story.txt").write_text("She said so.")
    add_file(bob, pair.case, tmp_path / "story.txt")
    half_come(pair, tmp_path)
    agree(bob, pair.case, pair.members["bob"], Terms(24, 12, "Bob"))
    listened(bob, pair.case)
    told(pair)
    traces = traces_of(bob, id_)
    assert list((tmp_path / "bob" / "exhibits").rglob("*.age"))
    assert list((tmp_path / "bob" / "exhibits").rglob("*.coming"))
    leave(bob, [pair.case], files_too=True)
    assert [one.name for one in (tmp_path / "bob" / "exhibits").rglob("*")] == [
        "incoming"
    ]
    bob = app.unlock(tmp_path / "bob", PASSPHRASE)
    try:
        plain = dump(bob.vault.db, tmp_path / "plain.db") + dump(
            bob.views.db, tmp_path / "views-plain.db"
        )
        assert bob.vault.heads is not None
        assert bob.vault.heads.all() == {}
    finally:
        bob.close()
    assert list(state_home.rglob("*.heads"))
    for trace in traces:
        assert trace not in plain
        assert trace.hex().encode() not in plain
    assert (tmp_path / "bob" / "log.db-wal").exists() is False


def half_come(pair: Copies, folder: Path) -> None:
    """Let a file of ann's be on its way to bob when the line breaks."""
    ann, bob = pair.desks["ann"], pair.desks["bob"]
    (folder / "photo.jpg").write_bytes(bytes(1000))
    document = add_file(ann, pair.case, folder / "photo.jpg")
    pair.meet("ann", "bob")
    stored = record(ann.views, pair.case, document).fields["file"]["stored"]
    Arrival(bob.vault.exhibits, stored).take(b"the first part")


def traces_of(desk: Desk, case: bytes) -> list[bytes]:
    """Return what would tell of the case: ids, keys, boxes, words."""
    keys, log = keys_in(desk.vault, case), own_log(desk.vault.db, case)
    boxes = desk.vault.db.all("SELECT box FROM unit_boxes")
    words = [SECRET.encode(), b"The case of A.", b"story.txt"]
    secrets = [keys.box_private, keys.request_seed, log.id, log.ed25519_seed]
    return [case, *secrets, *words, *(bytes(row[0]) for row in boxes)]


def dump(db: Database, path: Path) -> bytes:
    """Return every page of a database as it is when opened, free ones too."""
    db.run("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
    db.run("SELECT sqlcipher_export('plain')")
    db.run("DETACH DATABASE plain")
    rows = db.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
    found = b"".join(
        repr(db.all(f'SELECT * FROM "{name}"')).encode() for (name,) in rows
    )
    return path.read_bytes() + found


def test_every_table_says_whose_rows_are_removed(desk: Desk) -> None:
    """A new table must say by a column of which case it speaks, or be neutral."""
    tables = {
        row[0]
        for row in desk.vault.db.all(
            "SELECT name FROM sqlite_schema WHERE type='table'"
        )
    }
    named = {table for table, _rows in leaving._tables(desk.vault.db)}
    assert tables - named == NEUTRAL
    assert not named & NEUTRAL


def test_the_truth_is_guarded_afterwards_as_before(
    pair: Copies, tmp_path: Path
) -> None:
    bob = told(pair)
    guarded = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    before = bob.vault.db.all(guarded)
    leave(bob, [pair.case])
    bob = app.unlock(tmp_path / "bob", PASSPHRASE)
    try:
        assert bob.vault.db.all(guarded) == before
        assert not any_case(bob.views)
    finally:
        bob.close()


CRASHES = ("_remove_rows", "_forget", "_tidy", "_write_over", "sync_folder")


@pytest.mark.parametrize("step", CRASHES)
def test_what_was_begun_is_finished_at_the_next_unlock(
    pair: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    bob = told(pair)
    (tmp_path / "story.txt").write_text("She said so.")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(leaving, step, killed)
        with pytest.raises(KeyboardInterrupt):
            leave(bob, [pair.case])
    bob = app.unlock(tmp_path / "bob", PASSPHRASE)
    try:
        assert read.cases(bob.vault) == []
        assert not any_case(bob.views)
        assert not notices(bob)
        assert not leaving.finish(bob.vault)
    finally:
        bob.close()


def unsaid(pair: Copies) -> None:
    pair.bring("bob", "ann")
    pair.bring("ann", "bob")


def unheard(pair: Copies) -> None:
    say_going(pair.desks["bob"], pair.case)


def written_since(pair: Copies) -> None:
    bob = told(pair)
    put(bob, pair.case, "note", {"text": {"lang": "en", "text": "one more"}})


def without_a_lead(pair: Copies) -> None:
    bob = pair.desks["bob"]
    remove(bob, pair.case, members(bob, pair.case)[0].id, "left")


def with_files(pair: Copies) -> None:
    path = pair.desks["bob"].vault.folder / "story.txt"
    path.write_text("She said so.")
    add_file(pair.desks["bob"], pair.case, path)
    told(pair)


REFUSED = {
    "not said": (unsaid, "not told"),
    "said, and nobody heard": (unheard, "have all"),
    "something was written since": (written_since, "have all"),
    "nobody else leads": (without_a_lead, "Nobody else leads"),
    "files of which no hub has a copy": (with_files, "files"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_leaves_that_nobody_else_has(name: str, pair: Copies) -> None:
    prepare, words = REFUSED[name]
    prepare(pair)
    bob = pair.desks["bob"]
    with pytest.raises(RefusedError, match=words):
        leave(bob, [pair.case])
    assert records(bob.views, pair.case, "note")


def test_a_case_kept_alone_does_not_travel(desk: Desk, case: str) -> None:
    assert ready(desk) == []
    with pytest.raises(RefusedError, match="Nobody else leads"):
        say_going(desk, case)
    with pytest.raises(RefusedError, match="Nobody else leads"):
        leave(desk, [case])


def test_two_cases_of_an_older_version_share_a_key_and_a_fate(pair: Copies) -> None:
    bob = told(pair)
    other = open_case(bob, TITLE, "test")
    shared = keys_in(bob.vault, bytes.fromhex(pair.case)).box_private
    bob.vault.db.run("DELETE FROM case_keys WHERE case_id = ?", (bytes.fromhex(other),))
    bob.vault.member_private = shared
    with pytest.raises(RefusedError, match="same key"):
        leave(bob, [pair.case])
    with pytest.raises(RefusedError, match="older Habeas"):
        leaving.begin(bob.vault, read.cases(bob.vault), ())


def test_who_changes_their_mind_is_let_back_by_another(pair: Copies) -> None:
    bob = told(pair)
    with pytest.raises(HabeasError):
        lift(bob, pair.case, members(bob, pair.case)[1].out.id)  # type: ignore[union-attr]
    line = members(pair.desks["ann"], pair.case)[1]
    assert line.out is not None
    assert line.out.fields["ground"] == Ground.TRAVEL
    lift(pair.desks["ann"], pair.case, line.out.id, "he stays")
    pair.bring("ann", "bob")
    (found,) = ready(bob)
    assert not found.said


def test_a_hub_that_has_everything_is_proof_too(pair: Copies) -> None:
    """Its signature over the own log, every box, every file; nothing less."""
    bob, id_ = pair.desks["bob"], bytes.fromhex(pair.case)
    path = bob.vault.folder / "story.txt"
    path.write_text("She said so.")
    add_file(bob, pair.case, path)
    say_going(bob, pair.case)
    logs = read.logs(bob.vault, id_)
    hub_says(bob, id_, [Holding("log", one.id.hex(), one.size) for one in logs])
    assert ready(bob)[0].entries > 0  # its word is not its signature
    hub_signs(bob, id_, short=0)
    assert ready(bob)[0].entries > 0  # and without the boxes nobody reads them
    boxes = [Holding("keybox", one.hex(), 9) for one in box_ids(bob.vault, id_)]
    hub_says(bob, id_, boxes)
    assert ready(bob)[0].may_go
    stored = [one.stem for one in bob.vault.exhibits.folder.glob("??/*.age")]
    assert ready(bob)[0].files == len(stored)
    hub_says(bob, id_, [Holding("blob", one, 7) for one in stored])
    assert ready(bob)[0].files == 0
    hub_says(bob, id_, [Holding("blob-erased", stored[0], 0)])
    assert ready(bob)[0].files == 1


def test_a_hub_that_signed_for_less_is_none(pair: Copies) -> None:
    bob, id_ = pair.desks["bob"], bytes.fromhex(pair.case)
    say_going(bob, pair.case)
    told = [Holding("log", one.id.hex(), one.size) for one in read.logs(bob.vault, id_)]
    boxes = [Holding("keybox", one.hex(), 9) for one in box_ids(bob.vault, id_)]
    hub_says(bob, id_, [*told, *boxes])
    hub_signs(bob, id_, short=1)
    assert ready(bob)[0].entries == 1


def hub_says(desk: Desk, case: bytes, things: list[Holding]) -> None:
    with desk.vault.transaction() as db:
        keep_holdings(db, case, bytes(32), things)


def hub_signs(desk: Desk, case: bytes, short: int) -> None:
    with desk.vault.transaction() as db:
        for log in read.logs(desk.vault, case):
            if log.own:
                size = log.size - short
                keep_cosigned(db, case, bytes(32), log.id, size, b"note")
