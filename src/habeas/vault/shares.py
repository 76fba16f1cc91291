"""The slot of the paper shares in habeas.toml: how many, which set, the wrapped key.

Format in docs/spec/vault.md. It names nobody who holds a share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from habeas.crypto.aead import OVERHEAD
from habeas.crypto.shares import (
    Share,
    another_set,
    check_numbers,
    set_words,
    words_of_set,
)
from habeas.errors import BadInputError, NotFoundError
from habeas.words import N_

_KEY_BYTES = 32
_SETS = 2**15


@dataclass(frozen=True)
class SharesSlot:
    """The vault key once more, for any `need` of the `of` shares of this set."""

    need: int
    of: int
    set_id: int
    wrapped: bytes


def check_slot(slot: SharesSlot | None, shares: Sequence[Share]) -> SharesSlot:
    """Return the slot for these shares, which may still be too few.

    Raises:
        NotFoundError: the vault has no shares.
        ShareError: one is of another set; which, in the order given.
    """
    if slot is None:
        raise NotFoundError(
            N_("This vault has no paper shares."),
            advice=N_("They were used, revoked or never made. Nothing was changed."),
        )
    due = words_of_set(slot.set_id)
    for number, one in enumerate(shares, 1):
        if (set_words(one), one.need) != (due, slot.need) or one.place > slot.of:
            raise another_set(number, due)
    return slot


def shares_lines(slot: SharesSlot | None) -> list[str]:
    """Return the lines of habeas.toml that say what the shares are."""
    if slot is None:
        return []
    return [
        "",
        "[shares]",
        f"need = {slot.need}",
        f"of = {slot.of}",
        f"set = {slot.set_id}",
        f'wrapped = "{slot.wrapped.hex()}"',
    ]


def parse_shares(table: dict[str, Any]) -> SharesSlot:
    """Return the slot of a parsed table.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    need, of, set_id = (_number(table[name]) for name in ("need", "of", "set"))
    slot = SharesSlot(need, of, set_id, bytes.fromhex(table["wrapped"]))
    if len(slot.wrapped) != _KEY_BYTES + OVERHEAD or not 0 <= set_id < _SETS:
        raise ValueError("not a slot of shares")
    try:
        check_numbers(need, of)
    except BadInputError as error:
        raise ValueError("not a number of shares") from error
    return slot


def _number(value: object) -> int:
    if type(value) is not int:  # True is none
        raise TypeError
    return value
