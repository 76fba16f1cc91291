"""The countdown, the state, and what requests and answers say against each other."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Party
from habeas.case.decay import MOST_DAYS, Deed, Limit, Standing, State, Thing
from habeas.case.facts.decay import Matter, Step
from habeas.case.rules.contradictions import _SUPPOSES
from habeas.case.rules.decay import _AFTER, _ANSWERED, _FIRST, standing

ALMATY = timezone(timedelta(hours=5))
NOW = datetime(2026, 4, 10, 12, tzinfo=ALMATY)
FILM = Thing(Matter.FOOTAGE, when="2026-03-01", days=30)
USUAL = Thing(
    Matter.FOOTAGE,
    when="2026-03-01",
    usual=Limit(timedelta(days=30), timedelta(days=30), general=True),
)
COUNSEL = Party("c" * 32, "Counsel")


def deed(step: str, when: str = "", **more: Any) -> Deed:  # noqa: ANN401 - of a Deed
    day = date.fromisoformat((when or "2026-04-01")[:10])
    made = {"recorded": day, "proof": True, "exhibit": True, **more}
    return Deed(made.pop("id", step), Step(step), when=when, who=COUNSEL, **made)


def said(found: Standing, step: str = "") -> list[tuple[str, str]]:
    """Return what is said, with ! against, + for, - a note."""
    return [
        ("!" if one.grave else "+" if one.confirms else "-", one.say(str, str))
        for one in found.findings
        if step in ("", one.link)
    ]


def test_the_time_runs_from_the_first_to_the_last_moment() -> None:
    found = standing(FILM, [], datetime(2026, 3, 16, tzinfo=ALMATY))
    assert found.state is State.RUNNING
    assert found.span is not None
    assert str(found.span.earliest) == "2026-03-31 00:00:00"
    assert str(found.span.latest) == "2026-03-31 23:59:59.999999"
    assert found.gone == 50
    assert "Send the letter today" in found.next


@pytest.mark.parametrize(
    ("moment", "state", "gone"),
    [
        ("2026-02-01T00:00", State.RUNNING, 0),
        ("2026-03-30T23:59", State.RUNNING, 99),
        ("2026-03-31T00:00", State.ANY_DAY, 100),
        ("2026-03-31T12:00", State.ANY_DAY, 100),
        ("2026-04-01T00:00", State.PAST, 100),
    ],
)
def test_the_state_follows_the_clock(moment: str, state: State, gone: int) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ALMATY)
    found = standing(FILM, [], now)
    assert (found.state, found.gone) == (state, gone)


def test_what_is_said_of_this_one_counts_before_what_is_usual() -> None:
    found = standing(replace(USUAL, days=10), [deed("refused", days=60)], NOW)
    assert found.span is not None
    assert not found.span.general
    assert str(found.span.earliest)[:10] == "2026-03-11"
    assert str(found.span.latest)[:10] == "2026-04-30"
    usual, own = standing(USUAL, [], NOW).span, standing(FILM, [], NOW).span
    assert usual is not None
    assert own is not None
    assert usual == replace(own, general=True)


def test_a_known_day_of_loss_counts_before_all() -> None:
    found = standing(replace(FILM, ends="2026-05"), [], NOW)
    assert found.span is not None
    assert str(found.span.earliest)[:10] == "2026-05-01"
    assert found.state is State.RUNNING
    assert standing(replace(FILM, when="", ends="2026-05"), [], NOW).gone is None
    assert standing(replace(FILM, ends="2026-02-01"), [], NOW).gone == 100


@pytest.mark.parametrize(
    "thing", [Thing(Matter.LOGBOOK, when="2026"), Thing(Matter.OTHER, days=3)]
)
def test_without_a_number_or_a_beginning_no_end_is_known(thing: Thing) -> None:
    found = standing(thing, [], NOW)
    assert (found.state, found.span, found.gone) == (State.OPEN, None, None)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("secured", State.SECURED),
        ("found_lost", State.FOUND_LOST),
        ("said_lost", State.SAID_LOST),
        ("never", State.NEVER),
    ],
)
def test_what_settles_it_and_what_comes_next(step: str, state: State) -> None:
    found = standing(FILM, [deed("asked"), deed(step)], NOW)
    assert found.state is state
    assert found.next == _AFTER[state]
    both = standing(FILM, [deed(step), deed("secured")], NOW)
    assert both.state is State.SECURED


@pytest.mark.parametrize("step", list(_ANSWERED))
def test_the_last_step_says_what_comes_next(step: Step) -> None:
    steps = [deed(step.value, "2026-03-05"), deed("asked", "2026-03-02", id="first")]
    found = standing(FILM, steps, NOW)
    assert found.next == _ANSWERED[step]
    assert found.asked is not None
    assert found.asked.id == "first"
    assert [one.id for one in found.deeds] == ["first", step.value]


@pytest.mark.parametrize("matter", list(Matter))
def test_there_is_a_first_step_for_everything(matter: Matter) -> None:
    words = standing(Thing(matter), [], NOW).next
    body = matter.value in ("mouth", "skin", "nails", "anus", "vagina", "hair", "urine")
    assert ("forensic examination" in words) == body
    assert words == _FIRST.get(matter, words)


AGAINST: dict[str, tuple[Thing, list[Deed], str, str]] = {
    "asked for in time, and said to be overwritten": (
        FILM,
        [deed("asked", "2026-03-02"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "! It was asked for on 2026-03-02, when by the time it is kept for it still",
    ),
    "the same by what is only usual": (
        USUAL,
        [deed("asked", "2026-03-02"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "- It was asked for on 2026-03-02, when by the time",
    ),
    "asked for when it was gone": (
        FILM,
        [deed("asked", "2026-04-02"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "+ It was first asked for on 2026-04-02, when by the time it is kept for it",
    ),
    "asked for on the very day": (
        FILM,
        [deed("asked", "2026-03-31"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "- Whether it still existed",
    ),
    "asked for, and nobody knows how long it is kept": (
        Thing(Matter.LOGBOOK),
        [deed("asked", "2026-03-31"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "- It was asked for on 2026-03-31; this does not say when it was lost.",
    ),
    "lost after it was asked for": (
        FILM,
        [
            deed("asked", "2026-03-02"),
            deed("said_lost", "2026-04-03", lost="2026-03-20"),
        ],
        "said_lost",
        "! By this record it was lost on 2026-03-20, after it had been asked for on",
    ),
    "lost sooner than it may be": (
        FILM,
        [deed("said_lost", "2026-04-03", lost="2026-03-20")],
        "said_lost",
        "! By this record it was lost on 2026-03-20, and by the time it is kept for it",
    ),
    "lost sooner than is usual": (
        USUAL,
        [deed("found_lost", "2026-04-03", lost="2026-03-20")],
        "found_lost",
        "- By this record it was lost on 2026-03-20, and",
    ),
    "lost when it was to be": (
        FILM,
        [deed("said_lost", "2026-04-03", lost="2026-03-31")],
        "said_lost",
        "+ The day of the loss, 2026-03-31, fits the time it is kept for.",
    ),
    "two days of one loss": (
        FILM,
        [
            deed("said_lost", "2026-04-03", lost="2026-03-31"),
            deed("found_lost", "2026-04-04", lost="2026-04-02"),
        ],
        "found_lost",
        "! Lost on 2026-04-02 by this record, on 2026-03-31 by another.",
    ),
    "promised and lost": (
        FILM,
        [deed("promised", "2026-03-05"), deed("said_lost", "2026-04-03")],
        "said_lost",
        "! It is lost, and on 2026-03-05 it was promised",
    ),
    "never there, and a register names it": (
        replace(FILM, shown=("Register of cameras",)),
        [deed("never", "2026-04-03")],
        "never",
        "! Said never to have existed, and this shows it: Register of cameras.",
    ),
    "refused before it was asked for": (
        FILM,
        [deed("refused", "2026-03-02"), deed("asked", "2026-03-05")],
        "refused",
        "! It was refused before it was first asked for, on 2026-03-05.",
    ),
    "refused, and nobody asked": (
        FILM,
        [deed("refused", "2026-03-02")],
        "refused",
        "- It was refused, and no request is recorded.",
    ),
    "secured after it was said to be lost": (
        FILM,
        [deed("said_lost", "2026-04-03"), deed("secured", "2026-04-05")],
        "secured",
        "! It was secured, and on 2026-04-03 it was said to be lost.",
    ),
    "secured as nothing": (
        FILM,
        [deed("secured", "2026-04-05", exhibit=False)],
        "secured",
        "- It is not said as which exhibit it is kept.",
    ),
    "two answers that differ": (
        FILM,
        [deed("refused", "2026-03-09", days=15)],
        "refused",
        "! Days it is kept for, by this record: 15; said before: 30.",
    ),
    "two answers that agree": (
        FILM,
        [deed("refused", "2026-03-09", days=30)],
        "refused",
        "+ Days it is kept for: 30, as was said before.",
    ),
    "a request that nothing proves": (
        FILM,
        [deed("asked", "2026-03-02", proof=False)],
        "asked",
        "- No copy and no mark of receipt is there",
    ),
    "a request that nobody answered": (
        FILM,
        [deed("asked", "2026-03-02"), deed("reminded", "2026-03-09")],
        "asked",
        "- No answer to this is recorded.",
    ),
    "a request in time": (
        FILM,
        [deed("asked", "2026-03-02")],
        "asked",
        "+ Asked for while it existed, by the time it is kept for: at least until",
    ),
    "a request after the time": (
        FILM,
        [deed("asked", "2026-04-02")],
        "asked",
        "- Asked for after the time it is kept for, which ended on 2026-03-31. Asking",
    ),
    "a step without a day": (
        FILM,
        [deed("asked")],
        "asked",
        "- Nobody said when, so it proves no order in time.",
    ),
    "a step from the future": (
        FILM,
        [deed("asked", "2026-03-02", recorded=date(2026, 3, 1))],
        "asked",
        "! Its date lies after the day on which it was recorded, 2026-03-01.",
    ),
    "a step recorded late": (
        FILM,
        [deed("asked", "2026-03-02", recorded=date(2026, 3, 12))],
        "asked",
        "- Recorded or last changed 10 days after it happened.",
    ),
}


@pytest.mark.parametrize("case", AGAINST)
def test_what_fits_and_what_does_not(case: str) -> None:
    thing, deeds, step, words = AGAINST[case]
    told = [f"{mark} {one}" for mark, one in said(standing(thing, deeds, NOW), step)]
    assert any(one.startswith(words) for one in told), told


@pytest.mark.parametrize("step", list(_SUPPOSES))
def test_a_denial_is_held_against_what_supposes_the_thing(step: Step) -> None:
    steps = [deed(step.value, "2026-03-20"), deed("never", "2026-04-03")]
    told = said(standing(FILM, steps, NOW), "never")
    assert told == [("!", _SUPPOSES[step].format(day="2026-03-20"))]


CLEAN: dict[str, list[Deed]] = {
    "asked and secured in time": [
        deed("asked", "2026-03-02"),
        deed("secured", "2026-03-05"),
    ],
    "secured, and lost afterwards": [
        deed("secured", "2026-03-05"),
        deed("said_lost", "2026-04-03"),
    ],
    "refused after it was asked for": [
        deed("asked", "2026-03-02"),
        deed("refused", "2026-03-05"),
    ],
    "asked without a day, and then refused": [
        deed("asked"),
        deed("refused", "2026-03-05"),
    ],
    "nobody asked": [deed("said_lost", "2026-04-03")],
    "lost on a day, and nobody knows how long it is kept": [
        deed("said_lost", "2026-04-20", lost="2026-04-19")
    ],
    "no answer came": [deed("silence", "2026-03-09")],
    "a request between the first and the last day": [deed("asked", "2026-03-31")],
}


@pytest.mark.parametrize("case", CLEAN)
def test_nothing_is_held_against_what_fits(case: str) -> None:
    found = standing(FILM, CLEAN[case], NOW)
    assert [one for one in said(found) if one[0] == "!"] == []


def test_asked_without_a_number_is_held_against_nothing() -> None:
    steps = [deed("said_lost", "2026-04-03", lost="2026-04-01")]
    assert said(standing(Thing(Matter.CALLS), steps, NOW)) == []


@st.composite
def histories(draw: st.DrawFn) -> list[Deed]:
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
    dates = st.one_of(
        st.just(""), days, st.just("2026-03~"), st.just("2026-02/2026-05")
    )
    return [
        Deed(
            str(number),
            draw(st.sampled_from(Step)),
            draw(st.dates(date(2026, 1, 1), date(2027, 1, 1))),
            draw(dates),
            lost=draw(dates),
            days=draw(st.none() | st.integers(0, 2**53)),
            proof=draw(st.booleans()),
            exhibit=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


@st.composite
def things(draw: st.DrawFn) -> Thing:
    dates = st.sampled_from(["", "2026-03-01", "2026", "9999-12-31", "0001", "../2026"])
    return Thing(
        draw(st.sampled_from(Matter)),
        draw(dates),
        draw(dates),
        draw(st.none() | st.integers(0, 2**53)),
        draw(st.sampled_from([(), ("A register",)])),
        draw(
            st.none()
            | st.just(Limit(timedelta(hours=48), timedelta(days=7), general=True))
        ),
    )


@given(things(), histories(), st.datetimes(timezones=st.just(ALMATY)))
def test_whatever_is_recorded_is_judged(
    thing: Thing, deeds: list[Deed], now: datetime
) -> None:
    found = standing(thing, deeds, now)
    assert {one.id for one in found.deeds} == {one.id for one in deeds}
    assert {one.link for one in found.findings} <= {one.id for one in deeds}
    assert not any(one.grave and one.confirms for one in found.findings)
    assert all("too late" not in one.say(str, str).lower() for one in found.findings)
    assert found.span is None or found.span.earliest <= found.span.latest
    assert found.gone is None or 0 <= found.gone <= 100
    assert found.next


@given(histories(), st.randoms())
def test_the_order_of_recording_decides_only_what_the_dates_do_not(
    deeds: list[Deed],
    chance: Any,  # noqa: ANN401 - hypothesis's own
) -> None:
    dated = [one for one in deeds if one.when]
    days = {one.when for one in dated}
    if len(days) == len(dated):
        mixed = list(dated)
        chance.shuffle(mixed)
        one, two = standing(FILM, dated, NOW), standing(FILM, mixed, NOW)
        if len({deed.when[:7] for deed in one.deeds}) == len(dated):
            assert one == two


@given(histories(), st.datetimes(timezones=st.just(ALMATY)))
def test_time_alone_never_says_that_a_thing_is_lost(
    deeds: list[Deed], now: datetime
) -> None:
    settled = {Step.SECURED, Step.FOUND_LOST, Step.SAID_LOST, Step.NEVER}
    kept = [one for one in deeds if one.step not in settled]
    state = standing(FILM, kept, now).state
    assert state in (State.ANY_DAY, State.RUNNING, State.PAST)


@given(st.datetimes(timezones=st.just(ALMATY)))
def test_a_garment_has_no_end_whatever_the_time(now: datetime) -> None:
    assert standing(Thing(Matter.GARMENT, when="2020"), [], now).state is State.OPEN


def test_nothing_is_kept_longer_than_a_hundred_years() -> None:
    found = standing(replace(FILM, days=10**15), [], NOW)
    assert found.span is not None
    assert found.span.earliest.year == 2126
    assert MOST_DAYS == 36_525
