"""The canonical body: one form, and nothing else is read."""

import json
import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.codec import (
    MAX_BODY,
    Act,
    Body,
    canonical,
    decode_again,
    decode_body,
    encode_body,
)
from habeas.crypto.digest import sha256
from habeas.errors import BadInputError, HabeasError, NewerVersionError

KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.booleans() | TEXTS | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=12,
)
REFS = st.tuples(st.binary(min_size=32, max_size=32).map(bytes.hex), st.integers(0, 99))
BODIES = st.builds(
    Body,
    salt=st.binary(min_size=32, max_size=32),
    act=st.sampled_from(Act),
    type=KEYS,
    id=st.binary(min_size=16, max_size=16).map(bytes.hex),
    by=st.binary(min_size=32, max_size=32).map(bytes.hex),
    at=st.datetimes(
        min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ).map(lambda at: at.replace(microsecond=0)),
    lamport=st.integers(0, 2**53 - 1),
    fields=st.dictionaries(KEYS, VALUES, max_size=4),
    over=st.lists(REFS, max_size=2).map(tuple),
    drop=st.lists(KEYS, max_size=2, unique=True).map(sorted).map(tuple),
    reason=TEXTS,
)


def body(**changed: object) -> Body:
    values: dict[str, Any] = {
        "salt": bytes(32),
        "act": Act.PUT,
        "type": "note",
        "id": "0" * 32,
        "by": "1" * 64,
        "at": datetime.fromisoformat("2021-12-07T09:00:00+05:00"),
        "lamport": 1,
        "fields": {"text": {"lang": "kk", "text": "Қағаз"}},
    }
    values.update(changed)
    return Body(**values)


def raw(**changed: object) -> bytes:
    table = json.loads(encode_body(body()))
    for name, value in changed.items():
        if value is None:
            del table[name]
        else:
            table[name] = value
    text = json.dumps(table, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@given(BODIES)
def test_a_body_comes_back_as_it_was_and_in_one_form_only(one: Body) -> None:
    data = encode_body(one)
    assert decode_body(data) == decode_again(data) == one
    assert encode_body(decode_body(data)) == data
    assert data.startswith(b'{"_salt":"' + one.salt.hex().encode() + b'","act":')


@given(VALUES)
def test_canonical_is_what_rfc_8785_says(value: object) -> None:
    # Python's own encoder with sorted keys writes RFC 8785 for these values, but for
    # the control characters without a short escape: both write \u00xx in lower case.
    expected = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert canonical(value) == expected


def test_the_string_example_of_rfc_8785_section_3_2_2_2() -> None:
    given_ = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical({"string": given_}) == (
        b'{"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_sorted_at_every_depth() -> None:
    value = {"b": {"d": 1, "c": [{"f": 2, "e": 3}]}, "a": True, "_z": 0}
    assert canonical(value) == b'{"_z":0,"a":true,"b":{"c":[{"e":3,"f":2}],"d":1}}'


DEEP: list[Any] = []
for _ in range(20_000):
    DEEP = [DEEP]

CANNOT_BE_STORED: dict[str, object] = {
    "float": 1.5,
    "whole float": 1.0,
    "not a number": math.nan,
    "infinity": math.inf,
    "null": None,
    "2^53": 2**53,
    "-2^53": -(2**53),
    "bytes": b"x",
    "set": {1},
    "half of a surrogate pair": "\ud83d",
    "too deep": DEEP,
    "upper-case key": {"A": 1},
    "key with a space": {"a b": 1},
    "empty key": {"": 1},
    "key with a line break": {"a\n": 1},
    "number as key": {1: 1},
    "key beyond ASCII": {"ә": 1},
    "null inside": {"a": [{"b": None}]},
}


@pytest.mark.parametrize("value", CANNOT_BE_STORED.values(), ids=CANNOT_BE_STORED)
def test_what_has_no_place_in_the_form_is_refused(value: object) -> None:
    with pytest.raises(BadInputError):
        canonical(value)
    with pytest.raises(BadInputError):
        encode_body(body(fields={"text": value}))


GOOD = encode_body(body())
NOT_THE_FORM: dict[str, bytes] = {
    "nothing": b"",
    "white space after": GOOD + b"\n",
    "white space before": b" " + GOOD,
    "white space inside": GOOD.replace(b'"act":', b'"act": '),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "cut": GOOD[:-1],
    "a second value": GOOD + GOOD,
    "a list": b"[]",
    "a string": b'"x"',
    "a key twice": GOOD.replace(b'"act":"put"', b'"act":"put","act":"put"'),
    "escaped letter": GOOD.replace(b'"put"', b'"p\\u0075t"'),
    "escaped slash": GOOD.replace("Қағаз".encode(), b"\\/"),
    "upper-case escape": GOOD.replace("Қағаз".encode(), b"\\u000F"),
    "keys out of order": raw().replace(b'"v":1}', b'"aa":1}'),
    "lone surrogate escaped": GOOD.replace("Қағаз".encode(), b"\\ud800"),
    "lone surrogate in bytes": GOOD.replace("Қағаз".encode(), b"\xed\xa0\x80"),
    "overlong UTF-8": GOOD.replace("Қ".encode(), b"\xc1\x9a"),
    "nested 100,000 deep": GOOD.replace(b'{"text":{', b"[" * 100_000),
    "float": raw(lamport=1.5),
    "exponent": GOOD.replace(b'"lamport":1', b'"lamport":1e0'),
    "negative zero": GOOD.replace(b'"lamport":1', b'"lamport":-0'),
    "5,000 digits": GOOD.replace(b'"lamport":1', b'"lamport":' + b"9" * 5000),
    "2^53": raw(lamport=2**53),
    "negative lamport": raw(lamport=-1),
    "lamport as text": raw(lamport="1"),
    "lamport true": raw(lamport=True),
    "null": GOOD.replace(b'"lamport":1', b'"lamport":null'),
    "version 0": raw(v=0),
    "version -1": raw(v=-1),
    "version as text": raw(v="1"),
    "version true": raw(v=True),
    "no salt": raw(_salt=None),
    "short salt": raw(_salt="00"),
    "upper-case salt": raw(_salt="A" * 64),
    "salt with a line break": raw(_salt="0" * 63 + "\n"),
    "salt of other digits": raw(_salt="٠" * 64),
    "no act": raw(act=None),
    "unknown act": raw(act="erase"),
    "no id": raw(id=None),
    "long id": raw(id="0" * 33),
    "id in upper case": raw(id="A" * 32),
    "author as a name": raw(by="counsel"),
    "type with a capital": raw(type="Note"),
    "empty type": raw(type=""),
    "type as a path": raw(type="../note"),
    "no time": raw(at=None),
    "time without a zone": raw(at="2021-12-07T09:00:00"),
    "time in Z": raw(at="2021-12-07T09:00:00Z"),
    "time with a space": raw(at="2021-12-07 09:00:00+05:00"),
    "time with fractions": raw(at="2021-12-07T09:00:00.5+05:00"),
    "time with seconds in the zone": raw(at="2021-12-07T09:00:00+05:07:36"),
    "time on 30 February": raw(at="2021-02-30T09:00:00+05:00"),
    "time of day 25": raw(at="2021-12-07T25:00:00+05:00"),
    "fields as a list": raw(fields=[]),
    "field with a capital": raw(fields={"Text": "x"}),
    "over as text": raw(over="x"),
    "over without an index": raw(over=[["0" * 64]]),
    "over with a short log": raw(over=[["00", 1]]),
    "over with a negative index": raw(over=[["0" * 64, -1]]),
    "drop with a capital": raw(drop=["Text"]),
    "an unknown part": raw(extra=1),
    "too long": raw(reason="x" * MAX_BODY),
}


@pytest.mark.parametrize("data", NOT_THE_FORM.values(), ids=NOT_THE_FORM)
def test_no_other_form_is_read(data: bytes) -> None:
    with pytest.raises(BadInputError):
        decode_body(data)


def test_a_clock_set_to_a_time_with_odd_zones_is_written_in_utc() -> None:
    almaty = datetime(1900, 1, 1, 5, 7, 48, tzinfo=ZoneInfo("Asia/Almaty"))
    read = decode_body(encode_body(body(at=almaty)))
    assert read.at == almaty
    assert read.at.isoformat() == "1900-01-01T00:00:00+00:00"


def test_a_newer_version_is_told_from_damage() -> None:
    for read in (decode_body, decode_again):
        with pytest.raises(NewerVersionError):
            read(raw(v=2))


def test_what_is_too_long_is_refused_before_it_is_written() -> None:
    with pytest.raises(BadInputError, match="too long for one record"):
        encode_body(body(reason="x" * MAX_BODY))


def test_every_byte_counts() -> None:
    """Flip every bit of every byte: refused, or another hash and another content."""
    data = encode_body(body(act=Act.CORRECT, over=(("a" * 64, 3),), reason="misread"))
    whole = decode_body(data)
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                read = decode_body(bytes(changed))
            except HabeasError:
                continue
            assert sha256(bytes(changed)) != sha256(data)
            assert read != whole


@given(st.binary(max_size=200))
def test_whatever_comes_only_our_own_error_is_raised(data: bytes) -> None:
    for read in (decode_body, decode_again):
        with pytest.raises(HabeasError):
            read(data)


@given(st.binary(max_size=30), st.integers(0, len(GOOD)))
def test_splices_of_a_good_body_never_crash(noise: bytes, place: int) -> None:
    data = GOOD[:place] + noise + GOOD[place:]
    try:
        read = decode_body(data)
    except HabeasError:
        return
    assert encode_body(read) == data
