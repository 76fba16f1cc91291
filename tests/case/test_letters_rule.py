"""Where a letter is, and what its steps say against each other and against the law."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Party
from habeas.case.facts.letters import Addressee, LetterStep
from habeas.case.letters import Life, Paper, Place, Stage, Treatment, days_since
from habeas.case.moments import reach
from habeas.case.rules.letters import life

ALMATY = timezone(timedelta(hours=5))
FREE = Treatment(controlled=False, hours=24, filed=True)
FACILITY = Party("f" * 32, "Facility 12")


def stage(step: str, when: str = "", **more: Any) -> Stage:  # noqa: ANN401 - of a Stage
    made = {"id": step, "recorded": date(2026, 12, 1), "who": FACILITY, **more}
    return Stage(step=LetterStep(step), when=when, **made)


def paper(rule: Treatment = FREE, *, known_by: bool = False) -> Paper:
    return Paper("l" * 32, Addressee.PROSECUTOR, known_by=known_by, treatment=rule)


def said(found: Life, step: str = "") -> list[str]:
    """Return what is said, with ! against, + for, - a note."""
    return [
        ("! " if one.grave else "+ " if one.confirms else "- ") + one.say(str, str)
        for one in found.findings
        if step in ("", one.link)
    ]


@pytest.mark.parametrize(
    ("steps", "place", "since"),
    [
        ([], Place.UNKNOWN, None),
        (["opened 2026-03-02"], Place.UNKNOWN, None),
        (["written 2026-03-01"], Place.WRITTEN, "2026-03-01"),
        (["written 2026-03-01", "not_taken 2026-03-02"], Place.NOT_TAKEN, "2026-03-02"),
        (
            ["not_taken 2026-03-02", "handed_in 2026-03-03"],
            Place.HANDED_IN,
            "2026-03-03",
        ),
        (["handed_in 2026-03-02", "carried 2026-03-04"], Place.CARRIED, "2026-03-04"),
        (["sent 2026-03-05", "handed_in 2026-03-02"], Place.SENT, "2026-03-05"),
        (["sent 2026-03-05", "returned 2026-03-09"], Place.RETURNED, "2026-03-09"),
        (
            ["sent 2026-03-05", "returned 2026-03-09", "sent 2026-03-11"],
            Place.SENT,
            "2026-03-11",
        ),
        (
            ["sent 2026-03-05", "returned 2026-03", "carried 2026-03-11"],
            Place.RETURNED,
            "2026-03-01",
        ),
        (["sent 2026-03-05", "not_received 2026-05"], Place.NEVER, "2026-05-01"),
        (["written", "not_received 2026-05"], Place.NEVER, "2026-05-01"),
        (["not_received 2026-05", "received 2026-06"], Place.RECEIVED, "2026-06-01"),
        (["received", "answered 2026-07-01"], Place.ANSWERED, "2026-07-01"),
        (["answered"], Place.ANSWERED, None),
    ],
)
def test_where_it_is_and_since_when(
    steps: list[str], place: Place, since: str | None
) -> None:
    found = life(paper(), [stage(*one.split(), id=one) for one in steps])
    assert found.place is place
    assert (str(found.since.start.date()) if found.since else None) == since


def test_one_that_is_known_to_be_written_is_no_longer_unknown() -> None:
    assert life(paper(known_by=True), []).place is Place.WRITTEN


CONTRADICTIONS = [
    (
        ["sent 2026-03-05", "not_received 2026-05"],
        "not_received",
        "! It never came, by this record; by another it was sent (2026-03-05).",
    ),
    (
        ["received 2026-03-05", "not_received 2026-05"],
        "not_received",
        "! It never came, by this record; by another it was received (2026-03-05).",
    ),
    (
        ["received 2026-06-05", "not_received 2026-05"],
        "not_received",
        "- It came after that, by another record.",
    ),
    (
        ["handed_in 2026-03-02", "not_taken 2026-03-02"],
        "not_taken",
        "! Not taken, by this record; by another it was handed in (2026-03-02).",
    ),
    (
        ["handed_in 2026-03-09", "sent 2026-03-05"],
        "sent",
        "! Dated before another step (handed to the administration, 2026-03-09).",
    ),
    (
        ["handed_in 2026-03-02", "handed_in 2026-03-02"],
        "handed_in",
        "- No mark of receipt,",
    ),
    (
        ["opened 2026-03"],
        "opened",
        "! Opened or read, by this record; by the law of the case letters to such",
    ),
    (["sent"], "sent", "- Nobody said when."),
    (
        ["sent 2027-01-01"],
        "sent",
        "- Dated later than the day on which it was recorded (2026-12-01).",
    ),
]


@pytest.mark.parametrize(("steps", "of", "words"), CONTRADICTIONS)
def test_both_sides_are_kept_and_what_does_not_fit_is_said(
    steps: list[str], of: str, words: str
) -> None:
    found = life(paper(), [stage(*one.split()) for one in steps])
    assert len(found.stages) == len(steps)
    assert any(one.startswith(words) for one in said(found, of)), said(found)


@pytest.mark.parametrize(
    ("handed", "sent", "words"),
    [
        ("2026-03-02T10:00", "2026-03-03T09:59", "+ Sent within the 24 hours"),
        ("2026-03-02T10:00", "2026-03-03T10:01", "! Sent on 2026-03-03T10:01;"),
        ("2026-03-02", "2026-03-03", "- Whether it was sent within the 24 hours"),
        ("2026-03-02", "2026-03-04", "! Sent on 2026-03-04;"),
        ("2026-03-02", "2026-03-02", "+ Sent within the 24 hours"),
        ("2026-03-02T10:00", "2026-03", "- Whether it was sent within"),
    ],
)
def test_it_went_in_time_or_late_or_the_dates_do_not_say(
    handed: str, sent: str, words: str
) -> None:
    found = life(paper(), [stage("sent", sent), stage("handed_in", handed)])
    assert any(one.startswith(words) for one in said(found, "sent")), said(found)
    silent = life(paper(Treatment()), [stage("sent", sent), stage("handed_in", handed)])
    assert said(silent, "sent") in ([], said(found, "sent")[-1:])


def test_an_order_that_was_not_kept_to_is_no_lateness() -> None:
    steps = [stage("not_taken", "2026-03-01"), stage("handed_in", "2026-03-02")]
    assert not [one for one in life(paper(), steps).findings if one.grave]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Treatment(controlled=True), "- By the law of the case letters to such"),
        (Treatment(controlled=None), "- Nobody has read what the law says"),
        (
            Treatment(controlled=False, confirmed=False),
            "- Opened or read, by this record; by a rule that nobody has confirmed",
        ),
    ],
)
def test_a_letter_that_may_be_read_or_nobody_knows_is_no_breach(
    rule: Treatment, words: str
) -> None:
    (told,) = said(life(paper(rule), [stage("opened", "2026-03-02")]))
    assert told.startswith(words)


def test_a_mark_proves_the_handing_in_that_counts_as_filing() -> None:
    marked = life(paper(), [stage("handed_in", "2026-03-02", proof=True)])
    (told,) = said(marked)
    assert told.startswith("+ Handed to the administration (2026-03-02): by the law")
    bare = life(paper(), [stage("handed_in", "2026-03-02")])
    assert [one[0] for one in said(bare)] == ["-", "-"]
    assert (
        said(life(paper(Treatment()), [stage("handed_in", "2026-03-02")]))[0][0] == "-"
    )


def test_when_it_must_go_on_is_as_wide_as_the_date_it_was_handed_in() -> None:
    found = life(paper(), [stage("handed_in", "2026-03-02")])
    assert found.onward is not None
    assert str(found.onward.start) == "2026-03-03 00:00:00"
    assert str(found.onward.end) == "2026-03-03 23:59:59.999999"
    assert not found.overdue(datetime(2026, 3, 3, 23, 59, tzinfo=ALMATY))
    assert found.overdue(datetime(2026, 3, 4, tzinfo=ALMATY))


@pytest.mark.parametrize(
    "step", ["sent", "received", "answered", "returned", "carried"]
)
def test_once_it_went_nothing_is_due(step: str) -> None:
    steps = [stage("handed_in", "2026-03-02"), stage(step)]
    assert life(paper(), steps).onward is None


def test_that_it_never_came_does_not_end_the_duty_to_send_it() -> None:
    steps = [stage("handed_in", "2026-03-02"), stage("not_received", "2026-05-01")]
    assert life(paper(), steps).onward is not None
    assert life(paper(Treatment()), steps).onward is None
    assert life(paper(), [stage("handed_in")]).onward is None


def test_a_reply_without_a_date_needs_no_remark() -> None:
    assert said(life(paper(), [stage("answered", reply=True)])) == []


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2026-03-02", (8, 8)),
        ("2026-02", (10, 37)),
        ("2026-03", (0, 9)),
        ("2027", (0, 0)),
        ("2026-03-10T23:00", (0, 0)),
    ],
)
def test_days_since_are_a_range(edtf: str, days: tuple[int, int]) -> None:
    since = reach(edtf, None)
    assert since is not None
    assert days_since(since, datetime(2026, 3, 10, 12, tzinfo=ALMATY)) == days


DATES = st.one_of(
    st.dates(date(2026, 1, 1), date(2026, 6, 1)).map(str),
    st.sampled_from(["", "XXXX", "2026", "2026-02~", "2026-02/2026-04"]),
)
STAGES = st.lists(
    st.builds(
        Stage,
        id=st.uuids().map(str),
        step=st.sampled_from(LetterStep),
        recorded=st.just(date(2026, 12, 1)),
        when=DATES,
        proof=st.booleans(),
    ),
    max_size=8,
)


@given(STAGES, st.sampled_from([paper(), paper(known_by=True)]))
def test_whatever_is_recorded_it_is_somewhere_and_no_step_is_lost(
    stages: list[Stage], letter: Paper
) -> None:
    found, back = life(letter, stages), life(letter, stages[::-1])
    assert (found.place, found.onward) == (back.place, back.onward)
    assert {one.id for one in found.stages} == {one.id for one in stages}
    assert {one.link for one in found.findings} <= {one.id for one in stages}
    done = {one.step for one in stages}
    arrived = {LetterStep.ANSWERED, LetterStep.RECEIVED, LetterStep.NOT_RECEIVED}
    ended = found.place in (Place.ANSWERED, Place.RECEIVED, Place.NEVER)
    assert ended is bool(done & arrived)
    for one in found.findings:
        one.say(str, str)
