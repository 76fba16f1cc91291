"""Paper shares: a secret split by SLIP-39, of which any `need` give it back.

Format and reasons: docs/spec/vault.md, "Paper shares". One group, 128 random bits, no
SLIP-39 passphrase: each share is twenty English words, and the first two are the same
on all shares of a set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import shamir_mnemonic
from shamir_mnemonic import rs1024, wordlist
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE
from shamir_mnemonic.utils import MnemonicError

from habeas.crypto.digest import hkdf
from habeas.crypto.nonce import random_bytes
from habeas.crypto.wrapping import unwrap, wrap
from habeas.errors import BadInputError
from habeas.words import N_

SHARES_SECRET_SIZE = 16
WORDS = 20
LEAST, MOST = 2, 16
_BITS = 10
_CHECK_WORDS = 3
_NEAREST = 3
_KEY = b"habeas.org/shares-key/v1"
_CONTEXT = b"habeas.org/shares-slot/v1\n"


class ShareError(BadInputError):
    """A typed share is not a printed one, or doesn't belong to the others."""


@dataclass(frozen=True, repr=False)
class Share:
    """One share. `set_id` is that of its set, 15 bits; `place` counts from 1."""

    set_id: int
    place: int
    need: int
    words: tuple[str, ...]


def check_numbers(need: int, of: int) -> None:
    """Refuse numbers of shares that make no sense.

    Raises:
        BadInputError: not 2 <= need <= of <= 16.
    """
    if not LEAST <= need <= of <= MOST:
        raise BadInputError(
            N_("Choose how many shares there are, up to 16, and how many are needed."),
            advice=N_(
                "At least two must be needed: one paper alone that opens the vault is"
                " a recovery sheet. ‘2 of 3’ and ‘3 of 5’ are usual."
            ),
        )


def split(secret: bytes, need: int, of: int) -> tuple[Share, ...]:
    """Return `of` shares, any `need` of which give the secret back.

    Raises:
        BadInputError: not 2 <= need <= of <= 16.
    """
    check_numbers(need, of)
    (group,) = shamir_mnemonic.generate_mnemonics(1, [(need, of)], secret)
    return tuple(read_share(words) for words in group)


def new_shares_secret() -> bytes:
    """Return a fresh secret for a set of shares."""
    return random_bytes(SHARES_SECRET_SIZE)


def read_share(typed: str) -> Share:
    """Return the share of these words; capitals, commas and numbers don't matter.

    Raises:
        ShareError: it is none as we print them; which word is wrong, where that shows.
    """
    words = _plain(typed)
    check_words(words)
    if len(words) != WORDS:
        raise ShareError(
            N_("A share has {most} words; these are {words}."),
            advice=N_("Type all the words, row by row. Nothing was changed."),
            most=WORDS,
            words=len(words),
        )
    at = [wordlist.WORD_INDEX_MAP[word] for word in words]
    if not rs1024.verify_checksum(at, CUSTOMIZATION_STRING_EXTENDABLE):
        raise _not_as_printed(at)
    try:
        found = shamir_mnemonic.Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise _foreign() from error
    if (found.extendable, found.group_count) != (True, 1):
        raise _foreign()
    return Share(
        found.identifier, found.index + 1, found.member_threshold, tuple(words)
    )


def check_words(words: Sequence[str]) -> None:
    """Refuse a word that is not in the list of SLIP-39.

    Raises:
        ShareError: its number, from 1, and the nearest words of the list.
    """
    for number, word in enumerate(words, 1):
        if word not in wordlist.WORD_INDEX_MAP:
            near = get_close_matches(word, wordlist.WORDLIST, _NEAREST, 0.5)
            raise ShareError(
                N_("Word {number} is not in the list of words. Near it: {near}."),
                advice=N_("Read it again on the paper. Nothing was changed."),
                number=number,
                near=", ".join(near) or "—",
            )


def join(shares: Sequence[Share]) -> bytes:
    """Return the secret of as many shares of one set as are needed.

    Raises:
        ShareError: one is of another set or there twice, or there are too few.
    """
    check_together(shares)
    need = shares[0].need if shares else LEAST
    if len(shares) < need:
        raise ShareError(
            N_("{need} shares are needed; these are {there}."),
            advice=N_("Ask for one more share. Nothing was changed."),
            need=need,
            there=len(shares),
        )
    try:
        secret: bytes = shamir_mnemonic.combine_mnemonics(
            [" ".join(one.words) for one in shares[:need]]
        )
    except MnemonicError as error:
        raise ShareError(
            N_("These shares don't belong together."),
            advice=N_(
                "They look like one set, but give no secret: one was made up or is of"
                " another set that begins the same. Nothing was changed."
            ),
        ) from error
    return secret


def check_together(shares: Sequence[Share]) -> None:
    """Refuse shares of two sets, and one share given twice.

    Raises:
        ShareError: which share, in the order in which they were given.
    """
    for number, one in enumerate(shares, 1):
        first = shares[0]
        if (one.set_id, one.need, one.words[:2]) != (
            first.set_id,
            first.need,
            first.words[:2],
        ):
            raise another_set(number, set_words(first))
        twice = next(
            (at for at, old in enumerate(shares[: number - 1], 1) if _same(old, one)), 0
        )
        if twice:
            raise ShareError(
                N_("Share {number} is the same as share {first}."),
                advice=N_("Take another one. Nothing was changed."),
                number=number,
                first=twice,
            )


def another_set(number: int, words: str) -> ShareError:
    """Return the refusal of a share whose first two words are not those of the set."""
    return ShareError(
        N_("Share {number} is of another set."),
        advice=N_(
            "The shares that are asked for begin with the words ‘{words}’. Look for"
            " another paper. Nothing was changed."
        ),
        number=number,
        words=words,
    )


def set_words(share: Share) -> str:
    """Return the two words with which all shares of this set begin."""
    return " ".join(share.words[:2])


def words_of_set(set_id: int) -> str:
    """Return the two words with which our shares of this set begin."""
    whole = set_id << 5 | 0b10001  # extendable, iteration exponent 1
    return " ".join(wordlist.words_from_indices([whole >> _BITS, whole & 1023]))


def wrap_for_shares(secret: bytes, vault_key: bytes) -> bytes:
    """Return the vault key, wrapped for whoever joins the shares."""
    return wrap(hkdf(secret, _KEY), vault_key, _CONTEXT)


def unwrap_from_shares(secret: bytes, wrapped: bytes) -> bytes:
    """Return the vault key.

    Raises:
        OpenError: the secret is another, or the bytes were changed.
    """
    return unwrap(hkdf(secret, _KEY), wrapped, _CONTEXT)


def _plain(typed: str) -> list[str]:
    kept = "".join(one if one.isalpha() else " " for one in typed.lower())
    return kept.split()


def _same(one: Share, other: Share) -> bool:
    return one.place == other.place


def _foreign() -> ShareError:
    return ShareError(
        N_("These are the words of a share, but not of one that Habeas made."),
        advice=N_("Look for the paper of this vault. Nothing was changed."),
    )


def _not_as_printed(at: Sequence[int]) -> ShareError:
    """Name the one word that makes the check fail; if several do, none is named.

    What the word should be is not said: SLIP-39 warns that a mended share may be a
    wrong one.
    """
    number = _wrong_word(at)
    if number:
        return ShareError(
            N_("The words don't fit together. Look at word {number}."),
            advice=N_("Read it again on the paper. Nothing was changed."),
            number=number,
        )
    return ShareError(
        N_("The words don't fit together."),
        advice=N_(
            "More than one is wrong, or two changed places. Read them again, row by"
            " row. Nothing was changed."
        ),
    )


def _wrong_word(at: Sequence[int]) -> int:
    """Return the place, from 1, whose change alone mends the check; 0 if none does.

    The check is linear: what a change of one word does to it depends on the change
    alone. RS1024 tells any three wrong words apart from none, so a single one is found
    in one place only.
    """
    wrong = _syndrome(at)
    none = _syndrome([0] * len(at))
    for place in range(len(at)):
        bits = []
        for bit in range(_BITS):
            changed = [0] * len(at)
            changed[place] = 1 << bit
            bits.append(_syndrome(changed) ^ none)
        if _reaches(wrong, bits):
            return place + 1
    return 0


def _syndrome(at: Sequence[int]) -> int:
    """Return what the check words should be, against what they are, as 30 bits."""
    due = rs1024.create_checksum(at[:-_CHECK_WORDS], CUSTOMIZATION_STRING_EXTENDABLE)
    total = 0
    for should, stands in zip(due, at[-_CHECK_WORDS:], strict=True):
        total = total << _BITS | should ^ stands
    return total


def _reaches(target: int, bits: Sequence[int]) -> bool:
    """Say whether some of these numbers make the target, by exclusive or."""
    basis: list[int] = []
    for one in bits:
        left = _reduced(one, basis)
        if left:
            basis = sorted([*basis, left], reverse=True)
    return _reduced(target, basis) == 0


def _reduced(value: int, basis: Sequence[int]) -> int:
    for one in basis:
        value = min(value, value ^ one)
    return value
