"""What stands in the way of a command: a sentence, a next step, exit code 2.

Nothing is destroyed: what is repaired afterwards holds everything.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.record import correct, put
from habeas.errors import HabeasError
from habeas.views.records import record
from tests.cli.transcript import TREE, Player
from tests.conftest import FixedClock
from tests.faults.conftest import Place, no_file_larger
from tests.faults.work import PARAMS, PASSPHRASE, words

NOTE = ["note", "add", "--text", "One more."]


@pytest.fixture
def player(place: Place, monkeypatch: pytest.MonkeyPatch) -> Player:
    monkeypatch.setattr("habeas.cli.main.build", TREE)
    monkeypatch.setenv("HABEAS_VAULT", str(place.folder))
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "HABEAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return Player(PASSPHRASE)


Breaking = Callable[[Place], AbstractContextManager[object]]


@contextmanager
def another_process(place: Place) -> Iterator[None]:
    desk = app.unlock(place.folder, PASSPHRASE)
    yield
    desk.close()


@contextmanager
def full(_place: Place) -> Iterator[None]:
    with no_file_larger(500):
        yield


@contextmanager
def edited(path: Path, edit: Callable[[str], str]) -> Iterator[None]:
    before = path.read_text()
    path.write_text(edit(before))
    yield
    path.write_text(before)


def newer(place: Place) -> AbstractContextManager[None]:
    def raised(text: str) -> str:
        return re.sub("format = [0-9]+", "format = 99", text)

    return edited(place.folder / "habeas.toml", raised)


def changed(place: Place) -> AbstractContextManager[None]:
    return edited(place.folder / "habeas.toml", lambda text: text.replace("a", "b"))


@contextmanager
def damaged(place: Place) -> Iterator[None]:
    path = place.folder / "log.db"
    before = path.read_bytes()
    path.write_bytes(before[:99] + b"!" + before[100:])
    yield
    path.write_bytes(before)


@contextmanager
def gone(place: Place) -> Iterator[None]:
    aside = place.folder.rename(place.folder.parent / "aside")
    yield
    aside.rename(place.folder)


@contextmanager
def without_log(place: Place) -> Iterator[None]:
    log = place.folder / "log.db"
    aside = log.rename(place.folder.parent / "aside.db")
    yield
    aside.rename(log)


IN_THE_WAY: dict[str, tuple[Breaking, str]] = {
    "another process has it": (another_process, "Close it there"),
    "the disk is full": (full, "Free some space"),
    "a newer version made it": (newer, "Install the newer Habeas"),
    "habeas.toml is damaged": (changed, "from a backup"),
    "log.db is damaged": (damaged, "Copy the whole folder"),
    "log.db is missing": (without_log, "Copy the whole folder"),
    "the folder is not there": (gone, "Name the right folder"),
}


@pytest.mark.counts("faults injected")
@pytest.mark.parametrize("name", IN_THE_WAY)
def test_a_command_that_cannot_be_done(
    name: str, place: Place, player: Player, capfd: pytest.CaptureFixture[str]
) -> None:
    breaking, next_step = IN_THE_WAY[name]
    with breaking(place):
        before = place.truth() if place.folder.exists() else {}
        code, out, err = player.run(NOTE)
        assert (code, out) == (2, "")
        assert next_step in err
        assert "Traceback" not in err
        assert str(place.folder) not in err
        after = place.truth() if place.folder.exists() else {}
        assert before == after
    assert capfd.readouterr() == ("", "")
    place.require_whole()
    assert player.run(NOTE)[0] == 0


@pytest.mark.counts("faults injected")
def test_a_wrong_passphrase(place: Place, player: Player) -> None:
    before = place.truth()
    player.passphrase = "seven other words that open nothing"
    code, out, err = player.run(NOTE)
    assert (code, out) == (2, "")
    assert "Caps Lock" in err
    assert place.truth() == before
    place.require_whole()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write away; also from root, who becomes nobody for a while."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


@pytest.mark.counts("faults injected")
def test_a_folder_that_may_only_be_read(
    place: Place, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)  # nobody may not look into pytest's own folder
        place.folder = Path(shutil.copytree(place.folder, f"{open_to_all}/vault"))
        monkeypatch.setenv("HABEAS_VAULT", str(place.folder))
        before = place.truth()
        with read_only(place.folder):
            code, out, err = player.run(NOTE)
        assert (code, out) == (2, "")
        assert "not read-only" in err
        assert place.truth() == before
        place.require_whole()


def test_a_clock_set_back_is_told_and_the_order_stays(
    place: Place, player: Player, tally: Callable[[str, int], None]
) -> None:
    """The entries of `place` are of today, this clock is years behind."""
    desk = app.unlock(place.folder, PASSPHRASE, clock=FixedClock())
    for number in range(3):
        put(desk, place.case, "note", {"text": words(number)})
    correct(desk, place.case, place.note, {"text": words("newest")}, reason="later")
    found = record(desk.views, place.case, place.note)
    assert found.fields["text"] == words("newest")
    first, second = (change.at for change in found.state.history)
    assert second < first
    desk.close()
    place.require_whole()

    desk = app.unlock(place.folder, PASSPHRASE)  # today again
    put(desk, place.case, "note", {"text": words("today")})
    desk.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("habeas.app.SystemClock", FixedClock)
        code, _, err = player.run(NOTE)
    assert code == 0
    assert "The clock of this computer says 2021-12-07 09:00" in err
    assert "set it before you record" in err
    assert "clock" not in player.run(["cases"])[2]
    tally("faults injected", 1)


class TestVerify:
    """`habeas verify` reports what holds and what does not, and ends with 1."""

    def flip_pages(self, place: Place, *pages: int) -> None:
        path = place.folder / "log.db"
        data = bytearray(path.read_bytes())
        for page in pages:
            data[page * 4096 + 99] ^= 1
        path.write_bytes(data)

    def test_all_is_well(self, player: Player) -> None:
        code, out, _ = player.run(["verify"])
        assert code == 0
        assert "Everything holds." in out
        assert "The vault itself" not in out

    def test_nothing_of_the_log_can_be_read(self, place: Place, player: Player) -> None:
        self.flip_pages(place, 0)
        (sealed, *_) = sorted((place.folder / "exhibits").glob("??/*.age"))
        sealed.write_bytes(sealed.read_bytes()[:-1])
        code, out, err = player.run(["verify"])
        assert (code, err) == (1, "")
        assert "The vault itself" in out
        assert "log.db: The log of this vault" in out
        assert f"{sealed.name}: A sealed file is not what was sealed." in out
        assert "Entries: 0; sealed files: 2; passages: 0" in out

    def test_a_page_of_the_log(self, place: Place, player: Player) -> None:
        desk = app.unlock(place.folder, PASSPHRASE)
        for _ in range(40):
            put(desk, place.case, "note", {"text": words("x" * 900)})
        desk.close()
        (place.folder / "views.db").unlink()  # it cannot be made anew now
        pages = (place.folder / "log.db").stat().st_size // 4096
        whole = lost = 0
        for page in range(1, pages, 3):
            self.flip_pages(place, page)
            code, out, err = player.run(["verify", "--json"])
            self.flip_pages(place, page)
            assert (code, err) == (1, "")
            *cases, rest = json.loads(out)
            said = [fault["where"] for fault in rest["faults"]]
            assert said == ([f"log.db {page + 1}"] if cases else ["log.db"])
            faults = [fault["what"] for case in cases for fault in case["faults"]]
            lost += any("This entry cannot be read" in what for what in faults)
            whole += bool(cases)
        assert whole > pages / 6
        assert lost
        place.require_whole()


def lose_the_newest(place: Place, kind: Callable[[], object]) -> None:
    """Record something, then put the log back that was there before."""
    kind()
    state = {path: path.read_bytes() for path in place.state.rglob("*.heads*")}
    place.put_back()
    for path, data in state.items():
        path.write_bytes(data)


def test_a_case_that_was_lost_with_the_write_ahead_log_is_told(
    place: Place, player: Player
) -> None:
    lose_the_newest(place, lambda: player.run(["case", "new", "--title", "Another"]))
    code, out, err = player.run(["cases"])
    assert (code, out.count("\n")) == (0, 2)
    assert "This computer recorded more than this vault holds" in err
    assert "You can go on working" in err
    code, out, _ = player.run(["verify"])
    assert code == 1
    assert "The vault itself" in out
    assert "This computer recorded a log that this vault does not hold" in out
    assert " 0 / 2: " in out
    assert player.run(NOTE)[0] == 0  # the work goes on


def test_a_vault_that_lost_its_only_case(
    tmp_path: Path, place: Place, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "empty"
    app.create(folder, PASSPHRASE, params=PARAMS).close()
    monkeypatch.setenv("HABEAS_VAULT", str(folder))
    code, _, err = player.run(["verify"])
    assert (code, "no case in this vault yet" in err) == (2, True)
    empty = Place(folder, place.state, "", "")
    empty.keep()
    lose_the_newest(empty, lambda: player.run(["case", "new", "--title", "Only"]))
    code, out, _ = player.run(["verify"])
    assert code == 1
    assert "This computer recorded a log" in out
    with pytest.raises(HabeasError):
        app.unlock(folder, "not the passphrase at all")
