"""Parts of long lists: every entry is on one page, whatever the address says."""

import pytest

from habeas.web.ask import Ask
from habeas.web.forms import Form
from habeas.web.paging import Part, part


def ask(skip: str | None) -> Ask:
    pairs = () if skip is None else (("skip", skip),)
    return Ask(path={}, query=Form(pairs), form=Form(()), language="en")


def walk(total: int, most: int) -> list[Part]:
    pages = [part(ask(None), total, most)]
    while (after := pages[-1].after) is not None:
        pages.append(part(ask(str(after)), total, most))
    return pages


@pytest.mark.parametrize("total", [0, 1, 9, 10, 11, 20, 21, 99])
def test_walking_forward_shows_each_once(total: int) -> None:
    pages = walk(total, 10)
    shown = [n for one in pages for n in range(one.first, one.last + 1)]
    assert shown == list(range(1, total + 1))
    backwards = [one.before for one in pages]
    assert backwards == [None, *(one.skip for one in pages[:-1])]


HOSTILE = {
    "no number": "x",
    "negative": "-10",
    "a sign": "+10",
    "other digits": "١٠",
    "a huge number": "9" * 400,
    "a fraction": "1.5",
    "empty": "",
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("skip", HOSTILE.values(), ids=HOSTILE)
def test_an_address_that_says_nothing_sensible_is_the_first_page(skip: str) -> None:
    assert part(ask(skip), 25, 10) == Part(0, 10, 25)


@pytest.mark.parametrize("skip", ["25", "30", "999999999"])
def test_beyond_the_end_is_the_last_page(skip: str) -> None:
    assert part(ask(skip), 25, 10) == Part(20, 10, 25)
