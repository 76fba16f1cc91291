"""What refusals have in common, what they came after, which agreed contact passed."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Party
from habeas.case.contacts import (
    After,
    Earlier,
    Kept,
    Meeting,
    Table,
    Trace,
    Waiting,
    calendar,
    exact_day,
    in_reach,
    later_day,
)
from habeas.case.facts.contacts import Form, Outcome, Written
from habeas.case.moments import reach
from habeas.case.rules import contacts as rule
from habeas.case.rules.contacts import after, agreed, in_order, patterns, trace_of

ALMATY = timezone(timedelta(hours=5))
A, B = Party("a" * 32, "A."), Party("b" * 32, "B.")
OFFICER = Party("c" * 32, "Officer 1")


def met(outcome: str, when: str = "", **more: Any) -> Meeting:  # noqa: ANN401 - of a Meeting
    made = {"id": f"{outcome} {when}", "person": A, "form": Form.VISIT, **more}
    return Meeting(outcome=Outcome(outcome), when=when, **made)


def filed(
    when: str, name: str = "letter", of: str = "", trace: str = "letter"
) -> Earlier:
    return Earlier(f"{name} step", name, Trace(trace), "Complaint", "en", when, of)


def rows(table: Table) -> dict[str, tuple[int, int | None]]:
    return {one.key: (one.n, one.of) for one in table.rows}


LOG = (
    met("held", "2026-05-11T10:00"),
    met(
        "refused",
        "2026-05-18T09:50",
        stated="Quarantine",
        refused_by=OFFICER,
        waited=55,
    ),
    met("refused", "2026-05-25T10:15", stated=" quarantine. ", waited=40),
    met(
        "refused", "2026-06", stated="Not today", written=Written.SPOKEN, law="Order 5"
    ),
    met("cut_short", "2026-06-19", form=Form.CALL),
    met("asked", "2026-06-22T09:00"),
    met("refused", waited=20, written=Written.WRITTEN),
)


def test_refusals_are_counted_beside_all_attempts() -> None:
    found = patterns(LOG, [])
    assert rows(found.outcomes) == {
        "asked": (1, None),
        "held": (1, None),
        "cut_short": (1, None),
        "refused": (4, None),
    }
    assert rows(found.weekdays) == {"0": (2, 3), "4": (0, 1)}
    assert rows(found.hours) == {"9": (1, 1), "10": (1, 2)}
    assert rows(found.forms) == {"visit": (4, 5), "call": (0, 1)}


def test_what_nobody_recorded_is_counted_as_not_recorded() -> None:
    found = patterns(LOG, [])
    assert [
        (found.weekdays.unknown, found.hours.unknown),
        (found.refusers.unknown, found.reasons.unknown),
        (found.laws.unknown, found.written.unknown),
    ] == [(2, 2), (3, 1), (3, 2)]
    assert found.waiting == Waiting(known=3, unknown=1, least=20, middle=40, most=55)
    assert patterns([met("held", "2026-05-11")], []).waiting is None


def test_reasons_are_one_whatever_the_capitals_and_said_as_they_were_said() -> None:
    (first, second) = patterns(LOG, []).reasons.rows
    assert (first.words, first.n) == ("Quarantine", 2)
    assert (second.words, second.n) == ("Not today", 1)
    (one,) = patterns(LOG, []).refusers.rows
    assert (one.key, one.words, one.n) == (OFFICER.id, "Officer 1", 1)


@pytest.mark.parametrize(
    ("edtf", "day", "hour"),
    [
        ("2026-05-18", "2026-05-18", None),
        ("2026-05-18T09:50", "2026-05-18", 9),
        ("2026-05-18T00:05+05:00", "2026-05-18", 0),
        ("2026-05-18~", "None", None),
        ("2026-05-18?", "None", None),
        ("2026-05", "None", None),
        ("2026-05-18/2026-05-19", "None", None),
        ("2026-05-18/..", "None", None),
        ("XXXX", "None", None),
        ("", "None", None),
    ],
)
def test_a_date_in_doubt_lies_on_no_day(edtf: str, day: str, hour: int | None) -> None:
    assert str(exact_day(edtf)) == day
    assert met("refused", edtf).hour == hour


@pytest.mark.parametrize(
    ("refused", "before", "between"),
    [
        ("2026-05-18T09:50", ["2026-05-15"], (3, 3, True)),
        ("2026-05-18T09:50", ["2026-05-15", "2026-04-01"], (3, 3, True)),
        ("2026-05-18T09:50", ["2026-05-18T09:00"], (0, 0, True)),
        ("2026-05-18T09:50", ["2026-05-18"], (0, 0, False)),
        ("2026-05-18T09:50", ["2026-05-18T10:00"], None),
        ("2026-05-18", ["2026-05-19"], None),
        ("2026-05-18", ["2026-04"], (18, 47, True)),
        ("2026-05-18", ["2026-05"], (0, 17, False)),
        ("2026-06", ["2026-04"], (32, 90, True)),
        ("2026-05-18", ["2026-04", "2026-05-01"], (17, 17, True)),
        ("2026-05-18", ["XXXX", ""], None),
        ("XXXX", ["2026-05-15"], None),
        ("", ["2026-05-15"], None),
    ],
)
def test_what_a_refusal_came_after(
    refused: str, before: list[str], between: tuple[int, int, bool] | None
) -> None:
    found = after(met("refused", refused), map(filed, before))
    told = (found.least, found.most, found.surely) if found else None
    assert told == between


def test_a_complaint_of_another_person_in_custody_is_theirs_alone() -> None:
    log = [met("refused", "2026-05-18"), met("held", "2026-05-17", person=B)]
    theirs, anyone = filed("2026-05-16", of=B.id), filed("2026-05-01", of=OFFICER.id)
    traces = filter(None, map(trace_of, log))
    (one,) = patterns(log, [theirs, anyone, *traces]).refused
    assert one.complaint == After(anyone, 17, 17, surely=True)
    assert one.contact is None


def test_a_contact_that_took_place_is_told_apart_from_a_complaint() -> None:
    log = [
        met("refused", "2026-05-18"),
        met("cut_short", "2026-05-10"),
        met("refused", "2026-05-17"),
    ]
    traces = [one for one in map(trace_of, log) if one]
    assert [one.id for one in traces] == ["cut_short 2026-05-10"]
    last = patterns(log, [filed("2026-05-01", trace="filing"), *traces]).refused[-1]
    assert last.complaint is not None
    assert last.contact is not None
    assert (last.complaint.least, last.contact.least) == (17, 8)


MARCH = date(2026, 3, 1)


def test_what_a_refusal_came_after_is_found_without_looking_at_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = [0]

    def count(*told: Any) -> Any:  # noqa: ANN401 - of the rule
        read[0] += 1
        return reach(*told)

    monkeypatch.setattr(rule, "reach", count)
    days = [date(2023, 1, 1) + timedelta(day) for day in range(300)]
    log = [met("refused", str(day)) for day in days]
    steps = [filed(str(day), f"letter {day}") for day in days]
    found = patterns(log, steps).refused
    assert [one.complaint.earlier.when for one in found if one.complaint] == [
        str(day) for day in days
    ]
    assert read[0] == len(steps)


AGREEING = met("held", "2026-03-03T10:00", next="2026-03-17")


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        ([], Kept.OPEN),
        ([met("held", "2026-03-17T09:00")], Kept.HELD),
        ([met("cut_short", "2026-03-17")], Kept.HELD),
        ([met("refused", "2026-03-17")], Kept.TRIED),
        ([met("refused", "2026-03-17T09:00"), met("held", "2026-03-17")], Kept.HELD),
        ([met("not_held", "2026-03-17")], Kept.TRIED),
        ([met("refused", "2026-03-18")], Kept.OPEN),
        ([met("asked", "2026-03-17")], Kept.OPEN),
        ([met("held", "2026-03-17", person=B)], Kept.OPEN),
        ([met("held", "2026-03-10")], Kept.OPEN),
        ([met("held", "2026-03-10", next="2026-03-24")], Kept.MOVED),
        ([met("held", "2026-03-18")], Kept.LATER),
        ([met("held", "2026-03")], Kept.PERHAPS),
        ([met("held", "2026")], Kept.PERHAPS),
        ([met("refused", "2026-03")], Kept.OPEN),
        ([met("held", "")], Kept.OPEN),
        ([met("held", "2026-03-17", form=Form.PARCEL)], Kept.OPEN),
        ([met("refused", "2026-03-17", form=Form.PARCEL)], Kept.OPEN),
        ([met("held", "2026-03-18", form=Form.PARCEL)], Kept.OPEN),
        ([met("held", "2026-03", form=Form.PARCEL)], Kept.OPEN),
        ([met("held", "2026-03-17", form=Form.MESSAGE)], Kept.HELD),
        ([met("held", "2026-03-17", recorded=date(2026, 3, 10))], Kept.OPEN),
        ([met("held", "2026-03-25", recorded=date(2026, 3, 10))], Kept.OPEN),
        ([met("held", "2026-03-17", recorded=date(2026, 3, 16))], Kept.HELD),
        ([met("held", "2026-03-10", next="2026-03-24", recorded=MARCH)], Kept.OPEN),
    ],
)
def test_what_became_of_an_agreed_contact(others: list[Meeting], kept: Kept) -> None:
    found = next(one for one in agreed([*others, AGREEING]) if one.meeting == AGREEING)
    assert found.kept is kept
    assert found.waits is (kept in (Kept.OPEN, Kept.PERHAPS))
    after_it = datetime(2026, 3, 18, tzinfo=ALMATY)
    assert found.passed(after_it) is found.waits
    assert not found.passed(after_it - timedelta(minutes=1))


def test_a_parcel_keeps_what_was_agreed_for_a_parcel() -> None:
    first = met("held", "2026-03-03", form=Form.PARCEL, next="2026-03-17")
    (one,) = agreed([first, met("held", "2026-03-17", form=Form.PARCEL)])
    assert one.kept is Kept.HELD


def test_a_wide_agreement_is_kept_on_any_of_its_days_and_passes_with_the_last() -> None:
    wide = met("held", "2026-03-03", next="2026-03-17/2026-03-20")
    (one,) = agreed([wide, met("held", "2026-03-19")])
    assert one.kept is Kept.HELD
    (one,) = agreed([wide])
    assert not one.passed(datetime(2026, 3, 20, 23, 59, tzinfo=ALMATY))
    assert one.passed(datetime(2026, 3, 21, tzinfo=ALMATY))
    assert agreed([met("held", "2026-03-03", next="XXXX")]) == []


def test_the_calendar_ends_with_the_week_of_a_day_and_counts_what_it_leaves_out() -> (
    None
):
    found = calendar(LOG, date(2026, 6, 19), 4)
    assert [len(week) for week in found.weeks] == [7] * 4
    assert (str(found.first), str(found.last)) == ("2026-05-25", "2026-06-21")
    assert (found.outside, found.vague) == (3, 2)
    counted = found.counted()
    assert (counted[Outcome.REFUSED], counted[Outcome.CUT_SHORT]) == (1, 1)
    assert found.weeks[0][0].outcomes == {Outcome.REFUSED}


def test_the_calendar_stands_at_both_ends_of_all_days() -> None:
    for day in (date.min, date.max):
        found = calendar([met("held", day.isoformat())], day, 12)
        assert sum(found.counted().values()) + found.outside == 1
    assert later_day(date.min, -5) == date.min
    assert later_day(date(2026, 3, 1), -1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("edtf", "since", "until", "fits"),
    [
        ("2026-05-18", "2026-05-18", "2026-05-18", "in"),
        ("2026-05-18", "2026-05-19", "", "out"),
        ("2026-05-18", "", "2026-05-17", "out"),
        ("2026-05", "2026-05-31", "", "in"),
        ("2026-05", "", "2026-05-01", "in"),
        ("2026-05", "2026-06", "", "out"),
        ("", "2026-05", "", "out"),
        ("XXXX", "", "", "out"),
    ],
)
def test_a_date_may_lie_in_a_period(
    edtf: str, since: str, until: str, fits: str
) -> None:
    assert in_reach(edtf, since, until) is (fits == "in")


DATES = st.one_of(
    st.dates(date(2024, 1, 1), date(2028, 1, 1)).map(str),
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 - as typed
        lambda one: one.isoformat(timespec="minutes")
    ),
    st.sampled_from(["", "XXXX", "2026", "2026-02~", "2026-01/2026-03", "../2026"]),
)
MEETINGS = st.lists(
    st.builds(
        Meeting,
        id=st.uuids().map(str),
        person=st.sampled_from([A, B]),
        form=st.sampled_from(Form),
        outcome=st.sampled_from(Outcome),
        when=DATES,
        refused_by=st.sampled_from([None, OFFICER]),
        stated=st.sampled_from(["", "Quarantine", "quarantine!"]),
        waited=st.none() | st.integers(0, 500),
        next=DATES,
    ),
    max_size=12,
)


@given(MEETINGS, st.lists(DATES.map(filed), max_size=4))
def test_every_refusal_is_counted_once_in_every_table(
    log: list[Meeting], earlier: list[Earlier]
) -> None:
    found = patterns(log, [*earlier, *filter(None, map(trace_of, log))])
    refused = sum(one.outcome is Outcome.REFUSED for one in log)
    tables = (
        *(found.forms, found.weekdays, found.hours, found.refusers),
        *(found.reasons, found.laws, found.written),
    )
    for table in tables:
        assert sum(one.n for one in table.rows) + table.unknown == refused
    assert sum(one.n for one in found.outcomes.rows) == len(log)
    assert len(found.refused) == refused
    for one in found.refused:
        for came in (one.complaint, one.contact):
            assert came is None or 0 <= came.least <= came.most
        assert one.contact is None or one.contact.earlier.of == one.meeting.person.id


@given(MEETINGS)
def test_what_was_agreed_has_one_fate_whatever_the_order(log: list[Meeting]) -> None:
    def fates(some: list[Meeting]) -> set[tuple[str, Kept]]:
        return {(one.meeting.id, one.kept) for one in agreed(some)}

    assert fates(log) == fates(log[::-1])
    assert sorted(one.id for one in in_order(log)) == sorted(one.id for one in log)
