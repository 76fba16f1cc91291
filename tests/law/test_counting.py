"""Each way in which a term starts, is counted, stops, moves or is not there at all."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from habeas.law.calendars import Calendar, Corrected, Holidays
from habeas.law.counting import compute, proposed
from habeas.law.happenings import Computed, Happening
from habeas.law.packs import packs
from habeas.law.windows import Status
from tests.law.conftest import DECISION, USUAL, happened, pack_of, row

Given = Sequence[tuple[str, ...]]


def done(term: str, given: Given, *when: str, where: str = "") -> Computed:
    pack = next(one for one in packs().values() if term in one.terms)
    happenings = [happened(*one) for one in given]
    return compute(pack, term, happenings, frozenset(when), where=where)


def words(computed: Computed) -> str:
    parts = (*computed.steps, *computed.warnings)
    return "\n".join(one.say("en", str) for one in parts)


RULING = ("decision", "2021-12-07", "ruling")
CASES: dict[str, tuple[str, Given, tuple[str, ...], str | None]] = {
    "a ruling": ("kz.appeal.ruling", [RULING], (), "2021-12-22"),
    "a Saturday moves to Monday": (
        "kz.appeal.ruling",
        [("decision", "2021-12-10", "ruling")],
        (),
        "2021-12-27",
    ),
    "a holiday moves behind the holidays": (
        "kz.appeal.ruling",
        [("decision", "2025-03-07", "ruling")],  # 22 March, and Nowruz to the 25th
        (),
        "2025-03-26",
    ),
    "the local day of a moment": (
        "kz.appeal.ruling",
        [("decision", "2021-12-07T23:30+05:00", "ruling")],
        (),
        "2021-12-22",
    ),
    "31 January and one month": (
        "kz.appeal.decide",
        [("received", "2022-01-31")],
        (),
        "2022-02-28",
    ),
    "two months and not one twice": (
        "kz.appeal.decide",
        [("received", "2022-01-31"), ("extended", "2022-02-20")],
        (),
        "2022-03-31",
    ),
    "extended again and again": (
        "kz.appeal.decide",
        [("received", "2022-01-12"), *[("extended", f"2022-0{n}-01") for n in (2, 3)]],
        (),
        "2022-04-12",
    ),
    "longer by new evidence": (
        "kz.appeal.decide",
        [("received", "2022-01-31")],
        ("new_evidence",),
        "2022-03-31",
    ),
    "29 February and one year": (
        "kz.cassation.worse",
        [("in_force", "2028-02-29")],
        (),
        "2029-02-28",
    ),
    "a verdict, at liberty": (
        "kz.appeal.verdict",
        [("decision", "2021-12-07", "verdict"), ("served", "2021-12-20")],
        (),
        "2021-12-22",
    ),
    "a verdict, in custody: from service": (
        "kz.appeal.verdict",
        [("decision", "2021-12-07", "verdict"), ("served", "2021-12-20")],
        ("in_custody",),
        "2022-01-05",
    ),
    "in custody, not served yet": (
        "kz.appeal.verdict",
        [("decision", "2021-12-07", "verdict")],
        ("in_custody",),
        None,
    ),
    "admission: first day counts, Sunday stays": (
        "kz.exam.inpatient",
        [("admitted", "2022-07-02")],
        (),
        "2022-07-31",
    ),
    "admission, extended once": (
        "kz.exam.inpatient",
        [("admitted", "2022-07-02"), ("extended", "2022-07-28")],
        (),
        "2022-08-30",
    ),
    "placement: a month with its first day": (
        "kz.cmm.security",
        [("placed", "2022-01-15")],
        (),
        "2022-02-14",
    ),
    "placement on 31 January": (
        "kz.cmm.security",
        [("placed", "2022-01-31")],
        (),
        "2022-02-28",
    ),
    "hours run to the minute": (
        "kz.detention.max",
        [("detained", "2022-03-01T10:20+06:00")],
        (),
        "2022-03-03T10:20+06:00",
    ),
    "a minor": (
        "kz.detention.max",
        [("detained", "2022-03-01T10:20+06:00")],
        ("minor",),
        "2022-03-02T10:20+06:00",
    ),
    "the hour of the start is left out": (
        "kz.safety",
        [("filed", "2022-03-01T10:20+06:00")],
        (),
        "2022-03-02T11:00+06:00",
    ),
    "a full hour is left out as well": (
        "kz.safety",
        [("filed", "2022-03-01T10:00+06:00")],
        (),
        "2022-03-02T11:00+06:00",
    ),
    "hours of which only the day is known": (
        "kz.detention.max",
        [("detained", "2022-03-01")],
        (),
        "2022-03-03",
    ),
    "at once": (
        "kz.custody.torture.forward",
        [("handed_in", "2022-03-01T09:00+06:00")],
        (),
        "2022-03-01T09:00+06:00",
    ),
    "two working days over a weekend": (
        "kz.prison.arrival",
        [("arrived", "2022-04-01")],
        (),
        "2022-04-05",
    ),
    "exceptional before listed": (
        "kz.complaint.prosecutor",
        [("received", "2022-04-01")],
        ("listed_act", "exceptional"),
        "2022-04-18",
    ),
    "three starts: the refusal": (
        "kz.complaint.judge",
        [("learned", "2022-03-01"), ("filed", "2022-03-03"), ("refused", "2022-03-10")],
        (),
        "2022-03-25",
    ),
    "three starts: silence": (
        "kz.complaint.judge",
        [("learned", "2022-03-01"), ("filed", "2022-03-03")],
        (),
        "2022-04-04",
    ),
    "three starts: an answer breaks the silence": (
        "kz.complaint.judge",
        [("learned", "2022-03-01"), ("filed", "2022-03-03"), ("reply", "2022-03-09")],
        (),
        "2022-03-16",
    ),
    "silence that was noted late does not begin anew": (
        "kz.complaint.judge",
        [("filed", "2026-10-10"), ("no_reply", "2026-11-29")],
        (),
        "2026-11-09",
    ),
    **{
        f"a complaint to the judge from what is known: {given}": (
            "kz.complaint.judge",
            [(given, "2022-03-01", act)],
            (),
            "2022-03-16",
        )
        for given, act in (
            ("reply", ""),
            ("served", "refusal"),
            ("decision", "termination"),
            ("decision", "order"),
        )
    },
    "the order of an investigator is none of a judge": (
        "kz.judge.appeal",
        [("decision", "2022-03-01", "order")],
        (),
        None,
    ),
    "before the judge no complaint to the judge": (
        "kz.complaint.judge",
        [("learned", "2022-03-01")],
        ("at_judge",),
        None,
    ),
    "a ruling goes before what nobody named": (
        "kz.appeal.ruling",
        [("decision", "2021-12-07", "ruling"), ("decision", "2021-12-20")],
        (),
        "2021-12-22",
    ),
    "three starts: a reply that came late breaks nothing": (
        "kz.complaint.judge",
        [("filed", "2022-03-03"), ("reply", "2022-03-21"), ("reply", "2022-03-01")],
        (),
        "2022-04-04",
    ),
    "an authority's extension does not lengthen our term": (
        "kz.appeal.ruling",
        [("decision", "2021-12-07", "ruling")],
        ("extended",),
        "2021-12-22",
    ),
    "an investigation extended to three months": (
        "kz.invest.term",
        [("registered", "2022-01-31"), ("extended", "2022-03-30")],
        (),
        "2022-05-03",  # 30 April is a Saturday, 1 May a holiday moved to Monday
    ),
    "another length by another start": (
        "un.ccpr",
        [("closed", "2020-02-10")],
        (),
        "2023-02-10",
    ),
    "extended by another unit": (
        "un.wgad",
        [("communicated", "2022-01-01"), ("extended", "2022-02-10")],
        (),
        "2022-04-02",
    ),
    "extended by a fact of the case": (
        "us.bop.due.F",
        [("received", "2014-01-02")],
        ("extended",),
        "2014-02-11",
    ),
    "another level": (
        "us.bop.resubmit",
        [("refused", "2014-01-02")],
        ("at_centre",),
        "2014-01-17",
    ),
    "after the end of another term": (
        "us.bop.bp10",
        [("received", "2014-01-02")],
        (),
        "2014-02-11",
    ),
    "a reply before the end of that term": (
        "us.bop.bp10",
        [("received", "2014-01-02"), ("reply", "2014-01-10")],
        (),
        "2014-01-30",
    ),
    "no time limit": ("un.cedaw", [("exhausted", "2020-01-01")], (), None),
    "no fixed number of days": ("un.cat22", [("exhausted", "2020-01-01")], (), None),
    "a rule": ("kz.npm.role", [RULING], (), None),
    "nothing happened": ("kz.appeal.ruling", [], (), None),
    "a window that an order closes": (
        "kz.complaint.window",
        [("decision", "2021-05-05", "termination")],
        (),
        "2022-05-05",
    ),
    "a window that is open": ("kz.complaint.window", [], (), None),
    "stopped": (
        "us.prea.final",
        [("filed", "2022-01-01"), ("suspended", "2022-01-11")],
        (),
        None,
    ),
    "stopped and run on": (
        "us.prea.final",
        [
            ("filed", "2022-01-01"),
            ("suspended", "2022-01-11"),
            ("resumed", "2022-01-21"),
        ],
        (),
        "2022-04-11",
    ),
    "resumed though nothing had stopped": (
        "us.prea.final",
        [("filed", "2022-01-01"), ("resumed", "2022-01-21")],
        (),
        "2022-04-01",
    ),
    "resumed twice": (
        "us.prea.final",
        [
            ("filed", "2022-01-01"),
            ("suspended", "2022-01-11"),
            ("resumed", "2022-01-21"),
            ("resumed", "2022-01-25"),
        ],
        (),
        "2022-04-11",
    ),
    "stopped before it began or after it ended": (
        "us.prea.final",
        [
            ("suspended", "2021-12-01"),
            ("resumed", "2021-12-20"),
            ("filed", "2022-01-01"),
            ("suspended", "2023-01-11"),
        ],
        (),
        "2022-04-01",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_term_ends(case: str) -> None:
    term, given, when, due = CASES[case]
    found = done(term, given, *when).due
    expected = (datetime if due and "T" in due else date).fromisoformat(
        due or "0001-01-01"
    )
    assert found == (expected if due else None)


def test_the_hour_lost_in_spring_is_no_hour() -> None:
    start = datetime(2024, 3, 30, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    found = compute(packs()["KZ"], "kz.detention.max", [Happening("detained", start)])
    assert found.due == datetime(2024, 4, 2, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    day = compute(packs()["KZ"], "kz.appeal.ruling", [Happening("decision", start)])
    assert day.begins == start
    assert day.due == date(2024, 4, 15)  # 14 April is a Sunday: local days, not hours


SAID: dict[str, tuple[str, Given, tuple[str, ...], str]] = {
    "a ruling dated after its service": (
        "kz.appeal.verdict",
        [("decision", "2021-12-07", "verdict"), ("served", "2021-12-01")],
        ("in_custody",),
        "‘copy of the decision served’ (2021-12-01) is dated before",
    ),
    "the safe day while the copy is missing": (
        "kz.appeal.verdict",
        [("decision", "2021-12-07", "verdict")],
        ("in_custody",),
        "it would end on 2021-12-22: keep that day to be safe",
    ),
    "an earlier end by another start": (
        "kz.complaint.judge",
        [("learned", "2022-03-01"), ("refused", "2022-03-10")],
        (),
        "it would end sooner, on 2022-03-16",
    ),
    "two rulings: the later is taken": (
        "kz.appeal.ruling",
        [RULING, ("decision", "2021-12-14", "ruling")],
        (),
        "it would end sooner, on 2021-12-22",
    ),
    "an appeal by someone the law gives none": (
        "kz.cmm.appeal",
        [RULING],
        ("person_absent",),
        "The law gives no appeal to the person herself",
    ),
    "what the decision is was not said": (
        "kz.appeal.ruling",
        [("decision", "2021-12-07")],
        (),
        "It is not recorded what the decision is. This rule is about: ruling.",
    ),
    "an extension that no rule knows": (
        "kz.appeal.schedule",
        [("received", "2022-01-10"), ("extended", "2022-01-15")],
        (),
        "this rule knows of no such extension",
    ),
    "one extension too many": (
        "kz.exam.inpatient",
        [("admitted", "2022-07-02"), *[("extended", "2022-07-28")] * 2],
        (),
        "this rule knows of no such extension",
    ),
    "a pause of which the rule says nothing": (
        "kz.appeal.decide",
        [("received", "2022-01-10"), ("suspended", "2022-01-20")],
        (),
        "This rule does not say that its days stop",
    ),
    "only the day of hours": (
        "kz.detention.max",
        [("detained", "2022-03-01")],
        (),
        "only the day is recorded",
    ),
    "never restored": (
        "kz.cassation.worse",
        [("in_force", "2026-01-10")],
        (),
        "This term cannot be restored.",
    ),
    "restored by a court": (
        "kz.appeal.ruling",
        [RULING, ("restored", "2022-01-10")],
        (),
        "The term was restored on 2022-01-10",
    ),
    "a start before any version that was read": (
        "kz.cassation.worse",
        [("in_force", "2024-01-10")],
        (),
        "No version of this rule in force on 2024-01-10 was read",
    ),
    "how it counts was not read": (
        "kz.prison.letter",
        [("handed_in", "2022-01-10")],
        (),
        "How this code counts was not read",
    ),
    "a start without anything": (
        "kz.complaint.judge",
        [],
        (),
        "It would start with: refused; filed or posted; the person learned of it;",
    ),
    "soft": ("un.ccpr", [("exhausted", "2020-01-01")], (), "A soft limit"),
    "stopped now": (
        "us.prea.final",
        [("filed", "2022-01-01"), ("suspended", "2022-01-11")],
        (),
        "Stopped on 2022-01-11",
    ),
    "the end of another term": (
        "us.bop.bp10",
        [("received", "2014-01-02")],
        (),
        "It runs from where another term ends: 2014-01-22.",
    ),
    "the delay of a start": (
        "kz.complaint.judge",
        [("filed", "2022-03-03")],
        (),
        "It runs from 15 calendar days after that: 2022-03-18.",
    ),
    "a day off that does not move the term": (
        "kz.exam.inpatient",
        [("admitted", "2022-07-02")],
        (),
        "2022-07-31 is not a working day (a day of the weekend); this term does not",
    ),
    "a month without the date": (
        "kz.appeal.decide",
        [("received", "2022-01-31")],
        (),
        "1 month: that month has no such date",
    ),
    "a start that applies for its reason": (
        "kz.appeal.verdict",
        [("served", "2021-12-01")],
        ("in_custody",),
        "It applies because: the person is in custody.",
    ),
    "a length for its reason": (
        "kz.detention.max",
        [("detained", "2022-03-01T10:20+06:00")],
        ("listed_act",),
        "It is 72 hours here, because: an act or case that the article lists.",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_it_is_said(case: str) -> None:
    term, given, when, said = SAID[case]
    assert said in words(done(term, given, *when))


def test_a_confirmed_rule_by_an_unconfirmed_start_is_unconfirmed() -> None:
    served = [("served", "2021-12-07")]
    assert done("kz.appeal.ruling", [RULING]).status is Status.CONFIRMED
    by_service = done("kz.cmm.appeal", served, "in_custody")
    assert (by_service.due, by_service.status) == (
        date(2021, 12, 22),
        Status.UNCONFIRMED,
    )


def test_the_alternatives_are_shown_with_their_reasons() -> None:
    given = [
        ("learned", "2022-03-01"),
        ("filed", "2022-03-03"),
        ("reply", "2022-03-09"),
    ]
    found = [
        (one.start.event, str(one.due), one.taken, one.why.say("en", str))
        for one in done("kz.complaint.judge", given).alternatives
    ]
    assert found == [
        ("refused", "None", False, "It is not recorded."),
        (
            "filed",
            "None",
            False,
            "It does not apply, because of this: reply received, 2022-03-09.",
        ),
        (
            "learned",
            "2022-03-16",
            True,
            "Of those recorded it goes first: by the rule, then by its day.",
        ),
        ("served", "None", False, "It is not recorded."),
        ("reply", "2022-03-24", False, "Another start goes before it."),
        ("decision", "None", False, "It is not recorded."),
        ("no_reply", "None", False, "It is not recorded."),
    ]
    verdict = done("kz.appeal.verdict", [("served", "2022-03-01")])
    assert [one.why.say("en", str) for one in verdict.alternatives] == [
        "It is not recorded.",
        "It applies only if: the person is in custody.",
    ]


@pytest.mark.parametrize(
    ("where", "given", "because"),
    [
        ("KZ", "2023-01-01", "Kazakhstan is not a party"),
        ("RU", "2023-01-01", "Russia is bound only for acts before"),
        ("RU", "2022-03-01", ""),
        ("E-W", "2023-01-01", ""),
    ],
)
def test_it_is_not_available_here(where: str, given: str, because: str) -> None:
    found = done("coe.echr", [("exhausted", given)], where=where)
    if because:
        assert found.unavailable is not None
        assert because in found.unavailable.say("en", str)
    assert (found.unavailable is None) == (found.due is not None) == (not because)
    assert not (found.unavailable and found.warnings)


def test_a_rule_may_be_unavailable_for_all() -> None:
    because = 'because = { en = "There is no court.", ru = "Нет.", kk = "Жоқ." }'
    pack = pack_of(row(because, kind='"unavailable"'))
    found = compute(pack, "xx.one", [happened("decision", "2022-01-01")])
    assert words(found) == "Not available here, because: There is no court."


def test_the_version_in_force_at_the_start_is_taken_and_the_newer_is_told() -> None:
    pack = pack_of(
        row(f"{USUAL}valid_to = 2022-03-31\n{DECISION}"),
        row(f"{USUAL}valid_from = 2022-04-01\n{DECISION}".replace("10", "30")),
    )
    old, between, new = (
        compute(pack, "xx.one", [happened("decision", day)])
        for day in ("2022-03-01", "2022-03-28", "2022-04-01")
    )
    assert [str(one.due) for one in (old, between, new)] == [
        "2022-03-11",
        "2022-04-07",
        "2022-05-02",  # 1 May is a Sunday
    ]
    assert [len(one.warnings) for one in (old, between, new)] == [0, 1, 0]
    assert "newer version of this rule took effect on 2022-04-01" in words(between)


@pytest.mark.parametrize(
    ("start", "revision"),
    [("2010-01-01", "old"), ("2021-06-01", "new"), ("2030-01-01", "new")],
)
def test_outside_all_versions_the_nearest_is_taken(start: str, revision: str) -> None:
    pack = pack_of(
        row(
            f"{USUAL}valid_from = 2015-01-01\nvalid_to = 2019-12-31\n{DECISION}",
            revision_read='"old"',
        ),
        row(
            f"{USUAL}valid_from = 2022-01-01\nvalid_to = 2025-12-31\n{DECISION}",
            revision_read='"new"',
        ),
    )
    found = compute(pack, "xx.one", [happened("decision", start)])
    assert found.term.revision_read == revision
    assert f"The one used is: {revision}." in words(found)


def test_a_restoration_before_the_start_restores_nothing() -> None:
    before = done("kz.appeal.ruling", [("restored", "2021-01-01"), RULING])
    after = done("kz.appeal.ruling", [("restored", "2022-01-10"), RULING])
    assert before.restored is None
    assert after.restored is not None
    assert "restored" not in words(before)


def test_a_calendar_that_changed_gives_another_date_and_another_version() -> None:
    decree = Corrected(day=date(2021, 12, 22), source="Decree", read=date(2021, 12, 1))
    calendar = Calendar(Holidays(country="KZ", added=(decree,)))
    happenings = [happened(*RULING)]
    before = compute(packs()["KZ"], "kz.appeal.ruling", happenings)
    after = compute(packs()["KZ"], "kz.appeal.ruling", happenings, calendar=calendar)
    assert (str(before.due), str(after.due)) == ("2021-12-22", "2021-12-23")
    assert before.calendar != after.calendar


def test_what_is_proposed_has_started_and_the_first_due_is_first() -> None:
    kz = packs()["KZ"]
    happenings = [
        happened("decision", "2021-12-07", "ruling"),
        happened("received", "2021-12-10"),
        happened("in_force", "2026-01-01"),
    ]
    found = [(one.term.id, str(one.due)) for one in proposed(kz, "court", happenings)]
    assert found == [
        ("kz.appeal.schedule", "2021-12-20"),
        ("kz.appeal.ruling", "2021-12-22"),
        ("kz.appeal.decide", "2022-01-10"),
        ("kz.cassation.worse", "2027-01-05"),
        ("kz.cassation.better", "None"),
    ]


def test_moments_and_days_are_put_in_order() -> None:
    happenings = [
        happened("detained", "2022-03-01T10:20+06:00"),
        happened("detention_record", "2022-03-02T23:00+06:00"),
        happened("decision", "2022-02-28", "judge_order"),
    ]
    found = proposed(packs()["KZ"], "detention", happenings)
    assert [(one.term.id, str(one.due)) for one in found] == [
        ("kz.detention.max", "2022-03-03 10:20:00+06:00"),
        ("kz.detention.prosecutor", "2022-03-03 11:00:00+06:00"),
        ("kz.judge.appeal", "2022-03-03"),  # until 24:00
    ]


def test_a_decision_of_which_nothing_is_said_proposes_nothing() -> None:
    happenings = [happened("decision", "2021-12-07")]
    assert proposed(packs()["KZ"], "court", happenings) == ()


def test_an_unknown_term_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        compute(packs()["KZ"], "kz.nothing", [])


@pytest.mark.parametrize(
    ("given", "words_"),
    [
        (("bribed", "2021-12-07"), "unknown event"),
        (("decision", "2021-12-07", "mercy"), "unknown act"),
        (("decision", "2021-12-07T10:20"), "without a time zone"),
        (("decision", "0021-12-07"), "year 21"),
    ],
)
def test_what_cannot_be_counted_from_is_refused(
    given: tuple[str, ...], words_: str
) -> None:
    with pytest.raises(ValueError, match=words_):
        happened(*given)


def test_a_delay_in_hours_moves_the_start() -> None:
    start = 'starts = [{ event = "filed", delay = { amount = 36, unit = "hours" } }]'
    pack = pack_of(row(f"{USUAL}{start}"))
    found = compute(pack, "xx.one", [happened("filed", "2022-03-01T18:00+05:00")])
    assert str(found.begins) == "2022-03-03 06:00:00+05:00"
    assert str(found.due) == "2022-03-14"  # 13 March is a Sunday


def test_a_term_that_starts_after_one_that_has_no_end_does_not_start() -> None:
    assert not done("us.bop.bp11", [("filed", "2014-01-01")]).started


FILED = ("filed", "2022-03-01")
GOT, ANSWERED = ("received", "2022-03-01"), ("reply", "2022-03-01")
FITS: dict[str, tuple[str, str, tuple[str, ...], str, tuple[str, ...]]] = {
    "a motion": ("KZ", "investigation", (*FILED, "motion"), "", ("kz.motion",)),
    "a victim": (
        *("KZ", "investigation", (*FILED, "victim_status"), ""),
        ("kz.victim.status",),
    ),
    "security": ("KZ", "investigation", (*FILED, "security"), "", ("kz.safety",)),
    "nobody said": ("KZ", "investigation", FILED, "", ()),
    "a complaint": (
        *("KZ", "complaint", (*FILED, "complaint"), ""),
        ("kz.complaint.judge",),
    ),
    "at the judge": (
        "KZ",
        "complaint",
        GOT,
        "at_judge",
        ("kz.complaint.judge.decide",),
    ),
    "at the prosecutor": (
        *("KZ", "complaint", GOT, "at_prosecutor"),
        ("kz.complaint.prosecutor",),
    ),
    "a ruling of a court": (
        *("KZ", "court", ("decision", "2022-03-01", "ruling"), ""),
        ("kz.appeal.ruling",),
    ),
    **{
        f"{event[0]} {level}": ("US-BOP", "grievance", event, level, (term,))
        for level, event, term in (
            ("at_facility", ANSWERED, "us.bop.bp10"),
            ("at_region", ANSWERED, "us.bop.bp11"),
            ("at_centre", GOT, "us.bop.due.A"),
        )
    },
    "answered at the centre": ("US-BOP", "grievance", ANSWERED, "at_centre", ()),
}


@pytest.mark.parametrize("case", FITS)
def test_only_what_fits_is_proposed(case: str) -> None:
    code, track, given, level, terms = FITS[case]
    facts = frozenset({level} - {""})
    found = proposed(packs()[code], track, [happened(*given)], facts)
    assert tuple(one.term.id for one in found) == terms


def test_received_at_a_level_is_answered_there_and_then_appealed_above() -> None:
    bop, given = packs()["US-BOP"], [happened(*GOT)]
    for level, terms in (
        ("at_facility", ["us.bop.due.F", "us.bop.bp10"]),
        ("at_region", ["us.bop.due.R", "us.bop.bp11"]),
    ):
        found = proposed(bop, "grievance", given, frozenset({level}))
        assert [one.term.id for one in found] == terms


@pytest.mark.parametrize(
    ("day", "due"), [("2026-11-05", "2026-12-07"), ("2026-11-06", "2026-11-05")]
)
def test_what_is_extended_after_its_end_has_ended(day: str, due: str) -> None:
    given = [("received", "2026-10-05"), ("extended", day)]
    found = done("kz.appeal.decide", given)
    assert str(found.due) == due
    said = f"It was extended on {day}, after it had ended on 2026-11-05."
    assert (said in words(found)) is (due == "2026-11-05")


CUSTODY = frozenset({"in_custody"})
VERDICT = happened("decision", "2021-12-07", "verdict")


def proposals(
    happenings: Sequence[Happening], facts: frozenset[str] = frozenset()
) -> dict[str, Computed]:
    found = proposed(packs()["KZ"], "court", happenings, facts)
    return {one.term.id: one for one in found}


def test_a_verdict_in_custody_has_a_safe_day_until_its_copy_is_recorded() -> None:
    found = proposals([VERDICT], CUSTODY)["kz.appeal.verdict"]
    assert (str(found.due), found.safe) == ("2021-12-22", True)
    assert (found.start, found.status) == (VERDICT, Status.UNCONFIRMED)
    assert not any(one.taken for one in found.alternatives)
    assert "Counted from this, to be safe" in words(found)
    assert "It does not apply if: the person is in custody." in words(found)
    assert "keep that day to be safe" in words(found)
    assert "It starts with this" not in words(found)
    served = happened("served", "2021-12-13", "verdict")
    after = proposals([VERDICT, served], CUSTODY)["kz.appeal.verdict"]
    assert (str(after.due), after.safe, after.start) == ("2021-12-28", False, served)


def test_a_copy_without_its_verdict_is_told_to_end_sooner() -> None:
    served = happened("served", "2021-12-13", "verdict")
    found = proposals([served])["kz.appeal.verdict"]
    assert (str(found.due), found.safe) == ("2021-12-28", True)
    assert "it ends sooner" in words(found)
    assert "keep that day to be safe" not in words(found)


@pytest.mark.parametrize("act", ["", "ruling"])
def test_what_may_be_another_decision_has_no_safe_day(act: str) -> None:
    decided = happened("decision", "2021-12-07", act)
    assert "kz.appeal.verdict" not in proposals([decided], CUSTODY)
    copied = happened("served", "2021-12-07", act)
    assert "kz.appeal.verdict" not in proposals([copied])


def test_the_copy_of_another_decision_is_none_of_the_rule() -> None:
    """Else the copy of a ruling would hide that the copy of the verdict is missing."""
    copied = happened("served", "2021-12-09", "ruling")
    found = proposals([VERDICT, copied], CUSTODY)["kz.appeal.verdict"]
    assert (str(found.due), found.safe) == ("2021-12-22", True)
