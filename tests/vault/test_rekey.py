"""Another passphrase, and the recovery sheet: what opens, and what does not."""

import errno
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.crypto.recovery import new_secret
from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    LockedError,
    NotFoundError,
    StorageError,
    WrongPassphraseError,
)
from habeas.vault import disk, rekey
from habeas.vault.disk import UnconfirmedError
from habeas.vault.header import (
    WrongSheetError,
    read_header,
    recover_header,
    with_sheet,
    write_header,
)
from habeas.vault.vault import Vault, create_vault, open_vault
from tests.tally import Tally

NEW = "six quite different words to test"


@pytest.fixture
def vault(tmp_path: Path, passphrase: str, params: KdfParams) -> Iterator[Vault]:
    made = create_vault(tmp_path / "vault", passphrase, params)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path, passphrase: str, params: KdfParams) -> Iterator[Vault]:
    made = create_vault(tmp_path / "other", passphrase, params)
    yield made
    made.close()


def opens(folder: Path, passphrase: str) -> bool:
    try:
        open_vault(folder, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_a_changed_passphrase_opens_and_the_old_one_does_not(
    vault: Vault, passphrase: str
) -> None:
    rekey.change_passphrase(vault, passphrase, NEW)
    vault.close()
    assert opens(vault.folder, NEW)
    assert not opens(vault.folder, passphrase)


def test_an_old_copy_of_the_header_opens_with_the_old_passphrase(
    vault: Vault, passphrase: str
) -> None:
    """Said in docs/spec/vault.md: a new passphrase does not reach copies."""
    copy = (vault.folder / "habeas.toml").read_bytes()
    rekey.change_passphrase(vault, passphrase, NEW)
    vault.close()
    (vault.folder / "habeas.toml").write_bytes(copy)
    assert opens(vault.folder, passphrase)


REFUSED = {
    "a wrong old passphrase": (
        "orange tractors never sleep",
        NEW,
        WrongPassphraseError,
    ),
    "a short new one": ("", "short", BadInputError),
    "a new one that no keyboard writes": ("", "\ud800" * 9, BadInputError),
}


@pytest.mark.parametrize(("old", "new", "error"), REFUSED.values(), ids=REFUSED)
def test_a_refused_change_changes_nothing(
    vault: Vault, passphrase: str, old: str, new: str, error: type[HabeasError]
) -> None:
    before = (vault.folder / "habeas.toml").read_bytes()
    with pytest.raises(error):
        rekey.change_passphrase(vault, old or passphrase, new)
    assert (vault.folder / "habeas.toml").read_bytes() == before


def test_a_sheet_opens_the_vault_under_a_new_passphrase(
    vault: Vault, passphrase: str
) -> None:
    secret = rekey.make_sheet(vault, passphrase).secret
    vault.close()
    again = rekey.recover_vault(vault.folder, secret, NEW)
    assert again.member == vault.member
    again.close()
    assert opens(vault.folder, NEW)
    assert not opens(vault.folder, passphrase)
    rekey.recover_vault(vault.folder, secret, passphrase).close()


def test_a_sheet_is_made_for_nobody_without_the_passphrase(vault: Vault) -> None:
    with pytest.raises(WrongPassphraseError):
        rekey.make_sheet(vault, "orange tractors never sleep")
    assert read_header(vault.folder).recovery is None


def test_the_secret_stands_in_no_file(vault: Vault, passphrase: str) -> None:
    secret = rekey.make_sheet(vault, passphrase).secret
    vault.close()
    for path in vault.folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert secret not in data
        assert secret.hex().encode() not in data


def test_a_renewed_or_revoked_sheet_opens_nothing(
    vault: Vault, passphrase: str
) -> None:
    old = rekey.make_sheet(vault, passphrase).secret
    new = rekey.make_sheet(vault, passphrase).secret
    with pytest.raises(WrongSheetError):
        rekey.recover_vault(vault.folder, old, NEW)
    rekey.revoke_sheet(vault, passphrase)
    rekey.revoke_sheet(vault, passphrase)  # twice is fine
    with pytest.raises(NotFoundError):
        rekey.recover_vault(vault.folder, new, NEW)
    vault.close()
    assert opens(vault.folder, passphrase)


@pytest.mark.counts("hostile inputs tried")
def test_a_slot_from_another_vault_opens_nothing_and_replaces_no_key(
    vault: Vault, other: Vault, passphrase: str
) -> None:
    """Its sheet gives the other vault's key, which must not be wrapped for this one."""
    secret = rekey.make_sheet(other, passphrase).secret
    slot = read_header(other.folder).recovery
    mixed = read_header(vault.folder)
    vault.close()
    write_header(vault.folder, type(mixed)(mixed.kdf, mixed.wrapped, recovery=slot))
    before = (vault.folder / "habeas.toml").read_bytes()
    with pytest.raises(DamagedError):
        rekey.recover_vault(vault.folder, secret, NEW)
    assert (vault.folder / "habeas.toml").read_bytes() == before
    assert opens(vault.folder, passphrase)


@pytest.mark.counts("hostile inputs tried")
def test_a_whole_header_of_another_vault_is_not_wrapped_for_this_one(
    vault: Vault, other: Vault, passphrase: str
) -> None:
    stranger = (other.folder / "habeas.toml").read_bytes()
    (vault.folder / "habeas.toml").write_bytes(stranger)
    with pytest.raises(DamagedError, match="not the one of this vault"):
        rekey.make_sheet(vault, passphrase)
    with pytest.raises(DamagedError, match="not the one of this vault"):
        rekey.change_passphrase(vault, passphrase, NEW)
    assert (vault.folder / "habeas.toml").read_bytes() == stranger


def test_a_header_changed_while_it_was_being_opened_is_not_overwritten(
    vault: Vault, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process renewed the sheet between the first look and the lock."""
    secret = rekey.make_sheet(vault, passphrase).secret
    header = read_header(vault.folder)
    key = recover_header(header, secret)
    vault.close()
    found = iter([header, with_sheet(header, key, new_secret())])
    monkeypatch.setattr(rekey, "read_header", lambda _folder: next(found))
    with pytest.raises(WrongSheetError):
        rekey.recover_vault(vault.folder, secret, NEW)
    monkeypatch.undo()
    assert opens(vault.folder, passphrase)


def test_a_held_vault_is_not_recovered(vault: Vault, passphrase: str) -> None:
    secret = rekey.make_sheet(vault, passphrase).secret
    with pytest.raises(LockedError):
        rekey.recover_vault(vault.folder, secret, NEW)


@pytest.mark.counts("faults injected")
def test_a_full_disk_leaves_the_old_passphrase(
    vault: Vault, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = rekey.make_sheet(vault, passphrase).secret
    vault.close()

    def full(*_: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(rekey, "write_header", full)
    with pytest.raises(StorageError):
        rekey.recover_vault(vault.folder, secret, NEW)
    monkeypatch.undo()
    assert opens(vault.folder, passphrase)  # and the lock was given up


@pytest.fixture
def unconfirming(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk replace files and then fail to make their names durable."""

    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "sync_folder", refuse)


@pytest.mark.counts("faults injected")
@pytest.mark.usefixtures("vault", "unconfirming")
def test_a_passphrase_that_the_disk_did_not_confirm_is_said_to_open(
    vault: Vault, passphrase: str
) -> None:
    with pytest.raises(UnconfirmedError, match="new passphrase opens") as told:
        rekey.change_passphrase(vault, passphrase, NEW)
    assert "Keep the old one too" in told.value.advice
    vault.close()
    assert opens(vault.folder, NEW)
    assert not opens(vault.folder, passphrase)


@pytest.mark.counts("faults injected")
@pytest.mark.usefixtures("vault", "unconfirming")
def test_a_sheet_that_the_disk_did_not_confirm_is_shown_and_opens(
    vault: Vault, passphrase: str
) -> None:
    made = rekey.make_sheet(vault, passphrase)
    assert not made.sure
    assert recover_header(read_header(vault.folder), made.secret)
    vault.close()
    with pytest.raises(UnconfirmedError, match="new passphrase opens"):
        rekey.recover_vault(vault.folder, made.secret, NEW)
    assert opens(vault.folder, NEW)  # and the lock was given up


CHANGER = """
import sys
from pathlib import Path
from habeas.vault import rekey
from habeas.vault.vault import open_vault
one, two = sys.argv[2], sys.argv[3]
vault = open_vault(Path(sys.argv[1]), one)
print("begun", flush=True)
while True:
    rekey.change_passphrase(vault, one, two)
    rekey.make_sheet(vault, two)
    one, two = two, one
"""
ROUNDS = 12


def test_killed_at_any_moment_one_of_the_two_passphrases_opens(
    vault: Vault, passphrase: str, tally: Tally
) -> None:
    vault.close()
    now = passphrase
    for turn in range(ROUNDS):
        with subprocess.Popen(
            [
                *(sys.executable, "-c", CHANGER),
                *(str(vault.folder), now, NEW if now == passphrase else passphrase),
            ],
            stdout=subprocess.PIPE,
        ) as changer:
            assert changer.stdout is not None
            assert changer.stdout.readline() == b"begun\n"
            time.sleep(0.0005 + 0.0031 * turn)
            changer.send_signal(signal.SIGKILL)
        found = [one for one in (passphrase, NEW) if opens(vault.folder, one)]
        assert len(found) == 1
        now = found[0]
    tally("kills survived", ROUNDS)
