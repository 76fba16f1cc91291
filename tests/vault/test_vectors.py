"""docs/spec/vault.md and its vectors say what the code does."""

import json
from pathlib import Path
from typing import Any

import pytest

from habeas.crypto import passphrase as kdf
from habeas.crypto.aead import lock, unlock
from habeas.crypto.digest import hkdf, sha256
from habeas.vault.header import header_text, read_header, unlock_header
from habeas.vault.heads import KnownHeads
from habeas.vault.vault import create_vault, open_vault

SPEC = Path(__file__).parents[2] / "docs" / "spec"
VECTORS: dict[str, Any] = json.loads(
    (SPEC / "vectors" / "vault.json").read_text("utf-8")
)
VAULT_KEY = bytes.fromhex(VECTORS["vault_key"])


@pytest.mark.parametrize("name", ["habeas.toml", "demo"])
def test_the_header_opens_with_the_passphrase(name: str, tmp_path: Path) -> None:
    (tmp_path / "habeas.toml").write_text(VECTORS[name], "ascii")
    header = read_header(tmp_path)
    assert header.demo == (name == "demo")
    assert header_text(header) == VECTORS[name]
    assert unlock_header(header, VECTORS["passphrase"]) == VAULT_KEY
    key = kdf.derive(kdf.passphrase_bytes(VECTORS["passphrase"]), header.kdf)
    assert key.hex() == VECTORS["passphrase_key"]
    assert unlock(key, header.wrapped, b"habeas.org/vault-key/v1\n") == VAULT_KEY


def test_a_vault_opens_under_the_keys_of_the_specification(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Make one with the vectors' header and key, and look which keys it took."""
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "habeas.toml").write_text(VECTORS["habeas.toml"], "ascii")
    header = read_header(tmp_path / "h")
    monkeypatch.setattr(
        "habeas.vault.vault.new_header", lambda *_, **__: (header, VAULT_KEY)
    )
    vault = create_vault(tmp_path / "v", "unused", header.kdf, heads=tmp_path / "s")
    vault.close()
    monkeypatch.undo()
    again = open_vault(tmp_path / "v", VECTORS["passphrase"], heads=tmp_path / "s")
    assert again.views_key.hex() == VECTORS["keys"]["habeas.org/views.db/v1"]
    assert again.heads is not None
    assert again.heads.swap(b"log", (0, b"none"), (1, b"root"))
    again.close()
    (note,) = (tmp_path / "s").iterdir()
    assert note.name == VECTORS["heads"]["tag"] + ".heads"


@pytest.mark.parametrize("info", VECTORS["keys"])
def test_the_keys(info: str) -> None:
    assert hkdf(VAULT_KEY, info.encode()).hex() == VECTORS["keys"][info]


def test_the_note_outside_the_vault(tmp_path: Path) -> None:
    heads = VECTORS["heads"]
    key = bytes.fromhex(VECTORS["keys"]["habeas.org/heads/v1"])
    plain = heads["plain"].encode().ljust(heads["bytes"] - 28)
    sealed = lock(key, bytes.fromhex(heads["nonce"]), plain, heads["context"].encode())
    assert sha256(sealed).hex() == heads["sha256"]
    path = tmp_path / f"{heads['tag']}.heads"
    path.write_bytes(sealed)
    known = KnownHeads(path, key)
    turn, rows = json.loads(heads["plain"])
    for log, size, root, before in rows:
        found = known.of(bytes.fromhex(log))
        assert found is not None
        assert found.head == (size, bytes.fromhex(root))
        assert found.before == (before and (before[0], bytes.fromhex(before[1])))
    assert known.swap(b"new", (0, b"none"), (1, b"root"))
    data = path.with_suffix(".heads2").read_bytes()
    opened = unlock(key, data, heads["context"].encode()).rstrip(b" ")
    new = [b"new".hex(), 1, b"root".hex(), [0, b"none".hex()]]
    assert json.loads(opened) == [turn + 1, sorted([new, *rows])]
