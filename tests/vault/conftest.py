"""Vaults by name, with what this machine remembers of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.vault.vault import Vault, create_vault, open_vault
from tests.vault.opening import Open


@pytest.fixture
def vaults(
    tmp_path: Path, passphrase: str, params: KdfParams, state_home: Path
) -> Iterator[Open]:
    """Return an opener of vaults by name: made when new, else unlocked."""
    opened: list[Vault] = []

    def find(name: str) -> Vault:
        folder, heads = tmp_path / name, state_home / "habeas"
        if folder.exists():
            vault = open_vault(folder, passphrase, heads=heads)
        else:
            vault = create_vault(folder, passphrase, params, heads=heads)
        opened.append(vault)
        return vault

    yield find
    for vault in opened:
        vault.close()
