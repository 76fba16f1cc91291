"""Another passphrase, sheet or shares: the vault key wrapped anew in habeas.toml.

Each works on a vault that this process holds, so that no other writes the file, and
replaces it whole or not at all. Where the disk doesn't confirm that, the new one
counts, and the caller is told. The vault key stays the same: an older copy of
habeas.toml still opens with what opened it then (docs/spec/vault.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto.recovery import new_secret
from habeas.crypto.shares import Share, new_shares_secret, split
from habeas.errors import DamagedError
from habeas.vault.disk import UnconfirmedError
from habeas.vault.header import (
    Header,
    check_passphrase,
    read_header,
    recover_by_shares,
    recover_header,
    unlock_header,
    with_passphrase,
    with_shares,
    with_sheet,
    without_shares,
    without_sheet,
    write_header,
)
from habeas.vault.vault import Vault, open_with_key, views_key
from habeas.words import N_


@dataclass(frozen=True, repr=False)
class NewSheet:
    """The secret of a sheet that opens the vault; `sure`: no power cut undoes it."""

    secret: bytes
    sure: bool


@dataclass(frozen=True, repr=False)
class NewShares:
    """Shares that open the vault together; `sure`: no power cut undoes it."""

    shares: tuple[Share, ...]
    sure: bool


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Let `new` open the vault and `old` no longer.

    Raises:
        WrongPassphraseError: `old` does not open it. BadInputError: `new` is too short.
        UnconfirmedError: `new` opens it and `old` does not, until a power cut perhaps.
        StorageError: the disk refuses; `old` opens it as before.
    """
    check_passphrase(new)
    header = read_header(vault.folder)
    key = _key_of(vault, unlock_header(header, old))
    _write_passphrase(vault.folder, with_passphrase(header, key, new))


def make_sheet(vault: Vault, passphrase: str) -> NewSheet:
    """Make a new recovery sheet; an older sheet opens nothing now.

    The passphrase is asked for again, so that nobody who finds the vault unlocked takes
    a key away. A sheet that counts is returned, also where the disk didn't confirm it.

    Raises:
        WrongPassphraseError: it does not open the vault.
        StorageError: the disk refuses; the older sheet opens it as before.
    """
    header = read_header(vault.folder)
    key = _key_of(vault, unlock_header(header, passphrase))
    secret = new_secret()
    try:
        write_header(vault.folder, with_sheet(header, key, secret))
    except UnconfirmedError:
        return NewSheet(secret, sure=False)
    return NewSheet(secret, sure=True)


def make_shares(vault: Vault, passphrase: str, need: int, of: int) -> NewShares:
    """Make new paper shares; older ones open nothing now. A sheet stays as it is.

    Raises:
        BadInputError: not 2 <= need <= of <= 16.
        WrongPassphraseError: it does not open the vault.
        StorageError: the disk refuses; the older shares open it as before.
    """
    secret = new_shares_secret()
    shares = split(secret, need, of)
    header = read_header(vault.folder)
    key = _key_of(vault, unlock_header(header, passphrase))
    try:
        write_header(vault.folder, with_shares(header, key, secret, shares))
    except UnconfirmedError:
        return NewShares(shares, sure=False)
    return NewShares(shares, sure=True)


def revoke_sheet(vault: Vault, passphrase: str) -> None:
    """Let no sheet open the vault any more; without a sheet nothing happens.

    The passphrase is asked for, so that nobody who finds the vault unlocked takes the
    way back from its owner.

    Raises:
        WrongPassphraseError: it does not open the vault.
        UnconfirmedError: no sheet opens it, until a power cut perhaps.
        StorageError: the disk refuses; the sheet opens it as before.
    """
    header = read_header(vault.folder)
    _key_of(vault, unlock_header(header, passphrase))
    if header.recovery is not None:
        write_header(vault.folder, without_sheet(header))


def revoke_shares(vault: Vault, passphrase: str) -> None:
    """Let no shares open the vault any more; without shares nothing happens.

    Raises:
        As for `revoke_sheet`.
    """
    header = read_header(vault.folder)
    _key_of(vault, unlock_header(header, passphrase))
    if header.shares is not None:
        write_header(vault.folder, without_shares(header))


def rehearse_sheet(vault: Vault, secret: bytes) -> None:
    """Prove that the sheet gives the key of this vault; nothing is changed.

    Raises:
        NotFoundError, WrongSheetError, DamagedError: it does not.
    """
    _key_of(vault, recover_header(read_header(vault.folder), secret))


def rehearse_shares(vault: Vault, shares: Sequence[Share]) -> None:
    """Prove that these shares give the key of this vault; nothing is changed.

    Raises:
        NotFoundError, ShareError, DamagedError: they do not; which share is wrong.
    """
    _key_of(vault, recover_by_shares(read_header(vault.folder), shares))


def recover_vault(
    folder: Path, secret: bytes, passphrase: str, *, heads: Path | None = None
) -> Vault:
    """Open a vault with its sheet, and let `passphrase` open it from now on.

    Raises:
        NotFoundError, WrongSheetError, DamagedError: the sheet opens nothing here.
        BadInputError: `passphrase` is too short.
        UnconfirmedError: `passphrase` opens it from now on, but the vault is closed.
        LockedError, StorageError: as for any unlocking; nothing was changed.
    """
    return _recovered(
        folder, lambda header: recover_header(header, secret), passphrase, heads
    )


def recover_with_shares(
    folder: Path, shares: Sequence[Share], passphrase: str, *, heads: Path | None = None
) -> Vault:
    """Open a vault with its shares; from now on `passphrase` alone opens it.

    Whoever held a share has seen others: these shares, and the sheet, open it no more.

    Raises:
        NotFoundError, ShareError, DamagedError: the shares open nothing here.
        BadInputError, UnconfirmedError, LockedError, StorageError: see `recover_vault`.
    """
    return _recovered(
        folder,
        lambda header: recover_by_shares(header, shares),
        passphrase,
        heads,
        alone=True,
    )


def _recovered(
    folder: Path,
    give: Callable[[Header], bytes],
    passphrase: str,
    heads: Path | None,
    *,
    alone: bool = False,
) -> Vault:
    """Open the vault with the key that its header gives, and write the passphrase.

    The log must open before habeas.toml is touched: a slot that was brought from
    another vault would otherwise replace the only key to this one.
    """
    header = read_header(folder)
    key = give(header)
    check_passphrase(passphrase)
    vault = open_with_key(folder, header, key, heads=heads)
    try:
        # Read again: now nobody else can write it.
        header = read_header(folder)
        _key_of(vault, give(header))
        if alone:
            header = without_shares(without_sheet(header))
        _write_passphrase(folder, with_passphrase(header, key, passphrase))
    except BaseException:
        vault.close()
        raise
    return vault


def _write_passphrase(folder: Path, header: Header) -> None:
    try:
        write_header(folder, header)
    except UnconfirmedError as error:
        raise UnconfirmedError(
            N_("The new passphrase opens the vault, but this disk did not confirm it."),
            advice=N_(
                "Keep the old one too: after a power cut it may be the one that opens."
                " Copy the vault to another drive: this one may be failing."
            ),
        ) from error


def _key_of(vault: Vault, key: bytes) -> bytes:
    """Return the key if it is this vault's, not that of another's habeas.toml."""
    if views_key(key) != vault.views_key:
        raise DamagedError(
            N_("The file habeas.toml is not the one of this vault."),
            advice=N_("Put the right one back from a backup. Nothing was changed."),
        )
    return key
