"""A small vault that may be broken again and again."""

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from habeas import app
from habeas.actions.check import verify_case, verify_rest
from habeas.errors import HabeasError
from habeas.views.db import unread
from tests.faults.work import PASSPHRASE, begin

Files = dict[str, bytes]
SIDE = ("log.db-wal", "log.db-shm", "views.db-wal", "views.db-shm")


def files_in(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class Place:
    """A locked vault, what this machine remembers of it, and how both were at first."""

    folder: Path
    state: Path
    case: str
    note: str
    first: tuple[Files, Files] = field(default_factory=lambda: ({}, {}))

    def keep(self) -> None:
        """Remember everything as it is now."""
        self.first = (files_in(self.folder), files_in(self.state))

    def put_back(self) -> None:
        """Make everything as it was when it was kept."""
        for folder, files in zip((self.folder, self.state), self.first, strict=True):
            for name in files_in(folder).keys() - files.keys():
                (folder / name).unlink()
            for name, data in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.is_file() or path.read_bytes() != data:
                    path.write_bytes(data)

    def truth(self) -> Files:
        """Return what may never be destroyed: the log and the sealed files."""
        return {
            name: data
            for name, data in files_in(self.folder).items()
            if name == "log.db" or name.startswith("exhibits/")
        }

    def require_whole(self) -> None:
        """Unlock it: everything holds, and nothing half is left."""
        desk = app.unlock(self.folder, PASSPHRASE)
        try:
            report = verify_case(desk, self.case)
            assert report.clean, report.faults
            assert verify_rest(desk).clean
            assert unread(desk.views, self.case) == []
            assert list((self.folder / "exhibits" / "incoming").iterdir()) == []
        finally:
            desk.close()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    case, note = begin(tmp_path / "vault")
    made = Place(tmp_path / "vault", tmp_path / "state", case, note)
    made.keep()
    return made


def told(error: HabeasError) -> None:
    """A sentence and a next step, and nothing of what lies below."""
    what, advice = error.say()
    assert what.endswith(".")
    assert advice.endswith(".")
    for word in ("sqlite", "errno", "hmac", "{", "/tmp"):
        assert word not in f"{what} {advice}".lower()


@contextmanager
def no_file_larger(size: int) -> Iterator[None]:
    """Let every write beyond this many bytes of a file fail, as a full disk does."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


@pytest.fixture
def limit() -> Callable[[int], AbstractContextManager[None]]:
    return no_file_larger
