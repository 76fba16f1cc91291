"""A file on a stick: whole under its name or not there, in parts that fit."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from habeas.errors import BadInputError, NotFoundError, StorageError
from habeas.vault.sticks import fresh_name, open_parts, require_room, write_parts

PIECES = [bytes([number]) * 700 for number in range(10)]
WHOLE = b"".join(PIECES)


def read(path: Path) -> bytes:
    with open_parts(path) as source:
        return source.read()


def test_one_part_has_the_name_itself(tmp_path: Path) -> None:
    target = tmp_path / "x.age"
    assert write_parts(target, PIECES, 10_000) == [target]
    assert read(target) == WHOLE
    assert os.listdir(tmp_path) == ["x.age"]  # noqa: PTH208 - the names


@pytest.mark.parametrize("most", [1, 699, 700, 701, 6999])
def test_parts_are_no_longer_than_they_may_be(tmp_path: Path, most: int) -> None:
    target = tmp_path / "x.age"
    if most == 1:
        pieces, whole = PIECES[:1], PIECES[0]
    else:
        pieces, whole = PIECES, WHOLE
    paths = write_parts(target, pieces, most)
    assert [one.name for one in paths[:2]] == ["x.age.001", "x.age.002"]
    assert {one.stat().st_size for one in paths[:-1]} == {most}
    assert read(target) == read(paths[0]) == whole


def test_a_part_that_is_missing_ends_the_file_there(tmp_path: Path) -> None:
    paths = write_parts(tmp_path / "x.age", PIECES, 2000)
    paths[1].unlink()
    assert read(paths[0]) == WHOLE[:2000]


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    write_parts(tmp_path / "x.age", PIECES, 2000)
    write_parts(tmp_path / "y.age", PIECES, 20_000)
    for name in ("x.age", "y.age"):
        with pytest.raises(BadInputError, match="of this name already"):
            write_parts(tmp_path / name, PIECES, 2000)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError), open_parts(tmp_path / "x.age"):
        pass


def test_whatever_breaks_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from PIECES
        raise NotFoundError("gone")

    with pytest.raises(NotFoundError):
        write_parts(tmp_path / "x.age", broken(), 1000)
    assert list(tmp_path.iterdir()) == []


class Stopping:
    """Stops the world at the n-th durable step, as a pulled stick does."""

    def __init__(self, at: int) -> None:
        self.left = at

    def wrap(self, real: Any) -> Any:  # noqa: ANN401 - any function of os
        def step(*args: Any, **settings: Any) -> Any:  # noqa: ANN401 - as above
            self.left -= 1
            if self.left < 0:
                raise OSError(5, "no such device")
            return real(*args, **settings)

        return step


@pytest.mark.parametrize("at", range(12))
def test_a_stick_that_is_pulled_at_any_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The first part is renamed last: whoever sees it sees a whole file."""
    stop = Stopping(at)
    with monkeypatch.context() as patch:
        for name in ("open", "fsync"):
            patch.setattr(
                f"habeas.vault.sticks.os.{name}", stop.wrap(getattr(os, name))
            )
        patch.setattr(Path, "replace", stop.wrap(Path.replace))
        patch.setattr(Path, "unlink", stop.wrap(Path.unlink))  # nothing is tidied
        with suppress(StorageError):
            write_parts(tmp_path / "x.age", PIECES, 3000)
    first = tmp_path / "x.age.001"
    if first.exists():
        assert read(first) == WHOLE
    assert not (tmp_path / "x.age").exists()


def test_too_little_room_is_said_before(tmp_path: Path) -> None:
    require_room(tmp_path, 1000)
    with pytest.raises(StorageError, match="MB are free"):
        require_room(tmp_path, 10**18)
    with pytest.raises(StorageError):
        require_room(tmp_path / "nowhere", 1)


def test_a_stick_that_is_pulled_while_it_is_read(tmp_path: Path) -> None:
    paths = write_parts(tmp_path / "x.age", PIECES, 2000)
    with open_parts(paths[0]) as source:
        assert source.read(10) == WHOLE[:10]
        paths[2].unlink()
        with pytest.raises(StorageError, match="can no longer be read"):
            source.read()


def test_a_name_says_nothing() -> None:
    assert fresh_name() != fresh_name()
    assert len(fresh_name()) == len("12345678.age")
