"""A date becomes its first and last moment, whatever the calendar's ends do."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.moments import Reach, later, reach

ALMATY = timezone(timedelta(hours=5))
MOMENTS = {
    "2021-12-07": ("2021-12-07 00:00:00", "2021-12-07 23:59:59.999999"),
    "2021-12": ("2021-12-01 00:00:00", "2021-12-31 23:59:59.999999"),
    "2021-12-07T10:30": ("2021-12-07 10:30:00", "2021-12-07 10:30:00"),
    "2021-12-07T10:30Z": ("2021-12-07 15:30:00", "2021-12-07 15:30:00"),
    "2021-12-07T24:00": ("2021-12-07 00:00:00", "2021-12-07 23:59:59.999999"),
    "2021-12-07/2021-12-08": ("2021-12-07 00:00:00", "2021-12-08 23:59:59.999999"),
    "2021-12-07T22:00/..": ("2021-12-07 22:00:00", "2021-12-07 23:59:59.999999"),
    "../2021-12-07T06:00": ("2021-12-07 00:00:00", "2021-12-07 06:00:00"),
    "2021-12-07/..": ("2021-12-07 00:00:00", "2021-12-07 23:59:59.999999"),
    "../2021-12-07": ("2021-12-07 00:00:00", "2021-12-07 23:59:59.999999"),
    "0001-01-01T00:00+14:00": ("0001-01-01 00:00:00", "0001-01-01 00:00:00"),
    "9999-12-31T23:59-14:00": ("9999-12-31 23:59:00", "9999-12-31 23:59:00"),
}


@pytest.mark.parametrize("text", MOMENTS)
def test_a_date_has_a_first_and_a_last_moment(text: str) -> None:
    found = reach(text, ALMATY)
    assert found is not None
    assert (str(found.start), str(found.end)) == MOMENTS[text]


@pytest.mark.parametrize("text", ["", "XXXX"])
def test_no_date_has_none(text: str) -> None:
    assert reach(text, ALMATY) is None


def test_without_a_zone_clocks_are_taken_as_they_stand() -> None:
    found = reach("2021-12-07T10:30+05:00", None)
    ten = datetime.fromisoformat("2021-12-07T10:30")
    assert found == Reach(ten, ten)


@given(st.datetimes(), st.timedeltas(min_value=timedelta(0)))
def test_later_never_fails_and_never_goes_back(moment: datetime, by: timedelta) -> None:
    assert later(moment, by) >= moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_reached_as_it_is(moment: datetime) -> None:
    text = f"{moment:%Y}".zfill(4) + f"{moment:-%m-%dT%H:%M:%SZ}"
    found = reach(text, UTC)
    assert found is not None
    assert found.start == moment.replace(microsecond=0, tzinfo=None)
