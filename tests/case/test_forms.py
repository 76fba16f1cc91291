"""Forms: what a page or a command line sends becomes fields, and a form again."""

from typing import Any

import pytest

from habeas.case.facts.registry import RECORDS
from habeas.case.forms import changes, fill_form, read_form
from habeas.errors import BadInputError

EMPTY: dict[str, list[str]] = {}
FORMS: dict[str, tuple[str, dict[str, list[str]], dict[str, Any]]] = {
    "words get the language of the page": (
        "note",
        {"text": [" Екі сөз "]},
        {"text": {"lang": "kk", "text": "Екі сөз"}},
    ),
    "words may say their own language": (
        "note",
        {"text": ["два\r\nслова"], "text.lang": ["ru"]},
        {"text": {"lang": "ru", "text": "два\nслова"}},
    ),
    "empty words are left out": ("note", {"text": ["  "], "text.lang": ["ru"]}, {}),
    "a date": (
        "incident",
        {"when": ["2021-06~"], "when.known": ["stated"], "when.note": ["by phone"]},
        {"when": {"edtf": "2021-06~", "known": "stated", "note": "by phone"}},
    ),
    "a date nobody says how it is known": (
        "incident",
        {"when": ["2021"], "when.known": [""], "when.note": [""]},
        {"when": {"edtf": "2021", "known": "unknown"}},
    ),
    "no date": ("incident", {"when": [""], "when.known": ["stated"]}, {}),
    "a line, a choice, a number": (
        "person",
        {"pseudonym": [" A. "], "role": ["officer"], "number": ["2"]},
        {"pseudonym": "A.", "role": "officer", "number": 2},
    ),
    "an empty number": ("person", {"number": [" "]}, {}),
    "references repeat their name": (
        "claim",
        {"via": ["1" * 32, " ", "2" * 32], "speaker": ["3" * 32]},
        {"via": ["1" * 32, "2" * 32], "speaker": "3" * 32},
    ),
    "a box that is ticked": (
        "consent",
        {"with_name": ["on"]},
        {"with_name": True},
    ),
    "a box that is not": ("consent", {"with_name": ["no"]}, {}),
    "a name that is not there": ("consent", {"with_name": []}, {}),
    "names and numbers, one to a line": (
        "identity",
        {
            "names": ["Invented Name|full|en\n\nАты\r\nOther | alias"],
            "numbers": ["000\n 111 "],
        },
        {
            "names": [
                {"text": "Invented Name", "kind": "full", "lang": "en"},
                {"text": "Аты", "kind": "full", "lang": "kk"},
                {"text": "Other", "kind": "alias", "lang": "kk"},
            ],
            "numbers": ["000", "111"],
        },
    ),
    "what is not asked for is not read": (
        "document",
        {"number": ["7"], "file": ["x"], "name": ["y"], "colour": ["red"]},
        {},
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_becomes_fields(name: str) -> None:
    kind, form, fields = FORMS[name]
    assert read_form(RECORDS[kind], form, "kk") == fields


@pytest.mark.parametrize("name", FORMS)
def test_fields_fill_the_form_that_reads_as_the_same_fields(name: str) -> None:
    kind, _, fields = FORMS[name]
    assert read_form(RECORDS[kind], fill_form(RECORDS[kind], fields), "xx") == fields


@pytest.mark.parametrize("typed", ["-1", "1.5", "two", "²", "٣", "1e3", "9" * 10])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_form(RECORDS["person"], {"number": [typed]}, "en")
    assert refused.value.say(lambda words: f"<{words}>")[0].count("<") == 2


def test_a_kind_of_name_that_is_none_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInputError, match="patronymic"):
        read_form(RECORDS["identity"], {"names": ["A|nick|en"]}, "en")


def test_a_name_that_says_no_more_fills_its_line() -> None:
    form = fill_form(RECORDS["identity"], {"names": [{"text": "A", "kind": "alias"}]})
    assert form == {"names": ["A | alias | und"]}
    form = fill_form(RECORDS["identity"], {"names": [{"text": "A"}]})
    assert form == {"names": ["A | full | und"]}


def test_an_unticked_box_is_shown_unticked() -> None:
    assert fill_form(RECORDS["consent"], {"with_name": False}) == {"with_name": []}


def test_changes_are_what_was_edited_and_what_was_emptied() -> None:
    old = {"pseudonym": "A.", "role": "officer", "number": 2, "mood": 1}
    new = {"pseudonym": "B.", "role": "officer"}
    assert changes(RECORDS["person"], old, new) == ({"pseudonym": "B."}, ("number",))
    assert changes(RECORDS["document"], {"number": 1}, {}) == ({}, ())


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("2026-03-19 14:30", "2026-03-19T14:30"),
        ("24.07.2026", "2026-07-24"),
        ("4.7.2026 9:05", "2026-07-04 9:05"),
        ("04.07.2026 09:05", "2026-07-04T09:05"),
        ("24.07.2026/26.07.2026", "2026-07-24/2026-07-26"),
        ("124.07.2026", "124.07.2026"),
        ("07/24/2026", "07/24/2026"),
    ],
)
def test_a_date_may_be_typed_as_people_write_it(typed: str, edtf: str) -> None:
    read = read_form(RECORDS["custody"], {"when": [typed]}, "en")
    assert read["when"]["edtf"] == edtf
