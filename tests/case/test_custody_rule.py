"""What is wrong with a chain of custody is said, link by link; nothing is smoothed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Chain, Link, Origin, Party
from habeas.case.facts.exhibits import Event, Signed
from habeas.case.rules.custody import LATE_DAYS, follow
from habeas.case.rules.packaging import advice

SISTER, ONE, TWO, LAB = (Party(name * 32, name) for name in "stul")
DAY = date(2026, 6, 22)
FOUND = Origin(holder=SISTER, found="2026-06-21", place="A room", seal="")


def link(number: int, event: str, **more: Any) -> Link:  # noqa: ANN401 - of a Link
    name = more.pop("id", f"{number}")
    made = {"recorded": DAY + timedelta(days=number), "signed": Signed.SIGNED, **more}
    when = made.pop("when", f"2026-06-{22 + number:02}T09:00")
    return Link(name, Event(event), when=when, **made)


HANDED = link(0, "handed", giver=SISTER, taker=ONE, place="Office", seal_after="K-1")
GARAGE = link(
    2, "opened", giver=ONE, seal_before="K-1", seal_after="K-2", place="Garage"
)
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
        [HANDED, link(1, "opened", giver=LAB, seal_before="K-1", seal_after="K-2")],
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
        False,
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
        True,
        "not said who handed it over",
    ),
    "another place without a move": (
        [HANDED, link(1, "moved", giver=ONE), GARAGE],
        "2",
        False,
        "last at ‘Office’ and is now at ‘Garage’",
    ),
    "recorded long after": (
        [replace(HANDED, recorded=DAY + timedelta(days=LATE_DAYS + 1))],
        "0",
        False,
        f"Recorded or last changed {LATE_DAYS + 1} days after",
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
    "something after it was destroyed": (
        [HANDED, link(1, "destroyed", giver=ONE), link(2, "moved", giver=ONE)],
        "2",
        True,
        "after it was lost or destroyed",
    ),
    "opened without a word on the old seal": (
        [HANDED, link(1, "opened", giver=ONE, seal_after="K-2")],
        "1",
        False,
        "not said which seal was found on it; K-1 was put on",
    ),
    "lost": (
        [HANDED, link(1, "lost", giver=ONE)],
        "1",
        True,
        "It was lost.",
    ),
    "taken in by another in the middle": (
        [HANDED, link(1, "received", taker=TWO)],
        "1",
        True,
        "u has it on 2026-06-23T09:00, and the record of 2026-06-22T09:00",
    ),
    "taken in by one who did not find it": (
        [replace(HANDED, event=Event.RECEIVED, giver=None)],
        "0",
        True,
        "t has it here, and it was found by s",
    ),
    "a hand-over without a date": (
        [HANDED, replace(NEXT, when="")],
        "1",
        True,
        "who has it now is not sure",
    ),
    "a hand-over on an unknown date": (
        [HANDED, replace(NEXT, when="XXXX")],
        "1",
        True,
        "who has it now is not sure",
    ),
    "a seal over a seal": (
        [HANDED, link(1, "moved", giver=ONE, seal_after="K-9", place="Safe")],
        "1",
        True,
        "K-9 is put on over K-1, and nobody opened it",
    ),
    "before it was found": (
        [replace(HANDED, when="2026-06-20", recorded=date(2026, 6, 20))],
        "0",
        True,
        "before it was found, 2026-06-21",
    ),
    "an open end after it was recorded": (
        [HANDED, link(1, "moved", giver=ONE, when="2026-08-01/..", place="Safe")],
        "1",
        True,
        "lies after the day on which it was recorded",
    ),
    "a receiver of what is no hand-over": (
        [HANDED, link(1, "presented", giver=ONE, taker=TWO, place="Office")],
        "1",
        True,
        "this is no hand-over",
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
    gap, jump = said(follow(long_ago, [taken]))
    assert (gap[:2], jump[:2]) == (("0", True), ("0", True))
    assert "Found on 2026-03-01" in gap[2]
    assert "found by s" in jump[2]
    nobody = replace(long_ago, holder=None)
    assert [words for _, _, words in said(follow(nobody, [taken]))] == [gap[2]]


def test_what_was_lost_may_turn_up_and_goes_on_with_a_gap() -> None:
    lost, found = link(1, "lost", giver=ONE), link(2, "received", taker=ONE)
    chain = follow(FOUND, [HANDED, lost, found])
    assert chain.ended is None
    assert chain.holder == ONE
    assert [words for _, _, words in said(chain)] == [
        "It was lost.",
        "It was lost and has turned up: nothing says where it was.",
    ]


def test_hands_tell_the_order_of_a_day_without_clocks() -> None:
    """Whichever was recorded first, and though one of the two has a clock."""
    one = replace(HANDED, when="2026-06-22")
    two = replace(NEXT, when="2026-06-22", recorded=DAY)
    for links in ([one, two], [two, one], [HANDED, two], [two, HANDED]):
        chain = follow(FOUND, links)
        assert said(chain) == []
        assert chain.holder == TWO


def test_clocks_with_zones_are_compared_as_moments() -> None:
    one = replace(HANDED, when="2026-06-22T10:00:00+06:00")
    two = replace(NEXT, when="2026-06-22T05:00:00Z", recorded=DAY)
    assert said(follow(FOUND, [two, one])) == []


def test_events_that_cannot_be_read_are_a_break() -> None:
    ((at, grave, words),) = said(follow(FOUND, [HANDED], unread=2))
    assert (at, grave) == ("", True)
    assert "is not whole: 2" in words


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


@pytest.mark.parametrize("left_out", ["2", "3", "5"])
def test_a_transfer_left_out_is_missed(left_out: str) -> None:
    links = [one for one in KEPT if one.id != left_out]
    assert any(one.grave for one in follow(FOUND, links).remarks)


@given(st.integers(1, len(KEPT) - 1))
def test_a_receipt_by_a_stranger_is_missed_wherever_it_stands(at: int) -> None:
    stranger = link(at, "received", taker=Party("x" * 32, "x"), id="x")
    links = [*KEPT[:at], replace(stranger, when=KEPT[at].when), *KEPT[at:]]
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


@pytest.mark.parametrize("when", ["2026-06-22T24:00", "0001-01-01T00:00+05:00"])
def test_a_clock_at_the_end_of_a_day_or_of_the_calendar_stops_nothing(
    when: str,
) -> None:
    chain = follow(Origin(), [link(0, "moved", giver=ONE, when=when)])
    assert [one.when for one in chain.links] == [when]
