"""Dates that a document gives of itself: proposed as written, never invented."""

import pytest

from habeas.text.dates import (
    EDTF,
    METADATA,
    PAGE,
    TEXT,
    dates_in_text,
    iso_date,
    pdf_date,
    photo_date,
    unique,
)
from habeas.text.extract import DateProposal

WRITTEN = {
    "7 December 2021": ("2021-12-07", "7 December 2021"),
    "December 7, 2021": ("2021-12-07", "December 7, 2021"),
    "Almaty, 3rd of nothing, Dec. 7 2021": ("2021-12-07", "Dec. 7 2021"),
    "07.12.2021": ("2021-12-07", "07.12.2021"),
    "г. Алматы, 7.12.2021 г.": ("2021-12-07", "7.12.2021"),
    "7 декабря 2021 года": ("2021-12-07", "7 декабря 2021 года"),
    "«07» декабря 2021 г.": ("2021-12-07", "«07» декабря 2021 г."),
    "2021 жылғы 7 желтоқсан": ("2021-12-07", "2021 жылғы 7 желтоқсан"),
    "2021 жылғы «7» желтоқсанда": ("2021-12-07", "2021 жылғы «7» желтоқсанда"),
    "2021 жылдың қараша": ("2021-11", "2021 жылдың қараша"),
    "2021-12-07T10:00:00+06:00": ("2021-12-07", "2021-12-07T10:00:00+06:00"),
    "2021-12-07 10:00": ("2021-12-07", "2021-12-07"),
    "в декабре 2021 года": ("2021-12", "декабре 2021 года"),
    "May 2021": ("2021-05", "May 2021"),
    "29 февраля 2020": ("2020-02-29", "29 февраля 2020"),
}


@pytest.mark.parametrize("line", WRITTEN)
def test_a_date_is_proposed_as_written(line: str) -> None:
    edtf, quote = WRITTEN[line]
    assert dates_in_text(f"Statement\n{line}\nI say:") == (
        DateProposal(edtf, TEXT, quote),
    )


NOT_DATES = [
    "29 февраля 2021",
    "31.04.2021",
    "the December 7 ruling",
    "07/12/2021",
    "1.12.20210",
    "v1.2.2021-1",
    "in 2021",
    "8 777 12 2021",
    "may 5",
    "2021 жыл",
]


@pytest.mark.parametrize("line", NOT_DATES)
def test_no_date_is_invented(line: str) -> None:
    assert dates_in_text(line) == ()


def test_two_dates_of_one_line_stand_in_their_order() -> None:
    found = dates_in_text("From 1 June 2021 to 02.07.2021")
    assert [date.edtf for date in found] == ["2021-06-01", "2021-07-02"]


def test_a_date_told_in_the_middle_is_not_the_documents() -> None:
    lines = ["She said so."] * 20
    assert dates_in_text("\n".join([*lines, "7 December 2021", *lines])) == ()


def test_a_long_line_may_open_with_a_dateline_only() -> None:
    story = " He said so, and she said no." * 10
    assert dates_in_text("ALMATY, 7 December 2021 --" + story)[0].edtf == "2021-12-07"
    assert dates_in_text(story + " On 7 December 2021 he left.") == ()


def test_one_date_said_twice_is_one_proposal() -> None:
    assert len(dates_in_text("7 December 2021\n07.12.2021")) == 1


STATED = {
    "with a zone, not moved": ("2021-12-07T23:30:00-05:00", "2021-12-07"),
    "a month": ("2021-12", "2021-12"),
    "a year": ("2021", "2021"),
    "no such day": ("2021-02-30", ""),
    "not a date": ("yesterday", ""),
    "five digits": ("20211", ""),
    "empty": ("", ""),
}


@pytest.mark.parametrize("name", STATED)
def test_iso(name: str) -> None:
    value, expected = STATED[name]
    found = [date.edtf for date in iso_date(value, PAGE)]
    assert found == ([expected] if expected else [])


def test_pdf_and_photo_dates() -> None:
    assert pdf_date("D:20211207153000+06'00'") == (
        DateProposal("2021-12-07", METADATA, "D:20211207153000+06'00'"),
    )
    assert pdf_date("D:2021")[0].edtf == "2021"
    assert pdf_date("D:20211399") == ()
    assert photo_date("2021:12:07 15:30:00")[0].edtf == "2021-12-07"
    assert photo_date("0000:00:00 00:00:00") == ()
    assert photo_date("2021-12-07") == ()


def test_the_same_date_in_the_same_place_is_said_once() -> None:
    first = DateProposal("2021", PAGE, "2021")
    again = DateProposal("2021", PAGE, "2021-")
    other = DateProposal("2021", METADATA, "2021")
    assert unique((first, again, other)) == (first, other)


def test_edtf_has_one_form() -> None:
    assert EDTF.fullmatch("2021-12-07")
    assert not EDTF.fullmatch("2021-12-07\n")
    assert not EDTF.fullmatch("２０２１")
