"""When somebody is silent, which step is due, and what holds an alarm back or not."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from habeas.case.facts.contacts import Form, Outcome, Privacy
from habeas.case.facts.plans import Answer, Counting
from habeas.case.rules.silence import course, silence
from habeas.case.silence import (
    MOST_DAYS,
    Alert,
    Gap,
    Reply,
    Rhythm,
    Rung,
    Sign,
    Silence,
    Watch,
)

ALMATY = timezone(timedelta(hours=5))
A, B = "a" * 32, "b" * 32
AGREED = date(2026, 3, 1)
PLAN = Rhythm(A, AGREED, every=7, counting=Counting.SPOKEN, since="2026-03-01")
STEPS = (Rung("ask", 1), Rung("tell", 3), Rung("monitors", 7))


def visit(when: str, **more: Any) -> Sign:  # noqa: ANN401 - of a Sign
    """Return a visit that was held, recorded on its day if it has one."""
    day = date.fromisoformat(when) if len(when) == 10 else date(2026, 12, 31)
    made = {"person": A, "recorded": day, "form": Form.VISIT, **more}
    return Sign(made.pop("id", when or "undated"), when=when, **made)


def reply(answer: str, when: str, **more: Any) -> Reply:  # noqa: ANN401 - of a Reply
    recorded = date.fromisoformat(when) if len(when) == 10 else date(2026, 12, 31)
    return Reply(more.pop("id", answer), Answer(answer), recorded, when, **more)


def on(
    day: str, *signs: Sign, replies: tuple[Reply, ...] = (), plan: Rhythm = PLAN
) -> Silence:
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ALMATY)
    return silence(Watch(plan, signs, STEPS, replies), at)


def said(found: Silence) -> list[tuple[str, str]]:
    return [(one.link, one.say(str, str)) for one in found.course.notes]


def test_the_days_run_from_the_agreement_and_then_from_the_last_contact() -> None:
    assert on("2026-03-08").alert is Alert.QUIET
    found = on("2026-03-09")
    assert (found.alert, found.day) == (Alert.SILENT, 1)
    assert str(found.course.due) == "2026-03-08"
    found = on("2026-03-14", visit("2026-03-05"))
    assert (str(found.course.due), found.day) == ("2026-03-12", 2)
    assert found.course.by == "2026-03-05"
    found = on("2026-03-14", visit("2026-02-27"))
    assert (str(found.course.due), found.course.by) == ("2026-03-08", "")


COUNTED: dict[str, tuple[Counting | None, Sign, bool]] = {
    "held": (Counting.SPOKEN, visit("2026-03-20"), True),
    "cut short": (
        Counting.SPOKEN,
        visit("2026-03-20", outcome=Outcome.CUT_SHORT),
        True,
    ),
    "refused": (Counting.ANY, visit("2026-03-20", outcome=Outcome.REFUSED), False),
    "not held": (Counting.ANY, visit("2026-03-20", outcome=Outcome.NOT_HELD), False),
    "asked": (Counting.ANY, visit("2026-03-20", outcome=Outcome.ASKED), False),
    "a call": (Counting.SPOKEN, visit("2026-03-20", form=Form.CALL), True),
    "a video link": (Counting.SPOKEN, visit("2026-03-20", form=Form.VIDEO), True),
    "a message": (Counting.SPOKEN, visit("2026-03-20", form=Form.MESSAGE), False),
    "a message, any sign": (Counting.ANY, visit("2026-03-20", form=Form.MESSAGE), True),
    "a letter": (Counting.SPOKEN, visit("2026-03-20", form=None), False),
    "a letter, any sign": (Counting.ANY, visit("2026-03-20", form=None), True),
    "a parcel, any sign": (Counting.ANY, visit("2026-03-20", form=Form.PARCEL), False),
    "a letter, nothing said": (None, visit("2026-03-20", form=None), False),
    "a visit, nothing said": (None, visit("2026-03-20"), True),
    "private": (
        Counting.PRIVATE,
        visit("2026-03-20", privacy=Privacy.PRIVATE),
        True,
    ),
    "listened to": (
        Counting.PRIVATE,
        visit("2026-03-20", privacy=Privacy.HEARD),
        False,
    ),
    "seen": (Counting.PRIVATE, visit("2026-03-20", privacy=Privacy.SEEN), False),
    "nobody knows": (Counting.PRIVATE, visit("2026-03-20"), False),
    "listened to, spoken": (
        Counting.SPOKEN,
        visit("2026-03-20", privacy=Privacy.HEARD),
        True,
    ),
    "another person": (Counting.ANY, visit("2026-03-20", person=B), False),
    "in the future": (Counting.ANY, visit("2026-04-20"), False),
    "without a date": (Counting.ANY, visit(""), False),
    "before a day": (Counting.ANY, visit("../2026-03-20"), False),
}


@pytest.mark.parametrize("name", COUNTED)
def test_what_ends_a_silence(name: str) -> None:
    counting, sign, ends = COUNTED[name]
    found = on("2026-03-22", sign, plan=replace(PLAN, counting=counting))
    assert (found.alert is Alert.QUIET) == ends
    assert found.day == (0 if ends else 14)


def test_a_contact_of_another_person_counts_for_neither_until_corrected() -> None:
    wrong = visit("2026-03-20", person=B)
    assert on("2026-03-22", wrong).alert is Alert.SILENT
    assert on("2026-03-22", replace(wrong, person=A)).alert is Alert.QUIET
    assert on("2026-03-22").alert is Alert.SILENT  # withdrawn


VAGUE = {
    "a month": ("2026-03", 14, True),
    "about a day": ("2026-03-10~", 5, True),
    "perhaps a day": ("2026-03-10?", 5, True),
    "between two days": ("2026-03-09/2026-03-20", 6, True),
    "since a day": ("2026-03-09/..", 6, True),
    "a day": ("2026-03-10", 5, False),
    "a day with its hour": ("2026-03-10T10:40", 5, False),
}


@pytest.mark.parametrize("name", VAGUE)
def test_a_vague_date_counts_from_its_first_day_and_is_said(name: str) -> None:
    when, day, told = VAGUE[name]
    found = on("2026-03-22", visit(when, recorded=date(2026, 3, 21), id="it"))
    assert found.day == day
    assert [one[0] for one in said(found)] == (["it"] if told else [])


def test_what_was_vague_and_is_over_is_not_said_again() -> None:
    found = on("2026-03-22", visit("2026-03~"), visit("2026-04-01", recorded=AGREED))
    assert any("safe side" in words for _, words in said(found))
    later = on("2026-05-22", visit("2026-03~"), visit("2026-05-20"))
    assert said(later) == []


def test_a_contact_dated_after_it_was_recorded_counts_at_no_time() -> None:
    slip = visit("2027-03-20", recorded=date(2026, 3, 20), id="slip")
    assert on("2026-03-22", slip).alert is Alert.SILENT
    found = on("2027-03-22", slip)
    assert found.alert is Alert.SILENT
    assert [one[0] for one in said(found)] == ["slip"]
    assert course(Watch(PLAN, (slip,))).due == date(2026, 3, 8)
    tomorrow = visit("2026-03-21", recorded=date(2026, 3, 20))  # east of the clock
    assert course(Watch(PLAN, (tomorrow,))).due == date(2026, 3, 28)


def test_later_the_same_day_is_not_yet() -> None:
    evening = visit("2026-03-22T18:00", recorded=date(2026, 3, 22))
    assert on("2026-03-22", evening).alert is Alert.SILENT
    assert on("2026-03-23", evening).alert is Alert.QUIET


def test_a_day_is_the_day_as_written_in_any_zone_and_over_a_lost_hour() -> None:
    late = visit("2026-03-05T23:30+05:00", recorded=date(2026, 3, 5))
    berlin = ZoneInfo("Europe/Berlin")  # which loses an hour on 29 March 2026
    for zone in (ALMATY, berlin):
        at = datetime(2026, 3, 13, 0, 5, tzinfo=zone)
        found = silence(Watch(PLAN, (late,), STEPS), at)
        assert (found.day, str(found.course.due)) == (1, "2026-03-12")
    spring = visit("2026-03-28T12:00", recorded=date(2026, 3, 28))
    last = datetime(2026, 4, 4, 23, 59, tzinfo=berlin)
    assert silence(Watch(PLAN, (spring,)), last).alert is Alert.QUIET
    first = datetime(2026, 4, 5, 0, 0, tzinfo=berlin)
    assert silence(Watch(PLAN, (spring,)), first).day == 1


def test_the_steps_come_on_their_days_and_are_done_once_in_each_silence() -> None:
    assert [one.id for one in on("2026-03-10").due] == ["ask"]
    assert [one.id for one in on("2026-03-11").due] == ["ask", "tell"]
    done = reply("done", "2026-03-10", step="ask")
    found = on("2026-03-15", replies=(done,))
    assert [one.id for one in found.due] == ["tell", "monitors"]
    assert [(one.id, str(one.on), one.reply) for one in found.course.rungs] == [
        ("ask", "2026-03-09", "done"),
        ("tell", "2026-03-11", ""),
        ("monitors", "2026-03-15", ""),
    ]
    again = on("2026-03-28", visit("2026-03-20"), replies=(done,))
    assert [one.id for one in again.due] == ["ask"]
    vague = reply("done", "2026-03", step="ask")
    assert "ask" in [one.id for one in on("2026-03-15", replies=(vague,)).due]


def test_a_step_of_a_strange_day_comes_in_bounds() -> None:
    odd = (Rung("early", -5), Rung("late", 10**12))
    found = course(Watch(PLAN, (), odd))
    assert [(one.id, one.day) for one in found.rungs] == [
        ("early", 1),
        ("late", MOST_DAYS),
    ]
    slow = Watch(replace(PLAN, every=10**12, since="9999-12-30"), (), odd)
    assert course(slow).due == date.max


HELD = {
    "paused": (reply("paused", "2026-03-10", until="2026-03-13"), "2026-03-12", True),
    "the pause is over": (
        reply("paused", "2026-03-10", until="2026-03-13"),
        "2026-03-13",
        False,
    ),
    "until some day of a month": (
        reply("paused", "2026-03-10", until="2026-03"),
        "2026-03-11",
        False,
    ),
    "never longer than one rhythm": (
        reply("paused", "2026-03-10", until="2999-01-01"),
        "2026-03-17",
        False,
    ),
    "but that long": (
        reply("paused", "2026-03-10", until="2999-01-01"),
        "2026-03-16",
        True,
    ),
    "without an end": (reply("paused", "2026-03-10"), "2026-03-11", False),
    "before the silence": (
        reply("paused", "2026-03-07", until="2026-03-13"),
        "2026-03-10",
        False,
    ),
    "perhaps before the silence": (
        reply("paused", "2026-03", until="2026-03-20"),
        "2026-03-10",
        False,
    ),
    "without a reason": (
        reply("paused", "2026-03-10", until="2026-03-13", reasoned=False),
        "2026-03-12",
        False,
    ),
    "tried": (reply("tried", "2026-03-10"), "2026-03-11", False),
    "dated ahead": (
        replace(reply("paused", "2026-03-12", until="2026-03-15"), recorded=AGREED),
        "2026-03-12",
        False,
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_a_pause_holds_the_alarm_back_and_the_days_are_counted_on(name: str) -> None:
    answer, day, held = HELD[name]
    found = on(day, replies=(answer,))
    assert found.alert is (Alert.PAUSED if held else Alert.SILENT)
    assert found.alarms
    assert found.day == (date.fromisoformat(day) - date(2026, 3, 8)).days
    assert ("ask" in [one.id for one in found.due]) is not held  # nothing to do now


def test_a_pause_that_is_cut_is_said() -> None:
    long = reply("paused", "2026-03-10", until="2026-03-18")
    ((link, words),) = said(on("2026-03-11", replies=(long,)))
    assert link == "paused"
    assert words.startswith("A pause holds one rhythm at the most: this one ends on")
    assert "2026-03-17" in words
    short = reply("paused", "2026-03-10", until="2026-03-17")
    assert said(on("2026-03-11", replies=(short,))) == []


def test_an_answer_without_a_date_was_given_when_it_was_recorded() -> None:
    told = Reply("it", Answer.DISMISSED, date(2026, 3, 10))
    assert on("2026-03-11", replies=(told,)).alert is Alert.EXPLAINED


def test_a_dismissal_ends_this_silence_and_the_days_run_anew() -> None:
    told = reply("dismissed", "2026-03-10")
    assert on("2026-03-09", replies=(told,)).alert is Alert.SILENT  # not yet
    found = on("2026-03-17", replies=(told,))
    assert (found.alert, found.day, found.due) == (Alert.EXPLAINED, 0, ())
    assert (found.course.by, found.course.explained) == ("dismissed", True)
    assert str(found.course.due) == "2026-03-17"
    found = on("2026-03-18", replies=(told,))
    assert (found.alert, found.day) == (Alert.SILENT, 1)
    assert [str(one.on) for one in found.course.rungs] == [
        *("2026-03-18", "2026-03-20", "2026-03-24")
    ]
    twice = (told, reply("dismissed", "2026-03-19", id="again"))
    assert on("2026-03-26", replies=twice).alert is Alert.EXPLAINED
    assert on("2026-03-27", replies=twice).day == 1


def test_a_later_contact_ends_a_dismissal() -> None:
    told = reply("dismissed", "2026-03-10")
    found = on("2026-03-20", visit("2026-03-12"), replies=(told,))
    assert (found.alert, found.day) == (Alert.SILENT, 1)
    assert found.course.by == "2026-03-12"
    assert not found.course.explained


@pytest.mark.parametrize("when", ["2026-03-07", "2026-03-08", "2026-03-02/2026-03-20"])
def test_nothing_is_dismissed_before_it_begins_and_that_is_said(when: str) -> None:
    told = replace(reply("dismissed", when), recorded=date(2026, 3, 20))
    found = on("2026-03-20", replies=(told,))
    assert found.alert is Alert.SILENT
    assert "holds back no alarm" in dict(said(found))["dismissed"]


def test_a_dismissal_without_a_reason_ends_nothing() -> None:
    told = reply("dismissed", "2026-03-10", reasoned=False)
    assert on("2026-03-11", replies=(told,)).alert is Alert.SILENT


@pytest.mark.parametrize(
    ("more", "alert"),
    [
        ({"every": None}, Alert.NONE),
        ({"every": 0}, Alert.NONE),
        ({"ended": "2026-03-19"}, Alert.ENDED),
        ({"ended": "2026-03"}, Alert.SILENT),
        ({"ended": "2026-04-01"}, Alert.SILENT),
        ({"since": "", "recorded": date(2026, 3, 12)}, Alert.SILENT),
        ({"since": "", "recorded": date(2026, 3, 14)}, Alert.QUIET),
        ({"since": "2026-05-01"}, Alert.QUIET),
        ({"since": "2026-03-01/2026-03-18"}, Alert.SILENT),
    ],
)
def test_a_plan_asks_for_alarms_or_does_not(more: dict[str, Any], alert: Alert) -> None:
    plan = replace(PLAN, **more)
    found = on("2026-03-20", plan=plan)
    assert found.alert is alert


def test_earlier_silences_stand_beside_this_one() -> None:
    signs = [visit("2026-03-05"), visit("2026-03-12"), visit("2026-03-25")]
    found = on("2026-03-26", *signs)
    assert found.course.earlier == (Gap(date(2026, 3, 19), date(2026, 3, 25), 6),)


def test_it_is_said_that_nothing_was_said_about_what_counts() -> None:
    found = on("2026-03-02", plan=replace(PLAN, counting=None))
    assert said(found) == [("", "It is not said what counts: a letter is not counted.")]


DAYS = st.integers(0, 120).map(lambda n: date(2026, 3, 1) + timedelta(days=n))
SIGNS = st.builds(
    lambda day, outcome, person, number: Sign(
        f"{day}{outcome}{number}", person, day, day.isoformat(), Form.VISIT, outcome
    ),
    DAYS,
    st.sampled_from(list(Outcome)),
    st.sampled_from([A, A, B]),
    st.integers(0, 99),
)
REPLIES = st.builds(
    lambda day, answer, until, number: Reply(
        f"{day}{answer}{number}", answer, day, day.isoformat(), "ask", str(until)
    ),
    DAYS,
    st.sampled_from(list(Answer)),
    DAYS,
    st.integers(0, 99),
)
NOWS = DAYS.map(lambda day: datetime(day.year, day.month, day.day, 12, tzinfo=ALMATY))
PLANS = st.integers(1, 30).map(lambda every: replace(PLAN, every=every))


@given(PLANS, st.lists(SIGNS), st.lists(REPLIES), NOWS, DAYS)
def test_a_later_contact_never_makes_a_silence_longer(
    plan: Rhythm, signs: list[Sign], replies: list[Reply], now: datetime, day: date
) -> None:
    watch = Watch(plan, tuple(signs), STEPS, tuple(replies))
    before = silence(watch, now)
    assume(day >= before.course.begun)
    more = replace(watch, signs=(*signs, Sign("new", A, day, str(day), Form.VISIT)))
    after = silence(more, now)
    assert after.day <= before.day
    for one, other in zip(after.course.rungs, before.course.rungs, strict=True):
        assert one.on >= other.on


@given(PLANS, st.lists(SIGNS), st.lists(REPLIES), NOWS)
def test_dismissing_never_hides_the_next_silence(
    plan: Rhythm, signs: list[Sign], replies: list[Reply], now: datetime
) -> None:
    """One rhythm after whatever was last known or explained there is an alarm."""
    watch = Watch(plan, tuple(signs), STEPS, tuple(replies))
    told = Reply("it", Answer.DISMISSED, now.date(), str(now.date()))
    answered = replace(watch, replies=(*replies, told))
    after = now + timedelta(days=(plan.every or 0) + 1)
    later = replace(
        answered,
        signs=tuple(one for one in signs if one.recorded <= now.date()),
        replies=tuple(one for one in answered.replies if one.recorded <= now.date()),
    )
    found = silence(later, after)
    assert found.alarms
    assert found.day >= 1
    assert found.due


@given(PLANS, st.lists(SIGNS), st.lists(REPLIES), NOWS, st.randoms())
def test_the_order_of_the_records_says_nothing(
    plan: Rhythm,
    signs: list[Sign],
    replies: list[Reply],
    now: datetime,
    chance: Any,  # noqa: ANN401 - hypothesis' own Random
) -> None:
    signs = list({one.id: one for one in signs}.values())
    replies = list({one.id: one for one in replies}.values())
    found = silence(Watch(plan, tuple(signs), STEPS, tuple(replies)), now)
    steps = list(STEPS)
    chance.shuffle(signs)
    chance.shuffle(replies)
    chance.shuffle(steps)
    other = Watch(plan, tuple(signs), tuple(steps), tuple(replies))
    assert silence(other, now) == found


@given(PLANS, st.lists(SIGNS), NOWS)
def test_without_dismissals_the_days_since_a_contact_are_counted_slowly(
    plan: Rhythm, signs: list[Sign], now: datetime
) -> None:
    """An independent counter: walk the days, and reset at each contact."""
    reached = {
        one.recorded
        for one in signs
        if one.person == A and one.outcome in {Outcome.HELD, Outcome.CUT_SHORT}
    }
    since, day = 0, AGREED
    while day < now.date():
        day += timedelta(days=1)
        since = 0 if day in reached else since + 1
    found = silence(Watch(plan, tuple(signs), STEPS), now)
    assert found.day == max(0, since - (plan.every or 0))
