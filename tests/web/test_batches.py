"""A folder brought in from the page: begun, watched, paused, locked, gone on with."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from habeas.actions.batch_run import BatchRun, Group
from habeas.actions.desk import Desk
from habeas.actions.reading import Reading
from habeas.errors import StorageError
from habeas.text.extract import Extract
from habeas.web import batches as pages
from habeas.web import importing
from tests.web.conftest import OURS, Door, Seed, opened, token_of


@pytest.fixture
def door(planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Door]:
    """A door over a vault of its own, unlocked."""
    shutil.copytree(planted[0], tmp_path / "vault")
    for one in opened(tmp_path / "vault", planted[1]):
        one.enter()
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "phone"
    made.mkdir()
    for number in range(5):
        (made / f"{number}.txt").write_text(f"Letter {number}")
    return made


@pytest.fixture
def base(door: Door) -> str:
    return f"/cases/{door.seed.case}/batches"


def send(door: Door, path: str, **fields: str) -> str:
    """Send a form of our own page; return where it leads."""
    token = token_of(door.client.get(f"/cases/{door.seed.case}/batches/new").text)
    done = door.client.post(
        path,
        data={"csrf": token, **fields},
        headers=OURS,
        follow_redirects=False,
    )
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def until(door: Door, page: str, good: Callable[[str], bool]) -> str:
    text = ""
    for _ in range(600):
        text = door.client.get(page).text
        if good(text):
            return text
        time.sleep(0.02)
    raise AssertionError(text)


def done(text: str) -> bool:
    return "Witness: name and signature" in text and 'content="2"' not in text


def test_a_folder_is_brought_in_and_its_summary_signed(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LINES", 1)
    (folder / "a link").symlink_to("0.txt")
    (folder / "nothing").touch()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  0.txt\n")
    page = send(door, f"{base}/new", folder=f" {folder} ", new_handed_by="A cousin")
    text = until(door, page, done)
    assert "SHA256SUMS" in text
    assert "a link" in text
    assert "A cousin" in text
    assert "1 more stands in the list" in text
    listed = door.client.get(base).text
    assert "phone" in listed
    assert "finished" in listed
    assert "Read 6 texts" in text
    assert send(door, f"{page}/texts") == page
    text = until(door, page, lambda text: "Read " not in text and done(text))
    assert door.client.post(f"{page}/continue", headers=OURS).status_code != 200


def test_what_is_no_folder_comes_back_with_what_was_typed(
    door: Door, base: str
) -> None:
    token = token_of(door.client.get(f"{base}/new").text)
    back = door.post(f"{base}/new", csrf=token, folder="/nowhere/at all", tool="dd")
    assert back.status_code == 400
    assert "/nowhere/at all" in back.text
    assert 'value="dd"' in back.text
    gone = door.client.get(f"{base}/{door.seed.person}")
    assert gone.status_code == 404


class Slow:
    """Holds the second group back until it is let go."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.go, self.reached = Event(), Event()
        real = BatchRun.group
        patch.setattr("habeas.actions.batch_run.GROUP_FILES", 2)
        patch.setattr(importing, "AWAKE", 0.01)

        def group(run: BatchRun) -> Group:
            if run.far.files:
                self.reached.set()
                assert self.go.wait(20)
            return real(run)

        patch.setattr(BatchRun, "group", group)


def test_a_pause_and_a_second_one_at_once(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    page = send(door, f"{base}/new", folder=str(folder))
    assert slow.reached.wait(20)
    text = door.client.get(page).text
    assert "2 of 5 files" in text
    assert 'content="2"' in text
    token = token_of(text)
    second = door.post(f"{base}/new", csrf=token, folder=str(folder.parent))
    assert second.status_code == 409
    assert "going on already" in second.text
    assert door.post(f"{page}/texts", csrf=token).status_code == 409
    assert door.keeper.seconds_left() > door.keeper.idle_seconds - 5
    send(door, f"{page}/pause")
    send(door, f"{base}/{door.seed.person}/pause")  # of another: nothing happens
    slow.go.set()
    text = until(door, page, lambda text: "Not finished" in text)
    assert 'content="2"' not in text
    assert send(door, f"{page}/continue") == page
    text = until(door, page, done)
    assert "<dd>5</dd>" in text


def test_a_lock_stops_it_and_it_goes_on(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    page = send(door, f"{base}/new", folder=str(folder))
    assert slow.reached.wait(20)
    send(door, "/lock")
    door.enter()
    slow.go.set()
    text = until(door, page, lambda text: "Not finished" in text and "locked" in text)
    assert "Brought in so far: 2" in text
    send(door, f"{page}/continue")
    assert "<dd>5</dd>" in until(door, page, done)


def test_what_was_sealed_at_another_desk_is_not_recorded_at_this_one(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go = Event(), Event()

    def group(_: BatchRun) -> Group:
        reached.set()
        assert go.wait(20)
        return Group()

    with monkeypatch.context() as slow:
        slow.setattr(BatchRun, "group", group)
        page = send(door, f"{base}/new", folder=str(folder))
        assert reached.wait(20)
        send(door, "/lock")
        door.enter()
        go.set()
        text = until(door, page, lambda text: "Not finished" in text)
    assert "clash" in text
    token = token_of(text)
    send(door, "/lock")
    assert door.post(f"{base}/new", csrf=token, folder="/x").status_code == 423


def test_a_full_disk_and_a_fault_are_told_on_the_page(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, words in (
        (
            StorageError("The file could not be sealed: the disk is full or refuses."),
            "full",
        ),
        (ZeroDivisionError("her name"), "Something in Habeas"),
    ):
        with monkeypatch.context() as broken:

            def group(_: BatchRun, error: Exception = error) -> Group:
                raise error

            broken.setattr(BatchRun, "group", group)
            page = send(door, f"{base}/new", folder=str(folder))
            text = until(door, page, lambda text: "Not finished" in text)
            assert "her name" not in text
            assert "clash" in text, words


def test_reading_texts_may_be_paused(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(door, f"{base}/new", folder=str(folder))
    until(door, page, done)
    real, reached, go = Reading.read, Event(), Event()

    def read(reading: Reading) -> Extract:
        reached.set()
        assert go.wait(20)
        return real(reading)

    monkeypatch.setattr(Reading, "read", read)
    send(door, f"{page}/texts")
    assert reached.wait(20)
    assert "Texts read: 0 of 5" in until(door, page, lambda text: "Texts read" in text)
    send(door, f"{page}/pause")
    go.set()
    until(door, page, lambda text: "Read 4 texts" in text)


def test_a_pause_between_two_texts(
    door: Door, base: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(door, f"{base}/new", folder=str(folder))
    until(door, page, done)
    real = Reading.record
    reached, go = Event(), Event()

    def record(reading: Reading, desk: Desk, found: Extract) -> str:
        reached.set()
        return real(reading, desk, found)

    def read(_: Reading) -> Extract:
        assert reached.wait(0) or not go.is_set()
        if reached.is_set():
            assert go.wait(20)
        return Extract("A text", "test", "1")

    monkeypatch.setattr(Reading, "record", record)
    monkeypatch.setattr(Reading, "read", read)
    send(door, f"{page}/texts")
    assert reached.wait(20)
    send(door, f"{page}/pause")
    go.set()
    until(door, page, lambda text: "Read 3 texts" in text)


def test_one_text_is_read_from_its_page(door: Door, base: str, folder: Path) -> None:
    until(door, send(door, f"{base}/new", folder=str(folder)), done)
    case = door.seed.case
    listed = door.client.get(f"/cases/{case}/documents").text
    one = re.findall(r"/documents/([0-9a-f]{32})\">0\.txt", listed)[0]
    page = f"/cases/{case}/documents/{one}"
    assert "Its text was not read yet" in door.client.get(page).text
    assert send(door, f"{page}/text") == page
    assert "Letter" in door.client.get(page).text
