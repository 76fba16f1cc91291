"""Bodies that came a moment ago and wait to be folded: never more than is stored."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from habeas.vault.opening import fresh
from habeas.vault.read import Stored
from habeas.vault.vault import Vault
from tests.vault.opening import Open

LOG, UNIT = b"l" * 32, b"u" * 16
STORED = Stored(LOG, 3, b"envelope", b"sealed", UNIT, 1)


@dataclass
class Kept:
    """What stands for an envelope and a body here."""

    name: str


@pytest.fixture
def vault(vaults: Open) -> Vault:
    made = vaults("one")
    made.unit_keys[UNIT] = b"k" * 32
    made.fresh[LOG, 3] = b"envelope", Kept("envelope"), Kept("body")
    return made


def test_it_is_given_once(vault: Vault) -> None:
    found: tuple[object, ...] | None = fresh(vault, STORED)
    assert found == (Kept("envelope"), Kept("body"))
    assert fresh(vault, STORED) is None


GONE: dict[str, dict[str, Any]] = {
    "its body was erased": {"sealed": None},
    "another entry stands there": {"envelope": b"of another history"},
    "its unit's key was destroyed": {"unit": b"gone" * 4},
    "no key had opened it": {"unit": b""},
    "another number": {"index": 4},
}


@pytest.mark.parametrize("name", GONE)
def test_what_is_not_so_any_more_is_not_given(name: str, vault: Vault) -> None:
    assert fresh(vault, msgspec.structs.replace(STORED, **GONE[name])) is None


def test_nothing_stays_open_behind_a_lock(vault: Vault) -> None:
    vault.close()
    assert not vault.fresh
