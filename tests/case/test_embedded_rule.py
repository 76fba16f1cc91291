"""What a file says of itself against what its record says."""

from typing import Any

import pytest

from habeas.case.rules.embedded import Differs, differences, told

TAKEN = "taken: 2026-03-19T14:30:00"
INSIDE = "place inside: 49.80190, 73.10210"


def _dated(edtf: str) -> dict[str, Any]:
    return {"dated": {"edtf": edtf, "known": "stated"}}


def _where(words: str) -> dict[str, Any]:
    return {"where": {"lang": "en", "text": words}}


@pytest.mark.parametrize(
    ("fields", "lines", "kinds"),
    [
        (_dated("2026-03-19"), [TAKEN], []),
        (_dated("2026-03"), [TAKEN], []),
        (_dated("XXXX"), [TAKEN], []),
        (_dated("../2026-03-20"), [TAKEN], []),
        (_dated("2026-03-20"), [TAKEN], [Differs.DATE]),
        (_dated("2026-03-18"), [TAKEN], [Differs.DATE]),
        (_dated("2026-03-18"), [], []),
        (_dated("2026-03-18"), ["taken: 2026-99-99T00:00:00"], []),
        ({}, [TAKEN, INSIDE], []),
        (_where("49.8020, 73.1022"), [INSIDE], []),
        (_where("near 49.80;73.20"), [INSIDE], [Differs.PLACE]),
        (_where("the yard of the northern colony"), [INSIDE], [Differs.UNCOMPARED]),
        (_where("the yard"), [], []),
        (_where("the yard"), ["place inside: nowhere"], []),
        (
            {**_dated("2020"), **_where("-49.8019, -73.1021")},
            [TAKEN, INSIDE],
            [Differs.DATE, Differs.PLACE],
        ),
    ],
)
def test_differences(
    fields: dict[str, Any], lines: list[str], kinds: list[Differs]
) -> None:
    assert [one.kind for one in differences(fields, lines)] == kinds


def test_a_difference_is_told_with_both_sides() -> None:
    (one,) = differences(_where("49.80, 73.20"), [INSIDE])
    assert one.say(str) == (
        "The record says it was made at ‘49.80, 73.20’; the file says 49.80190,"
        " 73.10210, which is 7 km away."
    )


def test_the_other_side_of_the_earth_is_far() -> None:
    (one,) = differences(_where("-49.8019, -106.8979"), [INSIDE])
    assert one.apart == 20015


def test_a_key_is_told_or_nothing() -> None:
    assert told([TAKEN], "taken") == "2026-03-19T14:30:00"
    assert told([TAKEN], "take") == ""
