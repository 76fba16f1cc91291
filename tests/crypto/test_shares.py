"""Paper shares: any `need` give the secret, fewer nothing, and a slip is named."""

import itertools
from dataclasses import replace

import pytest
import shamir_mnemonic
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import wordlist

from habeas.crypto.failure import OpenError
from habeas.crypto.shares import (
    LEAST,
    MOST,
    WORDS,
    Share,
    ShareError,
    join,
    new_shares_secret,
    read_share,
    set_words,
    split,
    unwrap_from_shares,
    words_of_set,
    wrap_for_shares,
)
from habeas.errors import BadInputError

SECRET = bytes(range(16))
THREE = split(SECRET, 2, 3)
OTHERS = split(SECRET, 2, 3)
FOREIGN = {
    "two groups": shamir_mnemonic.generate_mnemonics(2, [(1, 1), (1, 1)], SECRET)[0][0],
    "33 words": shamir_mnemonic.generate_mnemonics(1, [(2, 2)], bytes(32))[0][0],
    "the older form": shamir_mnemonic.generate_mnemonics(
        1, [(2, 2)], SECRET, extendable=False
    )[0][0],
}


def typed(share: Share) -> str:
    return " ".join(share.words)


@pytest.mark.parametrize(
    ("need", "of"), [(1, 1), (1, 3), (0, 3), (4, 3), (2, 17), (-2, 2)]
)
def test_numbers_that_make_no_sense_are_refused(need: int, of: int) -> None:
    with pytest.raises(BadInputError, match="up to 16"):
        split(SECRET, need, of)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_of_the_shares_that_are_enough_give_the_secret(data: st.DataObject) -> None:
    of = data.draw(st.integers(LEAST, MOST))
    need = data.draw(st.integers(LEAST, of))
    secret = data.draw(st.binary(min_size=16, max_size=16))
    shares = split(secret, need, of)
    assert [one.place for one in shares] == list(range(1, of + 1))
    some = data.draw(st.permutations(shares))[:need]
    again = [read_share(typed(one)) for one in some]
    assert join(again) == secret
    with pytest.raises(ShareError, match="are needed"):
        join(again[:-1])


def test_every_pair_of_three() -> None:
    assert all(join(pair) == SECRET for pair in itertools.permutations(THREE, 2))
    assert join(THREE) == SECRET  # one more than needed is no fault


def test_no_share_at_all() -> None:
    with pytest.raises(ShareError, match="are needed"):
        join([])


def test_capitals_numbers_and_lines_do_not_matter() -> None:
    rows = "\r\n".join(
        f"{at}. {word.upper()}," for at, word in enumerate(THREE[0].words, 1)
    )
    assert read_share(rows).words == THREE[0].words


def test_every_share_of_a_set_begins_the_same() -> None:
    assert {set_words(one) for one in THREE} == {words_of_set(THREE[0].set_id)}
    assert len(new_shares_secret()) == 16


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("at", range(WORDS))
def test_a_word_of_no_list_is_named_with_the_nearest(at: int) -> None:
    words = list(THREE[0].words)
    right = words[at]
    words[at] = right + "x"
    with pytest.raises(ShareError) as told:
        read_share(" ".join(words))
    assert str(told.value).startswith(f"Word {at + 1} is not in the list")
    assert right in str(told.value)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, WORDS - 1), st.integers(1, 1023))
def test_one_wrong_word_of_the_list_is_named_and_not_mended(at: int, by: int) -> None:
    words = list(THREE[0].words)
    right = words[at]
    words[at] = wordlist.WORDLIST[(wordlist.WORD_INDEX_MAP[right] + by) % 1024]
    with pytest.raises(ShareError) as told:
        read_share(" ".join(words))
    if at == 1:  # it says which form it is; either is told
        assert "fit together" in str(told.value)
    else:
        assert f"Look at word {at + 1}." in str(told.value)


def test_several_wrong_words_are_told_without_a_number() -> None:
    words = list(THREE[0].words)
    words[4], words[9], words[15] = ("academic", "acid", "acne")
    with pytest.raises(ShareError, match="More than one is wrong"):
        read_share(" ".join(words))


@pytest.mark.parametrize("text", ["", "academic", "academic " * 19, "academic " * 500])
def test_too_few_or_too_many_words(text: str) -> None:
    with pytest.raises(ShareError, match="A share has 20 words"):
        read_share(text)


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("words", FOREIGN.values(), ids=FOREIGN)
def test_shares_of_another_program(words: str) -> None:
    with pytest.raises(ShareError):
        read_share(words)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_refused_in_words(text: str) -> None:
    with pytest.raises(ShareError):
        read_share(text)


def test_a_share_of_another_set_and_one_given_twice_are_named() -> None:
    with pytest.raises(ShareError, match="Share 2 is of another set") as told:
        join([THREE[0], OTHERS[1]])
    assert set_words(THREE[0]) in str(told.value)
    with pytest.raises(ShareError, match="Share 2 is the same as share 1"):
        join([THREE[1], THREE[1]])


@pytest.mark.counts("hostile inputs tried")
def test_a_made_up_share_of_the_same_set_gives_no_secret() -> None:
    ours = shamir_mnemonic.Share.from_mnemonic(typed(THREE[0]))
    made_up = replace(ours, index=9, value=bytes(16))
    with pytest.raises(ShareError, match="belong together"):
        join([THREE[0], read_share(made_up.mnemonic())])


def test_the_secret_of_the_shares_opens_what_was_wrapped_for_it() -> None:
    wrapped = wrap_for_shares(SECRET, b"k" * 32)
    assert unwrap_from_shares(SECRET, wrapped) == b"k" * 32
    with pytest.raises(OpenError):
        unwrap_from_shares(bytes(16), wrapped)


def test_no_share_is_shown_by_accident() -> None:
    assert THREE[0].words[5] not in repr(THREE)
