"""Authorities made once for all tests."""

from pathlib import Path

import pytest

from tests.timestamps.authority import PAST, Stamper, make_stamper


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="session")
def stamper(authorities: Path) -> Stamper:
    return make_stamper(authorities / "good")


@pytest.fixture(scope="session")
def stranger(authorities: Path) -> Stamper:
    """An authority with the same names and another key."""
    return make_stamper(authorities / "stranger")


@pytest.fixture(scope="session")
def expired(authorities: Path) -> Stamper:
    """An authority whose own certificate has run out."""
    return make_stamper(authorities / "expired", own=PAST)


@pytest.fixture(scope="session")
def outlived(authorities: Path) -> Stamper:
    """An authority whose root has run out."""
    return make_stamper(authorities / "outlived", root=PAST)
