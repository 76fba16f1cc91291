"""The timeline page: cut to a size that can be read, with what has no date."""

import re
from itertools import pairwise

import pytest

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.record import put_all
from habeas.views.timeline import Bar, Month
from habeas.web import timeline
from habeas.web.activity import WIDTH, draw, undated
from habeas.web.ask import Ask, Page
from habeas.web.forms import Form, parse
from habeas.web.timeline import CARDS, Section, fitting


def same(words: str) -> str:
    return words


def crowd(desk: Desk, case: str, count: int) -> None:
    """Record so many incidents of one month, and two of the next."""
    news = [
        New(
            "incident",
            {
                "title": {"lang": "en", "text": f"Incident {number}"},
                "when": {
                    "edtf": "2021-05-03" if number < count else "2021-06-01",
                    "known": "stated",
                },
            },
        )
        for number in range(count + 2)
    ]
    put_all(desk, case, news)


def shown(desk: Desk, case: str, query: str = "") -> dict[str, object]:
    ask = Ask({"case": case}, parse(query.encode()), Form(), "en")
    page = timeline.show(desk, ask)
    assert isinstance(page, Page)
    return dict(page.context)


def titles(found: dict[str, object]) -> list[str]:
    sections: list[Section] = found["sections"]  # type: ignore[assignment]
    return [
        card.incident.title for one in sections for card in one.cards if card.incident
    ]


def test_a_month_larger_than_a_page_is_cut_and_nothing_is_left_out(
    desk: Desk, case: str
) -> None:
    crowd(desk, case, 2 * CARDS + 5)
    seen, query = [], ""
    for _ in range(4):
        found = shown(desk, case, query)
        seen += titles(found)
        assert len(titles(found)) <= CARDS
        after = found["after"]
        if not isinstance(after, tuple):
            break
        query = f"from={after[0]}&skip={after[1]}"
    assert seen == [f"Incident {number}" for number in range(2 * CARDS + 7)]


def test_one_may_go_back_in_a_cut_month(desk: Desk, case: str) -> None:
    crowd(desk, case, CARDS + 1)
    assert shown(desk, case)["earlier"] is None
    later = shown(desk, case, f"from=2021-05&skip={CARDS}")
    assert later["earlier"] == ("2021-05", 0)


def test_a_page_beyond_the_end_is_empty_and_no_fault(desk: Desk, case: str) -> None:
    assert titles(shown(desk, case, "skip=80")) == []


BARS = [Bar("2021-05", {"alleged": 2}), Bar("2021-06", {"denied": 1})]


def test_what_has_no_date_is_what_stands_in_no_bar() -> None:
    counts = {"alleged": 5, "denied": 1, "ruled": 1, "unknown": 0}
    assert undated(counts, BARS) == {"alleged": 3, "ruled": 1}


def test_what_has_no_date_is_drawn_apart_at_the_end() -> None:
    strip = draw(BARS, {"ruled": 4}, "en", same)
    assert strip is not None
    assert strip.undated == 4
    (aside,) = [one for one in strip.blocks if one.stance == "ruled"]
    assert aside.x > strip.width
    assert aside.x + aside.width <= WIDTH
    assert all(one.x < strip.width for one in strip.blocks if one is not aside)


def test_only_undated_accounts_make_a_strip_of_one_bar() -> None:
    strip = draw([], {"alleged": 2}, "en", same)
    assert strip is not None
    assert (strip.first, strip.last, strip.ticks) == ("", "", ())
    assert len(strip.blocks) == 1
    assert draw([], {}, "en", same) is None


def test_many_years_are_counted_by_the_year() -> None:
    bars = [Bar("2001-05", {"alleged": 1}), Bar("2001-07", {"alleged": 2})]
    strip = draw([*bars, Bar("2021-06", {"denied": 1})], {}, "en", same)
    assert strip is not None
    assert strip.by_year
    assert (strip.first, strip.last) == ("2001", "2021")
    assert len(strip.blocks) == 2
    assert strip.blocks[0].height > strip.blocks[1].height


def test_a_year_alone_is_drawn_with_its_year_or_apart_from_the_months() -> None:
    strip = draw([Bar("2021", {"ruled": 3}), *BARS], {"ruled": 1}, "en", same)
    assert strip is not None
    assert (strip.first, strip.undated) == ("May 2021", 4)
    strip = draw([Bar("2021", {"ruled": 3})], {}, "en", same)
    assert strip is not None
    assert (strip.by_year, strip.first, strip.undated) == (True, "2021", 0)


def test_labels_keep_their_distance() -> None:
    months = [f"20{year}-{month:02}" for year in (21, 22, 23) for month in range(1, 13)]
    strip = draw([Bar(one, {"alleged": 1}) for one in months], {}, "kk", same)
    assert strip is not None
    at = [tick.x for tick in strip.ticks]
    large = [tick.x for tick in strip.ticks if not tick.minor]
    for places, room in ((at, 84), (large, 210)):
        gaps = [two - one for one, two in pairwise(places)]
        assert min(gaps) >= room
        assert WIDTH - places[-1] >= room
    assert re.search(r"2021", strip.ticks[0].word)


MONTHS = [Month("2026-01", 5), Month("2026-02", 15), Month("2026-03", 4)]


@pytest.mark.parametrize(
    ("found", "skip", "shown", "after"),
    [
        (MONTHS, 0, [5, 15, 4], None),
        (MONTHS, 5, [15, 4], None),
        (MONTHS, 3, [2, 15, 4], None),
        ([Month("2026-01", 60)], 24, [24], ("2026-01", 48)),
        ([Month("2026-01", 60)], 48, [12], None),
        ([Month("2026-01", 20), Month("", 9)], 0, [20], ("", 0)),
        ([], 0, [], None),
    ],
)
def test_what_fits_on_a_page(
    found: list[Month], skip: int, shown: list[int], after: tuple[str, int] | None
) -> None:
    months, next_page = fitting(found, skip)
    assert ([one.items for one in months], next_page) == (shown, after)
