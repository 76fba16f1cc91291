"""What a register counts: late, overdue, by rule; what a hostile entry cannot do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.actions.desk import Desk
from habeas.actions.record import correct, open_case, withdraw
from habeas.actions.register_source import read_source
from habeas.actions.register_tables import figures_csv, tables_of
from habeas.errors import NotFoundError
from habeas.law.packs import packs
from habeas.views import terms
from habeas.views.db import open_views, rebuild
from habeas.views.register_figures import Figures, figures, quantile
from habeas.views.registers import (
    MatterLine,
    Wanted,
    choices,
    how_many,
    last_day,
    matters,
    register_view,
    registers,
)
from tests.registers import ROWS, bring_in, sample

DAY = date(2014, 2, 3)
"""A day after which nothing happens but the answer to 1006."""


@pytest.fixture
def made(desk: Desk, case: str, tmp_path: Path) -> str:
    file = sample(tmp_path / "data")
    return bring_in(desk, case, read_source(file, "us-bop-complaints"))


def lines(
    desk: Desk,
    case: str,
    made: str,
    **asked: Any,  # noqa: ANN401 - as Wanted takes them
) -> dict[str, MatterLine]:
    wanted = Wanted(asked.pop("day", DAY), **asked)
    found = matters(desk.views, case, made, wanted)
    assert how_many(desk.views, case, made, wanted) == len(found)
    return {one.number: one for one in found}


def count(desk: Desk, case: str, made: str, day: date = DAY) -> Figures:
    return figures(desk.views, case, register_view(desk.views, case, made), day)


def test_each_submission_is_measured_by_its_own_day(
    desk: Desk, case: str, made: str
) -> None:
    found = lines(desk, case, made)
    told = {
        number: (one.first, one.longer, one.days, one.late, one.overdue)
        for number, one in found.items()
    }
    assert told == {
        "1001": ("2014-01-21", "2014-02-10", 10, False, None),
        "1002": ("2014-01-21", "2014-02-10", 31, False, None),
        "1003": ("2014-01-22", "2014-02-11", 31, True, None),
        "1004": ("2014-02-02", "2014-03-04", None, None, None),
        "1005": ("2014-02-02", "2014-03-04", None, None, 1),
        "1006": ("2014-02-13", "2014-03-05", 16, False, None),
        "1007": ("2014-01-18", "2014-02-07", None, None, None),
    }
    assert found["1004"].reasons == ("UTR", "RSR")
    assert found["1005"].reasons == ()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"level": "R"}, {"1004", "1005"}),
        ({"subject": "25C"}, {"1001", "1002"}),
        ({"facility": "BBB"}, {"1003", "1004"}),
        ({"year": "2013"}, {"1007"}),
        ({"status": "CLD"}, {"1001", "1003"}),
        ({"reason": "RSR"}, {"1004"}),
        ({"late": True}, {"1003"}),
        ({"overdue": True}, {"1005"}),
        ({"overdue": True, "level": "F"}, set()),
        ({"level": "' OR 1=1 --"}, set()),
        ({"overdue": True, "day": date(2014, 2, 2)}, set()),
        ({"overdue": True, "day": date(2014, 1, 25)}, {"1003"}),
        ({"overdue": True, "day": date(2014, 1, 1)}, set()),
        ({"overdue": True, "day": date(2013, 12, 1)}, set()),
    ],
)
def test_the_list_narrows(
    desk: Desk, case: str, made: str, asked: dict[str, Any], numbers: set[str]
) -> None:
    assert set(lines(desk, case, made, **asked)) == numbers


def test_a_page_is_a_part_of_the_list(desk: Desk, case: str, made: str) -> None:
    found = matters(desk.views, case, made, Wanted(DAY), most=2, skip=3)
    assert [one.number for one in found] == ["1004", "1005"]


def test_the_figures_say_what_they_count_and_what_had_no_such_value(
    desk: Desk, case: str, made: str
) -> None:
    found = count(desk, case, made)
    tables = {one.name: one for one in found.tables}
    told = {
        name: ([(one.code, one.count) for one in table.figures], table.without)
        for name, table in tables.items()
    }
    assert found.total == 7
    assert told == {
        "level": ([("F", 4), ("R", 2), ("A", 1)], 0),
        "status": ([("CLD", 2), ("REJ", 2), ("ACC", 1), ("CLG", 1), ("CLO", 1)], 0),
        "subject": ([("20D", 3), ("25C", 2), ("34A", 1)], 1),
        "facility": ([("AAA", 4), ("BBB", 2)], 1),
        "year": ([("2013", 1), ("2014", 6)], 0),
        "reasons": ([("RSR", 1), ("UTR", 1)], 1),
    }
    assert tables["reasons"].of == 2
    assert {one.label for one in tables["reasons"].figures} == {
        "May be sent again.",
        "The appeal is late.",
    }
    assert (found.days.answers, found.days.without) == (4, 3)
    assert (found.days.median, found.days.ninth, found.days.longest) == (16, 31, 31)
    assert found.days.bins == ((0, 9, 0), (10, 19, 2), (20, 29, 0), (30, 39, 2))
    late = {
        one.level: (one.answered, one.late, one.after_first) for one in found.punctual
    }
    assert late == {"A": (1, 0, 0), "F": (3, 1, 2), "R": (0, 0, 0)}
    recorded = {
        one.level: (one.first, one.extended, one.other, one.without)
        for one in found.recorded
    }
    assert recorded == {"A": (0, 0, 1, 0), "F": (2, 1, 0, 1), "R": (1, 0, 0, 1)}
    assert [(one.code, one.count) for one in found.overdue] == [("R", 1)]


def test_the_rest_beyond_fifteen_is_counted(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    more = [
        ROWS[0].replace("1001", str(3000 + n)).replace("25,C", f"{40 + n % 20},A")
        for n in range(40)
    ]
    source = read_source(sample(tmp_path / "more", *more), "us-bop-complaints")
    tables = count(desk, case, bring_in(desk, case, source)).tables
    subjects = next(one for one in tables if one.name == "subject")
    assert len(subjects.figures) == 15
    assert subjects.rest_kinds == 8
    shown = sum(one.count for one in subjects.figures)
    assert shown + subjects.rest + subjects.without == subjects.of == 47


def test_a_correction_and_a_withdrawal_are_counted_at_once(
    desk: Desk, case: str, made: str
) -> None:
    found = lines(desk, case, made)
    withdraw(desk, case, found["1003"].id, reason="not of this prison")
    later = {"edtf": "2014-03-01", "known": "document"}
    correct(desk, case, found["1001"].id, {"status_date": later}, reason="as printed")
    assert set(lines(desk, case, made, late=True)) == {"1001"}
    assert count(desk, case, made).total == 6
    rebuild(desk.vault, desk.views)
    assert set(lines(desk, case, made, late=True)) == {"1001"}
    assert last_day(desk.views, case, made) == date(2014, 3, 1)


def test_another_pack_moves_the_days_without_a_new_fold(
    desk: Desk, case: str, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines(desk, case, made)["1001"].first == "2014-01-21"
    monkeypatch.setattr(terms, "packs", dict)
    desk.views.close()
    desk.views = open_views(desk.vault)
    assert lines(desk, case, made)["1001"].first is None
    assert count(desk, case, made).punctual[1].undated == 0  # a day is recorded
    monkeypatch.undo()
    desk.views.forget()
    assert lines(desk, case, made)["1001"].first == "2014-01-21"


def test_a_day_is_worked_out_step_by_step() -> None:
    found = terms.explained("US-BOP", "us.bop.due.F", date(2014, 1, 1))
    assert found is not None
    assert found.due == date(2014, 1, 21)
    assert found.steps
    assert terms.explained("US-BOP", "nothing", date(2014, 1, 1)) is None
    assert terms.explained("XX", "us.bop.due.F", date(2014, 1, 1)) is None
    assert terms.explained("US-BOP", "us.bop.due.F", date(9999, 1, 1)) is None
    assert set(packs()) >= {"US-BOP"}


Write = Callable[..., str]


@pytest.mark.parametrize(
    "fields",
    [
        {"received": {"edtf": "2014-02-31"}},
        {"received": {"edtf": "2014-01~"}, "due": {"edtf": "XXXX"}},
        {"received": {"edtf": "9999-12-31"}, "status_date": {"edtf": "0001-01-01"}},
        {"outcome": "lost", "status": "\x1b", "level": ""},
        {"term": "x" * 400, "jurisdiction": "US-BOP"},
        {"term": "us.bop.due.F", "jurisdiction": "XX"},
        {"reasons": ["", "A", "A", "B\nC"]},
        {"row": "seven"},
        {},
    ],
)
@pytest.mark.counts("hostile inputs tried")
def test_a_hostile_entry_is_counted_and_breaks_no_page(
    desk: Desk, case: str, made: str, write: Write, fields: dict[str, Any]
) -> None:
    term = {"term": "us.bop.due.F", "jurisdiction": "US-BOP"}
    write("matter", {"register": made, "row": 9, **term, **fields})
    found = matters(desk.views, case, made, Wanted(DAY))
    assert len(found) == count(desk, case, made).total == 8
    assert found[-1].late is None or isinstance(found[-1].late, bool)


def test_an_answer_before_its_receipt_is_counted_apart(
    desk: Desk, case: str, made: str, write: Write
) -> None:
    days = {"received": {"edtf": "2014-01-05"}, "status_date": {"edtf": "2014-01-01"}}
    write("matter", {"register": made, "row": 9, "outcome": "denied", **days})
    found = count(desk, case, made).days
    assert (found.before, found.answers, found.without) == (1, 4, 3)


def test_a_matter_of_another_case_is_not_in_this_register(
    desk: Desk, case: str, made: str, write: Write
) -> None:
    other = open_case(desk, {"title": {"lang": "en", "text": "Other"}}, "test")
    write("matter", {"register": made, "row": 9}, case=other)
    assert count(desk, case, made).total == 7
    with pytest.raises(NotFoundError):
        register_view(desk.views, other, made)


def test_a_register_and_what_is_none(desk: Desk, case: str, made: str) -> None:
    (line,) = registers(desk.views, case)
    assert (line.id, line.matters, line.finished) == (made, 7, True)
    first = matters(desk.views, case, made, Wanted(DAY), most=1)[0].id
    with pytest.raises(NotFoundError):
        register_view(desk.views, case, first)
    assert choices(desk.views, case, made)["reason"] == [
        "DNY",
        "GRT",
        "RSR",
        "UTR",
        "XPL",
    ]
    assert last_day(desk.views, case, first) is None


def test_nothing_answered_has_no_days(
    desk: Desk, case: str, made: str, write: Write
) -> None:
    for one in matters(desk.views, case, made, Wanted(DAY)):
        withdraw(desk, case, one.id, reason="to see none")
    none = count(desk, case, made)
    assert (none.total, none.days.median, none.days.bins) == (0, None, ())
    long = {"received": {"edtf": "2014-01-01"}, "status_date": {"edtf": "2016-01-01"}}
    for number in range(20):
        fields = {"row": number + 20, "subject": str(number), "outcome": "denied"}
        write("matter", {"register": made, **fields, **long})
    found = count(desk, case, made)
    assert "180,,20" in figures_csv(found, "days").splitlines()
    assert ",the others (5),5" in figures_csv(found, "subject").splitlines()


def test_every_table_goes_out_as_csv(desk: Desk, case: str, made: str) -> None:
    found = count(desk, case, made)
    for name in tables_of(found):
        head, *rows = figures_csv(found, name).splitlines()
        assert rows
        assert all(row.count(",") >= head.count(",") for row in rows)
    assert "20D,APPEALS: HEARING,3" in figures_csv(found, "subject")
    with pytest.raises(NotFoundError):
        figures_csv(found, "nothing")


@given(st.lists(st.integers(0, 50), min_size=1), st.sampled_from([(1, 2), (9, 10)]))
def test_a_quantile_is_the_value_of_its_rank(
    values: list[int], part: tuple[int, int]
) -> None:
    rows = sorted((one, values.count(one)) for one in set(values))
    found = quantile(rows, *part)
    assert found is not None
    upto = sum(one <= found for one in values)
    below = sum(one < found for one in values)
    assert upto * part[1] >= len(values) * part[0] > below * part[1]


def test_nothing_has_no_quantile() -> None:
    assert quantile([], 1, 2) is None


def test_a_reason_that_means_two_things_by_status_is_counted_as_two(
    desk: Desk, case: str, write: Write
) -> None:
    labels = ["reasons REJ A: Late.", "reasons CAN A: Sent twice."]
    register = write("register", {"name": "R", "labels": labels})
    row = {"register": register, "outcome": "rejected", "reasons": ["A"]}
    for number, status in enumerate(("REJ", "REJ", "CAN"), 1):
        write("matter", {**row, "row": number, "status": status})
    tables = {one.name: one for one in count(desk, case, register).tables}
    assert [(one.code, one.label, one.count) for one in tables["reasons"].figures] == [
        ("A", "Late.", 2),
        ("A", "Sent twice.", 1),
    ]
