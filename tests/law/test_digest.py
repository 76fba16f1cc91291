"""The digest of the rules: the same every time, and another one for another rule."""

from pathlib import Path

import pytest

from habeas.law import digest
from habeas.law.digest import rules_digest


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "packs" / "kz").mkdir(parents=True)
    (tmp_path / "windows.toml").write_text("a = 1")
    (tmp_path / "packs" / "kz" / "appeals.toml").write_text("b = 2")
    (tmp_path / "code.py").write_text("c = 3")
    monkeypatch.setattr(digest, "files", lambda _room: tmp_path)
    return tmp_path


def fresh() -> str:
    return rules_digest.__wrapped__()


def test_it_is_the_same_for_the_same_rules() -> None:
    assert rules_digest() == fresh()
    assert len(rules_digest()) == 64


def test_every_table_counts_and_nothing_else(tables: Path) -> None:
    first = fresh()
    (tables / "code.py").write_text("c = 4")
    assert fresh() == first
    (tables / "packs" / "kz" / "appeals.toml").write_text("b = 3")
    second = fresh()
    (tables / "packs" / "kz" / "appeals.toml").rename(tables / "packs" / "other.toml")
    third = fresh()
    (tables / "windows.toml").unlink()
    assert len({first, second, third, fresh()}) == 4
