"""Of a damaged log everything is found that is not on the damaged page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.errors import DamagedError, NotFoundError
from habeas.vault import read, salvage
from habeas.vault.append import Draft, append, open_log
from habeas.vault.missing import missing
from habeas.vault.own_logs import new_log
from habeas.vault.vault import Vault, create_vault, open_vault

CASE = bytes(16)
COUNT = 1500


@pytest.fixture
def folder(
    tmp_path: Path, passphrase: str, params: KdfParams, state_home: Path
) -> Path:
    vault = create_vault(tmp_path / "v", passphrase, params, heads=state_home / "h")
    open_log(vault, CASE, new_log(), (1,), [Draft(1, "", b"first", 1)])
    rest = [Draft(1, "", b"x" * 300, 2 + number) for number in range(COUNT - 1)]
    append(vault, CASE, rest)
    vault.close()
    return tmp_path / "v"


@pytest.fixture
def vault(folder: Path, passphrase: str, state_home: Path) -> Iterator[Vault]:
    opened = open_vault(folder, passphrase, heads=state_home / "h")
    yield opened
    opened.close()


def force(vault: Vault, *statements: str) -> None:
    for (name,) in vault.db.all("SELECT name FROM sqlite_schema WHERE type='trigger'"):
        vault.db.run(f"DROP TRIGGER {name}")
    for sql in statements:
        vault.db.run(sql)


def found(vault: Vault) -> list[int | range]:
    (log,) = salvage.logs(vault, CASE)
    return [
        one if isinstance(one, range) else one.index
        for one in salvage.readable(vault, log)
    ]


def test_everything_of_a_whole_log(vault: Vault) -> None:
    assert found(vault) == list(range(COUNT))
    assert salvage.damaged_pages(vault) == []
    with pytest.raises(NotFoundError):
        salvage.logs(vault, bytes([1] * 16))


def test_gaps_are_named_where_they_are(vault: Vault) -> None:
    force(vault, "DELETE FROM entries WHERE position IN (0, 7, 8, 1200)")
    assert found(vault)[:8] == [range(1), *range(1, 7), range(7, 9)]
    assert range(1200, 1201) in found(vault)


def test_a_damaged_page_hides_no_more_than_itself(
    folder: Path, passphrase: str
) -> None:
    """A page of the middle of the file: of entries, or of what points to them."""
    path = folder / "log.db"
    size = path.stat().st_size
    for part in (0.3, 0.5, 0.7):
        at = int(size * part)
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)
        vault = open_vault(folder, passphrase)
        assert salvage.damaged_pages(vault) == [str(at // 4096 + 1)]
        gaps = [one for one in found(vault) if isinstance(one, range)]
        assert sum(map(len, gaps)) < 100
        vault.close()
        data[at] ^= 1
        path.write_bytes(data)


def test_the_size_of_a_log_is_found_wherever_it_stands(vault: Vault) -> None:
    (log,) = read.logs(vault, CASE)
    for drop, size in (
        ("entries", COUNT),  # the newest head says it
        ("checkpoints", COUNT),  # this machine remembers it
    ):
        force(vault, f"DROP TABLE {drop}")
        (still,) = salvage.logs(vault, CASE)
        assert (still.id, still.size, still.own) == (log.id, size, True)
    vault.heads = None
    (still,) = salvage.logs(vault, CASE)
    assert still.size == 0


def test_a_list_of_logs_that_cannot_be_read(vault: Vault) -> None:
    force(vault, "DROP TABLE checkpoints", "DROP TABLE entries", "DROP TABLE logs")
    for ask in (lambda: salvage.logs(vault, CASE), lambda: missing(vault)):
        with pytest.raises(DamagedError):
            ask()


def test_sealed_files_are_compared_with_their_names(folder: Path) -> None:
    shelf = folder / "exhibits" / "e3"
    shelf.mkdir()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.age"
    (shelf / empty).touch()
    (shelf / f"{'0' * 64}.age").touch()
    (shelf / f"{'1' * 64}.age").mkdir()
    assert dict(salvage.whole_files(folder)) == {
        empty: True,
        f"{'0' * 64}.age": False,
        f"{'1' * 64}.age": False,
    }
