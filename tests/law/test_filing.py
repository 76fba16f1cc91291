"""What was handed over in time counts as filed, with the article that says so."""

from datetime import date

import pytest

from habeas.law.counting import compute
from habeas.law.filing import filed_in_time
from habeas.law.packs import packs
from tests.law.conftest import DECISION, HEAD, USUAL, happened, pack_of, row

RULING = ("decision", "2021-12-07", "ruling")  # ends at 24:00 on 22 December
HANDED = "handed to the administration or an officer"
CASES: dict[str, tuple[list[tuple[str, ...]], str | None]] = {
    "handed to the administration": ([("handed_in", "2021-12-20")], HANDED),
    "on the last evening": ([("handed_in", "2021-12-22T23:59+06:00")], HANDED),
    "on the day after": ([("handed_in", "2021-12-23T00:00+06:00")], None),
    "posted": ([("filed", "2021-12-22")], "filed or posted"),
    "posted after it was handed in": (
        [("filed", "2022-01-10"), ("handed_in", "2021-12-20")],
        HANDED,
    ),
    "handed in before there was a ruling": ([("handed_in", "2021-12-01")], None),
    "received alone": ([("received", "2021-12-20")], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize("case", CASES)
def test_it_was_filed_in_time(case: str) -> None:
    given, said = CASES[case]
    happenings = [happened(*one) for one in [RULING, *given]]
    done = compute(packs()["KZ"], "kz.appeal.ruling", happenings)
    found = filed_in_time(done, happenings)
    assert (found is None) == (said is None)
    if found and said:
        assert found.say("en", str).startswith(said)
        assert found.cite("en") == "CPC art 49(1)"


def test_a_term_that_has_not_started_was_not_kept() -> None:
    happenings = [happened("handed_in", "2021-12-20")]
    done = compute(packs()["KZ"], "kz.appeal.ruling", happenings)
    assert filed_in_time(done, happenings) is None


def test_where_it_must_arrive_posting_keeps_nothing() -> None:
    bop = packs()["US-BOP"]
    happenings = [happened("event", "2014-01-02"), happened("filed", "2014-01-20")]
    done = compute(bop, "us.bop.bp9", happenings)
    assert done.due == date(2014, 1, 22)
    assert filed_in_time(done, happenings) is None
    arrived = filed_in_time(done, [happened("received", "2014-01-22")])
    assert arrived is not None
    assert arrived.cite("ru") == "28 CFR 542"


def test_what_a_pack_does_not_put_into_words_is_said_plainly() -> None:
    head = HEAD + '\n[[counting.usual.in_time]]\nevent = "filed"\n'
    pack = pack_of(row(USUAL + DECISION), head=head)
    happenings = [happened("decision", "2022-03-01"), happened("filed", "2022-03-02")]
    found = filed_in_time(compute(pack, "xx.one", happenings), happenings)
    assert found is not None
    said = "filed or posted, 2022-03-02: before the end, 2022-03-11."
    assert found.say("en", str) == said


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2022-03-02T10:59+06:00", True),
        ("2022-03-02T05:00+00:00", True),
        ("2022-03-02T11:01+06:00", False),
        ("2022-03-01", True),
        ("2022-03-02", False),  # nobody knows at what hour
    ],
)
def test_before_a_moment(at: str, kept: bool) -> None:  # noqa: FBT001 - a table
    happenings = [happened("filed", "2022-03-01T10:20+06:00")]
    done = compute(packs()["KZ"], "kz.safety", happenings)
    assert str(done.due) == "2022-03-02 11:00:00+06:00"
    assert (filed_in_time(done, [happened("handed_in", at)]) is not None) is kept
