"""Where bars are drawn: in proportion, inside the drawing, with a name that fits."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.web.charts import WIDTH, Chart, lying, standing
from habeas.web.pages import environment

ROWS = st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**9)), max_size=40)


@given(ROWS)
def test_lying_bars_are_inside_and_in_proportion(rows: list[tuple[str, int]]) -> None:
    chart = lying(rows)
    assert [one.count for one in chart.bars] == [count for _, count in rows]
    for one in chart.bars:
        assert len(one.name) <= 34
        assert one.x + one.width <= WIDTH
        assert one.y + one.height <= chart.height
        assert (one.width > 0) == (one.count > 0)
    by_count = sorted(chart.bars, key=lambda one: one.count)
    widths = [one.width for one in by_count]
    assert widths == sorted(widths)  # what differs by less than a pixel looks alike


@given(ROWS)
def test_standing_bars_are_inside_and_on_their_line(
    rows: list[tuple[str, int]],
) -> None:
    chart = standing(rows, [(len(rows) + 5, "a mark")])
    for one in chart.bars:
        assert one.y >= 0
        assert one.y + one.height == pytest.approx(chart.base)
        assert one.x + one.width <= WIDTH + 2
    assert all(mark.x < WIDTH for mark in chart.marks)


@pytest.mark.parametrize(
    "chart",
    [
        lying([("<script>&", 3), ("b", 0)]),
        lying([]),
        standing([("2014", 3)], [(0.5, "median <b>")]),
        standing([(str(n), n) for n in range(40)]),
    ],
)
def test_a_chart_is_whole_svg_with_a_title_and_no_style_or_script(chart: Chart) -> None:
    template = environment("en").from_string(
        '{% import "parts/charts.html" as c with context %}'
        '{{ c.draw(chart, "c-1", "A <title>", "What it says.") }}'
    )
    text = template.render(chart=chart)
    (root,) = ET.fromstring(text)  # in a box that scrolls
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-1-t c-1-d"
    assert [one.text for one in root.findall("title")] == ["A <title>"]
    assert "What it says." in str(root.findtext("desc"))
    names = {one.tag for one in root.iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "line"}
    assert not any("style" in one.attrib for one in root.iter())
    assert len(root.findall("rect")) == len(chart.bars)


def test_a_long_name_of_wide_letters_ends_with_an_ellipsis_inside_the_drawing() -> None:
    (bar,) = lying([("Щ" * 60, 1)]).bars
    assert bar.name.endswith("…")
    assert len(bar.name) * 8.5 < bar.x
