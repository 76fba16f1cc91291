"""habeas.toml: what a vault says before it is opened. It names no case.

Format in docs/spec/vault.md. The vault key is random; the passphrase only wraps it, so
that a new passphrase rewrites this file alone.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from habeas.crypto import passphrase as kdf
from habeas.crypto.nonce import random_bytes
from habeas.crypto.failure import OpenError
from habeas.crypto.wrapping import unwrap, wrap
from habeas.errors import (
    BadInputError,
    DamagedError,
    NewerVersionError,
    NotFoundError,
    WrongPassphraseError,
)
from habeas.vault.disk import write_durably
from habeas.words import N_

FORMAT = 1
NAME = "habeas.toml"
_CONTEXT = b"habeas.org/vault-key/v1\n"
_MAX = 64 * 1024
_KEY_BYTES = 32
_SHORTEST = 8


@dataclass(frozen=True)
class Header:
    """The parameters and the wrapped key of a vault."""

    kdf: kdf.KdfParams
    wrapped: bytes
    demo: bool = False


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that protects nothing.

    Raises:
        BadInputError: shorter than eight characters.
    """
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
    key = kdf.derive(kdf.passphrase_bytes(passphrase), params)
    return Header(params, wrap(key, vault_key, _CONTEXT), demo), vault_key


def unlock_header(header: Header, passphrase: str) -> bytes:
    """Return the vault key.

    Raises:
        WrongPassphraseError: this passphrase does not open it.
    """
    key = kdf.derive(kdf.passphrase_bytes(passphrase), header.kdf)
    try:
        return unwrap(key, header.wrapped, _CONTEXT)
    except OpenError as error:
        raise WrongPassphraseError(
            N_("This passphrase does not open the vault.")
        ) from error


def write_header(folder: Path, header: Header) -> None:
    """Write habeas.toml durably; an older one is replaced whole or not at all."""
    params = header.kdf
    lines = [
        f"format = {FORMAT}",
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
        "",
    ]
    write_durably(folder / NAME, "\n".join(lines).encode("ascii"))


def read_header(folder: Path) -> Header:
    """Read habeas.toml.

    Raises:
        NotFoundError: there is no vault in this folder.
        NewerVersionError: a newer Habeas made it.
        DamagedError: it cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        raise NotFoundError(
            N_("There is no vault in this folder."),
            advice=N_("Name the right folder, or make a vault with `habeas init`."),
        )
    try:
        if os.stat(path).st_size > _MAX:
            raise ValueError
        table = tomllib.loads(path.read_text("utf-8"))
        version = int(table["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    if version > FORMAT:
        raise NewerVersionError(N_("This vault was made by a newer Habeas."))
    try:
        return _parse(table)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error


def _parse(table: dict[str, object]) -> Header:
    params, key = table["kdf"], table["vault_key"]
    if not isinstance(params, dict) or not isinstance(key, dict):
        raise TypeError
    if params["name"] != "argon2id" or table["format"] != FORMAT:
        raise ValueError
    return Header(
        kdf.KdfParams(
            memory_kib=int(params["memory_kib"]),
            iterations=int(params["iterations"]),
            lanes=int(params["lanes"]),
            salt=bytes.fromhex(params["salt"]),
        ),
        bytes.fromhex(key["wrapped"]),
        table.get("demo") is True,
    )


def _damaged() -> DamagedError:
    return DamagedError(
        N_("The file habeas.toml of this vault is damaged."),
        advice=N_(
            "Put it back from a backup: without it the passphrase cannot open the vault."
            " Do not delete anything."
        ),
    )
