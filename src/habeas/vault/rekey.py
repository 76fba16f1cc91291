"""Another passphrase, or a recovery sheet: the vault key wrapped anew in habeas.toml.

Each works on a vault that this process holds, so that no other writes the file, and
replaces it whole or not at all. The vault key stays the same: an older copy of
habeas.toml still opens with what opened it then (docs/spec/vault.md).
"""

from pathlib import Path

from habeas.crypto.recovery import new_secret
from habeas.errors import DamagedError
from habeas.vault.header import (
    check_passphrase,
    read_header,
    recover_header,
    unlock_header,
    with_passphrase,
    with_sheet,
    without_sheet,
    write_header,
)
from habeas.vault.vault import Vault, open_with_key, views_key
from habeas.words import N_


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Let `new` open the vault and `old` no longer.

    Raises:
        WrongPassphraseError: `old` does not open it. BadInputError: `new` is too short.
        StorageError: the disk refuses; `old` opens it as before.
    """
    check_passphrase(new)
    header = read_header(vault.folder)
    key = _key_of(vault, unlock_header(header, old))
    write_header(vault.folder, with_passphrase(header, key, new))


def make_sheet(vault: Vault, passphrase: str) -> bytes:
    """Return the secret of a new recovery sheet; an older sheet opens nothing now.

    The passphrase is asked for again, so that nobody who finds the vault unlocked takes
    a key away.

    Raises:
        WrongPassphraseError: it does not open the vault.
        StorageError: the disk refuses; the older sheet opens it as before.
    """
    header = read_header(vault.folder)
    key = _key_of(vault, unlock_header(header, passphrase))
    secret = new_secret()
    write_header(vault.folder, with_sheet(header, key, secret))
    return secret


def revoke_sheet(vault: Vault) -> None:
    """Let no sheet open the vault any more; without a sheet nothing happens."""
    header = read_header(vault.folder)
    if header.recovery is not None:
        write_header(vault.folder, without_sheet(header))


def recover_vault(
    folder: Path, secret: bytes, passphrase: str, *, heads: Path | None = None
) -> Vault:
    """Open a vault with its sheet, and let `passphrase` open it from now on.

    The log must open before habeas.toml is touched: a slot that was brought from
    another vault would otherwise replace the only key to this one.

    Raises:
        BadInputError: `passphrase` is too short.
        NotFoundError, WrongSheetError, DamagedError: the sheet opens nothing here.
        LockedError, StorageError: as for any unlocking; nothing was changed.
    """
    check_passphrase(passphrase)
    header = read_header(folder)
    key = recover_header(header, secret)
    vault = open_with_key(folder, header, key, heads=heads)
    try:
        # Read again: now nobody else can write it.
        header = read_header(folder)
        _key_of(vault, recover_header(header, secret))
        write_header(folder, with_passphrase(header, key, passphrase))
    except BaseException:
        vault.close()
        raise
    return vault


def _key_of(vault: Vault, key: bytes) -> bytes:
    """Return the key if it is this vault's, not that of another's habeas.toml."""
    if views_key(key) != vault.views_key:
        raise DamagedError(
            N_("The file habeas.toml is not the one of this vault."),
            advice=N_("Put the right one back from a backup. Nothing was changed."),
        )
    return key
