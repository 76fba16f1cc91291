"""A file that a person wrote: every fault at once, each at its line."""

import pytest

from habeas.papers.engine.faults import read_toml, structure_faults
from habeas.papers.engine.form import Form
from habeas.papers.engine.house import House

GOOD = """\
use = "court"
reads = ["incidents"]
source = "a"
sure = "memory"

[title]
en = "T"

[about]
en = "A"

[[ask]]
key = "one"
kind = "line"
[ask.label]
en = "One"

[[ask]]
key = "two"
kind = "choice"
[ask.label]
en = "Two"
[ask.choices.yes]
en = "Yes"
"""


def said(text: str, wanted: type = Form) -> list[str]:
    raw, faults = read_toml(text, "f.toml")
    found = faults or structure_faults(raw, wanted, text, "f.toml")
    return [one.say() for one in found]


def test_what_is_right_has_no_fault() -> None:
    assert said(GOOD) == []
    assert said("", House) == []


FAULTS = {
    "a key that is nearly right": (
        "sure =",
        "suer =",
        "f.toml:4: There is no key ‘suer’. Is",
    ),
    "a key that is nothing": (
        "sure =",
        "xyz =",
        "f.toml:4: There is no key ‘xyz’ here. Th",
    ),
    "a word that is not known": (
        '"court"',
        '"cuort"',
        "f.toml:1: ‘cuort’ is not known here",
    ),
    "one word, not a list": (
        '["incidents"]',
        '"incidents"',
        "f.toml:2: ‘reads’ takes a list",
    ),
    "a number, not words": ('en = "T"', "en = 7", "f.toml:7: ‘title.en’ takes words"),
    "in the second of a list": (
        '"choice"',
        '"choise"',
        "f.toml:20: ‘choise’ is not known",
    ),
    "a line that is missing": ('key = "two"\n', "", "f.toml:18: ‘key’ is missing."),
    "deep within": (
        'en = "Yes"',
        "en = []",
        "f.toml:24: ‘ask.2.choices.yes.en’ takes wo",
    ),
    "no TOML": ('"memory"', '"memory', "f.toml:4: It is not TOML here"),
    "the same twice": ("[about]", "[title]", "f.toml:9: It is not TOML here"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_with_its_line(name: str) -> None:
    old, new, expected = FAULTS[name]
    assert old in GOOD
    found = said(GOOD.replace(old, new, 1))
    assert any(one.startswith(expected) for one in found), found


def test_all_faults_are_said_at_once() -> None:
    text = GOOD.replace("use", "usee").replace('"line"', "5").replace('"One"', "true")
    assert len(said(text)) == 4  # `use` is missing as well


def test_brackets_without_end_are_refused() -> None:
    (found,) = said("a = " + "[" * 100_000)
    assert "nested too deeply" in found


HOUSE = {
    "a margin off the paper": (
        "[margins]\nleft = 300",
        "‘margins.left’ lies between 5 and",
    ),
    "a letterhead like a letter": (
        "[letterhead]\nen = [" + '"a",' * 11 + "]",
        "‘letterhead.en’ is too long: up to 10 lines.",
    ),
    "a line like a page": (
        f'[footer]\nen = "{"a" * 201}"',
        "‘footer.en’ is too long: up to 200 characters.",
    ),
    "a paper that is none": (
        'paper = "A4"',
        "‘A4’ is not known here. It is one of: a4",
    ),
    "a size in words": ('size = "12"', "‘size’ takes a number"),
}


@pytest.mark.parametrize("name", HOUSE)
def test_a_style_has_its_limits(name: str) -> None:
    text, expected = HOUSE[name]
    (found,) = said(text, House)
    assert expected in found
