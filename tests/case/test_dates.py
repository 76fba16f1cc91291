"""EDTF: what is read, what is refused, and how dates sort."""

import contextlib
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.case.dates import month_of, sort_key, stretch
from habeas.errors import BadInputError

READ = {
    "2021-12-07": ("2021-12-07", "2021-12-07", ""),
    "2021-12": ("2021-12-01", "2021-12-31", ""),
    "2020-02": ("2020-02-01", "2020-02-29", ""),
    "2021": ("2021-01-01", "2021-12-31", ""),
    "2021-06~": ("2021-06-01", "2021-06-30", "~"),
    "2021-06?": ("2021-06-01", "2021-06-30", "?"),
    "2021-06%": ("2021-06-01", "2021-06-30", "~?"),
    "2021-06-~11": ("2021-06-11", "2021-06-11", "~"),
    "202X": ("2020-01-01", "2029-12-31", ""),
    "2021-XX": ("2021-01-01", "2021-12-31", ""),
    "2021-06-XX": ("2021-06-01", "2021-06-30", ""),
    "2021-06-26/2021-06-28": ("2021-06-26", "2021-06-28", ""),
    "2021-06-26/2021-07": ("2021-06-26", "2021-07-31", ""),
    "2021-06/..": ("2021-06-01", None, ""),
    "2021-06/": ("2021-06-01", None, ""),
    "../2021-06": (None, "2021-06-30", ""),
    "/2021-06": (None, "2021-06-30", ""),
    "2021-06~/..": ("2021-06-01", None, "~"),
    "2021-21": ("2021-03-01", "2021-05-31", ""),  # spring, in the north
    "[2021-06-26,2021-06-28]": ("2021-06-26", "2021-06-28", ""),
    "2021-06-26T09:00": ("2021-06-26", "2021-06-26", ""),
    "2021-06-26T09:00:30": ("2021-06-26", "2021-06-26", ""),
    "2021-06-26T09:00+05:00": ("2021-06-26", "2021-06-26", ""),
    "0001": ("0001-01-01", "0001-12-31", ""),
    "9999-12-31": ("9999-12-31", "9999-12-31", ""),
    "XXXX": (None, None, ""),
    "XXXX-XX-XX": (None, None, ""),
    "../..": (None, None, ""),
    "": (None, None, ""),
}


@pytest.mark.parametrize("text", READ)
def test_a_date_covers_what_it_says_and_no_more(text: str) -> None:
    first, last, doubt = READ[text]
    span = stretch(text)
    assert span.first == (date.fromisoformat(first) if first else None)
    assert span.last == (date.fromisoformat(last) if last else None)
    assert (span.approximate, span.uncertain) == ("~" in doubt, "?" in doubt)


REFUSED = {
    "not a date": "soon",
    "in words": "7 December 2021",
    "with points": "07.12.2021",
    "month 13": "2021-13",
    "day 30 of February": "2021-02-30",
    "day 31 of June": "2021-06-31",
    "hour 25": "2021-06-26T25:00",
    "year 0": "0000",
    "before Christ": "-0044",
    "long year": "Y17000000002",
    "exponential year": "Y-17E7",
    "a year that nobody works out": "Y1E9999999",
    "a year of four digits, by an exponent": "Y2E3",
    "a year too long for anything": "Y" + "9" * 60,
    "any year": "XXXX-12-XX",
    "white space after": "2021 ",
    "white space before": " 2021",
    "line break": "2021\n",
    "other digits": "٢٠٢١",
    "full-width digits": "２０２１",
    "ends before it begins": "2021-06-28/2021-06-26",
    "three parts": "2021/2022/2023",
    "only a slash": "/",
    "two points": "..",
    "no end twice": "../",
    "no beginning twice": "/..",
    "open set": "[..1984]",
    "half of a surrogate pair": "\ud800",
    "NUL": "2021\0",
    "5 MB": "2" * 5_000_000,
    "nested": "[" * 60,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_date_is_refused_with_advice(text: str) -> None:
    for read in (stretch, sort_key, month_of):
        with pytest.raises(BadInputError) as refused:
            read(text)
        assert len(str(refused.value)) < 400


def test_dates_sort_by_first_day_then_clock_and_unknown_last() -> None:
    in_order = [
        "0001",
        "202X",
        "2021",
        "2021-06",
        "2021-06-26",
        "2021-06-26T08:59:59",
        "2021-06-26T09:00",
        "2021-06-26T21:30+05:00",
        "2021-06-27",
        "../2021-07",
        "9999-12-31",
        "XXXX",
    ]
    assert sorted(in_order[5:] + in_order[:5], key=sort_key) == in_order
    assert sort_key("2021-06-26/2021-06-28") == sort_key("2021-06-26")


def test_the_month_is_that_of_the_first_day() -> None:
    assert month_of("2021-06-26/2021-07-02") == "2021-06"
    assert month_of("../2021-07") == "2021-07"
    assert month_of("0007-03") == "0007-03"
    assert month_of("XXXX") == ""


@pytest.mark.parametrize("text", ["2021", "2021~", "2021?", "2021/2022", "../2021"])
def test_a_year_alone_is_no_month(text: str) -> None:
    assert month_of(text) == "2021"


@given(st.text("0123456789XYESTZ:~?%/.,+-[]{}", max_size=24))
def test_whatever_is_typed_is_read_or_refused_and_never_printed(text: str) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            span = stretch(text)
        except BadInputError:
            pass
        else:
            if span.first and span.last:
                assert span.first <= span.last
            assert sort_key(text)[:4].isdecimal()
    assert not said.getvalue()


@given(st.dates(), st.dates())
def test_an_interval_covers_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    span = stretch(f"{first}/{last}")
    assert (span.first, span.last) == (first, last)
