"""What is wrong with a chain of custody is said, link by link; nothing is smoothed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.facts.exhibits import Event, Signed
from habeas.case.rules.custody import (
    LATE_DAYS,
    Chain,
    Link,
    Origin,
    Party,
    follow,
)
from habeas.case.rules.packaging import advice

SISTER, ONE, TWO, LAB = (Party(name * 32, name) for name in "stul")
DAY = date(2026, 6, 22)
FOUND = Origin(holder=SISTER, found="2026-06-21", place="A room", seal="")


def link(number: int, event: str, **more: Any) -> Link:  # noqa: ANN401 - of a Link
    made = {"recorded": DAY + timedelta(days=number), "signed": Signed.SIGNED, **more}
    when = made.pop("when", f"2026-06-{22 + number:02}T09:00")
    return Link(f"{number}", Event(event), when=when, **made)


HANDED = link(0, "handed", giver=SISTER, taker=ONE, place="Office", seal_after="K-1")
NEXT = link(1, "handed", giver=ONE, taker=TWO)
OTHER_SEAL = link(1, "moved", giver=ONE, seal_before="K-7", place="Safe")
KEPT = [
    HANDED,
    link(1, "opened", giver=ONE, seal_before="K-1", seal_after="K-2", place="Office"),
    link(2, "handed", giver=ONE, taker=TWO, seal_before="K-2", place="Office"),
    link(3, "sent", giver=TWO, taker=LAB, seal_before="k-2", place="Laboratory"),
    link(4, "examined", giver=LAB, seal_before="K-2", seal_after="L-9"),
    link(5, "returned", giver=LAB, taker=TWO, seal_before="L-9", place="Office"),
    link(6, "moved", giver=TWO, place="Court"),
    link(7, "presented", giver=TWO, place="court"),
]


def said(chain: Chain) -> list[tuple[str, bool, str]]:
    return [
        (one.link, one.grave, one.what.format(**one.blanks)) for one in chain.remarks
    ]


def test_a_whole_chain_has_nothing_to_remark() -> None:
    chain = follow(FOUND, KEPT)
    assert said(chain) == []
    assert (chain.holder, chain.place, chain.seal) == (TWO, "court", "L-9")
    assert chain.ended is None


BROKEN: dict[str, tuple[list[Link], str, bool, str]] = {
    "nobody gave it to the next": (
        [HANDED, link(1, "handed", giver=TWO, taker=LAB)],
        "1",
        True,
        "leaves it with t: nothing says how it came",
    ),
    "somebody else opens it": (
        [HANDED, link(1, "opened", giver=LAB, seal_after="K-2")],
        "1",
        True,
        "l has it on 2026-06-23T09:00, and the record of 2026-06-22T09:00",
    ),
    "it begins with one who never had it": (
        [replace(HANDED, giver=LAB)],
        "0",
        True,
        "was found by s",
    ),
    "two hand-overs in one hour, by two people": (
        [HANDED, NEXT, replace(NEXT, id="2", taker=LAB)],
        "2",
        True,
        "two people at the same time",
    ),
    "another seal is found": (
        [HANDED, OTHER_SEAL],
        "1",
        True,
        "found here is K-7; the last one put on was K-1",
    ),
    "a seal that nobody put on": (
        [replace(HANDED, seal_after=""), OTHER_SEAL],
        "1",
        True,
        "no record put it on",
    ),
    "opened and not sealed again": (
        [HANDED, link(1, "sampled", giver=ONE, seal_before="K-1")],
        "1",
        True,
        "no new seal",
    ),
    "released, and nobody signed": (
        [replace(HANDED, signed=None)],
        "0",
        True,
        "nobody has signed",
    ),
    "the receipt is still awaited": (
        [replace(HANDED, signed=Signed.WAITING)],
        "0",
        True,
        "nobody has signed",
    ),
    "a signature refused, and nobody saw it": (
        [replace(HANDED, signed=Signed.REFUSED)],
        "0",
        True,
        "no witness is named",
    ),
    "nobody received it": (
        [replace(HANDED, taker=None)],
        "0",
        True,
        "not said who received it",
    ),
    "nobody handed it over": (
        [replace(HANDED, giver=None)],
        "0",
        False,
        "not said who handed it over",
    ),
    "another place without a move": (
        [HANDED, link(1, "opened", giver=ONE, seal_after="K-2", place="Garage")],
        "1",
        False,
        "last at ‘Office’ and is now at ‘Garage’",
    ),
    "recorded long after": (
        [replace(HANDED, recorded=DAY + timedelta(days=LATE_DAYS + 1))],
        "0",
        False,
        f"Recorded {LATE_DAYS + 1} days after",
    ),
    "dated after it was recorded": (
        [replace(HANDED, recorded=DAY - timedelta(days=1))],
        "0",
        True,
        "lies after the day on which it was recorded, 2026-06-21",
    ),
    "without a date": (
        [HANDED, link(1, "moved", giver=ONE, when="")],
        "1",
        False,
        "Nobody said when",
    ),
    "something after it was lost": (
        [HANDED, link(1, "lost", giver=ONE), link(2, "moved", giver=ONE)],
        "2",
        True,
        "after it was lost or destroyed",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_at_its_link(case: str) -> None:
    links, at, grave, words = BROKEN[case]
    found = said(follow(FOUND, links))
    assert len(found) == 1, found
    assert (found[0][0], found[0][1]) == (at, grave)
    assert words in found[0][2]


def test_a_gap_after_it_was_found_is_said() -> None:
    """Unless the first to hand it over is the one who found it."""
    long_ago = replace(FOUND, found="2026-03-01")
    assert said(follow(long_ago, [HANDED])) == []
    taken = replace(HANDED, event=Event.RECEIVED, giver=None)
    ((at, grave, words),) = said(follow(long_ago, [taken]))
    assert (at, grave) == ("0", True)
    assert "Found on 2026-03-01" in words


def test_without_a_record_nobody_is_said_to_hold_it_still() -> None:
    ((at, _, words),) = said(follow(FOUND, []))
    assert at == ""
    assert "No record says" in words


def test_a_refusal_that_was_witnessed_is_no_break() -> None:
    refused = replace(HANDED, signed=Signed.REFUSED, witnessed=True)
    assert said(follow(FOUND, [refused])) == []


def test_a_recorded_week_is_not_late() -> None:
    on_time = replace(HANDED, recorded=DAY + timedelta(days=LATE_DAYS))
    assert said(follow(FOUND, [on_time])) == []


@given(st.permutations(KEPT))
def test_the_order_of_recording_does_not_matter(links: list[Link]) -> None:
    assert follow(FOUND, links) == follow(FOUND, KEPT)


@given(st.integers(1, len(KEPT) - 2))
def test_a_transfer_left_out_is_missed(left_out: int) -> None:
    links = [one for at, one in enumerate(KEPT) if at != left_out]
    if KEPT[left_out].event in {Event.HANDED, Event.SENT, Event.RETURNED}:
        assert any(one.grave for one in follow(FOUND, links).remarks)


def test_advice_never_says_too_late() -> None:
    every = [
        advice({"kind": kind, "packaging": packed, "moisture": wet})
        for kind in ("garment", "sample")
        for packed in ("paper", "plastic", "bare", None)
        for wet in ("dry", "wet", None)
    ]
    words = " ".join(one for some in every for one in some)
    assert "too late" not in words.lower()
    assert any(
        "Plastic" in one for one in advice({"kind": "sample", "packaging": "plastic"})
    )
    assert any("wet" in one for one in advice({"kind": "sample", "moisture": "wet"}))
    assert advice({"kind": "device", "packaging": "plastic"}) == []


def test_wet_and_cold_is_well_kept() -> None:
    wet = {"kind": "sample", "moisture": "wet", "temperature": "frozen"}
    assert advice(wet) == []
