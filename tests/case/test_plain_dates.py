"""The short way to read a date gives what the grammar of all EDTF gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.case.dates import days_by_grammar
from habeas.case.plain_dates import plain_days

DIGIT_YEARS = st.sampled_from(("0000", "0001", "1900", "2000", "2021", "2024", "9999"))
MONTHS = st.sampled_from(("00", "01", "02", "06", "12", "13", "21", "99"))
DAYS = st.sampled_from(("00", "01", "28", "29", "30", "31", "32"))
DOUBTS = st.sampled_from(("", "", "~", "?", "%", "~?"))
CLOCKS = st.sampled_from(
    ("T00:00", "T09:30:59", "T23:59", "T24:00:00", "T25:00", "T10:60", "T10:20:60")
)
ZONES = st.sampled_from(("", "Z", "+05:00", "+05:99", "-03:30", "+00:00", "-00:00"))

DATES = st.one_of(
    st.builds("{}{}".format, DIGIT_YEARS, DOUBTS),
    st.builds("{}-{}{}".format, DIGIT_YEARS, MONTHS, DOUBTS),
    st.builds("{}-{}-{}{}".format, DIGIT_YEARS, MONTHS, DAYS, DOUBTS),
    st.builds("{}-{}-{}{}{}".format, DIGIT_YEARS, MONTHS, DAYS, CLOCKS, ZONES),
)
PAIRS = st.one_of(DATES, st.builds("{}/{}".format, DATES, DATES))


@settings(max_examples=120, deadline=None)
@given(PAIRS)
def test_what_is_read_the_short_way_means_what_the_grammar_says(text: str) -> None:
    short = plain_days(text)
    if short is not None:
        assert short == days_by_grammar(text, text)


READ = (
    "2021",
    "2021~",
    "2021-06?",
    "2021-06-11%",
    "2021-06-26T09:00",
    "2021-06-26T09:00:30Z",
    "2021-06-26T09:00+05:00",
    "2021-06-26/2021-07",
)


@pytest.mark.parametrize("text", READ)
def test_the_usual_dates_are_read_the_short_way(text: str) -> None:
    assert plain_days(text) == days_by_grammar(text, text)


LEFT = {
    "a season": "2021-21",
    "month 13": "2021-13",
    "no such day": "2021-02-30",
    "day 0": "2021-02-00",
    "year 0": "0000",
    "two marks": "2021~?",
    "a mark inside": "2021-06-~11",
    "unsaid digits": "202X",
    "a set": "[2021,2022]",
    "a moment with doubt": "2021-06-26T09:00~",
    "a moment in an interval": "2021-06-26T09:00/2021-06-27",
    "hour 24": "2021-06-26T24:00",
    "other digits": "٢٠٢١",
    "a line break": "2021\n",
    "three parts": "2021/2022/2023",
    "an open end": "2021/",
    "nothing": "",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_anything_else_is_left_to_the_grammar(text: str) -> None:
    assert plain_days(text) is None
