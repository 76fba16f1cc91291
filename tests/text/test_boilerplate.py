"""Marks fall on what a site puts around a text, and on no sentence of a report."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.text.boilerplate import (
    AROUND,
    BYLINE,
    NAVIGATION,
    NOTICE,
    REASONS,
    REPEATED,
    SHARING,
    mark_boilerplate,
)
from habeas.text.extract import Span

_BESIDE = Path(__file__).resolve().parents[3] / "shared"
REPORT = Path(os.environ.get("HABEAS_SHARED", _BESIDE)) / "data/news-report-2021.txt"


def _marks(text: str) -> list[tuple[str, str]]:
    return [(span.why, text[span.start : span.end]) for span in mark_boilerplate(text)]


@pytest.fixture
def report() -> str:
    if not REPORT.exists():
        pytest.skip("The shared news report is not beside this checkout.")
    return REPORT.read_text()


def test_the_news_report_is_marked_in_five_places(report: str) -> None:
    marks = _marks(report)
    assert marks[:3] == [
        (NAVIGATION, "Accessibility links"),
        (NAVIGATION, "Breaking News"),
        (REPEATED, "The women's prison in Zhaugashty near Almaty"),
    ]
    byline, notice = marks[3:]
    assert byline[0] == BYLINE
    assert byline[1].startswith("Written by Farangis")
    assert notice[0] == NOTICE
    assert notice[1].startswith("RFE/RL has been declared")
    assert notice[1].endswith("To find out more, click here.")


def test_no_sentence_of_the_report_is_marked(report: str) -> None:
    first = report.index("A Kazakh Prisoner Says")
    last = report.index("Written by")
    caption = "The women's prison in Zhaugashty near Almaty"
    inside = [
        report[span.start : span.end]
        for span in mark_boilerplate(report)
        if first <= span.start < last
    ]
    assert inside == [caption]
    assert report.count(caption) == 2


STORY = "\n\nОна рассказала адвокату, что её держали в изоляторе без камер.\n\n"

MARKED = {
    "Russian menu": ("Главная\nПоиск" + STORY, [(NAVIGATION, "Главная")]),
    "Kazakh menu": ("Басты бет\n" + STORY, [(NAVIGATION, "Басты бет")]),
    "share button": (STORY + "Поделиться", [(SHARING, "Поделиться")]),
    "a button with a sign": (STORY + "» Share", [(SHARING, "» Share")]),
    "Russian by-line": (
        "Автор: Анна Тестова" + STORY,
        [(BYLINE, "Автор: Анна Тестова")],
    ),
    "Russian notice": (
        STORY + "Читайте также: другое\n© 2021 Сайт. Все права защищены.",
        [(NOTICE, "Читайте также: другое\n© 2021 Сайт. Все права защищены.")],
    ),
    "a foreign-agent notice": (
        STORY + "НАСТОЯЩИЙ МАТЕРИАЛ ПРОИЗВЕДЁН И РАСПРОСТРАНЁН ИНОСТРАННЫМ АГЕНТОМ",
        [(NOTICE, "НАСТОЯЩИЙ МАТЕРИАЛ ПРОИЗВЕДЁН И РАСПРОСТРАНЁН ИНОСТРАННЫМ АГЕНТОМ")],
    ),
}


@pytest.mark.parametrize("name", MARKED)
def test_marked(name: str) -> None:
    text, expected = MARKED[name]
    assert _marks(text)[: len(expected)] == expected


LEFT_ALONE = {
    "a sentence said twice": "He hit me.\nHe hit me.",
    "a short line said twice": "Нет\nНет",
    "a sentence that begins like a by-line": "By Monday he was gone.",
    "a report that ends with a label": (
        "She left.\n\nHer group has been declared an undesirable organization."
    ),
    "a report that ends with a foreign agent": (
        "Она ушла.\n\nЕё организация признана иностранным агентом."
    ),
    "a menu word inside a sentence": "She went home to search for the menu.",
    "notice words far from the end": (
        "Click here to accept cookies, it said.\n" + "She read on.\n" * 8
    ),
    "a text that is all notice": "© 2021 Test Site. All rights reserved.",
    "a long line": "By Anna Test " + "and others " * 30 + "\n",
    "a long last paragraph": "She left.\n\nClick here" + ", she was told" * 60,
    "nothing": "",
    "only space": " \n \n",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_left_alone(name: str) -> None:
    assert _marks(LEFT_ALONE[name]) == []


def test_a_menu_word_deep_inside_a_long_text_is_left_alone() -> None:
    lines = ["She said so."] * 30
    assert _marks("\n".join([*lines, "Home", *lines])) == []


def test_what_the_page_structure_told_is_kept_once() -> None:
    text = "Menu\nNews\nShe said so."
    assert mark_boilerplate(text, [Span(0, 9, AROUND)]) == (Span(0, 9, AROUND),)


@given(st.text(st.sampled_from("Menu\n ©Share.By A")))
def test_marks_are_in_order_and_inside(text: str) -> None:
    end = 0
    for span in mark_boilerplate(text):
        assert end <= span.start < span.end <= len(text)
        assert span.why in REASONS
        end = span.end
