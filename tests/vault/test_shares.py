"""Paper shares of a vault: what opens, what rotates, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.crypto.passphrase import KdfParams
from habeas.crypto.shares import Share, ShareError
from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    NotFoundError,
    WrongPassphraseError,
)
from habeas.vault import rekey
from habeas.vault.header import (
    WrongSheetError,
    header_text,
    read_header,
    recover_by_shares,
    write_header,
)
from habeas.vault.vault import Vault, create_vault, open_vault
from tests.vault.test_rekey import NEW, opens, unconfirming

__all__ = ["unconfirming"]


@pytest.fixture
def vault(tmp_path: Path, passphrase: str, params: KdfParams) -> Iterator[Vault]:
    made = create_vault(tmp_path / "vault", passphrase, params)
    yield made
    made.close()


@pytest.fixture
def shares(vault: Vault, passphrase: str) -> tuple[Share, ...]:
    return rekey.make_shares(vault, passphrase, 2, 3).shares


@pytest.mark.parametrize(("one", "two"), [(0, 1), (0, 2), (2, 1)])
def test_any_two_of_three_open_and_then_nothing_old_does(
    vault: Vault, passphrase: str, shares: tuple[Share, ...], one: int, two: int
) -> None:
    sheet = rekey.make_sheet(vault, passphrase).secret
    salt = read_header(vault.folder).kdf.salt
    vault.close()
    pair = [shares[one], shares[two]]
    again = rekey.recover_with_shares(vault.folder, pair, NEW)
    assert again.member == vault.member
    again.close()
    assert opens(vault.folder, NEW)
    assert not opens(vault.folder, passphrase)
    header = read_header(vault.folder)
    assert (header.recovery, header.shares) == (None, None)
    assert header.kdf.salt != salt
    assert header_text(header).startswith("format = 1\n")
    with pytest.raises(NotFoundError):
        rekey.recover_with_shares(vault.folder, pair, passphrase)
    with pytest.raises(NotFoundError):
        rekey.recover_vault(vault.folder, sheet, passphrase)


def test_a_sheet_used_leaves_the_shares(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    sheet = rekey.make_sheet(vault, passphrase).secret
    vault.close()
    rekey.recover_vault(vault.folder, sheet, NEW).close()
    rekey.recover_with_shares(vault.folder, shares[:2], passphrase).close()
    assert opens(vault.folder, passphrase)


def test_habeas_toml_says_how_many_and_which_set_alone(
    vault: Vault, shares: tuple[Share, ...]
) -> None:
    lines = (vault.folder / "habeas.toml").read_text("ascii").splitlines()
    assert lines[0] == "format = 3"
    table = lines[lines.index("[shares]") + 1 :]
    assert table[:3] == ["need = 2", "of = 3", f"set = {shares[0].set_id}"]
    assert [line.partition(" ")[0] for line in table[3:]] == ["wrapped", "check"]


def test_no_share_stands_in_a_file(vault: Vault, shares: tuple[Share, ...]) -> None:
    vault.close()
    for path in vault.folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for share in shares:
            assert " ".join(share.words[3:6]).encode() not in data


@pytest.mark.counts("hostile inputs tried")
def test_too_few_doubled_or_other_shares_open_nothing_and_change_nothing(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    old = shares
    new = rekey.make_shares(vault, passphrase, 2, 3).shares
    before = (vault.folder / "habeas.toml").read_bytes()
    vault.close()
    told: dict[str, list[Share]] = {
        "are needed": [new[0]],
        "Share 2 is the same as share 1": [new[0], new[0]],
        "Share 1 is of another set": [old[0], new[1]],
        "Share 2 is of another set": [new[0], old[1]],
    }
    for words, given in told.items():
        with pytest.raises(ShareError, match=words):
            rekey.recover_with_shares(vault.folder, given, NEW)
    assert (vault.folder / "habeas.toml").read_bytes() == before


def test_a_revocation_needs_the_passphrase(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    """Whoever finds the vault unlocked takes the way back from nobody."""
    rekey.make_sheet(vault, passphrase)
    before = read_header(vault.folder)
    for revoke in (rekey.revoke_sheet, rekey.revoke_shares):
        with pytest.raises(WrongPassphraseError):
            revoke(vault, NEW)
    assert read_header(vault.folder) == before
    rekey.revoke_shares(vault, passphrase)
    rekey.revoke_shares(vault, passphrase)  # twice is fine
    assert read_header(vault.folder).recovery == before.recovery
    with pytest.raises(NotFoundError):
        recover_by_shares(read_header(vault.folder), shares[:2])


REFUSED: dict[str, tuple[str, tuple[int, int], type[HabeasError]]] = {
    "a wrong passphrase": ("orange tractors never sleep", (2, 3), WrongPassphraseError),
    "one that opens alone": ("", (1, 3), BadInputError),
    "more needed than made": ("", (4, 3), BadInputError),
    "too many": ("", (2, 17), BadInputError),
}


@pytest.mark.parametrize(("typed", "numbers", "error"), REFUSED.values(), ids=REFUSED)
def test_refused_shares_are_not_made(
    vault: Vault,
    passphrase: str,
    typed: str,
    numbers: tuple[int, int],
    error: type[HabeasError],
) -> None:
    with pytest.raises(error):
        rekey.make_shares(vault, typed or passphrase, *numbers)
    assert read_header(vault.folder).shares is None


def test_the_paper_is_looked_at_before_the_new_passphrase(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    rekey.make_sheet(vault, passphrase)
    with pytest.raises(WrongSheetError):
        rekey.recover_vault(vault.folder, bytes(20), "short")
    with pytest.raises(ShareError):
        rekey.recover_with_shares(vault.folder, shares[:1], "short")
    with pytest.raises(BadInputError, match="too short"):
        rekey.recover_with_shares(vault.folder, shares[:2], "short")


@pytest.mark.counts("hostile inputs tried")
def test_a_slot_from_another_vault_replaces_no_key_and_passes_no_rehearsal(
    vault: Vault, tmp_path: Path, passphrase: str, params: KdfParams
) -> None:
    other = create_vault(tmp_path / "other", passphrase, params)
    shares = rekey.make_shares(other, passphrase, 2, 2).shares
    other.close()
    slot = read_header(other.folder).shares
    mixed = read_header(vault.folder)
    write_header(vault.folder, type(mixed)(mixed.kdf, mixed.wrapped, shares=slot))
    before = (vault.folder / "habeas.toml").read_bytes()
    with pytest.raises(DamagedError, match="not the one of this vault"):
        rekey.rehearse_shares(vault, shares)
    vault.close()
    with pytest.raises(DamagedError):
        rekey.recover_with_shares(vault.folder, shares, NEW)
    assert (vault.folder / "habeas.toml").read_bytes() == before


def test_a_rehearsal_changes_not_one_byte_of_habeas_toml(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    sheet = rekey.make_sheet(vault, passphrase).secret
    before = (vault.folder / "habeas.toml").read_bytes()
    rekey.rehearse_sheet(vault, sheet)
    rekey.rehearse_shares(vault, shares[1:])
    with pytest.raises(WrongSheetError):
        rekey.rehearse_sheet(vault, bytes(20))
    with pytest.raises(ShareError):
        rekey.rehearse_shares(vault, shares[:1])
    assert (vault.folder / "habeas.toml").read_bytes() == before


DAMAGED = {
    "one is enough": ("need = 2", "need = 1"),
    "too many": ("of = 3", "of = 17"),
    "a set that is none": ("set = ", "set = 99"),
    "not a number": ("need = 2", "need = true"),
    "a short key": ('wrapped = "', 'wrapped = "00'),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.usefixtures("shares")
@pytest.mark.parametrize(("old", "new"), DAMAGED.values(), ids=DAMAGED)
def test_a_slot_that_is_none_is_damage(vault: Vault, old: str, new: str) -> None:
    path = vault.folder / "habeas.toml"
    head, tail = path.read_text("ascii").split("[shares]")
    path.write_text(head + "[shares]" + tail.replace(old, new), "ascii")
    with pytest.raises(DamagedError):
        read_header(vault.folder)


@pytest.mark.counts("hostile inputs tried")
def test_a_changed_wrapped_key_is_damage(
    vault: Vault, shares: tuple[Share, ...]
) -> None:
    header = read_header(vault.folder)
    slot = header.shares
    assert slot is not None
    wrong = type(slot)(slot.need, slot.of, slot.set_id, bytes(len(slot.wrapped)))
    mixed = type(header)(header.kdf, header.wrapped, shares=wrong)
    with pytest.raises(DamagedError):
        recover_by_shares(mixed, shares[:2])


@pytest.mark.counts("faults injected")
@pytest.mark.usefixtures("vault", "unconfirming")
def test_shares_that_the_disk_did_not_confirm_are_shown(
    vault: Vault, passphrase: str
) -> None:
    made = rekey.make_shares(vault, passphrase, 2, 3)
    assert not made.sure
    assert recover_by_shares(read_header(vault.folder), made.shares)


def test_an_older_copy_still_opens_with_its_shares(
    vault: Vault, passphrase: str, shares: tuple[Share, ...]
) -> None:
    """Said in docs/spec/vault.md: rotating does not reach copies."""
    copy = (vault.folder / "habeas.toml").read_bytes()
    rekey.revoke_shares(vault, passphrase)
    vault.close()
    (vault.folder / "habeas.toml").write_bytes(copy)
    rekey.recover_with_shares(vault.folder, shares[:2], NEW).close()
    open_vault(vault.folder, NEW).close()
