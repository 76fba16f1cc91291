"""A file is replaced as a whole and durably, or not at all."""

import errno
import os
from pathlib import Path

import pytest

from habeas.errors import StorageError
from habeas.vault import disk
from habeas.vault.disk import UnconfirmedError, write_durably


def test_a_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_durably(target, b"one")
    write_durably(target, b"two" * 100_000)
    assert target.read_bytes() == b"two" * 100_000
    assert target.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("step", ["open", "fsync"])
def test_on_any_failure_the_old_file_stands(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "file"
    write_durably(target, b"one")
    with monkeypatch.context() as broken:
        broken.setattr(os, step, refuse)
        with pytest.raises(StorageError):
            write_durably(target, b"two")
    assert target.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_that_is_not_durable_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is replaced then: nobody may say that nothing was changed."""

    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    target = tmp_path / "file"
    write_durably(target, b"one")
    monkeypatch.setattr(disk, "sync_folder", refuse)
    with pytest.raises(UnconfirmedError, match="counts from now on"):
        write_durably(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]


def test_the_file_is_durable_before_its_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(file: int) -> None:
        target = Path(f"/proc/self/fd/{file}").readlink()
        steps.append("folder" if target.is_dir() else "file")
        real_fsync(file)

    def replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_durably(tmp_path / "file", b"x")
    assert steps == ["file", "name", "folder"]
