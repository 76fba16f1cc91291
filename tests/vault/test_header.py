"""habeas.toml: its exact bytes, and every byte of it guarded."""

import json
from pathlib import Path

import pytest

from habeas.crypto.aead import unlock
from habeas.crypto.digest import hkdf
from habeas.crypto.passphrase import KdfParams
from habeas.crypto.recovery import read_code
from habeas.crypto.shares import join, read_share
from habeas.errors import (
    DamagedError,
    HabeasError,
    NewerVersionError,
    NotFoundError,
    WrongPassphraseError,
)
from habeas.vault import header as header_module
from habeas.vault.header import (
    Header,
    RecoverySlot,
    WrongSheetError,
    header_text,
    new_header,
    read_header,
    recover_by_shares,
    recover_header,
    unlock_header,
    with_passphrase,
    with_sheet,
    without_sheet,
    write_header,
)
from tests.tally import Tally

PARAMS = KdfParams(memory_kib=65536, iterations=3, lanes=4, salt=bytes(range(16)))
HEADER = Header(PARAMS, bytes(60))
SHEETED = Header(
    PARAMS, bytes(60), recovery=RecoverySlot(b"\x1a\x2b\x3c\x4d", bytes(60))
)
SECRET = bytes(range(20))
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


@pytest.mark.parametrize("header", [HEADER, SHEETED], ids=["plain", "with a sheet"])
def test_every_changed_byte_is_damage_or_a_newer_version_never_a_wrong_passphrase(
    tmp_path: Path, header: Header, tally: Tally
) -> None:
    whole = header_text(header).encode()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        (tmp_path / "habeas.toml").write_bytes(changed)
        with pytest.raises((DamagedError, NewerVersionError)):
            read_header(tmp_path)
    tally("bytes flipped and detected", len(whole))


@pytest.mark.parametrize("header", [HEADER, SHEETED], ids=["plain", "with a sheet"])
def test_every_cut_is_damage(tmp_path: Path, header: Header) -> None:
    whole = header_text(header).encode()
    for size in range(len(whole)):
        (tmp_path / "habeas.toml").write_bytes(whole[:size])
        with pytest.raises(DamagedError):
            read_header(tmp_path)


def with_line(name: str, value: str, header: Header = HEADER) -> bytes:
    lines = header_text(header).splitlines()
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
    "a sheet in the old format": header_text(SHEETED).replace("= 2", "= 1").encode(),
    "the new format without a sheet": header_text(HEADER)
    .replace("= 1", "= 2")
    .encode(),
    "a sheet number of 4,000 bytes": with_line("number", f'"{"00" * 4000}"', SHEETED),
    "a sheet number as a number": with_line("number", "1", SHEETED),
    "a sheet number as text": with_line("number", '"1A2B-3C4D"', SHEETED),
    "a sheet with a short key": with_line("wrapped", f'"{"00" * 59}"', SHEETED),
    "a sheet as text": b'format = 2\nrecovery = "x"\n',
    "two sheets": header_text(SHEETED).encode() + b"[recovery2]\n",
    "binary": bytes(range(256)),
    "10 MB": b"#" * 10_000_000,
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_header_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "habeas.toml").write_bytes(data)
    with pytest.raises(DamagedError):
        read_header(tmp_path)


@pytest.mark.parametrize("version", ["4", "999999999999999999999"])
def test_a_newer_version_is_told_from_damage(version: str, tmp_path: Path) -> None:
    (tmp_path / "habeas.toml").write_text(f"format = {version}\nanything = []\n")
    with pytest.raises(NewerVersionError) as refused:
        read_header(tmp_path)
    assert isinstance(refused.value, HabeasError)


SHEET_TEXT = """\
format = 2

[kdf]
name = "argon2id"
memory_kib = 65536
iterations = 3
lanes = 4
salt = "000102030405060708090a0b0c0d0e0f"

[vault_key]
wrapped = "{wrapped}"

[recovery]
number = "1a2b3c4d"
wrapped = "{wrapped}"
check = "{check}"
"""


def test_the_form_with_a_sheet(tmp_path: Path) -> None:
    write_header(tmp_path, SHEETED)
    text = (tmp_path / "habeas.toml").read_text("ascii")
    check = text.split('check = "')[1][:64]
    assert text == SHEET_TEXT.format(wrapped="00" * 60, check=check)
    assert read_header(tmp_path) == SHEETED


def test_an_older_program_says_that_it_is_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What 0.1.0 does with a sheet, and that it still reads a vault without one."""
    monkeypatch.setattr(header_module, "FORMAT", 1)
    text = header_text(SHEETED).replace("format = 1", "format = 2")
    (tmp_path / "habeas.toml").write_text(text)
    with pytest.raises(NewerVersionError):
        read_header(tmp_path)
    write_header(tmp_path, without_sheet(SHEETED))
    assert read_header(tmp_path) == HEADER


def test_a_sheet_gives_the_vault_key(params: KdfParams, passphrase: str) -> None:
    plain, key = new_header(passphrase, params)
    sheeted = with_sheet(plain, key, SECRET)
    assert recover_header(sheeted, SECRET) == key
    assert unlock_header(sheeted, passphrase) == key
    assert without_sheet(sheeted) == plain


def test_a_revoked_or_renewed_sheet_opens_nothing(
    params: KdfParams, passphrase: str
) -> None:
    plain, key = new_header(passphrase, params)
    with pytest.raises(NotFoundError):
        recover_header(plain, SECRET)
    renewed = with_sheet(with_sheet(plain, key, SECRET), key, SECRET[::-1])
    with pytest.raises(WrongSheetError) as refused:
        recover_header(renewed, SECRET)
    assert renewed.recovery is not None
    number = renewed.recovery.number.hex().upper()
    assert f"{number[:4]}-{number[4:]}" in str(refused.value)
    assert recover_header(renewed, SECRET[::-1]) == key


def test_a_tampered_slot_is_damage(
    params: KdfParams, passphrase: str, tally: Tally
) -> None:
    sheeted = with_sheet(*new_header(passphrase, params), SECRET)
    assert sheeted.recovery is not None
    for place in range(60):
        wrapped = bytearray(sheeted.recovery.wrapped)
        wrapped[place] ^= 1
        slot = RecoverySlot(sheeted.recovery.number, bytes(wrapped))
        with pytest.raises(DamagedError):
            recover_header(Header(sheeted.kdf, sheeted.wrapped, recovery=slot), SECRET)
    tally("bytes flipped and detected", 60)


def test_a_new_passphrase_replaces_the_old_one(
    params: KdfParams, passphrase: str
) -> None:
    old, key = new_header(passphrase, params)
    sheeted = with_sheet(old, key, SECRET)
    new = with_passphrase(sheeted, key, "seven other words for tests")
    assert unlock_header(new, "seven other words for tests") == key
    assert recover_header(new, SECRET) == key
    with pytest.raises(WrongPassphraseError):
        unlock_header(new, passphrase)
    assert new.kdf.salt != old.kdf.salt
    assert (new.kdf.memory_kib, new.kdf.iterations) == (8, 1)


def test_the_vector_of_the_shares(tmp_path: Path) -> None:
    """docs/spec/vault.md, \"Paper shares\": words, set and slot."""
    spec = Path(__file__).parents[2] / "docs" / "spec" / "vectors" / "vault.json"
    vectors = json.loads(spec.read_text("utf-8"))
    told = vectors["shares"]
    (tmp_path / "habeas.toml").write_text(told["habeas.toml"], "ascii")
    header = read_header(tmp_path)
    assert header_text(header) == told["habeas.toml"]
    shares = [read_share(words) for words in told["words"]]
    assert join(shares[1:]).hex() == told["secret"]
    assert hkdf(join(shares), b"habeas.org/shares-key/v1").hex() == told["key"]
    assert header.shares is not None
    assert header.shares.set_id == told["set"]
    opened = unlock(
        bytes.fromhex(told["key"]), header.shares.wrapped, told["context"].encode()
    )
    assert opened.hex() == vectors["vault_key"]
    assert recover_by_shares(header, shares[:2]) == opened


def test_the_vector_of_the_specification(tmp_path: Path) -> None:
    """docs/spec/vault.md, \"Recovery code\": code, number and slot."""
    spec = Path(__file__).parents[2] / "docs" / "spec" / "vectors" / "vault.json"
    vectors = json.loads(spec.read_text("utf-8"))
    sheet = vectors["recovery"]
    (tmp_path / "habeas.toml").write_text(sheet["habeas.toml"], "ascii")
    header = read_header(tmp_path)
    assert header_text(header) == sheet["habeas.toml"]
    secret = read_code(sheet["code"])
    assert secret.hex() == sheet["secret"]
    assert header.recovery is not None
    assert header.recovery.number.hex() == sheet["number"]
    key = hkdf(secret, b"habeas.org/recovery-key/v1")
    assert key.hex() == sheet["key"]
    opened = unlock(key, header.recovery.wrapped, sheet["context"].encode())
    assert opened.hex() == vectors["vault_key"]
    assert recover_header(header, secret) == opened
    assert unlock_header(header, vectors["passphrase"]) == opened
