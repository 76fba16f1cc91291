"""A folder brought in: everything is told, nothing twice, and a stop loses nothing."""

import hashlib
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from habeas.actions import batch_run, orphans, taking, walk
from habeas.actions.batch_run import BatchRun, Group
from habeas.actions.batches import (
    Batch,
    begin_batch,
    finish,
    go_on,
    keep,
    unfinished,
)
from habeas.actions.check import verify_case
from habeas.actions.desk import Desk
from habeas.actions.documents import add_file, text_of
from habeas.actions.reading import read_text, read_texts
from habeas.actions.record import correct, withdraw
from habeas.actions.sealed import sealed_file, unseen
from habeas.case.batch import Line, Outcome, read_list, spelled, unspelled
from habeas.errors import (
    BadInputError,
    LockedError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from habeas.text.extract import Extract
from habeas.vault.exhibits import ExhibitStore, Held
from habeas.views.batches import batches, documents_of, without_text
from habeas.views.documents import document, documents
from habeas.views.records import record

Bring = Callable[[Path], dict[str, Line]]


def work(desk: Desk, batch: Batch) -> None:
    batch.run.count()
    while not batch.run.ended:
        keep(desk, batch, batch.run.group())


def lines_of(desk: Desk, case: str, batch: str) -> list[Line]:
    listed = record(desk.views, case, batch).fields["manifest"]
    return list(read_list(text_of(desk, case, listed).text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "phone"
    made.mkdir()
    return made


@pytest.fixture
def bring(desk: Desk, case: str) -> Bring:
    """Return what brings a folder in and returns the lines of its list by path."""

    def whole(folder: Path) -> dict[str, Line]:
        batch = begin_batch(desk, case, folder, {})
        work(desk, batch)
        finish(desk, batch)
        assert verify_case(desk, case).clean
        return {one.path: one for one in lines_of(desk, case, batch.id)}

    return whole


def fields(desk: Desk, case: str) -> dict[str, Any]:
    return record(desk.views, case, batches(desk.views, case)[0].id).fields


def test_files_come_in_with_what_they_were_found_as(
    desk: Desk, case: str, folder: Path, bring: Bring
) -> None:
    (folder / "DCIM").mkdir()
    photo = folder / "DCIM" / "1.bin"
    photo.write_bytes(b"a photo")
    os.utime(photo, (1_600_000_000, 1_600_000_000.5))
    found = bring(folder)
    assert found["DCIM/1.bin"].outcome is Outcome.IMPORTED
    (one,) = [line for line in documents(desk.views, case) if line.name == "1.bin"]
    view = document(desk.views, case, one.id)
    assert view.extract is None
    kept = view.document.fields
    assert kept["path"] == "DCIM/1.bin"
    assert kept["modified"] == {"edtf": "2020-09-13T12:26:40Z", "known": "file"}
    assert kept["md5"] == hashlib.md5(b"a photo").hexdigest()
    assert kept["sha1"] == hashlib.sha1(b"a photo").hexdigest()
    assert kept["file"]["sha256"] == hashlib.sha256(b"a photo").hexdigest()
    file = sealed_file(view.document.fields["file"])
    assert b"".join(unseen(desk, file)) == b"a photo"
    assert fields(desk, case)["imported"] == 1
    assert photo.read_bytes() == b"a photo"


def test_everything_that_is_not_brought_in_is_told(
    desk: Desk, case: str, folder: Path, bring: Bring
) -> None:
    (folder / "a").write_bytes(b"same")
    (folder / "b").write_bytes(b"same")
    (folder / "empty").touch()
    (folder / "loop").symlink_to(".")
    (folder / "out").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    found = {path: line.outcome for path, line in bring(folder).items()}
    assert found == {
        "a": Outcome.IMPORTED,
        "b": Outcome.DUPLICATE,
        "empty": Outcome.EMPTY,
        "loop": Outcome.LINK,
        "out": Outcome.LINK,
        "pipe": Outcome.SPECIAL,
    }
    told = fields(desk, case)
    assert (told["seen"], told["imported"], told["duplicates"]) == (6, 1, 1)
    assert told["refused"] == 4


def test_a_file_of_the_case_is_not_sealed_again(
    desk: Desk, folder: Path, bring: Bring, add: Callable[..., str]
) -> None:
    add(b"known already", "known.txt")
    before = len(list(desk.vault.folder.rglob("*.age")))
    (folder / "x").write_bytes(b"known already")
    line = bring(folder)["x"]
    assert (line.outcome, line.detail) == (Outcome.DUPLICATE, "1")
    made = len(list(desk.vault.folder.rglob("*.age"))) - before
    assert made == 2  # the list and its text
    assert list((desk.vault.folder / "exhibits" / "incoming").iterdir()) == []


def test_the_same_folder_again_brings_in_nothing(
    desk: Desk, case: str, folder: Path, bring: Bring
) -> None:
    (folder / "x").write_bytes(b"one")
    first = bring(folder)
    assert bring(folder)["x"].outcome is Outcome.DUPLICATE
    assert first["x"].outcome is Outcome.IMPORTED
    assert len(batches(desk.views, case)) == 2


NAMES = {
    "a line end": b"a\nb",
    "an escape for terminals": b"\x1b[2J",
    "no UTF-8": b"\xff\xfe.jpg",
    "a backslash": b"a\\x0ab",
    "a turn of direction": "\u202egpj.exe".encode(),
    "dots": b"...",
    "long": b"n" * 255,
    "a blank": b" ",
    "a name that looks like an option": b"--help",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_is_lost_or_leads_astray(
    desk: Desk, case: str, folder: Path, bring: Bring, name: bytes
) -> None:
    (folder / os.fsdecode(name)).write_bytes(b"x")
    (line,) = bring(folder).values()
    assert line.path.isprintable()
    assert line.outcome is Outcome.IMPORTED
    (kept,) = documents_of(desk.views, case, batches(desk.views, case)[0].id)
    assert kept.sha256 == hashlib.sha256(b"x").hexdigest()


def test_a_path_too_long_for_a_record_is_kept_by_its_hash(
    folder: Path, bring: Bring
) -> None:
    deep = folder / ("d" * 250) / ("e" * 250)
    deep.mkdir(parents=True)
    (deep / "1").write_bytes(b"one")
    (deep / "2").write_bytes(b"two")
    found = bring(folder)
    assert len(found) == 2
    assert all("… " in path and len(path) <= 500 for path in found)


def test_folders_too_deep_are_told(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "DEEPEST", 2)
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c").write_bytes(b"x")
    assert bring(folder)["a/b"].outcome is Outcome.DEEP


def refuse(monkeypatch: pytest.MonkeyPatch, name: bytes, error: OSError) -> None:
    real = os.open

    def opened(path: Any, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401
        if path == name:
            raise error
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", opened)


CANNOT = {
    "forbidden": (PermissionError(), Outcome.UNREADABLE),
    "gone": (FileNotFoundError(), Outcome.GONE),
}


@pytest.mark.parametrize(("error", "outcome"), CANNOT.values(), ids=CANNOT)
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_cannot_be_opened_is_told(  # noqa: PLR0913, PLR0917
    folder: Path,
    bring: Bring,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    error: OSError,
    outcome: Outcome,
) -> None:
    (folder / "other").write_bytes(b"x")
    if kind == "file":
        (folder / "here").write_bytes(b"x!")
    else:
        (folder / "here").mkdir()
    refuse(monkeypatch, b"here", error)
    found = bring(folder)
    assert found["here"].outcome is outcome
    assert found["other"].outcome is Outcome.IMPORTED


def test_a_folder_that_cannot_be_listed_is_told(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "here").mkdir()
    (folder / "here" / "x").write_bytes(b"x")
    inner, real = (folder / "here").stat().st_ino, os.scandir

    def scan(handle: int) -> Any:  # noqa: ANN401
        if os.fstat(handle).st_ino == inner:
            raise OSError
        return real(handle)

    monkeypatch.setattr(os, "scandir", scan)
    assert bring(folder)["here"].outcome is Outcome.UNREADABLE


def test_a_name_that_became_a_pipe_is_not_opened(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    with monkeypatch.context() as turned:
        turned.setattr(walk, "S_ISREG", lambda _: False)
        batch = begin_batch(desk, case, folder, {})
        work(desk, batch)
    assert batch.run.lines == [Line("x", Outcome.UNREADABLE)]


def changing(monkeypatch: pytest.MonkeyPatch, path: Path, times: int) -> Iterator[None]:
    """Append to a file after each reading, so often."""
    real, left = taking._piece, [times]

    def read(handle: int) -> bytes:
        data = real(handle)
        if not data and left[0] and os.fstat(handle).st_ino == path.stat().st_ino:
            left[0] -= 1
            with path.open("ab") as file:
                file.write(b"!")
        return data

    monkeypatch.setattr(taking, "_piece", read)
    yield


def test_a_file_that_changes_once_is_read_again(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    next(changing(monkeypatch, folder / "x", 1))
    line = bring(folder)["x"]
    assert (line.outcome, line.size) == (Outcome.IMPORTED, 2)
    assert line.sha256 == hashlib.sha256(b"x!").hexdigest()


def test_a_file_that_goes_on_changing_is_told(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    next(changing(monkeypatch, folder / "x", 9))
    assert bring(folder)["x"].outcome is Outcome.CHANGING


def test_a_file_that_grows_while_it_is_read_ends(
    folder: Path, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    monkeypatch.setattr(taking, "_piece", lambda _: b"for ever")
    assert bring(folder)["x"].outcome is Outcome.CHANGING


def test_the_vault_is_not_brought_into_itself(desk: Desk, case: str) -> None:
    for inside in (desk.vault.folder, desk.vault.folder / "exhibits"):
        with pytest.raises(RefusedError):
            begin_batch(desk, case, inside, {})
    around = desk.vault.folder.parent / "around"
    around.mkdir()
    (around / "letter").write_bytes(b"x")
    desk.vault.folder.rename(around / "vault")
    desk.vault.folder = around / "vault"
    desk.vault.exhibits.folder = around / "vault" / "exhibits"
    desk.vault.exhibits._incoming = around / "vault" / "exhibits" / "incoming"
    batch = begin_batch(desk, case, around, {})
    work(desk, batch)
    assert batch.run.lines == [Line("vault", Outcome.VAULT)]


@pytest.mark.parametrize(
    "named", ["relative", "/nowhere/at/all", "/etc/hostname", "~nobody/x"]
)
def test_what_is_no_folder_is_refused(desk: Desk, case: str, named: str) -> None:
    with pytest.raises(BadInputError):
        begin_batch(desk, case, Path(named), {})
    assert batches(desk.views, case) == []


def test_a_stop_loses_nothing_and_repeats_nothing(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.batch_run.GROUP_FILES", 2)
    for number in range(7):
        (folder / str(number)).write_bytes(f"file {number}".encode())
    batch = begin_batch(desk, case, folder, {"note": {"lang": "en", "text": "A dump"}})
    keep(desk, batch, batch.run.group())
    batch.run.group()  # sealed, durable, and never recorded
    batch.run.close()
    left = set((desk.vault.folder / "exhibits").rglob("*.age"))
    assert (desk.vault.folder / "exhibits" / orphans.NAME).exists()
    again = begin_batch(desk, case, folder, {})
    assert again.id == batch.id
    assert len(left - set((desk.vault.folder / "exhibits").rglob("*.age"))) == 2
    work(desk, again)
    finish(desk, again)
    kept = list(documents_of(desk.views, case, batch.id))
    assert sorted(one.path for one in kept) == [str(n) for n in range(7)]
    assert fields(desk, case)["imported"] == 7
    assert fields(desk, case)["note"]["text"] == "A dump"
    assert verify_case(desk, case).clean
    assert again.run.far.files == 7
    assert again.run.far.size == again.run.far.all_size


def test_a_file_that_changed_between_two_runs_comes_in_beside_the_old(
    desk: Desk, case: str, folder: Path
) -> None:
    (folder / "x").write_bytes(b"before")
    (folder / "y").write_bytes(b"touched only")
    (folder / "z").write_bytes(b"vanishes")
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    (folder / "x").write_bytes(b"and after")
    os.utime(folder / "y", (1, 1))
    (folder / "z").unlink()
    again = go_on(desk, case, batch.id)
    work(desk, again)
    finish(desk, again)
    found = [(one.path, one.outcome) for one in lines_of(desk, case, batch.id)]
    assert found == [
        ("x", Outcome.IMPORTED),
        ("x", Outcome.IMPORTED),
        ("y", Outcome.IMPORTED),
        ("z", Outcome.IMPORTED),
    ]


def test_a_pause_in_a_file_drops_that_file_alone(
    desk: Desk, case: str, folder: Path
) -> None:
    (folder / "1").write_bytes(b"small")
    (folder / "2").write_bytes(b"large" * 1000)
    batch = begin_batch(desk, case, folder, {})
    batch.run.tell = lambda _: batch.run.cease()
    group = batch.run.group()
    keep(desk, batch, group)
    assert [item.name for item in group.items] == ["1"]
    assert not batch.run.ended
    again = begin_batch(desk, case, folder, {})
    work(desk, again)
    finish(desk, again)
    assert fields(desk, case)["imported"] == 2
    stopped = begin_batch(desk, case, folder, {})
    stopped.run.cease()
    stopped.run.count()
    assert not stopped.run.far.counted
    reader = taking.Reader(desk.vault.exhibits, lambda _: None, stopped.run.over)
    steps = walk.walk(folder, desk.vault.folder)
    first = next(step for step in steps if isinstance(step, walk.Met))
    with pytest.raises(taking.StoppedError):
        reader.take(first.here, first.name)


def test_a_lock_ends_it_and_nothing_half_stays(
    desk: Desk, case: str, folder: Path
) -> None:
    (folder / "1").write_bytes(b"small")
    batch = begin_batch(desk, case, folder, {})
    batch.run.tell = lambda _: desk.vault.exhibits.close()
    with pytest.raises(LockedError):
        batch.run.group()
    assert list((desk.vault.folder / "exhibits" / "incoming").iterdir()) == []


def an_archive(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("inner", "x")
    return folder / "x.zip"


def test_a_text_that_cannot_be_sealed_leaves_nothing_half(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_archive(folder)
    nonsense = Extract(text="\ud800", tool="none", tool_version="")
    monkeypatch.setattr(batch_run, "read_document", lambda *_, **__: nonsense)
    batch = begin_batch(desk, case, folder, {})
    with pytest.raises(UnicodeEncodeError):
        batch.run.group()
    assert list((desk.vault.folder / "exhibits" / "incoming").iterdir()) == []


def test_a_pause_ends_the_reading_of_an_archive_and_drops_it(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1").write_bytes(b"one")
    an_archive(folder)
    batch = begin_batch(desk, case, folder, {})
    with monkeypatch.context() as slow:
        idle = ("-c", "import time; time.sleep(60)")
        slow.setattr("habeas.text.process._COMMAND", idle)
        pause = Timer(0.5, batch.run.cease)
        pause.start()
        began = time.monotonic()
        group = batch.run.group()
        assert time.monotonic() - began < 20
    assert [one.name for one in group.items] == ["1"]
    keep(desk, batch, group)
    assert list((desk.vault.folder / "exhibits" / "incoming").iterdir()) == []
    again = begin_batch(desk, case, folder, {})
    work(desk, again)
    finish(desk, again)
    assert fields(desk, case)["imported"] == 2
    (one,) = [o for o in documents(desk.views, case) if o.name == "x.zip"]
    assert text_of(desk, case, one.id).text.startswith("inner\t")


def test_archives_after_one_another_are_all_read(
    desk: Desk, case: str, folder: Path
) -> None:
    an_archive(folder).rename(folder / "y.zip")
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("other", "x")
    batch = begin_batch(desk, case, folder, {})
    assert [bool(one.members) for one in batch.run.group().items] == [True, True]
    assert batch.run.ended


def test_a_lock_between_sealing_and_naming_is_told_as_one(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1").write_bytes(b"small")
    batch = begin_batch(desk, case, folder, {})
    real = ExhibitStore.place_all

    def locked(store: ExhibitStore, held: list[Held]) -> None:
        store.close()
        real(store, held)

    monkeypatch.setattr(ExhibitStore, "place_all", locked)
    with pytest.raises(LockedError):
        batch.run.group()


def test_a_full_disk_stops_it_and_it_goes_on(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.actions.batch_run.GROUP_FILES", 1)
    (folder / "1").write_bytes(b"one")
    (folder / "2").write_bytes(b"two")
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(StorageError):
            batch.run.group()
    assert list((desk.vault.folder / "exhibits" / "incoming").iterdir()) == []
    again = begin_batch(desk, case, folder, {})
    work(desk, again)
    finish(desk, again)
    assert fields(desk, case)["imported"] == 2


def test_a_folder_that_is_pulled_out_is_told(
    desk: Desk, case: str, folder: Path
) -> None:
    batch = begin_batch(desk, case, folder, {})
    folder.rmdir()
    with pytest.raises(BadInputError):
        batch.run.group()
    with pytest.raises(BadInputError):
        go_on(desk, case, batch.id)


def test_an_upload_that_was_faster_is_not_doubled(
    desk: Desk, case: str, folder: Path
) -> None:
    an_archive(folder)
    batch = begin_batch(desk, case, folder, {})
    group = batch.run.group()
    add_file(desk, case, folder / "x.zip")
    keep(desk, batch, group)
    work(desk, batch)
    finish(desk, batch)
    assert fields(desk, case)["duplicates"] == 1
    assert verify_case(desk, case).clean
    named = {one.stem for one in (desk.vault.folder / "exhibits").rglob("*.age")}
    assert not {one.sealed.stored for one in group.held} & named


def test_a_list_that_a_crash_left_is_found_again(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    batch = begin_batch(desk, case, folder, {})
    work(desk, batch)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr("habeas.actions.batches.correct", killed)
        with pytest.raises(KeyboardInterrupt):
            finish(desk, batch)
    again = begin_batch(desk, case, folder, {})
    work(desk, again)
    finish(desk, again)
    names = [one.name for one in documents(desk.views, case)]
    assert len([one for one in names if one.startswith("import-")]) == 1


def test_an_archive_is_kept_closed_and_its_list_noted(
    desk: Desk, case: str, folder: Path, bring: Bring
) -> None:
    inner = folder.parent / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("secret.txt", "hello")
    with zipfile.ZipFile(folder / "phone.zip", "w") as archive:
        archive.write(inner, "backup/inner.zip")
    bring(folder)
    (one,) = [o for o in documents(desk.views, case) if o.name == "phone.zip"]
    found = text_of(desk, case, one.id)
    assert found.text.startswith("backup/inner.zip\t")
    assert "secret" not in found.text
    assert found.extract is not None
    assert "archive" in found.extract.fields["notes"][0]


def test_a_finished_import_is_changed_no_more(
    desk: Desk, case: str, folder: Path, bring: Bring, her: str
) -> None:
    bring(folder)
    (one,) = batches(desk.views, case)
    assert one.finished
    assert unfinished(desk, case, one.source) is None
    for name, value in (("imported", 9), ("source", "/x"), ("lists", ["x"])):
        with pytest.raises(RefusedError):
            correct(desk, case, one.id, {name: value}, reason="a lie")
    correct(desk, case, one.id, {"handed_by": her}, reason="said later")
    with pytest.raises(RefusedError):
        go_on(desk, case, one.id)
    with pytest.raises(BadInputError):
        go_on(desk, case, her)
    with pytest.raises(NotFoundError):
        go_on(desk, case, "0" * 32)


def test_a_withdrawn_import_is_not_gone_on_with(
    desk: Desk, case: str, folder: Path
) -> None:
    batch = begin_batch(desk, case, folder, {})
    withdraw(desk, case, batch.id, reason="the wrong folder")
    with pytest.raises(RefusedError):
        go_on(desk, case, batch.id)
    assert begin_batch(desk, case, folder, {}).id != batch.id


def test_what_is_placed_is_removed_only_where_the_log_is_whole(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    batch = begin_batch(desk, case, folder, {})
    (one,) = batch.run.group().held
    desk.behind = True
    assert orphans.clean(desk) == 0
    desk.behind = False
    with monkeypatch.context() as lost:
        lost.setattr(orphans, "missing", lambda _: ["a newer log"])
        assert orphans.clean(desk) == 0
    assert desk.vault.exhibits.path(one.sealed.stored).exists()
    assert orphans.clean(desk) == 1
    (desk.vault.folder / "exhibits" / orphans.NAME).write_bytes(b"../../log.db \xff")
    assert orphans.clean(desk) == 0
    (desk.vault.folder / "exhibits" / orphans.NAME).write_bytes(b"../../log.db")
    assert orphans.clean(desk) == 0
    assert (desk.vault.folder / "log.db").exists()


def test_memory_does_not_grow_with_a_file(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "film").open("wb") as file:
        file.truncate(64 << 20)
    sizes: list[int] = []
    real = taking._piece

    def read(handle: int) -> bytes:
        data = real(handle)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(taking, "_piece", read)
    batch = begin_batch(desk, case, folder, {})
    group = batch.run.group()
    assert max(sizes) <= 1 << 20
    (item,) = group.items
    assert len(item.taken.head) + len(item.taken.tail) <= 4096
    keep(desk, batch, group)


def test_spelling_is_exact() -> None:
    for name in (*NAMES.values(), "Фото 😀".encode(), b"\\", b"\\x41"):
        assert unspelled(spelled(name)) == name


def test_text_is_read_later(desk: Desk, case: str, folder: Path, bring: Bring) -> None:
    (folder / "1.txt").write_text("She was moved on 3 May 2021.")
    (folder / "2.txt").write_text("Another.")
    bring(folder)
    (one,) = batches(desk.views, case)
    waiting = without_text(desk.views, case, one.id)
    assert len(waiting) == 2
    read_text(desk, case, waiting[0])
    with pytest.raises(RefusedError):
        read_text(desk, case, waiting[0])
    assert text_of(desk, case, waiting[0]).text.startswith("She was moved")
    told: list[int] = []
    assert read_texts(desk, case, one.id, told.append) == 1
    assert read_texts(desk, case) == 0
    assert told == [1]


def test_a_file_that_vanishes_between_two_looks_is_told(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").write_bytes(b"x")
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    again = begin_batch(desk, case, folder, {})
    real = BatchRun._meet

    def meet(run: BatchRun, met: walk.Met, group: Group) -> None:
        (folder / "x").unlink()
        real(run, met, group)

    monkeypatch.setattr(BatchRun, "_meet", meet)
    again.run.group()
    assert again.run.lines == [Line("x", Outcome.GONE)]


def test_what_a_list_names_and_came_before_is_not_missing(
    desk: Desk, case: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habeas.views.batches._STEP", 2)
    for name in "xyz":
        (folder / name).write_bytes(name.encode())
    batch = begin_batch(desk, case, folder, {})
    keep(desk, batch, batch.run.group())
    (folder / "x").unlink()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  x\n")
    again = begin_batch(desk, case, folder, {})
    work(desk, again)
    finish(desk, again)
    told = fields(desk, case)
    assert (told["missing"], told["imported"]) == (0, 4)


def test_what_was_recorded_is_never_removed(
    desk: Desk, case: str, folder: Path
) -> None:
    (folder / "x").write_bytes(b"x")
    batch = begin_batch(desk, case, folder, {})
    group = batch.run.group()
    keep(desk, batch, group)
    stored = group.held[0].sealed.stored
    orphans.placing(desk.vault, [stored])  # killed before it was forgotten
    assert orphans.clean(desk) == 0
    assert desk.vault.exhibits.path(stored).exists()
