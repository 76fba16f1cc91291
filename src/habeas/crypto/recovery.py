"""The code on a recovery sheet: 160 random bits that a hand can copy.

Format and reasons: docs/spec/vault.md, "Recovery code". Nine groups of five letters of
Crockford's base32. In the first eight the fifth letter checks the other four and the
group's place, so that a slip names its group; the ninth checks all of them together.
"""

from habeas.crypto.digest import hkdf, sha256
from habeas.crypto.nonce import random_bytes
from habeas.crypto.wrapping import unwrap, wrap
from habeas.errors import BadInputError
from habeas.words import N_

SECRET_SIZE = 20
NUMBER_SIZE = 4
GROUPS = 9
GROUP_SIZE = 5
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_FIELD = 0b100101  # x^5 + x^2 + 1: the field of 32 elements
# What a hand writes or a Cyrillic keyboard types instead; lower case is folded first.
_MISREAD = str.maketrans("OILUАВЕКМНОРСТХУІ", "011VABEKMH0PCTXY1")
_BETWEEN = str.maketrans("", "", " \t\r\n-–—.,:·_")
_WHOLE = b"habeas.org/recovery-code/v1\n"
_KEY = b"habeas.org/recovery-key/v1"
_NUMBER = b"habeas.org/recovery-number/v1"
_CONTEXT = b"habeas.org/recovery-slot/v1\n"


class RecoveryCodeError(BadInputError):
    """A typed code is not the printed one; it says where, never what was typed."""


def new_secret() -> bytes:
    """Return a fresh secret for a sheet."""
    return random_bytes(SECRET_SIZE)


def sheet_number(secret: bytes) -> bytes:
    """Return four bytes that name a sheet and tell nothing of its secret."""
    return hkdf(secret, _NUMBER, NUMBER_SIZE)


def wrap_for_sheet(secret: bytes, vault_key: bytes) -> bytes:
    """Return the vault key, wrapped for whoever holds the sheet."""
    return wrap(hkdf(secret, _KEY), vault_key, _CONTEXT)


def unwrap_from_sheet(secret: bytes, wrapped: bytes) -> bytes:
    """Return the vault key.

    Raises:
        OpenError: the sheet is another, or the bytes were changed.
    """
    return unwrap(hkdf(secret, _KEY), wrapped, _CONTEXT)


def code_groups(secret: bytes) -> tuple[str, ...]:
    """Return the nine groups that are printed."""
    values = _values(secret)
    groups = [
        _written(
            [*values[at * 4 : at * 4 + 4], _check(at, values[at * 4 : at * 4 + 4])]
        )
        for at in range(GROUPS - 1)
    ]
    return (*groups, _written(_last(secret)))


def read_code(typed: str) -> bytes:
    """Return the secret of a typed code; case, spaces, dashes, O and 0 do not matter.

    Raises:
        RecoveryCodeError: it is not a code; which groups are wrong, by their numbers.
    """
    groups = _groups(typed)
    wrong = [
        at + 1
        for at, group in enumerate(groups[:-1])
        if group is None or _check(at, group[:4]) != group[4]
    ]
    if wrong:
        raise _wrong_groups(wrong)
    values = [value for group in groups[:-1] for value in (group or ())[:4]]
    secret = _joined(values)
    if groups[-1] != _last(secret):
        raise _wrong_groups([GROUPS])
    return secret


def group_holds(number: int, typed: str) -> bool:
    """Say whether the group with this number, from 1, may be as it was printed.

    The ninth is only looked at with the others, by `read_code`.
    """
    letters = _plain(typed)
    values = _read(letters)
    if values is None or len(letters) != GROUP_SIZE:
        return False
    return number == GROUPS or _check(number - 1, values[:4]) == values[4]


def _groups(typed: str) -> list[list[int] | None]:
    """Return the groups as numbers, None where a letter is none of ours."""
    letters = _plain(typed)
    if len(letters) != GROUPS * GROUP_SIZE:
        raise _wrong_length(typed, len(letters))
    cut = [letters[at : at + GROUP_SIZE] for at in range(0, len(letters), GROUP_SIZE)]
    return [_read(group) for group in cut]


def _plain(typed: str) -> str:
    return typed.upper().translate(_MISREAD).translate(_BETWEEN)


def _read(group: str) -> list[int] | None:
    found = [_LETTERS.find(letter) for letter in group]
    return None if -1 in found else found


def _wrong_length(typed: str, letters: int) -> RecoveryCodeError:
    """Name the first group of another length where they stand apart."""
    sizes = [len(part) for part in typed.replace("-", " ").split()]
    odd = [at + 1 for at, size in enumerate(sizes) if size != GROUP_SIZE]
    if len(sizes) == GROUPS and odd:
        return _wrong_groups(odd)
    return RecoveryCodeError(
        N_("The code of a recovery sheet has {most} letters; these are {letters}."),
        advice=N_("Type all nine groups, row by row. Nothing was changed."),
        most=GROUPS * GROUP_SIZE,
        letters=letters,
    )


def _wrong_groups(numbers: list[int]) -> RecoveryCodeError:
    return RecoveryCodeError(
        N_("The code is not as it was printed. Look at group {groups}."),
        advice=N_("The groups are numbered on the sheet. Nothing was changed."),
        groups=", ".join(str(number) for number in numbers),
    )


def _values(secret: bytes) -> list[int]:
    """Return the 160 bits as 32 numbers of five bits, the highest first."""
    whole = int.from_bytes(secret)
    count = SECRET_SIZE * 8 // _BITS
    return [whole >> _BITS * (count - 1 - at) & 31 for at in range(count)]


def _joined(values: list[int]) -> bytes:
    whole = 0
    for value in values:
        whole = whole << _BITS | value
    return whole.to_bytes(SECRET_SIZE)


def _check(place: int, values: list[int]) -> int:
    """Return what makes x^4 v1 + x^3 v2 + x^2 v3 + x v4 + check = place in GF(32).

    Each weight differs and none is 0: one wrong letter or two swapped ones are always
    seen, and so is a whole group that stands in another's place.
    """
    total = 0
    for value in values:
        total = _doubled(total ^ value)
    return total ^ place


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value


def _last(secret: bytes) -> list[int]:
    """Return the first 25 bits of a hash of the secret, as five numbers."""
    head = int.from_bytes(sha256(_WHOLE + secret)[:4]) >> 7
    return [head >> _BITS * (GROUP_SIZE - 1 - at) & 31 for at in range(GROUP_SIZE)]


def _written(values: list[int]) -> str:
    return "".join(_LETTERS[value] for value in values)
