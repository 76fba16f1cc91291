"""habeas.toml: what a vault says before it is opened. It names no case.

Format in docs/spec/vault.md. The vault key is random. The passphrase only wraps it, and
so do a recovery sheet and paper shares: a new one rewrites this file alone.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from habeas.crypto import passphrase as kdf
from habeas.crypto.aead import OVERHEAD
from habeas.crypto.digest import sha256
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.crypto.recovery import (
    NUMBER_SIZE,
    sheet_number,
    unwrap_from_sheet,
    wrap_for_sheet,
)
from habeas.crypto.shares import Share, join, unwrap_from_shares, wrap_for_shares
from habeas.crypto.wrapping import unwrap, wrap
from habeas.errors import (
    BadInputError,
    DamagedError,
    HabeasError,
    NewerVersionError,
    NotFoundError,
    StorageError,
    WrongPassphraseError,
)
from habeas.vault.disk import write_durably
from habeas.vault.shares import SharesSlot, check_slot, parse_shares, shares_lines
from habeas.words import N_

FORMAT = 3  # the newest that is read; written only where paper shares need it
SHEET_FORMAT = 2
PLAIN_FORMAT = 1
NAME = "habeas.toml"
LOG_NAME = "log.db"
_CONTEXT = b"habeas.org/vault-key/v1\n"
_MAX = 64 * 1024
_KEY_BYTES = 32
_SHORTEST = 8


@dataclass(frozen=True)
class RecoverySlot:
    """The vault key once more, for the code of the sheet with this number."""

    number: bytes
    wrapped: bytes


@dataclass(frozen=True)
class Header:
    """The parameters and the wrapped key of a vault."""

    kdf: kdf.KdfParams
    wrapped: bytes
    demo: bool = False
    recovery: RecoverySlot | None = None
    shares: SharesSlot | None = None


class WrongSheetError(HabeasError):
    """A code that is whole, but of no sheet that this vault knows."""

    status = 403


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that protects nothing.

    Raises:
        BadInputError: shorter than eight characters, or not text.
    """
    try:
        kdf.passphrase_bytes(passphrase)
    except UnicodeEncodeError as error:
        raise BadInputError(
            N_("This passphrase has characters that no keyboard writes.")
        ) from error
    if len(passphrase) < _SHORTEST:
        raise BadInputError(
            N_("This passphrase is too short to protect anybody."),
            advice=N_("Use at least eight characters; five or six words are better."),
        )


def new_header(
    passphrase: str, params: kdf.KdfParams, *, demo: bool = False
) -> tuple[Header, bytes]:
    """Make a fresh vault key; return (header, vault key)."""
    check_passphrase(passphrase)
    vault_key = random_bytes(_KEY_BYTES)
    key = _passphrase_key(passphrase, params)
    return Header(params, wrap(key, vault_key, _CONTEXT), demo), vault_key


def unlock_header(header: Header, passphrase: str) -> bytes:
    """Return the vault key.

    Raises:
        WrongPassphraseError: this passphrase does not open it.
    """
    try:
        key = _passphrase_key(passphrase, header.kdf)
        return unwrap(key, header.wrapped, _CONTEXT)
    except (OpenError, UnicodeEncodeError) as error:
        raise WrongPassphraseError(
            N_("This passphrase does not open the vault.")
        ) from error


def with_passphrase(header: Header, vault_key: bytes, passphrase: str) -> Header:
    """Return the header under another passphrase and a new salt, at the same cost.

    Raises:
        BadInputError: the passphrase is too short.
    """
    check_passphrase(passphrase)
    params = replace(header.kdf, salt=random_bytes(kdf.SALT_SIZE))
    key = _passphrase_key(passphrase, params)
    return replace(header, kdf=params, wrapped=wrap(key, vault_key, _CONTEXT))


def with_sheet(header: Header, vault_key: bytes, secret: bytes) -> Header:
    """Return the header with a slot for this sheet in place of any other."""
    slot = RecoverySlot(sheet_number(secret), wrap_for_sheet(secret, vault_key))
    return replace(header, recovery=slot)


def without_sheet(header: Header) -> Header:
    """Return the header with no sheet that opens it."""
    return replace(header, recovery=None)


def with_shares(
    header: Header, vault_key: bytes, secret: bytes, shares: Sequence[Share]
) -> Header:
    """Return the header with a slot for these shares in place of any others."""
    one = shares[0]
    wrapped = wrap_for_shares(secret, vault_key)
    return replace(
        header, shares=SharesSlot(one.need, len(shares), one.set_id, wrapped)
    )


def without_shares(header: Header) -> Header:
    """Return the header with no shares that open it."""
    return replace(header, shares=None)


def recover_by_shares(header: Header, shares: Sequence[Share]) -> bytes:
    """Return the vault key.

    Raises:
        NotFoundError: the vault has no shares.
        ShareError: too few, one twice, or one of another set; which.
        DamagedError: the slot of these shares was changed.
    """
    slot = check_slot(header.shares, shares)
    try:
        return unwrap_from_shares(join(shares), slot.wrapped)
    except OpenError as error:
        raise _damaged() from error


def recover_header(header: Header, secret: bytes) -> bytes:
    """Return the vault key.

    Raises:
        NotFoundError: the vault has no sheet. WrongSheetError: it has another one.
        DamagedError: this sheet's slot was changed.
    """
    slot = header.recovery
    if slot is None:
        raise NotFoundError(
            N_("This vault has no recovery sheet."),
            advice=N_("It was revoked or never made. Only the passphrase opens it."),
        )
    if slot.number != sheet_number(secret):
        raise WrongSheetError(
            N_("This recovery sheet does not open this vault."),
            advice=N_(
                "It was revoked or renewed, or it is of another vault. The sheet that"
                " opens this one has the number {number}. Nothing was changed."
            ),
            number=number_text(slot.number),
        )
    try:
        return unwrap_from_sheet(secret, slot.wrapped)
    except OpenError as error:
        raise _damaged() from error


def number_text(number: bytes) -> str:
    """Return the number of a sheet as it is printed: 1A2B-3C4D."""
    return number.hex("-", 2).upper()


def _passphrase_key(passphrase: str, params: kdf.KdfParams) -> bytes:
    try:
        return kdf.derive(kdf.passphrase_bytes(passphrase), params)
    except MemoryError as error:
        raise StorageError(
            N_("This computer has not enough free memory to unlock the vault."),
            advice=N_("Close other programs and try again. Nothing was changed."),
        ) from error


def write_header(folder: Path, header: Header) -> None:
    """Write habeas.toml durably; an older one is replaced whole or not at all.

    Raises:
        UnconfirmedError: it is replaced; only a power cut could undo it.
        StorageError: the disk is full or refuses; nothing was changed.
    """
    write_durably(folder / NAME, header_text(header).encode("ascii"))


def header_text(header: Header) -> str:
    """Return habeas.toml; its last line lets damage be told from a wrong passphrase."""
    params = header.kdf
    text = "\n".join(
        [
            f"format = {_format(header)}",
            *(["demo = true"] if header.demo else []),
            "",
            "[kdf]",
            'name = "argon2id"',
            f"memory_kib = {params.memory_kib}",
            f"iterations = {params.iterations}",
            f"lanes = {params.lanes}",
            f'salt = "{params.salt.hex()}"',
            "",
            "[vault_key]",
            f'wrapped = "{header.wrapped.hex()}"',
            *_recovery_lines(header.recovery),
            *shares_lines(header.shares),
            "",
        ]
    )
    return f'{text}check = "{sha256(text.encode("ascii")).hex()}"\n'


def _format(header: Header) -> int:
    if header.shares:
        return FORMAT
    return SHEET_FORMAT if header.recovery else PLAIN_FORMAT


def _recovery_lines(slot: RecoverySlot | None) -> list[str]:
    if slot is None:
        return []
    return [
        "",
        "[recovery]",
        f'number = "{slot.number.hex()}"',
        f'wrapped = "{slot.wrapped.hex()}"',
    ]


def read_header(folder: Path) -> Header:
    """Read habeas.toml.

    Raises:
        NotFoundError: there is no vault in this folder.
        NewerVersionError: a newer Habeas made it.
        DamagedError: it cannot be read, or a byte of it was changed.
        StorageError: the disk refuses.
    """
    text = _read(folder)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    version = table.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise NewerVersionError(N_("This vault was made by a newer Habeas."))
    try:
        header = _parse(table)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    if header_text(header) != text:
        raise _damaged()
    return header


def _read(folder: Path) -> str:
    try:
        with (folder / NAME).open("rb") as file:
            return file.read(_MAX + 1).decode("ascii")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _no_vault(folder) from error
    except UnicodeDecodeError as error:
        raise _damaged() from error
    except OSError as error:
        raise StorageError(
            N_("The vault could not be read on this disk."),
            advice=N_("Check that the drive is plugged in and that you may read it."),
        ) from error


def _no_vault(folder: Path) -> NotFoundError:
    if (folder / LOG_NAME).exists():
        return NotFoundError(
            N_("The file habeas.toml is missing from this folder."),
            advice=N_(
                "Put it back from a backup: without it nothing here can be opened. If"
                " making this vault was interrupted, nothing was recorded in it: make"
                " one in another folder."
            ),
        )
    return NotFoundError(
        N_("There is no vault in this folder."),
        advice=N_("Name the right folder, or make a vault with `habeas init`."),
    )


def _parse(table: dict[str, Any]) -> Header:
    params, key = table["kdf"], table["vault_key"]
    header = Header(
        kdf.KdfParams(
            memory_kib=_whole(params["memory_kib"]),
            iterations=_whole(params["iterations"]),
            lanes=_whole(params["lanes"]),
            salt=bytes.fromhex(params["salt"]),
        ),
        bytes.fromhex(key["wrapped"]),
        table.get("demo") is True,
        _parse_slot(table["recovery"]) if "recovery" in table else None,
        parse_shares(table["shares"]) if "shares" in table else None,
    )
    if len(header.wrapped) != _KEY_BYTES + OVERHEAD:
        raise ValueError("not a wrapped key")
    return header


def _parse_slot(table: dict[str, Any]) -> RecoverySlot:
    slot = RecoverySlot(bytes.fromhex(table["number"]), bytes.fromhex(table["wrapped"]))
    sizes = (len(slot.number), len(slot.wrapped))
    if sizes != (NUMBER_SIZE, _KEY_BYTES + OVERHEAD):
        raise ValueError("not a recovery slot")
    return slot


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


def _damaged() -> DamagedError:
    return DamagedError(
        N_("The file habeas.toml of this vault is damaged."),
        advice=N_(
            "Put it back from a backup: without it the passphrase cannot open the"
            " vault. Do not delete anything."
        ),
    )
