"""Steps of a proceeding: their order, what belongs together, what does not fit."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.chain import Party
from habeas.case.facts.proceedings import Presence, Ruling, Step, Track
from habeas.case.proceedings import Matter, Stage, families, in_time
from habeas.case.rules.proceedings import review

ALMATY = timezone(timedelta(hours=5))
TOLD = datetime(2021, 12, 20, 12, tzinfo=ALMATY)
COUNSEL = Party("c" * 32, "Counsel")


def stage(step: str, when: str = "", **more: Any) -> Stage:  # noqa: ANN401 - of a Stage
    fields = {"id": step, "told": TOLD, **more}
    if step == "hearing":
        fields = {"presence": Presence.PRESENT, "counsel": (COUNSEL,), **fields}
    if step == "decision":
        fields = {"ruling": Ruling.RULING, **fields}
    return Stage(step=Step(step), when=when, **fields)


def matter(*steps: Stage) -> Matter:
    return Matter(
        id="m",
        title="Appeal",
        lang="en",
        track=Track.COURT,
        law="KZ",
        compartment="case",
        steps=in_time(steps, ALMATY),
    )


def said(*steps: Stage) -> list[tuple[str, str]]:
    """Return what is said of the steps, with ! for what does not fit."""
    return [
        ("!" if one.grave else "-", one.say(str, str)) for one in review(matter(*steps))
    ]


def test_steps_that_fit_are_not_remarked_upon() -> None:
    assert not said(
        stage("filed", "2021-11-01"),
        stage("received", "2021-11-02", about="filed"),
        stage("hearing", "2021-12-07T10:00"),
        stage("decision", "2021-12-07"),
        stage("served", "2021-12-09", about="decision"),
    )


def test_a_ruling_dated_after_its_service() -> None:
    (told,) = said(
        stage("decision", "2021-12-10"),
        stage("served", "2021-12-09", about="decision"),
    )
    assert told[0] == "!"
    assert "It is dated 2021-12-09" in told[1]
    assert "(decision) is dated 2021-12-10" in told[1]


@pytest.mark.parametrize(
    ("decided", "served"),
    [
        ("2021-12-09", "2021-12-09"),
        ("2021-12-09T18:00", "2021-12-09"),  # of a day nobody knows the hour
        ("2021-12", "2021-12-09"),
        ("", "2021-12-09"),
        ("2021-12-10~", ""),
    ],
)
def test_what_may_be_in_order_is_not_said_to_be_wrong(
    decided: str, served: str
) -> None:
    told = said(stage("decision", decided), stage("served", served, about="decision"))
    assert "!" not in {mark for mark, _ in told}


def test_a_service_with_no_decision() -> None:
    (told,) = said(stage("served", "2021-12-09"))
    assert told[0] == "!"
    assert "No decision is recorded" in told[1]


def test_a_copy_of_one_of_two_decisions() -> None:
    told = said(
        stage("decision", "2021-12-01", id="first"),
        stage("decision", "2021-12-07", id="second"),
        stage("served", "2021-12-09"),
    )
    assert told == [
        ("-", "There is more than one decision: say which one this is a copy of.")
    ]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (
            stage("hearing", "2021-12-07", presence=Presence.EXCLUDED),
            "who excluded the person",
        ),
        (
            stage("hearing", "2021-12-07", presence=Presence.NOT_BROUGHT),
            "who excluded the person",
        ),
        (stage("hearing", "2021-12-07", presence=None), "whether the person was there"),
        (stage("hearing", "2021-12-07", counsel=()), "who represented the person"),
        (stage("decision", "2021-12-07", ruling=None), "what kind of decision"),
        (stage("filed"), "It has no date"),
    ],
)
def test_what_is_left_out_is_a_note(step: Stage, words: str) -> None:
    ((mark, told),) = said(step)
    assert mark == "-"
    assert words in told


def test_who_excluded_her_is_recorded() -> None:
    judge = Party("j" * 32, "District court")
    step = stage("hearing", "2021-12-07", presence="excluded", excluded_by=judge)
    assert not said(step)


def test_of_one_day_the_hour_comes_first_and_the_undated_last() -> None:
    steps = (
        stage("closed"),
        stage("decision", "2021-12-07"),
        stage("hearing", "2021-12-07T10:00"),
        stage("filed", "2021-11"),
    )
    assert [one.step for one in in_time(steps, ALMATY)] == [
        *("filed", "hearing", "decision", "closed")
    ]


@pytest.mark.parametrize(
    ("steps", "closed"),
    [
        ((), False),
        ((stage("closed", "2021-12-07"),), True),
        ((stage("closed", "2021-12-07"), stage("resumed", "2021-12-09")), False),
        ((stage("resumed", "2021-12-07"), stage("closed", "2021-12-09")), True),
    ],
)
def test_a_proceeding_is_closed_until_it_is_resumed(
    steps: tuple[Stage, ...], *, closed: bool
) -> None:
    assert matter(*steps).closed is closed


def test_what_is_about_one_decision_belongs_to_it() -> None:
    found = families(
        [
            stage("hearing", id="h"),
            stage("decision", id="d"),
            stage("served", id="s", about="d"),
            stage("filed", id="a", about="s"),
            stage("decision", id="other"),
            stage("reply", id="r", about="elsewhere"),
        ]
    )
    assert found == {"d": {"d", "s", "a"}, "elsewhere": {"r"}}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=10))
def test_a_ring_of_steps_ends(pairs: list[tuple[int, int]]) -> None:
    told = dict(pairs)
    steps = [stage("other", id=str(one), about=str(to)) for one, to in told.items()]
    found = families(steps)
    members = [one for family in found.values() for one in family]
    assert sorted(members) == sorted(set(members))
    assert set(members) == set(map(str, told))
