"""The code of a recovery sheet: what a hand gets wrong is seen, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.failure import OpenError
from habeas.crypto.recovery import (
    RecoveryCodeError,
    code_groups,
    group_holds,
    new_secret,
    read_code,
    sheet_number,
    unwrap_from_sheet,
    wrap_for_sheet,
)
from tests.tally import Tally

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET = bytes(range(20))
GROUPS = code_groups(SECRET)
CODE = "-".join(GROUPS)
SECRETS = st.binary(min_size=20, max_size=20)


def groups_named(code: str) -> str:
    with pytest.raises(RecoveryCodeError) as refused:
        read_code(code)
    return str(refused.value.params.get("groups", ""))


def test_the_printed_form() -> None:
    assert GROUPS == (
        "000G5",
        "40R4C",
        "0M30Z",
        "E209T",
        "185GF",
        "R38EX",
        "1W81A",
        "24GKE",
        "P0TBC",
    )


@given(SECRETS)
def test_every_secret_comes_back(secret: bytes) -> None:
    groups = code_groups(secret)
    assert [len(group) for group in groups] == [5] * 9
    assert set("".join(groups)) <= set(LETTERS)
    assert read_code(" ".join(groups)) == secret


def test_two_secrets_are_never_the_same() -> None:
    assert len(new_secret()) == 20
    assert new_secret() != new_secret()


TOLERATED = {
    "lower case": CODE.lower(),
    "no dashes": CODE.replace("-", ""),
    "spaces and line ends": CODE.replace("-", " \r\n\t"),
    "long dashes and dots": CODE.replace("-", "–—.,:·_"),
    "O for 0": CODE.replace("0", "O"),
    "o for 0": CODE.replace("0", "o"),
    "I for 1": CODE.replace("1", "I"),
    "l for 1": CODE.replace("1", "l"),
    "Kazakh і for 1": CODE.replace("1", "і"),
    "Cyrillic letters that look alike": CODE.translate(
        str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ")
    ),
    "Cyrillic in lower case": CODE.translate(
        str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ")
    ).lower(),
    "Cyrillic О for 0": CODE.replace("0", "О"),
}


@pytest.mark.parametrize("code", TOLERATED.values(), ids=TOLERATED)
def test_what_a_hand_writes_is_read(code: str) -> None:
    assert read_code(code) == SECRET


def test_v_and_u_are_one_letter() -> None:
    secret = bytes.fromhex("ff" * 18 + "6d" * 2)
    code = "-".join(code_groups(secret))
    assert "V" in code
    assert read_code(code.replace("V", "U")) == secret


def test_every_wrong_letter_names_its_group(tally: Tally) -> None:
    letters, tried = "".join(GROUPS), 0
    for place, letter in enumerate(letters):
        for other in LETTERS:
            if other == letter:
                continue
            wrong = letters[:place] + other + letters[place + 1 :]
            assert groups_named(wrong) == str(place // 5 + 1)
            tried += 1
    tally("hostile inputs tried", tried)


def times(one: int, other: int) -> int:
    """Multiply in the field of 32 elements as a book does: polynomials modulo one."""
    product = 0
    for bit in range(5):
        product ^= one << bit if other >> bit & 1 else 0
    for bit in range(9, 4, -1):
        product ^= 0b100101 << bit - 5 if product >> bit & 1 else 0
    return product


def test_the_fifth_letter_is_what_the_specification_says() -> None:
    for place, group in enumerate(GROUPS[:8]):
        values = [LETTERS.index(letter) for letter in group]
        total = 0
        for weight, value in zip((16, 8, 4, 2, 1), values, strict=True):
            total ^= times(weight, value)
        assert total == place


def test_two_letters_swapped_name_their_group() -> None:
    letters, seen = "".join(GROUPS), 0
    for place in range(44):
        first, second = letters[place], letters[place + 1]
        if first == second:
            continue
        swapped = letters[:place] + second + first + letters[place + 2 :]
        assert str(place // 5 + 1) in groups_named(swapped).split(", ")
        seen += 1
    assert seen > 30


def test_two_groups_swapped_name_both() -> None:
    for one in range(8):
        for other in range(one + 1, 8):
            moved = list(GROUPS)
            moved[one], moved[other] = moved[other], moved[one]
            assert groups_named("-".join(moved)) == f"{one + 1}, {other + 1}"


NOT_A_CODE = {
    "nothing": ("", "45 letters; these are 0"),
    "one letter short": (CODE[:-1], "group 9."),
    "one letter more": (CODE + "0", "group 9."),
    "a group short by one": (CODE.replace(GROUPS[2], GROUPS[2][:4]), "group 3."),
    "a group with one more": (CODE.replace(GROUPS[5], GROUPS[5] + "N"), "group 6."),
    "a group left out": ("-".join(GROUPS[1:]), "these are 40"),
    "a group twice": (f"{GROUPS[0]}-{CODE}", "these are 50"),
    "all in one and short": ("".join(GROUPS)[:-1], "these are 44"),
    "a letter of no alphabet": (
        CODE.replace(GROUPS[2], GROUPS[2][:4] + "?"),
        "group 3.",
    ),
    "a letter of no alphabet at the end": (CODE[:-1] + "?", "group 9."),
    "a megabyte": ("0" * 1_000_000, "these are 1000000"),
    "another alphabet": ("ж" * 45, "group 1, 2, 3, 4, 5, 6, 7, 8."),
    "a bidi mark": (CODE + "\u202e", "group 9."),
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize(("code", "said"), NOT_A_CODE.values(), ids=NOT_A_CODE)
def test_what_is_no_code_is_refused_and_not_repeated(code: str, said: str) -> None:
    with pytest.raises(RecoveryCodeError) as refused:
        read_code(code)
    assert said in str(refused.value)
    assert not any(group in str(refused.value) for group in GROUPS)


def test_the_last_group_checks_all_of_them() -> None:
    """A group that is wrong and whose own check fits by chance is still seen."""
    other = bytearray(SECRET)
    other[0] ^= 0x80
    forged = (*code_groups(bytes(other))[:8], GROUPS[8])
    assert groups_named("-".join(forged)) == "9"


def test_the_number_names_a_sheet_and_is_not_its_secret() -> None:
    assert sheet_number(SECRET).hex() == "4e871109"
    assert sheet_number(SECRET) not in SECRET
    assert sheet_number(bytes(20)) != sheet_number(SECRET)


def test_a_wrapped_key_opens_for_its_sheet_alone() -> None:
    wrapped = wrap_for_sheet(SECRET, b"k" * 32)
    assert len(wrapped) == 60
    assert unwrap_from_sheet(SECRET, wrapped) == b"k" * 32
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(OpenError):
            unwrap_from_sheet(SECRET, bytes(changed))
    with pytest.raises(OpenError):
        unwrap_from_sheet(bytes(20), wrapped)


def test_a_group_is_judged_as_soon_as_it_is_typed() -> None:
    for number, group in enumerate(GROUPS, 1):
        assert group_holds(number, f" {group.lower()} ")
        for wrong in ("", group[:4], group + "0", "?" + group[1:], "ж" * 5):
            assert not group_holds(number, wrong)
    for number, group in enumerate(GROUPS[:8], 1):
        other = LETTERS[(LETTERS.index(group[2]) + 1) % 32]
        assert not group_holds(number, group[:2] + other + group[3:])
        assert not group_holds(number % 8 + 1, group)


def test_what_a_person_reads() -> None:
    with pytest.raises(RecoveryCodeError) as short:
        read_code("810MH")
    assert short.value.say() == (
        "The code of a recovery sheet has 45 letters; these are 5.",
        "Type all nine groups, row by row. Nothing was changed.",
    )
    with pytest.raises(RecoveryCodeError) as wrong:
        read_code("-".join([GROUPS[0], GROUPS[0], *GROUPS[2:]]))
    assert wrong.value.say() == (
        "The code is not as it was printed. Look at group 2.",
        "The groups are numbered on the sheet. Nothing was changed.",
    )
