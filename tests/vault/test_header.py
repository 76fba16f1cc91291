"""habeas.toml: its exact bytes, and every byte of it guarded."""

from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.errors import DamagedError, HabeasError, NewerVersionError
from habeas.vault.header import (
    Header,
    header_text,
    new_header,
    read_header,
    unlock_header,
    write_header,
)

PARAMS = KdfParams(memory_kib=65536, iterations=3, lanes=4, salt=bytes(range(16)))
HEADER = Header(PARAMS, bytes(60))
TEXT = """\
format = 1

[kdf]
name = "argon2id"
memory_kib = 65536
iterations = 3
lanes = 4
salt = "000102030405060708090a0b0c0d0e0f"

[vault_key]
wrapped = "{wrapped}"
check = "{check}"
"""


def test_the_form(tmp_path: Path) -> None:
    write_header(tmp_path, HEADER)
    text = (tmp_path / "habeas.toml").read_text("ascii")
    check = text.split('check = "')[1][:64]
    assert text == TEXT.format(wrapped="00" * 60, check=check)
    assert [path.name for path in tmp_path.iterdir()] == ["habeas.toml"]
    assert read_header(tmp_path) == HEADER


def test_a_demo_says_so(tmp_path: Path) -> None:
    demo = Header(PARAMS, bytes(60), demo=True)
    write_header(tmp_path, demo)
    assert read_header(tmp_path) == demo


def test_the_vault_key_comes_back(params: KdfParams, passphrase: str) -> None:
    header, key = new_header(passphrase, params)
    assert unlock_header(header, passphrase) == key
    assert new_header(passphrase, params)[1] != key


def test_every_changed_byte_is_damage_or_a_newer_version_never_a_wrong_passphrase(
    tmp_path: Path,
) -> None:
    whole = header_text(HEADER).encode()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        (tmp_path / "habeas.toml").write_bytes(changed)
        with pytest.raises((DamagedError, NewerVersionError)):
            read_header(tmp_path)


def test_every_cut_is_damage(tmp_path: Path) -> None:
    whole = header_text(HEADER).encode()
    for size in range(len(whole)):
        (tmp_path / "habeas.toml").write_bytes(whole[:size])
        with pytest.raises(DamagedError):
            read_header(tmp_path)


def with_line(name: str, value: str) -> bytes:
    lines = header_text(HEADER).splitlines()
    return "\n".join(
        f"{name} = {value}" if line.startswith(f"{name} =") else line for line in lines
    ).encode()


HOSTILE = {
    "a terabyte of memory": with_line("memory_kib", str(2**30)),
    "a year of work": with_line("iterations", str(10**9)),
    "infinite memory": with_line("memory_kib", "inf"),
    "half an iteration": with_line("iterations", "1.5"),
    "lanes as text": with_line("lanes", '"4"'),
    "no lanes": with_line("lanes", "0"),
    "a salt of no bytes": with_line("salt", '""'),
    "a salt as a number": with_line("salt", "7"),
    "another kdf": with_line("name", '"scrypt"'),
    "a short key": with_line("wrapped", '"00"'),
    "no kdf": b"format = 1\n[vault_key]\n",
    "kdf as text": b'format = 1\nkdf = "argon2id"\nvault_key = 1\n',
    "format as text": b'format = "1"\n',
    "no format": b"[kdf]\n",
    "another check": with_line("check", '"' + "0" * 64 + '"'),
    "a comment more": header_text(HEADER).encode() + b"# note\n",
    "nested 30,000 deep": b"format = " + b"[" * 30_000,
    "binary": bytes(range(256)),
    "10 MB": b"#" * 10_000_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_header_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "habeas.toml").write_bytes(data)
    with pytest.raises(DamagedError):
        read_header(tmp_path)


@pytest.mark.parametrize("version", ["2", "999999999999999999999"])
def test_a_newer_version_is_told_from_damage(version: str, tmp_path: Path) -> None:
    (tmp_path / "habeas.toml").write_text(f"format = {version}\nanything = []\n")
    with pytest.raises(NewerVersionError) as refused:
        read_header(tmp_path)
    assert isinstance(refused.value, HabeasError)
