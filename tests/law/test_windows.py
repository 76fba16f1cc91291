"""Every row says where it was read, when, and whether that is confirmed."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import habeas.law.windows
from habeas.case.facts.decay import Matter
from habeas.languages import LANGUAGES
from habeas.law.windows import ENDLESS, Status, Window, read_windows, windows

FILE = Path(habeas.law.windows.__file__).with_name("windows.toml")
TOO_LATE = re.compile(
    r"too late|no longer (worth|possible)|hopeless|слишком поздно|(?<!\w)поздно(?!\w)"
    r"|бесполезно|тым кеш|кеш қалд|кешікті|пайдасыз",
    re.IGNORECASE,
)
ROWS = list(windows().rows.values())


def data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def test_there_is_a_row_for_everything_that_can_be_recorded() -> None:
    assert set(windows().rows) == set(Matter)
    assert set(Matter) >= ENDLESS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.kind)
def test_every_row_has_a_source_a_day_and_a_status(row: Window) -> None:
    assert len(row.source) > 10
    assert date(2026, 1, 1) <= row.read <= windows().revision
    assert row.status in Status
    assert set(row.after) == set(LANGUAGES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.kind)
def test_a_number_that_was_read_at_second_hand_is_not_called_confirmed(
    row: Window,
) -> None:
    assert row.hours is None or row.status is Status.UNCONFIRMED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.kind)
def test_nothing_says_that_it_is_too_late(row: Window) -> None:
    for words in row.after.values():
        assert not TOO_LATE.search(words)


def test_no_message_of_the_program_says_that_it_is_too_late() -> None:
    """In no language, of anything; what asks for the contrary is worded otherwise."""
    locale = FILE.parents[1] / "locale"
    for name in ("ru", "kk"):
        for block in (locale / f"{name}.po").read_text("utf-8").split("\n\n"):
            if re.search(r"decay|law|packaging|exhibits|letter", block):
                assert not TOO_LATE.search(block), block


def test_a_garment_has_no_end() -> None:
    row = windows().rows["garment"]
    assert (row.hours, row.longest) == (None, None)
    assert all(words in row.after["en"] for words in ("washed or old", "DNA"))


Break = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Break, str]] = {
    "a row without a source": (lambda row: row.pop("source"), "source"),
    "an empty source": (lambda row: row.update(source=" "), "has no source"),
    "no status": (lambda row: row.pop("status"), "status"),
    "a status of its own": (lambda row: row.update(status="sure"), "sure"),
    "no day": (lambda row: row.pop("read"), "read"),
    "a language missing": (lambda row: row["after"].pop("kk"), "every language"),
    "a language empty": (lambda row: row["after"].update(ru=" "), "every language"),
    "an unknown field": (lambda row: row.update(surely=True), "surely"),
    "hours of none": (lambda row: row.update(hours=0), "do not fit"),
    "a longest time alone": (
        lambda row: (row.pop("hours"), row.update(longest=9)),
        "no usual one",
    ),
    "a longest time that is shorter": (
        lambda row: row.update(longest=9),
        "do not fit",
    ),
    "two rows of one kind": (lambda row: row.update(kind="logbook"), "twice"),
    "a garment with an end": (lambda row: row.update(kind="garment"), "an end"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_is_wrong_is_refused(case: str) -> None:
    spoil, words = WRONG[case]
    wrong = data()
    wrong["window"] = wrong["window"][:2]
    spoil(wrong["window"][0])
    if "twice" in words:
        wrong["window"] = wrong["window"][::-1]
    with pytest.raises(ValueError, match=words):
        read_windows(wrong)


def test_a_file_without_a_revision_is_refused() -> None:
    with pytest.raises(ValueError, match="revision"):
        read_windows({"window": []})
